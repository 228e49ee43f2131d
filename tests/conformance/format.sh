#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# format.sh ROOT: the sources are as clang-format 14 writes them (.clang-format); other versions differ.
set -eu
cd "$1"
format=$(command -v clang-format-14 || command -v clang-format) || { echo "format.sh: no clang-format here"; exit 77; }
"$format" --version | grep -q 'version 14\.' || { echo "format.sh: not clang-format 14: $("$format" --version)"; exit 77; }
find include src capi tests bench examples -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.c' \) 2>/dev/null |
  sort | xargs "$format" --dry-run -Werror
