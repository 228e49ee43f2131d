// SPDX-License-Identifier: Apache-2.0
#include "report/html.hpp"

#include <cmath>

#include "report/markup.hpp"

namespace cxm::report_detail {

std::string table_html(const data_table& table) {
  // Short tables are not cut by the end of a printed page.
  const bool is_short = table.rows.size() <= 8, is_wide = table.header.size() > 6;
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" +
                    escaped(table.caption) + "\"><table" +
                    (is_short && is_wide ? " class=\"short wide\""
                     : is_short          ? " class=\"short\""
                     : is_wide           ? " class=\"wide\""
                                         : "") +
                    ">\n<caption>" + escaped(table.caption) + "</caption>\n<thead><tr>";
  const auto cls = [&](std::size_t c) -> std::string_view {
    return c < table.numbers_from || c == table.words_in ? "" : " class=\"number\"";
  };
  // Where columns are many, an interval may be cut, lest the table leaves the page.
  const bool crowded = table.header.size() > 9;
  const auto text = [&](const std::string& cell) {
    return escaped(crowded ? loosened(cell) : unbroken(cell));
  };
  for (std::size_t c = 0; c < table.header.size(); ++c)
    out += cat("<th scope=\"col\"", cls(c), ">", text(table.header[c]), "</th>");
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += c == 0 ? cat("<th scope=\"row\">", text(row[c]), "</th>")
                    : cat("<td", cls(c), ">", text(row[c]), "</td>");
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

void drop_column_of(data_table& table, std::size_t column, std::string_view same) {
  if (table.rows.size() < 2 || column >= table.header.size()) return;
  for (const auto& row : table.rows)
    if (row[column] != (same.empty() ? std::string_view(table.rows.front()[column]) : same)) return;
  const auto at = static_cast<std::ptrdiff_t>(column);
  table.header.erase(table.header.begin() + at);
  for (auto& row : table.rows) row.erase(row.begin() + at);
  if (column < table.numbers_from) --table.numbers_from;
  if (column < table.words_in && table.words_in != data_table::nowhere) --table.words_in;
}

std::string folded_table(const words& w, const data_table& table) {
  return "<details><summary>" + escaped(w("table.show")) + "</summary>\n" + table_html(table) +
         "</details>\n";
}

std::string figure_around(const context& c, const picture_text& text, const std::string& pictures,
                          const data_table& table) {
  std::string out = "<figure>\n" + element("figcaption", text.caption) + "\n";
  if (!text.note.empty()) out += element("p", text.note, "note") + "\n";
  out += pictures;
  if (!table.rows.empty()) out += folded_table(c.w, table);
  return out + "</figure>\n";
}

std::string empty_figure(const std::string& caption, const std::string& why) {
  return "<div class=\"empty-figure\"><p><strong>" + escaped(caption) + "</strong></p><p>" + escaped(why) +
         "</p></div>\n";
}

std::string why_not(const context& c, const result_row* row) {
  if (row == nullptr) return c.w("why.absent");
  if (!row->suppressed.empty()) {
    const std::string key = "why." + row->suppressed;
    return c.w.has(key) ? c.w(key, {c.w.count(c.v.source().options.minimum_base)})
                        : c.w("why.hidden", {row->suppressed});
  }
  if (row->value.has(estimate_flag::suppressed)) return c.w("why.hidden", {""});
  if (!there(row)) return row->value.n > 0 ? c.w("why.undefined") : c.w("why.nobody");
  return {};
}

std::string shown(const context& c, const result_row* row, std::string_view unit, bool sign) {
  if (!there(row)) return why_not(c, row);
  return c.w.estimated(row->value, unit, sign);
}

namespace {

/// "p", "p_roles:time", "since:2016:p": p values are told as such, not in per cent.
bool is_p_value(const result_row& row) {
  const std::string_view d = row.detail;
  return row.unit == "probability" && (d == "p" || d.substr(0, 2) == "p_" || d.substr(0, 2) == "p:" ||
                                       (d.size() > 2 && d.substr(d.size() - 2) == ":p"));
}

}  // namespace

std::string shown(const context& c, const result_row* row) {
  if (there(row) && is_p_value(*row)) return c.w.p_value(row->value.value);
  if (there(row) && row->unit == "probability" && !std::isfinite(row->value.low))
    return c.w.probability(row->value.value);
  return shown(c, row, row == nullptr ? std::string_view() : std::string_view(row->unit), false);
}

std::string base_text(const context& c, const result_row* row) {
  return there(row) ? c.w.count(row->value.n) : std::string("\xE2\x80\x93");
}

}  // namespace cxm::report_detail
