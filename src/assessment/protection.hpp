// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "assessment/cell.hpp"
#include "assessment/ledger_scope.hpp"
#include "cxm/disclosure/suppression.hpp"

namespace cxm::detail {

/// Reasons of all cells for every variable of a wave, in the cells' order.
///
/// The rules that every table follows (docs/disclosure.md says why):
/// 1. A number about one variable (people, an item's answers, a measure) in one group is shown only where
/// that
///    variable is shown in that group. Variables are additive over people, so what a reader can compute from
///    shown numbers are linear combinations of groups; the engine sees to it that none is a small group.
/// 2. What is made of several variables in one group (index, level, gap, ratio) is shown only where all of
///    them are, and where its own base (the pairs of a paired difference) is safe: `protect_base`.
/// 3. What compares groups (change, roles, a unit with the rest of its parent, ranks, norms) is shown only
///    where every group that it speaks of is shown. A rest is its parent less the unit: it is safe when both
///    are shown, because the engine guards what a group leaves of a group that holds it.
/// 4. A hidden row has the same details, labels and flags as any other hidden row of its table: suppress().
struct wave_protection {
  using reasons = std::vector<hidden_reason>;
  reasons people;
  std::vector<reasons> items, measures, indices, levels, gaps;
  /// By item: of the kinds of missing. How many were asked tells how many people have the roles that an item
  /// is for; where that would tell a hidden group's size, only the answers are shown.
  std::vector<reasons> missing;
};

/// Items that a measure reads; a measure tells a unanimous answer when all of its items are unanimous.
[[nodiscard]] std::vector<std::size_t> items_of(const cxm::instrument&, const measure&);

/// The people behind all cells of a wave alone.
[[nodiscard]] wave_protection::reasons protect_people(const wave_context&, const std::vector<cell_result>&,
                                                      const assess_options&, ledger_scope* = nullptr);
/// Runs the suppression engine once for every variable of a wave: people, each item, each measure, then
/// what is made of them (hidden wherever one of its parts is, and protected on its own base). Variables
/// with the same small groups share one run. With a ledger, against everything that was shown before; what
/// is shown now is written down in it.
[[nodiscard]] wave_protection protect_wave(const wave_context&, const std::vector<cell_result>& cells,
                                           const assess_options&, ledger_scope* = nullptr);
/// Everything shown: disclosure control switched off.
[[nodiscard]] wave_protection show_wave(const wave_context&);

/// Another variable with `people` behind the cells of the whole organisation (`at`: everybody, roles, people
/// without a role), hidden where any of `before` is. For what is not a variable of all groups, such as the
/// pairs of two measures.
[[nodiscard]] wave_protection::reasons protect_base(
    const wave_context&, const std::vector<std::size_t>& at, const std::vector<double>& people,
    const std::vector<const wave_protection::reasons*>& before, const assess_options&);

/// Small siblings of every reported column that can be shown together.
[[nodiscard]] std::vector<roll_up> small_siblings(const wave_context&,
                                                  const wave_protection::reasons& people);

}  // namespace cxm::detail
