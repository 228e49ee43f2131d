// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/html.hpp"

/// The chapters of the report, one function each. A chapter whose subject the instrument does not have is
/// returned without html and left out; one whose data are missing says so.
namespace cxm::report_detail {

[[nodiscard]] chapter summary_chapter(context&);
[[nodiscard]] chapter levels_chapter(context&);
[[nodiscard]] chapter dimensions_chapter(context&);
[[nodiscard]] chapter importance_chapter(context&);
[[nodiscard]] chapter drivers_chapter(context&);
[[nodiscard]] chapter perception_chapter(context&);
[[nodiscard]] chapter say_do_chapter(context&);
[[nodiscard]] chapter roadblocks_chapter(context&);
[[nodiscard]] chapter norm_chapter(context&);
[[nodiscard]] chapter roadmap_chapter(context&);
[[nodiscard]] chapter units_chapter(context&);
[[nodiscard]] chapter waves_chapter(context&);
[[nodiscard]] chapter measures_chapter(context&);
[[nodiscard]] chapter findings_chapter(context&);
[[nodiscard]] chapter questions_chapter(context&);
[[nodiscard]] chapter receipt_chapter(context&);
[[nodiscard]] chapter method_chapter(context&);
[[nodiscard]] chapter unit_pages_chapter(context&);
[[nodiscard]] chapter appendix_chapter(context&);

/// Rows per picture so that a picture fits on a printed page.
inline constexpr std::size_t rows_per_picture = 32;

/// The axis of a unit: the whole scale of shares, points and NPS; the data's range otherwise.
/// An axis whose ticks are written in the language.
[[nodiscard]] chart::axis localized(const context&, chart::axis);
[[nodiscard]] chart::axis axis_of(const context&, std::string_view unit, double low, double high);

}  // namespace cxm::report_detail
