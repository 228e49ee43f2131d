// SPDX-License-Identifier: Apache-2.0
#include "assessment/unit_findings_of_waves.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "assessment/compare.hpp"
#include "cxm/findings/head_count.hpp"
#include "cxm/findings/unit_findings.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// When the waves were, by the newest instrument; their numbers 0, 1, 2 ... where it does not say of all.
std::vector<double> times_of(const std::vector<finding_wave>& waves) {
  const cxm::instrument& asked = waves.back().context->asked();
  std::vector<double> out;
  for (const finding_wave& w : waves) {
    const auto at = std::find(asked.wave_order.begin(), asked.wave_order.end(), w.context->groups.wave);
    const auto place = static_cast<std::size_t>(at - asked.wave_order.begin());
    if (at == asked.wave_order.end() || place >= asked.wave_times.size() ||
        (!out.empty() && !(asked.wave_times[place] > out.back()))) {
      out.clear();
      break;
    }
    out.push_back(asked.wave_times[place]);
  }
  if (out.empty()) {
    for (std::size_t w = 0; w < waves.size(); ++w) out.push_back(static_cast<double>(w));
  }
  return out;
}

/// Reads cells of one wave by name, through disclosure control.
class cell_reader {
 public:
  cell_reader(const finding_wave& wave, const std::vector<std::string>& columns)
      : wave_(wave), columns_(columns) {}

  [[nodiscard]] int cell(const unit_place& p) const {
    int column = -1;
    if (!p.unit.empty()) {
      const auto at = std::find(columns_.begin() + 2, columns_.end(), p.segment);
      if (at == columns_.end()) return -1;
      column = static_cast<int>(at - columns_.begin()) - 2;
    }
    return wave_.context->groups.find(p.role, column, p.unit);
  }

  [[nodiscard]] unit_value value(const unit_place& p, const std::string& measure) const {
    unit_value out;
    const int c = cell(p);
    const target t = find_target(measure, *wave_.context->source, wave_.context->indices);
    if (c < 0 || t.position < 0) return out;
    const auto at = static_cast<std::size_t>(c);
    const auto j = static_cast<std::size_t>(t.position);
    const cell_result& r = (*wave_.cells)[at];
    const auto& reasons = t.measure ? wave_.protection->measures[j] : wave_.protection->indices[j];
    out.people = people(r, t);
    out.asked = out.people > 0;
    out.hidden = out.asked && reasons[at] != hidden_reason::shown;
    if (out.asked && !out.hidden) out.value = t.measure ? r.measures[j] : r.indices[j];
    return out;
  }

  [[nodiscard]] double covariance(const unit_place& p, const std::string& a, const std::string& b) const {
    const int c = cell(p);
    const target ta = find_target(a, *wave_.context->source, wave_.context->indices);
    const target tb = find_target(b, *wave_.context->source, wave_.context->indices);
    if (c < 0 || ta.position < 0 || tb.position < 0) return nan;
    const group_estimates g =
        wave_.context->estimates(wave_.context->groups.groups[static_cast<std::size_t>(c)]);
    const std::vector<double> means = measure_means(g);
    const auto gradient = [&](const target& t) {
      std::vector<double> out(means.size(), 0.0);
      if (t.measure)
        out[static_cast<std::size_t>(t.position)] = 1;
      else
        out = wave_.context->indices.gradient(static_cast<std::size_t>(t.position), means);
      return out;
    };
    const std::vector<double> ga = gradient(ta);
    const std::vector<double> gb = gradient(tb);
    double out = 0;
    for (std::size_t j = 0; j < ga.size(); ++j) {
      if (ga[j] == 0) continue;
      for (std::size_t k = 0; k < gb.size(); ++k) {
        if (gb[k] != 0) out += ga[j] * gb[k] * g.covariance(j, k);
      }
    }
    return out;
  }

 private:
  [[nodiscard]] double people(const cell_result& r, const target& t) const {
    const auto j = static_cast<std::size_t>(t.position);
    if (t.measure) return r.measure_people[j];
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t leaf : wave_.context->indices.measures(j))
      least = std::min(least, r.measure_people[leaf]);
    return std::isfinite(least) ? least : 0;
  }

  const finding_wave& wave_;
  const std::vector<std::string>& columns_;
};

/// Units of every segment column that are not groups of other units.
std::map<std::string, std::vector<std::string>> leaves_of(const finding_wave& wave,
                                                          const std::vector<std::string>& columns) {
  std::map<std::string, std::vector<std::string>> out;
  const cxm::instrument& asked = wave.context->asked();
  std::map<std::string, std::set<std::string>> parents;
  for (const segment_definition& s : asked.segments) {
    for (const auto& [child, parent] : s.parents) parents[s.id].insert(parent);
  }
  for (const group& g : wave.context->groups.groups) {
    if (g.whole() || !g.role.empty() || g.crossed() || !g.members.empty()) continue;
    const std::string& segment = columns[static_cast<std::size_t>(g.column) + 2];
    if (!parents[segment].contains(g.value)) out[segment].push_back(g.value);
  }
  return out;
}

}  // namespace

void append_unit_findings(assessment& out, const std::vector<finding_wave>& waves,
                          const normal_draws& draws) {
  if (waves.empty()) return;
  const finding_definitions& declared = waves.back().context->asked().findings;
  const bool links = std::any_of(declared.outcomes.begin(), declared.outcomes.end(),
                                 [](const outcome_link& l) { return !l.unit.empty(); });
  if (declared.believers.empty() && declared.dilution.empty() && declared.pyramid.empty() && !links) return;
  finding_input common;
  const wave_context& newest = *waves.back().context;
  common.asked = &newest.asked();
  common.indices = &newest.indices;
  common.draws = &draws;
  common.language = out.options.language;
  common.level = out.options.level;
  common.wave = newest.groups.wave;
  common.key_size = out.key_columns.size();
  common.minimum_base = out.options.disclosure ? out.options.minimum_base : 0;
  common.thresholds = declared.thresholds;

  unit_finding_input in;
  in.common = &common;
  in.key_columns = out.key_columns;
  in.seed = out.options.seed;
  in.heads = [&out, &newest](const std::string& segment, const std::string& unit, const std::string& id) {
    return heads_asked(out.options.heads, newest.asked(), segment, unit, id);
  };
  in.event.wave = out.options.event_wave;
  if (!out.options.event_label.empty()) in.event.label.by_language[""] = out.options.event_label;
  const std::vector<double> times = times_of(waves);
  std::vector<cell_reader> readers;
  for (const finding_wave& w : waves) readers.emplace_back(w, out.key_columns);
  for (std::size_t w = 0; w < waves.size(); ++w) {
    unit_wave wave;
    wave.wave = waves[w].context->groups.wave;
    wave.time = times[w];
    wave.units = leaves_of(waves[w], out.key_columns);
    const cell_reader& reader = readers[w];
    wave.value = [&reader](const unit_place& p, const std::string& m) { return reader.value(p, m); };
    wave.covariance = [&reader](const unit_place& p, const std::string& a, const std::string& b) {
      return reader.covariance(p, a, b);
    };
    const cxm::instrument& own = waves[w].context->asked();
    wave.difference = [&own, &newest](const std::string& id) {
      return &own == &newest.asked() ? std::string() : difference_of(own, newest.asked(), id);
    };
    in.waves.push_back(std::move(wave));
  }
  for (finding_result& r : unit_findings(in)) {
    for (std::size_t& position : r.found.rows) position += out.rows.size();
    std::move(r.rows.begin(), r.rows.end(), std::back_inserter(out.rows));
    out.findings.push_back(std::move(r.found));
  }
}

}  // namespace cxm::detail
