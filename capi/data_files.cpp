// SPDX-License-Identifier: Apache-2.0
#include "capi/data_files.hpp"

#include "cxm/base/error.hpp"
#include "io/byte_source.hpp"
#ifdef CXM_CAPI_SAV
#include "cxm/sav/sav.hpp"
#endif
#ifdef CXM_CAPI_XLSX
#include "cxm/xlsx/xlsx.hpp"
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

std::string workbook_of([[maybe_unused]] const assessment& result,
                        [[maybe_unused]] const std::string& scratch) {
  const char* remedy = "use a build of libcxm with CXM_XLSX, or write the tables as CSV";
#ifdef CXM_CAPI_XLSX
  if (xlsxwriter_ready()) return result_xlsx(result, scratch);
  remedy = "install it (Debian: libxlsxwriter4), or write the tables as CSV";
#endif
  throw error(errc::unsupported,
              std::string("workbooks are written through libxlsxwriter, which is not here; ") + remedy,
              "workbook");
}

}  // namespace cxm::capi
