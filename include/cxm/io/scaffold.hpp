// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cxm/io/reader.hpp"

namespace cxm {

/// What a column of a data file was taken for.
struct column_guess {
  std::string column;
  std::string guess;  ///< "item", "option", "segment", "role", "wave", "weight", "respondent" or "ignored"
  std::string id;     ///< of the item or segment; empty when the column is not used
  std::string why;    ///< one sentence
};

/// A first instrument for a data file, to be completed by a person.
struct instrument_draft {
  std::string json;                   ///< indented; parse_instrument accepts it
  std::vector<column_guess> columns;  ///< in the order of the file
  std::int64_t rows = 0;              ///< rows looked at
  std::string layout;
};

/// Draft an instrument from what a data file contains.
///
/// Reads up to `rows` rows and guesses what each column is: an item (ordinal codes, 0-10 recommendation,
/// two values, answer labels in their usual order, choices, numbers, one column an option), a segment, the
/// role, the wave, the weight, the respondent, or nothing that can be counted (texts, dates, identifiers,
/// contact data). Values that usually mean "no answer" become missing codes. Every item and scale carries
/// its guess in `note`; the description says what is left to decide. Of `options`, layout, separator, latin1,
/// map and formats are used: a mapped column is taken for what the map says.
///
/// Of a file of one of `formats` the dictionary is taken: questions from variable labels, codes and labels of
/// scales from value labels, missing codes from declared missing values, order from measurement levels and
/// known words (whose scores are turned where they run from high to low), the weight from the file's own.
///
/// Errors: as read_file for the file; cxm::error{data} when no column looks like an item.
/// Cost: linear in the rows looked at; memory: up to 200 different values a column.
[[nodiscard]] instrument_draft scaffold_instrument(const std::string& path, const read_options& options = {},
                                                   std::size_t rows = 10000);

}  // namespace cxm
