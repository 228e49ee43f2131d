#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# symbols.sh LIBRARY: the same promises as forbidden.sh, seen in what the compiler made of the sources and
# of the headers of others: no call that ends, prints or reads the environment, no function of the C library whose
# last digit depends on the machine, and no mutable global state.
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
# What IEEE 754 fixes (sqrt, floor, fmod, ldexp ...) is left out.
varying='exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sincos|asin|acos|atan|atan2|sinh|cosh|tanh'
varying+='|asinh|acosh|atanh|cbrt|hypot|erf|erfc|tgamma|lgamma|lgamma_r|gamma'
calls=$(nm -A --undefined-only "$library" | awk '$(NF-1) == "U" { print $NF " in " $1 }' | grep -E "^(__)?($varying)(f|l|f128)?(_finite)? in " | sort -u || true)
if [ -n "$calls" ]; then
  echo "$library calls functions of the C library that differ between machines (cxm/stats/elementary.hpp has them):"
  echo "$calls" | sed 's/^/  /'
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
