// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cxm/data/batch.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/io/tally_file.hpp"

/// SPSS files (.sav, .zsav), read through ReadStat: an optional component, linked as cxm::sav.
namespace cxm {

/// Does a file begin as an SPSS system file does? False for files that cannot be read.
[[nodiscard]] bool is_sav_file(const std::string& path);

/// Read an SPSS system file as read_file reads a text file: the same binding of columns (a variable goes by
/// its name or its label), the same batches, one block of some thousand rows at a time, on one thread.
///
/// A number means what its text means (4 is the code 4). Where the instrument does not know a value but its
/// label, the label is taken; groups (role, wave, segments) go by their labels where they have them. A value
/// that the file declares missing has the kind that the instrument gives it, else it is no answer; the
/// system's missing value is an empty cell. Texts are in the file's declared encoding, or Windows-1252 with
/// `latin1`. Rows are numbered from 1, as SPSS shows them. `layout`, `separator` and `threads` have no
/// meaning here.
///
/// Files are not trusted: what ReadStat refuses is cxm::error{data} with its words. Other errors: those of
/// read_columns. Memory: a block of rows, whatever their number.
import_receipt read_sav(const std::string& path, const instrument&, const read_options&,
                        const std::function<void(unsigned worker, const batch&)>& sink);

/// As tally_file.
[[nodiscard]] tallied_file tally_sav(const std::string& path, const instrument_ptr&, const read_options& = {},
                                     tally_options keep = {});

}  // namespace cxm
