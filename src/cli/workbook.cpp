// SPDX-License-Identifier: Apache-2.0
#include "cli/workbook.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "cxm/base/error.hpp"
#ifdef CXM_WITH_XLSX
#include "cxm/xlsx/xlsx.hpp"
#endif

namespace cxm::cli {

void add_xlsx_option(CLI::App& command, std::string& path, const std::string& group) {
  command.add_option("--xlsx", path, "write all tables as one workbook for spreadsheet programs")
      ->group(group);
}

#ifdef CXM_WITH_XLSX
void check_xlsx(const std::string&) {}

void add_xlsx(outputs& to, const std::string& path, const assessment& result) {
  if (path.empty()) return;
  // Temporary files stand beside the workbook, which needs the room anyway, but not beside a device.
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  const bool device = fs::exists(status) && !fs::is_regular_file(status);
  to.add(path,
         result_xlsx(result, (device ? fs::temp_directory_path() : fs::path(path).parent_path()).string()));
}
#else
void check_xlsx(const std::string& path) {
  if (!path.empty()) {
    throw error(errc::unsupported,
                "--xlsx: this program was built without workbooks; build it where libxlsxwriter is "
                "installed, or take --csv DIR",
                "xlsx");
  }
}

void add_xlsx(outputs&, const std::string& path, const assessment&) { check_xlsx(path); }
#endif

}  // namespace cxm::cli
