// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/ordered_factor_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "quality/reference_columns.hpp"

namespace {

using kind = cxm::factor_parameter_kind;

const std::vector<double> loadings{0.8, 0.7, 0.6, 0.75};

/// Codes of one factor's four items: standard normal behind, cut at -1, 0.2 and 1.
std::vector<std::vector<double>> people(std::size_t n, std::uint64_t stream) {
  cxm::random_stream draw(31, stream);
  std::vector<std::vector<double>> x(4);
  for (std::size_t i = 0; i < n; ++i) {
    const double f = draw.normal();
    for (std::size_t j = 0; j < 4; ++j) {
      const double behind = loadings[j] * f + std::sqrt(1 - loadings[j] * loadings[j]) * draw.normal();
      x[j].push_back(behind < -1 ? 1 : behind < 0.2 ? 2 : behind < 1 ? 3 : 4);
    }
  }
  return x;
}
std::vector<cxm::column_view> views(const std::vector<std::vector<double>>& x) {
  std::vector<cxm::column_view> out;
  for (const auto& c : x) out.emplace_back(c);
  return out;
}
const cxm::factor_model one{4, {{0, 1, 2, 3}}, true};

TEST(OrderedFactorModel, FindsTheLoadingsBehindTheCodes) {
  const auto x = people(20000, 1);
  const auto f = cxm::fit_ordered_factor_model(one, views(x));
  for (std::size_t j = 0; j < 4; ++j) {
    const auto* l = f.fit.find(kind::loading, 0, j, 4);
    EXPECT_NEAR(l->value, loadings[j], 4 * l->se) << j;
    // What an item has of its own is what is left of 1.
    EXPECT_NEAR(f.fit.find(kind::variance, 0, j, j)->value, 1 - l->value * l->value, 1e-12);
    EXPECT_EQ(f.fit.find(kind::variance, 0, j, j)->se, 0);
    EXPECT_NEAR(f.thresholds[j][1], 0.2, 4 * f.threshold_errors[j][1]);
  }
  EXPECT_EQ(f.fit.measures.df, 2);
  EXPECT_GT(f.fit.scaled.p, 0.001);
  EXPECT_TRUE(std::isnan(f.fit.log_likelihood));
}

// The robust error is the spread of the estimate over samples, and the scaled test rejects a true model as
// often as it says: 300 samples of 300, so that a share of .05 has an error of .013 and a spread one of 4 %.
TEST(OrderedFactorModel, ErrorsAndTestHoldInSamples) {
  double sum = 0, squares = 0, errors = 0;
  int rejected = 0;
  for (std::uint64_t s = 0; s < 300; ++s) {
    const auto x = people(300, 100 + s);
    const auto f = cxm::fit_ordered_factor_model(one, views(x));
    const auto* l = f.fit.find(kind::loading, 0, 1, 4);
    sum += l->value;
    squares += l->value * l->value;
    errors += l->se;
    rejected += f.fit.scaled.p < 0.05 ? 1 : 0;
  }
  const double spread = std::sqrt(squares / 300 - sum / 300 * (sum / 300));
  EXPECT_NEAR(errors / 300 / spread, 1, 0.15);
  EXPECT_NEAR(rejected / 300.0, 0.05, 0.04);
}

// lavaan 0.6.14, WLSMV. Its search ends at about 1e-6 of the parameters.
TEST(OrderedFactorModel, IsAsInLavaan) {
  const auto data = reference::read(CXM_SHARED_DIR, "bfi.csv");
  if (data.empty()) GTEST_SKIP() << "reference data not beside the source";
  std::vector<cxm::column_view> items;
  for (const char* name : {"N1", "N2", "N3", "N4", "N5"}) items.push_back(data.at(name).view());
  const auto f = cxm::fit_ordered_factor_model({5, {{0, 1, 2, 3, 4}}, false}, items);
  EXPECT_NEAR(f.fit.find(kind::loading, 0, 1, 5)->value, 0.985225885235208, 1e-5);
  EXPECT_NEAR(f.fit.find(kind::loading, 0, 1, 5)->se, 0.0210671123927504, 1e-5);
  EXPECT_NEAR(f.fit.measures.chi_squared, 159.347354364812, 1e-3);
  EXPECT_NEAR(f.fit.scaled.chi_squared, 312.062257034052, 1e-2);
  EXPECT_NEAR(f.fit.scaling, 0.51164626465499, 1e-5);
  EXPECT_NEAR(f.fit.scaled.cfi, 0.952699378366438, 1e-5);
  EXPECT_NEAR(f.fit.scaled.rmsea, 0.213522880147669, 1e-5);
  EXPECT_NEAR(f.fit.srmr, 0.0656859647383694, 1e-6);
}

TEST(OrderedFactorModel, RefusesItemsThatSayNothing) {
  auto x = people(200, 2);
  x[1].assign(200, 3.0);
  EXPECT_THROW((void)cxm::fit_ordered_factor_model(one, views(x)), cxm::error);
  x = people(200, 2);
  x[1] = x[0];
  EXPECT_THROW((void)cxm::fit_ordered_factor_model(one, views(x)), cxm::error);
  EXPECT_THROW((void)cxm::fit_ordered_factor_model({3, {{0, 1, 2}}, false}, views(x)), cxm::error);
}

}  // namespace
