// SPDX-License-Identifier: Apache-2.0
#include "quality/structure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::detail {
namespace {

using kind = factor_parameter_kind;

/// Gives out positions of free parameters: one for all groups where they are equal.
class numbering {
 public:
  explicit numbering(structure& s) : s_(s) {}
  void add(kind k, std::size_t to, std::size_t from, bool equal, const std::vector<double>& start) {
    int shared = -1;
    for (std::size_t g = 0; g < s_.groups; ++g) {
      if (!equal || shared < 0) shared = static_cast<int>(s_.free++);
      s_.places.push_back({k, g, to, from, shared, start[g]});
    }
  }
  void fix(kind k, std::size_t group, std::size_t to, std::size_t from, double value) {
    s_.places.push_back({k, group, to, from, -1, value});
  }
  void free(kind k, std::size_t group, std::size_t to, std::size_t from, double start) {
    s_.places.push_back({k, group, to, from, static_cast<int>(s_.free++), start});
  }

 private:
  structure& s_;
};

/// The first item below a variable.
std::size_t first_item(const factor_model& m, std::size_t variable) {
  while (variable >= m.items) variable = m.factors[variable - m.items].at(0);
  return variable;
}

bool freed(const factor_options& o, std::size_t item, invariance_level what) {
  return std::any_of(o.freed.begin(), o.freed.end(),
                     [&](const freed_item& f) { return f.item == item && f.what == what; });
}

void check_model(const factor_model& m) {
  const auto fault = [](const std::string& text) {
    throw error(errc::argument, "factor_model: " + text, "model");
  };
  if (m.items == 0 || m.factors.empty()) fault("there are no items or no factors");
  const std::size_t variables = m.items + m.factors.size();
  std::vector<int> named(variables, 0);
  for (std::size_t f = 0; f < m.factors.size(); ++f) {
    if (m.factors[f].empty()) fault("factor " + std::to_string(f) + " has no indicators");
    for (const std::size_t i : m.factors[f]) {
      if (i >= variables) {
        fault("factor " + std::to_string(f) + " names variable " + std::to_string(i) + ", but there are " +
              std::to_string(variables));
      }
      if (i >= m.items + f) fault("a factor comes before the factors of which it is made: no circles");
      ++named[i];
    }
  }
  for (std::size_t i = 0; i < m.items; ++i) {
    if (named[i] == 0) fault("item " + std::to_string(i) + " speaks of no factor; leave it out");
  }
}

}  // namespace

structure make_structure(const factor_model& m, std::span<const group_moments> start, bool means,
                         const factor_options& o) {
  check_model(m);
  structure s;
  s.items = m.items;
  s.variables = m.items + m.factors.size();
  s.groups = start.size();
  s.means = means;
  const auto at_least = [&](invariance_level l) { return static_cast<int>(o.equal) >= static_cast<int>(l); };
  numbering n(s);
  std::vector<bool> indicator(s.variables, false);
  const auto variance = [&](std::size_t g, std::size_t i) { return start[g].covariance(i, i); };

  for (std::size_t f = 0; f < m.factors.size(); ++f) {
    const std::size_t marker = first_item(m, m.factors[f][0]);
    for (std::size_t k = 0; k < m.factors[f].size(); ++k) {
      const std::size_t to = m.factors[f][k];
      indicator[to] = true;
      const bool equal = at_least(invariance_level::metric) && !freed(o, to, invariance_level::metric);
      if (k == 0 && !m.unit_variances) {
        for (std::size_t g = 0; g < s.groups; ++g) n.fix(kind::loading, g, to, m.items + f, 1);
        continue;
      }
      std::vector<double> guess(s.groups);
      const std::size_t item = first_item(m, to);
      for (std::size_t g = 0; g < s.groups; ++g) {
        const double sign = start[g].covariance(item, marker) < 0 ? -1 : 1;
        const double scale =
            m.unit_variances ? variance(g, item) / 2 : variance(g, item) / variance(g, marker);
        guess[g] = to < m.items ? sign * std::sqrt(scale) : 0.7;
      }
      n.add(kind::loading, to, m.items + f, equal, guess);
    }
  }
  for (std::size_t i = 0; i < s.variables; ++i) {
    const bool is_factor = i >= m.items;
    std::vector<double> guess(s.groups);
    for (std::size_t g = 0; g < s.groups; ++g) {
      guess[g] = variance(g, first_item(m, i)) / (is_factor && indicator[i] ? 4 : 2);
      if (is_factor && m.unit_variances) guess[g] = 1;
    }
    if (is_factor && m.unit_variances) {
      // Where loadings are equal, only one group's unit need be fixed.
      for (std::size_t g = 0; g < s.groups; ++g) {
        if (g > 0 && at_least(invariance_level::metric)) {
          n.free(kind::variance, g, i, i, 1);
        } else {
          n.fix(kind::variance, g, i, i, 1);
        }
      }
      continue;
    }
    const bool equal =
        !is_factor && at_least(invariance_level::strict) && !freed(o, i, invariance_level::strict);
    n.add(kind::variance, i, i, equal, guess);
  }
  for (std::size_t a = m.items; a < s.variables; ++a) {
    for (std::size_t b = m.items; b < a; ++b) {
      if (indicator[a] || indicator[b]) continue;
      n.add(kind::variance, a, b, false, std::vector<double>(s.groups, 0));
    }
  }
  if (means) {
    const bool scalar = at_least(invariance_level::scalar);
    for (std::size_t i = 0; i < m.items; ++i) {
      std::vector<double> guess(s.groups);
      for (std::size_t g = 0; g < s.groups; ++g) guess[g] = start[g].means[i];
      n.add(kind::mean, i, i, scalar && !freed(o, i, invariance_level::scalar), guess);
    }
    for (std::size_t f = m.items; f < s.variables; ++f) {
      for (std::size_t g = 0; g < s.groups; ++g) {
        if (g > 0 && scalar && !indicator[f]) {
          n.free(kind::mean, g, f, f, 0);
        } else {
          n.fix(kind::mean, g, f, f, 0);
        }
      }
    }
  }
  return s;
}

std::vector<double> start_values(const structure& s) {
  std::vector<double> sum(s.free, 0), count(s.free, 0);
  for (const place& p : s.places) {
    if (p.free < 0) continue;
    sum[static_cast<std::size_t>(p.free)] += p.value;
    count[static_cast<std::size_t>(p.free)] += 1;
  }
  for (std::size_t i = 0; i < s.free; ++i) sum[i] /= count[i];
  return sum;
}

implied_moments imply(const structure& s, std::span<const double> free, std::size_t group) {
  const std::size_t v = s.variables;
  matrix a(v, v), noise(v, v);
  std::vector<double> m(v, 0);
  for (const place& p : s.places) {
    if (p.group != group) continue;
    const double x = p.free < 0 ? p.value : free[static_cast<std::size_t>(p.free)];
    if (p.kind == kind::loading) {
      a(p.to, p.from) = x;
    } else if (p.kind == kind::variance) {
      noise(p.to, p.from) = noise(p.from, p.to) = x;
    } else {
      m[p.to] = x;
    }
  }
  // A is nilpotent: factors are made of variables that come before them.
  matrix t(v, v), power = a;
  for (std::size_t i = 0; i < v; ++i) t(i, i) = 1;
  while (std::any_of(power.values.begin(), power.values.end(), [](double x) { return x != 0; })) {
    for (std::size_t c = 0; c < t.values.size(); ++c) t.values[c] += power.values[c];
    power = stats::multiply(power, a);
  }
  implied_moments out;
  out.all = stats::multiply(stats::multiply(t, noise), stats::transpose(t));
  out.variable_means.assign(v, 0);
  for (std::size_t i = 0; i < v; ++i) {
    for (std::size_t j = 0; j < v; ++j) out.variable_means[i] += t(i, j) * m[j];
  }
  out.paths = matrix(s.items, v);
  std::copy_n(t.values.begin(), s.items * v, out.paths.values.begin());
  out.with_items = matrix(v, s.items);
  out.covariance = matrix(s.items, s.items);
  for (std::size_t i = 0; i < v; ++i) {
    for (std::size_t j = 0; j < s.items; ++j) {
      out.with_items(i, j) = out.all(i, j);
      if (i < s.items) out.covariance(i, j) = out.all(i, j);
    }
  }
  out.means.assign(out.variable_means.begin(),
                   out.variable_means.begin() + static_cast<std::ptrdiff_t>(s.items));
  return out;
}

std::vector<slope> slopes_of(const structure& s, const implied_moments& at, std::size_t group) {
  const auto path = [&](std::size_t variable) {
    std::vector<double> out(s.items);
    for (std::size_t i = 0; i < s.items; ++i) out[i] = at.paths(i, variable);
    return out;
  };
  std::vector<slope> out;
  for (const place& p : s.places) {
    if (p.group != group || p.free < 0) continue;
    slope d;
    d.free = static_cast<std::size_t>(p.free);
    d.u = path(p.to);
    if (p.kind == kind::mean) {
      d.by_mean = std::move(d.u);
      d.u.clear();
    } else if (p.kind == kind::loading) {
      d.factor = 1;
      const auto row = at.with_items.row(p.from);
      d.v.assign(row.begin(), row.end());
      if (s.means && at.variable_means[p.from] != 0) {
        d.by_mean = d.u;
        for (double& x : d.by_mean) x *= at.variable_means[p.from];
      }
    } else {
      d.factor = p.to == p.from ? 0.5 : 1;
      d.v = path(p.from);
    }
    out.push_back(std::move(d));
  }
  return out;
}

normal_objective::normal_objective(const structure& shape,
                                   std::vector<std::vector<stats::pattern_moments>> groups)
    : shape_(&shape), groups_(std::move(groups)) {
  for (const auto& g : groups_) {
    for (const auto& p : g) {
      n_ += p.n;
      observed_ += p.n * static_cast<double>(p.observed.size());
    }
  }
}

bool normal_objective::has_gaps() const {
  return std::any_of(groups_.begin(), groups_.end(),
                     [&](const auto& g) { return g.size() > 1 || g[0].observed.size() < shape_->items; });
}

double normal_objective::log_likelihood(double value) const {
  return -n_ * value - observed_ / 2 * stats::log(2 * std::numbers::pi);
}

void normal_objective::operator()(std::span<const double> at, bool slopes, stats::scoring_point& out) const {
  const structure& s = *shape_;
  const std::size_t p = s.items;
  stats::compensated_sum value;
  if (slopes) {
    out.gradient.assign(s.free, 0);
    out.information = matrix(s.free, s.free);
  }
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const implied_moments m = imply(s, at, g);
    const std::vector<slope> moves = slopes ? slopes_of(s, m, g) : std::vector<slope>{};
    for (const stats::pattern_moments& k : groups_[g]) {
      const std::size_t o = k.observed.size();
      matrix v(o, o);
      std::vector<double> d(o, 0);
      for (std::size_t i = 0; i < o; ++i) {
        if (s.means) d[i] = k.means[i] - m.means[k.observed[i]];
        for (std::size_t j = 0; j < o; ++j) v(i, j) = m.covariance(k.observed[i], k.observed[j]);
      }
      stats::spd_inverse inverse;
      try {
        inverse = stats::invert_spd(v);
      } catch (const error&) {
        out.value = std::numeric_limits<double>::infinity();
        return;
      }
      const double share = k.n / n_;
      double trace = 0;
      matrix seen(o, o);  // S + d d'
      for (std::size_t i = 0; i < o; ++i) {
        for (std::size_t j = 0; j < o; ++j) {
          seen(i, j) = k.covariance(i, j) + d[i] * d[j];
          trace += inverse.inverse(i, j) * seen(i, j);
        }
      }
      value.add(share * (inverse.log_determinant + trace) / 2);
      if (!slopes) continue;
      // Padded to all items, so that slopes need not be cut to each pattern.
      matrix precision(p, p), pull(p, p);  // V^-1; V^-1 - V^-1 (S + dd') V^-1
      std::vector<double> lean(p, 0);      // V^-1 d
      const matrix twice = stats::multiply(stats::multiply(inverse.inverse, seen), inverse.inverse);
      for (std::size_t i = 0; i < o; ++i) {
        for (std::size_t j = 0; j < o; ++j) {
          const double x = inverse.inverse(i, j);
          precision(k.observed[i], k.observed[j]) = x;
          pull(k.observed[i], k.observed[j]) = x - twice(i, j);
          lean[k.observed[i]] += x * d[j];
        }
      }
      const auto times = [p](const matrix& a, const std::vector<double>& x) {
        std::vector<double> y(x.empty() ? 0 : p, 0);
        for (std::size_t i = 0; i < y.size(); ++i) {
          for (std::size_t j = 0; j < p; ++j) y[i] += a(i, j) * x[j];
        }
        return y;
      };
      const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
        return sum;
      };
      std::vector<std::vector<double>> pu, pv, pm;
      for (const slope& a : moves) {
        pu.push_back(times(precision, a.u));
        pv.push_back(times(precision, a.v));
        pm.push_back(times(precision, a.by_mean));
        double pulled = 0;
        if (a.factor != 0) pulled += a.factor * dot(a.u, times(pull, a.v));
        if (!a.by_mean.empty()) pulled -= dot(lean, a.by_mean);
        out.gradient[a.free] += share * pulled;
      }
      for (std::size_t a = 0; a < moves.size(); ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
          double x = 0;
          if (moves[a].factor != 0 && moves[b].factor != 0) {
            x += moves[a].factor * moves[b].factor *
                 (dot(moves[a].v, pu[b]) * dot(moves[b].v, pu[a]) +
                  dot(moves[a].v, pv[b]) * dot(moves[b].u, pu[a]));
          }
          if (!moves[a].by_mean.empty() && !moves[b].by_mean.empty()) x += dot(moves[a].by_mean, pm[b]);
          out.information(moves[a].free, moves[b].free) += share * x;
          if (a != b) out.information(moves[b].free, moves[a].free) += share * x;
        }
      }
    }
  }
  out.value = value.value();
}

matrix observed_information(const normal_objective& f, std::span<const double> at) {
  const std::size_t q = at.size();
  matrix out(q, q);
  std::vector<double> x(at.begin(), at.end());
  stats::scoring_point point;
  for (std::size_t j = 0; j < q; ++j) {
    const double h = 1e-3 * std::max(0.1, std::fabs(at[j]));
    const auto gradient = [&](double by) {
      x[j] = at[j] + by;
      f(x, true, point);
      x[j] = at[j];
      return point.gradient;
    };
    const auto up = gradient(h), down = gradient(-h), up2 = gradient(2 * h), down2 = gradient(-2 * h);
    for (std::size_t i = 0; i < q; ++i) {
      out(i, j) = (8 * (up[i] - down[i]) - (up2[i] - down2[i])) / (12 * h);
    }
  }
  for (std::size_t i = 0; i < q; ++i) {
    for (std::size_t j = 0; j < i; ++j) out(i, j) = out(j, i) = (out(i, j) + out(j, i)) / 2;
  }
  return out;
}

matrix inverse_information(const matrix& information) {
  const std::size_t q = information.rows;
  matrix scaled = information;
  std::vector<double> root(q);
  for (std::size_t i = 0; i < q; ++i) root[i] = std::sqrt(std::max(information(i, i), 1e-300));
  for (std::size_t i = 0; i < q; ++i) {
    for (std::size_t j = 0; j < q; ++j) scaled(i, j) /= root[i] * root[j];
  }
  if (q > 0 && stats::eigen_symmetric(scaled).values.front() < 1e-9) {
    throw error(errc::numeric,
                "fit_factor_model: the data cannot tell the parameters apart; give a factor more items, or "
                "leave out a factor",
                "model");
  }
  matrix out = q > 0 ? stats::inverse_spd(scaled) : scaled;
  for (std::size_t i = 0; i < q; ++i) {
    for (std::size_t j = 0; j < q; ++j) out(i, j) /= root[i] * root[j];
  }
  return out;
}

void fill_parameters(factor_fit& fit, const structure& s, std::span<const double> at,
                     const matrix& covariance) {
  fit.groups = s.groups;
  fit.free = s.free;
  for (std::size_t g = 0; g < s.groups; ++g) {
    const implied_moments m = imply(s, at, g);
    std::vector<double> sd(s.variables);
    for (std::size_t i = 0; i < s.variables; ++i) sd[i] = std::sqrt(m.all(i, i));
    for (const kind k : {kind::loading, kind::variance, kind::mean}) {
      for (const place& p : s.places) {
        if (p.group != g || p.kind != k) continue;
        factor_parameter out;
        out.kind = k;
        out.group = g;
        out.to = p.to;
        out.from = p.from;
        out.free = p.free >= 0;
        const auto position = static_cast<std::size_t>(std::max(0, p.free));
        out.position = position;
        out.value = out.free ? at[position] : p.value;
        out.se = out.free ? std::sqrt(covariance(position, position)) : 0;
        if (k == kind::loading) {
          out.standardized = out.value * sd[p.from] / sd[p.to];
        } else if (k == kind::variance) {
          // A covariance of factors is a correlation; an error's is a share of the variance.
          out.standardized = out.value / (sd[p.to] * sd[p.from]);
          fit.improper = fit.improper || (p.to == p.from && out.value < 0) ||
                         (p.to != p.from && std::fabs(out.standardized) > 1);
        } else {
          out.standardized = out.value / sd[p.to];
        }
        fit.parameters.push_back(out);
      }
    }
    fit.implied_covariance.push_back(m.covariance);
    fit.implied_means.push_back(m.means);
  }
}

}  // namespace cxm::detail
