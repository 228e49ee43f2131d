// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/group_estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// A stratum of which less than this share is left out is drawn in full, as in survey::onestrat.
constexpr double full = 1e-7;

/// Rounding may leave a variance below 0; one that does not exist stays NaN.
double not_negative(double variance) { return variance < 0 ? 0.0 : variance; }

/// Populations given as shares become counts; what cannot be is refused.
void settle_populations(design_frame& frame) {
  bool above = false;
  bool below = false;
  for (const design_frame::stratum& h : frame.strata) {
    above = above || h.population > 1;
    below = below || (h.population > 0 && h.population < 1);
  }
  if (above && below) {
    throw error(
        errc::data,
        "the population sizes (fpc) mix counts above 1 and shares below 1; give one kind for all strata",
        "fpc");
  }
  for (design_frame::stratum& h : frame.strata) {
    if (!(h.population > 0)) continue;
    if (!above) h.population = h.units / h.population;
    if (h.population < h.units) {
      throw error(errc::data,
                  "stratum '" + h.id + "' has a population (fpc) of " + detail::number_text(h.population) +
                      ", but " + detail::number_text(h.units) + " sampling units were drawn from it",
                  "fpc");
    }
  }
}

}  // namespace

design_frame design_frame::of(const group_sums& whole, lonely_rule rule, const given_replicates& replicates) {
  design_frame frame;
  frame.lonely = rule;
  frame.replicates = replicates;
  for (const psu_total& unit : whole.psu_totals()) {  // sorted by (stratum, psu)
    if (frame.strata.empty() || frame.strata.back().id != unit.stratum) {
      frame.strata.push_back({unit.stratum, 0, 0, {}});
    }
    frame.strata.back().units += 1;
    frame.strata.back().population = std::max(frame.strata.back().population, unit.fpc);
    frame.strata.back().names.push_back(unit.psu);
  }
  for (const stratum_part& part : whole.strata()) {
    frame.strata.push_back({part.stratum, part.sums->rows(), part.population, {}});
  }
  settle_populations(frame);
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
  if (!frame || frame->empty()) return;
  rule_ = frame->lonely;
  if (!frame->replicates.rscales.empty()) {
    load_replicates(*frame);
  } else if (!frame->strata.front().names.empty()) {
    load_units(*frame);
  } else {
    load_people(*frame);
  }
}

group_estimates::design_stratum group_estimates::stratum_of(const design_frame::stratum& h) const {
  design_stratum s;
  s.units = h.units;
  s.sampled_share = h.population > 0 ? std::min(1.0, h.units / h.population) : 0;
  if (1 - s.sampled_share < full) s.sampled_share = 1;
  s.lonely = h.units == 1 && s.sampled_share < 1;
  return s;
}

void group_estimates::refuse_lonely(const design_frame::stratum& h, const design_stratum& s) const {
  if (!s.lonely || rule_ != lonely_rule::fail) return;
  throw error(errc::numeric,
              "stratum '" + h.id +
                  "' has a single sampling unit, so its variance cannot be estimated; merge "
                  "it with a neighbour or choose a rule for lonely strata (certainty, adjust, average)",
              "lonely");
}

void group_estimates::load_units(const design_frame& frame) {
  how_ = way::units;
  const std::vector<psu_total> units = sums_->psu_totals();
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
  std::size_t before = 0;  // units of the frame in earlier strata
  for (const design_frame::stratum& h : frame.strata) {
    design_stratum s = stratum_of(h);
    s.first = next;
    auto at = h.names.begin();
    while (next < units.size() && units[next].stratum == h.id) {
      at = std::lower_bound(at, h.names.end(), units[next].psu);
      unit_at_.push_back(before + static_cast<std::size_t>(at - h.names.begin()));
      ++next;
    }
    s.last = next;
    before += h.names.size();
    refuse_lonely(h, s);
    lonely_ = lonely_ || (s.lonely && s.last > s.first);
    strata_.push_back(std::move(s));
  }
  if (next != units.size()) {
    throw error(
        errc::argument,
        "group_estimates: stratum '" + units[next].stratum + "' is not in the frame of the whole sample",
        "frame");
  }
}

void group_estimates::load_people(const design_frame& frame) {
  how_ = way::people;
  const auto parts = sums_->strata();
  influence_ = matrix(frame.strata.size(), plan_.size());
  met_ = matrix(frame.strata.size(), plan_.size());
  std::size_t next = 0;
  for (std::size_t h = 0; h < frame.strata.size(); ++h) {
    design_stratum s = stratum_of(frame.strata[h]);
    refuse_lonely(frame.strata[h], s);
    if (next < parts.size() && parts[next].stratum == frame.strata[h].id) {
      s.part = parts[next++].sums;
      lonely_ = lonely_ || s.lonely;
      for (std::size_t j = 0; j < plan_.size(); ++j) {
        const measure_sums m = s.part->measure(j);
        met_(h, j) = m.n;
        if (m.w > 0) influence_(h, j) = m.w * (m.mean - first_[j].mean) / first_[j].w;
      }
    }
    strata_.push_back(std::move(s));
  }
  if (next != parts.size()) {
    throw error(
        errc::argument,
        "group_estimates: stratum '" + parts[next].stratum + "' is not in the frame of the whole sample",
        "frame");
  }
}

void group_estimates::load_replicates(const design_frame& frame) {
  how_ = way::replicates;
  replicates_ = frame.replicates;
  const std::size_t count = replicates_.rscales.size();
  influence_ = matrix(count, plan_.size());
  for (std::size_t j = 0; j < plan_.size(); ++j) {
    double centre = 0;
    double used = 0;
    for (std::size_t r = 0; r < count; ++r) {
      influence_(r, j) = sums_->replicate_mean(r, j);
      if (!(replicates_.rscales[r] > 0)) continue;
      centre += influence_(r, j);
      used += 1;
    }
    centre = replicates_.mse ? first_[j].mean : centre / used;
    for (std::size_t r = 0; r < count; ++r) influence_(r, j) -= centre;
  }
}

double group_estimates::n(std::size_t j) const { return first_[j].n; }
double group_estimates::people(std::size_t j) const { return sums_->people_present(j); }
double group_estimates::weight(std::size_t j) const { return first_[j].w; }
double group_estimates::mean(std::size_t j) const { return first_[j].w > 0 ? first_[j].mean : nan; }

double group_estimates::shared_products(const group_sums& shared, const measure_sums& a, std::size_t j,
                                        const measure_sums& b, std::size_t k, bool pairs) {
  if (j != k && !pairs) return nan;
  const pair_moments p = shared.pair(j, k);
  if (p.n == 0) return 0;  // nobody answered both: no shared people, no covariance
  const double shift_j = a.mean - p.ref_j;
  const double shift_k = b.mean - p.ref_k;
  const double cross = p.w2_djdk - shift_k * p.w2_dj - shift_j * p.w2_dk + shift_j * shift_k * p.w2;
  return cross / (a.w * b.w);
}

template <class Within, class SumA, class SumB>
double group_estimates::over_strata(Within within, SumA sum_a, SumB sum_b) const {
  double total = 0;
  double lonely_strata = 0;
  double others = 0;
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    const design_stratum& s = strata_[h];
    const double remaining = 1 - s.sampled_share;
    if (!s.lonely) others += 1;
    if (s.units > 1 && remaining > 0) {
      // Units of the frame in which nobody of the group was met count as zeros.
      total += remaining * s.units / (s.units - 1) * (within(h) - sum_a(h) * sum_b(h) / s.units);
    } else if (s.lonely) {
      lonely_strata += 1;
      // The influences' grand mean is 0.
      if (rule_ == lonely_rule::adjust || rule_ == lonely_rule::grand_mean) total += remaining * within(h);
    }
  }
  if (rule_ == lonely_rule::average && lonely_strata > 0) {
    if (others == 0) return nan;
    total *= (others + lonely_strata) / others;
  }
  return total;
}

double group_estimates::covariance(std::size_t j, std::size_t k) const {
  const double c = covariance_with(j, *this, k, this);
  return j == k ? not_negative(c) : c;
}

double group_estimates::covariance_with(std::size_t j, const group_estimates& other, std::size_t k,
                                        const group_estimates* shared) const {
  const measure_sums& a = first_[j];
  const measure_sums& b = other.first_[k];
  if (!(a.w > 0) || !(b.w > 0)) return nan;
  const bool pairs = shared == nullptr || shared->pairs_;
  if (how_ == way::plain) {
    if (a.n < 2 || b.n < 2) return nan;
    if (shared == nullptr) return 0;
    const double correction = std::sqrt(a.n / (a.n - 1) * (b.n / (b.n - 1)));
    return correction * shared_products(*shared->sums_, a, j, b, k, pairs);
  }
  if (how_ == way::replicates) {
    double total = 0;
    for (std::size_t r = 0; r < influence_.rows; ++r) {
      total += replicates_.rscales[r] * influence_(r, j) * other.influence_(r, k);
    }
    return replicates_.scale * total;
  }
  if (how_ == way::people) {
    return over_strata(
        [&](std::size_t h) {
          if (shared == nullptr || shared->strata_[h].part == nullptr) return 0.0;
          return shared_products(*shared->strata_[h].part, a, j, b, k, pairs);
        },
        [&](std::size_t h) { return influence_(h, j); },
        [&](std::size_t h) { return other.influence_(h, k); });
  }
  const auto sum = [](const group_estimates& g, std::size_t h, std::size_t m) {
    double s = 0;
    for (std::size_t u = g.strata_[h].first; u < g.strata_[h].last; ++u) s += g.influence_(u, m);
    return s;
  };
  return over_strata(
      [&](std::size_t h) {
        // Both list the units of the stratum in the frame's order.
        double cross = 0;
        std::size_t v = other.strata_[h].first;
        for (std::size_t u = strata_[h].first; u < strata_[h].last; ++u) {
          while (v < other.strata_[h].last && other.unit_at_[v] < unit_at_[u]) ++v;
          if (v == other.strata_[h].last) break;
          if (other.unit_at_[v] == unit_at_[u]) cross += influence_(u, j) * other.influence_(v, k);
        }
        return cross;
      },
      [&](std::size_t h) { return sum(*this, h, j); }, [&](std::size_t h) { return sum(other, h, k); });
}

double group_estimates::paired_share_variance(std::size_t j, std::size_t k) const {
  if (how_ == way::units || how_ == way::replicates) {
    return not_negative(variance(j) + variance(k) - 2 * covariance(j, k));
  }
  if (!pairs_ && j != k) return nan;
  const pair_moments all = sums_->pair(j, k);
  if (!(all.w > 0)) return nan;
  const double difference = (all.ref_j - all.ref_k) + (all.w_dj - all.w_dk) / all.w;
  // y_j - y_k is 1 or -1 on discordant rows, so w^2 (y_j - y_k)^2 needs the squared weights of these:
  // w2 y_j + w2 y_k - 2 w2 y_j y_k.
  const auto squares = [&](const pair_moments& m) {
    const double w2_j = m.w2_dj + m.ref_j * m.w2;
    const double w2_k = m.w2_dk + m.ref_k * m.w2;
    const double w2_jk = m.w2_djdk + m.ref_j * m.w2_dk + m.ref_k * m.w2_dj + m.ref_j * m.ref_k * m.w2;
    return (w2_j + w2_k - 2 * w2_jk - 2 * difference * (w2_j - w2_k) + difference * difference * m.w2) /
           (all.w * all.w);
  };
  if (how_ == way::plain) return squares(all);
  const auto sum = [&](std::size_t h) {
    if (strata_[h].part == nullptr) return 0.0;
    const pair_moments m = strata_[h].part->pair(j, k);
    return (m.w_dj + m.ref_j * m.w - m.w_dk - m.ref_k * m.w - difference * m.w) / all.w;
  };
  return not_negative(over_strata(
      [&](std::size_t h) { return strata_[h].part == nullptr ? 0.0 : squares(strata_[h].part->pair(j, k)); },
      sum, sum));
}

namespace {

/// Sums of weights (or of their squares) as columns: codes, kinds of missing, all answered.
std::vector<double> columns_of(const item_counts& c, bool squared) {
  std::vector<double> out = squared ? c.w2_code : c.w_code;
  const double* missing = squared ? c.w2_missing : c.w_missing;
  out.insert(out.end(), missing, missing + 5);
  out.push_back(squared ? c.w2_answered : c.w_answered);
  return out;
}

}  // namespace

answer_error group_estimates::error_of(std::size_t item, const answer_ratio& form, double ratio) const {
  const item_counts counts = sums_->item(item);
  const std::vector<double> w = columns_of(counts, false);
  const std::size_t columns = w.size();
  double base = 0;
  for (std::size_t c = 0; c < columns; ++c) base += form.base[c] * w[c];
  if (!(base > 0)) return {nan, 0};
  // The influence of a row is that of the columns in which it counts.
  std::vector<double> influence(columns);
  for (std::size_t c = 0; c < columns; ++c) influence[c] = (form.part[c] - ratio * form.base[c]) / base;
  const auto linear = [&](std::span<const double> of) {
    double sum = 0;
    for (std::size_t c = 0; c < columns; ++c) sum += influence[c] * of[c];
    return sum;
  };
  // A row stands in one column, but for a chosen option, which stands in that of all answered too.
  const double answered = influence.back();
  const auto quadratic = [&](const item_counts& of) {
    const std::vector<double> w2 = columns_of(of, true);
    double sum = answered * answered * w2.back();
    for (std::size_t c = 0; c + 1 < columns; ++c) {
      const bool code = c + 6 < columns;
      const double both = influence[c] + (code ? answered : 0);
      if (influence[c] != 0) sum += w2[c] * (both * both - (code ? answered * answered : 0));
    }
    return sum;
  };
  const auto rows_of = [&](const item_counts& of) {
    double rows = form.base.back() != 0 ? of.answered : 0;
    for (std::size_t c = 0; c < of.code.size(); ++c) rows += form.base[c] != 0 ? of.code[c] : 0;
    for (std::size_t k = 0; k < 5; ++k) rows += form.base[of.code.size() + k] != 0 ? of.missing[k] : 0;
    return rows;
  };
  const double n = rows_of(counts);
  if (how_ == way::plain) {
    if (counts.w2_code.size() != counts.code.size()) return {nan, n - 1};
    return {n > 1 ? n / (n - 1) * std::max(0.0, quadratic(counts)) : nan, n - 1};
  }
  if (how_ == way::people) {
    std::vector<item_counts> parts(strata_.size());
    double strata = 0;
    for (std::size_t h = 0; h < strata_.size(); ++h) {
      if (strata_[h].part == nullptr) continue;
      parts[h] = strata_[h].part->item(item);
      if (parts[h].w2_code.size() != parts[h].code.size()) return {nan, 0};
      strata += rows_of(parts[h]) > 0 ? 1 : 0;
    }
    const auto sum = [&](std::size_t h) {
      return strata_[h].part == nullptr ? 0.0 : linear(columns_of(parts[h], false));
    };
    const double v = over_strata(
        [&](std::size_t h) { return strata_[h].part == nullptr ? 0.0 : quadratic(parts[h]); }, sum, sum);
    return {not_negative(v), n - strata};
  }
  const matrix by = how_ == way::units ? sums_->unit_item(item) : sums_->replicate_item(item);
  if (by.rows == 0) return {nan, df(0)};
  if (how_ == way::replicates) {
    std::vector<double> theta(by.rows);
    double centre = 0;
    double used = 0;
    for (std::size_t r = 0; r < by.rows; ++r) {
      double part = 0;
      double whole = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        part += form.part[c] * by(r, c);
        whole += form.base[c] * by(r, c);
      }
      theta[r] = part / whole;
      if (!(replicates_.rscales[r] > 0)) continue;
      centre += theta[r];
      used += 1;
    }
    centre = replicates_.mse ? ratio : centre / used;
    double v = 0;
    for (std::size_t r = 0; r < by.rows; ++r) {
      v += replicates_.rscales[r] * (theta[r] - centre) * (theta[r] - centre);
    }
    return {replicates_.scale * v, df(0)};
  }
  std::vector<double> z(by.rows);
  double met = 0;
  double strata = 0;
  for (const design_stratum& s : strata_) {
    double here = 0;
    for (std::size_t u = s.first; u < s.last; ++u) {
      z[u] = linear(by.row(u));
      double weight = 0;
      for (std::size_t c = 0; c < columns; ++c) weight += form.base[c] * by(u, c);
      here += weight > 0 ? 1 : 0;
    }
    met += here;
    strata += here > 0 ? 1 : 0;
  }
  const auto over = [&](std::size_t h, bool square) {
    double sum = 0;
    for (std::size_t u = strata_[h].first; u < strata_[h].last; ++u) sum += square ? z[u] * z[u] : z[u];
    return sum;
  };
  const auto sum = [&](std::size_t h) { return over(h, false); };
  const double v = over_strata([&](std::size_t h) { return over(h, true); }, sum, sum);
  return {not_negative(v), met - strata};
}

double group_estimates::distribution_variance(std::size_t j, std::size_t slots, double share) const {
  if (how_ == way::units || how_ == way::replicates || !(first_[j].w > 0)) return nan;
  const auto within = [&](const value_distribution& d) {
    double below = 0;
    double above = 0;
    for (std::size_t i = 0; i < d.w2.size(); ++i) (i < slots ? below : above) += d.w2[i];
    return ((1 - share) * (1 - share) * below + share * share * above) / (first_[j].w * first_[j].w);
  };
  if (how_ == way::plain) {
    const value_distribution d = sums_->distribution(j);
    if (d.w2.empty() || first_[j].n < 2) return nan;
    return first_[j].n / (first_[j].n - 1) * within(d);
  }
  std::vector<value_distribution> parts(strata_.size());
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    if (strata_[h].part == nullptr) continue;
    parts[h] = strata_[h].part->distribution(j);
    if (parts[h].w2.empty()) return nan;
  }
  const auto sum = [&](std::size_t h) {
    double z = 0;
    for (std::size_t i = 0; i < parts[h].w.size(); ++i) z += parts[h].w[i] * ((i < slots ? 1 : 0) - share);
    return z / first_[j].w;
  };
  return not_negative(over_strata([&](std::size_t h) { return within(parts[h]); }, sum, sum));
}

double group_estimates::df(std::size_t j) const {
  if (how_ == way::plain) return first_[j].n - 1;
  if (how_ == way::replicates) {
    return replicates_.df > 0 ? replicates_.df : static_cast<double>(replicates_.rscales.size()) - 1;
  }
  double units = 0;
  double strata = 0;
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    double here = how_ == way::people ? met_(h, j) : 0;
    for (std::size_t u = strata_[h].first; u < strata_[h].last; ++u) here += met_(u, j);
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
  if (!weighted_ && !under_design()) return a.n;
  const double kish = a.w * a.w / a.w2;
  const double v = variance(j);
  const double s = spread(j);
  if (!(v > 0) || !(s > 0)) return kish;
  // A plain sample of n has variance spread / (n - 1).
  return s / v + (under_design() ? 0 : s / (v * (a.n - 1)));
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
