// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "cxm/estimate/estimate.hpp"

namespace cxm::detail {

struct sentence_entry {
  std::string_view key, en, de;
};
/// The sentences of the findings over units and waves (unit_sentences.cpp).
[[nodiscard]] std::span<const sentence_entry> unit_sentences() noexcept;

/// A sentence of the findings in a language ("en", "de"; another falls back to English), with {0}, {1} ...
/// replaced. A key that the table lacks is cxm::error{argument}.
[[nodiscard]] std::string sentence(std::string_view key, std::string_view language,
                                   std::initializer_list<std::string> arguments = {});

/// A pattern with {0}, {1} ... replaced.
[[nodiscard]] std::string filled(std::string_view pattern, std::initializer_list<std::string> arguments);
/// Number with fixed decimals and the language's decimal mark.
[[nodiscard]] std::string number(double value, int decimals, std::string_view language);
/// A count with the language's separators of thousands: "29,146".
[[nodiscard]] std::string grouped(double value, std::string_view language);
/// 0..1 as whole per cent: "45 %".
[[nodiscard]] std::string percent(double share, std::string_view language);
/// A probability: never 0 or 100 %, which no survey shows, but "<1 %" and ">99 %".
[[nodiscard]] std::string chance(double probability, std::string_view language);
/// A value of a unit: shares in per cent (differences of shares in points), others with one decimal.
[[nodiscard]] std::string amount(double value, bool share, std::string_view language);
/// A difference in points: share differences times 100.
[[nodiscard]] std::string points(double value, bool share, std::string_view language);
/// "35 to 42", in the unit of amount() or points().
[[nodiscard]] std::string range(const estimate&, bool share, std::string_view language);

}  // namespace cxm::detail
