// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/group_estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/base/check.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

design_frame design_frame::of(const group_sums& whole, lonely_rule rule) {
  design_frame frame;
  frame.lonely = rule;
  for (const psu_total& unit : whole.psu_totals()) {  // sorted by (stratum, psu)
    if (frame.strata.empty() || frame.strata.back().id != unit.stratum) {
      frame.strata.push_back({unit.stratum, 0, 0});
    }
    frame.strata.back().units += 1;
    frame.strata.back().population = std::max(frame.strata.back().population, unit.fpc);
  }
  return frame;
}

group_estimates::group_estimates(std::shared_ptr<const group_sums> sums,
                                 std::span<const planned_measure> plan,
                                 std::shared_ptr<const design_frame> frame, bool pairs)
    : sums_(std::move(sums)), plan_(plan), pairs_(pairs) {
  if (!sums_)
    throw error(errc::argument, "group_estimates: sums is null, but must be a group's sums", "sums");
  first_.reserve(plan_.size());
  for (std::size_t j = 0; j < plan_.size(); ++j) {
    first_.push_back(sums_->measure(j));
    weighted_ = weighted_ || first_[j].w != first_[j].n || first_[j].w2 != first_[j].n;
  }
  if (!frame || frame->strata.empty()) return;

  const std::vector<psu_total> units = sums_->psu_totals();
  rule_ = frame->lonely;
  influence_ = matrix(units.size(), plan_.size());
  met_ = matrix(units.size(), plan_.size());
  for (std::size_t j = 0; j < plan_.size(); ++j) {
    const double shift = first_[j].n > 0 ? first_[j].mean - sums_->pair(j, j).ref_j : 0;
    for (std::size_t u = 0; u < units.size(); ++u) {
      if (!(first_[j].w > 0)) continue;
      influence_(u, j) = (units[u].w_d[j] - shift * units[u].w[j]) / first_[j].w;
      met_(u, j) = units[u].w[j] > 0 ? 1 : 0;
    }
  }
  std::size_t next = 0;
  for (const design_frame::stratum& h : frame->strata) {
    design_stratum s;
    s.first = next;
    while (next < units.size() && units[next].stratum == h.id) ++next;
    s.last = next;
    s.units = h.units;
    s.sampled_share = h.population > 0 ? std::min(1.0, h.units / h.population) : 0;
    s.lonely = h.units == 1 && s.sampled_share < 1;
    if (s.lonely && rule_ == lonely_rule::fail) {
      throw error(errc::numeric,
                  "stratum '" + h.id +
                      "' has a single sampling unit, so its variance cannot be estimated; merge "
                      "it with a neighbour or choose a rule for lonely strata (certainty, adjust, average)",
                  "lonely");
    }
    lonely_ = lonely_ || (s.lonely && s.last > s.first);
    strata_.push_back(s);
  }
  if (next != units.size()) {
    throw error(
        errc::argument,
        "group_estimates: stratum '" + units[next].stratum + "' is not in the frame of the whole sample",
        "frame");
  }
}

double group_estimates::n(std::size_t j) const { return first_[j].n; }
double group_estimates::people(std::size_t j) const { return sums_->people_present(j); }
double group_estimates::weight(std::size_t j) const { return first_[j].w; }
double group_estimates::mean(std::size_t j) const { return first_[j].w > 0 ? first_[j].mean : nan; }

double group_estimates::covariance(std::size_t j, std::size_t k) const {
  const measure_sums& a = first_[j];
  const measure_sums& b = first_[k];
  if (!(a.w > 0) || !(b.w > 0)) return nan;
  if (clustered()) return design_covariance(j, k);
  if (a.n < 2 || b.n < 2 || (j != k && !pairs_)) return nan;
  const pair_moments p = sums_->pair(j, k);
  if (p.n == 0) return 0;  // nobody answered both: no shared people, no covariance
  const double shift_j = a.mean - p.ref_j;
  const double shift_k = b.mean - p.ref_k;
  double cross = p.w2_djdk - shift_k * p.w2_dj - shift_j * p.w2_dk + shift_j * shift_k * p.w2;
  if (j == k) cross = std::max(cross, 0.0);
  const double correction = std::sqrt(a.n / (a.n - 1) * (b.n / (b.n - 1)));
  return correction * cross / (a.w * b.w);
}

double group_estimates::design_covariance(std::size_t j, std::size_t k) const {
  double total = 0;
  double lonely_strata = 0;
  double others = 0;
  for (const design_stratum& s : strata_) {
    double cross = 0;
    double sum_j = 0;
    double sum_k = 0;
    for (std::size_t u = s.first; u < s.last; ++u) {
      cross += influence_(u, j) * influence_(u, k);
      sum_j += influence_(u, j);
      sum_k += influence_(u, k);
    }
    const double remaining = 1 - s.sampled_share;
    if (s.units > 1) {
      // Units of the frame in which nobody of the group was met count as zeros.
      total += remaining * s.units / (s.units - 1) * (cross - sum_j * sum_k / s.units);
      others += 1;
    } else if (s.lonely) {
      lonely_strata += 1;
      if (rule_ == lonely_rule::adjust) total += remaining * cross;  // the influences' grand mean is 0
    }
  }
  if (rule_ == lonely_rule::average && lonely_strata > 0) {
    if (others == 0) return nan;
    total *= (others + lonely_strata) / others;
  }
  return j == k ? std::max(total, 0.0) : total;
}

double group_estimates::df(std::size_t j) const {
  if (!clustered()) return first_[j].n - 1;
  double units = 0;
  double strata = 0;
  for (const design_stratum& s : strata_) {
    double here = 0;
    for (std::size_t u = s.first; u < s.last; ++u) here += met_(u, j);
    units += here;
    strata += here > 0 ? 1 : 0;
  }
  return units - strata;
}

double group_estimates::spread(std::size_t j) const {
  if (!(first_[j].w > 0)) return nan;
  const pair_moments p = sums_->pair(j, j);
  const double shift = first_[j].mean - p.ref_j;
  return std::max(0.0, (p.w_djdk - 2 * shift * p.w_dj + shift * shift * p.w) / p.w);
}

double group_estimates::n_eff(std::size_t j) const {
  const measure_sums& a = first_[j];
  if (!(a.w > 0)) return 0;
  if (!weighted_ && !clustered()) return a.n;
  const double kish = a.w * a.w / a.w2;
  const double v = variance(j);
  const double s = spread(j);
  if (!(v > 0) || !(s > 0)) return kish;
  // A plain sample of n has variance spread / (n - 1).
  return s / v + (clustered() ? 0 : s / (v * (a.n - 1)));
}

matrix group_estimates::covariances(std::span<const std::size_t> measures) const {
  matrix out(measures.size(), measures.size());
  for (std::size_t a = 0; a < measures.size(); ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      out(a, b) = covariance(measures[a], measures[b]);
      out(b, a) = out(a, b);
    }
  }
  return out;
}

}  // namespace cxm
