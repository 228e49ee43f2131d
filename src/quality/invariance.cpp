// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/invariance.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double lost_cfi = 0.01, least_cfi = 0.90, most_srmr = 0.08;
constexpr double significant = 0.05;

struct ratio {
  double chi_squared = 0, df = 0, p = 0;
};

/// Likelihood ratio of a model within another; scaled where both are.
ratio compare(const factor_fit& strict, const factor_fit& loose) {
  ratio out;
  out.df = strict.measures.df - loose.measures.df;
  out.chi_squared = std::max(0.0, strict.measures.chi_squared - loose.measures.chi_squared);
  if (std::isfinite(strict.scaling)) {
    const double before = std::isfinite(loose.scaling) ? loose.measures.df * loose.scaling : 0;
    const double scaling = (strict.measures.df * strict.scaling - before) / out.df;
    out.chi_squared /= scaling;  // may be negative, and is then as good as undefined (Satorra & Bentler 2001)
    if (!(scaling > 0)) out.chi_squared = nan_value;
  }
  out.p = std::isnan(out.chi_squared) ? nan_value : stats::chi_squared_upper(out.chi_squared, out.df);
  return out;
}

double cfi_of(const factor_fit& f) { return std::isnan(f.scaled.cfi) ? f.measures.cfi : f.scaled.cfi; }
double rmsea_of(const factor_fit& f) {
  const double r = std::isnan(f.scaled.rmsea) ? f.measures.rmsea : f.scaled.rmsea;
  return std::isnan(r) ? 0 : r;  // no degrees of freedom: nothing is lost
}

const char* method_of(const factor_fit& f) {
  return std::isnan(f.scaling) ? "maximum likelihood, normal answers"
                               : "maximum likelihood, error from people";
}

estimate difference(const factor_fit& f, factor_parameter_kind kind, std::size_t group, std::size_t variable,
                    double level) {
  const factor_parameter& own = *f.find(kind, group, variable, variable);
  const factor_parameter& first = *f.find(kind, 0, variable, variable);
  double variance = 0;
  if (group > 0) {
    if (own.free) variance += f.covariance(own.position, own.position);
    if (first.free) variance += f.covariance(first.position, first.position);
    if (own.free && first.free) variance -= 2 * f.covariance(own.position, first.position);
  }
  estimate e = interval_from_variance(own.value - first.value, std::max(0.0, variance), f.n, infinity, level);
  e.method = method_of(f);
  return e;
}

/// Factor mean of a group, less that of the first (which is 0), times the mean loading of its items; error by
/// the delta method. Loadings are equal in all groups.
estimate through_items(const factor_model& model, const factor_fit& f, std::size_t group, std::size_t factor,
                       double level) {
  const std::size_t variable = model.items + factor;
  const factor_parameter& mean = *f.find(factor_parameter_kind::mean, group, variable, variable);
  std::vector<double> slope(f.free, 0);
  double loading = 0;
  const auto items = static_cast<double>(model.factors[factor].size());
  for (const std::size_t i : model.factors[factor]) {
    const factor_parameter& l = *f.find(factor_parameter_kind::loading, group, i, variable);
    loading += l.value / items;
    if (l.free) slope[l.position] += mean.value / items;
  }
  if (mean.free) slope[mean.position] += loading;
  const double variance = stats::quadratic_form(f.covariance, slope, slope);
  estimate e = interval_from_variance(mean.value * loading, std::max(0.0, variance), f.n, infinity, level);
  e.method = method_of(f);
  return e;
}

/// The item (not yet free) whose equality costs most.
struct costly {
  std::size_t item = 0;
  double chi_squared = -1;
};

using fitter = std::function<factor_fit(const factor_options&)>;

invariance_test run(const factor_model& model, std::size_t groups, const fitter& fit, double level) {
  check_at_least("test_invariance", "the number of groups", groups, 2);
  check_level("test_invariance", "level", level);
  invariance_test out;
  for (const invariance_level l : {invariance_level::configural, invariance_level::metric,
                                   invariance_level::scalar, invariance_level::strict}) {
    invariance_step s;
    s.level = l;
    factor_options o;
    o.equal = l;
    s.fit = fit(o);
    s.chi_squared = s.df = s.p = s.cfi_change = s.rmsea_change = nan_value;
    if (out.steps.empty()) {
      s.holds = cfi_of(s.fit) >= least_cfi && s.fit.srmr <= most_srmr;
    } else {
      const factor_fit& before = out.steps.back().fit;
      const ratio r = compare(s.fit, before);
      s.chi_squared = r.chi_squared;
      s.df = r.df;
      s.p = r.p;
      s.cfi_change = cfi_of(s.fit) - cfi_of(before);
      s.rmsea_change = rmsea_of(s.fit) - rmsea_of(before);
      s.holds = s.cfi_change >= -lost_cfi;
    }
    out.steps.push_back(std::move(s));
  }
  const factor_fit& metric = out.steps[1].fit;
  const factor_fit& scalar = out.steps[2].fit;
  std::vector<double> cost(model.items);
  for (std::size_t i = 0; i < model.items; ++i) {
    factor_options o;
    o.equal = invariance_level::scalar;
    o.freed = {{i, invariance_level::scalar}};
    const factor_fit f = fit(o);
    const ratio r = compare(scalar, f);
    intercept_difference d{i, r.chi_squared, r.df, r.p, {}};
    for (std::size_t g = 0; g < groups; ++g) {
      d.difference.push_back(difference(f, factor_parameter_kind::mean, g, i, level));
    }
    cost[i] = scalar.measures.chi_squared - f.measures.chi_squared;
    out.differences.push_back(std::move(d));
  }

  const auto refuted = [&](const invariance_step& s) { return !s.holds && s.p < significant; };
  factor_fit partial;
  const factor_fit* of_means = &scalar;
  if (!out.steps[0].holds) {
    out.verdict = invariance_verdict::no_factor;
  } else if (!out.steps[1].holds) {
    out.verdict = refuted(out.steps[1]) ? invariance_verdict::different : invariance_verdict::unclear;
  } else if (out.steps[2].holds) {
    out.verdict = invariance_verdict::same;
  } else if (!refuted(out.steps[2])) {
    out.verdict = invariance_verdict::unclear;
  } else {
    out.verdict = invariance_verdict::relations;
    // Free the costliest, one by one, as long as more than half of each factor's items, and two, start alike.
    factor_options o;
    o.equal = invariance_level::scalar;
    const auto may_free = [&](std::size_t item) {
      for (const auto& indicators : model.factors) {
        if (std::find(indicators.begin(), indicators.end(), item) == indicators.end()) continue;
        std::size_t alike = 0;
        for (const std::size_t i : indicators) {
          const bool apart =
              std::any_of(o.freed.begin(), o.freed.end(), [&](const freed_item& f) { return f.item == i; });
          alike += i != item && !apart ? 1 : 0;
        }
        if (alike < 2 || 2 * alike <= indicators.size()) return false;
      }
      return true;
    };
    while (true) {
      costly worst;
      for (std::size_t i = 0; i < model.items; ++i) {
        const bool apart =
            std::any_of(o.freed.begin(), o.freed.end(), [&](const freed_item& f) { return f.item == i; });
        if (!apart && may_free(i) && cost[i] > worst.chi_squared) worst = {i, cost[i]};
      }
      if (worst.chi_squared < 0) break;
      o.freed.push_back({worst.item, invariance_level::scalar});
      out.apart.push_back(worst.item);
      partial = fit(o);
      if (cfi_of(partial) - cfi_of(metric) >= -lost_cfi) {
        out.verdict = invariance_verdict::partial;
        of_means = &partial;
        break;
      }
      for (std::size_t i = 0; i < model.items; ++i) {
        if (!may_free(i)) continue;
        factor_options more = o;
        more.freed.push_back({i, invariance_level::scalar});
        cost[i] = partial.measures.chi_squared - fit(more).measures.chi_squared;
      }
    }
    if (out.verdict == invariance_verdict::relations) out.apart.clear();
  }
  for (std::size_t g = 0; g < groups; ++g) {
    out.factor_means.emplace_back();
    out.item_means.emplace_back();
    for (std::size_t f = 0; f < model.factors.size(); ++f) {
      out.factor_means.back().push_back(
          difference(*of_means, factor_parameter_kind::mean, g, model.items + f, level));
      out.item_means.back().push_back(through_items(model, *of_means, g, f, level));
    }
  }
  return out;
}

}  // namespace

invariance_test test_invariance(const factor_model& model, std::span<const group_moments> groups,
                                double level) {
  return run(
      model, groups.size(), [&](const factor_options& o) { return fit_factor_model(model, groups, o); },
      level);
}

invariance_test test_invariance(const factor_model& model, std::span<const std::vector<column_view>> groups,
                                double level) {
  return run(
      model, groups.size(), [&](const factor_options& o) { return fit_factor_model(model, groups, o); },
      level);
}

}  // namespace cxm
