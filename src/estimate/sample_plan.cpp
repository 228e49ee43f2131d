// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/sample_plan.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <string>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/estimate/weights.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

using kind = planned_quantity::kind;
constexpr double infinity = std::numeric_limits<double>::infinity();

// Beyond this many answers a plan is of no use to anybody.
constexpr double most_answers = 1e15;

void check(const char* function, const planned_survey& s) {
  check_level(function, "level", s.level);
  check_positive(function, "design_effect", s.design_effect);
  check_positive(function, "response_rate", s.response_rate);
  check_share(function, "response_rate", s.response_rate);
  if (!(s.population >= 1)) {
    throw error(errc::argument,
                std::string(function) + ": population is " + detail::number_text(s.population) +
                    ", but must be at least 1 (infinite when it is large or unknown)",
                "population");
  }
}

void check(const char* function, const planned_quantity& q) { check_not_negative(function, "sd", q.sd); }

void check(const char* function, const planned_change& c) {
  check_level(function, "power", c.power);
  check_share(function, "overlap", c.overlap);
  check_finite(function, "correlation", c.correlation);
  if (std::fabs(c.correlation) > 1) {
    throw error(errc::argument,
                std::string(function) + ": correlation is " + detail::number_text(c.correlation) +
                    ", but must lie between -1 and 1",
                "correlation");
  }
}

void check_answers(const char* function, double n, const planned_survey& s) {
  check_positive(function, "n", n);
  if (n > s.population) {
    throw error(errc::argument,
                std::string(function) + ": n is " + detail::number_text(n) +
                    ", but the population has only " + detail::number_text(s.population),
                "n");
  }
}

/// (N - n)/(N - 1): what the rest of the population still leaves open.
double left(double n, double population) {
  if (std::isinf(population)) return 1;
  return population == 1 ? 0 : (population - n) / (population - 1);
}

double nps_sd(double promoters, double detractors) {
  const double net = promoters - detractors;
  return 100 * std::sqrt(std::max(0.0, promoters + detractors - net * net));
}

/// The quantity after a change. False when it leaves the scale.
bool move(planned_quantity& q, double change) {
  constexpr double slack = 1e-12;
  if (q.what == kind::share) {
    if (q.p + change < -slack || q.p + change > 1 + slack) return false;
    q = planned_quantity::share(std::clamp(q.p + change, 0.0, 1.0));
  } else if (q.what == kind::nps) {
    // Upwards passives become promoters, and when there are none left detractors do, which counts twice;
    // downwards promoters become passives, then passives detractors.
    const double net = change / 100;
    const double first =
        net > 0 ? std::min(net, 1 - q.promoters - q.detractors) : std::max(net, -q.promoters);
    const double rest = net - first;
    const double promoters = q.promoters + first + (rest > 0 ? rest / 2 : 0);
    const double detractors = q.detractors - (rest > 0 ? rest / 2 : rest);
    if (detractors < -slack || promoters > 1 + slack || promoters + detractors > 1 + slack) return false;
    q = planned_quantity::nps(std::clamp(promoters, 0.0, 1.0), std::clamp(detractors, 0.0, 1.0));
  }
  return true;
}

/// NaN when the change leaves the scale.
double power_of(double n, double change, const planned_quantity& q, const planned_change& c,
                const planned_survey& s) {
  planned_quantity after = q;
  if (!move(after, change)) return std::numeric_limits<double>::quiet_NaN();
  const double open = left(n, s.population);
  const double worth = n / s.design_effect;
  if (open <= 0) return 1;
  if (q.what == kind::share && !c.against_target && c.overlap == 0) {
    return power_of_two_shares(worth / open, q.p, after.p, s.level);
  }
  const double variance =
      c.against_target ? after.sd * after.sd
                       : q.sd * q.sd + after.sd * after.sd - 2 * c.overlap * c.correlation * q.sd * after.sd;
  const double se = std::sqrt(std::max(0.0, variance) / worth * open);
  if (se == 0) return 1;
  const double size = std::fabs(change) / se;
  if (q.what != kind::mean) {
    return stats::normal_cdf(size - stats::critical_value(s.level, infinity));
  }
  const double df = c.against_target || c.overlap == 1 ? worth - 1 : 2 * (worth - 1);
  if (!(df > 0)) return 0;
  const double critical = stats::critical_value(s.level, df);
  if (std::isinf(critical)) return 0;
  return std::clamp(1 - stats::noncentral_t_cdf(critical, df, size), 0.0, 1.0);
}

double margin_of(double n, const planned_quantity& q, const planned_survey& s) {
  const double worth = n / s.design_effect;
  const double df = q.what == kind::mean ? worth - 1 : infinity;
  if (!(df > 0)) return infinity;
  return stats::critical_value(s.level, df) * q.sd * std::sqrt(left(n, s.population) / worth);
}

/// The least whole n at which `enough` holds; it holds from there on.
template <class Predicate>
planned_size least_size(const planned_survey& s, Predicate enough) {
  double low = 0, high = std::min(16.0, std::floor(s.population));
  while (!enough(high)) {
    if (high >= std::floor(s.population) || high >= most_answers) return {high, high, false};
    low = high;
    high = std::min(high * 2, std::floor(s.population));
  }
  while (high - low > 1) {
    const double middle = std::floor(low + (high - low) / 2);
    (enough(middle) ? high : low) = middle;
  }
  planned_size out;
  out.answers = high;
  out.invitations = std::ceil(high / s.response_rate - 1e-9);
  out.reachable = out.invitations <= s.population;
  return out;
}

}  // namespace

planned_quantity planned_quantity::share(double p) {
  check_share("planned_quantity::share", "p", p);
  planned_quantity q;
  q.what = kind::share;
  q.p = p;
  q.sd = std::sqrt(p * (1 - p));
  return q;
}

planned_quantity planned_quantity::nps(double promoters, double detractors) {
  constexpr const char* function = "planned_quantity::nps";
  check_share(function, "promoters", promoters);
  check_share(function, "detractors", detractors);
  check_share(function, "promoters + detractors", std::max(0.0, promoters + detractors - 1e-12));
  planned_quantity q;
  q.what = kind::nps;
  q.promoters = promoters;
  q.detractors = detractors;
  q.sd = nps_sd(promoters, detractors);
  return q;
}

planned_quantity planned_quantity::mean(double sd) {
  check_not_negative("planned_quantity::mean", "sd", sd);
  planned_quantity q;
  q.sd = sd;
  return q;
}

planned_quantity planned_quantity::from(const estimate& e) {
  if (!e.defined() || !std::isfinite(e.se) || !(e.n > 0)) {
    throw error(
        errc::argument,
        "planned_quantity::from: the estimate has no standard error, so nothing says how much answers "
        "differ; state a standard deviation instead",
        "estimate");
  }
  return mean(e.se * std::sqrt(e.n));
}

double planned_design_effect(double cluster_size, double icc, double weight_cv) {
  check_not_negative("planned_design_effect", "weight_cv", weight_cv);
  const double clusters = cluster_design_effect(cluster_size, icc);
  // A negative correlation may not take more than all of the variance.
  check_positive("planned_design_effect", "1 + (cluster_size - 1) icc", clusters);
  return clusters * (1 + weight_cv * weight_cv);
}

double planned_margin(double n, const planned_quantity& q, const planned_survey& s) {
  constexpr const char* function = "planned_margin";
  check(function, q);
  check(function, s);
  check_answers(function, n, s);
  return margin_of(n, q, s);
}

double planned_power(double n, double change, const planned_quantity& q, const planned_change& c,
                     const planned_survey& s) {
  constexpr const char* function = "planned_power";
  check(function, q);
  check(function, c);
  check(function, s);
  check_answers(function, n, s);
  check_finite(function, "change", change);
  const double power = power_of(n, change, q, c, s);
  if (std::isnan(power)) {
    throw error(errc::argument,
                std::string(function) + ": a change of " + detail::number_text(change) + " leaves the scale",
                "change");
  }
  return power;
}

double detectable_change(double n, const planned_quantity& q, const planned_change& c,
                         const planned_survey& s) {
  constexpr const char* function = "detectable_change";
  check(function, q);
  check(function, c);
  check(function, s);
  check_answers(function, n, s);
  if (q.what == kind::mean && !(n / s.design_effect > 1)) return std::numeric_limits<double>::quiet_NaN();
  const double sign =
      (q.what == kind::share && q.p > 0.5) || (q.what == kind::nps && q.promoters > q.detractors) ? -1 : 1;
  double low = 0, high = 0;
  if (q.what == kind::mean) {
    if (q.sd == 0 || left(n, s.population) <= 0) return 0;
    high = q.sd;
    while (power_of(n, high, q, c, s) < c.power) high *= 2;
  } else {
    high = q.what == kind::share
               ? (sign < 0 ? q.p : 1 - q.p)
               : 100 * (sign < 0 ? 1 + q.promoters - q.detractors : 1 - q.promoters + q.detractors);
    if (!(power_of(n, sign * high, q, c, s) >= c.power)) return std::numeric_limits<double>::quiet_NaN();
  }
  while (high - low > 1e-12 * high) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (power_of(n, sign * middle, q, c, s) < c.power ? low : high) = middle;
  }
  return sign * high;
}

planned_size size_for_margin(double margin, const planned_quantity& q, const planned_survey& s) {
  constexpr const char* function = "size_for_margin";
  check(function, q);
  check(function, s);
  check_positive(function, "margin", margin);
  // A margin that is met exactly must not fail by rounding.
  return least_size(s, [&](double n) { return margin_of(n, q, s) <= margin * (1 + 1e-12); });
}

planned_size size_for_change(double change, const planned_quantity& q, const planned_change& c,
                             const planned_survey& s) {
  constexpr const char* function = "size_for_change";
  check(function, q);
  check(function, c);
  check(function, s);
  check_finite(function, "change", change);
  check_positive(function, "the size of change", std::fabs(change));
  planned_quantity after = q;
  if (!move(after, change)) {
    throw error(errc::argument,
                std::string(function) + ": a change of " + detail::number_text(change) + " leaves the scale",
                "change");
  }
  return least_size(s, [&](double n) { return power_of(n, change, q, c, s) >= c.power - 1e-12; });
}

std::vector<double> allocate_answers(std::span<const planned_unit> units, double total, allocation_rule rule,
                                     double least) {
  constexpr const char* function = "allocate_answers";
  check_at_least(function, "units", units.size(), 1);
  check_not_negative(function, "least", least);
  check_not_negative(function, "total", total);
  std::vector<double> out;
  double given = 0, people = 0;
  for (const planned_unit& u : units) {
    check_finite(function, "population", u.population);
    check_not_negative(function, "population", u.population);
    check_not_negative(function, "sd", u.sd);
    out.push_back(std::min(std::ceil(least), std::floor(u.population)));
    given += out.back();
    people += std::floor(u.population);
  }
  total = std::floor(total);
  if (total < given || total > people) {
    throw error(errc::argument,
                std::string(function) + ": total is " + std::to_string(static_cast<long long>(total)) +
                    ", but must lie between the least numbers' sum, " +
                    std::to_string(static_cast<long long>(given)) + ", and the people, " +
                    std::to_string(static_cast<long long>(people)),
                "total");
  }
  // What the next answer of a unit is worth.
  const auto worth = [&](std::size_t h) {
    const double n = out[h];
    switch (rule) {
      case allocation_rule::neyman: {
        const double size = units[h].population * units[h].sd;
        return n == 0 ? (size > 0 ? infinity : -1) : size / std::sqrt(n * (n + 1));
      }
      case allocation_rule::proportional:
        return units[h].population / (2 * n + 1);
      case allocation_rule::equal:
        return -n;
    }
    return 0.0;
  };
  const auto later = [](const std::pair<double, std::size_t>& a, const std::pair<double, std::size_t>& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  };
  std::priority_queue<std::pair<double, std::size_t>, std::vector<std::pair<double, std::size_t>>,
                      decltype(later)>
      next(later);
  for (std::size_t h = 0; h < units.size(); ++h) {
    if (out[h] + 1 <= std::floor(units[h].population)) next.emplace(worth(h), h);
  }
  for (; given < total; given += 1) {
    const std::size_t h = next.top().second;
    next.pop();
    out[h] += 1;
    if (out[h] + 1 <= std::floor(units[h].population)) next.emplace(worth(h), h);
  }
  return out;
}

double allocated_se(std::span<const planned_unit> units, std::span<const double> answers) {
  check_same_size("allocated_se", "units", units.size(), "answers", answers.size());
  double people = 0, variance = 0;
  for (const planned_unit& u : units) people += u.population;
  for (std::size_t h = 0; h < units.size(); ++h) {
    if (units[h].population == 0) continue;
    if (!(answers[h] > 0)) return infinity;
    const double share = units[h].population / people;
    variance += share * share * units[h].sd * units[h].sd / answers[h] *
                std::max(0.0, 1 - answers[h] / units[h].population);
  }
  return std::sqrt(variance);
}

}  // namespace cxm
