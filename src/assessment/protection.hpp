// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "assessment/cell.hpp"
#include "cxm/disclosure/suppression.hpp"

namespace cxm::detail {

/// Reasons of all cells for every variable of a wave, in the cells' order.
struct wave_protection {
  using reasons = std::vector<hidden_reason>;
  reasons people;
  std::vector<reasons> items, measures, indices, levels, gaps;
};

/// Runs the suppression engine once for every variable of a wave: people, each item, each measure, then
/// what is made of them (hidden wherever one of its parts is, and protected on its own base). Variables
/// with the same small groups share one run.
[[nodiscard]] wave_protection protect_wave(const wave_context&, const std::vector<cell_result>& cells,
                                           double minimum_base);
/// Everything shown: disclosure control switched off.
[[nodiscard]] wave_protection show_wave(const wave_context&);

}  // namespace cxm::detail
