// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/assessment/progress.hpp"
#include "cxm/data/columns.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/io/result_table.hpp"
#include "cxm/quality/answer_patterns.hpp"
#include "cxm/tally/tally.hpp"

extern "C" struct ArrowArrayStream;

namespace cxm {

struct check_options {
  read_options read;
  tally_options keep;
  assess_options assess;
  assess_progress progress;  ///< of the assessment; that of reading is in `read`
};

/// Whether instrument and answers are sound (docs/quality.md): an assessment that holds the tables `base`,
/// `item`, `reliability`, `invariance` and `answers` (docs/tables.md) of the whole of each wave and of its
/// roles; and, for whoever has the data, the rows that show signs of careless answering.
struct data_check {
  assessment result;
  std::vector<battery> batteries;      ///< what `questionable_row::straight` counts
  std::vector<questionable_row> rows;  ///< of data; a state has none
};

/// From a data file or a stored state. Data files are read once, on one thread, and the answers of their
/// people kept in memory (9 bytes a person and item), so that intervals of reliability hold for answers of
/// any shape; a state that keeps item moments gives those of normal theory, and nothing about single rows.
/// With an empty `instrument` a state is read by its own. Errors: those of assess_file; cxm::error{data} for
/// a state without item moments.
[[nodiscard]] data_check check_file(const std::string& path, const std::string& instrument,
                                    const check_options& = {});
/// The same for columns in memory.
[[nodiscard]] data_check check_columns(const data_columns&, const instrument_ptr&, const check_options& = {});
/// The same for a stream of record batches, which is consumed (arrow.hpp).
[[nodiscard]] data_check check_arrow(ArrowArrayStream*, const instrument_ptr&, const check_options& = {});
/// The same from the moments of a tally that keeps those of items; of the options, `assess` and `progress`
/// apply.
[[nodiscard]] assessment check_tally(const tally&, const check_options& = {}, const import_receipt& = {});

/// The rows with a sign as a table: row, wave, role, signs (straight, contradictory, repeated, sparse,
/// same_id; several separated by `;`), batteries answered straight, and the first row of equal answers (NaN:
/// none). Single people's answers stand behind it: no disclosure control can protect them.
[[nodiscard]] result_table questionable_rows(const data_check&);

}  // namespace cxm
