// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/io/file_format.hpp"
#include "cxm/model/scale.hpp"

namespace cxm::detail {

/// What the values of a column look like. Feed it with every cell, then ask.
class column_profile {
 public:
  static constexpr std::size_t most_values = 200;

  /// Numbers may be written with a decimal comma, as in files separated by semicolons.
  void allow_decimal_comma() noexcept { decimal_comma_ = true; }
  void add(std::string_view cell);

  [[nodiscard]] std::int64_t filled() const noexcept { return filled_; }
  /// Different values with their counts; complete unless there are too many.
  [[nodiscard]] const std::map<std::string, std::int64_t, std::less<>>& values() const noexcept {
    return values_;
  }
  [[nodiscard]] bool decimal_comma() const noexcept { return decimal_comma_; }
  [[nodiscard]] bool too_many_values() const noexcept { return overflow_; }
  [[nodiscard]] bool all_numbers() const noexcept { return filled_ > 0 && numbers_ == filled_; }
  [[nodiscard]] bool all_whole() const noexcept { return filled_ > 0 && whole_ == filled_; }
  [[nodiscard]] double lowest() const noexcept { return lowest_; }
  [[nodiscard]] double highest() const noexcept { return highest_; }
  /// Every value stands once, as identifiers do.
  [[nodiscard]] bool all_different() const noexcept { return !repeated_ && filled_ > 0; }

 private:
  std::int64_t filled_ = 0;
  std::int64_t numbers_ = 0;
  std::int64_t whole_ = 0;
  double lowest_ = 0;
  double highest_ = 0;
  bool overflow_ = false;
  bool repeated_ = false;
  bool decimal_comma_ = false;
  std::map<std::string, std::int64_t, std::less<>> values_;
};

/// A scale that fits a column, and why. `scale.id` is empty.
struct scale_guess {
  cxm::scale scale;
  std::string why;
};

/// What kind of missing a text such as "Don't know", "n/a" or "Keine Angabe" usually means.
[[nodiscard]] std::optional<missing_kind> usual_missing(std::string_view text);

/// The scale of a column of answers: whole codes (with usual missing codes such as 99 apart), 0 to 10, two
/// values, labels of a known family in their order (in any case; missing codes may stand
/// among them), or, when `any_choice`, up to 20 labels without an order,
/// and, when `any_number`, numbers. nullopt = it does not look like answers.
[[nodiscard]] std::optional<scale_guess> guess_scale(const column_profile& column, std::string_view name,
                                                     bool any_choice, bool any_number);

/// The scale of a variable that its file describes by value labels, codes and labels as they are there;
/// `codes`: the numbers met, but for those declared missing; `alike`: variables with these very labels.
/// Values declared missing, and labels such as "Don't know", are missing codes. Ordinal where the file says
/// so, where the labels are of a known family (which turns the scores where it runs from high to low), or
/// where three and more variables are alike; else a choice. nullopt = no labels of answers.
[[nodiscard]] std::optional<scale_guess> guess_labelled(const file_variable&, const column_profile& codes,
                                                        std::size_t alike);

/// Single numbers that the file declares missing, with the kind that their labels speak of.
[[nodiscard]] std::vector<missing_code> declared_codes(const file_variable&);

}  // namespace cxm::detail
