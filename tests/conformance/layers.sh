#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layers.sh ROOT: a file includes only its own layer and lower ones (ARCHITECTURE.md, "The house").
set -eu
cd "$1"
find include src capi -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.ipp' -o -name '*.h' \) 2>/dev/null |
  sort | xargs awk '
  BEGIN {
    # One line a layer, lowest first; rooms of one layer may use each other.
    n = split("base stats;model;data;tally;estimate;benchmark disclosure;quality explain;" \
              "findings;plan;assessment;builtin simulate io report sav xlsx;umbrella;capi;cli", layers, ";")
    for (i = 1; i <= n; i++) {
      m = split(layers[i], rooms, " ")
      for (j = 1; j <= m; j++) rank[rooms[j]] = i
    }
  }
  function room(path,   parts, k) {
    k = split(path, parts, "/")
    if (k == 1) return path == "version.hpp" ? "base" : "umbrella"
    return parts[1]
  }
  FNR == 1 {
    path = FILENAME
    if (!sub(/^include\/cxm\//, "", path) && !sub(/^src\//, "", path) && sub(/^capi\//, "", path)) path = "capi/" path
    own = room(path)
    if (!(own in rank)) { print FILENAME ":1: no layer is named " own "; name it in tests/conformance/layers.sh"; bad = 1 }
  }
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    target = $0
    sub(/^[^"]*"/, "", target); sub(/".*/, "", target)
    if (target ~ /^\.\.?\//) { print FILENAME ":" FNR ": include \"" target "\": write the path from the root"; bad = 1; next }
    sub(/^cxm\//, "", target)
    other = (target ~ /\// || target == "version.hpp" || target == "cxm.hpp") ? room(target) : own
    if (!(other in rank)) { print FILENAME ":" FNR ": include of an unknown layer: " target; bad = 1 }
    else if (rank[other] > rank[own]) {
      print FILENAME ":" FNR ": " own " must not include " other " (" target "): it lies above"; bad = 1
    }
  }
  END { exit bad }'
