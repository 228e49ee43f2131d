// SPDX-License-Identifier: Apache-2.0
#include "report/driver_view.hpp"

#include <algorithm>
#include <cmath>

#include "base/stable_order.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::report_detail {
namespace {

std::string label_of(const view& v, const std::string& measure) {
  const std::string& words = v.asked().find_measure(measure)->label.in(v.language());
  return words.empty() ? measure : words;
}

bool fill(const view& v, driver_group& g) {
  const place at = v.now(g.role);
  const auto row = [&](const std::string& detail) { return v.row("driver", g.set->id, detail, at); };
  g.r2 = row("r2");
  g.limit = row("noise:limit");
  for (const std::string& id : g.set->predictors) {
    driver_line line{id,
                     label_of(v, id),
                     row("importance:" + id),
                     row("share:" + id),
                     row("rank:" + id),
                     row("sign:" + id),
                     row("slope:" + id),
                     row("correlation:" + id),
                     row("odds_ratio:" + id),
                     row("corrected:" + id)};
    if (line.importance == nullptr && line.correlation == nullptr) return false;
    g.lines.push_back(std::move(line));
  }
  const auto size = [](const driver_line& l) {
    if (there(l.importance)) return l.importance->value.value;
    return there(l.correlation) ? std::abs(l.correlation->value.value) : -1;
  };
  detail::small_stable_sort(g.lines.begin(), g.lines.end(),
                            [&](const driver_line& a, const driver_line& b) { return size(a) > size(b); });
  g.outcome = label_of(v, g.set->outcome);
  g.label = g.set->label.in(v.language());
  if (g.label.empty()) g.label = g.outcome;
  return true;
}

}  // namespace

std::vector<driver_group> driver_groups(const view& v, bool by_role) {
  const assessment& a = v.source();
  std::vector<driver_group> out;
  for (const driver_set& set : a.options.drivers.empty() ? v.asked().drivers : a.options.drivers) {
    std::vector<std::string> roles{""};
    for (const role& r : v.asked().roles) roles.push_back(r.id);
    bool all = false;
    for (const std::string& role : roles) {
      driver_group g;
      g.set = &set;
      g.role = role;
      if (!fill(v, g)) continue;
      // A set of one role stands under that role alone; others have rows of each role beside those of all.
      if (role.empty()) all = true;
      if (!role.empty() && all && !by_role) continue;
      out.push_back(std::move(g));
    }
  }
  return out;
}

std::string cases_text(const view& v, const words& w, const driver_group& g) {
  const std::string n = w.count(g.r2->value.n);
  if (!g.set->unit.empty()) return w("drivers.units", {n});
  return g.set->among.empty() ? w("drivers.people", {n})
                              : w("drivers.people_among", {n, label_of(v, g.set->among)});
}

std::string direction(const words& w, const result_row* sign) {
  if (!there(sign)) return w("drivers.unsettled");
  return w(sign->value.value > 0   ? "drivers.up"
           : sign->value.value < 0 ? "drivers.down"
                                   : "drivers.unsettled");
}

namespace {

constexpr const char* dash = "\xE2\x80\x93";

/// A tenth of the predictor's scale; one unit where the scale has no ends.
double step_of(const view& v, const std::string& id) {
  const measure_range range = range_of(v.asked(), id);
  const double width = range.high - range.low;
  return std::isfinite(width) && width > 0 ? width / 10 : 1;
}

}  // namespace

std::string slope_text(const view& v, const words& w, const driver_group& g, const driver_line& l,
                       const result_row* slope) {
  if (!there(slope)) return dash;
  const measure_range outcome = range_of(v.asked(), g.set->outcome);
  const bool share = outcome.kind == measure_range::unit::share;
  estimate e = slope->value;
  const double factor = step_of(v, l.id) * (share ? 100 : 1);
  for (double* x : {&e.value, &e.low, &e.high}) *x *= factor;
  // A scale of a few points needs hundredths.
  return w.estimated(e, !share && outcome.high - outcome.low <= 20 ? "ratio" : "points", true);
}

std::string odds_text(const view& v, const words& w, const driver_line& l) {
  if (!there(l.odds)) return dash;
  estimate e = l.odds->value;
  for (double* x : {&e.value, &e.low, &e.high}) *x = stats::pow(*x, step_of(v, l.id));
  return w.estimated(e, "ratio");
}

std::string rank_text(const words& w, const result_row* rank) {
  if (!there(rank)) return {};
  const std::string low = w.count(rank->value.low);
  const std::string high = w.count(rank->value.high);
  return low == high ? low : w("number.interval", {low, high});
}

}  // namespace cxm::report_detail
