// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cxm/tally/tally.hpp"
#include "tally/accumulator.hpp"
#include "tally/fold.hpp"

namespace cxm::detail {

struct key_hash {
  std::size_t operator()(const segment_key& key) const noexcept {
    std::uint64_t h = 0x9e3779b97f4a7c15U;
    for (const std::uint32_t k : key) {
      h ^= k;
      h *= 0xff51afd7ed558ccdU;
      h ^= h >> 32U;
    }
    return static_cast<std::size_t>(h);
  }
};

/// The sorted face of a tally: only values that occur, sorted bytewise, and segments by them.
struct sorted_view {
  std::vector<std::vector<std::string>> levels;  ///< per grouping column
  std::vector<segment_key> segments;             ///< positions in `levels`, sorted, each once
  std::vector<std::string> strata;               ///< with strata apart: their names
  /// The accumulators in order: their segment's key, followed by the position of the stratum when strata are
  /// kept apart; and the place of each in tally_state::segments. Those of segment s begin at first[s].
  std::vector<segment_key> cells;
  std::vector<std::size_t> home;
  std::vector<std::size_t> first;
};

/// What a tally holds. Names and segments stand in order of arrival; only the view is sorted.
struct tally_state {
  std::shared_ptr<const layout> plan;
  std::vector<dictionary> groups;  ///< per grouping column
  dictionary strata, units;        ///< of sampling
  std::vector<double> fpc;         ///< per stratum; 0 = none given
  /// Per accumulator positions in `groups`, then in `strata` when these are kept apart: one accumulator a
  /// segment, or a segment and stratum.
  std::vector<segment_key> keys;
  std::vector<accumulator> segments;
  std::unordered_map<segment_key, std::uint32_t, key_hash> index;
  tally_totals totals;
  std::unique_ptr<folder> scratch;  ///< not part of the value

  mutable std::mutex view_mutex;  ///< many readers may ask for the view at once
  mutable std::shared_ptr<const sorted_view> view;

  explicit tally_state(std::shared_ptr<const layout> l);
  tally_state(const tally_state& o);
  tally_state& operator=(const tally_state&) = delete;

  std::uint32_t segment_at(const segment_key& key);
  /// Position of a stratum, with its population: cxm::error when it was given another one before.
  std::uint32_t stratum_at(const std::string& name, double population, errc code, const char* function);
  psu_entry& unit_entry(std::size_t segment, std::uint32_t stratum, std::uint32_t unit);
  [[nodiscard]] const sorted_view& sorted() const;

  void update(const batch& b);
  void merge(const tally_state& o);
  void subtract(const tally_state& o);
  void sum_up_totals() noexcept;
  [[nodiscard]] std::size_t memory() const noexcept;
};

/// Undoes what was added to the names, segments and sampling units of a tally since it was made, unless
/// told to keep it.
class growth_guard {
 public:
  explicit growth_guard(tally_state& t);
  ~growth_guard();
  growth_guard(const growth_guard&) = delete;
  growth_guard& operator=(const growth_guard&) = delete;
  void keep() noexcept { kept_ = true; }

 private:
  tally_state& tally_;
  std::vector<std::size_t> groups_;
  std::size_t strata_, units_, segments_;
  std::vector<double> fpc_;
  bool kept_ = false;
};

/// Why tallies of two layouts cannot be merged: the differing member in words, or "" when they can.
[[nodiscard]] std::string merge_obstacle(const layout& a, const layout& b);
/// cxm::error{data} or {argument} unless the batch fits the layout.
void check_batch(const layout& l, const batch& b);
[[nodiscard]] std::shared_ptr<const group_sums> roll_up(const tally_state& t,
                                                        std::span<const std::size_t> segments);
[[nodiscard]] std::shared_ptr<const group_sums> take_away(const tally_state& t, const group_sums& whole,
                                                          std::span<const std::size_t> part);
/// Fill an empty state of a layout that keeps no more with the segments of another, renamed.
void regroup(const tally_state& from, tally_state& to, const tally::renaming& rename);
void forget(tally_state& t, std::span<const tally::forgotten> what);
[[nodiscard]] std::vector<std::uint8_t> encode(const tally_state& t);
[[nodiscard]] std::unique_ptr<tally_state> decode(std::span<const std::uint8_t> bytes, instrument_ptr source);

}  // namespace cxm::detail
