#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# symbols.sh LIBRARY: the same promises as forbidden.sh, seen in what the compiler made of the sources and
# of the headers of others: no call that ends, prints or reads the environment, and no mutable global state.
set -eu
library=$1
bad=0
banned='abort|exit|_exit|quick_exit|__assert_fail|printf|__printf_chk|fprintf|__fprintf_chk|puts|fputs'
banned+='|putchar|perror|getenv|secure_getenv|setlocale|localeconv|strtod|atof|system|fork'
banned+='|_ZSt4cout|_ZSt4cerr|_ZSt4clog'
calls=$(nm --undefined-only "$library" | awk '$1 == "U" { print $2 }' | sort -u | grep -Ex "$banned" || true)
if [ -n "$calls" ]; then
  echo "$library refers to functions that a library must not call:"
  for symbol in $calls; do
    echo "  $symbol, from $(nm -A --undefined-only "$library" | awk -v s="$symbol" '$NF == s { print $1 }' | sed 's/.*:\(.*\):.*/\1/' | sort -u | tr '\n' ' ')"
  done
  bad=1
fi
# Function-local statics (constant tables, see forbidden.sh) and their guards, <iostream> in headers of
# others, and the constants of Boost.Math are initialised once and never written again: the only exceptions.
state=$(objdump -t "$library" | awk '
    /file format/ { member = $1 }
    NF > 4 && $(NF-2) ~ /^\.(data|bss|tdata|tbss)($|\.)/ && $(NF-2) !~ /^\.data\.rel\.ro/ {
      # a constant whose address must be filled in at load time lies in .data.rel.local
      if ($(NF-2) ~ /^\.data\.rel\.local/ && $NF ~ /_GLOBAL__N_1L/) next
      print member, $NF }' |
  grep -vE ' (\.data|\.bss)|_ZStL8__ioinit|_ZGV|_ZZ|boost4math|DW\.ref\.|^[^ ]* \.' || true)
if [ -n "$state" ]; then
  echo "$library keeps mutable global state:"
  echo "$state" | c++filt | sed 's/^/  /'
  bad=1
fi
exit $bad
