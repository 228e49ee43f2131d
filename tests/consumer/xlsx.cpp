// SPDX-License-Identifier: Apache-2.0
#include "cxm/xlsx/xlsx.hpp"

int main() { return cxm::result_xlsx(cxm::assessment{}).substr(0, 2) == "PK" ? 0 : 1; }
