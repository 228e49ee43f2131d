// SPDX-License-Identifier: Apache-2.0
// main SURVEY INSTRUMENT: the same with the C++ library linked into the program.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>

#include "cxm/cxm.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const cxm::tallied_file file = cxm::tally_file(argv[1], cxm::load_instrument(argv[2]));
    const std::vector<std::uint8_t> state = file.tally.serialize();
    std::printf("state %zu %02x%02x%02x%02x\n", state.size(), state.end()[-1], state.end()[-2],
                state.end()[-3], state.end()[-4]);
    const cxm::assessment result = cxm::assess(file.tally, {}, file.receipt);
    for (const cxm::result_row& row : result.rows) {
      if (row.table != "index" || std::isnan(row.value.value)) continue;
      const auto bits = [](double value) {
        return static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value));
      };
      std::printf("%s %016llx %016llx %016llx\n", row.id.c_str(), bits(row.value.value), bits(row.value.low),
                  bits(row.value.high));
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
