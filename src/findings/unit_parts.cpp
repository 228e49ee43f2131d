// SPDX-License-Identifier: Apache-2.0
#include "findings/unit_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "cxm/model/validate.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Of a share of few answers, all alike, the plain variance is 0, though its error is not: one answer each
/// way is added (Agresti & Coull 1998).
double error_variance(const finding_input& in, const std::string& measure, const estimate& e) {
  if (measure_unit(in, measure) != "share" || !(e.n_eff > 0)) return e.se * e.se;
  const double p = (e.value * e.n_eff + 1) / (e.n_eff + 2);
  return p * (1 - p) / e.n_eff;
}

}  // namespace

unit_builder::unit_builder(const unit_finding_input& in, std::string kind, const std::string& id,
                           const cxm::text& label)
    : finding_builder(*in.common, std::move(kind), id, label), units_(in) {}

void unit_builder::unit_row(const std::string& segment, const std::string& unit, std::string detail,
                            std::string unit_name, estimate value) {
  row(std::move(detail), unit, std::move(unit_name), std::move(value));
  result.rows.back().key[0] = result.found.wave;
  for (std::size_t c = 2; c < units_.key_columns.size(); ++c) {
    if (units_.key_columns[c] == segment) result.rows.back().key[c] = unit;
  }
}

void unit_builder::unit_number(const std::string& segment, const std::string& unit, std::string detail,
                               std::string unit_name, double value, const estimate& like,
                               std::string method) {
  number(std::move(detail), unit, std::move(unit_name), value, like, std::move(method));
  result.rows.back().key[0] = result.found.wave;
  for (std::size_t c = 2; c < units_.key_columns.size(); ++c) {
    if (units_.key_columns[c] == segment) result.rows.back().key[c] = unit;
  }
}

void unit_builder::whole_row(std::string detail, std::string unit_name, estimate value) {
  wave_row(result.found.wave, std::move(detail), std::move(unit_name), std::move(value));
  result.rows.back().label = label();
}

void unit_builder::whole_number(std::string detail, std::string unit_name, double value, const estimate& like,
                                std::string method, bool simulated) {
  number(std::move(detail), label(), std::move(unit_name), value, like, std::move(method), simulated);
  result.rows.back().key[0] = result.found.wave;
}

void unit_builder::wave_row(const std::string& wave, std::string detail, std::string unit_name,
                            estimate value) {
  row(std::move(detail), wave, std::move(unit_name), std::move(value));
  result.rows.back().key[0] = wave;
}

finding_result unit_builder::silent_because(std::string_view key, std::initializer_list<std::string> with) {
  return silent(sentence(key, units_.common->language, with));
}

std::string unit_segment(const unit_finding_input& in, const std::string& declared) {
  if (!declared.empty()) return declared;
  const auto& segments = in.common->asked->segments;
  return segments.empty() ? std::string() : segments.front().id;
}

std::string measure_label(const finding_input& in, std::string_view id) {
  std::string label;
  if (const measure* m = in.asked->find_measure(id)) label = m->label.in(in.language);
  if (const index_definition* d = in.asked->find_index(id)) label = d->label.in(in.language);
  return label.empty() ? std::string(id) : label;
}

std::string measure_unit(const finding_input& in, std::string_view id) {
  switch (range_of(*in.asked, id).kind) {
    case measure_range::unit::share:
      return "share";
    case measure_range::unit::points:
      return "points";
    case measure_range::unit::nps:
      return "nps";
    default:
      return "score";
  }
}

step_means means_at(const finding_input& common, const unit_wave& wave, const std::string& segment,
                    const std::vector<pyramid_step>& steps) {
  step_means out;
  out.wave = &wave;
  const auto units = wave.units.find(segment);
  if (units == wave.units.end()) return out;
  const std::size_t k = steps.size();
  out.y = matrix(units->second.size(), k, nan);
  for (std::size_t u = 0; u < units->second.size(); ++u) {
    const std::string& id = units->second[u];
    matrix error(k, k);
    bool complete = true;
    bool hidden = false;
    std::set<std::string> counted;
    double people = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const unit_value v = wave.value({segment, id, steps[j].role}, steps[j].measure);
      hidden = hidden || v.hidden;
      if (!v.shown() || !(v.value.se >= 0)) {
        complete = false;
        continue;
      }
      out.y(u, j) = v.value.value;
      error(j, j) = error_variance(common, steps[j].measure, v.value);
      if (counted.insert(steps[j].role).second) people += v.value.n;
      for (std::size_t i = 0; i < j; ++i) {
        if (steps[i].role != steps[j].role || !wave.covariance) continue;
        const double c = wave.covariance({segment, id, steps[j].role}, steps[i].measure, steps[j].measure);
        if (std::isfinite(c)) error(i, j) = error(j, i) = c;
      }
    }
    if (hidden) out.hidden += (out.hidden.empty() ? "" : ", ") + id;
    if (complete) {
      out.complete += 1;
      out.people += people;
    }
    out.error.push_back(std::move(error));
  }
  return out;
}

double probability_of_count(const std::vector<double>& p, std::size_t least) {
  std::vector<double> count(p.size() + 1, 0.0);
  count[0] = 1;
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t c = i + 2; c-- > 0;) {
      count[c] = count[c] * (1 - p[i]) + (c > 0 ? count[c - 1] * p[i] : 0);
    }
  }
  double out = 0;
  for (std::size_t c = least; c < count.size(); ++c) out += count[c];
  return std::min(1.0, out);
}

}  // namespace cxm::detail
