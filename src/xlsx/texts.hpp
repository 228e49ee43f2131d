// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace cxm::xlsx_detail {

/// A text of the first sheet in the languages that there are.
struct bilingual {
  std::string_view en, de;
  [[nodiscard]] std::string_view in(bool german) const noexcept { return german ? de : en; }
};

/// A name of docs/tables.md, and what it means.
struct meaning {
  std::string_view name;
  bilingual text;
};

/// What stands on which sheet; of columns; of flags; of reasons to hide. In order of appearance.
[[nodiscard]] std::span<const meaning> table_meanings() noexcept;
[[nodiscard]] std::span<const meaning> column_meanings() noexcept;
[[nodiscard]] std::span<const meaning> flag_meanings() noexcept;
[[nodiscard]] std::span<const meaning> reason_meanings() noexcept;
/// Of the lines of the table `about`.
[[nodiscard]] std::span<const meaning> about_meanings() noexcept;

/// `name`'s meaning, or nothing.
[[nodiscard]] std::string_view meaning_of(std::span<const meaning> in, std::string_view name,
                                          bool german) noexcept;

}  // namespace cxm::xlsx_detail
