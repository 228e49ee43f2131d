// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cxm/estimate/result_row.hpp"

/// Disclosure control on an additive table: which cells must stay hidden so that no small group can be
/// seen, nor computed from what is shown.
namespace cxm {

/// Cells that may be published, and how they add up. An atom is a smallest group of people (one role in one
/// unit, say); every cell is a set of atoms. Any number that is published for cells (counts, sums behind
/// means) is additive over atoms, so whatever a reader can compute by adding and subtracting is a linear
/// combination of the cells' indicator vectors.
struct additive_table {
  std::size_t atoms = 0;
  std::vector<std::vector<std::uint32_t>> cells;  ///< ascending atoms of each cell
  /// Cells that are never shown (the people without a unit, say). They are protected like others.
  std::vector<std::uint8_t> unpublished;  ///< empty, or one per cell
  /// whole = sum of its parts, as a reader sees the table. Only guides which cell is hidden beside another;
  /// what is safe is decided by linear algebra over all cells.
  struct relation {
    std::size_t whole = 0;
    std::vector<std::size_t> parts;
  };
  std::vector<relation> relations;
};

/// Why a cell is hidden.
enum class hidden_reason : std::uint8_t {
  shown = 0,
  base,        ///< fewer people than the minimum
  complement,  ///< shown, it would let a hidden one be computed
  parent,      ///< a total whose only other part that could be hidden is hidden already
  unanimous    ///< a small group that answers with one voice; told apart from complement inside only
};
/// "", "base", "complement", "parent". A unanimous group is called "complement" like its neighbours: the
/// reason must not tell that its people agree.
[[nodiscard]] std::string_view reason_name(hidden_reason) noexcept;

/// Cell suppression with an exact safety check.
///
/// 1. Primary: cells with 0 < people < minimum_base are hidden. A cell of nobody holds no secret and counts
///    as known to be zero.
/// 2. Complementary: where a shown total has exactly one hidden part, or hidden parts of fewer people than
///    the minimum together, another part is hidden too (else the total); where all parts of a hidden total
///    are shown, one of them. The part is the smallest among those that at the same time complete another
///    total that needs a second hidden part, else the smallest of all.
/// 3. Check: over the atoms that are not known to be zero, the indicator vectors of the shown cells span a
///    space; a secret whose vector lies in it could be recovered, whatever tables are combined. Secrets are
///    the hidden primary cells, what a shown cell leaves of a shown cell that holds it (when that is fewer
///    people than the minimum), and the given ones. Then the smallest shown cell that takes part in the
///    recovery is hidden as well, and 2 and 3 repeat. Exact: elimination modulo the prime 2^61 - 1 (a rank
///    could only be misjudged when the prime divides a subdeterminant).
/// The result hides more as groups get smaller, and is the same for the same input. It guards exact
/// recovery, not narrowing by inequalities (a hidden count always lies between 0 and its total).
/// Cost: a few operations per entry of the table when little is hidden.
class suppression_engine {
 public:
  /// Errors: a cell or relation that refers outside the table.
  explicit suppression_engine(additive_table table);

  [[nodiscard]] const additive_table& table() const noexcept { return table_; }

  struct request {
    std::span<const double> people;         ///< behind each cell, of this variable
    std::span<const double> order;          ///< size by which the smallest is chosen; empty = people
    std::span<const hidden_reason> hidden;  ///< hidden beforehand; empty = none
    std::span<const std::uint8_t> secret;   ///< among these, cells that must not be recoverable; empty = none
    double minimum_base = 5;
    /// What a reader knows beside this table, and cannot be taken back: sums over these atoms.
    std::span<const std::vector<std::uint32_t>> known{};
    /// Further groups (atoms) that must not be recoverable.
    std::span<const std::vector<std::uint32_t>> guarded{};
    std::span<const std::uint32_t> empty_atoms{};  ///< known to hold nobody, beside the cells of nobody
  };
  /// One reason per cell. Errors: spans of another length than the table's cells.
  [[nodiscard]] std::vector<hidden_reason> protect(const request&) const;

  /// The pairs of a cell within another, by number, of which the inner leaves fewer people than the minimum
  /// but not nobody. What protect() does depends on people only through these and through their numbers below
  /// the minimum.
  [[nodiscard]] std::vector<std::size_t> small_remainders(std::span<const double> people,
                                                          double minimum_base) const;

  /// Which of `targets` a reader of the `shown` cells can compute, given which cells are known to be empty.
  [[nodiscard]] std::vector<std::uint8_t> recoverable(std::span<const std::uint8_t> shown,
                                                      std::span<const std::uint8_t> empty,
                                                      std::span<const std::size_t> targets) const;

 private:
  void check_atoms(const std::vector<std::uint32_t>&, const char* where) const;
  additive_table table_;
  std::vector<std::vector<std::uint32_t>> relations_of_;  // by cell
  struct remainder {
    std::size_t inner, outer;  // cells, inner within outer
  };
  std::vector<remainder> remainders_;
};

/// Hide a row: value, se, interval and all bases become NaN, method empty, flag `suppressed`, reason written.
void suppress(result_row&, hidden_reason) noexcept;

}  // namespace cxm
