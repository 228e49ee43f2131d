#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh PROGRAM SUITE LIST: run a folder of reference cases; cases named in LIST are proven reference errors.
set -uo pipefail
program=$1 suite=$2 list=$3
[ -d "$suite" ] || { echo "$suite is not a folder"; exit 77; }
output=$("$program" "$suite"); status=$?
printf '%s\n' "$output"
failed=$(printf '%s\n' "$output" | sed -n 's/^FAILED [^ ]* [^ ]* //p' | sort)
listed=$(sed -n 's/^\([^# ][^ ]*\) .*/\1/p' "$list" | sort)
unknown=$(comm -23 <(printf '%s\n' "$failed") <(printf '%s\n' "$listed") | sed '/^$/d')
repaired=$(comm -13 <(printf '%s\n' "$failed") <(printf '%s\n' "$listed") | sed '/^$/d')
if [ -z "$failed" ] && [ "$status" -ne 0 ]; then exit "$status"; fi
if [ -n "$unknown" ]; then echo "failed, and not a known error of the reference: $unknown"; exit 1; fi
if [ -n "$repaired" ]; then echo "listed in $list, but passes: $repaired"; exit 1; fi
exit 0
