// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes as the state of a tally. Whatever is accepted must serialise to the same bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "cxm/tally/tally.hpp"
#include "tally/state_parts.hpp"
#include "tally/survey_fixture.hpp"

namespace {

void read(const std::vector<std::uint8_t>& bytes, const cxm::instrument_ptr& in) {
  try {
    const cxm::tally t = cxm::tally::deserialize(bytes, in);
    if (t.serialize() != bytes) std::abort();
  } catch (const cxm::error& e) {
    if (e.code() != cxm::errc::state) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cxm::instrument_ptr tiny = tally_test::one_question();
  static const cxm::instrument_ptr full = tally_test::every_kind();
  std::vector<std::uint8_t> bytes(data, data + size);
  // Each seed by the instrument it was made with.
  const auto& print = tiny->identity.value.bytes;
  const bool is_tiny = size > 36 && std::equal(print.begin(), print.end(), data + 20);
  const auto& in = is_tiny ? tiny : full;
  read(bytes, in);
  // With length, checksum and fingerprint made true, so that the parser behind them is met as well.
  if (bytes.size() > 56) {
    std::copy(in->identity.value.bytes.begin(), in->identity.value.bytes.end(), bytes.begin() + 20);
    read(tally_test::sealed(std::move(bytes)), in);
  }
  return 0;
}
