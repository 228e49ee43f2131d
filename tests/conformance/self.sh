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
  'int r = rand();' 'thread_local int n;' 'static int calls = 0;' 'std::mt19937 g;' '::system("ls");')
for line in "${breaches[@]}"; do
  fresh; put src/tally/c.cpp "  $line"; expect forbidden "$line"
done
fresh; put include/cxm/base/a.hpp 'using namespace std;';                expect forbidden 'empties a namespace'
fresh; put include/cxm/base/a.hpp '#include <Eigen/Dense>';              expect forbidden 'private dependency'
fresh; put src/tally/c.cpp '// exit(1) is never called here'
       put src/tally/c.cpp 'const char* t = "printf(x)";'
       put src/cli/main.cpp 'void f() { std::exit(2); }'
"$here/forbidden.sh" "$tree" || { echo "forbidden refuses words in texts, remarks, or the command line"; failures=$((failures + 1)); }

# symbols.sh looks at a library, not at a tree
library() {
  printf '#include <cstdlib>\n%b\n' "$1" | g++ -x c++ -O2 -fPIC -c -o "$tree/x.o" - && rm -f "$tree/x.a" && ar rc "$tree/x.a" "$tree/x.o"
  "$here/symbols.sh" "$tree/x.a" 2>&1
}
library 'int f(int x) { static const int table[] = {1, 2}; return table[x]; }' ||
  { echo "symbols refuses a good library"; failures=$((failures + 1)); }
library 'void f() { abort(); }' | grep -q 'abort, from x.o' || { echo "symbols did not see abort"; failures=$((failures + 1)); }
library 'int calls; int f() { return ++calls; }' | grep -q 'x.o: calls' ||
  { echo "symbols did not see a global variable"; failures=$((failures + 1)); }

echo "$failures wrong"
exit $((failures > 0))
