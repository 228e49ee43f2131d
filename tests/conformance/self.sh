#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# self.sh HERE: each rule finds the breach it is made for, in a small tree made to break it, and passes the
# same tree without the breach. A rule that cannot fail would show nothing.
set -u
here=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{include/cxm/{base,model,tally},src/{base,tally,cli}}
  printf '// SPDX-License-Identifier: Apache-2.0\n#pragma once\n' | tee "$tree"/include/cxm/{base/a,model/b,tally/c}.hpp >/dev/null
  printf '// SPDX-License-Identifier: Apache-2.0\n#include "cxm/tally/c.hpp"\n' >"$tree/src/tally/c.cpp"
  echo 'Apache License' >"$tree/LICENSE"
}
# expect RULE TEXT: the rule refuses the tree and says TEXT
expect() {
  local out
  if out=$("$here/$1.sh" "$tree" 2>&1); then
    echo "$1 did not see: $2"; failures=$((failures + 1))
  elif ! grep -qF -- "$2" <<<"$out"; then
    echo "$1 did not say: $2"; echo "$out"; failures=$((failures + 1))
  fi
}
put() { printf '%b\n' "$2" >>"$tree/$1"; }

fresh
for rule in layers circles licence forbidden; do
  "$here/$rule.sh" "$tree" || { echo "$rule refuses a good tree"; failures=$((failures + 1)); }
done

fresh; put include/cxm/base/a.hpp '#include "cxm/model/b.hpp"';          expect layers 'base must not include model'
fresh; put src/tally/c.cpp '#include "cli/main.hpp"';                    expect layers 'tally must not include cli'
fresh; put src/tally/c.cpp '#include "../base/x.hpp"';                   expect layers 'write the path from the root'
fresh; mkdir "$tree/src/attic"; put src/attic/x.cpp '';                  expect layers 'no layer is named attic'
fresh; put include/cxm/base/a.hpp '#include "cxm/base/z.hpp"'
       put include/cxm/base/z.hpp '#include "cxm/base/a.hpp"';           expect circles 'circle'
fresh; put src/base/x.cpp 'int x;';                                      expect licence 'src/base/x.cpp:1'
fresh; rm "$tree/LICENSE"; : >"$tree/LICENSE";                           expect licence 'LICENSE'
breaches=('std::abort();' 'if (x) exit(1);' 'assert(x > 0);' 'printf("%d", x);' 'std::cerr << x;' '#include <iostream>'
  'getenv("HOME");' 'std::setlocale(LC_ALL, "");' 'double d = std::stod(s);' 'snprintf(b, 9, "%g", d);'
  'int r = rand();' 'thread_local int n;' 'static int calls = 0;' 'std::mt19937 g;' '::system("ls");'
  'double e = std::exp(x);')
for line in "${breaches[@]}"; do
  fresh; put src/tally/c.cpp "  $line"; expect forbidden "$line"
done
fresh; put include/cxm/base/a.hpp 'using namespace std;';                expect forbidden 'empties a namespace'
fresh; put include/cxm/base/a.hpp '#include <Eigen/Dense>';              expect forbidden 'private dependency'
fresh; put src/tally/c.cpp '// exit(1) is never called here'
       put src/tally/c.cpp 'const char* t = "printf(x)";'
       put src/cli/main.cpp 'void f() { std::exit(2); }'
"$here/forbidden.sh" "$tree" || { echo "forbidden refuses words in texts, remarks, or the command line"; failures=$((failures + 1)); }

# inventory.py compares headers, the description of the C interface, its inventory and the Python package
inventory() {
  fresh; mkdir -p "$tree/capi/python/src/cxm"
  put capi/cxm_api.toml '[[structs]]\nname = "cxm_s"\nfields = []\n[[functions]]\nname = "cxm_one"\nparams = [{ name = "x" }]'
  put capi/python/src/cxm/a.py 'call("cxm_one")'
  put include/cxm/base/a.hpp 'namespace cxm {\nclass later;\nclass held { void f(); };\ndouble one(int x = f(1), y = {}) {\n  if (x) { g(); }\n}\nstruct free { int g(); };'
  put include/cxm/base/a.hpp '[[nodiscard]] std::vector<std::pair<int, int>> two(const view& v);\nnamespace detail { void inner(); }\n}'
  put include/cxm/base/a.hpp 'namespace cxm {\nstruct some_options {\n  int x = f(1);\n  std::function<bool(int, int)> b;\n  int y() const;\n};\n}'
  put capi/inventory.toml '[reasons]\nmath = "why"\n[python]\n[options]\nsome_options.c = "cxm_one"\nsome_options.b = "math"\n["base/a.hpp"]\ncxm_one = ["one", "held"]\nmath = ["two"]'
}
inventory; python3 "$here/inventory.py" "$tree" || { echo "inventory refuses a good tree"; failures=$((failures + 1)); }
expect_listed() {
  local out
  out=$(python3 "$here/inventory.py" "$tree" 2>&1) && { echo "inventory did not see: $1"; failures=$((failures + 1)); }
  grep -qF -- "$1" <<<"$out" || { echo "inventory did not say: $1"; echo "$out"; failures=$((failures + 1)); }
}
inventory; put include/cxm/base/a.hpp 'namespace cxm { int three(); }';  expect_listed 'include/cxm/base/a.hpp has what capi/inventory.toml does not: "three"'
inventory; put capi/inventory.toml 'cxm_two = ["four"]';                 expect_listed '"cxm_two" is neither a function'
inventory; sed -i 's/"two"/"two", "gone"/' "$tree/capi/inventory.toml";  expect_listed 'gone is no function or class of that header'
inventory; sed -i 's/int x = f(1);/int x, z;/' "$tree/include/cxm/base/a.hpp"; expect_listed 'some_options.z is nowhere in C'
inventory; sed -i '/some_options/d' "$tree/capi/inventory.toml";      expect_listed 'some_options of include/cxm/base/a.hpp has no line'
inventory; put capi/inventory.toml '["base/z.hpp"]';                     expect_listed 'there is no header include/cxm/base/z.hpp'
inventory; put capi/cxm_api.toml '[[functions]]\nname = "cxm_new"';       expect_listed 'cxm_new is called nowhere in capi/python'

# symbols.sh looks at a library, not at a tree
library() {
  printf '#include <cstdlib>\n%b\n' "$1" | g++ -x c++ -O2 -fPIC -c -o "$tree/x.o" - && rm -f "$tree/x.a" && ar rc "$tree/x.a" "$tree/x.o"
  "$here/symbols.sh" "$tree/x.a" 2>&1
}
library 'int f(int x) { static const int table[] = {1, 2}; return table[x]; }' ||
  { echo "symbols refuses a good library"; failures=$((failures + 1)); }
library 'void f() { abort(); }' | grep -q 'abort, from x.o' || { echo "symbols did not see abort"; failures=$((failures + 1)); }
library '#include <cmath>\ndouble f(double x) { return std::log1p(x); }' | grep -q 'log1p in ' ||
  { echo "symbols did not see log1p"; failures=$((failures + 1)); }
library 'int calls; int f() { return ++calls; }' | grep -q 'x.o: calls' ||
  { echo "symbols did not see a global variable"; failures=$((failures + 1)); }

echo "$failures wrong"
exit $((failures > 0))
