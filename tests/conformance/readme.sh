#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# readme.sh ROOT BUILD COMPILER: what the README shows works as shown, in its order: the cxm commands run, the
# C++ program compiles, links and runs, presets and ./dev commands exist, links of the documents lead somewhere.
set -eu
root=$1 build=$2 compiler=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$build/bin:$PATH"
bad=0
fault() { echo "README.md: $*"; bad=1; }

# blocks LANGUAGE: the lines of the fenced blocks of a language
blocks() { awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' "$root/README.md"; }

presets=$(cd "$root" && cmake --list-presets=all)
workflows=$(cd "$root" && cmake --workflow --list-presets)
commands=0
cd "$work"
while IFS= read -r line; do
  line=${line%%  *#*}
  case $line in
    'cxm '*)
      commands=$((commands + 1))
      bash -c "$line" >out 2>err </dev/null || fault "\`$line\` fails: $(cat err)" ;;
    './dev '*)
      word=${line#./dev }
      "$root/dev" help | grep -q "^./dev $word " || fault "./dev knows no $word" ;;
    'cmake --workflow --preset '*)
      grep -q "\"${line##* }\"" <<<"$workflows" || fault "no workflow preset ${line##* }" ;;
    'cmake --preset '*)
      word=${line#cmake --preset }
      grep -q "\"${word%% *}\"" <<<"$presets" || fault "no preset ${word%% *}" ;;
    '') ;;
    *) fault "no rule in readme.sh for the command \`$line\`" ;;
  esac
done < <(blocks sh)
[ $commands -ge 5 ] || fault "only $commands cxm commands were found: has its layout changed?"

blocks cpp >main.cpp
if "$compiler" -std=c++20 -I "$root/include" -I "$build/generated" main.cpp "$build/lib/libcxm.a" -lz -pthread -o shown 2>err; then
  ./shown >out 2>err || fault "the C++ program fails: $(cat err)"
  [ -s out ] || fault "the C++ program prints nothing"
else
  fault "the C++ program does not compile: $(head -c 2000 err)"
fi

for document in README ARCHITECTURE CONTRIBUTING CHANGELOG; do
  while IFS= read -r link; do
    [ -e "$root/${link%%#*}" ] || { echo "$document.md: the link $link leads nowhere"; bad=1; }
  done < <(grep -oE '\]\([^):]+\)' "$root/$document.md" | sed 's/^](//; s/)$//')
done

# Options and tests that the documents name exist.
for option in $(grep -oE 'CXM_[A-Z_]+' "$root/README.md" | sort -u); do
  grep -qE "(option|set)\($option " "$root/CMakeLists.txt" || fault "CMakeLists.txt has no $option"
done
for test in $(grep -oE '`(conformance|consumer)\.[a-z_]+`' "$root/CONTRIBUTING.md" | tr -d '`' | sort -u); do
  grep -qE "conformance\(${test#*.} |$test" "$root"/tests/{conformance,consumer}/CMakeLists.txt ||
    { echo "CONTRIBUTING.md: there is no test $test"; bad=1; }
done
# Each of the seven promises has tests that bear its name where CONTRIBUTING.md says.
for promise in 1 2 3 4 5 6 7; do
  folders=$(grep "^| $promise\. " "$root/CONTRIBUTING.md" | grep -oE 'tests/(assessment|capi|cli|estimate|io|tally|xlsx)' | sort -u)
  [ -n "$folders" ] || { echo "CONTRIBUTING.md names no folder of tests for promise $promise"; bad=1; }
  for folder in $folders; do
    grep -rqE "^TEST(_F|_P)?\(([A-Za-z]+, )?Promise$promise" "$root/$folder" || grep -rqE "class Promise$promise" "$root/$folder" ||
      { echo "CONTRIBUTING.md: $folder has no test Promise$promise"; bad=1; }
  done
done
exit $bad
