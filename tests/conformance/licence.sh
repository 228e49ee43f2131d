#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# licence.sh ROOT: every source, script and build file says its licence in its first three lines.
set -eu
cd "$1"
bad=0
while IFS= read -r file; do
  head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
    { echo "$file:1: no line SPDX-License-Identifier: Apache-2.0"; bad=1; }
done < <(find . \( -name build -o -name .git -o -name data -o -name golden \) -prune -o -type f \
           \( -name '*.hpp' -o -name '*.cpp' -o -name '*.in' -o -name '*.h' -o -name '*.c' -o -name '*.cmake' \
              -o -name CMakeLists.txt -o -name '*.sh' -o -name '*.py' -o -name dev -o -path './.ci/*' \) \
           ! -name '*.pc.in' -print | sort)
grep -q 'Apache License' LICENSE || { echo "LICENSE: not the Apache License"; bad=1; }
exit $bad
