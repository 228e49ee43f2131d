// SPDX-License-Identifier: Apache-2.0
#include "io/reader_fuzz.hpp"

#include <gtest/gtest.h>

#include "cxm/base/random.hpp"

namespace cxm {
namespace {

// Files of every layout, good and bad, and what survey files are made of.
const std::vector<std::string> corpus{
    "a,b,unit,w\n1,5,N,1\nGood,98,S,0.5\n,,,1\n2,n/a,N,0\n",
    "a;b;many\r\n1;5;Bread,Milk\r\n\"2\";\"3\";\"Eggs\"\r\n",
    "a\tb\r1\t2\r\"x\ty\"\t3\r",
    "respondent,item,value\np1,a,5\np1,b,2\np2,a,98\np2,many,Bread\n",
    "V1,a\nResponseID,Text\nR_1,5\n",
    "id,a\nID,\"How\nwas "
    "it\"\n\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\nR,5\n",
    "id,a,,b\n,x,y,Response\n1,2,3,4\n",
    "sep=;\na;b\n1;2\n",
    "\xef\xbb\xbf"
    "a,b\n1,2\n",
    std::string(80, 'x') + ",a\n" + std::string(70, '"') + ",1\n",
    "a,b\n\"" + std::string(100, 'y') + "\"\"" + std::string(30, 'z') + "\",1\n",
};
const std::vector<std::string> pieces{
    "\"", "\"\"", ",",  ";",    "\n", "\r\n",  "\r",    "\xc3\xa4", "\xff",  std::string(1, '\0'),
    "1",  "5",    "98", "Good", "-1", "1e400", "a,b\n", "\"x\"",    "\",\"", " "};

TEST(reader_fuzz, seeded_mutations_keep_every_promise) {
  random_stream random(11, 0);
  const auto below = [&](std::size_t n) { return random.below(static_cast<std::uint32_t>(n)); };
  for (int repeat = 0; repeat < 20000; ++repeat) {
    std::string bytes = corpus[below(corpus.size())];
    for (auto changes = below(6); changes > 0; --changes) {
      const std::size_t at = below(bytes.size() + 1);
      switch (below(4)) {
        case 0:
          bytes.insert(at, pieces[below(pieces.size())]);
          break;
        case 1:
          bytes.erase(at, below(8));
          break;
        case 2:
          if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
          break;
        default:
          bytes.insert(at, bytes.substr(below(bytes.size() + 1), below(40)));
      }
    }
    bytes.insert(bytes.begin(), static_cast<char>(below(256)));
    ASSERT_NO_THROW(test::check_reading(bytes)) << testing::PrintToString(bytes);
  }
}

}  // namespace
}  // namespace cxm
