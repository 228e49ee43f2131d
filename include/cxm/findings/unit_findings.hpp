// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cxm/findings/findings.hpp"

/// The findings that look at units side by side and at waves one after another: isolated believers,
/// dilution, the culture pyramid. They read published estimates of cells, so they see nothing that
/// disclosure control hides: what is hidden takes no part, and no total over all units is used that would
/// let it be found by subtraction.
namespace cxm {

/// Where an estimate stands: `unit` is a value of segment column `segment`, "" = the whole organisation.
struct unit_place {
  std::string segment, unit, role;
};

/// What may be said of a measure or index in one place.
struct unit_value {
  estimate value;       ///< defined only when shown
  double people = 0;    ///< behind it
  bool asked = false;   ///< somebody has a value
  bool hidden = false;  ///< somebody has, but it must not be shown
  [[nodiscard]] bool shown() const noexcept { return asked && !hidden && value.defined(); }
};

struct unit_wave {
  std::string wave;
  double time = 0;
  std::map<std::string, std::vector<std::string>>
      units;  ///< by segment: units that are not parents, in order
  std::function<unit_value(const unit_place&, const std::string& measure)> value;
  /// Covariance of the errors of two measures or indices of the same people; NaN when not known.
  std::function<double(const unit_place&, const std::string& a, const std::string& b)> covariance;
  /// What makes a measure of this wave another one than in the newest: "" = nothing.
  std::function<std::string(const std::string& measure)> difference;
};

/// Shown units below which units are not compared.
inline constexpr std::size_t least_compared_units = 3;

struct unit_finding_input {
  const finding_input* common = nullptr;  ///< instrument, language, level, newest wave, key size
  std::vector<std::string> key_columns;   ///< as assessment::key_columns
  std::vector<unit_wave> waves;           ///< oldest first; the last is the newest
  /// People in a unit who could have a value on the measure, heard or not, at the newest wave; NaN when not
  /// known.
  std::function<double(const std::string& segment, const std::string& unit, const std::string& measure)>
      heads;
  finding_event event;  ///< of dilution definitions that declare none
  std::uint64_t seed = 1;
  std::uint32_t permutations = 9999, bootstrap = 1999;  ///< random draws of tests
};

/// 5: typology of units, exposure against chance, friends needed; and per declared outcome its trend over
/// none < isolated < shared. From the newest wave that can show it.
[[nodiscard]] std::vector<finding_result> believer_findings(const unit_finding_input&);
/// 10: per declared measure the trend over waves, what an event changed, break, half-life, spread of units.
[[nodiscard]] std::vector<finding_result> dilution_findings(const unit_finding_input&);
/// 11: per declared path the slopes between unit means, plain and corrected for error, and what passes
/// through the chain. From the newest wave that can show it.
[[nodiscard]] std::vector<finding_result> pyramid_findings(const unit_finding_input&);

/// 4, with units as the cases: per declared link the outcome of units that meet a condition and of those that
/// do not. From the newest wave that can show it.
[[nodiscard]] std::vector<finding_result> unit_outcome_findings(const unit_finding_input&);

/// All of the above, in this order.
[[nodiscard]] std::vector<finding_result> unit_findings(const unit_finding_input&);

}  // namespace cxm
