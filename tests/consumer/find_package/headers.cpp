// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/error.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/version.hpp"

const char* version() { return cxm::version; }
bool defined(const cxm::estimate& e) { return e.defined(); }
