// SPDX-License-Identifier: Apache-2.0
// A fuzz target without libFuzzer: smoke RUNS FILE... hands the target every seed file, then RUNS seeded
// mutations of them. The same bytes on every machine; a fault ends the program.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "cxm/base/random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "smoke RUNS FILE...\n");
    return 2;
  }
  using bytes = std::vector<std::uint8_t>;
  std::vector<bytes> seeds;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "cannot read %s\n", argv[i]);
      return 2;
    }
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    LLVMFuzzerTestOneInput(seeds.back().data(), seeds.back().size());
  }
  LLVMFuzzerTestOneInput(nullptr, 0);
  const long runs = std::strtol(argv[1], nullptr, 10);
  for (long r = 0; r < runs; ++r) {
    cxm::random_stream random(77, static_cast<std::uint64_t>(r));
    const auto below = [&](std::size_t n) { return random.below(static_cast<std::uint32_t>(n)); };
    bytes input = seeds[below(seeds.size())];
    for (std::uint32_t changes = 1 + below(5); changes > 0; --changes) {
      const std::size_t at = below(input.size() + 1);
      const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(5)) {
        case 0:  // one byte more
          input.insert(place, static_cast<std::uint8_t>(below(256)));
          break;
        case 1:  // another bit
          if (at < input.size()) input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << below(8)));
          break;
        case 2:  // cut short
          input.resize(at);
          break;
        case 3: {  // some bytes less
          const std::size_t count = std::min<std::size_t>(below(16), input.size() - at);
          input.erase(place, place + static_cast<std::ptrdiff_t>(count));
          break;
        }
        default: {  // a piece of another seed
          const bytes& other = seeds[below(seeds.size())];
          const std::size_t from = below(other.size() + 1);
          const std::size_t count = std::min<std::size_t>(below(64), other.size() - from);
          const bytes piece(other.begin() + static_cast<std::ptrdiff_t>(from),
                            other.begin() + static_cast<std::ptrdiff_t>(from + count));
          input.insert(place, piece.begin(), piece.end());
        }
      }
    }
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%ld mutations of %zu seeds\n", runs, seeds.size());
  return 0;
}
