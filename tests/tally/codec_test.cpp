// SPDX-License-Identifier: Apache-2.0
// STATE.md: what is written, what is read, and what is refused with which words.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <limits>

#include "tally/state_parts.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

batch five_answers() {
  batch b;
  b.rows = 5;
  b.first_row = 1;
  b.items.push_back({{1, cell_of(missing_kind::no_answer), 0, cell_of(missing_kind::dont_know), 1}, {}, {}});
  const auto names = [](std::vector<std::string> n) {
    return std::make_shared<const std::vector<std::string>>(n);
  };
  b.groups.push_back({{1, 1, 1, 0, 1}, names({"clerk", "chief"})});
  b.groups.push_back({{0, 0, 0, 0, 0}, names({""})});
  return b;
}

TEST(State, IsWrittenAsTheDocumentSays) {
  const instrument_ptr in = one_question();
  tally t(in, {});
  t.update(five_answers());
  EXPECT_EQ(t.serialize(), state_parts(*in).write());
  const tally back = tally::deserialize(state_parts(*in).write(), in);
  EXPECT_EQ(back.levels(0), (std::vector<std::string>{"chief", "clerk"}));
  EXPECT_EQ(back.sums(std::vector<std::size_t>{0})->item(0).code, (std::vector<double>{1, 2}));
}

TEST(State, OfNothingIsAStateToo) {
  const instrument_ptr in = one_question();
  const tally empty(in, {});
  const auto b = empty.serialize();
  const tally back = tally::deserialize(b, in);
  EXPECT_EQ(back.serialize(), b);
  EXPECT_TRUE(back.segments().empty());
  EXPECT_EQ(back.sums({})->rows(), 0);
}

struct broken {
  const char* name;
  std::function<bytes(const instrument&)> make;
  const char* message;
};

bytes with(const instrument& in, const std::function<void(state_parts&)>& spoil) {
  state_parts p(in);
  spoil(p);
  return p.write();
}

bytes cut(bytes b, std::size_t size) {
  b.resize(size);
  return b;
}

std::vector<broken> broken_states() {
  using P = state_parts;
  const auto parts = [](const char* name, std::function<void(P&)> spoil, const char* message) {
    return broken{name, [spoil](const instrument& in) { return with(in, spoil); }, message};
  };
  const auto people = [](P& p) {
    p.flags |= 2U;
    p.segments[0].people = {3, 9};
    p.segments[1].people = {7};
  };
  const auto sampled = [](P& p) {
    p.flags |= 32U;
    p.strata = {{"north", 12}};
    p.units = {"a", "b"};
    p.segments[0].units = {{0, 0, 1, {1, 1}}, {0, 1, 3, {2, 1}}};
    p.segments[1].units = {{0, 0, 1, {0, 0}}};
  };
  const auto stratified = [](P& p) {
    p.flags |= 512U;
    p.strata = {{"north", 12}, {"south", 0}};
    p.segments[0].key = {0, 0, 0};
    p.segments[1].key = {1, 0, 1};
  };
  return {
      {"empty", [](const instrument&) { return bytes{}; },
       "state: at byte 0: not a tally: it does not begin with \"CXMTALLY\""},
      parts(
          "foreign file", [](P& p) { p.magic = "PARQUET1"; },
          "state: at byte 0: not a tally: it does not begin with \"CXMTALLY\""),
      {"cut in the head", [](const instrument& in) { return cut(P(in).write(), 10); },
       "state: at byte 8: version needs 4 bytes, but 2 remain"},
      {"cut in the length", [](const instrument& in) { return cut(P(in).write(), 15); },
       "state: at byte 12: length needs 8 bytes, but 3 remain"},
      {"cut in the body", [](const instrument& in) { return cut(P(in).write(), 60); },
       "state: at byte 12: the state has 115 bytes, but 60 are given; it is truncated"},
      {"something behind",
       [](const instrument& in) {
         auto b = P(in).write();
         b.push_back(0);
         return b;
       },
       "state: at byte 12: the state has 115 bytes, but 116 are given; it is followed by something else"},
      {"one bit",
       [](const instrument& in) {
         auto b = P(in).write();
         b[90] ^= 4U;
         return b;
       },
       "state: at byte 111: the checksum does not match; the state is corrupted"},
      parts(
          "version 0", [](P& p) { p.version = 0; },
          "state: at byte 8: format version 0, but this library reads version 1"),
      parts(
          "version 2", [](P& p) { p.version = 2; },
          "state: at byte 8: format version 2, but this library reads version 1; a newer library wrote it"),
      parts(
          "unknown options", [](P& p) { p.flags = 2048; }, "state: at byte 36: unknown options (flags 2048)"),
      parts(
          "squares of nothing", [](P& p) { p.flags |= 256U; },
          "state: at byte 36: impossible options: tally: answer_squares needs weights, sampling units or "
          "given "
          "replicates; without them counts say it all"),
      parts(
          "strata twice", [](P& p) { p.flags |= 32U + 512U; },
          "state: at byte 36: impossible options: tally: strata is for samples of people; sampling units "
          "(psu_totals) carry their strata already"),
      parts(
          "given without columns", [](P& p) { p.flags |= 1024U; },
          "state: at byte 59: given replicate weights without a column"),
      parts(
          "given cut short",
          [](P& p) {
            p.flags |= 1024U;
            p.replicates = 4000;
            p.given = 2;
          },
          "state: at byte 80: rscales needs 32000 bytes, but 68 remain"),
      parts(
          "mse neither yes nor no",
          [](P& p) {
            p.flags |= 1024U;
            p.replicates = p.given = 2;
            p.mse = 2;
          },
          "state: at byte 71: mse is 2, but must be 0 or 1"),
      parts(
          "negative scale",
          [](P& p) {
            p.flags |= 1024U;
            p.replicates = p.given = 2;
            p.scale = -1;
          },
          "state: at byte 36: impossible options: tally: given replicates: scale must be finite and above 0"),
      parts(
          "stratum unknown",
          [&](P& p) {
            stratified(p);
            p.segments[1].key = {1, 0, 2};
          },
          "state: at byte 135: position of a stratum is 2, but there are 2"),
      parts(
          "stratum unused",
          [&](P& p) {
            stratified(p);
            p.segments[1].key = {1, 0, 0};
          },
          "state: at byte 142: there is a stratum that no segment uses"),
      parts(
          "replicates of nobody", [](P& p) { p.replicates = 5; },
          "state: at byte 36: impossible options: tally: replicates need respondents, because their draws "
          "are keyed by respondent"),
      parts(
          "too many replicates",
          [](P& p) {
            p.replicates = 100001;
            p.flags |= 2U;
          },
          "state: at byte 36: impossible options: tally: replicates is 100001, but must be at most 100000"),
      parts(
          "measures", [](P& p) { p.shape[0] = 2; },
          "state: at byte 59: number of measures is 2, but this instrument has 1"),
      parts(
          "slots", [](P& p) { p.shape[1] = 12; },
          "state: at byte 60: number of count slots is 12, but this instrument has 11"),
      parts(
          "columns",
          [](P& p) {
            p.columns.push_back("unit");
            p.levels.push_back({"x"});
          },
          "state: at byte 63: number of grouping columns is 3, but this instrument has 2"),
      parts(
          "column name", [](P& p) { p.columns[1] = "week"; },
          "state: at byte 82: grouping column \"week\" where the instrument has \"wave\""),
      parts(
          "level order",
          [](P& p) {
            p.levels[0] = {"clerk", "chief"};
          },
          "state: at byte 76: levels are not in rising order"),
      parts(
          "level twice",
          [](P& p) {
            p.levels[0] = {"chief", "chief"};
          },
          "state: at byte 76: levels are not in rising order"),
      parts(
          "level unused",
          [](P& p) {
            p.levels[1] = {"", "2024"};
          },
          "state: at byte 116: there is a level of \"wave\" that no segment uses"),
      parts(
          "level unknown",
          [](P& p) {
            p.segments[1].key = {2, 0};
          },
          "state: at byte 103: position of a level is 2, but there are 2"),
      parts(
          "segment order", [](P& p) { std::swap(p.segments[0].key, p.segments[1].key); },
          "state: at byte 103: segments are not in rising order"),
      parts(
          "segment twice",
          [](P& p) {
            p.segments[1].key = {0, 0};
            p.levels[0] = {"chief"};
          },
          "state: at byte 97: segments are not in rising order"),
      parts(
          "more segments than bytes", [](P& p) { p.segments_declared = 1U << 30U; },
          "state: at byte 89: number of segments is 1073741824, more than the remaining 21 bytes can hold"),
      parts(
          "segment missing", [](P& p) { p.segments_declared = 3; },
          "state: at byte 111: position of a level needs 1 bytes, but 0 remain"),
      parts(
          "bytes behind the last segment",
          [](P& p) {
            p.after = {1, 2, 3};
          },
          "state: at byte 111: 3 bytes follow the last segment"),
      parts(
          "no rows", [](P& p) { p.segments[1].counts = std::vector<std::int64_t>(11, 0); },
          "state: at byte 103: segment 1 is impossible: a segment without rows"),
      parts(
          "item does not add up", [](P& p) { p.segments[0].counts[1] = 3; },
          "state: at byte 90: segment 0 is impossible: counts of item \"q\" do not add up to the rows"),
      parts(
          "negative count", [](P& p) { p.segments[0].counts[1] = -1; },
          "state: at byte 90: segment 0 is impossible: counts of item \"q\" outside 0..rows"),
      parts(
          "measure beyond rows", [](P& p) { p.segments[0].counts[8] = 5; },
          "state: at byte 90: segment 0 is impossible: rows of measures \"s\" and \"s\" outside 0..rows"),
      parts(
          "sum beyond grid", [](P& p) { p.segments[0].counts[9] = 4; },
          "state: at byte 90: segment 0 is impossible: sums of measures \"s\" and \"s\" beyond what their "
          "grids allow"),
      parts(
          "count beyond 61 bits", [](P& p) { p.segments[0].counts[10] = INT64_MIN / 2; },
          "state: at byte 90: segment 0 is impossible: a count beyond 2^61"),
      parts(
          "run of zeros too long",
          [](P& p) {
            p.segments[1].instead_of_counts = {2, 0, 11};
          },
          "state: at byte 106: a run of 11 zeros in counts, but it must be 1 to 10"),
      parts(
          "run of no zeros",
          [](P& p) {
            p.segments[1].instead_of_counts = {2, 0, 0};
          },
          "state: at byte 106: a run of 0 zeros in counts, but it must be 1 to 10"),
      parts(
          "run cut in two", [](P& p) { p.segments[1].instead_of_counts = {2, 0, 2, 0, 2, 2, 0, 5}; },
          "state: at byte 108: a run of zeros in counts continues another"),
      parts(
          "number not shortest",
          [](P& p) {
            p.segments[1].instead_of_counts = {0x82, 0};
          },
          "state: at byte 105: counts is not in its shortest form"),
      parts(
          "number too long", [](P& p) { p.segments[1].instead_of_counts = bytes(10, 0xff); },
          "state: at byte 105: counts has more than 64 bits"),
      {"text beyond the end",
       [](const instrument& in) {
         auto b = P(in).write();
         b[64] = 120;
         return sealed(std::move(b));
       },
       "state: at byte 64: name of a grouping column is 120, more than the remaining 46 bytes can hold"},
      parts(
          "nobody",
          [&](P& p) {
            people(p);
            p.segments[1].people.clear();
          },
          "state: at byte 120: segment 1 is impossible: people outside 1..rows"),
      parts(
          "more people than rows",
          [&](P& p) {
            people(p);
            p.segments[1].people = {7, 8};
          },
          "state: at byte 120: segment 1 is impossible: people outside 1..rows"),
      parts(
          "people order",
          [&](P& p) {
            people(p);
            p.segments[0].people = {9, 3};
          },
          "state: at byte 112: keys of respondents are not in rising order"),
      parts(
          "population",
          [&](P& p) {
            sampled(p);
            p.strata[0].second = -1;
          },
          "state: at byte 96: the population of a stratum is not a finite number of at least 0"),
      parts(
          "population not a number",
          [&](P& p) {
            sampled(p);
            p.strata[0].second = std::numeric_limits<double>::quiet_NaN();
          },
          "state: at byte 96: the population of a stratum is not a finite number of at least 0"),
      parts(
          "unit unused",
          [&](P& p) {
            sampled(p);
            p.units.push_back("c");
          },
          "state: at byte 150: there is a sampling unit that no segment uses"),
      parts(
          "unit order",
          [&](P& p) {
            sampled(p);
            std::swap(p.segments[0].units[0], p.segments[0].units[1]);
          },
          "state: at byte 129: sampling units are not in rising order"),
      parts(
          "answers of units do not add up",
          [&](P& p) {
            sampled(p);
            p.flags |= 256U;
            p.segments[0].units = {{0, 0, 1, {1, 1, 0, 1, 0, 0, 0, 0, 0}},
                                   {0, 1, 3, {2, 1, 2, 0, 0, 1, 0, 0, 0}}};
            p.segments[1].units = {{0, 0, 1, {0, 0, 0, 0, 0, 0, 1, 0, 0}}};
          },
          "state: at byte 110: segment 0 is impossible: answers of the sampling units do not add up to those "
          "of "
          "the segment"),
      parts(
          "units do not add up",
          [&](P& p) {
            sampled(p);
            p.segments[0].units[1].rows = 2;
          },
          "state: at byte 110: segment 0 is impossible: rows of the sampling units do not add up to the "
          "rows"),
  };
}

TEST(State, BrokenOnesAreRefusedWithTheirPlace) {
  const instrument_ptr in = one_question();
  const auto table = broken_states();
  EXPECT_GE(table.size(), 40U);
  for (const broken& b : table) {
    try {
      const tally t = tally::deserialize(b.make(*in), in);
      ADD_FAILURE() << b.name << ": accepted";
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::state) << b.name;
      EXPECT_STREQ(e.what(), b.message) << b.name;
      EXPECT_GE(e.row(), 0) << b.name;
    }
  }
}

TEST(State, OfAnotherInstrumentNamesBoth) {
  const instrument_ptr in = one_question();
  instrument next = *in;
  next.version = "4";
  next.identity.value.bytes.fill(0xab);
  try {
    const tally t = tally::deserialize(state_parts(*in).write(), std::make_shared<const instrument>(next));
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(std::string(e.what()),
              "state: at byte 20: the state was made with instrument \"tiny\" version \"3\" (" +
                  in->identity.value.hex() +
                  "), and this is \"tiny\" version \"4\" (abababababababababababababababab); give the "
                  "instrument it was "
                  "made with");
  }
}

// ---- golden files --------------------------------------------------------------------------------------

struct golden {
  const char* file;
  drawing how;
  tally_options options;
  int mutations;
};

std::vector<golden> golden_states() {
  golden plain{"v1-plain.cxmt", {}, {}, 17000};
  plain.how.rows = 60;
  plain.how.units = 2;
  golden full{"v1-everything.cxmt", {}, {}, 3000};
  full.how.rows = 40;
  full.how.units = 1;
  full.how.weights = true;
  full.how.sampling = true;
  full.options.weighted = true;
  full.options.respondents = true;
  full.options.contingency = true;
  full.options.psu_totals = true;
  full.options.replicates = 6;
  full.options.seed = 20240229;
  golden strata{"v1-strata.cxmt", {}, {}, 500};
  strata.how.rows = 40;
  strata.how.units = 1;
  strata.how.weights = true;
  strata.how.sampling = true;
  strata.options.weighted = true;
  strata.options.strata = true;
  strata.options.answer_squares = true;
  golden units = strata;
  units.file = "v1-unit-answers.cxmt";
  units.options.strata = false;
  units.options.psu_totals = true;
  golden given = strata;
  given.file = "v1-given.cxmt";
  given.how.sampling = false;
  given.how.given = 5;
  given.options.strata = false;
  given.options.given = {"jkn", 1, {0.5, 0.5, 0.75, 0.75, 0.75}, false, 3};
  return {plain, full, strata, units, given};
}

/// The instrument of the golden files under a fixed identity: they witness the state format, and the
/// canonical form of instruments has its own tests.
instrument_ptr golden_instrument() {
  instrument in = *every_kind();
  for (std::size_t i = 0; i < 16; ++i) in.identity.value.bytes[i] = static_cast<std::uint8_t>(16 * i + i);
  return std::make_shared<const instrument>(std::move(in));
}

bytes contents(const std::string& path) {
  std::ifstream f(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(f), std::istreambuf_iterator<char>()};
}

TEST(Promise6ComparableOverYears, GoldenStatesReadAndAreWrittenStill) {
  const instrument_ptr in = golden_instrument();
  for (const golden& g : golden_states()) {
    const bytes stored = contents(std::string(CXM_SOURCE_DIR) + "/tests/tally/golden/" + g.file);
    tally t(in, g.options);
    t.update(draw(*in, g.how));
    const bytes now = t.serialize();
    if (now != stored) {
      const std::string got = testing::TempDir() + g.file;
      std::ofstream(got, std::ios::binary)
          .write(reinterpret_cast<const char*>(now.data()), static_cast<std::streamsize>(now.size()));
      ADD_FAILURE() << g.file << " differs; what is written now stands in " << got;
      continue;
    }
    EXPECT_EQ(tally::deserialize(stored, in).serialize(), stored);
  }
}

TEST(State, TwentyThousandMutationsOfGoldenStatesAreRefusedOrReadWhole) {
  const instrument_ptr in = golden_instrument();
  std::mt19937 random(20000);
  std::size_t accepted = 0, refused = 0;
  for (const golden& g : golden_states()) {
    const bytes stored = contents(std::string(CXM_SOURCE_DIR) + "/tests/tally/golden/" + g.file);
    ASSERT_GT(stored.size(), 100U);
    for (int i = 0; i < g.mutations; ++i) {
      bytes b = stored;
      const std::size_t changes = 1 + random() % 3;
      for (std::size_t c = 0; c < changes; ++c) {
        const std::size_t at = random() % b.size();
        switch (random() % 5) {
          case 0:
            b[at] = static_cast<std::uint8_t>(random());
            break;
          case 1:
            b[at] ^= static_cast<std::uint8_t>(1U << (random() % 8));
            break;
          case 2:
            b.erase(b.begin() + static_cast<std::ptrdiff_t>(at));
            break;
          case 3:
            b.insert(b.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(random()));
            break;
          default:
            b.resize(at + 1);
            break;
        }
      }
      // Mostly with a true length and checksum, so that the change is met by the reader behind them.
      if (b.size() > 60 && random() % 8 != 0) b = sealed(std::move(b));
      try {
        const tally t = tally::deserialize(b, in);
        EXPECT_EQ(t.serialize(), b);
        ++accepted;
      } catch (const error& e) {
        EXPECT_EQ(e.code(), errc::state) << e.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 10000U);
  RecordProperty("accepted", static_cast<int>(accepted));
}

}  // namespace
