// SPDX-License-Identifier: Apache-2.0
#include "findings/unit_parts.hpp"

#include <algorithm>
#include <utility>

#include "cxm/model/validate.hpp"

namespace cxm::detail {

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
