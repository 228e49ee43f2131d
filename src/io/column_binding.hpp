// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "io/layout.hpp"

namespace cxm::detail {

/// Where an item's answers stand: in one column, or one column an option. -1 and empty: not in the file.
struct item_columns {
  int column = -1;
  std::vector<std::pair<unsigned, int>> options;  ///< (position of the code, column)
  [[nodiscard]] bool present() const noexcept { return column >= 0 || !options.empty(); }
};

/// Which column means what. -1 = not in the file.
struct column_binding {
  std::vector<item_columns> items;  ///< in the instrument's order
  int role = -1, wave = -1, weight = -1, stratum = -1, cluster = -1, respondent = -1, fpc = -1;
  std::vector<int> segments;
  std::vector<int> replicates;          ///< columns of replicate weights, in order
  int long_item = -1, long_value = -1;  ///< long form: the columns of item names and answers
  std::vector<std::string> ignored;     ///< names of columns that nothing reads
};

/// Bind the columns of a file to an instrument: `map` first, then the instrument's hints in their order,
/// for items and segments also the id itself. A name is compared exactly, then without case and spacing,
/// also with a column's other names (see layout.hpp); "#7" is the seventh column. An empty name in `map`
/// means that the column is not to be read. `replicates`: names or patterns ("rw_*") of the columns of
/// replicate weights, which no other column may be. Errors: cxm::error{data} naming the nearest column or
/// key.
[[nodiscard]] column_binding bind_columns(const std::string& file, const file_header& header,
                                          const instrument& in, const std::map<std::string, std::string>& map,
                                          const std::vector<std::string>& replicates = {});

/// Does a one-row header look like the long form: columns "item" and "value" (or mapped ones), and no column
/// of the instrument's items?
[[nodiscard]] bool looks_long(const std::string& file, const file_header& header, const instrument& in,
                              const std::map<std::string, std::string>& map);

/// `column 3 "Q1"`, for messages.
[[nodiscard]] std::string column_words(const file_header& header, int column);

}  // namespace cxm::detail
