#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capi.sh ROOT LIBRARY CONFIGURATION: what is generated is up to date; the header is C99 and C++20 without a
# warning; the shared library exports the described functions alone, needs nothing but libc and libm, calls nothing
# that a guest must not call, and is small.
set -eu
root=$1
library=$2
configuration=${3-}
bad=0
say() { echo "capi.sh: $*"; bad=1; }

python3 "$root/capi/generate.py" --check || bad=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '#include "cxm.h"\nint main(void) { return cxm_abi_version() != CXM_ABI; }\n' >"$work/use.c"
cp "$work/use.c" "$work/use.cpp"
strict=(-Wall -Wextra -pedantic -Werror -fsyntax-only -I "$root/capi")
for compiler in gcc clang; do
  command -v $compiler >/dev/null || { echo "capi.sh: no $compiler here"; continue; }
  $compiler -std=c99 "${strict[@]}" "$work/use.c" || bad=1
  $compiler -std=c11 -fshort-enums "${strict[@]}" "$work/use.c" || bad=1
  $compiler -x c++ -std=c++20 "${strict[@]}" "$work/use.cpp" || bad=1
done

# Under -fshort-enums, which makes enumerations smaller, a program gives and gets the same structures.
if command -v gcc >/dev/null; then
  printf 'q1,q2,unit\n1,2,a\n3,4,a\n5,5,b\n2,,b\n4,1,b\n3,5,a\n2,2,a\n5,3,b\n' >"$work/survey.csv"
  cat >"$work/instrument.json" <<'JSON'
{"id": "short", "version": "1", "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],
 "items": [{"id": "q1", "scale": "five"}, {"id": "q2", "scale": "five"}],
 "measures": [{"id": "m", "kind": "composite", "items": ["q1", "q2"]}],
 "indices": [{"id": "whole", "of": ["m"]}]}
JSON
  for enums in -fno-short-enums -fshort-enums; do
    gcc -std=c99 $enums -Wall -Wextra -Werror -I "$root/capi" "$root/examples/c/main.c" "$library" \
      -Wl,-rpath,"$(dirname "$library")" -o "$work/use$enums" || { bad=1; continue; }
    "$work/use$enums" "$work/survey.csv" "$work/instrument.json" >"$work/said$enums" || say "the program built with $enums fails"
  done
  [ "$(wc -l <"$work/said-fshort-enums")" -ge 2 ] || say "the program built with -fshort-enums says nothing"
  cmp -s "$work/said-fno-short-enums" "$work/said-fshort-enums" || say "-fshort-enums changes what a program gets"
fi

nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
sed -n 's/^    \(cxm_[a-z0-9_]*\);$/\1/p' "$root/capi/cxm.map" | sort >"$work/described"
diff "$work/described" "$work/exported" || say "exports differ from the description (< described, > exported)"

# A sanitizer brings libraries of its own; the plain build is what is shipped.
readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -vE '^(libc\.so\.6|libm\.so\.6|ld-linux.*)$' && say "needs more than libc and libm"

# The oldest system it runs on is told by the newest symbol it asks the C library for. 2.35 comes from the runtime of
# g++ 12 (_dl_find_object); for older systems the library is built on one.
ceiling=2.35
newest=$(objdump -T "$library" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -1)
[ "$(printf '%s\n%s\n' "$newest" "$ceiling" | sort -V | tail -1)" = "$ceiling" ] ||
  say "needs glibc $newest; $ceiling is the newest that may be asked for"

# What a guest must not call. The C++ runtime inside is the one exception: a broken noexcept ends the process there
# (abort), and its tables of floating-point texts check themselves (__assert_fail).
banned='fputs|fputc|stderr|stdout|sprintf|exit|_exit|quick_exit|printf|__printf_chk|fprintf|__fprintf_chk|vprintf|vfprintf|puts|putchar|perror|getenv'
banned+='|secure_getenv|setenv|putenv|setlocale|newlocale|__newlocale|uselocale|__uselocale|localeconv|strtod|atof'
banned+='|__strtod_l|snprintf|vsnprintf|sscanf|strftime|system|popen|fork|execve|signal|sigaction|raise|fesetenv|fesetround|feholdexcept'
nm -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $2); print $2 }' | grep -Ex "$banned" && say "calls what a guest must not"
# Rule of size: under 5 MB without symbols, whatever is added. cmake/cxm_cold.cmake says what is compiled small.
case $configuration in
  Release | RelWithDebInfo | MinSizeRel)
    strip --strip-unneeded -o "$work/stripped.so" "$library"
    size=$(stat -c %s "$work/stripped.so")
    echo "capi.sh: $size bytes stripped"
    [ "$size" -lt 5000000 ] || say "the stripped library has $size bytes; at most 4999999 are allowed"
    ;;
esac
exit $bad
