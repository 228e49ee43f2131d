// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/tally_file.hpp"

namespace cxm::capi {

/// tally_file for every kind of file that this build reads: text files, and SPSS files (.sav, .zsav) when
/// ReadStat is there. Where it is not, errc::unsupported says how to go on.
[[nodiscard]] tallied_file tally_data_file(const std::string& path, const instrument_ptr&,
                                           const read_options&, const tally_options&);

/// result_xlsx where libxlsxwriter is there, else errc::unsupported.
[[nodiscard]] std::string workbook_of(const assessment&, const std::string& scratch);

/// Make libxlsxwriter ready; false when it is not on this system.
[[nodiscard]] bool xlsxwriter_ready() noexcept;

/// Make ReadStat ready; false when it is not on this system.
[[nodiscard]] bool readstat_ready() noexcept;

}  // namespace cxm::capi
