// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "tally/int256.hpp"
#include "tally/layout.hpp"

namespace cxm::detail {

/// A growing set of 64-bit keys, kept as sorted runs of falling size, so that adding is cheap however
/// small the portions are, and reading changes nothing.
class key_set {
 public:
  /// The runs from `keep` on, replaced by one.
  struct addition {
    std::size_t keep = 0;
    std::vector<std::uint64_t> run;
  };
  /// Work out what adding sorted, distinct keys means, without adding them; commit() then cannot fail.
  [[nodiscard]] addition prepare(std::vector<std::uint64_t> sorted);
  void commit(addition&& a) noexcept;
  void add(std::vector<std::uint64_t> sorted) { commit(prepare(std::move(sorted))); }
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::vector<std::uint64_t> sorted() const;
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  std::vector<std::vector<std::uint64_t>> runs_;
};

/// Totals of one sampling unit in one segment: rows, then per measure W (or rows present) and S.
struct psu_entry {
  std::int64_t n = 0;
  std::vector<int128> sums;
};
/// Keyed by (stratum << 32 | unit), positions in the tally's dictionaries.
using psu_map = std::map<std::uint64_t, psu_entry>;

/// The sums of one segment (or of several, rolled up). What each slot means, `layout` says.
struct accumulator {
  std::vector<std::int64_t> counts;
  std::vector<int128> sums;
  std::vector<int256> wide;
  key_set people;
  psu_map psus;

  explicit accumulator(const layout& l) : counts(l.counts), sums(l.sums), wide(l.wide) {}

  [[nodiscard]] std::int64_t rows() const noexcept { return counts[0]; }
  /// Add the slots of the three arrays. The caller has made sure that nothing overflows (check_totals).
  void add_slots(const accumulator& o) noexcept;
  void subtract_slots(const accumulator& o) noexcept;
  [[nodiscard]] std::size_t memory() const noexcept;
};

/// Names numbered in order of arrival.
class dictionary {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  [[nodiscard]] std::uint32_t find(const std::string& name) const;
  std::uint32_t add(const std::string& name);
  void truncate(std::size_t size) noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t i) const noexcept { return names_[i]; }
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> positions_;
};

/// What bounds every sum of a tally: rows, sum of W1, sum of W2 over all segments.
struct tally_totals {
  std::int64_t rows = 0;
  uint128 weight = 0;
  uint128 squared = 0;
};

/// cxm::error{overflow} unless every sum, and every sum of sums over segments, is certain to stay exact.
/// No slot can exceed (sum of weights) * (largest grid product), so checking this once per block spares
/// checking each addition, and does not depend on the order in which data arrive.
void check_totals(const layout& l, const tally_totals& t, const char* function);

/// Empty when an accumulator is possible, else what is wrong with it: counts that do not add up, sums
/// beyond what the counts allow.
[[nodiscard]] std::string inconsistency(const layout& l, const accumulator& a);

}  // namespace cxm::detail
