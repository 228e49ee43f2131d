// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/file_format.hpp"

namespace cxm::capi {

/// SPSS files (.sav, .zsav), read when ReadStat is there. Where it is not, errc::unsupported says how to go
/// on.
[[nodiscard]] file_format spss_format();

/// result_xlsx where libxlsxwriter is there, else errc::unsupported.
[[nodiscard]] std::string workbook_of(const assessment&, const std::string& scratch);

/// Make libxlsxwriter ready; false when it is not on this system.
[[nodiscard]] bool xlsxwriter_ready() noexcept;

/// Make ReadStat ready; false when it is not on this system.
[[nodiscard]] bool readstat_ready() noexcept;

}  // namespace cxm::capi
