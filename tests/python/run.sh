#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh ROOT LIBRARY WORK: build the wheel around the library and use it in fresh environments: one with every
# data frame, one with numpy alone, one with polars and no pandas, one with a pandas that has never heard of Arrow. 77 = no Python, or packages
# cannot be had.
set -eu
root=$1 library=$2 work=$3
python=$(command -v python3) || { echo "run.sh: no python3 here"; exit 77; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' || { echo "run.sh: Python is older than 3.9"; exit 77; }
mkdir -p "$work"

# environment NAME PACKAGE...: made once, kept between runs.
environment() {
  local where=$work/$1
  shift
  if [ ! -e "$where/ready" ]; then
    rm -rf "$where"
    "$python" -m venv "$where" || return 1
    "$where/bin/pip" install -q --disable-pip-version-check --only-binary :all: "$@" || return 1
    touch "$where/ready"
  fi
}
cannot() { echo "run.sh: $1"; exit 77; }
environment full numpy pandas polars pyarrow duckdb tqdm mypy scikit-build-core || cannot "packages cannot be installed"
environment plain numpy || cannot "numpy cannot be installed"
environment polars numpy polars || cannot "polars cannot be installed"

# Around a link, as builds and installations have one: the wheel must hold the library itself.
ln -sfn "$library" "$work/libcxm.so"
rm -rf "$work/wheel"
"$work/full/bin/pip" wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w "$work/wheel" \
  "$root/capi/python" -C cmake.define.CXM_PREBUILT_LIBRARY="$work/libcxm.so"
wheel=$(echo "$work"/wheel/cxm-*-py3-none-*.whl)
size=$(stat -c %s "$wheel")
echo "wheel: $(basename "$wheel"), $size bytes"
[ "$size" -lt 5242880 ] || { echo "run.sh: the wheel is larger than 5 MiB"; exit 1; }

export CXM_SOURCE_DIR=$root CXM_SHARED_DIR=$root/../shared PYTHONDONTWRITEBYTECODE=1
cd "$work"  # not in the tree: the package must be the installed one
use() { "$work/$1/bin/pip" install -q --disable-pip-version-check --no-deps --force-reinstall "$wheel"; }
use full
"$work/full/bin/python" "$root/tests/python/test_cxm.py" -q
"$work/full/bin/python" "$root/tests/python/test_people.py" -q
"$work/full/bin/python" "$root/tests/python/test_stats.py" -q
"$work/full/bin/mypy" --strict --no-error-summary -p cxm
[ -z "${CXM_PROGRAM-}" ] || "$work/full/bin/python" "$root/tests/python/test_commands.py" -q
use plain
"$work/plain/bin/python" "$root/tests/python/test_cxm.py" -q
"$work/plain/bin/python" "$root/tests/python/test_people.py" -q
"$work/plain/bin/python" "$root/examples/python/tutorial.py" >"$work/tutorial.txt"
grep -q "^Maturity " "$work/tutorial.txt"
use polars  # and no pandas
"$work/polars/bin/python" "$root/tests/python/test_cxm.py" -q SameNumberEverywhere Results

# What the documents show runs as shown, in their order.
mkdir -p "$work/shown" && cd "$work/shown"
[ -z "${CXM_PROGRAM-}" ] || "$CXM_PROGRAM" simulate cx4 --profile demo --out survey.csv >/dev/null
if [ -e survey.csv ]; then
  for document in README.md capi/python/README.md docs/python.md; do
    { echo "import pandas; frame = pandas.read_csv('survey.csv', low_memory=False).rename(columns={'unit': 'Store'})"
      echo "frame['w'] = 1.0; frame.to_csv('survey.csv', index=False)" | sed "s/survey.csv/shown.csv/"
      awk '$0 == "```python" { inside = 1; next } /^```/ { inside = 0 } inside' "$root/$document" |
        sed 's/"survey.csv", instrument="cx4", unit/"shown.csv", instrument="cx4", unit/'; } >shown.py
    "$work/full/bin/python" shown.py >/dev/null || { echo "run.sh: a snippet of $document fails"; exit 1; }
  done
fi
cd "$work"

# Old pandas has wheels for some versions of Python only.
if environment old "numpy<2" "pandas==1.5.3"; then
  use old
  "$work/old/bin/python" "$root/tests/python/test_cxm.py" -q
else
  echo "run.sh: pandas 1.5.3 has no wheel for this Python: left out"
fi
