// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes as an SPSS file. Whatever they are, the answer is a tally or a cxm::error.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "cxm/base/error.hpp"
#include "cxm/io/scaffold.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/sav/sav.hpp"
#include "sav/sav_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cxm::instrument_ptr survey = sav_test::survey();
  static const cxm::read_options how = [] {
    cxm::read_options made;
    made.formats.push_back(cxm::sav_format());
    return made;
  }();
  static const int file = memfd_create("sav", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (file < 0 || ftruncate(file, 0) != 0) std::abort();
  if (pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
  try {
    const cxm::tallied_file read = cxm::tally_file(path, survey, how);
    if (read.receipt.rows_used > read.receipt.rows_read) std::abort();
  } catch (const cxm::error& e) {
    if (e.code() == cxm::errc::io) std::abort();
  }
  try {  // a draft from whatever its dictionary says is an instrument, or there is none in it
    (void)cxm::parse_instrument(cxm::scaffold_instrument(path, how, 200).json);
  } catch (const cxm::error& e) {
    if (e.code() != cxm::errc::data) std::abort();
  }
  return 0;
}
