// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/io/tally_file.hpp"

namespace cxm::cli {

/// Tally a data file of any kind that this build reads: text files, and SPSS files where the component is
/// there.
[[nodiscard]] tallied_file tally_source(const std::string& path, const instrument_ptr&, const read_options&,
                                        const tally_options&);

}  // namespace cxm::cli
