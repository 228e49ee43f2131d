#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# abi.sh check|record HEADER LIBRARY BASELINE: is the binary interface still the recorded one (abidiff of libabigail)?
#   check   nothing recorded is changed or gone, and nothing is there that is not recorded
#   record  add what is new to the baseline; refuses when something recorded is changed or gone
# New is: a function, a structure, a member after the last one of a structure that says its size. The exit code of
# abidiff alone tells no addition from a change, so it is asked twice: once with additions left out, once with them.
# The types are in the debugging information of capi/entry.cpp; without any, abidiff would see symbols alone.
set -eu
mode=$1 header=$2 library=$3 baseline=$4
for tool in abidw abidiff readelf gzip; do
  command -v $tool >/dev/null || { echo "abi.sh: no $tool here (Debian: abigail-tools, binutils)"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readelf -S -W "$library" | grep -q '\.debug_info' || { echo "abi.sh: $library has no debugging information"; exit 1; }

mkdir "$work/include"
cp "$header" "$work/include"
printf '%s\n' '[suppress_type]' 'type_kind = struct' 'name_regexp = ^cxm_' 'has_data_member_inserted_at = end' >"$work/appended"
# differ [options of abidiff]: the report goes to standard output. A fault of abidiff itself is 1 or 3.
differ() { abidiff --headers-dir1 "$work/include" --headers-dir2 "$work/include" "$@" "$work/recorded.abi" "$library"; }
# Locations stay: without them abidiff takes every type of the baseline for a private one, and is content.
dump() {
  abidw --headers-dir "$work/include" --drop-private-types --exported-interfaces-only --short-locs --no-corpus-path \
    --no-comp-dir-path --no-elf-needed --no-parameter-names --type-id-style hash --out-file "$1" "$library"
}
# members FILE: structure, number of the member, its name and offset, for every public structure. Not its type, which
# abidiff compares: the identifiers of types change with what else there is.
members() {
  awk -F"'" '
    /<class-decl name=.cxm_/ { structure = $2; n = 0 }
    /<\/class-decl>/ { structure = "" }
    structure != "" && /<data-member / { for (i = 1; i < NF; i += 2) if ($i ~ /layout-offset-in-bits=$/) offset = $(i + 1) }
    structure != "" && /<var-decl / { print structure, ++n, $2, offset }' "$1" | sort
}
dump "$work/now.abi"
grep -q '<data-member ' "$work/now.abi" || { echo "abi.sh: no member of a public structure is seen"; exit 1; }
if [ -f "$baseline" ]; then
  gzip -dc "$baseline" >"$work/recorded.abi"
  if ! differ --no-added-syms --suppressions "$work/appended"; then
    echo "abi.sh: what was recorded in ${baseline##*/} is changed or gone"
    exit 1
  fi
  # To libabigail two members that changed places are also a member at the end.
  members "$work/recorded.abi" >"$work/recorded"
  members "$work/now.abi" >"$work/now"
  moved=$(comm -23 "$work/recorded" "$work/now")
  if [ -n "$moved" ]; then
    printf 'abi.sh: members that were recorded are changed or gone (structure, position, name, offset in bits):\n%s\n' "$moved"
    exit 1
  fi
elif [ "$mode" = check ]; then
  echo "abi.sh: no $baseline"
  exit 1
fi
if [ "$mode" = record ]; then
  gzip -9n <"$work/now.abi" >"$baseline"
  echo "abi.sh: recorded $(grep -c '<elf-symbol ' "$work/now.abi") functions"
elif ! differ; then
  echo "abi.sh: additions are not recorded yet: run tests/capi/record.sh"
  exit 1
fi
