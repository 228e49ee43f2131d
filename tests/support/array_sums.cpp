// SPDX-License-Identifier: Apache-2.0
#include "support/array_sums.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace cxm::testing {

double array_sums::weight() const {
  double total = 0;
  for (std::size_t i = 0; i < s_.rows(); ++i) total += s_.w(i);
  return total;
}

double array_sums::weight_squared() const {
  double total = 0;
  for (std::size_t i = 0; i < s_.rows(); ++i) total += s_.w(i) * s_.w(i);
  return total;
}

measure_sums array_sums::measure(std::size_t j) const {
  measure_sums out;
  double total = 0;
  for (std::size_t i = 0; i < s_.rows(); ++i) {
    const double y = s_.measures.at(j)[i];
    if (std::isnan(y)) continue;
    out.n += 1;
    out.w += s_.w(i);
    out.w2 += s_.w(i) * s_.w(i);
    total += s_.w(i) * y;
  }
  out.mean = out.w > 0 ? total / out.w : absent;
  return out;
}

double array_sums::reference(std::size_t j) const {
  const measure_sums m = measure(j);
  return m.w > 0 ? std::round(2 * m.mean) / 2 : 0;
}

pair_moments array_sums::pair(std::size_t j, std::size_t k) const {
  pair_moments p;
  p.ref_j = reference(j);
  p.ref_k = reference(k);
  for (std::size_t i = 0; i < s_.rows(); ++i) {
    if (std::isnan(s_.measures.at(j)[i]) || std::isnan(s_.measures.at(k)[i])) continue;
    const double w = s_.w(i);
    const double dj = s_.measures[j][i] - p.ref_j;
    const double dk = s_.measures[k][i] - p.ref_k;
    p.n += 1;
    p.w += w;
    p.w2 += w * w;
    p.w_dj += w * dj;
    p.w_dk += w * dk;
    p.w_djdk += w * dj * dk;
    p.w2_dj += w * w * dj;
    p.w2_dk += w * w * dk;
    p.w2_djdk += w * w * dj * dk;
  }
  return p;
}

std::vector<psu_total> array_sums::psu_totals() const {
  if (s_.units.empty()) return {};
  std::map<std::pair<std::string, std::string>, psu_total> units;
  for (std::size_t i = 0; i < s_.rows(); ++i) {
    const std::string h = s_.strata.empty() ? "" : s_.strata[i];
    psu_total& u = units[{h, s_.units[i]}];
    u.stratum = h;
    u.psu = s_.units[i];
    u.w.resize(s_.measures.size());
    u.w_d.resize(s_.measures.size());
    u.n += 1;
    if (!s_.fpc.empty()) u.fpc = s_.fpc[i];
    for (std::size_t j = 0; j < s_.measures.size(); ++j) {
      if (std::isnan(s_.measures[j][i])) continue;
      u.w[j] += s_.w(i);
      u.w_d[j] += s_.w(i) * (s_.measures[j][i] - reference(j));
    }
  }
  std::vector<psu_total> out;
  for (auto& [key, u] : units) out.push_back(std::move(u));
  return out;
}

std::vector<planned_measure> plan_of(const std::string& letters) {
  std::vector<planned_measure> plan;
  for (const char c : letters) {
    planned_measure m;
    m.id = c;
    m.id += std::to_string(plan.size());
    m.declared = static_cast<int>(plan.size());
    switch (c) {
      case 's':
        m.kind = measure_kind::share;
        m.low_score = 0;
        m.high_score = 1;
        break;
      case 'n':
        m.kind = measure_kind::nps;
        m.low_score = -100;
        m.high_score = 100;
        break;
      case 'v':
        m.kind = measure_kind::value;
        m.low_score = -1e9;
        m.high_score = 1e9;
        break;
      default:
        m.kind = measure_kind::composite;
        break;
    }
    plan.push_back(std::move(m));
  }
  return plan;
}

std::shared_ptr<const group_sums> sums_of(sample s) { return std::make_shared<array_sums>(std::move(s)); }

}  // namespace cxm::testing
