// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>
#include <vector>

#include "cxm/report/scorecard.hpp"
#include "report/text_table.hpp"
#include "report/words.hpp"

namespace cxm {
namespace {

using namespace report_detail;

/// The rows of one measure, by detail.
using details = std::map<std::string, const result_row*>;

bool there(const result_row* r) {
  return r != nullptr && r->suppressed.empty() && r->value.defined() && std::isfinite(r->value.value);
}

const result_row* at(const details& all, const char* detail) {
  const auto found = all.find(detail);
  return found == all.end() ? nullptr : found->second;
}

std::string p_text(const words& say, double p) {
  return p < 0.001 ? "<" + say.decimal(0.001, 3) : say.decimal(p, 3);
}

}  // namespace

std::string comparison_card(const assessment& a) {
  static const std::map<std::string, std::string> no_overrides;
  const words say(a.options.language, no_overrides);
  std::string out;
  for (const std::string& note : a.notes) out += wrapped(note, 100, "");
  std::vector<std::string> order;
  std::map<std::string, details> rows;
  bool margin = false;
  for (const result_row& r : a.rows) {
    if (r.table != "comparison") {
      if (r.table == "base" && there(&r)) {
        out += say("compare.people",
                   {r.detail == "both" ? say("compare.both") : r.detail, say.count(r.value.value)}) +
               "\n";
      }
      continue;
    }
    if (!rows.contains(r.id)) order.push_back(r.id);
    rows[r.id][r.detail] = &r;
    margin = margin || r.detail == "equivalent";
  }
  std::vector<std::string> header{say("table.measure"),
                                  "a",
                                  "b",
                                  "a - b",
                                  say("compare.interval"),
                                  say("compare.effect"),
                                  say("compare.p_fdr"),
                                  say("compare.detectable"),
                                  say("compare.needed"),
                                  say("compare.verdict")};
  if (margin) header.push_back(say("compare.equivalence"));
  text_table table(header, " >>>>>>>>");
  for (const std::string& id : order) {
    const details& d = rows[id];
    const result_row* difference = at(d, "difference");
    if (difference == nullptr) continue;
    if (!there(difference)) {
      table.row(
          {difference->label, difference->suppressed.empty() ? "\xE2\x80\x93" : say("scorecard.hidden")});
      continue;
    }
    const std::string& unit = difference->unit;
    const auto value = [&](const char* detail, const std::string& of, bool sign = false) {
      const result_row* r = at(d, detail);
      return there(r) ? say.value(r->value.value, of, sign) : std::string("\xE2\x80\x93");
    };
    const result_row* p = at(d, "p_fdr");
    const result_row* effect = at(d, "effect");
    const result_row* verdict = at(d, "verdict");
    std::vector<std::string> cells{difference->label,
                                   value("a", unit),
                                   value("b", unit),
                                   value("difference", unit, true),
                                   say.interval(difference->value, unit, true),
                                   there(effect) ? say.decimal(effect->value.value, 2, true) : "\xE2\x80\x93",
                                   there(p) ? p_text(say, p->value.value) : "\xE2\x80\x93",
                                   value("detectable", unit),
                                   value("answers_needed", "count"),
                                   there(verdict) ? verdict->label : "\xE2\x80\x93"};
    if (margin) {
      const result_row* e = at(d, "equivalent");
      cells.push_back(there(e) ? e->label : "\xE2\x80\x93");
    }
    table.row(std::move(cells));
  }
  return out + "\n" + table.text();
}

}  // namespace cxm
