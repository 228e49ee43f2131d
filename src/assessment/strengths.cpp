// SPDX-License-Identifier: Apache-2.0
#include "assessment/strengths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "findings/sentences.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool shown(const result_row& r) { return r.suppressed.empty() && r.value.defined(); }

/// One comparison of a unit with the rest of its parent, as positions of its rows.
struct comparison {
  std::size_t verdict = 0, difference = 0;  // 0: none, for row 0 is of table `base`
  std::vector<std::size_t> beside;          // value, shrunk value, adjusted p, agreement
  [[nodiscard]] double clearness(const assessment& a) const {
    const estimate& d = a.rows[difference].value;
    return d.se > 0 ? std::fabs(d.value) / d.se : 0;
  }
};

std::string named(const assessment& a, const comparison& c, std::size_t column) {
  const result_row& r = a.rows[c.difference];
  const std::string& language = a.options.language;
  const bool share = r.unit == "share";
  return sentence(
      "strengths.named", language,
      {r.key[column], r.label, points(r.value.value, share, language), range(r.value, share, language)});
}

double heads_of_unit(const assessment& a, const std::string& segment, const std::string& value) {
  double sum = 0;
  double whole = 0;
  for (const head_count& h : a.options.heads) {
    if (h.segment == segment && h.value == value) (h.role.empty() ? whole : sum) += h.people;
  }
  return whole > 0 ? whole : sum;
}

/// People heard of head count, by unit; only for units whose people are shown.
void add_response(assessment& a, finding& f, const std::string& wave, std::size_t column) {
  std::vector<result_row> rates;
  for (const result_row& r : a.rows) {
    if (r.table != "base" || r.id != "people" || r.key[0] != wave || !r.key[1].empty()) continue;
    const std::string& unit = r.key[column];
    const double heads = unit.empty() ? 0 : heads_of_unit(a, a.key_columns[column], unit);
    if (!(heads > 0) || !shown(r)) continue;
    result_row rate = r;
    rate.table = "finding";
    rate.id = f.id;
    rate.detail = "response";
    rate.label = unit;
    rate.unit = "share";
    rate.value.value = std::min(1.0, r.value.value / heads);
    rate.value.method = "heard of head count";
    rates.push_back(std::move(rate));
  }
  for (result_row& r : rates) {
    f.rows.push_back(a.rows.size());
    a.rows.push_back(std::move(r));
  }
}

void append_column(assessment& a, const std::string& wave, std::size_t column) {
  std::map<std::pair<std::string, std::string>, comparison> all;  // by unit and result
  for (std::size_t at = 0; at < a.rows.size(); ++at) {
    const result_row& r = a.rows[at];
    if (r.key[0] != wave || !r.key[1].empty() || r.key[column].empty() || !shown(r)) continue;
    const bool unit = r.table == "unit";
    const bool beside = unit ? r.detail == "shrunk" || r.detail == "p_fdr"
                             : (r.table == "agreement" && r.detail == "verdict") || r.table == "measure" ||
                                   r.table == "index";
    if (!unit && !beside) continue;
    comparison& c = all[{r.key[column], r.id}];
    if (unit && r.detail == "verdict") c.verdict = at;
    if (unit && r.detail == "difference") c.difference = at;
    if (beside) c.beside.push_back(at);
  }
  std::erase_if(all, [](const auto& one) { return one.second.verdict == 0 || one.second.difference == 0; });
  if (all.empty()) return;
  const std::string& language = a.options.language;
  const auto segment = std::find_if(a.source->segments.begin(), a.source->segments.end(),
                                    [&](const auto& s) { return s.id == a.key_columns[column]; });
  std::string label = segment == a.source->segments.end() ? std::string() : segment->label.in(language);
  if (label.empty()) label = a.key_columns[column];
  finding f;
  f.id = "strengths:" + a.key_columns[column];
  f.kind = "strengths";
  f.title = sentence("title.strengths", language, {label});
  f.wave = wave;
  f.test = "Benjamini-Hochberg";
  double above = 0;
  double below = 0;
  const comparison* best = nullptr;
  const comparison* worst = nullptr;
  std::map<std::string, bool> units;
  for (const auto& [key, c] : all) {
    units[key.first] = true;
    const double verdict = a.rows[c.verdict].value.value;
    if (verdict == 0) continue;
    (verdict > 0 ? above : below) += 1;
    const comparison*& clearest = verdict > 0 ? best : worst;
    if (clearest == nullptr || c.clearness(a) > clearest->clearness(a)) clearest = &c;
    f.rows.push_back(c.difference);
    f.rows.insert(f.rows.end(), c.beside.begin(), c.beside.end());
  }
  const result_row* people = nullptr;
  for (const result_row& r : a.rows) {
    const bool whole = std::all_of(r.key.begin() + 1, r.key.end(), [](const auto& k) { return k.empty(); });
    if (r.table == "base" && r.id == "people" && r.key[0] == wave && whole) people = &r;
  }
  f.base = people != nullptr && shown(*people) ? people->value.value : nan;
  const bool differ = above + below > 0;
  f.verdict = differ ? "units differ" : "not settled";
  f.probability = differ ? 1 - a.options.false_discovery_rate : nan;
  f.sentence = sentence(
      "strengths." + f.verdict, language,
      {grouped(static_cast<double>(units.size()), language),
       grouped(static_cast<double>(all.size()), language), grouped(above, language), grouped(below, language),
       percent(a.options.false_discovery_rate, language), best != nullptr ? named(a, *best, column) : "–",
       worst != nullptr ? named(a, *worst, column) : "–"});
  if (a.options.heads.empty()) f.unseen = sentence("unseen.head_counts", language);
  add_response(a, f, wave, column);
  a.findings.push_back(std::move(f));
}

}  // namespace

void append_strengths(assessment& a) {
  const std::string wave = a.waves.empty() ? std::string() : a.waves.back();
  for (std::size_t column = 2; column < a.key_columns.size(); ++column) append_column(a, wave, column);
}

}  // namespace cxm::detail
