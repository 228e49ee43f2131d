// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: bytes as a data file (the first one chooses the options).
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Isrc -Itests \
//     tests/fuzz/reader_fuzz.cpp BUILD/lib/libcxm.a -lz
// with a library built by clang++ with -fsanitize=fuzzer-no-link,address,undefined.
#include "io/reader_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cxm::test::check_reading({reinterpret_cast<const char*>(data), size});
  return 0;
}
