// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace cxm {

/// One share that a published study reports, kept with its source so that it is never shown without it.
struct published_figure {
  std::string_view study;      ///< "hbras-2017-culture"
  std::string_view measure;    ///< the measure of cx4 that asks the same; empty when none does
  std::string_view role;       ///< who was asked, as a role of cx4
  double share = 0;            ///< 0..1
  double base = 0;             ///< people asked; 0 where the publication does not say
  std::string_view source;     ///< as cited
  std::string_view statement;  ///< what was said, in words
};

/// The published figures that ship with the library (FIELD.md), grouped by study.
[[nodiscard]] std::span<const published_figure> published_figures() noexcept;

/// The figure for a measure of a built-in instrument, or nullptr. Only cx4 has any: a figure holds for its
/// question, not for another instrument's measure that happens to bear the same name.
[[nodiscard]] const published_figure* find_published(std::string_view instrument, std::string_view measure,
                                                     std::string_view role) noexcept;

}  // namespace cxm
