// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "cxm/data/batch.hpp"
#include "cxm/data/columns.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/io/reader.hpp"

namespace cxm {

/// Read columns in memory as read_file reads the columns of a file: the same binding of names, the same
/// meanings of values (a number means what its text means: 4 and 4.0 are the code 4), the same batches and
/// so the same tally to the last bit.
///
/// Of the options, `layout`, `separator` and `latin1` have no meaning here. Rows are numbered from 0, in
/// messages, in `error::row()` and in the receipt. `sink` is called as read_file does. Blocks of some
/// thousand rows; no allocation per row.
/// Errors: those of read_file; cxm::error{argument} for a column whose type or buffers cannot be, two columns
/// of one name, a dictionary position outside the dictionary, text offsets that fall.
import_receipt read_columns(const data_columns&, const instrument&, const read_options&,
                            const std::function<void(unsigned worker, const batch&)>& sink);

}  // namespace cxm
