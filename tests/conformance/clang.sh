#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang.sh BUILD FOLDER...: the sources under the folders give no warning with clang either. Directories and
# definitions come from the compilation database of BUILD.
set -eu
build=$1
shift
clang=$(command -v clang++ || command -v clang++-14) || { echo "clang.sh: no clang++ here"; exit 77; }
export clang
check() {
  local flags=() word before=
  for word in $1; do
    case $word in
      -D* | -I* | -isystem) flags+=("${word//\\/}") ;;
      /*) [ "$before" != -isystem ] || flags+=("$word") ;;
    esac
    before=$word
  done
  "$clang" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror "${flags[@]}" "$2"
}
export -f check
list=$(mktemp)
trap 'rm -f "$list"' EXIT
for folder in "$@"; do
  awk -v folder="$folder/" '
    /^ *"command":/ { command = $0; sub(/^ *"command": "/, "", command); sub(/",? *$/, "", command) }
    /^ *"file":/ { file = $0; sub(/^ *"file": "/, "", file); sub(/",? *$/, "", file)
                   if (index(file, folder) == 1) printf "%s\n%s\n", command, file }' "$build/compile_commands.json"
done >"$list"
[ -s "$list" ] || { echo "clang.sh: no source under $* in $build/compile_commands.json"; exit 1; }
# shellcheck disable=SC2016
xargs -d "\n" -n 2 -P "$(nproc)" bash -c 'check "$@"' _ <"$list"
