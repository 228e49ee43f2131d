// SPDX-License-Identifier: Apache-2.0
// What goes together: correlations, exploratory and confirmatory factors, invariance between groups.
#include <algorithm>
#include <cmath>
#include <limits>

#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/quality/correlation.hpp"
#include "cxm/quality/exploratory_factors.hpp"
#include "cxm/quality/factor_model.hpp"
#include "cxm/quality/invariance.hpp"
#include "cxm/quality/ordered_factor_model.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/stats/covariance.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_draws = 100000;

correlation_kind kind_of(std::int32_t kind) {
  return kind == CXM_CORRELATION_SPEARMAN  ? correlation_kind::spearman
         : kind == CXM_CORRELATION_KENDALL ? correlation_kind::kendall
                                           : correlation_kind::pearson;
}

void check_kind(const char* f, std::int32_t kind, std::int32_t last) {
  if (kind < CXM_CORRELATION_PEARSON || kind > last)
    refuse(f, "kind", "is " + std::to_string(kind) + ", which is no kind of correlation here");
}

/// Where no estimator refuses: a matrix and its names as rows a pair.
void add_pairs(table_maker& made, const std::vector<std::string>& names, const matrix& r, const matrix& n) {
  for (std::size_t i = 0; i < r.rows; ++i) {
    for (std::size_t j = 0; j < r.cols; ++j) made.row({names[i], names[j]}, {r(i, j), n(i, j)});
  }
}

double complete(const std::vector<column_view>& columns) {
  const auto keep = stats::complete_rows(columns);
  return static_cast<double>(std::count(keep.begin(), keep.end(), 1));
}

/// Correlations of complete rows.
matrix correlation_of(const numeric_columns& given) {
  return correlations(given.views(), correlation_kind::pearson, stats::deletion::listwise).r;
}

/// A factor model in words, over columns: `factor =~ a + b + c` a line (or before a semicolon).
struct described {
  factor_model model;
  std::vector<std::string> factors;
  std::vector<std::size_t> columns;  ///< of the items
  std::vector<std::string> names;    ///< of all variables, items first
};
described describe(const char* f, std::string_view text, const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> indicators;
  described out;
  std::string words(text);
  for (char& c : words) {
    if (c == '+') c = ' ';
    if (c == ';') c = '\n';
  }
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find('\n', begin), words.size());
    const std::string line = words.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t at = line.find("=~");
    const auto split = [](std::string_view part) {
      std::vector<std::string> found;
      for (std::size_t i = 0; i < part.size();) {
        const std::size_t first = part.find_first_not_of(" \t\r", i);
        if (first == std::string_view::npos) break;
        i = std::min(part.find_first_of(" \t\r", first), part.size());
        found.emplace_back(part.substr(first, i - first));
      }
      return found;
    };
    if (at == std::string::npos) {
      if (split(line).empty()) continue;
      refuse(f, "model", "has the line \"" + line + "\"; write factor =~ item + item + item");
    }
    const auto names = split(std::string_view(line).substr(0, at));
    if (names.size() != 1) refuse(f, "model", "has a line without one factor before =~");
    out.factors.push_back(names[0]);
    indicators.push_back(split(std::string_view(line).substr(at + 2)));
  }
  const auto place = [](const auto& in, const auto& what) {
    return static_cast<std::size_t>(std::find(in.begin(), in.end(), what) - in.begin());
  };
  for (const auto& line : indicators) {
    for (const std::string& i : line) {
      if (place(out.factors, i) < out.factors.size()) continue;
      const std::size_t column = place(columns, i);
      if (column == columns.size())
        refuse(f, "model", "names \"" + i + "\", which is no column and no factor");
      if (place(out.columns, column) == out.columns.size()) out.columns.push_back(column);
    }
  }
  for (const std::size_t c : out.columns) out.names.push_back(columns[c]);
  out.model.items = out.columns.size();
  for (const auto& line : indicators) {
    out.model.factors.emplace_back();
    for (const std::string& i : line) {
      const std::size_t factor = place(out.factors, i);
      out.model.factors.back().push_back(factor < out.factors.size() ? out.model.items + factor
                                                                     : place(out.columns, place(columns, i)));
    }
  }
  out.names.insert(out.names.end(), out.factors.begin(), out.factors.end());
  return out;
}

/// The items' rows by group; the numbers stay with whom they were given.
struct by_group {
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::vector<std::vector<std::uint8_t>>> present;
  std::vector<std::string> names;
  [[nodiscard]] std::vector<std::vector<column_view>> views() const {
    std::vector<std::vector<column_view>> out;
    for (std::size_t g = 0; g < values.size(); ++g) {
      out.emplace_back();
      for (std::size_t j = 0; j < values[g].size(); ++j) out.back().emplace_back(values[g][j], present[g][j]);
    }
    return out;
  }
};
by_group split(const char* f, const numeric_columns& given, const described& d,
               const std::optional<row_names>& group) {
  by_group out;
  out.names = group ? group->names() : std::vector<std::string>{""};
  if (group) same_rows(f, "group", group->codes().size(), given.rows);
  const std::vector<column_view> views = given.views();
  out.values.assign(out.names.size(), std::vector<std::vector<double>>(d.columns.size()));
  out.present.assign(out.names.size(), std::vector<std::vector<std::uint8_t>>(d.columns.size()));
  for (std::size_t i = 0; i < given.rows; ++i) {
    const std::int32_t code = group ? group->codes()[i] : 0;
    if (code < 0) continue;
    const auto g = static_cast<std::size_t>(code);
    for (std::size_t j = 0; j < d.columns.size(); ++j) {
      const column_view& c = views[d.columns[j]];
      out.values[g][j].push_back(c.has(i) ? c.values[i] : 0);
      out.present[g][j].push_back(c.has(i) ? 1 : 0);
    }
  }
  return out;
}

void add_measures(estimate_table& rows, const std::string& suffix, const factor_fit_measures& m) {
  rows.add_test("chi-squared" + suffix, m.chi_squared, m.df, m.p);
  rows.add_test("baseline" + suffix, m.baseline_chi_squared, m.baseline_df, none);
  rows.add("cfi" + suffix, m.cfi);
  rows.add("tli" + suffix, m.tli);
  estimate e;
  e.value = m.rmsea;
  e.low = m.rmsea_low;
  e.high = m.rmsea_high;
  e.level = 0.9;
  e.method = "noncentral chi-squared";
  rows.add("rmsea" + suffix, e, m.rmsea_close_p);
}

}  // namespace

void stat_correlations(const ::cxm_columns& columns, std::int32_t kind, std::int32_t listwise,
                       ::cxm_table*& out) {
  const char* const f = "cxm_stat_correlations";
  check_kind(f, kind, CXM_CORRELATION_PARTIAL);
  const numeric_columns given(f, "columns", columns);
  const std::vector<column_view> views = given.views();
  correlation_matrix c = correlations(views, kind_of(kind),
                                      listwise != 0 ? stats::deletion::listwise : stats::deletion::pairwise);
  if (kind == CXM_CORRELATION_POLYCHORIC) {
    c.r = polychoric_matrix(views.size(),
                            [&](std::size_t i, std::size_t j) { return count_table(views[i], views[j]); });
  } else if (kind == CXM_CORRELATION_PARTIAL) {
    c = correlations(views, correlation_kind::pearson, stats::deletion::listwise);
    c.r = partial_correlations(c.r);
  }
  table_maker made("correlations", {"a", "b"}, {"r", "n"});
  add_pairs(made, given.names, c.r, c.n);
  out = new_table(made.take());
}

void stat_correlation(const numbers& a, const numbers& b, std::int32_t kind, double level,
                      ::cxm_table*& out) {
  const char* const f = "cxm_stat_correlation";
  check_kind(f, kind, CXM_CORRELATION_POLYSERIAL);
  if (kind == CXM_CORRELATION_PARTIAL) refuse(f, "kind", "is partial, which needs more than two columns");
  same_rows(f, "b", b.size(), a.size());
  estimate_table rows("correlation");
  if (kind == CXM_CORRELATION_POLYSERIAL) {
    const polyserial_fit s = polyserial(a.view(), b.view(), level);
    rows.add("correlation", s.correlation);
    rows.add("two steps", s.two_step);
  } else if (kind == CXM_CORRELATION_POLYCHORIC) {
    const matrix counts = count_table(a.view(), b.view());
    const polychoric_fit two = polychoric(counts, polychoric_method::two_step, level);
    const polychoric_fit joint = polychoric(counts, polychoric_method::joint, level);
    rows.add("correlation", two.correlation);
    rows.add("maximum likelihood", joint.correlation);
    rows.add_test("normal pair", joint.chi_squared, joint.df, joint.p);
  } else {
    const correlation_test t = test_correlation(a.view(), b.view(), kind_of(kind), level);
    rows.add("correlation", t.correlation, t.p);
    rows.add("statistic", t.statistic);
    if (kind == CXM_CORRELATION_PEARSON)
      rows.add("from people", correlation_from_people(a.view(), b.view(), {}, level));
  }
  out = new_table(rows.take());
}

void stat_ordinal_association(const numbers& counts, std::int64_t columns, double level, ::cxm_table*& out) {
  const char* const f = "cxm_stat_ordinal_association";
  const std::vector<double>& given = counts.complete();
  if (columns < 1 || columns > largest_size || given.size() % static_cast<std::size_t>(columns) != 0)
    refuse(f, "columns", "is " + std::to_string(columns) + ", which does not divide the counts");
  if (given.size() > 10000) refuse(f, "counts", "has more than 10000 cells");
  matrix m(given.size() / static_cast<std::size_t>(columns), static_cast<std::size_t>(columns));
  m.values = given;
  const ordinal_association o = associate_ordinal(m, level);
  const polychoric_fit p = polychoric(m, polychoric_method::two_step, level);
  estimate_table rows("association");
  rows.add("gamma", o.gamma);
  rows.add("tau-b", o.tau_b);
  rows.add("tau-c", o.tau_c);
  rows.add("somers columns", o.somers_columns);
  rows.add("somers rows", o.somers_rows);
  rows.add("polychoric", p.correlation);
  rows.add_test("normal pair", p.chi_squared, p.df, p.p);
  out = new_table(rows.take());
}

void stat_mahalanobis(const ::cxm_columns& columns, out_array<double>& squared, out_array<double>& p) {
  const numeric_columns given("cxm_stat_mahalanobis", "columns", columns);
  mahalanobis_distances m = mahalanobis(given.views());
  squared.set(std::move(m.squared));
  p.set(std::move(m.p));
}

void stat_incomplete_moments(const ::cxm_columns& columns, ::cxm_table*& out, ::cxm_table*& means) {
  const numeric_columns given("cxm_stat_incomplete_moments", "columns", columns);
  const std::vector<column_view> views = given.views();
  const auto patterns = stats::moments_by_pattern(views);
  const stats::normal_moments m = stats::fit_normal_moments(patterns, views.size());
  table_maker made("moments", {"a", "b"}, {"covariance", "correlation"});
  table_maker centre("means", {"column"}, {"mean", "sd", "n"});
  for (std::size_t i = 0; i < views.size(); ++i) {
    centre.row({given.names[i]}, {m.means[i], std::sqrt(m.covariance(i, i)), m.n});
    for (std::size_t j = 0; j < views.size(); ++j)
      made.row({given.names[i], given.names[j]},
               {m.covariance(i, j), m.covariance(i, j) / std::sqrt(m.covariance(i, i) * m.covariance(j, j))});
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  means = new_table(centre.take());
  out = first.release();
}

void stat_factor_count(const ::cxm_columns& items, std::int64_t replicates, std::int64_t seed,
                       ::cxm_table*& out, ::cxm_table*& adequacy) {
  const char* const f = "cxm_stat_factor_count";
  if (replicates < 1 || replicates > most_draws) refuse(f, "replicates", "is " + std::to_string(replicates));
  const numeric_columns given(f, "items", items);
  const matrix r = correlation_of(given);
  const double n = complete(given.views());
  parallel_options o;
  o.replicates = static_cast<int>(replicates);
  o.seed = static_cast<std::uint64_t>(seed);
  const sampling_adequacy a = judge_correlations(r, n);
  const parallel_analysis p = analyse_parallel(r, n, o);
  table_maker made("eigenvalues", {}, {"observed", "noise_mean", "noise_limit"});
  for (std::size_t i = 0; i < p.observed.size(); ++i)
    made.row({}, {p.observed[i], p.noise_mean[i], p.noise_limit[i]});
  estimate_table rows("adequacy");
  rows.add("factors", static_cast<double>(p.factors));
  rows.add("n", n);
  rows.add("kmo", a.kmo);
  rows.add_test("uncorrelated", a.chi_squared, a.df, a.p);
  for (std::size_t i = 0; i < given.names.size(); ++i) {
    rows.add("msa " + given.names[i], a.msa[i]);
    rows.add("smc " + given.names[i], a.smc[i]);
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  adequacy = new_table(rows.take());
  out = first.release();
}

void stat_factors(const ::cxm_columns& items, std::int64_t factors, std::int32_t method,
                  std::int32_t rotation, ::cxm_table*& loadings, ::cxm_table*& fit) {
  const char* const f = "cxm_stat_factors";
  if (factors < 1 || factors > 1000) refuse(f, "factors", "is " + std::to_string(factors));
  if (method < CXM_FACTORS_MINRES || method > CXM_FACTORS_ML)
    refuse(f, "method", "is " + std::to_string(method));
  if (rotation < CXM_ROTATION_NONE || rotation > CXM_ROTATION_OBLIMIN)
    refuse(f, "rotation", "is " + std::to_string(rotation));
  const numeric_columns given(f, "items", items);
  const matrix r = correlation_of(given);
  const auto m = static_cast<std::size_t>(factors);
  const efa_fit found =
      fit_efa(r, m, method == CXM_FACTORS_ML ? efa_method::ml : efa_method::minres, complete(given.views()));
  rotated_loadings turned;
  turned.loadings = found.loadings;
  turned.phi = matrix(m, m);
  for (std::size_t k = 0; k < m; ++k) turned.phi(k, k) = 1;
  if (m > 1 && rotation == CXM_ROTATION_VARIMAX) turned = rotate_varimax(found.loadings);
  if (m > 1 && rotation == CXM_ROTATION_OBLIMIN) turned = rotate_oblimin(found.loadings);
  const matrix regression = score_weights(turned.loadings, turned.phi, r, score_method::regression);
  const matrix bartlett = score_weights(turned.loadings, turned.phi, r, score_method::bartlett);
  table_maker made(
      "loadings", {"item"},
      {"factor", "loading", "communality", "uniqueness", "regression_weight", "bartlett_weight"});
  for (std::size_t i = 0; i < given.names.size(); ++i) {
    for (std::size_t k = 0; k < m; ++k)
      made.row({given.names[i]}, {static_cast<double>(k + 1), turned.loadings(i, k), found.communalities[i],
                                  found.uniqueness[i], regression(i, k), bartlett(i, k)});
  }
  estimate_table rows("fit");
  rows.add_test("enough", found.chi_squared, found.df, found.p);
  rows.add("rmsea", found.rmsea);
  rows.add("tli", found.tli);
  rows.add("bic", found.bic);
  rows.add("rms", found.rms);
  rows.add("objective", found.objective);
  rows.add("heywood", found.heywood ? 1 : 0);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t k = 0; k < i; ++k)
      rows.add("phi " + std::to_string(k + 1) + " " + std::to_string(i + 1), turned.phi(i, k));
  }
  if (m > 1) {
    const hierarchical_omega o = fit_hierarchical_omega(r, m);
    rows.add("omega hierarchical", o.omega_hierarchical);
    rows.add("omega total", o.omega_total);
    rows.add("omega limit", o.omega_limit);
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  fit = new_table(rows.take());
  loadings = first.release();
}

void stat_factor_model(const ::cxm_columns& columns, std::string_view model,
                       const std::optional<row_names>& group, std::int32_t equal, std::int32_t answers,
                       ::cxm_table*& parameters, ::cxm_table*& fit) {
  const char* const f = "cxm_stat_factor_model";
  if (equal < CXM_EQUAL_FORM || equal > CXM_EQUAL_ERRORS) refuse(f, "equal", "is " + std::to_string(equal));
  const numeric_columns given(f, "columns", columns);
  const described d = describe(f, model, given.names);
  const by_group data = split(f, given, d, group);
  factor_options o;
  o.equal = static_cast<invariance_level>(equal);
  if (answers < CXM_ANSWERS_NORMAL || answers > CXM_ANSWERS_ORDERED)
    refuse(f, "answers", "is " + std::to_string(answers));
  o.robust = answers != CXM_ANSWERS_NORMAL;
  const bool ordered = answers == CXM_ANSWERS_ORDERED;
  if (ordered && data.names.size() > 1) refuse(f, "group", "has several groups; ordered answers take one");
  if (ordered && equal != CXM_EQUAL_FORM)
    refuse(f, "equal",
           "is " + std::to_string(equal) + "; in the one group of ordered answers nothing is equal");
  const auto views = data.views();
  ordered_factor_fit behind;
  if (ordered) behind = fit_ordered_factor_model(d.model, views[0]);
  const factor_fit found = ordered ? std::move(behind.fit) : fit_factor_model(d.model, views, o);
  table_maker made("parameters", {"kind", "group", "to", "from"}, {"value", "se", "standardized", "free"});
  static constexpr const char* kinds[] = {"loading", "variance", "mean"};
  for (const factor_parameter& p : found.parameters)
    made.row({kinds[static_cast<std::size_t>(p.kind)], data.names[p.group], d.names[p.to], d.names[p.from]},
             {p.value, p.se, p.standardized, p.free ? 1.0 : 0.0});
  for (std::size_t i = 0; i < behind.thresholds.size(); ++i) {
    for (std::size_t t = 0; t < behind.thresholds[i].size(); ++t) {
      const double at = behind.thresholds[i][t];
      made.row({"threshold", data.names[0], d.names[i], std::to_string(t + 1)},
               {at, behind.threshold_errors[i][t], at, 1});
    }
  }
  estimate_table rows("fit");
  add_measures(rows, "", found.measures);
  if (o.robust) {
    add_measures(rows, " scaled", found.scaled);
    if (ordered) rows.add("shift", behind.shift);
    rows.add("cfi robust", found.robust.cfi);
    rows.add("tli robust", found.robust.tli);
    rows.add("rmsea robust", found.robust.rmsea);
    rows.add("scaling", found.scaling);
  }
  rows.add("srmr", found.srmr);
  rows.add("gfi", found.gfi);
  rows.add("log-likelihood", found.log_likelihood);
  rows.add("aic", found.aic);
  rows.add("bic", found.bic);
  rows.add("n", found.n);
  rows.add("improper", found.improper ? 1 : 0);
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  fit = new_table(rows.take());
  parameters = first.release();
}

void stat_factor_scores(const ::cxm_columns& columns, std::string_view model, std::int32_t method,
                        ::cxm_table*& out) {
  const char* const f = "cxm_stat_factor_scores";
  if (method < CXM_SCORES_REGRESSION || method > CXM_SCORES_BARTLETT)
    refuse(f, "method", "is " + std::to_string(method));
  const numeric_columns given(f, "columns", columns);
  const described d = describe(f, model, given.names);
  const by_group data = split(f, given, d, std::nullopt);
  const auto views = data.views();
  factor_options o;
  o.robust = false;
  const matrix scores =
      factor_scores(d.model, fit_factor_model(d.model, views, o), views[0],
                    method == CXM_SCORES_BARTLETT ? score_method::bartlett : score_method::regression);
  result_table t;
  t.name = "scores";
  for (const std::string& name : d.factors) t.columns.push_back({name, false, {}, {0}, {}});
  for (std::size_t i = 0; i < scores.rows; ++i) {
    for (std::size_t k = 0; k < scores.cols; ++k) t.columns[k].add(scores(i, k));
    ++t.rows;
  }
  out = new_table(std::move(t));
}

void stat_invariance(const ::cxm_columns& columns, std::string_view model, const row_names& group,
                     double level, ::cxm_table*& steps, ::cxm_table*& differences) {
  const char* const f = "cxm_stat_invariance";
  const numeric_columns given(f, "columns", columns);
  const described d = describe(f, model, given.names);
  const by_group data = split(f, given, d, group);
  const invariance_test t = test_invariance(d.model, data.views(), level);
  static constexpr const char* levels[] = {"configural", "metric", "scalar", "strict"};
  const std::string verdict(invariance_verdict_names[static_cast<std::size_t>(t.verdict)]);
  table_maker made("steps", {"level", "verdict"},
                   {"chi_squared", "df", "cfi", "rmsea", "srmr", "chi_squared_change", "df_change",
                    "p_change", "cfi_change", "rmsea_change", "holds"});
  for (const invariance_step& s : t.steps) {
    const factor_fit_measures& m = std::isnan(s.fit.scaled.cfi) ? s.fit.measures : s.fit.scaled;
    made.row({levels[static_cast<std::size_t>(s.level)], verdict},
             {m.chi_squared, m.df, m.cfi, m.rmsea, s.fit.srmr, s.chi_squared, s.df, s.p, s.cfi_change,
              s.rmsea_change, s.holds ? 1.0 : 0.0});
  }
  table_maker each("differences", {"what", "name", "group"}, {"value", "se", "low", "high", "p", "apart"});
  for (std::size_t g = 1; g < data.names.size(); ++g) {
    for (const intercept_difference& i : t.differences) {
      const estimate& e = i.difference[g];
      const bool apart = std::find(t.apart.begin(), t.apart.end(), i.item) != t.apart.end();
      each.row({"intercept", d.names[i.item], data.names[g]},
               {e.value, e.se, e.low, e.high, i.p, apart ? 1.0 : 0.0});
    }
    for (std::size_t k = 0; k < d.factors.size(); ++k) {
      const estimate &mean = t.factor_means[g][k], &items = t.item_means[g][k];
      each.row({"factor", d.factors[k], data.names[g]},
               {mean.value, mean.se, mean.low, mean.high, none, 0.0});
      each.row({"items", d.factors[k], data.names[g]},
               {items.value, items.se, items.low, items.high, none, 0.0});
    }
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  differences = new_table(each.take());
  steps = first.release();
}

}  // namespace cxm::capi
