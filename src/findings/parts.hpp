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
/// People enough behind a measure (both measures, an item) of a cell, and it is not hidden.
[[nodiscard]] bool cell_usable(const finding_input&, const finding_cell&, std::size_t measure);
[[nodiscard]] bool cell_usable(const finding_input&, const finding_cell&, std::size_t j, std::size_t k);
[[nodiscard]] bool cell_item_usable(const finding_input&, const finding_cell&, std::size_t item);
/// People enough behind an item of group g, and not hidden.
[[nodiscard]] bool item_usable(const finding_input&, std::size_t group, std::size_t item);
/// P(true value > threshold) by the estimate's interval (probability_below). A value without error gives 0
/// or 1.
[[nodiscard]] double probability_above(const estimate&, double threshold);
/// The same of a share: P(p > threshold) of the beta distribution of x + 1/2 and n - x + 1/2 (Jeffreys),
/// which does not call a share of 0 or 1 certain.
[[nodiscard]] double probability_share_above(const estimate& share, double threshold);
/// Further answers until P(above or below the threshold) reaches `certainty`, with value and spread as they
/// are: n ((z se / distance)^2 - 1), not below 0. NaN on the threshold.
[[nodiscard]] double answers_to_settle(const estimate&, double threshold, double certainty);
/// Label of a measure or index in the findings' language, else its id.
[[nodiscard]] std::string result_label(const finding_input&, std::string_view id);
/// Label of a role in the findings' language.
[[nodiscard]] std::string role_label(const finding_input&, std::string_view role);
[[nodiscard]] std::string unit_name(const finding_input&, std::size_t measure);

/// A yes/no measure among the people who have an answer on another measure (`base`), or who say yes to it:
/// answers, sums of weights and of squared weights.
struct people_within {
  double n = 0, w = 0, w2 = 0;  ///< of the base
  double w_yes = 0, w2_yes = 0;
  /// Answers behind the yes; exact without weights.
  [[nodiscard]] double n_yes() const noexcept { return w > 0 ? n * w_yes / w : 0; }
  [[nodiscard]] double share() const noexcept;
};
[[nodiscard]] people_within answering(const group_sums&, std::size_t measure, std::size_t base);
[[nodiscard]] people_within saying_yes(const group_sums&, std::size_t measure, std::size_t base);
/// The share with Wilson's interval on what the answers are worth: Kish's size of their own weights, times
/// the design effect of clusters that the measure has in the whole group.
[[nodiscard]] estimate share_within(const group_estimates&, std::size_t measure, const people_within&,
                                    double level);
/// 1 - share, with the interval turned.
[[nodiscard]] estimate complement(estimate share);

/// Chi-squared test that independent groups share one value: Pearson's on effective counts for shares,
/// Wald's with inverse variance weights otherwise (the asymptotic form of Welch's).
struct homogeneity {
  double statistic = 0, df = 0, p = 0;
};
[[nodiscard]] homogeneity test_homogeneity(const std::vector<estimate>&, bool shares);

}  // namespace cxm::detail
