// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "report/chapters.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

/// Findings whose estimates stand in the table under their picture.
bool has_picture(std::string_view id) {
  for (const std::string_view kind :
       {"quadrant", "outcome_link", "change", "one_voice", "funnel", "defectors", "coverage", "definition",
        "believers", "dilution", "pyramid"})
    if (id.substr(0, kind.size()) == kind && id.substr(kind.size(), 1) == ":") return true;
  return false;
}

/// Of the newest wave, for the whole organisation.
bool belongs(const context& c, const result_row& row, std::string_view table) {
  if (row.table != table || row.key.empty() || row.key[0] != c.v.wave()) return false;
  if (std::any_of(row.key.begin() + 2, row.key.end(), [](const std::string& k) { return !k.empty(); }))
    return false;
  return table != "finding" || !has_picture(row.id);
}

/// A row's number in words where the phrases know it, else by its name in docs/tables.md.
std::string what_of(const context& c, const result_row& row) {
  const std::string stem = row.detail.substr(0, row.detail.find_first_of(":>="));
  for (const char* room : {"detail.", "appendix.detail."})
    if (const std::string key = cat(room, stem); c.w.has(key)) {
      if (stem == "class" && stem.size() + 1 < row.detail.size()) {
        const std::string of = cat("believers.", row.detail.substr(stem.size() + 1));
        return c.w(key, {c.w.has(of) ? c.w(of) : row.detail});
      }
      // "P(level=2)", "P(over:customer)": of which level, over whom.
      if (stem.rfind("P(", 0) != 0 || stem.size() + 1 >= row.detail.size()) return c.w(key);
      std::string of = row.detail.substr(stem.size());
      of.erase(0, of.find_first_not_of(":>="));
      if (!of.empty() && of.back() == ')') of.pop_back();
      return c.w(key, {c.v.asked().find_role(of) != nullptr ? c.v.role_label(of) : of});
    }
  return row.detail;
}

/// Quartiles are left to the files.
bool is_quartile(const result_row& row) {
  return row.detail == "p25" || row.detail == "median" || row.detail == "p75";
}

/// Changes since the wave before: what changed, how surely, and what could have been seen at all.
data_table changes_table(const context& c) {
  data_table table{c.w("appendix.change"),
                   {c.w("table.measure"), c.w("table.group"), c.w("appendix.since", {c.v.previous()}),
                    c.w("appendix.detail.p"), c.w("detail.detectable"), c.w("table.n")},
                   {},
                   2};
  const std::string since = cat("since:", c.v.previous());
  for (const result_row& row : c.v.source().rows) {
    if (!belongs(c, row, "change") || row.detail != since || c.v.previous().empty()) continue;
    const std::string role = row.key.size() > 1 ? row.key[1] : std::string();
    const result_row *p = c.v.row("change", row.id, cat(since, ":p"), c.v.now(role)),
                     *least = c.v.row("change", row.id, cat(since, ":detectable"), c.v.now(role));
    table.rows.push_back(
        {row.label.empty() ? row.id : row.label, role.empty() ? c.w("group.all") : c.v.role_label(role),
         shown(c, &row, row.unit, true), there(p) ? c.w.p_value(p->value.value) : "\xE2\x80\x93",
         there(least) ? c.w.value(least->value.value, least->unit, true) : "\xE2\x80\x93",
         base_text(c, &row)});
  }
  return table;
}

std::string folded(const context& c, const data_table& table) {
  if (table.rows.empty()) return {};
  return "<details><summary>" +
         escaped(
             c.w("appendix.summary", {table.caption, c.w.count(static_cast<double>(table.rows.size()))})) +
         "</summary>\n" + table_html(table) + "</details>\n";
}

}  // namespace

chapter appendix_chapter(context& c) {
  chapter made{"appendix", c.w("appendix.title"), {}, true};
  std::string tables;
  for (const std::string_view name : {"measure", "index", "level", "gap", "between", "norm", "finding"}) {
    data_table table{
        c.w(cat("appendix.", name)),
        {c.w("table.measure"), c.w("table.what"), c.w("table.group"), c.w("table.value"), c.w("table.n")},
        {},
        3};
    for (const result_row& row : c.v.source().rows) {
      if (!belongs(c, row, name) || is_quartile(row)) continue;
      const std::string role = row.key.size() > 1 ? row.key[1] : std::string();
      const bool difference = name == "gap" || row.detail == "difference" || row.detail == "inflation" ||
                              row.detail == "gap" || row.detail.rfind("gap:", 0) == 0;
      table.rows.push_back(
          {row.label.empty() ? row.id : row.label, what_of(c, row),
           role.empty() ? c.w("group.all") : c.v.role_label(role),
           difference && row.unit != "probability" ? shown(c, &row, row.unit, true) : shown(c, &row),
           base_text(c, &row)});
    }
    drop_column_of(table, 2, c.w("group.all"));
    tables += folded(c, table);
    if (name == "gap") tables += folded(c, changes_table(c));
  }
  if (tables.empty()) return made;
  made.html = element("p", c.w("appendix.intro")) + "\n<div class=\"appendix\">\n" + tables + "</div>\n";
  return made;
}

}  // namespace cxm::report_detail
