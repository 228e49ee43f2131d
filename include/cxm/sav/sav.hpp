// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/io/file_format.hpp"

/// SPSS files (.sav, .zsav), read through ReadStat: an optional component, linked as cxm::sav.
namespace cxm {

/// For read_options::formats: `how.formats = {cxm::sav_format()}` lets every function that takes a data file
/// take SPSS system files too, known by their first bytes.
///
/// The system's missing value is an empty cell; values that the file declares missing, value labels and
/// measurement levels are in the dictionary. Texts are in the file's declared encoding, or Windows-1252 with
/// read_options::latin1. Files are not trusted: what ReadStat refuses is cxm::error{data} with its words.
/// Memory: a block of some thousand rows, whatever their number.
[[nodiscard]] file_format sav_format();

}  // namespace cxm
