#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# forbidden.sh ROOT: what the library must never do. It is a guest in other people's programs: it does not
# end them, print, read their environment, change their locale, depend on it, or keep state of its own.
# The command line (src/cli) is a program of ours and may print and exit. src/io/files.cpp names temporary
# files by chance, which no result depends on.
set -eu
cd "$1"
files=$(find include src -path src/cli -prune -o -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.in' \) -print | sort)
# shellcheck disable=SC2086
awk '
  function word(pattern) { return line ~ ("(^|[^A-Za-z0-9_.>])(std::|::)?(" pattern ")[ ]*\\(") }
  function fault(what) { print FILENAME ":" FNR ": " what ": " $0; bad = 1 }
  {
    line = $0
    gsub(/"([^"\\]|\\.)*"/, "\"\"", line)   # words inside texts are no calls
    sub(/\/\/.*/, "", line)
    if (word("abort|exit|_exit|_Exit|quick_exit|atexit|at_quick_exit|terminate|raise|signal|assert")) fault("ends the host, or hooks into its end")
    if (word("f?printf|v?f?printf|puts|fputs|putchar|perror") || line ~ /std::(cout|cerr|clog)/ || line ~ /<(iostream|fstream|sstream|iomanip|locale|regex)>/) fault("prints, or brings the locales of the runtime along")
    if (word("getenv|secure_getenv|setenv|putenv")) fault("reads the environment")
    if (word("setlocale|localeconv") || line ~ /std::locale/) fault("touches the locale")
    if (word("strtod|strtof|strtold|atof|stod|stof|stold|sscanf|snprintf|sprintf|vsnprintf|strftime")) fault("depends on the locale; use from_chars and to_chars")
    if (word("rand|srand|random|time|localtime|gmtime") || line ~ /mt19937/ || (line ~ /random_device/ && FILENAME != "src/io/files.cpp")) fault("is not reproducible; use cxm::random_stream")
    if (line ~ /std::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot|erf|erfc|tgamma|lgamma)(<[a-z ]*>)?\(/) fault("differs between machines in the last digit; use cxm/stats/elementary.hpp or distributions.hpp")
    if (FILENAME != "src/stats/distributions.cpp" && word("lgamma|lgammaf|gamma|strtok|strerror")) fault("shares a variable of the C library between threads")
    if (word("system|popen|fork|execv?p?")) fault("starts processes")
    if (line ~ /thread_local/ || (line ~ /^[ \t]*static [^(]*[;={]/ && line !~ /static (inline )?const(expr)? /)) fault("keeps state of its own")
    if (line ~ /using namespace/ && FILENAME ~ /\.hpp$/) fault("empties a namespace into its includers")
    if (FILENAME ~ /^include/ && line ~ /#include <(Eigen|boost|nlohmann|Random123|CLI|zlib|gtest|benchmark)/) fault("hands a private dependency to users")
  }
  END { exit bad }' $files
