#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capi.sh ROOT LIBRARY: what is generated is up to date; the header is C99 and C++20 without a warning; the shared
# library exports the described functions alone and needs nothing but libc and libm.
set -eu
root=$1
library=$2
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

nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
sed -n 's/^    \(cxm_[a-z0-9_]*\);$/\1/p' "$root/capi/cxm.map" | sort >"$work/described"
diff "$work/described" "$work/exported" || say "exports differ from the description (< described, > exported)"

# A sanitizer brings libraries of its own; the plain build is what is shipped.
readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -vE '^(libc\.so\.6|libm\.so\.6|ld-linux.*)$' && say "needs more than libc and libm"
exit $bad
