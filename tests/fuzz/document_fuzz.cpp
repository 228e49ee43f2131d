// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes as a JSON document, an instrument or (first byte odd) a norm. What is accepted must be
// written and read back as the same document; what is not must say so by cxm::error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/norm_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    if ((data[0] & 1U) != 0) {
      const cxm::norm read = cxm::parse_norm(text);
      if (!(cxm::parse_norm(cxm::pretty_json(read)) == read)) std::abort();
    } else {
      const auto read = cxm::parse_instrument(text);
      if (cxm::pretty_json(*cxm::parse_instrument(cxm::pretty_json(*read))) != cxm::pretty_json(*read))
        std::abort();
    }
  } catch (const cxm::error& e) {
    if (e.code() != cxm::errc::instrument && e.code() != cxm::errc::argument) std::abort();
  }
  return 0;
}
