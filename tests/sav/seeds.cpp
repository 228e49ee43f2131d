// SPDX-License-Identifier: Apache-2.0
// sav_seeds CORPUS STAFF: the SPSS files of tests/fuzz/corpus/sav and of tests/sav, by ReadStat's writer, and
// their answers as text.
#include "sav/sav_fixture.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::filesystem::path to = argv[1];
  std::filesystem::create_directories(to);
  const std::pair<const char*, readstat_compress_t> kinds[] = {{"plain.sav", READSTAT_COMPRESS_NONE},
                                                               {"rows.sav", READSTAT_COMPRESS_ROWS},
                                                               {"binary.zsav", READSTAT_COMPRESS_BINARY}};
  for (const auto& [name, compression] : kinds)
    std::ofstream(to / "answers.csv", std::ios::binary) << sav_test::write_both(to / name, 60, compression);
  std::ofstream(to / "survey.json", std::ios::binary) << cxm::pretty_json(*sav_test::survey());
  const std::filesystem::path staff = argv[2];
  std::ofstream(staff / "staff.csv", std::ios::binary)
      << sav_test::write_staff(staff / "staff.zsav", 240, READSTAT_COMPRESS_BINARY);
  std::ofstream(staff / "staff.json", std::ios::binary) << cxm::pretty_json(*sav_test::staff());
  return 0;
}
