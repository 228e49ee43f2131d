// SPDX-License-Identifier: Apache-2.0
// state_seeds DIRECTORY: the small states of tests/fuzz/corpus/state, one for each thing that a tally may
// keep.
#include <filesystem>
#include <fstream>
#include <utility>

#include "tally/state_parts.hpp"
#include "tally/survey_fixture.hpp"

namespace {

struct kind {
  const char* name;
  cxm::tally_options keep;
};

std::vector<kind> kinds() {
  std::vector<kind> all{{"plain", {}},        {"shared", {}}, {"people", {}},     {"clusters", {}},
                        {"unit-answers", {}}, {"strata", {}}, {"replicates", {}}, {"given", {}}};
  all[1].keep.shared = true;
  all[2].keep.respondents = all[2].keep.item_moments = all[2].keep.contingency = true;
  all[3].keep.psu_totals = true;
  all[4].keep.psu_totals = all[4].keep.weighted = all[4].keep.answer_squares = true;
  all[5].keep.strata = all[5].keep.weighted = all[5].keep.answer_squares = true;
  all[6].keep.respondents = true;
  all[6].keep.replicates = 4;
  all[7].keep.weighted = all[7].keep.answer_squares = true;
  all[7].keep.given = {"jkn", 1, {0.5, 0.5, 0.75}, false, 2};
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path to = argv[1];
  std::filesystem::create_directories(to);
  const std::pair<const char*, cxm::instrument_ptr> instruments[] = {{"tiny-", tally_test::one_question()},
                                                                     {"full-", tally_test::every_kind()}};
  for (const auto& [begin, instrument] : instruments) {
    for (const kind& k : kinds()) {
      // Of the large instrument the golden states have these.
      if (k.keep.answer_squares && instrument->items.size() > 1) continue;
      tally_test::drawing how;
      how.rows = 4;
      how.units = 1;
      how.weights = k.keep.weighted;
      how.sampling = k.keep.psu_totals || k.keep.strata;
      how.given = k.keep.given.rscales.size();
      cxm::tally t(instrument, k.keep);
      t.update(tally_test::draw(*instrument, how));
      const std::vector<std::uint8_t> bytes = t.serialize();
      std::ofstream(to / (begin + std::string(k.name)), std::ios::binary)
          .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
  }
  return 0;
}
