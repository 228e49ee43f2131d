// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <sstream>

#include "cxm/quality/factor_model.hpp"
#include "cxm/quality/invariance.hpp"
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

const registrar area{
    {"invariance_ml", invariance},    {"invariance_mlr", invariance_robust}, {"cfa_ml", cfa},
    {"cfa_second_order", cfa},        {"cfa_multigroup_scalar", cfa},        {"cfa_mlr", cfa_robust},
    {"factor_scores_cfa", cfa_scores}};

}  // namespace
}  // namespace oracles
