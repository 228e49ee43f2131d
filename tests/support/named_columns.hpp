// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cxm/io/csv.hpp"

namespace cxm::test {

/// A small delimited file with a header, whole in memory: the published tables that tests recompute.
struct named_columns {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::map<std::string, std::size_t> place;

  explicit named_columns(const std::string& path) {
    csv_reader in(path);
    while (in.next()) {
      std::vector<std::string> fields(in.fields().begin(), in.fields().end());
      if (header.empty()) {
        header = std::move(fields);
        for (std::size_t c = 0; c < header.size(); ++c) place.emplace(header[c], c);
      } else if (fields.size() == header.size()) {
        rows.push_back(std::move(fields));
      }
    }
  }
  /// Throws std::out_of_range for a name that the file does not have.
  [[nodiscard]] const std::string& at(std::size_t row, const std::string& column) const {
    return rows[row][place.at(column)];
  }
};

}  // namespace cxm::test
