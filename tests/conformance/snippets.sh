#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# snippets.sh ROOT BUILD: every fenced block of the documents works as shown. Shell commands run, in their order, beside
# the data that their document speaks of; documents (JSON, CSS) are given to the program; declarations are those of the
# header. Blocks that other tests run are named here with the test. A block that no rule knows is a fault.
set -u
root=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$build/bin:$PATH"
bad=0 ran=0
data=$root/../shared/data

# What the documents call their files.
cxm simulate cx4 --profile demo --out "$work/survey.csv" >/dev/null && sed -i 's/,Hamburg,/,North,/' "$work/survey.csv" &&
  cxm instrument show cx4 --json | sed 's/"segments": \[/&{"id": "tenure", "label": "Tenure"}, /' >"$work/cx4-tenure.json" &&
  awk 'NR == 1 { print $0 ",tenure"; next } { print $0 "," (NR % 3 ? "long" : "short") }' "$work/survey.csv" >"$work/tenure.csv" &&
  cxm tally "$work/tenure.csv" --instrument "$work/cx4-tenure.json" --out "$work/all.cxm" >/dev/null || exit 1
cp "$work/all.cxm" "$work/last_year.cxm"
printf 'name,population\nNorth,9000\nSouth,3000\nEast,800\n' >"$work/units.csv"
printf 'unit,region,age,w\na,north,young,1\nb,north,old,1\na,north,old,1\nb,north,young,1\na,north,young,2\n' >"$work/data.csv"
ln -s "$root/examples" "$work/examples"
cp "$root"/examples/instruments/*.json "$work/"

fault() { echo "$document:$line: $*"; head -c 600 "$work/err" 2>/dev/null; bad=1; }
shell() { # the block, when its data are here
  for needed in "$@"; do
    [ -e "$needed" ] || { echo "$document:$line: left out, ${needed##*/} is not here"; return; }
    ln -sf "$needed" "$work/"
  done
  (cd "$work" && bash -e block) >"$work/out" 2>"$work/err" </dev/null || fault "the commands fail"
}

for path in "$root"/*.md "$root"/docs/*.md "$root"/capi/python/README.md "$root"/examples/README.md; do
  document=${path#"$root"/}
  while read -r line language; do
    awk -v from="$line" 'NR > from && /^```/ { exit } NR > from' "$path" >"$work/block"
    ran=$((ran + 1))
    case $document:$language in
      README.md:sh | README.md:cpp) ;;                               # conformance.readme
      README.md:cmake | docs/c_api.md:c) ;;                          # consumer.examples
      README.md:python | docs/python.md:python | capi/python/README.md:python) ;; # python.package
      *:text) ;;                                                     # a drawing, or what a program prints
      docs/c_reference.md:c)
        tr -s ' \n' ' ' <"$root/capi/cxm.h" >"$work/header"
        while IFS= read -r declaration; do
          [ -z "$declaration" ] || grep -qF -- "$(tr -s ' ' <<<"${declaration%;}")" "$work/header" ||
            fault "cxm.h does not declare: $declaration"
        done < <(tr -s ' \n' ' ' <"$work/block" | sed 's/; /;\n/g; s/^ *//; s/ *$//') ;;
      docs/findings_sfo.md:sh) shell "$data"/sfo_customer_survey/sfo_customer_survey_201{5,6,7}.csv.gz ;;
      docs/spss.md:sh)
        if cxm assess --help | grep -q SPSS; then
          ln -sf "$root/tests/sav/staff.zsav" "$work/survey.sav"
          shell
        else
          echo "$document:$line: left out, this build reads no SPSS files"
        fi ;;
      docs/findings_unit_climate.md:sh) shell "$data/unit_climate_multilevel/bh1996.csv.gz" ;;
      *:sh) shell ;;
      docs/instrument.md:json) cxm instrument validate "$work/block" >"$work/err" 2>&1 || fault "the instrument is refused" ;;
      docs/norms.md:json) cxm norm show "$work/block" >"$work/err" 2>&1 || fault "the norm is refused" ;;
      docs/survey.md:json)
        cxm weight "$work/data.csv" --targets "$work/block" --out "$work/weighted.csv" >"$work/err" 2>&1 || fault "the totals are refused" ;;
      docs/report.md:css)
        cxm assess "$work/all.cxm" --quiet --css "$work/block" --html "$work/brand.html" >"$work/err" 2>&1 &&
          grep -qF -- "$(head -1 "$work/block")" "$work/brand.html" || fault "the style sheet is not in the report" ;;
      *) fault "no rule in snippets.sh for a block \"$language\"" ;;
    esac
  done < <(awk '/^```/ { if (!inside) { inside = 1; print NR, ($0 == "```" ? "unnamed" : substr($0, 4)) } else inside = 0 }' "$path")
done
[ $ran -ge 30 ] || { echo "only $ran blocks were found"; bad=1; }
echo "$ran blocks"
exit $bad
