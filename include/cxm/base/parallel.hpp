// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace cxm {

/// Run `work(0) .. work(chunks - 1)` on at most `threads` threads and return when all are done.
///
/// Which thread runs which chunk is not fixed, so `work` must write only to places of its own chunk;
/// then results do not depend on `threads`. With threads <= 1 everything runs in order on the calling
/// thread and no thread is made. The first exception (lowest chunk among those that threw) is rethrown
/// after all threads have been joined; chunks not yet begun are then skipped.
void parallel_chunks(std::size_t chunks, unsigned threads,
                     const std::function<void(std::size_t chunk)>& work);

}  // namespace cxm
