// SPDX-License-Identifier: Apache-2.0
#include "cli/brand.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "cxm/base/error.hpp"

namespace cxm::cli {

report_options branded(report_options look, const std::string& css_file) {
  if (css_file.empty()) return look;
  errno = 0;
  std::ifstream in(css_file, std::ios::binary);
  look.css.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  if (!in || in.bad()) {
    const std::error_code why(errno != 0 ? errno : EIO, std::generic_category());
    throw error(errc::io, "cannot read " + css_file + ": " + why.message(), css_file);
  }
  return look;
}

}  // namespace cxm::cli
