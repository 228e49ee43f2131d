// SPDX-License-Identifier: Apache-2.0
// Assessments, drivers and plans are told step by step, and can be stopped after every one.
#include <gtest/gtest.h>

#include "capi/valid.hpp"

namespace {

using cxm_test::valid;

/// What a callback heard.
struct listener {
  std::int64_t calls = 0, stop_at = 0, done = 0, total = 0;
  bool in_order = true;
  const cxm_cancel* cancel = nullptr;

  static std::int32_t hear(void* user, std::int64_t done, std::int64_t total) {
    auto* self = static_cast<listener*>(user);
    self->in_order = self->in_order && done == ++self->calls && done <= total && total >= self->total;
    self->done = done;
    self->total = total;
    return self->calls == self->stop_at ? 42 : 0;
  }
};

/// An instrument with a pair of measures to explain each other, and 150 units of six people.
constexpr int units = 150;
constexpr const char* with_drivers =
    R"({"id": "wide", "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],)"
    R"("items": [{"id": "q1", "scale": "s"}, {"id": "q2", "scale": "s"}],)"
    R"("measures": [{"id": "a", "kind": "value", "item": "q1"}, {"id": "b", "kind": "value", "item": "q2"}],)"
    R"("indices": [{"id": "whole", "of": ["a"]}],)"
    R"("drivers": [{"id": "d", "outcome": "a", "predictors": ["b"]}],)"
    R"("segments": [{"id": "unit"}]})";

class Watch : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(cxm_instrument_parse(nullptr, with_drivers, -1, &instrument_, &v_.error), CXM_OK)
        << v_.error.message;
    std::vector<double> q1, q2;
    std::vector<std::string> names;
    for (int u = 0; u < units; ++u) {
      for (int i = 0; i < 6; ++i) {
        q1.push_back(1 + (u + i * i) % 5);
        q2.push_back(1 + (u * 3 + i) % 5);
        names.push_back("u" + std::to_string(u));
      }
    }
    std::vector<const char*> texts;
    for (const std::string& n : names) texts.push_back(n.c_str());
    cxm_columns* columns = nullptr;
    const auto rows = static_cast<std::int64_t>(q1.size());
    cxm_view view = CXM_VIEW_INIT;
    view.length = rows;
    ASSERT_EQ(cxm_columns_new(nullptr, rows, &columns, nullptr), CXM_OK);
    view.type = CXM_FLOAT64;
    view.data = q1.data();
    ASSERT_EQ(cxm_columns_add(columns, "q1", -1, &view, nullptr), CXM_OK);
    view.data = q2.data();
    ASSERT_EQ(cxm_columns_add(columns, "q2", -1, &view, nullptr), CXM_OK);
    view.type = CXM_UTF8_POINTERS;
    view.data = texts.data();
    ASSERT_EQ(cxm_columns_add(columns, "unit", -1, &view, nullptr), CXM_OK);
    ASSERT_EQ(cxm_tally_new(instrument_, nullptr, &tally_, nullptr), CXM_OK);
    ASSERT_EQ(cxm_tally_update_columns(tally_, columns, nullptr, &v_.error), CXM_OK) << v_.error.message;
    cxm_columns_free(columns);
  }
  void TearDown() override {
    cxm_tally_free(tally_);
    cxm_instrument_free(instrument_);
  }
  /// Watched by `heard`.
  static cxm_assess_options watched(listener& heard) {
    cxm_assess_options o = CXM_ASSESS_OPTIONS_INIT;
    o.progress = listener::hear;
    o.progress_user = &heard;
    o.cancel = heard.cancel;
    return o;
  }
  cxm_status assess(const cxm_assess_options& options, std::string* json = nullptr) {
    const cxm_tally* list[] = {tally_};
    cxm_assessment* out = nullptr;
    const cxm_status status = cxm_assess(list, 1, &options, &out, &v_.error);
    EXPECT_EQ(out != nullptr, status == CXM_OK);
    if (json != nullptr && out != nullptr) *json = json_of(out);
    cxm_assessment_free(out);
    return status;
  }
  static std::string json_of(const cxm_assessment* a) {
    cxm_buffer* buffer = nullptr;
    const char* bytes = nullptr;
    std::int64_t size = 0;
    EXPECT_EQ(cxm_assessment_json(a, &buffer, nullptr), CXM_OK);
    EXPECT_EQ(cxm_buffer_data(buffer, &bytes, &size, nullptr), CXM_OK);
    const std::string out(bytes, static_cast<std::size_t>(size));
    cxm_buffer_free(buffer);
    return out;
  }

  valid v_;
  cxm_instrument* instrument_ = nullptr;
  cxm_tally* tally_ = nullptr;
};

TEST_F(Watch, AnAssessmentIsToldGroupByGroup) {
  listener heard;
  std::string told, plain;
  ASSERT_EQ(assess(watched(heard), &told), CXM_OK) << v_.error.message;
  EXPECT_TRUE(heard.in_order);
  EXPECT_GE(heard.calls, units + 1);  // each unit and everybody
  EXPECT_EQ(heard.done, heard.total);
  ASSERT_EQ(assess(CXM_ASSESS_OPTIONS_INIT, &plain), CXM_OK);
  EXPECT_EQ(told, plain);
}

TEST_F(Watch, AnAssessmentStopsAfterAnyStep) {
  listener all;
  ASSERT_EQ(assess(watched(all)), CXM_OK);
  for (std::int64_t n = 1; n <= all.calls; n += n < 3 || n + 20 > all.calls ? 1 : 97) {
    listener heard;
    heard.stop_at = n;
    EXPECT_EQ(assess(watched(heard)), CXM_E_CALLBACK) << n;
    EXPECT_EQ(v_.error.row, 42);
    EXPECT_EQ(heard.calls, n);
  }
}

TEST_F(Watch, ATokenStopsEveryThread) {
  listener heard;
  heard.cancel = v_.fresh_cancel();
  for (const std::uint32_t threads : {1U, 2U}) {
    cxm_assess_options options = watched(heard);
    options.n_threads = threads;
    ASSERT_EQ(cxm_cancel_request(const_cast<cxm_cancel*>(heard.cancel), nullptr), CXM_OK);
    EXPECT_EQ(assess(options), CXM_E_CANCELLED);
    ASSERT_EQ(cxm_cancel_reset(const_cast<cxm_cancel*>(heard.cancel), nullptr), CXM_OK);
    heard = {.cancel = heard.cancel};
    EXPECT_EQ(assess(options), CXM_OK);
  }
}

TEST_F(Watch, AStoppedAssessmentIsNotInTheLedger) {
  cxm_ledger* ledger = nullptr;
  ASSERT_EQ(cxm_ledger_new(nullptr, &ledger, nullptr), CXM_OK);
  const auto text = [&] {
    cxm_buffer* buffer = nullptr;
    const char* bytes = nullptr;
    std::int64_t size = 0;
    cxm_ledger_json(ledger, &buffer, nullptr);
    cxm_buffer_data(buffer, &bytes, &size, nullptr);
    const std::string out(bytes, static_cast<std::size_t>(size));
    cxm_buffer_free(buffer);
    return out;
  };
  const std::string empty = text();
  listener all;
  cxm_assess_options options = watched(all);
  options.ledger = ledger;
  all.stop_at = units + 3;
  EXPECT_EQ(assess(options), CXM_E_CALLBACK);
  EXPECT_EQ(text(), empty);
  all = {};
  EXPECT_EQ(assess(options), CXM_OK) << v_.error.message;
  EXPECT_NE(text(), empty);
  cxm_ledger_free(ledger);
}

TEST_F(Watch, DriversAndRoadmapsAreSteps) {
  listener plain, explained, planned;
  ASSERT_EQ(assess(watched(plain)), CXM_OK);
  cxm_assess_options options = watched(explained);
  cxm_assessment* out = nullptr;
  for (const std::int64_t stop : {std::int64_t{0}, std::int64_t{7}}) {
    explained = {};
    explained.stop_at = stop;
    EXPECT_EQ(cxm_explain(tally_, nullptr, &options, &out, &v_.error), stop == 0 ? CXM_OK : CXM_E_CALLBACK)
        << v_.error.message;
    cxm_assessment_free(out);
  }
  constexpr const char* roadmap =
      R"({"id": "p", "budget": [1, 1], "goals": [{"of": "whole"}], "initiatives": [)"
      R"({"id": "x", "cost": 1, "changes": [{"of": "q1", "low": 0.1, "high": 0.3}]},)"
      R"({"id": "y", "cost": 1, "changes": [{"of": "q1", "low": 0.2, "high": 0.5}]}]})";
  cxm_plan* plan = nullptr;
  ASSERT_EQ(cxm_plan_parse(instrument_, roadmap, -1, nullptr, &plan, &v_.error), CXM_OK) << v_.error.message;
  options = watched(planned);
  options.plan = plan;
  ASSERT_EQ(assess(options), CXM_OK) << v_.error.message;
  EXPECT_TRUE(planned.in_order);
  EXPECT_GT(planned.calls, plain.calls + 100);  // the roadmap is searched anew for each of 100 draws
  const std::int64_t all = planned.calls;
  planned = {};
  planned.stop_at = all - 1;
  EXPECT_EQ(assess(options), CXM_E_CALLBACK);
  cxm_plan_free(plan);
}

TEST(WatchDrawing, AnOrganisationIsToldRowByRowAndStops) {
  valid v;
  listener heard;
  cxm_simulate_options o = CXM_SIMULATE_OPTIONS_INIT;
  o.progress = [](void* user, std::int64_t done, std::int64_t total) -> std::int32_t {
    auto* self = static_cast<listener*>(user);
    self->done = done;
    self->total = total;
    return ++self->calls == self->stop_at ? 42 : 0;
  };
  o.progress_user = &heard;
  cxm_buffer* out = nullptr;
  ASSERT_EQ(cxm_simulate(v.cx4(), &o, &out, &v.error), CXM_OK) << v.error.message;
  cxm_buffer_free(out);
  EXPECT_GT(heard.calls, 0);
  EXPECT_GT(heard.total, 100);
  EXPECT_LE(heard.done, heard.total);
  heard = {.stop_at = 1};
  EXPECT_EQ(cxm_simulate(v.cx4(), &o, &out, &v.error), CXM_E_CALLBACK);
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(v.error.row, 42);
}

TEST_F(Watch, AComparisonIsToldMeasureByMeasure) {
  static const char* const column[] = {"unit"};
  static const char* const first[] = {"u0"};
  static const char* const second[] = {"u1"};
  listener heard;
  cxm_compare_options o = CXM_COMPARE_OPTIONS_INIT;
  o.a_columns = o.b_columns = column;
  o.a_values = first;
  o.b_values = second;
  o.a_count = o.b_count = 1;
  o.progress = listener::hear;
  o.progress_user = &heard;
  const auto compare = [&] {
    cxm_assessment* out = nullptr;
    const cxm_status status = cxm_compare(tally_, tally_, &o, &out, &v_.error);
    EXPECT_EQ(out != nullptr, status == CXM_OK);
    cxm_assessment_free(out);
    return status;
  };
  ASSERT_EQ(compare(), CXM_OK) << v_.error.message;
  EXPECT_TRUE(heard.in_order);
  EXPECT_EQ(heard.calls, 3);  // a, b, whole
  EXPECT_EQ(heard.total, 3);
  heard = {};
  heard.stop_at = 2;
  EXPECT_EQ(compare(), CXM_E_CALLBACK);
  EXPECT_EQ(v_.error.row, 42);
  cxm_cancel* cancel = v_.fresh_cancel();
  o.cancel = cancel;
  ASSERT_EQ(cxm_cancel_request(cancel, nullptr), CXM_OK);
  EXPECT_EQ(compare(), CXM_E_CANCELLED);
}

}  // namespace
