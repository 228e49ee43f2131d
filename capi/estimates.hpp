// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capi/cxm.h"
#include "cxm/estimate/estimate.hpp"

namespace cxm::capi {

/// Write an estimate into the caller's structure; `struct_size` is left alone.
void fill(::cxm_estimate& out, const estimate& from) noexcept;

}  // namespace cxm::capi
