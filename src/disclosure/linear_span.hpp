// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace cxm {

/// The space spanned by sparse integer vectors, modulo the prime 2^61 - 1, grown vector by vector.
class linear_span {
 public:
  using entry = std::pair<std::uint32_t, std::uint64_t>;  // position, coefficient
  using sparse = std::vector<entry>;

  /// With `remember`, every vector knows of which given ones it is made.
  linear_span(std::size_t dimensions, bool remember);

  /// Add the vector of ones at `positions`, known as `name`.
  void add(const std::vector<std::uint32_t>& positions, std::uint32_t name);

  /// Whether the vector of ones at `positions` lies in the span; if so and `used` is given (and names are
  /// remembered), the names of the vectors that make it up.
  [[nodiscard]] bool contains(const std::vector<std::uint32_t>& positions,
                              std::vector<std::uint32_t>* used = nullptr);

 private:
  struct basis_vector {
    std::uint32_t pivot;
    sparse rest;  // without the pivot, whose coefficient is 1
    sparse names;
  };
  void reduce(const std::vector<std::uint32_t>& positions);
  void add_at(std::uint32_t position, std::uint64_t coefficient);

  bool remember_;
  std::vector<basis_vector> basis_;
  std::vector<std::int64_t> basis_at_;  // by position: basis vector with that pivot, or -1
  std::vector<std::uint64_t> work_;     // dense accumulator
  std::vector<std::uint8_t> touched_at_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> queue_;  // heap of basis vectors to eliminate, oldest first
  sparse names_;                      // of the vector being reduced
};

}  // namespace cxm
