// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace cxm::xlsx_detail {

/// How a cell looks. Numbers of one unit share one.
enum class cell_style {
  plain,
  wrapped,
  title,
  heading,
  header,
  hidden,  ///< of a suppressed row
  whole,   ///< #,##0
  one_decimal,
  two_decimals,
  four_decimals,
  per_cent,
};

/// The most characters of a cell and rows of a sheet; Excel's.
inline constexpr std::size_t most_characters = 32767;
inline constexpr std::size_t most_rows = 1048576;

/// `text` as a cell may hold it: well-formed UTF-8 (other bytes become U+FFFD) of at most most_characters
/// UTF-16 units, and nothing that a reader takes for an escape (`_x0041_`).
[[nodiscard]] std::string cell_text(std::string_view text);

/// `name` as a sheet may bear it: at most 31 characters, none of []:*?/\, no apostrophe at an end, another
/// than all in `taken`, whatever the case.
[[nodiscard]] std::string sheet_name(std::string_view name, const std::vector<std::string>& taken);

/// A sheet being written: cells by row and column from 0.
class sheet {
 public:
  sheet(lxw_worksheet* of, class workbook& in) : of_(of), in_(&in) {}
  void text(std::size_t row, std::size_t column, std::string_view value,
            cell_style style = cell_style::plain);
  /// NaN is an empty cell, infinity the text `inf`.
  void number(std::size_t row, std::size_t column, double value, cell_style style);
  void link(std::size_t row, std::size_t column, const std::string& to_sheet);
  void width(std::size_t column, double characters);
  void freeze_header(std::size_t row);
  void filter(std::size_t row, std::size_t last_row, std::size_t last_column);
  /// Printed across, on as many pages as it takes, the header on each.
  void print_wide(std::size_t header_row);

 private:
  lxw_worksheet* of_;
  workbook* in_;
};

/// A workbook in a temporary directory of `scratch`.
class workbook {
 public:
  explicit workbook(const std::string& scratch);
  ~workbook();
  workbook(const workbook&) = delete;
  workbook& operator=(const workbook&) = delete;

  void describe(const std::string& title, const std::string& subject, const std::string& comments);
  /// `name` must come from sheet_name().
  [[nodiscard]] sheet add(const std::string& name);
  [[nodiscard]] lxw_format* format(cell_style, bool literal);
  /// Written, read back, removed: the last call.
  [[nodiscard]] std::string bytes();

 private:
  std::string scratch_, path_;
  lxw_workbook* book_ = nullptr;
  std::map<std::pair<cell_style, bool>, lxw_format*> formats_;
};

}  // namespace cxm::xlsx_detail
