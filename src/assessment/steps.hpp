// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "cxm/assessment/progress.hpp"
#include "cxm/base/error.hpp"

namespace cxm::detail {

/// The steps of an assessment as they are done, on whatever thread.
class steps {
 public:
  explicit steps(const assess_progress& tell) : tell_(tell) {}
  void expect(std::size_t more) {
    const std::lock_guard lock(mutex_);
    total_ += static_cast<std::int64_t>(more);
  }
  /// One more is done. Throws cxm::error{cancelled} when nobody wants the rest.
  void done() {
    if (!tell_) return;
    const std::lock_guard lock(mutex_);
    ++done_;
    if (!tell_(done_, total_)) throw error(errc::cancelled, "assess: stopped by the caller", "progress");
  }

 private:
  const assess_progress& tell_;
  std::mutex mutex_;
  std::int64_t done_ = 0, total_ = 0;
};

}  // namespace cxm::detail
