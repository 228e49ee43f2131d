#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# axe.sh ROOT CXM WORK: axe-core finds nothing in the reports of the demo and of the gallery, in English and German
# (axe_check.py). axe-core is of a pinned version, fetched once by npm and compared with its digest. 77 = it, Python or
# Chromium cannot be had, which is a failure where CI is set.
set -u
root=$1 cxm=$2 work=$3
version=4.14.1
digest=sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==
cannot() {
  echo "axe.sh: $1"
  [ -z "${CI-}" ] || exit 1
  exit 77
}
command -v python3 >/dev/null || cannot "no python3 here"
mkdir -p "$work" && cd "$work" || exit 1
packed=axe-core-$version.tgz
if [ ! -s "$packed" ]; then
  command -v npm >/dev/null || cannot "no npm here to fetch axe-core with"
  npm pack --silent "axe-core@$version" >/dev/null 2>npm.log || cannot "axe-core cannot be fetched: $(tail -3 npm.log)"
fi
python3 - "$packed" "$digest" <<'PY' || { rm -f "$packed"; echo "axe.sh: $packed is not what it should be"; exit 1; }
import base64, hashlib, sys
with open(sys.argv[1], "rb") as file:
    sys.exit("sha512-" + base64.b64encode(hashlib.sha512(file.read()).digest()).decode() != sys.argv[2])
PY
tar xzf "$packed" package/axe.min.js || exit 1

set -e
"$cxm" simulate cx4 --profile demo --out demo.csv >/dev/null
for language in en de; do
  "$cxm" plan demo.csv --instrument cx4 --plan "$root/examples/plans/cx4.json" --target level=4 --norm cx4-published \
    --lang $language --html demo-$language.html --quiet
done
gallery() { # PROFILE LANGUAGE
  "$cxm" simulate cx4 --profile "$1" --out "$1.csv" --instrument-out "$1.json" >/dev/null
  "$cxm" assess "$1.csv" --instrument "$1.json" --lang "$2" --html "$1-$2.html" --quiet
}
gallery healthy en
gallery lip-service de
gallery diluting en
set +e
python3 "$root/tests/report/axe_check.py" package/axe.min.js ./*-en.html ./*-de.html
code=$?
[ $code -ne 77 ] || cannot "headless Chromium is not installed"
exit $code
