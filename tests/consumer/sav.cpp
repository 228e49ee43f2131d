// SPDX-License-Identifier: Apache-2.0
#include "cxm/sav/sav.hpp"

int main() { return cxm::sav_format().fits("$FL2@(#)") ? 0 : 1; }
