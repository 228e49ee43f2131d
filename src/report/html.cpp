// SPDX-License-Identifier: Apache-2.0
#include "report/html.hpp"

#include "report/markup.hpp"

namespace cxm::report_detail {

std::string table_html(const data_table& table) {
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" +
                    escaped(table.caption) + "\"><table>\n<caption>" + escaped(table.caption) +
                    "</caption>\n<thead><tr>";
  for (std::size_t c = 0; c < table.header.size(); ++c)
    out += std::string("<th scope=\"col\"") + (c >= table.numbers_from ? " class=\"number\"" : "") + ">" +
           escaped(table.header[c]) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c == 0)
        out += "<th scope=\"row\">" + escaped(row[c]) + "</th>";
      else
        out += std::string("<td") + (c >= table.numbers_from ? " class=\"number\"" : "") + ">" +
               escaped(row[c]) + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
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

std::string shown(const context& c, const result_row* row) {
  return shown(c, row, row == nullptr ? std::string_view() : std::string_view(row->unit), false);
}

std::string base_text(const context& c, const result_row* row) {
  return there(row) ? c.w.count(row->value.n) : std::string("\xE2\x80\x93");
}

}  // namespace cxm::report_detail
