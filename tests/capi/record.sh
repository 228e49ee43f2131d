#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# record.sh [BUILD]: what is new in the binary interface becomes part of it: new functions, structures and members go
# into abi_baseline.gz (types, by libabigail) and abi_layout.txt (places of members). Refuses when anything that was
# recorded is changed or gone: that needs another number `abi` in capi/cxm_api.toml and new files.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${1:-$root/build/release}" && pwd)
python3 "$root/capi/generate.py" --check
cmake --build "$build" --target cxm_shared >"$build/record.log" 2>&1 || { tail -20 "$build/record.log"; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/layout.cpp" <<'CPP'
#include <cstddef>
#include <cstdio>
#include "cxm.h"
int main() {
#define LAYOUT_OF(structure)
#define LAYOUT(structure, member) \
  std::printf("%s %zu %zu\n", #structure "." #member, offsetof(structure, member), sizeof(structure::member));
#include "capi/layout.inc"
}
CPP
g++ -std=c++20 -I "$root/capi" -I "$root/tests" -o "$work/layout" "$work/layout.cpp"
"$work/layout" | sort >"$work/now"
grep -v '^#' "$here/abi_layout.txt" | sort >"$work/recorded"
gone=$(comm -23 "$work/recorded" "$work/now")
[ -z "$gone" ] || { printf 'record.sh: recorded members are changed or gone:\n%s\n' "$gone"; exit 1; }

"$here/abi.sh" record "$root/capi/cxm.h" "$build/lib/libcxm.so" "$here/abi_baseline.gz"
{ grep '^#' "$here/abi_layout.txt"; LC_ALL=C sort "$work/now"; } >"$work/layout.txt"
cp "$work/layout.txt" "$here/abi_layout.txt"
echo "record.sh: $(wc -l <"$work/now") members"
