// SPDX-License-Identifier: Apache-2.0
// Item response models and raters through the C interface: the numbers of the C++ functions.
#include <gtest/gtest.h>

#include <cmath>

#include "capi/statistics.hpp"
#include "cxm/quality/item_response.hpp"
#include "cxm/quality/measurement_precision.hpp"
#include "cxm/quality/person_score.hpp"
#include "cxm/quality/raters.hpp"

namespace {

using namespace cxm_test;
using cxm::column_view;
cxm_error fault = CXM_ERROR_INIT;

std::vector<list> answers() {
  unsigned state = 3;
  const auto draw = [&state] {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += static_cast<double>((state = state * 1664525U + 1013904223U) >> 8U);
    return (sum / 16777216.0 - 3) * 1.4;
  };
  std::vector<list> out(4);
  for (int i = 0; i < 200; ++i) {
    const double theme = draw();
    for (list& item : out) item.push_back(std::fmin(5, std::fmax(1, std::round(3 + theme + draw()))));
  }
  return out;
}
const std::vector<list> items = answers();

TEST(CApiItems, ModelsAndScores) {
  const auto model = cxm::fit_item_responses(views(items));
  table parameters, fit, information, forms;
  ASSERT_EQ(cxm_stat_item_response(columns(items), CXM_ITEMS_GRADED, nullptr, nullptr, 0.9, parameters.out(),
                                   fit.out(), &fault),
            CXM_OK)
      << fault.message;
  EXPECT_EQ(parameters.rows(), 36);
  EXPECT_EQ(parameters.text(1, 0), "slope");
  EXPECT_EQ(parameters.at("low", 0), model.slope(0, 0.9).low);
  EXPECT_EQ(parameters.text(1, 6), "b2");
  EXPECT_EQ(parameters.at("se", 6), model.threshold(0, 1).se);
  EXPECT_EQ(fit.value("log-likelihood"), model.log_likelihood);
  EXPECT_EQ(fit.value("marginal reliability"), cxm::marginal_reliability(model.items));
  double theta[200], se[200];
  std::int64_t n = 0;
  ASSERT_EQ(cxm_stat_person_scores(columns(items), 0, CXM_PEOPLE_MODE, theta, 200, &n, se, 200, &n, &fault),
            CXM_OK);
  const auto scores = cxm::score_people(model, views(items), {.method = cxm::person_score_method::mode});
  EXPECT_EQ(theta[11], scores.theta[11]);
  EXPECT_EQ(se[11], scores.se[11]);
  const list at{-1, 1};
  ASSERT_EQ(cxm_stat_item_information(columns(items), 0, view(at), information.out(), &fault), CXM_OK);
  EXPECT_EQ(information.at("information", 3), model.items[1].information(1));
  EXPECT_EQ(information.at("expected", 3), model.items[1].expected(1, model.categories[1]));
  ASSERT_EQ(cxm_stat_short_forms(columns(items), 0, forms.out(), &fault), CXM_OK);
  EXPECT_EQ(forms.rows(), 4);
  EXPECT_EQ(forms.at("reliability", 1), cxm::short_forms(model.items)[1].reliability);
  EXPECT_EQ(forms.text(0, 3), "a,b,c,d");
  EXPECT_EQ(cxm_stat_short_forms(columns(items), 4, forms.out(), &fault), CXM_E_ARGUMENT);
  EXPECT_EQ(cxm_stat_person_scores(columns(items), 0, 3, theta, 200, &n, se, 200, &n, &fault),
            CXM_E_ARGUMENT);
}

TEST(CApiItems, RatersAndLevels) {
  table raters, kappa, retest, levels;
  ASSERT_EQ(cxm_stat_raters(columns(items), 0.95, raters.out(), &fault), CXM_OK) << fault.message;
  const auto icc = cxm::intraclass_correlations(views(items));
  raters.same("ICC(2,1)", icc.icc[1]);
  raters.same("alpha ordinal", cxm::krippendorff_alpha(views(items), cxm::rating_metric::ordinal));
  EXPECT_EQ(raters.value("F ICC(1,1)"), icc.f[0]);
  const list counts{20, 5, 10, 15};
  ASSERT_EQ(cxm_stat_kappa(view(counts), 2, CXM_KAPPA_COHEN, 0.95, kappa.out(), &fault), CXM_OK);
  EXPECT_NEAR(kappa.value("kappa"), 0.4, 1e-15);
  EXPECT_EQ(cxm_stat_kappa(view(counts), 2, CXM_KAPPA_FLEISS, 0.95, kappa.out(), &fault), CXM_OK);
  EXPECT_EQ(cxm_stat_kappa(view(counts), 3, CXM_KAPPA_COHEN, 0.95, kappa.out(), &fault), CXM_E_ARGUMENT);
  ASSERT_EQ(cxm_stat_retest(view(items[0]), view(items[1]), 0.95, retest.out(), &fault), CXM_OK);
  EXPECT_EQ(retest.value("detectable change"),
            cxm::test_retest(column_view(items[0]), column_view(items[1])).detectable_change);
  const list theta{-1, 0, 2}, se{0.5, 0.4, 0.6}, cuts{0.5};
  ASSERT_EQ(cxm_stat_classification(view(theta), view(se), view(cuts), levels.out(), &fault), CXM_OK);
  EXPECT_EQ(levels.value("accuracy"), cxm::classify_quality(theta, se, cuts).accuracy);
}

}  // namespace
