// SPDX-License-Identifier: Apache-2.0
#include "capi/data_files.hpp"

#include "cxm/base/error.hpp"
#include "io/byte_source.hpp"
#ifdef CXM_CAPI_SAV
#include "cxm/sav/sav.hpp"
#endif

namespace cxm::capi {

tallied_file tally_data_file(const std::string& path, const instrument_ptr& instrument,
                             const read_options& read, const tally_options& keep) {
  const std::string magic = cxm::detail::read_first_bytes(path, 4);
  if (magic != "$FL2" && magic != "$FL3") return tally_file(path, instrument, read, keep);
  const char* remedy = "save it as CSV, or use a build of libcxm with CXM_SAV";
#ifdef CXM_CAPI_SAV
  if (readstat_ready()) return tally_sav(path, instrument, read, keep);
  remedy = "install ReadStat (Debian: libreadstat1), or save the file as CSV";
#endif
  throw error(errc::unsupported,
              path + ": SPSS files are read through ReadStat, which is not here; " + remedy, path);
}

}  // namespace cxm::capi
