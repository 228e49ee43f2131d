// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/report/charts.hpp"
#include "cxm/report/report.hpp"
#include "report/view.hpp"
#include "report/words.hpp"

namespace cxm::report_detail {

/// The table under a picture. Columns from `numbers_from` on are set right, but for one of words.
struct data_table {
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t numbers_from = 1;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t words_in = nowhere;
};
[[nodiscard]] std::string table_html(const data_table&);
/// A column that says the same in every row (`same`, when given) is left out: the caption says it.
void drop_column_of(data_table&, std::size_t column, std::string_view same = {});
/// The same, folded under a summary; printed open.
[[nodiscard]] std::string folded_table(const words&, const data_table&);

/// What every chapter is written from.
struct context {
  const view& v;
  const words& w;
  const report_options& options;
  int pictures = 0;
  std::vector<std::string> chapters{};  ///< ids of those written so far

  [[nodiscard]] bool has_chapter(std::string_view id) const {
    return std::find(chapters.begin(), chapters.end(), id) != chapters.end();
  }

  /// An id for the next picture, unique in the page.
  [[nodiscard]] std::string next_id() { return std::string(1, 'p') += std::to_string(++pictures); }
};

/// One chapter; the table of contents is made from these.
struct chapter {
  std::string id, title, html;
  bool new_page = false;
};

inline constexpr double wide_picture = 840;
inline constexpr double narrow_picture = 358;

struct picture_text {
  std::string caption, note, description;
};

/// A picture for wide and one for narrow screens, caption, note and the table with the same numbers.
template <class Chart>
[[nodiscard]] std::string figure(context& c, const picture_text& text, const Chart& chart,
                                 const data_table& table);
/// Several pictures (a long chart cut so that each piece fits a printed page) over one table.
template <class Chart>
[[nodiscard]] std::string figure(context& c, const picture_text& text, const std::vector<Chart>& charts,
                                 const data_table& table);

[[nodiscard]] std::string figure_around(const context&, const picture_text&, const std::string& pictures,
                                        const data_table&);
/// An empty chapter or picture says why.
[[nodiscard]] std::string empty_figure(const std::string& caption, const std::string& why);

/// Value with interval, or why there is none.
[[nodiscard]] std::string shown(const context&, const result_row*);
[[nodiscard]] std::string shown(const context&, const result_row*, std::string_view unit, bool sign);
/// Why a row has no number; empty when it has one.
[[nodiscard]] std::string why_not(const context&, const result_row*);
[[nodiscard]] inline bool there(const result_row* row) {
  return row != nullptr && row->suppressed.empty() && row->value.defined() &&
         row->value.value == row->value.value;
}
[[nodiscard]] std::string base_text(const context&, const result_row*);

template <class Chart>
std::string figure(context& c, const picture_text& text, const std::vector<Chart>& charts,
                   const data_table& table) {
  std::string pictures;
  for (const Chart& one : charts) {
    const std::string id = c.next_id();
    pictures += "<div class=\"picture\">\n";
    pictures += chart::draw({std::string(id).append("w"), text.caption, text.description, wide_picture}, one);
    pictures +=
        chart::draw({std::string(id).append("n"), text.caption, text.description, narrow_picture}, one);
    pictures += "</div>\n";
  }
  return figure_around(c, text, pictures, table);
}

template <class Chart>
std::string figure(context& c, const picture_text& text, const Chart& chart, const data_table& table) {
  return figure(c, text, std::vector<Chart>{chart}, table);
}

}  // namespace cxm::report_detail
