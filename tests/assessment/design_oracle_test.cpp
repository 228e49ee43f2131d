// SPDX-License-Identifier: Apache-2.0
// The Californian schools of R's survey package from their CSV files through tally and assessment: the
// numbers that R survey 4.1.1 prints (reference suite 02: svy.meanvcov, svy.by, svy.prop, svy.contrast).
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/tally_file.hpp"

namespace {

using namespace cxm;

instrument_ptr schools() {
  return parse_instrument(R"({
    "id": "schools", "version": "1",
    "scales": [{"id": "points", "kind": "number", "minimum": 0, "maximum": 5000},
               {"id": "kind", "kind": "choice", "codes": [{"code": 1, "label": "E"}, {"code": 2, "label": "H"},
                                                          {"code": 3, "label": "M"}]}],
    "items": [{"id": "api00", "scale": "points"}, {"id": "enroll", "scale": "points"},
              {"id": "ell", "scale": "points"}, {"id": "type", "scale": "kind", "columns": ["stype"]}],
    "measures": [{"id": "api", "kind": "value", "item": "api00"}, {"id": "size", "kind": "value", "item": "enroll"},
                 {"id": "learners", "kind": "value", "item": "ell"}],
    "indices": [{"id": "both", "of": ["api", "size"]}],
    "gaps": [{"id": "levels", "a": {"measure": "api", "role": "E"}, "b": {"measure": "api", "role": "H"}},
             {"id": "within", "a": {"measure": "api"}, "b": {"measure": "learners"}}],
    "roles": {"columns": ["stype"], "values": [{"id": "E"}, {"id": "H"}, {"id": "M"}]}})");
}

struct numbers {
  const char* file;
  bool clusters, fpc;
  double df;
  double vcov[3][3];  // api00, enroll, ell
  double by_mean[3];  // of api00 in E, H, M
  double by_se[3];
  double share[3], share_se[3];
  double contrast, contrast_se;
};

const numbers strat{"strat.csv",
                    false,
                    true,
                    197,
                    {{88.5281670303046, -42.0744728654371, -11.0050920060271},
                     {-42.0744728654371, 342.564977903779, 7.16408369571062},
                     {-11.0050920060271, 7.16408369571062, 2.80612719506048}},
                    {674.43, 625.82, 636.6},
                    {12.3824797939073, 14.9371291853931, 16.2147073081845},
                    {0.713755237067748, 0.121892157602241, 0.164352605330011},
                    {0, 0, 0},
                    48.6099999999999,
                    19.4021553995334};
const numbers strat_with_replacement{"strat.csv",
                                     false,
                                     false,
                                     197,
                                     {{90.9378191844592, -43.2868083807471, -11.2912319959462},
                                      {-43.2868083807471, 358.7525075586, 7.36041739770745},
                                      {-11.2912319959462, 7.36041739770745, 2.87711157901594}},
                                     {674.43, 625.82, 636.6},
                                     {12.5249428313782, 15.4577420005349, 16.6282032359826},
                                     {0.713755237067748, 0.121892157602241, 0.164352605330011},
                                     {0, 0, 0},
                                     48.6099999999999,
                                     std::sqrt(156.874192929293 + 238.941787755102)};
const numbers clus1{"clus1.csv",
                    true,
                    true,
                    14,
                    {{554.23709688392, -622.902493430285, -13.7088138630285},
                     {-622.902493430285, 2042.26013429432, 10.1894378606451},
                     {-13.7088138630285, 10.1894378606451, 4.07759735035792}},
                    {648.868055555556, 618.571428571429, 631.44},
                    {22.3624088938319, 38.0202493594075, 31.6094652272455},
                    {0.786885245901639, 0.0765027322404372, 0.136612021857924},
                    {0.0463365536499119, 0.0268102190507708, 0.0296490466402602},
                    30.296626984127,
                    30.0276061918454};

TEST(Promise7CheckedAgainstReferences, FromTheFileToThePrintedNumbers) {
  for (const numbers* n : {&strat, &strat_with_replacement, &clus1}) {
    const std::string path = std::string(CXM_SHARED_DIR "/oracles/data/") + n->file;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "the reference suite is not there: " << path;
    read_options read;
    read.map["weight"] = "pw";
    if (n->clusters) {
      read.map["cluster"] = "dnum";
    } else {
      read.map["stratum"] = "stype";
    }
    if (n->fpc) read.map["fpc"] = "fpc";
    assess_options options;
    options.disclosure = false;
    const assessment a = assess(tally_file(path, schools(), read).tally, options);
    const auto at = [&](const char* table, const char* id, const char* detail, const std::string& role) {
      const result_row* row = a.find(table, id, detail, {"", role});
      EXPECT_NE(row, nullptr) << table << id << detail << role;
      return row == nullptr ? estimate{} : row->value;
    };
    // Weights such as 44.2099990844727 are kept to 2^-32 of one, 3e-12 of themselves.
    const auto near = [&](double got, double expected, const char* what) {
      EXPECT_NEAR(got, expected, 1e-9 * std::fabs(expected) + 1e-9) << n->file << " " << what;
    };
    const char* ids[] = {"api", "size", "learners"};
    for (int j = 0; j < 3; ++j) {
      near(at("measure", ids[j], "mean", "").se, std::sqrt(n->vcov[j][j]), ids[j]);
    }
    EXPECT_EQ(at("measure", "api", "mean", "").df, n->df);
    near(at("index", "both", "mean", "").se, std::sqrt(n->vcov[0][0] + 2 * n->vcov[0][1] + n->vcov[1][1]) / 2,
         "index");
    near(at("gap", "within", "difference", "").se,
         std::sqrt(n->vcov[0][0] - 2 * n->vcov[0][2] + n->vcov[2][2]), "gap within");
    const char* roles[] = {"E", "H", "M"};
    for (int r = 0; r < 3; ++r) {
      near(at("measure", "api", "mean", roles[r]).value, n->by_mean[r], roles[r]);
      near(at("measure", "api", "mean", roles[r]).se, n->by_se[r], roles[r]);
      const std::string code = "code:" + std::to_string(r + 1);
      near(at("item", "type", code.c_str(), "").value, n->share[r], "share");
      EXPECT_NEAR(at("item", "type", code.c_str(), "").se, n->share_se[r], 1e-8);
    }
    near(at("gap", "levels", "difference", "").value, n->contrast, "contrast");
    near(at("gap", "levels", "difference", "").se, n->contrast_se, "contrast");
  }
}

}  // namespace
