// SPDX-License-Identifier: Apache-2.0
// Statistics through the C interface are those of the C++ functions, to the last bit: every argument reaches
// its place and every number its name.
#include "capi/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "capi/valid.hpp"
#include "cxm/estimate/agreement.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/estimate/isolation.hpp"
#include "cxm/estimate/ordered_trend.hpp"
#include "cxm/estimate/ranks.hpp"
#include "cxm/estimate/series_trend.hpp"
#include "cxm/explain/mediation.hpp"
#include "cxm/explain/ordinal_regression.hpp"
#include "cxm/explain/unit_paths.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/covariance.hpp"

namespace {

using cxm::column_view;
using namespace cxm_test;

/// Answers that differ and go together: a fixed sequence.
std::vector<list> answers(std::size_t rows, std::size_t count) {
  std::vector<list> out(count, list(rows));
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < count; ++j)
      out[j][i] = 3 + 1.5 * std::sin(0.7 * static_cast<double>(i)) +
                  std::cos(static_cast<double>((i + 1) * (2 * j + 3))) * (0.6 + 0.1 * static_cast<double>(j));
  return out;
}

const list times{1, 2, 3, 4, 5, 6, 7}, series{50, 52, 51, 60, 57, 54, 53.5}, errors{1, 1.5, 1, 1, 2, 1, 1};
cxm_error fault = CXM_ERROR_INIT;

TEST(CApiStatistics, EventsBreaksAndDecay) {
  const cxm::matrix v = cxm::wave_covariance(errors, 0.3);
  table event;
  ASSERT_EQ(cxm_stat_event(view(times), view(series), view(errors), 4, 0.3, 12, 0.9, event.out(), &fault),
            CXM_OK);
  const cxm::series_event e = cxm::fit_event(times, series, v, 4, 12, 0.9);
  ASSERT_TRUE(e.has_slope);
  event.same("level change", e.level_change);
  event.same("slope before", e.slope_before);
  event.same("slope change", e.slope_change);
  EXPECT_EQ(event.p("level change"), e.p_level);
  EXPECT_EQ(event.p("slope change"), e.p_slope);
  EXPECT_EQ(event.p("any change"), e.p_joint);
  EXPECT_EQ(event.value("q"), e.fit.q);

  table broken, positions;
  ASSERT_EQ(cxm_stat_break(view(series), view(errors), 0.3, 0.9, 7, broken.out(), positions.out(), &fault),
            CXM_OK);
  const cxm::series_break b = cxm::find_break(series, v, 7, 1999, 0.9);
  broken.same("shift", b.shift);
  EXPECT_EQ(broken.p("likelihood ratio"), b.p);
  EXPECT_EQ(broken.value("likelihood ratio"), b.likelihood_ratio);
  EXPECT_EQ(broken.value("position"), static_cast<double>(b.position));
  double possible = 0;
  for (std::size_t k = 0; k < b.p_position.size(); ++k) {
    EXPECT_EQ(positions.at("p", static_cast<std::int64_t>(k)), b.p_position[k]);
    possible += positions.at("possible", static_cast<std::int64_t>(k));
  }
  EXPECT_EQ(possible, static_cast<double>(b.set.size()));

  table decay;
  ASSERT_EQ(cxm_stat_decay(view(times), view(series), view(errors), 0, 40, 0.9, decay.out(), &fault), CXM_OK);
  const cxm::series_decay d = cxm::fit_decay(times, series, cxm::wave_covariance(errors, 0), 40, 0.9);
  decay.same("half-life", d.half_life);
  EXPECT_EQ(decay.value("floor"), d.floor);
  EXPECT_EQ(decay.value("start"), d.start);
  EXPECT_EQ(decay.value("peak"), 3);

  const std::vector<list> means = answers(8, 7), ses(7, list(8, 0.2));
  cxm::matrix y(8, 7), vs(8, 7);
  for (std::size_t u = 0; u < 8; ++u)
    for (std::size_t w = 0; w < 7; ++w) y(u, w) = means[w][u], vs(u, w) = 0.2 * 0.2;
  table spread, waves;
  ASSERT_EQ(
      cxm_stat_spread(view(times), columns(means), columns(ses), 0.9, spread.out(), waves.out(), &fault),
      CXM_OK);
  const cxm::spread_trend s = cxm::fit_spread(times, y, vs, 0.9);
  spread.same("slope", s.slope);
  EXPECT_EQ(spread.value("p widening"), s.p_widening);
  EXPECT_EQ(waves.at("tau", 2), s.tau[2]);
  EXPECT_EQ(waves.at("high", 6), s.tau_high[6]);
}

TEST(CApiStatistics, SeriesThatTellNothingAreRefused) {
  table out, positions;
  EXPECT_EQ(cxm_stat_event(view(times), view(series), view(errors), 99, 0, 0, 0.95, out.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "event");
  const list two{1, 2};
  EXPECT_EQ(cxm_stat_break(view(two), view(two), 0, 0.95, 1, out.out(), positions.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_EQ(cxm_stat_decay(view(times), view(times), view(errors), 0, 0, 0.95, out.out(), &fault),
            CXM_E_ARGUMENT);
}

TEST(CApiStatistics, OrderedTrends) {
  const list y{1, 4, 2, 5, 3, 6, 5, 8, 2}, classes{10, 10, 30, 30, 20, 20, 30, 30, 10};
  const std::vector<std::int32_t> codes{0, 0, 2, 2, 1, 1, 2, 2, 0}, strata{0, 1, 0, 1, 0, 1, 0, 1, 0};
  table out, within, shares;
  ASSERT_EQ(cxm_stat_ordered_trend(view(y), view(classes), nullptr, out.out(), &fault), CXM_OK);
  const cxm::ordered_trend t = cxm::jonckheere_terpstra(y, codes);
  EXPECT_EQ(out.value("trend"), t.z);
  EXPECT_EQ(out.p("trend"), t.p);
  EXPECT_EQ(out.value("statistic"), t.statistic);
  EXPECT_EQ(out.value("p increasing"), t.p_increasing);
  const list stratum{0, 1, 0, 1, 0, 1, 0, 1, 0};
  ASSERT_EQ(cxm_stat_ordered_trend(view(y), view(classes), view(stratum), within.out(), &fault), CXM_OK);
  EXPECT_EQ(within.value("statistic"), cxm::jonckheere_terpstra(y, codes, strata).statistic);
  EXPECT_NE(within.value("statistic"), t.statistic);
  const list x{2, 5, 9, 1, 4, 6}, n{10, 11, 12, 9, 9, 10};
  ASSERT_EQ(cxm_stat_share_trend(view(x), view(n), 3, shares.out(), &fault), CXM_OK);
  EXPECT_EQ(shares.p("trend"), cxm::cochran_armitage(x, n, 3).p);
}

TEST(CApiStatistics, PeopleAmongColleagues) {
  const list share{0.1, 0.5, 0.9}, n{10, 12, 20}, heads{40, 30, 25}, believers{1, 6, 18};
  table plain, weighted, test, tip;
  ASSERT_EQ(cxm_stat_isolation(view(share), view(n), nullptr, 0.9, plain.out(), &fault), CXM_OK);
  plain.same("isolation", cxm::isolation_of(share, n, n, 0.9).index);
  ASSERT_EQ(cxm_stat_isolation(view(share), view(n), view(heads), 0.9, weighted.out(), &fault), CXM_OK);
  const cxm::isolation w = cxm::isolation_of(share, n, heads, 0.9);
  weighted.same("isolation", w.index);
  EXPECT_EQ(weighted.value("exposure"), w.exposure);
  EXPECT_EQ(weighted.value("chance"), w.chance);
  ASSERT_EQ(cxm_stat_isolation_test(view(believers), view(n), 3, test.out(), &fault), CXM_OK);
  const std::vector<std::uint32_t> few{1, 6, 18}, all{10, 12, 20};
  const cxm::isolation_test t = cxm::permute_isolation(few, all, 3);
  EXPECT_EQ(test.p("exposure by chance"), t.p);
  EXPECT_EQ(test.value("p pockets"), t.p_pockets);
  EXPECT_EQ(test.value("exposure by chance"), t.expected);
  ASSERT_EQ(cxm_stat_tipping(0.2, 10, 9, 30, 0.3, 0.9, tip.out(), &fault), CXM_OK);
  const cxm::tipping p = cxm::tipping_of(0.2, 10, 9, 30, 0.3, 0.9);
  tip.same("friends needed", p.friends);
  tip.same("believers", p.believers);
  EXPECT_EQ(tip.value("needed"), p.needed);
  EXPECT_EQ(tip.value("p reached"), p.p_reached);
  table usual;
  ASSERT_EQ(cxm_stat_tipping(0.2, 10, 0, 0, 0, 0.95, usual.out(), &fault), CXM_OK);
  usual.same("friends needed", cxm::tipping_of(0.2, 10, 10, std::nan(""), 0.25, 0.95).friends);
}

TEST(CApiStatistics, RanksAndPermutations) {
  const list y{5, 9, 7, 6.5}, se{1, 0.5, 1, 0.7};
  table out;
  ASSERT_EQ(cxm_stat_ranks(view(y), view(se), 2, 1, 0.9, 500, 5, out.out(), &fault), CXM_OK);
  cxm::rank_options how;
  how.level = 0.9;
  how.higher_is_first = false;
  how.draws = 500;
  how.seed = 5;
  const auto own = cxm::marginal_rank_sets(y, se, how);
  const auto all = cxm::simultaneous_rank_sets(y, se, how);
  const list top = cxm::top_probabilities(y, se, 2, how);
  for (std::size_t u = 0; u < y.size(); ++u) {
    const auto r = static_cast<std::int64_t>(u);
    EXPECT_EQ(out.at("rank", r), own[u].rank);
    EXPECT_EQ(out.at("low", r), own[u].low);
    EXPECT_EQ(out.at("high_all", r), all[u].high);
    EXPECT_EQ(out.at("p_best", r), top[u]);
    EXPECT_EQ(out.at("may_be_best", r), cxm::possible_top(all, 2)[u]);
  }
  const list a{1, 5, 4, 6, 8}, b{2, 3, 1, 4};
  table exact, drawn;
  ASSERT_EQ(cxm_stat_permutation(view(a), view(b), 0, 1, exact.out(), &fault), CXM_OK);
  const cxm::permutation_result e = cxm::permutation_exact({a, {}}, {b, {}});
  EXPECT_EQ(exact.value("permutations"), 126);
  EXPECT_EQ(exact.p("difference"), e.p);
  EXPECT_EQ(exact.value("p greater"), e.p_greater);
  EXPECT_EQ(exact.p("mann-whitney exact"), cxm::mann_whitney_exact({a, {}}, {b, {}}).p);
  const std::vector<list> many = answers(40, 2);
  ASSERT_EQ(cxm_stat_permutation(view(many[0]), view(many[1]), 500, 3, drawn.out(), &fault), CXM_OK);
  EXPECT_EQ(drawn.p("difference"), cxm::permutation_sampled({many[0], {}}, {many[1], {}}, 500, 3).p);
}

TEST(CApiStatistics, Scales) {
  const std::vector<list> items = answers(60, 4);
  const std::vector<column_view> seen = views(items);
  const cxm::matrix v = cxm::stats::sample_covariance(seen);
  table out, each;
  ASSERT_EQ(cxm_stat_scale(columns(items), 0.9, out.out(), each.out(), &fault), CXM_OK) << fault.message;
  out.same("alpha", cxm::alpha_interval(seen, {}, 0.9));
  out.same("alpha normal", cxm::alpha_interval_feldt(v, 60, 0.9));
  const cxm::one_factor_fit f = cxm::fit_one_factor(v, 60);
  out.same("omega",
           cxm::reliability_interval(f.omega, cxm::influence_error(f.omega_influence, seen), 60, 0.9));
  EXPECT_EQ(out.value("lambda 6"), cxm::guttman_lambdas(v)[5]);
  EXPECT_EQ(out.value("split half largest"), cxm::split_halves(v).largest);
  EXPECT_EQ(out.p("one factor"), f.p);
  EXPECT_EQ(each.at("alpha_if_deleted", 2), cxm::items_in_scale(v)[2].alpha_if_deleted);
  EXPECT_EQ(each.at("loading", 3), f.loadings[3]);
  double agreement = 0;
  const list counts{1, 2, 6, 2, 1};
  ASSERT_EQ(cxm_stat_ordinal_agreement(view(counts), &agreement, &fault), CXM_OK);
  EXPECT_EQ(agreement, cxm::ordinal_agreement(counts));
}

TEST(CApiStatistics, Paths) {
  const std::vector<list> chain = answers(50, 4);
  table out, slopes;
  ASSERT_EQ(cxm_stat_mediation_chain(columns(chain), 0.9, 3, out.out(), slopes.out(), &fault), CXM_OK)
      << fault.message;
  const cxm::chain_result r = cxm::mediation_chain(views(chain), 0.9, 20000, 3);
  out.same("direct", r.direct);
  out.same("indirect", r.indirect);
  out.same("total", r.total);
  ASSERT_EQ(r.paths.size(), 3U);
  out.same("b", r.paths[0].effect);
  out.same("c", r.paths[1].effect);
  out.same("b > c", r.paths[2].effect);
  out.same("b > c monte carlo", r.paths[2].monte_carlo);
  EXPECT_EQ(slopes.at("slope", 5), r.slopes(2, 2));  // d on a, b, c: rows 3, 4, 5

  const std::vector<list> means = answers(30, 3), ses(3, list(30, 0.3));
  cxm::matrix y(30, 3);
  std::vector<cxm::matrix> error(30, cxm::matrix(3, 3));
  for (std::size_t u = 0; u < 30; ++u)
    for (std::size_t s = 0; s < 3; ++s) y(u, s) = means[s][u], error[u](s, s) = 0.3 * 0.3;
  cxm::unit_path_options how;
  how.level = 0.9;
  how.seed = 4;
  const cxm::unit_paths p = cxm::fit_unit_paths(y, error, how);
  table units, steps;
  ASSERT_EQ(cxm_stat_unit_paths(columns(means), columns(ses), 0.9, 4, units.out(), steps.out(), &fault),
            CXM_OK);
  units.same("a ~ b corrected", p.correlations[0].corrected);
  units.same("chain", p.chain);
  units.same("direct corrected", p.direct_corrected);
  EXPECT_EQ(steps.at("standardized", 0), p.paths[0].standardized);

  const list grade{1, 2, 3, 2, 1, 3, 2, 3, 1, 2}, x{1, 3, 4, 2, 2, 5, 3, 2, 1, 4},
      people{1, 2, 1, 1, 3, 1, 2, 1, 1, 1};
  table plain, fit, counted, fit_counted;
  ASSERT_EQ(
      cxm_stat_ordinal_regression(view(grade), columns({x}), nullptr, 0.9, plain.out(), fit.out(), &fault),
      CXM_OK);
  const std::vector<list> predictors{x};
  plain.same("a", cxm::fit_ordinal({grade, {}}, views(predictors)).coefficient(0, 0.9));
  ASSERT_EQ(cxm_stat_ordinal_regression(view(grade), columns({x}), view(people), 0.9, counted.out(),
                                        fit_counted.out(), &fault),
            CXM_OK);
  const cxm::ordinal_fit o = cxm::fit_ordinal({grade, {}}, views(predictors), people);
  counted.same("a", o.coefficient(0, 0.9));
  EXPECT_EQ(fit_counted.value("deviance"), o.deviance);
  EXPECT_EQ(fit_counted.value("threshold 2|3"), o.thresholds[1]);
}

/// What is shown of an assessment beside its tables.
TEST(CApiStatistics, PlansSpreadsAndWorkbooks) {
  cxm_test::valid v;
  table all, spread, candidates;
  ASSERT_EQ(
      cxm_assessment_spread(v.assessment(), "whole", -1, "", 0, "", 0, "unit", -1, spread.out(), &fault),
      CXM_OK)
      << fault.message;
  table index;
  cxm_assessment_table(v.assessment(), "index", -1, index.out(), &fault);
  EXPECT_EQ(spread.at("sd", 0), index.at("se", 0) * std::sqrt(index.at("n", 0)));
  EXPECT_GT(spread.at("sd", 2), 0);
  EXPECT_EQ(cxm_assessment_spread(v.assessment(), "none", -1, "", 0, "", 0, "", 0, all.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "of");
  EXPECT_EQ(cxm_assessment_table(v.assessment(), "plan_nothing", -1, candidates.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_NE(std::string(fault.message).find("plan"), std::string::npos);
  cxm_buffer* book = nullptr;
  const cxm_status made = cxm_assessment_workbook(v.assessment(), "/tmp", -1, &book, &fault);
  if (made == CXM_E_UNSUPPORTED) GTEST_SKIP() << fault.message;
  ASSERT_EQ(made, CXM_OK) << fault.message;
  const char* bytes = nullptr;
  std::int64_t size = 0;
  ASSERT_EQ(cxm_buffer_data(book, &bytes, &size, &fault), CXM_OK);
  EXPECT_GT(size, 5000);
  EXPECT_EQ(std::string(bytes, 4), std::string("PK\3\4", 4));
  cxm_buffer_free(book);
  EXPECT_EQ(cxm_assessment_workbook(v.assessment(), "/nowhere/at/all", -1, &book, &fault), CXM_E_IO);
}

}  // namespace
