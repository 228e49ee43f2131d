#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# processors.sh CXM: the same bytes on a processor with fused multiplication and on one without. The C library chooses
# its functions by the processor; told to do without what this one has, it must not change a digit of ours.
set -eu
cxm=$(readlink -f "$1")
grep -qw fma /proc/cpuinfo || { echo "processors.sh: no fused multiplication here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
run() { # run NAME: everything from drawing an organisation to its plan
  mkdir "$1"
  (
    cd "$1"
    "$cxm" simulate cx4 --profile demo --out survey.csv
    "$cxm" assess survey.csv --instrument cx4 --threads 2 --json result.json --html report.html
    "$cxm" explain survey.csv --instrument cx4 --json drivers.json
    "$cxm" check survey.csv --instrument cx4 --json check.json
    "$cxm" plan scaffold cx4 --out plan.json
    "$cxm" plan survey.csv --instrument cx4 --plan plan.json --target level=4 --json planned.json
    "$cxm" size --share 0.5 --margin 3 --json
  ) >"$1.text"
}
run as_is
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-AVX2_Usable,-FMA_Usable run plain
diff -r as_is plain
diff as_is.text plain.text
