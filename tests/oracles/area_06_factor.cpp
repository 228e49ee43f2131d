// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <sstream>

#include "cxm/quality/exploratory_factors.hpp"
#include "cxm/quality/factor_model.hpp"
#include "cxm/quality/invariance.hpp"
#include "cxm/quality/ordered_factor_model.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

using kind = cxm::factor_parameter_kind;

/// A model in lavaan's words: one `factor =~ a + b + c` a line; items in the order in which they occur.
struct described {
  cxm::factor_model model;
  std::vector<std::string> items, factors;
  [[nodiscard]] std::string name(std::size_t variable) const {
    return variable < items.size() ? items[variable] : factors[variable - items.size()];
  }
};
described describe(const std::string& text) {
  std::vector<std::pair<std::string, std::vector<std::string>>> lines;
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find("=~");
    if (at == std::string::npos) continue;
    const auto words = [](std::string part) {
      std::replace(part.begin(), part.end(), '+', ' ');
      std::stringstream s(part);
      std::vector<std::string> out;
      for (std::string w; s >> w;) out.push_back(w);
      return out;
    };
    lines.emplace_back(words(line.substr(0, at)).at(0), words(line.substr(at + 2)));
  }
  described out;
  for (const auto& [factor, indicators] : lines) out.factors.push_back(factor);
  const auto position = [](const std::vector<std::string>& in_these, const std::string& name) {
    return static_cast<std::size_t>(std::find(in_these.begin(), in_these.end(), name) - in_these.begin());
  };
  for (const auto& [factor, indicators] : lines) {
    for (const auto& i : indicators) {
      if (position(out.factors, i) == out.factors.size() && position(out.items, i) == out.items.size()) {
        out.items.push_back(i);
      }
    }
  }
  out.model.items = out.items.size();
  for (const auto& [factor, indicators] : lines) {
    out.model.factors.emplace_back();
    for (const auto& i : indicators) {
      const std::size_t f = position(out.factors, i);
      out.model.factors.back().push_back(f < out.factors.size() ? out.items.size() + f
                                                                : position(out.items, i));
    }
  }
  return out;
}

/// The columns of the model's items, split by the values of a column where there is one (in the order in
/// which they occur, as lavaan has them); complete rows unless gaps are to count.
struct samples {
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::vector<std::vector<std::uint8_t>>> present;
  [[nodiscard]] std::vector<std::vector<cxm::column_view>> views() const {
    std::vector<std::vector<cxm::column_view>> out;
    for (std::size_t g = 0; g < values.size(); ++g) {
      out.emplace_back();
      for (std::size_t j = 0; j < values[g].size(); ++j) out.back().emplace_back(values[g][j], present[g][j]);
    }
    return out;
  }
  [[nodiscard]] std::vector<cxm::group_moments> moments(bool means) const {
    std::vector<cxm::group_moments> out;
    for (const auto& g : views()) {
      const auto p = cxm::stats::moments_by_pattern(g).at(0);
      out.push_back({p.n, means ? p.means : std::vector<double>{}, p.covariance});
    }
    return out;
  }
};
samples split(const oracle_case& c, const std::vector<std::string>& items, const std::string& by, bool gaps) {
  std::vector<const column*> columns;
  for (const auto& name : items) columns.push_back(&c.data()[name]);
  const auto complete = present_in_all(columns);
  std::vector<std::string> labels;
  samples out;
  for (std::size_t i = 0; i < complete.size(); ++i) {
    if (!gaps && complete[i] == 0) continue;
    const std::string label = by.empty() ? "" : c.data()[by].text[i];
    auto at = std::find(labels.begin(), labels.end(), label);
    if (at == labels.end()) {
      at = labels.insert(labels.end(), label);
      out.values.emplace_back(items.size());
      out.present.emplace_back(items.size());
    }
    const auto g = static_cast<std::size_t>(at - labels.begin());
    for (std::size_t j = 0; j < items.size(); ++j) {
      out.values[g][j].push_back(columns[j]->values[i]);
      out.present[g][j].push_back(columns[j]->present[i]);
    }
  }
  return out;
}

void put(json& fit, const cxm::factor_fit_measures& m, const std::string& suffix) {
  fit["chisq" + suffix] = m.chi_squared;
  fit["df" + suffix] = m.df;
  fit["pvalue" + suffix] = m.p;
  fit["cfi" + suffix] = m.cfi;
  fit["tli" + suffix] = m.tli;
  fit["rmsea" + suffix] = m.rmsea;
  fit["rmsea.ci.lower" + suffix] = m.rmsea_low;
  fit["rmsea.ci.upper" + suffix] = m.rmsea_high;
  fit["baseline.chisq" + suffix] = m.baseline_chi_squared;
}

json results(const described& d, const cxm::factor_fit& f) {
  json est = json::object(), se = json::object(), z = json::object(), standard = json::object();
  for (const auto& p : f.parameters) {
    const std::string group = f.groups > 1 ? "g" + std::to_string(p.group + 1) + ":" : "";
    const auto write = [&](const std::string& key) {
      est[key] = p.value;
      se[key] = p.se;
      z[key] = p.free ? p.value / p.se : 0;
      standard[key] = p.standardized;
    };
    const std::string to = group + d.name(p.to), from = group + d.name(p.from);
    if (p.kind == kind::loading) {
      write(from + "=~" + d.name(p.to));
    } else if (p.kind == kind::variance) {
      write(to + "~~" + d.name(p.from));
      if (p.to != p.from) write(from + "~~" + d.name(p.to));
    } else {
      write(to + "~1");
    }
  }
  json fit = json::object();
  put(fit, f.measures, "");
  put(fit, f.scaled, ".scaled");
  put(fit, f.robust, ".robust");
  fit["nnfi"] = f.measures.tli;
  fit["rni"] = f.measures.cfi;
  fit["rfi"] = f.measures.rfi;
  fit["nfi"] = f.measures.nfi;
  fit["ifi"] = f.measures.ifi;
  fit["logl"] = f.log_likelihood;
  fit["unrestricted.logl"] = f.saturated_log_likelihood;
  fit["aic"] = f.aic;
  fit["bic"] = f.bic;
  fit["bic2"] = f.adjusted_bic;
  fit["rmsea.pvalue"] = f.measures.rmsea_close_p;
  fit["rmr"] = f.rmr;
  fit["srmr"] = f.srmr;
  fit["gfi"] = f.gfi;
  fit["agfi"] = f.agfi;
  fit["baseline.df"] = f.measures.baseline_df;
  fit["ntotal"] = f.n;
  fit["chisq.scaling.factor"] = f.scaling;
  return {{"est", est}, {"se", se}, {"z", z}, {"std_all", standard}, {"fit", fit}};
}

bool says(const oracle_case& c, const std::string& words) {
  return c.call_text().find(words) != std::string::npos;
}

json cfa(const oracle_case& c) {
  described d = describe(c.text("model"));
  d.model.unit_variances = says(c, "std.lv = TRUE");
  const auto x = split(c, d.items, c.text("group", ""), false);
  const bool groups = x.values.size() > 1;
  cxm::factor_options options;
  if (says(c, "\"intercepts\"")) options.equal = cxm::invariance_level::scalar;
  return results(d, cxm::fit_factor_model(d.model, x.moments(groups), options));
}

json cfa_robust(const oracle_case& c) {
  const described d = describe(c.text("model"));
  const auto x = split(c, d.items, "", false);
  return results(d, cxm::fit_factor_model(d.model, x.views()));
}

json cfa_ordered(const oracle_case& c) {
  const described d = describe(c.text("model"));
  const auto x = split(c, d.items, "", false);
  const auto f = cxm::fit_ordered_factor_model(d.model, x.views().at(0), false);
  json out = results(d, f.fit);
  const auto put_fixed = [&](const std::string& key, double value, double se, double standard) {
    out["est"][key] = value;
    out["se"][key] = se;
    out["z"][key] = se > 0 ? value / se : 0;
    out["std_all"][key] = standard;
  };
  for (std::size_t j = 0; j < d.items.size(); ++j) {
    for (std::size_t t = 0; t < f.thresholds[j].size(); ++t) {
      put_fixed(d.items[j] + "|t" + std::to_string(t + 1), f.thresholds[j][t], f.threshold_errors[j][t],
                f.thresholds[j][t]);
    }
    put_fixed(d.items[j] + "~*~" + d.items[j], 1, 0, 1);
    put_fixed(d.items[j] + "~1", 0, 0, 0);
  }
  for (const auto& name : d.factors) put_fixed(name + "~1", 0, 0, 0);
  out["fit"]["ntotal"] = f.fit.n;
  return out;
}

json cfa_scores(const oracle_case& c) {
  const described d = describe(c.text("model"));
  const auto x = split(c, d.items, "", false);
  const auto fit = cxm::fit_factor_model(d.model, x.moments(false));
  const auto columns = x.views().at(0);
  json out = json::object();
  for (const auto& [name, method] : {std::pair{"regression", cxm::score_method::regression},
                                     std::pair{"bartlett", cxm::score_method::bartlett}}) {
    const auto scores = cxm::factor_scores(d.model, fit, columns, method);
    cxm::matrix first(6, scores.cols);
    std::copy_n(scores.values.begin(), first.values.size(), first.values.begin());
    std::vector<double> sd;
    for (std::size_t f = 0; f < scores.cols; ++f) {
      double sum = 0, squares = 0;
      const auto n = static_cast<double>(scores.rows);
      for (std::size_t i = 0; i < scores.rows; ++i) sum += scores(i, f) / n;
      for (std::size_t i = 0; i < scores.rows; ++i) squares += (scores(i, f) - sum) * (scores(i, f) - sum);
      sd.push_back(std::sqrt(squares / (n - 1)));
    }
    out[std::string(name) + "_first6"] = make_matrix(first, {}, d.factors);
    out[std::string(name) + "_sd"] = named(d.factors, sd);
  }
  return out;
}

json invariance(const oracle_case& c) {
  const described d = describe(c.text("model"));
  const auto x = split(c, d.items, c.text("group"), false);
  const auto t = cxm::test_invariance(d.model, x.moments(true));
  const std::vector<std::string> rows{"chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic"};
  cxm::matrix fits(rows.size(), t.steps.size());
  std::vector<double> chi, df, p;
  for (std::size_t s = 0; s < t.steps.size(); ++s) {
    const auto& f = t.steps[s].fit;
    const auto& m = f.measures;
    const std::vector<double> values{m.chi_squared, m.df, m.p, m.cfi, m.tli, m.rmsea, f.srmr, f.aic, f.bic};
    for (std::size_t r = 0; r < values.size(); ++r) fits(r, s) = values[r];
    if (s == 0) continue;
    chi.push_back(t.steps[s].chi_squared);
    df.push_back(t.steps[s].df);
    p.push_back(t.steps[s].p);
  }
  std::vector<double> means, errors;
  for (std::size_t f = 0; f < d.factors.size(); ++f) {
    const auto* m = t.steps[2].fit.find(kind::mean, 1, d.items.size() + f, d.items.size() + f);
    means.push_back(m->value);
    errors.push_back(m->se);
  }
  return {{"fit", make_matrix(fits, rows, {"configural", "metric", "scalar", "strict"})},
          {"chisq_diff", chi},
          {"df_diff", df},
          {"p_diff", p},
          {"latent_mean_diff", named(d.factors, means)},
          {"latent_mean_se", named(d.factors, errors)}};
}

json invariance_robust(const oracle_case& c) {
  const described d = describe(c.text("model"));
  const auto x = split(c, d.items, c.text("group"), false);
  const auto t = cxm::test_invariance(d.model, x.views());
  std::vector<double> chi, df, p, scaled;
  for (std::size_t s = 0; s < 3; ++s) {
    scaled.push_back(t.steps[s].fit.scaled.chi_squared);
    if (s == 0) continue;
    chi.push_back(t.steps[s].chi_squared);
    df.push_back(t.steps[s].df);
    p.push_back(t.steps[s].p);
  }
  return {{"chisq_diff", chi}, {"df_diff", df}, {"p_diff", p}, {"chisq_scaled", scaled}};
}

struct correlated {
  std::vector<std::string> names;
  std::vector<std::vector<double>> standardized;  ///< complete rows
  cxm::matrix r;
  double n = 0;
};
correlated correlate(const oracle_case& c) {
  correlated out;
  out.names = c.texts("v");
  std::vector<const column*> columns;
  for (const auto& name : out.names) columns.push_back(&c.data()[name]);
  const auto keep = present_in_all(columns);
  std::vector<cxm::column_view> views;
  for (const column* one : columns) out.standardized.push_back(values_where(*one, keep));
  for (const auto& x : out.standardized) views.emplace_back(x);
  out.n = static_cast<double>(out.standardized[0].size());
  const cxm::matrix v = cxm::stats::sample_covariance(views);
  out.r = v;
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j)
      out.r(i, j) = i == j ? 1 : v(i, j) / std::sqrt(v(i, i) * v(j, j));
    double mean = 0;
    for (const double x : out.standardized[i]) mean += x / out.n;
    for (double& x : out.standardized[i]) x = (x - mean) / std::sqrt(v(i, i));
  }
  return out;
}

/// Places and signs of columns are arbitrary: those of the expected matrix that lie nearest, one by one.
struct matching {
  std::vector<std::size_t> place;
  std::vector<double> sign;
};
matching match(const cxm::matrix& l, const json& expected) {
  matching out;
  const auto& values = expected["values"];
  std::vector<bool> taken(l.cols, false);
  for (std::size_t j = 0; j < l.cols; ++j) {
    double least = 1e300, sign = 1;
    std::size_t at = 0;
    for (std::size_t k = 0; k < l.cols; ++k) {
      for (const double s : {1.0, -1.0}) {
        double distance = 0;
        for (std::size_t i = 0; i < l.rows; ++i) {
          const double d = s * l(i, k) - to_number(values[i][j]);
          distance += d * d;
        }
        if (!taken[k] && distance < least) least = distance, at = k, sign = s;
      }
    }
    taken[at] = true;
    out.place.push_back(at);
    out.sign.push_back(sign);
  }
  return out;
}
cxm::matrix arranged(const cxm::matrix& l, const matching& m) {
  cxm::matrix out = l;
  for (std::size_t i = 0; i < l.rows; ++i) {
    for (std::size_t j = 0; j < l.cols; ++j) out(i, j) = m.sign[j] * l(i, m.place[j]);
  }
  return out;
}
const json& expected(const oracle_case& c) { return c.document["expected"]; }

cxm::matrix matrix_of(const json& m) {
  cxm::matrix out(m["values"].size(), m["values"][0].size());
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < out.cols; ++j) out(i, j) = to_number(m["values"][i][j]);
  }
  return out;
}

json efa(const oracle_case& c) {
  const correlated x = correlate(c);
  const bool ml = c.kind == "efa_ml" || c.kind == "efa_factanal" || c.text("fm", "") == "ml";
  const auto f = cxm::fit_efa(x.r, static_cast<std::size_t>(c.number("m")),
                              ml ? cxm::efa_method::ml : cxm::efa_method::minres, x.n);
  const auto l = arranged(f.loadings, match(f.loadings, expected(c)["loadings"]));
  std::vector<std::string> factors;
  if (expected(c)["loadings"].contains("cols")) {
    for (const auto& name : expected(c)["loadings"]["cols"]) factors.push_back(name);
  }
  std::vector<double> squares(l.cols, 0);
  for (std::size_t i = 0; i < l.rows; ++i) {
    for (std::size_t j = 0; j < l.cols; ++j) squares[j] += l(i, j) * l(i, j);
  }
  std::vector<double> eigen = f.reduced_eigenvalues;
  if (expected(c).contains("eigen_reduced"))
    eigen.resize(std::min(eigen.size(), expected(c)["eigen_reduced"].size()));
  return {{"loadings", make_matrix(l, x.names, factors)},
          {"communalities", named(x.names, f.communalities)},
          {"uniquenesses", named(x.names, f.uniqueness)},
          {"ss_loadings", named(factors, squares)},
          {"objective", f.objective},
          {"chisq_bartlett", f.chi_squared},
          {"chisq_n1", (x.n - 1) * f.discrepancy},
          {"statistic", f.df > 0 ? f.chi_squared : std::nan("")},
          {"chi_emp", f.empirical_chi_squared},
          {"df", f.df},
          {"dof", f.df},
          {"p", f.p},
          {"rmsea", f.rmsea},
          {"tli", f.tli},
          {"bic", f.bic},
          {"rms", f.rms},
          {"fit", f.fit},
          {"eigen_reduced", eigen}};
}

json eigenvalues(const oracle_case& c) {
  const correlated x = correlate(c);
  const auto a = cxm::judge_correlations(x.r, x.n);
  const auto one = cxm::fit_efa(x.r, 1, cxm::efa_method::minres, x.n);
  double determinant = 1, above = 0;
  for (const double v : a.eigenvalues) {
    determinant *= v;
    above += v > 1 ? 1 : 0;
  }
  return {{"eigen_pc", a.eigenvalues},
          {"eigen_reduced_smc", a.reduced_eigenvalues},
          {"eigen_fa1", one.reduced_eigenvalues},
          {"smc", named(x.names, a.smc)},
          {"kmo", a.kmo},
          {"msa", named(x.names, a.msa)},
          {"bartlett_chisq", a.chi_squared},
          {"bartlett_p", a.p},
          {"bartlett_df", a.df},
          {"kaiser", above},
          {"condition", a.eigenvalues.front() / a.eigenvalues.back()},
          {"det", determinant}};
}

json rotation(const oracle_case& c) {
  const cxm::matrix l = matrix_of(c.inputs["L"]);
  const bool varimax = c.kind == "rotate_varimax";
  const auto r = varimax ? cxm::rotate_varimax(l) : cxm::rotate_oblimin(l);
  const matching m = match(r.loadings, expected(c)["loadings"]);
  const auto factors = c.inputs["L"]["cols"].get<std::vector<std::string>>();
  const auto names = c.inputs["L"]["rows"].get<std::vector<std::string>>();
  cxm::matrix phi = r.phi;
  for (std::size_t i = 0; i < phi.rows; ++i) {
    for (std::size_t j = 0; j < phi.cols; ++j) {
      phi(i, j) = m.sign[i] * m.sign[j] * r.phi(m.place[i], m.place[j]);
    }
  }
  json out = {{"loadings", make_matrix(arranged(r.loadings, m), names, factors)}};
  if (varimax) out["criterion"] = r.criterion;
  if (!varimax) out["phi"] = make_matrix(phi, factors, factors);
  if (!varimax) out["converged"] = true;
  return out;
}

json efa_scores(const oracle_case& c) {
  const correlated x = correlate(c);
  const auto f = cxm::fit_efa(x.r, static_cast<std::size_t>(c.number("m")), cxm::efa_method::minres, x.n);
  const auto rotated = cxm::rotate_varimax(f.loadings);
  json out;
  const auto scores = [&](cxm::score_method method) {
    const auto w = cxm::score_weights(rotated.loadings, rotated.phi, x.r, method);
    cxm::matrix s(5, w.cols);
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t k = 0; k < w.cols; ++k) {
        for (std::size_t j = 0; j < w.rows; ++j) s(i, k) += x.standardized[j][i] * w(j, k);
      }
    }
    return s;
  };
  const auto thurstone = scores(cxm::score_method::regression);
  const matching m = match(thurstone, expected(c)["thurstone_first5"]);
  out["thurstone_first5"] = make_matrix(arranged(thurstone, m));
  out["bartlett_first5"] = make_matrix(arranged(scores(cxm::score_method::bartlett), m));
  const auto w = cxm::score_weights(rotated.loadings, rotated.phi, x.r, cxm::score_method::regression);
  std::vector<double> r2;
  for (const std::size_t k : m.place) {
    double sum = 0;
    for (std::size_t i = 0; i < w.rows; ++i) sum += rotated.loadings(i, k) * w(i, k);
    r2.push_back(sum);
  }
  out["r2"] = r2;
  return out;
}

const registrar area{{"cfa_ordinal_dwls", cfa_ordered},
                     {"efa_minres", efa},
                     {"efa_ml", efa},
                     {"efa_factanal", efa},
                     {"efa_psych", efa},
                     {"parallel_eigen", eigenvalues},
                     {"rotate_varimax", rotation},
                     {"rotate_oblimin", rotation},
                     {"factor_scores_efa", efa_scores},
                     {"invariance_ml", invariance},
                     {"invariance_mlr", invariance_robust},
                     {"cfa_ml", cfa},
                     {"cfa_second_order", cfa},
                     {"cfa_multigroup_scalar", cfa},
                     {"cfa_mlr", cfa_robust},
                     {"factor_scores_cfa", cfa_scores}};

}  // namespace
}  // namespace oracles
