// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

std::string text_of(const context& c, const item& asked) {
  const std::string words = asked.text.in(c.v.language());
  std::string text = words.empty() ? asked.id : words;
  if (asked.reverse) text += cat(" ", c.w("questions.reversed"));
  return text;
}

const result_row* code_row(const context& c, const item& asked, const scale_code& code) {
  return c.v.row("item", asked.id, "code:" + std::to_string(code.code), c.v.now());
}

std::string label_of(const context& c, const scale_code& code) {
  const std::string label = code.label.in(c.v.language());
  return label.empty() ? std::to_string(code.code) : label;
}

/// One picture for all single-answer questions on one scale, cut into pages.
std::string distribution(context& c, const scale& codes, const std::vector<const item*>& items) {
  chart::stack_chart proto;
  proto.ordered = codes.kind != scale_kind::choice;
  for (const scale_code& code : codes.codes) proto.legend.push_back(label_of(c, code));
  std::string caption = codes.label.in(c.v.language());
  if (caption.empty()) caption = c.w("questions.caption", {proto.legend.front(), proto.legend.back()});
  data_table table{caption, {c.w("table.question")}, {}, 1};
  for (const std::string& label : proto.legend) table.header.push_back(label);
  table.header.push_back(c.w("questions.dont_know"));
  table.header.push_back(c.w("table.n"));
  std::vector<chart::stack_chart> pictures;
  for (const item* asked : items) {
    if (pictures.empty() || pictures.back().rows.size() == 10) pictures.push_back(proto);
    chart::stack_row row;
    row.label = text_of(c, *asked);
    std::vector<std::string> cells{row.label};
    const result_row* first = nullptr;
    bool complete = true;
    for (const scale_code& code : codes.codes) {
      const result_row* one = code_row(c, *asked, code);
      if (first == nullptr) first = one;
      complete = complete && there(one);
      cells.push_back(shown(c, one));
      if (there(one)) row.parts.push_back({one->value.value, c.w.value(one->value.value, "share")});
    }
    if (!complete) row.parts.clear();
    const result_row* unsure = c.v.row("item", asked->id, "missing:dont_know", c.v.now());
    cells.push_back(there(unsure) ? c.w.value(unsure->value.value, "share") : "\xE2\x80\x93");
    cells.push_back(base_text(c, first));
    if (!complete) {
      row.base = why_not(c, first);
    } else {
      row.base = c.w("questions.base", {c.w.count(first->value.n)});
      if (there(unsure) && unsure->value.value > 0)
        row.base += ", " + c.w("questions.unsure", {c.w.value(unsure->value.value, "share")});
    }
    pictures.back().rows.push_back(std::move(row));
    table.rows.push_back(std::move(cells));
  }
  const bool any = std::any_of(pictures.begin(), pictures.end(), [](const chart::stack_chart& picture) {
    return std::any_of(picture.rows.begin(), picture.rows.end(),
                       [](const chart::stack_row& r) { return !r.parts.empty(); });
  });
  if (!any) return empty_figure(caption, pictures.front().rows.front().base);
  return figure(c, {caption, {}, caption}, pictures, table);
}

std::string choices(context& c, const scale& codes, const item& asked) {
  chart::dot_chart dots;
  dots.scale = axis_of(c, "share", 0, 1);
  const std::string caption = text_of(c, asked);
  data_table table{caption, {c.w("roadblocks.option"), c.w("table.value"), c.w("table.n")}, {}, 1};
  bool any = false;
  const result_row* first = nullptr;
  for (const scale_code& code : codes.codes) {
    const result_row* row = code_row(c, asked, code);
    if (first == nullptr) first = row;
    any = any || there(row);
    dots.groups.push_back({label_of(c, code), {dot_of(c, "", row, chart::look::accent_dot, false)}});
    table.rows.push_back({label_of(c, code), shown(c, row), base_text(c, row)});
  }
  if (!any) return empty_figure(caption, why_not(c, first));
  return figure(c, {caption, c.w("questions.several"), caption}, dots, table);
}

}  // namespace

chapter questions_chapter(context& c) {
  chapter made{"questions", c.w("questions.title"), {}, true};
  std::vector<std::string> absent;
  std::string body;
  std::vector<const item*> done;
  for (const item& asked : c.v.asked().items) {
    const scale* codes = c.v.asked().find_scale(asked.scale);
    if (codes == nullptr || std::find(done.begin(), done.end(), &asked) != done.end()) continue;
    if (codes->kind == scale_kind::number) {
      const result_row* row = c.v.row("item", asked.id, "mean", c.v.now());
      if (there(row))
        body += "<h3>" + escaped(text_of(c, asked)) + "</h3>" +
                element("p", c.w("questions.mean", {shown(c, row), base_text(c, row)}));
      else
        absent.push_back(text_of(c, asked));
      continue;
    }
    if (asked.multiple) {
      const result_row* row = codes->codes.empty() ? nullptr : code_row(c, asked, codes->codes.front());
      if (row == nullptr || (row->suppressed.empty() && !(row->value.n > 0)))
        absent.push_back(text_of(c, asked));
      else
        body += choices(c, *codes, asked);
      continue;
    }
    std::vector<const item*> family;
    for (const item& other : c.v.asked().items) {
      if (other.scale != asked.scale || other.multiple) continue;
      done.push_back(&other);
      const result_row* row = codes->codes.empty() ? nullptr : code_row(c, other, codes->codes.front());
      if (row == nullptr || (row->suppressed.empty() && !(row->value.n > 0)))
        absent.push_back(text_of(c, other));
      else
        family.push_back(&other);
    }
    if (!family.empty()) body += distribution(c, *codes, family);
  }
  if (body.empty()) {
    made.html += empty_figure(made.title, c.w("questions.none"));
    return made;
  }
  made.html += element("p", c.w("questions.intro")) + "\n" + body;
  if (!absent.empty()) {
    made.html += "<h3>" + escaped(c.w("questions.absent")) + "</h3>\n<ul class=\"plain\">";
    for (const std::string& text : absent) made.html += element("li", text);
    made.html += "</ul>\n";
  }
  return made;
}

}  // namespace cxm::report_detail
