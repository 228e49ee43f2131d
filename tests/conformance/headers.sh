#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# headers.sh ROOT BUILD COMPILER...: every public header compiles alone, twice, without warnings, with the first
# compiler that is here, and needs nothing but the standard library; so does cxm.hpp, which includes them all, with
# each of them.
set -eu
root=$1 build=$2
shift 2
headers=$(cd "$root/include" && find cxm -name '*.hpp' | sort; echo cxm/cxm.hpp)
bad=0 seen=0
check() {
  printf '#include "%s"\n#include "%s"\n' "$3" "$3" |
    "$1" -x c++ -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror \
      -I "$2/include" -I "$4/generated" - 2>&1 || { echo "$3 does not compile alone with $1"; return 1; }
}
export -f check
for compiler in "$@"; do
  command -v "$compiler" >/dev/null || { echo "headers.sh: no $compiler here"; continue; }
  [ $seen = 0 ] || headers=cxm/cxm.hpp
  seen=1
  # shellcheck disable=SC2016
  printf '%s\n' $headers | xargs -P "$(nproc)" -I{} bash -c 'check "$@"' _ "$compiler" "$root" {} "$build" || bad=1
done
[ $seen = 1 ] || exit 77
exit $bad
