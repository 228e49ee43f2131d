// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/commands.hpp"
#include "cxm/io/tally_file.hpp"

namespace cxm::cli {

/// Tally a data file of any kind that this build reads: text files, and SPSS files where the component is
/// there.
[[nodiscard]] tallied_file tally_source(const std::string& path, const instrument_ptr&, const read_options&,
                                        const tally_options&);

/// A data file without an instrument, and what to do about it.
[[nodiscard]] usage_error instrument_required(const std::string& data_file);

}  // namespace cxm::cli
