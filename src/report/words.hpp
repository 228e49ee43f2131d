// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/estimate/estimate.hpp"

namespace cxm::report_detail {

/// One entry of the translation table.
struct phrase {
  std::string_view key, en, de;
};
/// All phrases, in no particular order.
[[nodiscard]] std::size_t phrase_count() noexcept;
[[nodiscard]] phrase phrase_at(std::size_t i) noexcept;

/// The words and number formats of one language.
///
/// Numbers: points and NPS with one decimal, shares in whole per cent, counts with group separators; a true
/// minus sign; what does not exist is a dash. Units are those of result_row::unit, and "fine_share": a share
/// with one decimal. A share with a sign is a difference of shares and told in points.
class words {
 public:
  /// `language` "en" or "de" (or a tag that begins so, as "de-AT"); any other falls back to English, phrase
  /// by phrase, under the overrides. Overrides for unknown keys are cxm::error{argument}.
  words(std::string_view language, const std::map<std::string, std::string>& overrides);

  /// The phrase, with {0}, {1} ... replaced.
  [[nodiscard]] std::string operator()(std::string_view key,
                                       std::initializer_list<std::string_view> arguments = {}) const;
  [[nodiscard]] bool has(std::string_view key) const;
  /// Language tag for the page.
  [[nodiscard]] const std::string& tag() const noexcept { return tag_; }

  [[nodiscard]] std::string decimal(double value, int decimals, bool sign = false) const;
  [[nodiscard]] std::string count(double value) const;
  /// A value of a unit without its interval. `sign` shows the plus of a difference.
  [[nodiscard]] std::string value(double value, std::string_view unit, bool sign = false) const;
  /// "54.9 to 59.8"; empty when there is no interval.
  [[nodiscard]] std::string interval(const estimate&, std::string_view unit, bool sign = false) const;
  /// "57.3 (54.9 to 59.8)".
  [[nodiscard]] std::string estimated(const estimate&, std::string_view unit, bool sign = false) const;
  /// "82 %", "<1 %", ">99 %".
  [[nodiscard]] std::string probability(double p) const;
  /// A number as the charts write it ("0.05") in the language's own way.
  [[nodiscard]] std::string localized(std::string number) const;
  /// "0.043", "<0.001".
  [[nodiscard]] std::string p_value(double p) const;
  /// "a, b and c".
  [[nodiscard]] std::string list(const std::vector<std::string>& parts) const;

 private:
  std::string tag_;
  bool german_ = false;
  const std::map<std::string, std::string>* overrides_;
  std::map<std::string_view, phrase> table_;
};

/// True for units whose values are shares of one, shown in per cent.
[[nodiscard]] bool is_share(std::string_view unit) noexcept;

}  // namespace cxm::report_detail
