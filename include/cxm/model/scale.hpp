// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/text.hpp"

namespace cxm {

/// Why there is no answer. The kind decides denominators and is reported, never merged away:
/// "don't know" is itself a sign of missing visibility.
enum class missing_kind : std::uint8_t { not_asked, no_answer, dont_know, refused, not_applicable };
inline constexpr std::size_t missing_kinds = 5;
/// Their names in JSON and tables, in order of the enumeration.
inline constexpr std::array<std::string_view, missing_kinds> missing_kind_names{
    "not_asked", "no_answer", "dont_know", "refused", "not_applicable"};

enum class scale_kind : std::uint8_t {
  ordinal,  ///< ordered codes with scores
  nps,      ///< 0..10, and nothing else is a Net Promoter Score
  binary,   ///< two codes; the higher score is the "yes"
  choice,   ///< unordered codes; one or, when the item says `multiple`, several at once
  number    ///< continuous values between optional limits
};

inline constexpr std::array<std::string_view, 5> scale_kind_names{"ordinal", "nps", "binary", "choice",
                                                                  "number"};
inline constexpr std::size_t most_codes = 250;            ///< of one scale: a cell is one byte
inline constexpr std::size_t most_selectable_codes = 64;  ///< of a scale used with `multiple`: a bit each

/// One admissible answer.
struct scale_code {
  std::int32_t code = 0;             ///< as stored in data files
  text label;                        ///< as shown, and accepted in data files that store labels
  std::optional<double> score;       ///< defaults to the code itself
  std::vector<std::string> aliases;  ///< other spellings accepted in data files

  [[nodiscard]] double score_or_code() const { return score ? *score : static_cast<double>(code); }
  friend bool operator==(const scale_code&, const scale_code&) = default;
};

/// A value in a data file that means "no answer of this kind". Compared as text after trimming, and as a
/// number where both sides are numbers ("98" matches 98.0).
struct missing_code {
  missing_kind kind = missing_kind::no_answer;
  std::string value;
  friend bool operator==(const missing_code&, const missing_code&) = default;
};

/// How answers are given, what they score, and what counts as missing.
struct scale {
  std::string id;
  scale_kind kind = scale_kind::ordinal;
  text label;
  std::vector<scale_code> codes;      ///< in order; at most 250; empty for `number`
  std::vector<std::int32_t> top;      ///< the codes of the top box set (default: highest scored code)
  std::vector<std::int32_t> bottom;   ///< the codes of the bottom box set (default: lowest)
  std::vector<missing_code> missing;  ///< besides the empty cell, which is always no_answer
  std::optional<double> minimum;      ///< `number`: lowest admissible value
  std::optional<double> maximum;      ///< `number`: highest admissible value
  std::string note;                   ///< for the people who maintain the instrument

  /// Position of a code, or -1.
  [[nodiscard]] int position(std::int32_t code) const noexcept;
  /// Does the order of its answers carry scores: everything but `choice`.
  [[nodiscard]] bool scored() const noexcept { return kind != scale_kind::choice; }
  /// Lowest and highest score of the codes (or minimum and maximum of a `number`; without limits, infinity).
  [[nodiscard]] double lowest_score() const;
  [[nodiscard]] double highest_score() const;
  friend bool operator==(const scale&, const scale&) = default;
};

}  // namespace cxm
