// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "cxm/data/batch.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/io/arrow_abi.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/io/result_table.hpp"
#include "cxm/io/tally_file.hpp"

/// Any data frame in, any data frame out: the Arrow C stream interface, without the Arrow libraries.
namespace cxm {

/// Read a stream of record batches as read_columns reads columns. The stream is consumed: released on return,
/// also by an exception. Its values are read in place, batch by batch; rows are numbered through.
///
/// Types: null, boolean, integers, float32, float64, utf8, large_utf8, utf8_view, date32, date64, timestamps
/// (as the text of their day), and dictionaries of these. A column of another type is an error only when the
/// instrument reads it.
/// Errors: those of read_columns; cxm::error{data} with the producer's words when the stream fails;
/// cxm::error{argument} when it is released already or its schema is not a struct.
import_receipt read_arrow(ArrowArrayStream*, const instrument&, const read_options&,
                          const std::function<void(unsigned worker, const batch&)>& sink);

/// As tally_file, for a stream.
[[nodiscard]] tallied_file tally_arrow(ArrowArrayStream*, const instrument_ptr&, const read_options& = {},
                                       tally_options keep = {});

/// Hand out a table as a stream of one record batch: utf8 (large_utf8 beyond 2 GiB) and float64, null for
/// what does not exist. The stream owns the table; the consumer releases it. `out` is overwritten.
void export_arrow(result_table table, ArrowArrayStream* out);

}  // namespace cxm
