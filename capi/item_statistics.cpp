// SPDX-License-Identifier: Apache-2.0
// What each answer says: item response models; and whether raters say the same.
#include <cmath>
#include <memory>

#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/quality/item_response.hpp"
#include "cxm/quality/measurement_precision.hpp"
#include "cxm/quality/person_score.hpp"
#include "cxm/quality/raters.hpp"

namespace cxm::capi {
namespace {

item_response_options options_of(const char* f, std::int32_t model) {
  if (model < CXM_ITEMS_GRADED || model > CXM_ITEMS_PARTIAL_CREDIT_EQUAL)
    refuse(f, "model", "is " + std::to_string(model) + ", which is no item response model");
  item_response_options o;
  o.equal_slopes = model >= CXM_ITEMS_GRADED_EQUAL;
  o.model = model % 2 == 0 ? response_model::graded : response_model::partial_credit;
  return o;
}

item_response_fit fitted(const char* f, const numeric_columns& items, std::int32_t model) {
  return fit_item_responses(items.views(), options_of(f, model));
}

}  // namespace

void stat_item_response(const ::cxm_columns& items, std::int32_t model, const std::optional<row_names>& group,
                        const std::optional<numbers>& weights, double level, ::cxm_table*& parameters,
                        ::cxm_table*& fit) {
  const char* const f = "cxm_stat_item_response";
  const numeric_columns given(f, "items", items);
  item_response_options o = options_of(f, model);
  if (group) {
    same_rows(f, "group", group->codes().size(), given.rows);
    o.groups = group->codes();
  }
  if (weights) o.weights = weights->complete();
  const item_response_fit found = fit_item_responses(given.views(), o);
  table_maker made("parameters", {"item", "parameter"}, {"value", "se", "low", "high"});
  for (std::size_t j = 0; j < found.items.size(); ++j) {
    const auto add = [&](const std::string& name, const estimate& e) {
      made.row({given.names[j], name}, {e.value, e.se, e.low, e.high});
    };
    add("slope", found.slope(j, level));
    const std::size_t k = found.items[j].intercepts.size();
    for (std::size_t i = 0; i < k; ++i) add("d" + std::to_string(i + 1), found.intercept(j, i, level));
    for (std::size_t i = 0; i < k; ++i) add("b" + std::to_string(i + 1), found.threshold(j, i, level));
  }
  estimate_table rows("fit");
  rows.add("log-likelihood", found.log_likelihood);
  rows.add("aic", found.aic);
  rows.add("bic", found.bic);
  rows.add("n", found.n);
  rows.add("parameters", found.parameters);
  rows.add("marginal reliability", marginal_reliability(found.items));
  for (std::size_t g = 1; group && g < found.mean.size(); ++g) {
    rows.add("mean " + group->names()[g], found.group_mean(g, level));
    rows.add("sd " + group->names()[g], found.sd[g]);
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  fit = new_table(rows.take());
  parameters = first.release();
}

void stat_person_scores(const ::cxm_columns& items, std::int32_t model, std::int32_t method,
                        out_array<double>& theta, out_array<double>& se) {
  const char* const f = "cxm_stat_person_scores";
  if (method < CXM_PEOPLE_MEAN || method > CXM_PEOPLE_WEIGHTED_LIKELIHOOD)
    refuse(f, "method", "is " + std::to_string(method));
  const numeric_columns given(f, "items", items);
  person_score_options o;
  o.method = static_cast<person_score_method>(method);
  person_scores s = score_people(fitted(f, given, model), given.views(), o);
  theta.set(std::move(s.theta));
  se.set(std::move(s.se));
}

void stat_item_information(const ::cxm_columns& items, std::int32_t model, const numbers& theta,
                           ::cxm_table*& out) {
  const char* const f = "cxm_stat_item_information";
  const numeric_columns given(f, "items", items);
  const std::vector<double>& at = theta.complete();
  const item_response_fit found = fitted(f, given, model);
  table_maker made("information", {"item"}, {"theta", "information", "expected"});
  for (std::size_t j = 0; j < found.items.size(); ++j) {
    for (const double t : at) {
      made.row({given.names[j]},
               {t, found.items[j].information(t), found.items[j].expected(t, found.categories[j])});
    }
  }
  out = new_table(made.take());
}

void stat_short_forms(const ::cxm_columns& items, std::int32_t model, ::cxm_table*& out) {
  const char* const f = "cxm_stat_short_forms";
  const numeric_columns given(f, "items", items);
  const std::vector<short_form> forms = short_forms(fitted(f, given, model).items);
  table_maker made("short_forms", {"items"}, {"k", "reliability", "lost", "exact"});
  for (const short_form& form : forms) {
    std::string names;
    for (const std::size_t j : form.items) (names += names.empty() ? "" : ",") += given.names[j];
    made.row({names}, {static_cast<double>(form.items.size()), form.reliability,
                       forms.back().reliability - form.reliability, form.exact ? 1.0 : 0.0});
  }
  out = new_table(made.take());
}

void stat_classification(const numbers& theta, const numbers& se, const numbers& cuts, ::cxm_table*& out) {
  const char* const f = "cxm_stat_classification";
  same_rows(f, "se", se.size(), theta.size());
  const classification_quality q = classify_quality(theta.complete(), se.complete(), cuts.complete());
  estimate_table rows("classification");
  rows.add("accuracy", q.accuracy);
  rows.add("consistency", q.consistency);
  for (std::size_t c = 0; c < q.cut_accuracy.size(); ++c) {
    rows.add("accuracy cut " + std::to_string(c + 1), q.cut_accuracy[c]);
    rows.add("consistency cut " + std::to_string(c + 1), q.cut_consistency[c]);
  }
  out = new_table(rows.take());
}

void stat_raters(const ::cxm_columns& raters, double level, ::cxm_table*& out) {
  const numeric_columns given("cxm_stat_raters", "raters", raters);
  const std::vector<column_view> views = given.views();
  const rater_icc icc = intraclass_correlations(views, level);
  static constexpr const char* names[] = {"ICC(1,1)", "ICC(2,1)", "ICC(3,1)",
                                          "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"};
  estimate_table rows("raters");
  for (std::size_t i = 0; i < 6; ++i) rows.add(names[i], icc.icc[i]);
  for (std::size_t i = 0; i < 3; ++i) {
    std::string name = "F ";
    rows.add_test(name += names[i], icc.f[i], icc.df2[i], std::nan(""));
  }
  rows.add("alpha nominal", krippendorff_alpha(views, rating_metric::nominal, level));
  rows.add("alpha ordinal", krippendorff_alpha(views, rating_metric::ordinal, level));
  rows.add("alpha interval", krippendorff_alpha(views, rating_metric::interval, level));
  out = new_table(rows.take());
}

void stat_kappa(const numbers& counts, std::int64_t columns, std::int32_t kind, double level,
                ::cxm_table*& out) {
  const char* const f = "cxm_stat_kappa";
  const std::vector<double>& given = counts.complete();
  if (columns < 1 || columns > largest_size || given.size() % static_cast<std::size_t>(columns) != 0)
    refuse(f, "columns", "is " + std::to_string(columns) + ", which does not divide the counts");
  if (kind < CXM_KAPPA_COHEN || kind > CXM_KAPPA_FLEISS) refuse(f, "kind", "is " + std::to_string(kind));
  matrix m(given.size() / static_cast<std::size_t>(columns), static_cast<std::size_t>(columns));
  m.values = given;
  const kappa_result k = kind == CXM_KAPPA_FLEISS ? fleiss_kappa(m, level)
                                                  : cohen_kappa(m, static_cast<kappa_weights>(kind), level);
  estimate_table rows("kappa");
  rows.add("kappa", k.kappa);
  rows.add("observed", k.observed);
  rows.add("expected", k.expected);
  out = new_table(rows.take());
}

void stat_retest(const numbers& first, const numbers& second, double level, ::cxm_table*& out) {
  same_rows("cxm_stat_retest", "second", second.size(), first.size());
  const retest_result r = test_retest(first.view(), second.view(), level);
  estimate_table rows("retest");
  rows.add("correlation", r.correlation);
  rows.add("measurement error", r.measurement_error);
  rows.add("detectable change", r.detectable_change);
  out = new_table(rows.take());
}

}  // namespace cxm::capi
