// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/findings/unit_findings.hpp"
#include "findings/parts.hpp"

/// What the findings over units and waves are built with.
namespace cxm::detail {

/// A finding_builder whose rows may stand at a unit or in another wave.
class unit_builder : public finding_builder {
 public:
  unit_builder(const unit_finding_input&, std::string kind, const std::string& id, const cxm::text& label);

  void unit_row(const std::string& segment, const std::string& unit, std::string detail,
                std::string unit_name, estimate);
  void unit_number(const std::string& segment, const std::string& unit, std::string detail,
                   std::string unit_name, double value, const estimate& like, std::string method);
  void whole_row(std::string detail, std::string unit_name, estimate);
  void whole_number(std::string detail, std::string unit_name, double value, const estimate& like,
                    std::string method, bool simulated = false);
  void wave_row(const std::string& wave, std::string detail, std::string unit_name, estimate);
  /// A finding that too few units, waves or people can show.
  finding_result silent_because(std::string_view sentence_key, std::initializer_list<std::string> = {});

 private:
  const unit_finding_input& units_;
};

/// The declared unit column, by default the instrument's first segment; "" when there is none.
[[nodiscard]] std::string unit_segment(const unit_finding_input&, const std::string& declared);
/// Label and unit ("points", "share" ...) of a measure or index.
[[nodiscard]] std::string measure_label(const finding_input&, std::string_view id);
[[nodiscard]] std::string measure_unit(const finding_input&, std::string_view id);
/// Means of units in the steps of a path, with the covariance matrices of their errors.
struct step_means {
  const unit_wave* wave = nullptr;
  matrix y;                         ///< units x steps; NaN where a value is not there or not shown
  std::vector<matrix> error;        ///< of each unit, steps x steps
  double complete = 0, people = 0;  ///< units with all steps, and the people behind them
  std::string hidden;               ///< names of units of which something is hidden
};
[[nodiscard]] step_means means_at(const finding_input&, const unit_wave&, const std::string& segment,
                                  const std::vector<pyramid_step>& steps);
/// P(at least `least` of the independent events happen).
[[nodiscard]] double probability_of_count(const std::vector<double>& p, std::size_t least);

}  // namespace cxm::detail
