#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# dev.sh ROOT: how ./dev gets system packages, shown with stand-ins for the system's tools: as root, through
# sudo, and, where neither is allowed, by printing the command; and that it does nothing when all is there.
set -u
root=$1
fake=$(mktemp -d)
trap 'rm -rf "$fake"' EXIT
failures=0
log=$fake/log

# tool NAME BODY: a stand-in; every call is logged
tool() { printf '#!/bin/bash\necho "%s $*" >>"%s"\n%s\n' "$1" "$log" "$2" >"$fake/$1"; chmod +x "$fake/$1"; }
tool dpkg-query 'case "${!#}" in libeigen3-dev|clang) exit 1 ;; *) printf installed ;; esac'
tool apt-get 'exit 0'
tool env 'shift; exec "$@"'
for real in bash dirname cat mkdir; do ln -s "$(type -P $real)" "$fake/$real"; done

# run: ./dev setup with nothing but the stand-ins in reach
run() { : >"$log"; out=$(PATH=$fake "$fake/bash" "$root/dev" setup 2>&1 </dev/null); code=$?; }
check() { # check WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" || { echo "$1: expected /$2/, got:"; echo "$3"; failures=$((failures + 1)); }
}

tool id 'echo 0'
run; check 'root' '^0$' "$code"
check 'root' '^apt-get update' "$(cat "$log")"
check 'root' '^apt-get install .*--no-install-recommends libeigen3-dev clang$' "$(cat "$log")"

tool id 'echo 1000'
run; check 'user' '^1$' "$code"
check 'user' 'apt-get update && apt-get install -y --no-install-recommends libeigen3-dev clang$' "$out"
grep -q '^apt-get' "$log" && { echo "user: apt-get was called without the right to"; failures=$((failures + 1)); }

tool sudo 'if [ "$1" = -n ]; then shift; fi; exec "$@"'
ln -s "$(type -P true)" "$fake/true"
run; check 'sudo' '^0$' "$code"
check 'sudo' '^sudo apt-get update' "$(cat "$log")"
check 'sudo' '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install' "$(cat "$log")"

tool dpkg-query 'printf installed'
run; check 'all there' '^0$' "$code"
grep -q 'apt-get' "$log" && { echo "all there: apt-get was called"; failures=$((failures + 1)); }

echo "$failures wrong"
exit $((failures > 0))
