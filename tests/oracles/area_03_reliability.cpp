// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/estimate/scale_score.hpp"
#include "cxm/quality/exploratory_factors.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/quality/raters.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

using cxm::stats::deletion;

std::vector<cxm::column_view> items_of(const oracle_case& c) {
  std::vector<cxm::column_view> out;
  for (const auto& name : c.texts("items")) out.push_back(c.data()[name].view());
  return out;
}

double complete_rows(const std::vector<cxm::column_view>& items) {
  double n = 0;
  for (std::size_t i = 0; i < items.at(0).size(); ++i) {
    n += std::all_of(items.begin(), items.end(), [i](const auto& x) { return x.has(i); }) ? 1 : 0;
  }
  return n;
}

cxm::matrix covariance(const oracle_case& c, deletion how = deletion::listwise) {
  return cxm::stats::sample_covariance(items_of(c), how);
}

cxm::matrix correlations(const cxm::matrix& v) {
  cxm::matrix r = v;
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) r(i, j) = v(i, j) / std::sqrt(v(i, i) * v(j, j));
  }
  return r;
}

/// Lambda 6 of the correlations, as psych gives it.
double g6(const cxm::matrix& v) { return cxm::guttman_lambdas(correlations(v))[5]; }

cxm::matrix without(const cxm::matrix& v, std::size_t item) {
  cxm::matrix out(v.rows - 1, v.cols - 1);
  for (std::size_t i = 0, a = 0; i < v.rows; ++i) {
    if (i == item) continue;
    for (std::size_t j = 0, b = 0; j < v.cols; ++j) {
      if (j != item) out(a, b++) = v(i, j);
    }
    ++a;
  }
  return out;
}

json alpha(const oracle_case& c) {
  const auto items = items_of(c);
  const cxm::matrix v = covariance(c, deletion::pairwise);
  const auto r = cxm::summarise_correlations(v);
  const cxm::scored_column score = cxm::scale_scores(items, {.unit = cxm::score_unit::item_mean});
  const std::vector<cxm::column_view> one{score.view()};
  cxm::stats::compensated_sum sum;
  double n = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (score.present[i] == 0) continue;
    sum.add(score.values[i]);
    n += 1;
  }
  const double raw = cxm::cronbach_alpha(v);
  return {{"raw_alpha", raw},
          {"std_alpha", r.standardized_alpha},
          {"g6", g6(v)},
          {"average_r", r.mean},
          {"median_r", r.median},
          {"s_n", r.standardized_alpha / (1 - r.standardized_alpha)},
          {"ase", cxm::influence_error(cxm::alpha_influence(v), v, static_cast<double>(items[0].size()))},
          {"mean", sum.value() / n},
          {"sd", std::sqrt(cxm::stats::sample_covariance(one)(0, 0))}};
}

json alpha_listwise(const oracle_case& c) {
  const cxm::matrix v = covariance(c);
  const auto r = cxm::summarise_correlations(v);
  const auto k = static_cast<double>(v.rows);
  const double a = cxm::cronbach_alpha(v);
  const double total = cxm::stats::sum(v.values);
  double trace = 0;
  for (std::size_t i = 0; i < v.rows; ++i) trace += v(i, i);
  return {{"n", complete_rows(items_of(c))},
          {"k", k},
          {"raw_alpha", a},
          {"std_alpha", r.standardized_alpha},
          {"g6", g6(v)},
          {"average_r", r.mean},
          {"average_cov", (total - trace) / (k * (k - 1))},
          {"sem", std::sqrt(total * (1 - a))}};
}

json alpha_ci(const oracle_case& c) {
  const cxm::matrix v = covariance(c);
  const double n = complete_rows(items_of(c));
  const auto e = cxm::alpha_interval_feldt(v, n, c.number("conf", 0.95));
  const double z = cxm::stats::normal_quantile(0.5 + c.number("conf", 0.95) / 2);
  return {{"feldt", {{"lower", e.low}, {"upper", e.high}}},
          {"duhachek",
           {{"alpha", e.value}, {"ase", e.se}, {"lower", e.value - z * e.se}, {"upper", e.value + z * e.se}}},
          {"alpha", e.value},
          {"feldt_lower", e.low},
          {"feldt_upper", e.high},
          {"ase", e.se}};
}

json alpha_if_deleted(const oracle_case& c) {
  const auto names = c.texts("items");
  const auto items = items_of(c);
  const cxm::matrix v = covariance(c, deletion::pairwise);
  const cxm::matrix r = correlations(v);
  const auto all = cxm::items_in_scale(v);
  const auto standardized = cxm::items_in_scale(r);
  const cxm::scored_column score = cxm::scale_scores(items, {.unit = cxm::score_unit::item_mean});
  cxm::matrix shrunk = r;
  for (std::size_t i = 0; i < r.rows; ++i) shrunk(i, i) = all[i].smc;
  const double common = cxm::stats::sum(shrunk.values);
  json out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    const auto rest = cxm::summarise_correlations(without(v, i));
    out["raw_alpha"][name] = all[i].alpha_if_deleted;
    out["std_alpha"][name] = rest.standardized_alpha;
    out["g6"][name] = g6(without(v, i));
    out["average_r"][name] = rest.mean;
    const std::vector<cxm::column_view> both{items[i], score.view()};
    const cxm::matrix pair = cxm::stats::sample_covariance(both);
    out["r_raw"][name] = pair(0, 1) / std::sqrt(pair(0, 0) * pair(1, 1));
    out["r_std"][name] = standardized[i].total_correlation;
    out["r_cor"][name] = cxm::stats::sum(shrunk.row(i)) / std::sqrt(common);
    out["r_drop"][name] = all[i].rest_correlation;
    double n = 0, sum = 0;
    for (std::size_t row = 0; row < items[i].size(); ++row) {
      if (items[i].has(row)) n += 1, sum += items[i].values[row];
    }
    out["n"][name] = n;
    out["mean"][name] = sum / n;
    const std::vector<cxm::column_view> one{items[i]};
    out["sd"][name] = std::sqrt(cxm::stats::sample_covariance(one)(0, 0));
  }
  return out;
}

json item_total(const oracle_case& c) {
  const auto names = c.texts("items");
  const auto all = cxm::items_in_scale(covariance(c));
  json out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out["r_drop"][names[i]] = all[i].rest_correlation;
    out["r_total"][names[i]] = all[i].total_correlation;
    out["alpha_if_deleted"][names[i]] = all[i].alpha_if_deleted;
  }
  return out;
}

json split_half(const oracle_case& c) {
  const cxm::matrix r = correlations(covariance(c));
  const auto halves = cxm::split_halves(r);
  const auto lambda = cxm::guttman_lambdas(r);
  return {{"max", halves.largest},
          {"min", halves.smallest},
          {"mean", halves.mean},
          {"alpha", lambda[2]},
          {"lambda2", lambda[1]},
          {"lambda6", lambda[5]},
          {"average_r", cxm::summarise_correlations(r).mean}};
}

json guttman(const oracle_case& c) {
  const cxm::matrix r = correlations(covariance(c));
  const auto lambda = cxm::guttman_lambdas(r);
  return {{"lambda1", lambda[0]}, {"lambda2", lambda[1]}, {"lambda3", lambda[2]},
          {"lambda5", lambda[4]}, {"lambda6", lambda[5]}, {"beta", cxm::split_halves(r).smallest}};
}

json odd_even(const oracle_case& c) {
  const cxm::matrix v = covariance(c);
  cxm::matrix halves(2, 2);
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) halves(i % 2, j % 2) += v(i, j);
  }
  const double r = halves(0, 1) / std::sqrt(halves(0, 0) * halves(1, 1));
  return {{"r", r},
          {"spearman_brown", cxm::spearman_brown(r, 2)},
          {"flanagan_rulon", cxm::cronbach_alpha(halves)},
          {"guttman4", cxm::split_halves(halves).largest},
          {"kr_like_k2", cxm::spearman_brown(r, 3)}};
}

json omega(const oracle_case& c) {
  const auto names = c.texts("items");
  cxm::matrix v = covariance(c);
  const double n = complete_rows(items_of(c));
  for (double& x : v.values) x *= (n - 1) / n;
  auto fit = cxm::fit_one_factor(v, n);
  // The sign of a factor is arbitrary; the reference begins with a positive loading.
  if (fit.loadings[0] < 0) {
    for (double& l : fit.loadings) l = -l;
  }
  return {{"omega_total", fit.omega},
          {"omega_semTools", fit.omega_observed},
          {"omega_observed_denominator", fit.omega_observed},
          {"ave", fit.variance_extracted},
          {"cr_std", fit.composite_reliability},
          {"loadings", named(names, fit.loadings)},
          {"theta", named(names, fit.uniqueness)}};
}

json kr20(const oracle_case& c) {
  auto columns = items_of(c);
  std::vector<std::vector<double>> yes;
  const double n = complete_rows(columns);
  for (const auto& x : columns) {
    yes.emplace_back();
    for (const double value : x.values) yes.back().push_back(value >= 4 ? 1 : 0);
  }
  std::vector<cxm::column_view> views;
  for (std::size_t j = 0; j < yes.size(); ++j) views.emplace_back(yes[j], columns[j].present);
  const cxm::matrix v = cxm::stats::sample_covariance(views);
  const auto k = static_cast<double>(v.rows);
  double p = 0;
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    if (!std::all_of(columns.begin(), columns.end(), [i](const auto& x) { return x.has(i); })) continue;
    for (const auto& column : yes) p += column[i] / (n * k);
  }
  const double variance = cxm::stats::sum(v.values) * (n - 1) / n;
  return {{"kr20", cxm::cronbach_alpha(v)},
          {"alpha", cxm::cronbach_alpha(v)},
          {"kr21", k / (k - 1) * (1 - k * p * (1 - p) / variance)}};
}

/// Complete rows; a variable of more than 12 values is cut at its quartiles, as the suite does.
json ordinal_alpha(const oracle_case& c) {
  const auto names = c.texts("items");
  std::vector<const column*> all;
  for (const auto& name : names) all.push_back(&c.data()[name]);
  const auto keep = present_in_all(all);
  std::vector<std::vector<double>> x;
  for (const column* one : all) {
    x.push_back(values_where(*one, keep));
    std::vector<double> values = x.back();
    std::sort(values.begin(), values.end());
    std::vector<double> distinct = values;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    if (distinct.size() <= 12) continue;
    const auto quartile = [&](double p) {
      const double at = p * static_cast<double>(values.size() - 1);
      const auto low = static_cast<std::size_t>(at);
      const double part = at - static_cast<double>(low);
      return values[low] + part * (values[std::min(low + 1, values.size() - 1)] - values[low]);
    };
    const double q1 = quartile(0.25), q2 = quartile(0.5), q3 = quartile(0.75);
    for (double& v : x.back()) v = v <= q1 ? 1 : v <= q2 ? 2 : v <= q3 ? 3 : 4;
  }
  const cxm::matrix r = cxm::polychoric_matrix(x.size(), [&](std::size_t i, std::size_t j) {
    return cxm::count_table(cxm::column_view(x[i]), cxm::column_view(x[j]));
  });
  const auto summary = cxm::summarise_correlations(r);
  return {{"alpha_ordinal", summary.standardized_alpha},
          {"g6", g6(r)},
          {"average_r", summary.mean},
          {"polychoric", make_matrix(r, names, names)}};
}

json glb(const oracle_case& c) {
  const cxm::matrix v = covariance(c);
  return {{"glb", cxm::greatest_lower_bound(c.inputs["covmat"].get<bool>() ? v : correlations(v))}};
}

json hierarchical(const oracle_case& c) {
  const cxm::matrix r = correlations(covariance(c));
  const auto o = cxm::fit_hierarchical_omega(r, static_cast<std::size_t>(c.number("nf")));
  return {{"omega_h", o.omega_hierarchical},
          {"omega_lim", o.omega_limit},
          {"omega_tot", o.omega_total},
          {"alpha", cxm::cronbach_alpha(r)},
          {"g6", g6(r)}};
}

json icc_raters(const oracle_case& c) {
  std::vector<cxm::column_view> raters;
  for (const auto& name : c.data().names()) raters.push_back(c.data()[name].view());
  const auto r = cxm::intraclass_correlations(raters);
  static const char* names[]{"ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"};
  json out;
  for (std::size_t i = 0; i < 6; ++i) {
    out["icc"][names[i]] = r.icc[i].value;
    out["F"][names[i]] = r.f[i % 3];
    out["df1"][names[i]] = r.df1;
    out["df2"][names[i]] = r.df2[i % 3];
    out["lower"][names[i]] = r.icc[i].low;
    out["upper"][names[i]] = r.icc[i].high;
  }
  return out;
}

json kappa(const oracle_case& c) {
  const column &a = c.data()["rater1"], &b = c.data()["rater2"];
  cxm::matrix counts(5, 5);
  for (std::size_t i = 0; i < a.size(); ++i) {
    counts(static_cast<std::size_t>(a.values[i]) - 1, static_cast<std::size_t>(b.values[i]) - 1) += 1;
  }
  const std::string wt = c.text("wt");
  const auto k = cxm::cohen_kappa(counts, wt == "linear"      ? cxm::kappa_weights::linear
                                          : wt == "quadratic" ? cxm::kappa_weights::quadratic
                                                              : cxm::kappa_weights::none);
  return {{"po", k.observed}, {"pe", k.expected}, {"kappa", k.kappa.value}};
}

/// Missing as the kind's call says: rater r of row i at (1,1), (2,2), (3,3), (4,1), (5,2), (6,3).
json krippendorff(const oracle_case& c) {
  std::vector<column> columns;
  for (const auto& name : c.data().names()) columns.push_back(c.data()[name]);
  for (std::size_t i = 0; i < 6; ++i) columns.at(i % 3).present.at(i) = 0;
  std::vector<cxm::column_view> raters;
  for (const column& x : columns) raters.emplace_back(x.values, x.present);
  return {{"nominal", cxm::krippendorff_alpha(raters, cxm::rating_metric::nominal).value},
          {"interval", cxm::krippendorff_alpha(raters, cxm::rating_metric::interval).value}};
}

json retest(const oracle_case& c) {
  const auto r = cxm::test_retest(c.data()[c.text("a")].view(), c.data()[c.text("b")].view());
  return {{"n", r.correlation.n},
          {"r", r.correlation.value},
          {"sem", r.measurement_error},
          {"sdc95", r.detectable_change}};
}

const registrar area{{"glb_algebraic", glb},
                     {"omega_hierarchical_psych", hierarchical},
                     {"alpha_ordinal", ordinal_alpha},
                     {"alpha_ordinal_psych", ordinal_alpha},
                     {"alpha", alpha},
                     {"icc_raters", icc_raters},
                     {"cohen_kappa", kappa},
                     {"krippendorff_alpha", krippendorff},
                     {"test_retest", retest},
                     {"alpha_listwise", alpha_listwise},
                     {"alpha_ci", alpha_ci},
                     {"alpha_ci_psych", alpha_ci},
                     {"alpha_if_deleted", alpha_if_deleted},
                     {"item_total_listwise", item_total},
                     {"split_half", split_half},
                     {"guttman_lambda", guttman},
                     {"odd_even_split", odd_even},
                     {"omega_cfa", omega},
                     {"kr20", kr20}};

}  // namespace
}  // namespace oracles
