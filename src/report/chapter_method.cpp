// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "report/chapters.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

std::string entry(std::string_view term, std::string_view words) {
  return element("dt", term) + element("dd", words) + "\n";
}

std::string fact(const std::string& term, const std::string& code) {
  return element("dt", term) + "<dd>" + element("code", code) + "</dd>\n";
}

/// Codes as people read them: by their labels where the item's scale has any.
std::string codes_text(const context& c, const code_set& codes, const std::string& item_id) {
  if (codes.codes.empty()) return c.w(codes.named == "bottom" ? "method.bottom" : "method.top");
  const item* asked = c.v.asked().find_item(item_id);
  const scale* of = asked == nullptr ? nullptr : c.v.asked().find_scale(asked->scale);
  std::vector<std::string> list;
  for (const std::int32_t code : codes.codes) {
    const int at = of == nullptr ? -1 : of->position(code);
    const std::string label =
        at < 0 ? std::string() : of->codes[static_cast<std::size_t>(at)].label.in(c.v.language());
    list.push_back(label.empty() ? std::to_string(code) : c.w("quote", {label}));
  }
  return c.w.list(list);
}

std::string rule_of(const context& c, const cxm::measure& m) {
  const auto item_text = [&](const std::string& id) {
    const item* found = c.v.asked().find_item(id);
    return found != nullptr && !found->text.in(c.v.language()).empty()
               ? c.w("quote", {found->text.in(c.v.language())})
               : id;
  };
  const auto name_of = [&](const std::string& id) {
    const subject s = c.v.subject_of(id);
    return s.label.empty() ? id : s.label;
  };
  switch (m.kind) {
    case measure_kind::composite: {
      std::vector<std::string> parts;
      for (std::size_t i = 0; i < m.items.size(); ++i) {
        const item* found = c.v.asked().find_item(m.items[i]);
        std::string part = m.items[i];
        if (i < m.weights.size() && m.weights[i] != 1)
          part += " \xC3\x97 " + c.w.decimal(m.weights[i], m.weights[i] == std::round(m.weights[i]) ? 0 : 2);
        if (found != nullptr && found->reverse) part += cat(" ", c.w("questions.reversed"));
        parts.push_back(std::move(part));
      }
      return c.w("method.composite", {c.w.list(parts), c.w.value(m.min_answered, "share")});
    }
    case measure_kind::share:
      return c.w("method.share", {item_text(m.item), codes_text(c, m.codes, m.item)});
    case measure_kind::nps:
      return c.w("method.nps", {item_text(m.item)});
    case measure_kind::joint: {
      std::vector<std::string> parts;
      for (const condition& one : m.all) {
        if (!one.item.empty()) {
          parts.push_back(c.w("method.condition_item", {one.item, codes_text(c, one.codes, one.item)}));
        } else {
          if (one.at_least)
            parts.push_back(
                c.w("method.condition_least",
                    {name_of(one.measure),
                     c.w.decimal(*one.at_least, *one.at_least == std::round(*one.at_least) ? 0 : 2)}));
          if (one.at_most)
            parts.push_back(
                c.w("method.condition_most",
                    {name_of(one.measure),
                     c.w.decimal(*one.at_most, *one.at_most == std::round(*one.at_most) ? 0 : 2)}));
        }
      }
      return c.w("method.joint", {c.w.list(parts)});
    }
    case measure_kind::difference:
      return c.w("method.difference", {name_of(m.minuend), name_of(m.subtrahend)});
    case measure_kind::value:
      return c.w("method.value", {item_text(m.item)});
  }
  return {};
}

std::string index_rule(const context& c, const index_definition& index) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < index.of.size(); ++i) {
    const subject s = c.v.subject_of(index.of[i]);
    std::string part = s.label.empty() ? index.of[i] : s.label;
    if (i < index.weights.size() && index.weights[i] != 1)
      part += " \xC3\x97 " + c.w.decimal(index.weights[i], 2);
    parts.push_back(std::move(part));
  }
  return c.w("method.index_" + std::string(index_kind_names[static_cast<std::size_t>(index.kind)]),
             {c.w.list(parts)});
}

/// How the newest wave was drawn; empty for a plain sample.
std::string design_words(context& c, const assessment& a) {
  if (a.designs.empty()) return {};
  const wave_design& d = a.designs.back();
  const auto whole = [&](double x) { return c.w.count(x); };
  std::string words;
  if (d.kind == "stratified") {
    words = c.w("method.design_strata", {whole(d.units), whole(d.strata), whole(d.df)});
  } else if (d.kind == "clustered") {
    words = c.w("method.design_clusters", {whole(d.units), whole(d.strata), whole(d.df)});
  } else if (d.kind == "replicate weights") {
    words = c.w("method.design_replicates", {whole(d.units), d.rule, whole(d.df)});
  }
  if (d.finite) words += " " + c.w("method.design_finite");
  if (d.lonely > 0) words += " " + c.w("method.design_lonely", {whole(d.lonely), d.rule});
  return words;
}

}  // namespace

namespace {

/// A quoted question that ends in a mark of its own needs no other behind the quotation mark.
std::string one_full_stop(std::string text) {
  for (const char* mark : {".", "?", "!"})
    for (const char* close : {"\xE2\x80\x9D", "\xE2\x80\x9C"}) {
      const std::string twice = cat(mark, close, ".");
      if (text.size() >= twice.size() && text.compare(text.size() - twice.size(), twice.size(), twice) == 0)
        text.pop_back();
    }
  return text;
}

}  // namespace

chapter method_chapter(context& c) {
  chapter made{"method", c.w("method.title"), {}, true};
  const assessment& a = c.v.source();
  const instrument& asked = c.v.asked();
  std::string& html = made.html;
  html += "<h3>" + escaped(c.w("method.how")) + "</h3>\n<dl class=\"method\">\n";
  html += entry(c.w("method.points"), c.w("method.points_text"));
  html += entry(c.w("method.intervals"), c.w("method.intervals_text", {c.w.probability(a.options.level)}));
  html += entry(c.w("method.missing"), c.w("method.missing_text"));
  html += entry(c.w("method.weights"), c.w(a.kept.weighted ? "method.weighted" : "method.unweighted"));
  if (const std::string drawn = design_words(c, a); !drawn.empty())
    html += entry(c.w("method.design"), drawn);
  html += entry(c.w("method.people"), c.w(a.kept.respondents ? "method.respondents" : "method.rows"));
  if (!asked.levels.empty()) html += entry(c.w("method.levels"), c.w("method.levels_text"));
  html += entry(c.w("method.changes"), c.w("method.changes_text"));
  if (std::any_of(a.rows.begin(), a.rows.end(), [](const result_row& r) { return r.table == "unit"; }))
    html += entry(c.w("method.units"), c.w("method.units_text"));
  html += entry(c.w("method.privacy"), a.options.disclosure
                                           ? c.w("method.disclosure_on", {c.w.count(a.options.minimum_base)})
                                           : c.w("method.disclosure_off"));
  html += "</dl>\n";
  if (!asked.indices.empty()) {
    html += "<h3>" + escaped(c.w("method.indices")) + "</h3>\n<dl class=\"method\">\n";
    for (const index_definition& index : asked.indices)
      html += entry(c.v.subject_of(index.id).label, index_rule(c, index));
    html += "</dl>\n";
  }
  if (!asked.measures.empty()) {
    html += "<h3>" + escaped(c.w("method.measures")) + "</h3>\n<dl class=\"method\">\n";
    for (const cxm::measure& m : asked.measures)
      html += entry(c.v.subject_of(m.id).label, one_full_stop(rule_of(c, m)));
    html += "</dl>\n";
  }
  if (!asked.items.empty()) {
    data_table table{c.w("method.items"),
                     {c.w("method.item"), c.w("table.question"), c.w("method.asked"), c.w("method.scale")},
                     {},
                     9};
    for (const item& one : asked.items) {
      std::vector<std::string> roles;
      for (const std::string& role : one.roles) roles.push_back(c.v.role_label(role));
      const scale* codes = asked.find_scale(one.scale);
      std::string scale_text = one.scale;
      if (codes != nullptr && !codes->codes.empty() && codes->kind != scale_kind::choice) {
        const std::string low = codes->codes.front().label.in(c.v.language()),
                          high = codes->codes.back().label.in(c.v.language());
        scale_text =
            c.w("method.scale_text", {c.w.count(static_cast<double>(codes->codes.size())),
                                      low.empty() ? std::to_string(codes->codes.front().code) : low,
                                      high.empty() ? std::to_string(codes->codes.back().code) : high});
      }
      if (one.reverse) scale_text += cat(" ", c.w("questions.reversed"));
      table.rows.push_back({one.id, one.text.in(c.v.language()),
                            roles.empty() ? c.w("method.everybody") : c.w.list(roles), scale_text});
    }
    html += "<h3>" + escaped(c.w("method.items")) + "</h3>\n" + folded_table(c.w, table);
  }
  if (!a.notes.empty()) {
    html += "<h3>" + escaped(c.w("method.notes")) + "</h3>\n<ul class=\"plain\">\n";
    for (const std::string& one : a.notes) html += element("li", sentence_case(one) + ".") + "\n";
    html += "</ul>\n";
  }
  html += "<h3>" + escaped(c.w("method.versions")) + "</h3>\n<dl class=\"method\">\n";
  const std::string title = asked.title.in(c.v.language());
  html += entry(c.w("method.instrument"),
                (title.empty() ? asked.id : title) + " (" + asked.id + " " + asked.version + ")");
  html += fact(c.w("method.fingerprint"), a.fingerprint);
  html += entry(c.w("method.library"), "libcxm " + a.library_version);
  html += fact(c.w("method.seed"), std::to_string(a.options.seed));
  html += "</dl>\n";
  return made;
}

chapter receipt_chapter(context& c) {
  chapter made{"receipt", c.w("receipt.title"), {}, false};
  const import_receipt& r = c.v.source().receipt;
  if (r.sources.empty() && r.rows_read == 0) {
    made.html = empty_figure(made.title, c.w("receipt.none"));
    return made;
  }
  std::string& html = made.html;
  html += element("p", c.w("receipt.intro", {c.w.count(static_cast<double>(r.rows_read)),
                                             c.w.count(static_cast<double>(r.rows_used))})) +
          "\n<dl class=\"method\">\n";
  if (!r.sources.empty()) html += entry(c.w("receipt.sources"), c.w.list(r.sources));
  if (!r.layout.empty()) html += entry(c.w("receipt.layout"), r.layout);
  std::vector<std::string> roles;
  for (const std::string& role : r.roles_found) roles.push_back(c.v.role_label(role));
  if (!roles.empty()) html += entry(c.w("receipt.roles"), c.w.list(roles));
  if (!r.columns_ignored.empty()) {
    std::vector<std::string> first(
        r.columns_ignored.begin(),
        r.columns_ignored.begin() +
            static_cast<std::ptrdiff_t>(std::min<std::size_t>(r.columns_ignored.size(), 40)));
    std::string list = c.w.list(first);
    if (first.size() < r.columns_ignored.size())
      list += " " +
              c.w("receipt.more", {c.w.count(static_cast<double>(r.columns_ignored.size() - first.size()))});
    html += entry(c.w("receipt.ignored"), list);
  }
  for (const std::string& note : r.notes) html += entry(c.w("receipt.note"), note);
  html += "</dl>\n";
  if (!r.dropped.empty()) {
    data_table table{
        c.w("receipt.dropped"), {c.w("receipt.reason"), c.w("receipt.rows"), c.w("receipt.first")}, {}, 1};
    for (const dropped_rows& d : r.dropped)
      table.rows.push_back({d.reason, c.w.count(static_cast<double>(d.count)),
                            d.first_row >= 0 ? std::to_string(d.first_row) : ""});
    html += "<h3>" + escaped(c.w("receipt.dropped")) + "</h3>\n" + table_html(table);
  }
  if (!r.unknown.empty()) {
    data_table table{c.w("receipt.unknown"),
                     {c.w("receipt.column"), c.w("receipt.value"), c.w("receipt.rows"), c.w("receipt.first")},
                     {},
                     2};
    for (const unknown_value& u : r.unknown)
      table.rows.push_back({u.column, u.value, c.w.count(static_cast<double>(u.count)),
                            u.first_row >= 0 ? std::to_string(u.first_row) : ""});
    html += "<h3>" + escaped(c.w("receipt.unknown")) + "</h3>\n" + table_html(table);
  }
  if (!r.items.empty()) {
    data_table table{
        c.w("receipt.items"), {c.w("method.item"), c.w("receipt.column"), c.w("receipt.answered")}, {}, 2};
    for (std::size_t kind = 0; kind < missing_kinds; ++kind)
      table.header.push_back(c.w("missing." + std::string(missing_kind_names[kind])));
    for (const item_receipt& i : r.items) {
      std::vector<std::string> cells{i.item, i.column.empty() ? c.w("receipt.no_column") : i.column,
                                     c.w.count(static_cast<double>(i.answered))};
      for (const std::int64_t missing : i.missing) cells.push_back(c.w.count(static_cast<double>(missing)));
      table.rows.push_back(std::move(cells));
    }
    html += "<h3>" + escaped(c.w("receipt.items")) + "</h3>\n" + folded_table(c.w, table);
  }
  return made;
}

}  // namespace cxm::report_detail
