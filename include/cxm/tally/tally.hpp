// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/data/given_replicates.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/tally/sums.hpp"

namespace cxm {

/// What a tally keeps. Two tallies merge only when these agree.
struct tally_options {
  bool weighted = false;         ///< rows carry weights: 0 (not counted) or 2^-16 .. 2^24
  bool respondents = false;      ///< rows carry respondent keys: people are counted exactly
  bool pair_moments = true;      ///< second moments of all pairs of measures
  bool item_moments = false;     ///< scored items as measures too, as answered (not mirrored)
  bool contingency = false;      ///< pairwise tables of single-answer coded items
  bool psu_totals = false;       ///< totals per stratum and cluster; needs a cluster column
  bool histograms = true;        ///< of composites and values
  std::uint32_t replicates = 0;  ///< Poisson(1) bootstrap replicates; needs respondents
  std::uint64_t seed = 1;        ///< of the replicates
  bool shared = false;           ///< made for sharing (disclosure/share.hpp): no small group is in it
  /// Sums apart by stratum, for samples of people (not of clusters) drawn within strata or from a finite
  /// population: every row is a sampling unit of its stratum. Not together with `psu_totals`.
  bool strata = false;
  /// Squared weights behind every answer of every item and every histogram slot, and with `psu_totals` or
  /// `given` also the totals of every answer per sampling unit or replicate: exact errors of item shares and
  /// of quantiles. Needs weights, sampling units or given replicates; without any, counts say it all.
  bool answer_squares = false;
  given_replicates given;  ///< replicate weights, one column each in a batch; not with `replicates`
  friend bool operator==(const tally_options&, const tally_options&) = default;
};

/// One observed combination of grouping values: positions in tally::levels(column).
using segment_key = std::vector<std::uint32_t>;

/// Exact, mergeable sufficient statistics of a set of answers: the only thing that ever sees rows.
///
/// All sums are integers (weights quantised once, to 2^-32), so addition is associative: the serialised
/// tally of a data set is byte-identical for any split, order, thread count and merge tree. Size does not
/// grow with rows (but for respondent keys, 8 bytes a person, and sampling units). Overflow is
/// cxm::error{overflow}; after any exception the tally is unchanged. Not thread-safe: one writer, or many
/// readers.
class tally {
 public:
  tally(instrument_ptr, tally_options);
  tally(const tally&);
  tally(tally&&) noexcept;
  tally& operator=(const tally&);
  tally& operator=(tally&&) noexcept;
  ~tally();

  /// Add a block of rows.
  void update(const batch&);
  /// Add another tally of the same instrument and options; anything else is cxm::error{state} that names
  /// the difference.
  void merge(const tally&);
  /// Take away a tally that was merged or updated before (sliding windows). Error when a count would fall
  /// below zero, or when respondents are kept (a set of people does not subtract).
  void subtract(const tally&);

  /// The state as bytes (STATE.md), canonical: equal contents give equal bytes.
  [[nodiscard]] std::vector<std::uint8_t> serialize() const;
  /// Read a state. Truncated, corrupted, foreign or oversized input is cxm::error{state} with the offset.
  [[nodiscard]] static tally deserialize(std::span<const std::uint8_t> bytes, instrument_ptr);
  /// Bytes held.
  [[nodiscard]] std::size_t memory() const noexcept;

  [[nodiscard]] const cxm::instrument& instrument() const noexcept;
  [[nodiscard]] const instrument_ptr& shared_instrument() const noexcept;
  [[nodiscard]] const tally_options& options() const noexcept;
  [[nodiscard]] const std::vector<planned_measure>& measures() const noexcept;
  /// Position of a measure id in measures(), or -1.
  [[nodiscard]] int measure_position(std::string_view id) const noexcept;

  /// Grouping columns (group_columns()), the values seen in each, sorted bytewise, and the observed segments.
  [[nodiscard]] const std::vector<std::string>& group_columns() const noexcept;
  [[nodiscard]] const std::vector<std::string>& levels(std::size_t column) const;
  [[nodiscard]] const std::vector<segment_key>& segments() const;

  /// Roll up the given segments (positions in segments(); empty = none).
  [[nodiscard]] std::shared_ptr<const group_sums> sums(std::span<const std::size_t> segments) const;
  /// `whole`, made by sums(), less some of the segments in it: the others of a group, exactly, whatever its
  /// size. With respondents, `people` is the least number that it can be: somebody may be in both.
  /// Errors: sums of another tally, segments that are not in `whole` (as far as the sums show it).
  [[nodiscard]] std::shared_ptr<const group_sums> sums_without(const group_sums& whole,
                                                               std::span<const std::size_t> part) const;

  /// The same answers under other group names, with less kept. `rename` may change the names of a segment's
  /// groups (parallel to group_columns()) or return false to leave the segment out; segments that end with
  /// equal names are added up. `keep` may only switch off what is kept here, and set `shared`; another
  /// change is cxm::error{argument}. Cost: that of a merge.
  using renaming = std::function<bool(std::vector<std::string>& names)>;
  [[nodiscard]] tally regrouped(const tally_options& keep, const renaming& rename) const;

  /// Answers that one segment is to forget.
  struct forgotten {
    std::size_t segment = 0;            ///< position in segments()
    std::vector<std::size_t> items;     ///< counted as not asked
    std::vector<std::size_t> unclear;   ///< items of which "no answer" is counted as not asked
    std::vector<std::size_t> measures;  ///< absent, with all their pairs
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< only these pairs, j < k
  };
  /// Forget answers for good. Rows and people stay. Errors: a tally that keeps contingency tables,
  /// replicates or sampling units, which would still tell them; positions outside.
  void forget(std::span<const forgotten>);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace cxm
