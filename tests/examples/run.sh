#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh ROOT PREFIX WORK: every example is a project of its own that knows the installed package alone. All score the
# same file and must print the same bits. A language that is not here is said and left out; C and C++ must be.
set -u
root=$1 prefix=$2 work=$3
mkdir -p "$work"
cd "$work" || exit 1
survey=$work/survey.csv instrument=cx4
"$prefix/bin/cxm" simulate cx4 --profile demo --out "$survey" >/dev/null || exit 1
library=$(echo "$prefix"/lib*/libcxm.so "$prefix"/lib/*/libcxm.so | tr ' ' '\n' | xargs -I{} sh -c 'test -e {} && echo {}' | head -1)
folder=$(dirname "$library")
export LD_LIBRARY_PATH=$folder PKG_CONFIG_PATH=$folder/pkgconfig CXM_LIBRARY=$library
bad=0 ran=0
first=
score() { # NAME COMMAND...
  local name=$1
  shift
  if ! "$@" "$survey" "$instrument" >"$work/$name.txt" 2>"$work/$name.err"; then
    echo "$name fails: $(head -c 500 "$work/$name.err")"; bad=1; return
  fi
  grep -q '^maturity ' "$work/$name.txt" || { echo "$name prints no index"; bad=1; return; }
  ran=$((ran + 1))
  if [ -z "$first" ]; then first=$name; return; fi
  cmp -s "$work/$first.txt" "$work/$name.txt" ||
    { echo "$name differs from $first:"; diff "$work/$first.txt" "$work/$name.txt" | head -5; bad=1; }
}
left_out() { echo "$1 is left out: $2"; }

for example in c cpp-link; do
  if cmake -S "$root/examples/$example" -B "$work/$example" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" >"$work/$example.log" 2>&1 &&
    cmake --build "$work/$example" >>"$work/$example.log" 2>&1; then
    score "$example" "$work/$example/example"
  else
    echo "$example does not build: $(tail -20 "$work/$example.log")"; bad=1
  fi
done

# The program that docs/c_api.md shows.
awk '$0 == "```c" { inside = 1; next } /^```/ { inside = 0 } inside' "$root/docs/c_api.md" >"$work/shown.c"
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

echo "$ran examples print the same $(wc -l <"$work/$first.txt") lines"
exit $bad
