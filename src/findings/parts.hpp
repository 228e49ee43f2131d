// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/findings/findings.hpp"
#include "findings/sentences.hpp"

/// What all findings are built with.
namespace cxm::detail {

/// A finding under construction: rows are added with its id and the wave's key.
class finding_builder {
 public:
  finding_builder(const finding_input&, std::string kind, const std::string& id, const cxm::text& label);

  finding_result result;
  [[nodiscard]] const std::string& label() const noexcept { return label_; }
  void row(std::string detail, const std::string& label, std::string unit, estimate value,
           const std::string& role = {});
  /// A probability or another number without an interval of its own.
  void number(std::string detail, const std::string& label, std::string unit, double value,
              const estimate& like, std::string method, bool simulated = false);
  void unseen(const std::string& what);
  /// A finding that the data cannot show.
  finding_result silent(const std::string& why);

 private:
  const finding_input& in_;
  std::string label_;
};

/// Position of a measure id in the plan of the findings' groups, or -1.
[[nodiscard]] int measure_at(const finding_input&, std::string_view id);
/// Position of a role's group, or -1.
[[nodiscard]] int group_at(const finding_input&, std::string_view role);
[[nodiscard]] bool is_share(const finding_input&, std::size_t measure);
/// People enough behind measure j of group g, and not hidden.
[[nodiscard]] bool usable(const finding_input&, std::size_t group, std::size_t measure);
/// People enough behind both measures of group g, neither they nor their pairs hidden.
[[nodiscard]] bool pair_usable(const finding_input&, std::size_t group, std::size_t j, std::size_t k);
/// People enough behind an item of group g, and not hidden.
[[nodiscard]] bool item_usable(const finding_input&, std::size_t group, std::size_t item);
/// P(true value > threshold), from the estimate's t distribution. A known value (se 0) gives 0 or 1.
[[nodiscard]] double probability_above(const estimate&, double threshold);
/// Further answers until P(above or below the threshold) reaches `certainty`, with value and spread as they
/// are: n ((z se / distance)^2 - 1), not below 0. NaN on the threshold.
[[nodiscard]] double answers_to_settle(const estimate&, double threshold, double certainty);
/// Label of a role in the findings' language.
[[nodiscard]] std::string role_label(const finding_input&, std::string_view role);
[[nodiscard]] std::string unit_name(const finding_input&, std::size_t measure);

/// Chi-squared test that independent groups share one value: Pearson's on effective counts for shares,
/// Wald's with inverse variance weights otherwise (the asymptotic form of Welch's).
struct homogeneity {
  double statistic = 0, df = 0, p = 0;
};
[[nodiscard]] homogeneity test_homogeneity(const std::vector<estimate>&, bool shares);

}  // namespace cxm::detail
