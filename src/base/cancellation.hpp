// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

namespace cxm {

/// First in every handler that catches everything and goes on. A thread that is cancelled (pthread_cancel)
/// unwinds by an exception that nobody may keep: glibc ends the process when it is not thrown on. It is not
/// one of C++, so there is no pointer to it.
inline void let_cancellation_pass() {
  if (std::current_exception() == nullptr) throw;
}

}  // namespace cxm
