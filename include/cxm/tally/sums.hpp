// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm {

/// Counts of one item in a group of rows. Doubles hold exact integers below 2^53; `w` are sums of weights.
struct item_counts {
  std::vector<double> code;    ///< answers per code, unweighted
  std::vector<double> w_code;  ///< the same weighted (equal to `code` without weights)
  double missing[5] = {0, 0, 0, 0, 0};
  double w_missing[5] = {0, 0, 0, 0, 0};
  double answered = 0;  ///< people-rows who answered (multiple choice: not the sum over codes)
  double w_answered = 0;
  /// Sums of squared weights, in the same places; `w2_code` is empty when the tally does not keep them.
  std::vector<double> w2_code;
  double w2_missing[5] = {0, 0, 0, 0, 0};
  double w2_answered = 0;
};

/// Moments of measures j and k over the rows where both are present, centred at the reference points
/// ref_j, ref_k (grid points next to each measure's mean over all its rows), d = y - ref. Centring is done
/// in exact integers, so no digits are lost. In score units. Without weights w = w2 = n and so on.
struct pair_moments {
  double n = 0, w = 0, w2 = 0;  ///< rows, sum of w, sum of w^2
  double ref_j = 0, ref_k = 0;
  double w_dj = 0, w_dk = 0, w_djdk = 0;     ///< sums of w d
  double w2_dj = 0, w2_dk = 0, w2_djdk = 0;  ///< sums of w^2 d
};

/// First-order sums of one measure.
struct measure_sums {
  double n = 0, w = 0, w2 = 0;
  double mean = 0;  ///< weighted mean in score units; NaN when w is 0
};

/// Totals of one primary sampling unit: per measure the sum of w over present rows, and of w * (y - ref),
/// ref the reference point of `pair_moments`.
struct psu_total {
  std::string stratum, psu;
  double n = 0;
  double fpc = 0;  ///< population PSUs of the stratum, 0 = none given
  std::vector<double> w, w_d;
};

class group_sums;

/// The rows of a group that lie in one stratum.
struct stratum_part {
  std::string stratum;
  double population = 0;  ///< sampling units of the stratum, or the share drawn, as given; 0 = none given
  std::shared_ptr<const group_sums> sums;
};

/// How often each value of a measure occurs.
struct value_distribution {
  std::vector<double> value;  ///< rising; the lower end of each bin when `binned`
  std::vector<double> w, w2;  ///< sums of w and of w^2 (empty when not kept)
  bool binned = false;        ///< bins of equal width rather than single values
  double width = 0;           ///< of a bin
};

/// The sums of a set of segments, rolled up: everything that estimators see of the data.
/// Copyable, immutable; made by tally::sums(). Measures are numbered as in tally::measures().
class group_sums {
 public:
  virtual ~group_sums() = default;
  [[nodiscard]] virtual double rows() const = 0;
  [[nodiscard]] virtual double weight() const = 0;          ///< sum of w over rows
  [[nodiscard]] virtual double weight_squared() const = 0;  ///< sum of w^2 over rows
  [[nodiscard]] virtual double people() const = 0;          ///< distinct respondents, or rows
  [[nodiscard]] virtual item_counts item(std::size_t item) const = 0;
  [[nodiscard]] virtual measure_sums measure(std::size_t j) const = 0;
  /// People (distinct respondents, or rows) for whom measure j is present; an upper bound is never given:
  /// with a respondent column and several rows a person this is min(rows present, people).
  [[nodiscard]] virtual double people_present(std::size_t j) const = 0;
  [[nodiscard]] virtual pair_moments pair(std::size_t j, std::size_t k) const = 0;
  /// Histogram of measure j (composites and value measures with two ends): the weights in 201 bins. Bin b
  /// begins at low + b * (high - low) / 200, low and high the ends of the measure's scale; on 0..100 these
  /// are half points, [e, e + 0.5), the last bin holding 100 alone. Empty for other measures, or unless kept.
  [[nodiscard]] virtual std::vector<double> histogram(std::size_t j) const = 0;
  /// The same, value by value where the histogram keeps every value apart; empty unless kept.
  [[nodiscard]] virtual value_distribution distribution(std::size_t) const { return {}; }
  /// Contingency table of two items (rows x columns of codes), weighted; empty unless kept.
  [[nodiscard]] virtual std::vector<double> contingency(std::size_t item_a, std::size_t item_b) const = 0;
  /// Totals per primary sampling unit, sorted by (stratum, psu); empty unless kept.
  [[nodiscard]] virtual std::vector<psu_total> psu_totals() const = 0;
  /// Replicate r: measure j's weighted mean (NaN when its weight is 0), r in 0 .. replicates-1 (or below the
  /// number of given replicate weights).
  [[nodiscard]] virtual double replicate_mean(std::size_t r, std::size_t j) const = 0;
  /// The group's strata in rising order, unless the tally keeps none.
  [[nodiscard]] virtual std::span<const stratum_part> strata() const { return {}; }
  /// Weights per sampling unit (a row each, in the order of psu_totals) or per given replicate behind the
  /// answers of an item: columns for its codes, the five kinds of missing, and all answered. Empty unless
  /// kept.
  [[nodiscard]] virtual matrix unit_item(std::size_t) const { return {}; }
  [[nodiscard]] virtual matrix replicate_item(std::size_t) const { return {}; }
};

}  // namespace cxm
