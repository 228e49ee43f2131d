// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cxm/assessment/progress.hpp"
#include "cxm/data/columns.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/model/driver_set.hpp"
#include "cxm/tally/tally.hpp"

extern "C" struct ArrowArrayStream;

namespace cxm {

struct explain_options {
  read_options read;
  tally_options keep;
  assess_options assess;
  assess_progress progress;         ///< of the assessment; that of reading is in `read`
  std::optional<driver_set> asked;  ///< instead of the instrument's sets
};

/// What moves an outcome, from a data file or a stored state: an assessment that holds the table `driver`
/// alone (docs/tables.md). Data files are read once, on one thread, and their people kept in memory (9 bytes
/// a person and measure), so that errors are robust or clustered, intervals bootstrapped, and yes/no outcomes
/// have odds ratios; a state gives what its moments allow. With an empty `instrument` a state is read by its
/// own. Errors: those of assess_file; cxm::error{instrument} for a set that does not fit, or when there is
/// none.
[[nodiscard]] assessment explain_file(const std::string& path, const std::string& instrument,
                                      const explain_options& = {});
/// The same for columns in memory.
[[nodiscard]] assessment explain_columns(const data_columns&, const instrument_ptr&,
                                         const explain_options& = {});
/// The same for a stream of record batches, which is consumed (arrow.hpp).
[[nodiscard]] assessment explain_arrow(ArrowArrayStream*, const instrument_ptr&, const explain_options& = {});
/// The same from the moments of a tally; of the options, `assess` and `asked` apply.
[[nodiscard]] assessment explain_tally(const tally&, const explain_options& = {}, const import_receipt& = {});

}  // namespace cxm
