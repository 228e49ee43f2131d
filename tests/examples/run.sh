#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh ROOT PREFIX WORK: every example is a project of its own that knows the installed package alone. All score the
# same surveys, a simulated one and (where the data are) a real one, and must print the same size and checksum of the
# serialised tally and the same bits of every index and interval. A language that is not here is said and left out;
# C and C++ must be.
set -u
root=$1 prefix=$2 work=$3
mkdir -p "$work"
cd "$work" || exit 1
surveys=("$work/survey.csv" cx4)
"$prefix/bin/cxm" simulate cx4 --profile demo --out "${surveys[0]}" >/dev/null || exit 1
real=$root/../shared/data/sfo_customer_survey/sfo_customer_survey_2017.csv.gz
if [ -e "$real" ]; then
  surveys+=("$real" "$root/examples/instruments/sfo-2017.json")
else
  echo "the real survey is left out: its data are not here"
fi
library=$(echo "$prefix"/lib*/libcxm.so "$prefix"/lib/*/libcxm.so | tr ' ' '\n' | xargs -I{} sh -c 'test -e {} && echo {}' | head -1)
folder=$(dirname "$library")
export LD_LIBRARY_PATH=$folder PKG_CONFIG_PATH=$folder/pkgconfig CXM_LIBRARY=$library
bad=0 ran=0
first=
score() { # NAME COMMAND...
  local name=$1 i
  shift
  : >"$work/$name.txt"
  for ((i = 0; i < ${#surveys[@]}; i += 2)); do
    if ! "$@" "${surveys[i]}" "${surveys[i + 1]}" >"$work/one.txt" 2>"$work/$name.err"; then
      echo "$name fails: $(head -c 500 "$work/$name.err")"; bad=1; return
    fi
    [ "$(wc -l <"$work/one.txt")" -ge 2 ] || { echo "$name prints no index of ${surveys[i]}"; bad=1; return; }
    cat "$work/one.txt" >>"$work/$name.txt"
  done
  ran=$((ran + 1))
  if [ -z "$first" ]; then first=$name; return; fi
  cmp -s "$work/$first.txt" "$work/$name.txt" ||
    { echo "$name differs from $first:"; diff "$work/$first.txt" "$work/$name.txt" | head -5; bad=1; }
}
left_out() { echo "$1 is left out: $2"; }

for example in "$root"/examples/*/; do
  for file in "$example"*.c "$example"*.cpp "$example"*.mjs "$example"*.java "$example"*.go "$example"src/*.rs "$example"score.py; do
    [ ! -e "$file" ] || [ "$(wc -l <"$file")" -lt 120 ] || { echo "$file has 120 lines or more"; bad=1; }
  done
done

# The C interface and the headers alone need no zlib.
bare=-DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=TRUE
for example in c cpp-link; do
  if cmake -S "$root/examples/$example" -B "$work/$example" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" $([ $example != c ] || echo $bare) >"$work/$example.log" 2>&1 &&
    cmake --build "$work/$example" >>"$work/$example.log" 2>&1; then
    score "$example" "$work/$example/example"
  else
    echo "$example does not build: $(tail -20 "$work/$example.log")"; bad=1
  fi
done

# Headers alone: nothing of this library is linked, its values have the same bits (intervals need the library).
example=cpp-header
if cmake -S "$root/examples/$example" -B "$work/$example" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" $bare >"$work/$example.log" 2>&1 &&
  cmake --build "$work/$example" >>"$work/$example.log" 2>&1 &&
  "$work/$example/example" "${surveys[0]}" >"$work/$example.txt" 2>>"$work/$example.log"; then
  # The newest wave, everybody: with the digits of the tables, which give every double back.
  "$prefix/bin/cxm" assess "${surveys[0]}" --instrument cx4 --quiet --csv "$work/tables" >/dev/null || bad=1
  awk -F, '$3 == "2017" && $4 == "" && $5 == "" && $8 == "mean" { print $7, $11 }' "$work"/tables/{index,measure}.csv >"$work/tables.txt"
  for id in maturity maturity_geometric maturity_weakest culture leadership visibility champions; do
    shown=$(grep "^$id " "$work/$example.txt") expected=$(grep "^$id " "$work/tables.txt")
    [ -n "$expected" ] && [ "$shown" = "$expected" ] || { echo "$example prints '$shown', the tables '$expected'"; bad=1; }
  done
else
  echo "$example fails: $(tail -20 "$work/$example.log")"; bad=1
fi
if [ -e "$work/$example/example" ] && nm -u "$work/$example/example" | grep -q cxm; then
  echo "$example needs a library"; bad=1
fi

# The program and the CMake lines that README.md shows.
block() { awk -v fence="\`\`\`$2" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' "$root/$1"; }
mkdir -p "$work/readme"
block README.md cpp >"$work/readme/main.cpp"
{ printf 'cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES CXX)\nadd_executable(mine main.cpp)\n'
  block README.md cmake; } >"$work/readme/CMakeLists.txt"
if ! cmake -S "$work/readme" -B "$work/readme/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" >"$work/readme.log" 2>&1 ||
  ! cmake --build "$work/readme/build" >>"$work/readme.log" 2>&1 || ! "$work/readme/build/mine" >"$work/readme.txt" 2>>"$work/readme.log" ||
  ! grep -q "^Maturity " "$work/readme.txt"; then
  echo "what README.md shows for C++ fails: $(tail -5 "$work/readme.log")"; bad=1
fi

# The program that docs/c_api.md shows.
block docs/c_api.md c >"$work/shown.c"
if ! cc -std=c99 -Wall -Wextra -pedantic -Werror -I "$prefix/include" "$work/shown.c" -L "$folder" -l:libcxm.so -o "$work/shown" 2>"$work/shown.err" ||
  ! "$work/shown" >"$work/shown.txt" 2>>"$work/shown.err" || ! grep -q Maturity "$work/shown.txt"; then
  echo "the program of docs/c_api.md fails: $(head -c 500 "$work/shown.err")"; bad=1
fi

# The package is tested by python.package; here its library must be the one that was installed.
if python=$(command -v python3) && "$python" -m venv --system-site-packages "$work/venv" >/dev/null 2>&1 &&
  { "$work/venv/bin/python" -c 'import numpy' 2>/dev/null || "$work/venv/bin/pip" install -q numpy >/dev/null 2>&1; }; then
  mkdir -p "$work/site" && rm -rf "$work/site/cxm" && cp -r "$root/capi/python/src/cxm" "$work/site/cxm" && cp "$library" "$work/site/cxm/libcxm.so"
  score python env PYTHONPATH="$work/site" PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$root/examples/python/score.py"
else
  left_out python "no python3 with numpy"
fi

if command -v go >/dev/null && command -v pkg-config >/dev/null; then
  (cd "$root/examples/go" && go build -o "$work/go-example" .) >"$work/go.log" 2>&1 &&
    score go "$work/go-example" || { echo "go does not build: $(tail -5 "$work/go.log")"; bad=1; }
else
  left_out go "no go, or no pkg-config"
fi

if command -v cargo >/dev/null && command -v pkg-config >/dev/null; then
  CARGO_TARGET_DIR=$work/rust cargo build -q --offline --manifest-path "$root/examples/rust/Cargo.toml" >"$work/rust.log" 2>&1 &&
    score rust "$work/rust/debug/example" || { echo "rust does not build: $(tail -5 "$work/rust.log")"; bad=1; }
  rm -f "$root/examples/rust/Cargo.lock"
else
  left_out rust "no cargo, or no pkg-config"
fi

if command -v node >/dev/null && command -v npm >/dev/null; then
  mkdir -p "$work/node" && cp "$root"/examples/node/* "$work/node/"
  if [ -d "$work/node/node_modules/koffi" ] || (cd "$work/node" && timeout 120 npm install --silent --no-audit --no-fund) >"$work/node.log" 2>&1; then
    score node node "$work/node/main.mjs"
  else
    left_out node "the package koffi cannot be installed"
  fi
else
  left_out node "no node, or no npm"
fi

jna=/usr/share/java/jna.jar
if command -v javac >/dev/null && [ -e "$jna" ]; then
  javac -cp "$jna" -d "$work/java" "$root/examples/java/Main.java" >"$work/java.log" 2>&1 &&
    score java java -cp "$jna:$work/java" -Djna.library.path="$folder" Main || { echo "java does not build: $(tail -5 "$work/java.log")"; bad=1; }
else
  left_out java "no javac, or no jna.jar (Debian: libjna-java)"
fi

echo "$ran examples print the same $(wc -l <"$work/$first.txt") lines of $((${#surveys[@]} / 2)) surveys"
exit $bad
