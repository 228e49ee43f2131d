// SPDX-License-Identifier: Apache-2.0
#include "tally/classes.hpp"

#include <algorithm>
#include <unordered_map>

namespace cxm::detail {

void row_classes::begin(std::size_t rows, std::span<const double> weights) {
  class_.assign(rows, 0);
  example_.clear();
  for (std::size_t i = 0; i < rows; ++i) {
    if (!weights.empty() && !(weights[i] > 0)) {
      class_[i] = skipped;
    } else if (example_.empty()) {
      example_.push_back(static_cast<std::uint32_t>(i));
    }
  }
}

void row_classes::refine(std::span<const std::uint32_t> positions, std::size_t levels) {
  if (levels <= 1 || example_.empty()) return;
  std::vector<std::uint32_t> examples;
  const std::uint64_t range = static_cast<std::uint64_t>(example_.size()) * levels;
  const std::uint64_t table_limit = std::max<std::uint64_t>(std::uint64_t{1} << 16U, 2 * class_.size());
  const auto row = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  if (range <= table_limit) {
    std::vector<std::uint32_t> table(static_cast<std::size_t>(range), skipped);
    for (std::size_t i = 0; i < class_.size(); ++i) {
      if (class_[i] == skipped) continue;
      std::uint32_t& at = table[class_[i] * levels + positions[i]];
      if (at == skipped) {
        at = row(examples.size());
        examples.push_back(row(i));
      }
      class_[i] = at;
    }
  } else {
    std::unordered_map<std::uint64_t, std::uint32_t> table;
    for (std::size_t i = 0; i < class_.size(); ++i) {
      if (class_[i] == skipped) continue;
      const std::uint64_t key = static_cast<std::uint64_t>(class_[i]) * levels + positions[i];
      const auto [at, fresh] = table.try_emplace(key, row(examples.size()));
      if (fresh) examples.push_back(row(i));
      class_[i] = at->second;
    }
  }
  example_ = std::move(examples);
}

}  // namespace cxm::detail
