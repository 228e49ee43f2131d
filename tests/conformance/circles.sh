#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# circles.sh ROOT: no file includes itself over others (tsort finds loops).
set -eu
cd "$1"
edges() {
  find include src -type f -name '*.hpp' | sort | xargs awk '
    FNR == 1 { path = FILENAME; if (!sub(/^include\//, "", path)) sub(/^src\//, "", path); print path, path
               folder = path; sub(/[^\/]*$/, "", folder) }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
      t = $0; sub(/^[^"]*"/, "", t); sub(/".*/, "", t)
      print path, (t ~ /\// ? t : folder t)
    }'
}
if ! out=$(edges | tsort 2>&1 >/dev/null); then
  echo "files that include each other in a circle:"
  echo "$out"
  exit 1
fi
