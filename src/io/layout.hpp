// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cxm::detail {

/// A column's names: the one to show, and others under which it may be asked for.
struct column_name {
  std::string primary;
  std::vector<std::string> others;
};

/// What the first records of a file say about the rest.
struct file_header {
  std::string layout;       ///< csv, qualtrics-3, qualtrics-2, surveymonkey-2 or long
  std::size_t records = 1;  ///< records before the first answer
  std::vector<column_name> columns;
};

/// Records that detect_layout wants to see, if there are as many.
inline constexpr std::size_t header_records = 3;

/// Recognise the layout, or take the one that is asked for ("auto" = recognise). `long` is not recognised
/// here, because that takes the instrument: see looks_long.
///
/// - qualtrics-3: names, question texts, {"ImportId":"..."}; asked for by name, ImportId or text.
/// - qualtrics-2: names V1, V2 ... or Q1 ..., then texts that begin with ResponseID; by name or text.
/// - surveymonkey-2: questions, then options. A column is named `question`, or `question - option` where the
///   option says more than "Response"; a question goes on over the empty cells to its right.
/// - csv: one row of names.
[[nodiscard]] file_header detect_layout(const std::string& file, const std::string& wanted,
                                        const std::vector<std::vector<std::string>>& first_records);

}  // namespace cxm::detail
