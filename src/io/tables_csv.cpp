// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "cxm/io/files.hpp"
#include "cxm/io/result_table.hpp"
#include "cxm/io/tables.hpp"
#include "io/csv_line.hpp"

namespace cxm {
namespace {

/// A table's name as a file name: letters, digits, '-' and '_' stay, all else becomes '_'.
std::string file_name(std::string_view table) {
  std::string name;
  for (const char c : table) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    name += plain ? c : '_';
  }
  return name + ".csv";
}

}  // namespace

std::string table_csv(const result_table& table) {
  std::string out;
  {
    detail::csv_line header(out);
    for (const table_column& column : table.columns) header.text(column.name);
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    detail::csv_line line(out);
    for (const table_column& column : table.columns) {
      if (column.is_text) {
        line.text(column.text(row));
      } else {
        line.number(column.numbers[row]);
      }
    }
  }
  out += "\r\n";
  return out;
}

std::vector<std::pair<std::string, std::string>> result_csv(const assessment& result) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& name : table_names(result))
    files.emplace_back(file_name(name), table_csv(table_of(result, name)));
  return files;
}

void write_result_csv(const assessment& result, const std::string& directory) {
  write_files(directory, result_csv(result));
}

}  // namespace cxm
