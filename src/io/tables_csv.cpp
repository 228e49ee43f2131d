// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <utility>

#include "cxm/io/files.hpp"
#include "cxm/io/result_table.hpp"
#include "cxm/io/tables.hpp"
#include "io/json_text.hpp"

namespace cxm {
namespace {

constexpr std::string_view line_end = "\r\n";

/// One line of RFC 4180: quoted where a separator, quote, line break or outer blank asks for it.
class csv_line {
 public:
  /// Starts a line; the one before it is ended here.
  explicit csv_line(std::string& out) : out_(out) {
    if (!out_.empty()) out_ += line_end;
  }

  csv_line& text(std::string_view value) {
    separate();
    const bool plain = value.find_first_of(",\"\r\n") == std::string_view::npos &&
                       (value.empty() || (value.front() != ' ' && value.back() != ' '));
    if (plain) {
      out_ += value;
      return *this;
    }
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  csv_line& number(double value) {
    separate();
    json_text::append_number(out_, value, std::isnan(value) ? "" : value > 0 ? "inf" : "-inf");
    return *this;
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

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
    csv_line header(out);
    for (const table_column& column : table.columns) header.text(column.name);
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    csv_line line(out);
    for (const table_column& column : table.columns) {
      if (column.is_text) {
        line.text(column.text(row));
      } else {
        line.number(column.numbers[row]);
      }
    }
  }
  out += line_end;
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
