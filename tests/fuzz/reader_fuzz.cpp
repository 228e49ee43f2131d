// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes as a data file (the first one chooses the options).
#include "io/reader_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cxm::test::check_reading({reinterpret_cast<const char*>(data), size});
  return 0;
}
