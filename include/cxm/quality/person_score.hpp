// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cxm/quality/item_response.hpp"

/// Where people stand, and how well their answers say so.
namespace cxm {

enum class person_score_method {
  mean,  ///< EAP: mean and sd of theta given the answers (Bock & Mislevy 1982); exists for every pattern
  mode,  ///< MAP: the most probable theta; se = 1 / sqrt of the curvature of the log posterior there
  /// WLE: weighted likelihood without a distribution of theta (Warm 1989): the root of l' + J / (2 I), with
  /// J = sum P' P'' / P; se = 1 / sqrt(I). Exists also for the lowest and the highest answers throughout.
  weighted_likelihood
};

struct person_score_options {
  person_score_method method = person_score_method::mean;
  std::span<const std::int32_t> groups{};  ///< one a row, as in the fit; empty: all of group 0
  /// Rows without an answer: NaN, as nothing is known of them; or (mean and mode) what is known of everybody.
  bool score_empty = false;
  unsigned threads = 1;
};

/// Per row of `items` (columns as in the fit); NaN where there is no score.
struct person_scores {
  std::vector<double> theta, se;
  std::vector<double>
      log_likelihood;  ///< of the row's answers, over the distribution of theta: low ones are odd
  /// Share of the variance of theta that the scores carry, from the people at hand: for mean and mode
  /// v / (v + mean se^2), for weighted_likelihood 1 - mean se^2 / v, v their variance (divisor n - 1). NaN
  /// for fewer than two people.
  double reliability = 0;
};

/// Gaps do not count. Values that the fit has not seen are refused with their row (cxm::error{data}). Equal
/// answers are scored once; O(rows J), and for each pattern O(J Q) and some ten to sixty steps of O(J K).
/// Errors: lengths, another number of items, a group that the fit does not have.
[[nodiscard]] person_scores score_people(const item_response_fit&, std::span<const column_view> items,
                                         const person_score_options& options = {});

/// The same of given curves, answers as categories 0 .. K - 1 and theta normal with mean 0 and sd 1.
[[nodiscard]] person_scores score_people(std::span<const response_curve> curves,
                                         std::span<const column_view> items,
                                         const person_score_options& options = {}, const quadrature& = {});

}  // namespace cxm
