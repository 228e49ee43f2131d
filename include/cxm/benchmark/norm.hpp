// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/model/text.hpp"

/// Norms: what others reach, as a versioned object that says whom it speaks of. docs/norms.md.
namespace cxm {

/// An organisation of a norm: by what it is chosen as a peer.
struct norm_member {
  std::string id;
  std::map<std::string, std::string> attributes;  ///< "sector": "public"
  std::map<std::string, double> covariates;       ///< "employees": 1200
  friend bool operator==(const norm_member&, const norm_member&) = default;
};

/// One organisation's figure.
struct norm_value {
  std::string organisation;  ///< id of a member
  double value = 0;
  double se = 0;  ///< 0 = not known: its error then counts as difference between organisations
  double n = 0;   ///< answers; 0 = not known
  friend bool operator==(const norm_value&, const norm_value&) = default;
};

/// Share `at` of the organisations lies at or below `value`.
struct norm_percentile {
  double at = 0;
  double value = 0;
  friend bool operator==(const norm_percentile&, const norm_percentile&) = default;
};

/// A figure that was published without the distribution behind it.
struct norm_figure {
  double value = 0;
  double base = 0;  ///< people asked; 0 = not said
  std::string source, statement;
  friend bool operator==(const norm_figure&, const norm_figure&) = default;
};

/// What a norm knows of one measure (or index) among people of one role: exactly one of `published`,
/// `percentiles` and `values` is there.
struct norm_measure {
  std::string id;
  std::string role;  ///< who was asked; empty = everybody together
  text label;
  std::string unit;  ///< as in the tidy tables: "share", "points", "nps" ...
  bool higher_is_better = true;
  std::optional<norm_figure> published;
  std::vector<norm_percentile> percentiles;  ///< ascending in both
  std::vector<norm_value> values;
  friend bool operator==(const norm_measure&, const norm_measure&) = default;
};

struct norm {
  std::string id, version;
  text title;
  std::string source;                     ///< who collected the figures
  std::string population;                 ///< whom they speak of
  std::string date;                       ///< of the answers, as YYYY, YYYY-MM or YYYY-MM-DD
  std::string admission;                  ///< the rule by which organisations were let in
  std::string instrument;                 ///< by which they were asked; empty = not one of this library
  double organisations = 0, answers = 0;  ///< 0 = not known
  std::vector<norm_member> members;
  std::vector<norm_measure> measures;

  [[nodiscard]] const norm_measure* find(std::string_view measure, std::string_view role) const noexcept;
  friend bool operator==(const norm&, const norm&) = default;
};

/// Errors cxm::error{argument} name the place ("measures[2].values[0].organisation"): nothing required is
/// missing, ids differ, exactly one kind of content, values finite, errors and bases not negative, percentile
/// cuts ascending, members known. parse_norm (io/norm_json.hpp) has checked already.
void check_norm(const norm&);
/// cxm::error{argument} when the norm was asked by another instrument than `instrument`, whose answers are
/// called `source` in the message: measures of one name need not ask the same. A norm that names none fits
/// all.
void check_same_instrument(const norm&, std::string_view instrument, std::string_view source);

/// The plain distribution of a pooled measure over its organisations: quantiles of type 7. "High performers"
/// of staff surveys are the upper quartile. Of no values everything is NaN.
struct norm_summary {
  std::size_t organisations = 0;
  double mean = 0, lower_quartile = 0, median = 0, upper_quartile = 0;
};
[[nodiscard]] norm_summary summarize_norm(const norm_measure&);

struct norm_position_options {
  double level = 0.95;
  std::size_t draws = 2000;
  std::uint64_t seed = 1;
};

/// Where a unit stands in a norm, in percent of organisations that it is better than.
///
/// `percentile` compares true values: with the unit's y ~ N(theta, s^2) and the norm's y_j ~ N(theta_j, v_j),
/// theta_j ~ N(mu, tau^2), it estimates 100 Phi((theta - mu) / tau) (mirrored where lower is better), so that
/// neither the unit's nor the others' sampling noise makes anybody look better or worse than they are. The
/// value is taken at y, the REML tau and its mu. The interval is that of the generalised pivots (Iyer, Wang &
/// Mathew 2004): tau^2 at which sum (y_j - mu)^2 / (v_j + tau^2) equals a chi-squared value on k - 1 (the Q
/// profile), mu given tau^2 normal, theta normal; it carries the unit's error, the sampling of k
/// organisations, and their own errors. It rests on normal theta_j; `observed` does not.
///
/// `observed` is the plain standing of y among the y_j, ties half. Its interval carries the unit's error and
/// the sampling of the organisations (Jeffreys' beta), not their own errors: with noisy figures it describes
/// the league table, not the truth behind it.
///
/// Of percentile cuts only `observed` exists, linear between cuts; beyond the outermost cut it is that cut's
/// share, open to 0 or 100 (flag `bounds`). Of a published figure only `difference` exists.
struct norm_position {
  estimate percentile;
  estimate observed;
  estimate difference;  ///< y less the norm's centre: mu, the median of the cuts, or the published figure
  double centre = 0;
  double between_sd = 0;  ///< REML tau; NaN without a pool
  std::size_t organisations = 0;
};
/// `se` 0: a unit without error (a census). `organisations` says how many stand behind percentile cuts; 0
/// takes these as exact, and the method says so. Fewer than 3 organisations in a pool, or organisations that
/// do not differ beyond their errors (tau = 0): `percentile` is undefined. Deterministic for a seed, whatever
/// other units are asked for. O(draws x organisations) once, then O(draws) a unit.
/// Errors: values not finite, se negative, draws < 100, a measure without content.
[[nodiscard]] std::vector<norm_position> positions_in_norm(const norm_measure&,
                                                           std::span<const double> values,
                                                           std::span<const double> se,
                                                           double organisations = 0,
                                                           const norm_position_options& = {});
[[nodiscard]] norm_position position_in_norm(const norm_measure&, double value, double se,
                                             double organisations = 0, const norm_position_options& = {});

/// The norm of those members alone that have all the given attributes; `admission` says so. Published
/// figures and percentile cuts speak of all and are left out. Errors: an attribute that no member has.
[[nodiscard]] norm peers_by_attributes(const norm&, const std::map<std::string, std::string>& attributes);

/// The norm of the `count` members nearest to the given covariates: Euclidean distance after dividing each
/// by its standard deviation over the members; ties by id; members without one of them are left out.
/// Errors: a covariate that no member has, or that has no spread; count < 1.
[[nodiscard]] norm peers_by_covariates(const norm&, const std::map<std::string, double>& covariates,
                                       std::size_t count);

/// Leave out figures on fewer than `least` answers (those whose n is not known stay), then members without
/// any figure and measures without any value; adds the rule to `admission`.
[[nodiscard]] norm admit_answers(const norm&, double least);

}  // namespace cxm
