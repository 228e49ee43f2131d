// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/io/arrow_abi.hpp"

namespace cxm::detail {

/// A stream taken from its owner, as the interface allows: the owner's structure counts as released from then
/// on, and what was taken is released in the end, also by an exception.
class taken_stream {
 public:
  explicit taken_stream(ArrowArrayStream* given) noexcept {
    if (given == nullptr || given->release == nullptr) return;
    value_ = *given;
    given->release = nullptr;
  }
  ~taken_stream() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  taken_stream(const taken_stream&) = delete;
  taken_stream& operator=(const taken_stream&) = delete;
  [[nodiscard]] bool there() const noexcept { return value_.release != nullptr; }
  [[nodiscard]] ArrowArrayStream& value() const noexcept { return value_; }

 private:
  mutable ArrowArrayStream value_{};
};

}  // namespace cxm::detail
