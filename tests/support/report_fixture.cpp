// SPDX-License-Identifier: Apache-2.0
#include "support/report_fixture.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cxm/io/instrument_json.hpp"

namespace cxm_test {
namespace {

using cxm::result_row;

/// A number in 0..1 that depends on the text alone.
double draw(const std::string& text) {
  std::uint64_t h = 1469598103934665603ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  h ^= h >> 29U;
  h *= 0x9E3779B97F4A7C15ULL;
  return static_cast<double>(h >> 11U) / 9007199254740992.0;
}

const std::map<std::string, double>& executives() {
  static const std::map<std::string, double> shares{
      {"culture_important", .90},     {"culture_effective", .45},    {"leadership_important", .88},
      {"leadership_effective", .49},  {"visibility_important", .87}, {"visibility_effective", .35},
      {"overall_very_effective", .15}};
  return shares;
}

class builder {
 public:
  builder(const report_case& c, cxm::assessment& a) : c_(c), a_(a), asked_(*a.source) {}

  void everything() {
    std::vector<std::string> waves = a_.waves.empty() ? std::vector<std::string>{""} : a_.waves;
    for (const std::string& wave : waves) {
      group(wave, "", "", 2400);
      for (const cxm::role& role : asked_.roles)
        if (role.id != "customer" || c_.customers) group(wave, role.id, "", people(role.id));
      for (int u = 0; u < c_.units; ++u) group(wave, "", unit(u), u == 3 ? 3 : 150);
    }
  }

  std::size_t add(const std::string& table, const std::string& id, const std::string& detail,
                  const std::string& label, const std::string& unit, double value, double se, double n) {
    result_row r;
    r.table = table;
    r.id = id;
    r.detail = detail;
    r.label = label;
    r.unit = unit;
    r.key = {wave_, role_, unit_};
    r.value.n = r.value.n_eff = n;
    if (n_ < 5 || c_.hide_everything) {
      r.suppressed = "base";
      r.value.set(cxm::estimate_flag::suppressed);
    } else {
      r.value.value = value;
      r.value.se = se;
      const bool share = unit == "share";
      r.value.low = std::max(value - 1.96 * se, share ? 0.0 : -1e9);
      r.value.high = std::min(value + 1.96 * se, share ? 1.0 : 1e9);
      if (unit == "count" || unit == "probability") {
        r.value.low = r.value.high = r.value.se = std::nan("");
        r.value.set(cxm::estimate_flag::no_interval);
      }
    }
    a_.rows.push_back(std::move(r));
    return a_.rows.size() - 1;
  }

  [[nodiscard]] std::string unit(int u) const {
    if (c_.long_labels)
      return "Regional operations and customer contact centre number " + std::to_string(u + 1) +
             " (Donaudampfschifffahrtsgesellschaft)";
    return "Unit " + std::to_string(u + 1);
  }

 private:
  static double people(const std::string& role) {
    return role == "executive" ? 680 : role == "manager" ? 240 : role == "employee" ? 780 : 700;
  }
  [[nodiscard]] bool is_asked(const std::vector<std::string>& roles) const {
    return role_.empty() || roles.empty() || std::find(roles.begin(), roles.end(), role_) != roles.end();
  }
  [[nodiscard]] bool customer_measure(const cxm::measure& m) const {
    return m.id == "nps" || m.id == "satisfied" || m.id == "effort" || m.id == "stayed" ||
           m.id == "satisfied_left";
  }

  void group(const std::string& wave, const std::string& role, const std::string& unit, double n) {
    wave_ = wave;
    role_ = role;
    unit_ = unit;
    n_ = n;
    const double when = wave.empty() ? 0 : static_cast<double>(wave.back() - '0') * .01;
    const double from = role == "executive" ? .12 : role == "manager" ? .05 : role == "employee" ? -.05 : 0;
    add("base", "people", "count", "People", "count", n, 0, n);
    std::map<std::string, double> mean;
    for (const cxm::measure& m : asked_.measures) {
      if (role == "customer" ? !(customer_measure(m) || m.id == "customer_centric")
                             : !role.empty() && customer_measure(m))
        continue;
      double p = std::clamp(.2 + .6 * draw(m.id) + from + when + .12 * (draw(unit + m.id) - .5), .02, .98);
      if (role == "executive")
        if (const auto found = executives().find(m.id); found != executives().end()) p = found->second;
      if (m.id == "customer_centric" && role == "customer") p = .14;
      const double se = std::sqrt(p * (1 - p) / std::max(n, 1.0));
      const std::string label = m.label.in(a_.options.language);
      switch (m.kind) {
        case cxm::measure_kind::share:
        case cxm::measure_kind::joint:
          add("measure", m.id, "mean", label, "share", p, se, n);
          break;
        case cxm::measure_kind::nps:
          add("measure", m.id, "mean", label, "nps", 60 * p, 160 * se, n);
          break;
        case cxm::measure_kind::value:
          add("measure", m.id, "mean", label, "score", 1 + 4 * p, 2 * se, n);
          break;
        default:
          mean[m.id] = 100 * p;
          add("measure", m.id, "mean", label, "points", 100 * p, 60 * se, n);
      }
      if (wave > "2015")
        add("change", m.id, "since:" + std::to_string(std::stoi(wave) - 1), label, "points",
            100 * (draw(m.id + wave) - .45) * .1, 70 * se, n);
    }
    if (role == "customer") return;
    for (const cxm::index_definition& index : asked_.indices) {
      double sum = 0;
      for (const std::string& of : index.of) sum += mean[of] / static_cast<double>(index.of.size());
      add("index", index.id, "mean", index.label.in(a_.options.language), "points", sum,
          25 / std::sqrt(std::max(n, 1.0)), n);
      if (wave > "2015")
        add("change", index.id, "since:" + std::to_string(std::stoi(wave) - 1), "", "points", 1.4,
            33 / std::sqrt(std::max(n, 1.0)), n);
    }
    for (const cxm::level_definition& d : asked_.levels) {
      const std::vector<double> continuous{0, .004, .813, .183, 0}, staged{0, .31, .66, .03, 0};
      for (std::size_t l = 0; l < d.names.size(); ++l) {
        const std::string number = std::to_string(l + 1);
        add("level", d.id, "P(level=" + number + ")", "", "probability", continuous[l % 5], 0, n);
        add("level", d.id, "P(staged=" + number + ")", "", "probability", staged[l % 5], 0, n);
      }
      add("level", d.id, "answers_needed", "", "count", 412, 0, n);
    }
    for (const auto& pair : asked_.findings.importance)
      add("finding", "importance_gap:" + pair.id, "gap", "", "share", .4 + .1 * draw(pair.id), .02, n);
    if (!unit.empty()) return;
    for (const cxm::item& item : asked_.items) {
      if (!is_asked(item.roles)) continue;
      const cxm::scale* scale = asked_.find_scale(item.scale);
      if (scale == nullptr || scale->kind == cxm::scale_kind::number) continue;
      double left = 1;
      for (std::size_t k = 0; k < scale->codes.size(); ++k) {
        const bool last = k + 1 == scale->codes.size() && !item.multiple;
        const double share = item.multiple ? .1 + .6 * draw(item.id + std::to_string(k))
                             : last        ? left
                                           : left * (.15 + .5 * draw(item.id + std::to_string(k)));
        left -= share;
        add("item", item.id, "code:" + std::to_string(scale->codes[k].code), "", "share", share,
            std::sqrt(share * (1 - share) / n), n);
      }
      add("item", item.id, "missing:dont_know", "", "share", .15 * draw("dk" + item.id), .01, n);
    }
  }

  const report_case& c_;
  cxm::assessment& a_;
  const cxm::instrument& asked_;
  std::string wave_, role_, unit_;
  double n_ = 0;
};

}  // namespace

cxm::assessment example_assessment(const report_case& c) {
  cxm::assessment a;
  a.source = cxm::load_instrument("cx4");
  a.fingerprint = cxm::fingerprint_of(*a.source).hex();
  a.library_version = "0.0.0";
  a.options.language = c.language;
  a.key_columns = {"wave", "role", "unit"};
  for (int w = 0; w < c.waves; ++w) a.waves.push_back(std::to_string(2015 + w));
  builder rows(c, a);
  rows.everything();
  if (c.findings) {
    for (const auto& pair : a.source->findings.importance) {
      cxm::finding f;
      f.id = "importance_gap:" + pair.id;
      f.kind = "importance_gap";
      f.wave = a.waves.empty() ? "" : a.waves.back();
      f.title = "Importance is not effectiveness: " + pair.label.in(c.language);
      f.verdict = pair.id == "champions" ? "not settled" : "gap";
      f.probability = pair.id == "champions" ? .71 : .999;
      f.sentence =
          "90% of the executives call it important and 45% effective: a gap of 45 points (41 to 49).";
      f.base = 680;
      for (std::size_t i = 0; i < a.rows.size(); ++i)
        if (a.rows[i].id == f.id && a.rows[i].key[1].empty() && a.rows[i].key[0] == f.wave)
          f.rows.push_back(i);
      a.findings.push_back(f);
    }
    cxm::finding f;
    f.id = "perception_gap:customer_centric";
    f.kind = "perception_gap";
    f.wave = a.waves.empty() ? "" : a.waves.back();
    f.title = "Inside is not outside: Extremely customer-centric";
    f.verdict = "over";
    f.probability = .98;
    f.test = "Joint test";
    f.statistic = 31.2;
    f.p_value = .0002;
    f.sentence =
        "56% of the executives and 14% of the customers call the organisation extremely customer-centric.";
    f.unseen = c.customers ? "" : "Customers were not asked.";
    f.base = 1380;
    a.findings.push_back(f);
  }
  a.receipt.sources = {"answers <2017> & more.csv"};
  a.receipt.layout = "csv";
  a.receipt.rows_read = 7312;
  a.receipt.rows_used = 7200;
  a.receipt.dropped = {{"empty row", 100, 17}, {"zero weight", 12, 411}};
  a.receipt.unknown = {{"Q1", "culture_1", "<b>9</b>", 3, 44}};
  for (const cxm::item& item : a.source->items) {
    cxm::item_receipt r;
    r.item = item.id;
    r.column = item.id == "effort" ? "" : item.id;
    r.answered = r.column.empty() ? 0 : static_cast<std::int64_t>(1500 + 400 * draw(item.id));
    r.missing[2] = static_cast<std::int64_t>(120 * draw("dk" + item.id));
    a.receipt.items.push_back(r);
  }
  a.receipt.columns_ignored = {"StartDate", "EndDate", "IPAddress"};
  a.receipt.roles_found = {"executive", "manager", "employee"};
  return a;
}

}  // namespace cxm_test
