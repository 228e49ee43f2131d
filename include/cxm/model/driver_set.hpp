// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cxm/model/text.hpp"

namespace cxm {

/// The largest number of predictors whose importance is worked out exactly, over all their subsets.
inline constexpr std::size_t most_predictors = 25;

/// A question to the data: how much does each of the predictors say about the outcome?
///
/// The cases are people who answered all of it, or, when `unit` names a segment, the units of that segment
/// with their means: then predictors and outcome may come from different people (what employees say of the
/// culture, what customers say of the firm).
struct driver_set {
  std::string id;
  cxm::text label;
  std::string outcome;  ///< a measure
  std::vector<std::string>
      predictors;                  ///< measures, 1 to most_predictors; none rests on an item of the outcome
  std::vector<std::string> roles;  ///< whose answers; empty = everybody who is asked
  std::string unit;                ///< segment whose units are the cases; empty = people are the cases
  std::vector<std::string> outcome_roles;  ///< with `unit`: whose answers give the outcome; empty = `roles`
  std::string within;  ///< people: segment whose differences are held constant (drivers within units)
  std::string among;   ///< people: a share measure; only those who say yes to it are cases (the satisfied)
  friend bool operator==(const driver_set&, const driver_set&) = default;
};

}  // namespace cxm
