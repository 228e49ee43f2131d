#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# abi_self.sh: abi.sh finds every breach it is made for in a small library made to break it, and lets pass what may
# be added. abidiff answers 4 to a member appended as to members reordered, so this is not a matter of course.
set -u
here=$(cd "$(dirname "$0")" && pwd)
command -v abidiff >/dev/null || { echo "abi_self.sh: no abidiff here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0
good='typedef struct cxm_o { unsigned struct_size; int a; double b; } cxm_o; int cxm_f(const cxm_o* o, int n);'
# library DECLARATIONS DEFINITIONS
library() {
  printf '%s\n' "$1" >x.h
  printf '#include "x.h"\n%s\n' "$2" >x.c
  gcc -g -shared -fPIC -o x.so x.c
}
body='int cxm_f(const cxm_o* o, int n) { return o->a + n; }'
library "$good" "$body"
"$here/abi.sh" record x.h x.so base.gz >/dev/null || { echo "a first record fails"; failures=1; }
"$here/abi.sh" check x.h x.so base.gz >/dev/null || { echo "what was just recorded is refused"; failures=$((failures + 1)); }
# breach NAME DECLARATIONS DEFINITIONS: neither checked nor recorded
breach() {
  library "$2" "$3"
  "$here/abi.sh" check x.h x.so base.gz >out 2>&1 && { echo "not seen: $1"; failures=$((failures + 1)); }
  "$here/abi.sh" record x.h x.so base.gz >out 2>&1 && { echo "recorded: $1"; failures=$((failures + 1)); }
}
breach 'members reordered' "${good/int a; double b/double b; int a}" "$body"
breach 'a member inserted' "${good/int a;/int z; int y; int a;}" "$body"
breach 'a member removed' "${good/ double b;/}" "$body"
breach 'a member of another type' "${good/double b/float b}" "$body"
breach 'a parameter added' "${good/int n)/int n, int m)}" "${body/int n)/int n, int m)}"
breach 'a parameter of another type' "${good/int n)/long n)}" "${body/int n)/long n)}"
breach 'another result' "${good/int cxm_f/long cxm_f}" "${body/int cxm_f/long cxm_f}"
breach 'a function removed' "${good/int cxm_f/static int cxm_f}" "static $body"
library "$good" "$body"
gcc -shared -fPIC -o x.so x.c
"$here/abi.sh" check x.h x.so base.gz >out 2>&1 && { echo "a library without debugging information passes"; failures=$((failures + 1)); }
# addition NAME DECLARATIONS DEFINITIONS: refused until recorded, then known
addition() {
  library "$2" "$3"
  cp base.gz added.gz
  "$here/abi.sh" check x.h x.so added.gz >out 2>&1 && { echo "passed unrecorded: $1"; failures=$((failures + 1)); }
  "$here/abi.sh" record x.h x.so added.gz >out 2>&1 || { echo "not recorded: $1"; cat out; failures=$((failures + 1)); }
  "$here/abi.sh" check x.h x.so added.gz >out 2>&1 || { echo "recorded but refused: $1"; failures=$((failures + 1)); }
}
addition 'a function' "$good int cxm_g(void);" "$body int cxm_g(void) { return 1; }"
addition 'a member at the end' "${good/double b;/double b; int c;}" "$body"
echo "abi_self.sh: $failures wrong"
exit $((failures > 0))
