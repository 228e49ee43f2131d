// SPDX-License-Identifier: Apache-2.0
#include "cxm/sav/sav.hpp"

int main() { return cxm::is_sav_file("") ? 1 : 0; }
