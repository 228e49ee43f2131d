// SPDX-License-Identifier: Apache-2.0
#include "capi/data_files.hpp"

#include "cxm/base/error.hpp"
#ifdef CXM_CAPI_SAV
#include "cxm/sav/sav.hpp"
#endif
#ifdef CXM_CAPI_XLSX
#include "cxm/xlsx/xlsx.hpp"
#endif

namespace cxm::capi {

file_format spss_format() {
#ifdef CXM_CAPI_SAV
  file_format out = sav_format();
#else
  file_format out;
  out.name = "sav";
  out.fits = [](std::string_view begin) {
    return begin.substr(0, 4) == "$FL2" || begin.substr(0, 4) == "$FL3";
  };
#endif
  out.read = [read = out.read](const std::string& path, const read_options& options,
                               const variable_sink& sink) {
    const char* remedy = "save it as CSV, or use a build of libcxm with CXM_SAV";
#ifdef CXM_CAPI_SAV
    if (readstat_ready()) return read(path, options, sink);
    remedy = "install ReadStat (Debian: libreadstat1), or save the file as CSV";
#endif
    throw error(errc::unsupported,
                path + ": SPSS files are read through ReadStat, which is not here; " + remedy, path);
  };
  return out;
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
