// SPDX-License-Identifier: Apache-2.0
#pragma once

// A thread that is cancelled (pthread_cancel) unwinds by an exception that nobody may keep: glibc ends the
// process when it is not thrown on. Every handler that catches everything and goes on begins with this one.
#if defined(__GNUC__) && defined(__linux__)
#include <cxxabi.h>
#define CXM_LET_CANCELLATION_PASS       \
  catch (const abi::__forced_unwind&) { \
    throw;                              \
  }
#else
#define CXM_LET_CANCELLATION_PASS
#endif
