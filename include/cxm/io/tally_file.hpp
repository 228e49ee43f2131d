// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cxm/data/columns.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm {

/// What a source of answers amounts to: its sums, and the account of how it was read.
struct tallied_file {
  cxm::tally tally;
  import_receipt receipt;
};

/// Read a data file once and tally it, one tally a worker, merged: the result is the same for any
/// `read.threads`. `keep` says what to keep; its members `weighted`, `respondents`, `psu_totals` (clusters),
/// `strata` (strata or populations without clusters), `given` and `answer_squares` are raised where the file
/// has such columns, since answers without them would say something else. Errors: those of read_file and
/// tally. Memory does not grow with rows.
[[nodiscard]] tallied_file tally_file(const std::string& path, const instrument_ptr&,
                                      const read_options& read = {}, tally_options keep = {});
/// Tally whatever hands out batches: `read` gives them to its argument as read_file does and returns the
/// receipt. One tally a worker, at most `options.threads` of them; of the options also the kind of replicate
/// weights.
using batch_sink = std::function<void(unsigned worker, const batch&)>;
[[nodiscard]] tallied_file tally_batches(const instrument_ptr&, const read_options& options,
                                         tally_options keep,
                                         const std::function<import_receipt(const batch_sink&)>& read);
/// The same for columns in memory (columns.hpp).
[[nodiscard]] tallied_file tally_columns(const data_columns&, const instrument_ptr&,
                                         const read_options& read = {}, tally_options keep = {});

}  // namespace cxm
