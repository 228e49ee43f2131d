// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/cancellation.hpp"

namespace cxm {

void parallel_chunks(std::size_t chunks, unsigned threads, const std::function<void(std::size_t)>& work) {
  if (threads <= 1 || chunks <= 1) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) work(chunk);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr first;
  std::size_t first_chunk = chunks;
  const auto run = [&] {
    for (;;) {
      const std::size_t chunk = next.fetch_add(1);
      if (chunk >= chunks || failed.load()) return;
      try {
        work(chunk);
      } catch (...) {
        let_cancellation_pass();
        const std::lock_guard lock(mutex);
        if (chunk < first_chunk) {
          first_chunk = chunk;
          first = std::current_exception();
        }
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    const std::size_t extra = std::min<std::size_t>(threads, chunks) - 1;
    pool.reserve(extra);
    for (std::size_t i = 0; i < extra; ++i) pool.emplace_back(run);
    run();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace cxm
