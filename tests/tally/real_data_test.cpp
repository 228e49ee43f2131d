// SPDX-License-Identifier: Apache-2.0
// Promise 2 on real surveys: the state of a data set has the same bytes however its rows are shuffled, cut,
// tallied on threads and merged, weighted too.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "cxm/io/instrument_json.hpp"
#include "cxm/io/reader.hpp"
#include "tally/scatter.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

struct survey {
  const char* instrument;
  const char* data;
};

/// All rows of a file in one batch.
batch read_whole(const std::string& path, const instrument& in) {
  batch all;
  all.first_row = 1;
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  std::vector<std::vector<std::string>> names;
  static_cast<void>(read_file(path, in, {}, [&](unsigned, const batch& b) {
    if (all.items.empty()) {
      all.items.resize(b.items.size());
      all.groups.resize(b.groups.size());
    }
    all.rows += b.rows;
    for (std::size_t q = 0; q < b.items.size(); ++q) {
      add(all.items[q].cells, b.items[q].cells);
      add(all.items[q].selected, b.items[q].selected);
      add(all.items[q].numbers, b.items[q].numbers);
    }
    for (std::size_t g = 0; g < b.groups.size(); ++g) {
      add(all.groups[g].positions, b.groups[g].positions);
      all.groups[g].levels = std::make_shared<const std::vector<std::string>>(*b.groups[g].levels);
    }
    add(all.weights, b.weights);
    add(all.respondents, b.respondents);
  }));
  return all;
}

class Promise2SameNumberEverywhereOnRealData : public testing::TestWithParam<survey> {};

TEST_P(Promise2SameNumberEverywhereOnRealData, BytesAreEqual) {
  const std::string data = std::string(CXM_SHARED_DIR) + "/data/" + GetParam().data;
  const std::string document = std::string(CXM_SOURCE_DIR) + "/examples/instruments/" + GetParam().instrument;
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "the survey " << data << " is not here";
  const instrument_ptr in = load_instrument(document);
  const batch b = read_whole(data, *in);
  ASSERT_GT(b.rows, 2000U);
  for (const bool weighted : {false, true}) {
    if (weighted && b.weights.empty()) continue;
    tally_options o;
    o.weighted = weighted;
    o.respondents = !b.respondents.empty();
    o.replicates = o.respondents ? 3 : 0;
    const auto whole = bytes_of(in, o, b);
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
      ASSERT_EQ(scattered(in, o, b, seed, 1 + seed % 8), whole)
          << "weighted " << weighted << ", split " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Surveys, Promise2SameNumberEverywhereOnRealData,
    testing::Values(survey{"sfo-2015.json", "sfo_customer_survey/sfo_customer_survey_2015.csv.gz"},
                    survey{"sfo-2016.json", "sfo_customer_survey/sfo_customer_survey_2016.csv.gz"},
                    survey{"sfo-2017.json", "sfo_customer_survey/sfo_customer_survey_2017.csv.gz"},
                    survey{"unit-climate-bh1996.json", "unit_climate_multilevel/bh1996.csv.gz"},
                    survey{"unit-climate-lq2002.json", "unit_climate_multilevel/lq2002.csv.gz"}),
    [](const auto& info) {
      std::string name = info.param.instrument;
      std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
      return name.substr(0, name.size() - 4);
    });

}  // namespace
