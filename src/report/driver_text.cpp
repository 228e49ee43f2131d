// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/driver_text.hpp"

#include "report/driver_view.hpp"
#include "report/text_table.hpp"

namespace cxm {
namespace {

using namespace report_detail;

std::string percent(const words& w, const estimate& e) { return w.estimated(e, "fine_share"); }

std::string head_of(const view& v, const words& w, const driver_group& g) {
  std::string text = "\n  " + g.label;
  if (!g.role.empty()) text += " (" + v.role_label(g.role) + ")";
  text += "\n";
  if (!there(g.r2)) {
    const bool hidden = g.r2 != nullptr && !g.r2->suppressed.empty();
    return text + wrapped(w(hidden ? "drivers.hidden" : "drivers.correlations", {g.outcome}), 96, "  ") +
           "\n";
  }
  const std::string base = cases_text(v, w, g);
  return text + wrapped(w("drivers.explained", {g.outcome, percent(w, g.r2->value), base}) + " " +
                            w("drivers.noise", {w.value(g.limit->value.value, "fine_share")}),
                        96, "  ");
}

std::string lines_of(const view& v, const words& w, const driver_group& g) {
  const bool full = there(g.r2);
  bool odds = false;
  bool corrected = false;
  for (const driver_line& l : g.lines) {
    odds = odds || l.odds != nullptr;
    corrected = corrected || there(l.corrected);
  }
  std::vector<std::string> header{w("drivers.predictor")};
  if (full) {
    for (const char* key : {"drivers.importance", "drivers.ranks", "drivers.direction", "drivers.slope"}) {
      header.push_back(w(key));
    }
  }
  if (odds) header.push_back(w("drivers.odds"));
  if (corrected) header.push_back(w("drivers.corrected"));
  header.push_back(w("drivers.correlation"));
  text_table table(header);
  for (const driver_line& l : g.lines) {
    std::vector<std::string> cells{l.label};
    const auto cell = [&](const result_row* row, const char* unit) {
      cells.push_back(there(row) ? w.estimated(row->value, unit) : "\xE2\x80\x93");
    };
    if (full) {
      cells.push_back(percent(w, l.importance->value));
      cells.push_back(rank_text(w, l.rank));
      cells.push_back(direction(w, l.sign));
      cells.push_back(slope_text(v, w, g, l, l.slope));
    }
    if (odds) cells.push_back(odds_text(v, w, l));
    if (corrected) cells.push_back(slope_text(v, w, g, l, l.corrected));
    cell(l.correlation, "ratio");
    table.row(std::move(cells));
  }
  return "\n" + table.text();
}

}  // namespace

std::string driver_text(const assessment& a, bool by_role) {
  const std::map<std::string, std::string> none;
  const words w(a.options.language, none);
  const view v(a, w.tag());
  std::string out;
  for (const driver_group& g : driver_groups(v, by_role)) {
    out += head_of(v, w, g);
    if (g.r2 == nullptr || g.r2->suppressed.empty()) out += lines_of(v, w, g);
  }
  if (out.empty()) return "  " + w("drivers.none") + "\n";
  return out + "\n" + wrapped(w("drivers.scale") + " " + w("drivers.caution"), 96, "  ");
}

}  // namespace cxm
