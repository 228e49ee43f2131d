// SPDX-License-Identifier: Apache-2.0
#include "xlsx/workbook.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <new>
#include <system_error>

#include "cxm/base/error.hpp"
#include "io/byte_source.hpp"
#include "io/encoding.hpp"

namespace cxm::xlsx_detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ellipsis = "\xE2\x80\xA6", replacement = "\xEF\xBF\xBD";

/// 1980-01-01, the first day that a zip archive can name: a workbook must not tell when it was made.
constexpr std::time_t made = 315532800;

/// libxlsxwriter writes the date through gmtime, whose result stands in one place of the process: two
/// workbooks closed at once could read each other's. The one word of ours that calls share; it holds nothing
/// but whose turn it is.
constinit std::mutex closing_one_at_a_time;

void check(lxw_error code, const std::string& doing) {
  if (code == LXW_ERROR_MEMORY_MALLOC_FAILED) throw std::bad_alloc();
  if (code != LXW_NO_ERROR)
    throw error(errc::io, "cannot " + doing + " the workbook: " + std::string(lxw_strerror(code)));
}

/// `_x` and four hexadecimal digits and `_`, which readers take for one character.
bool is_escape(std::string_view text) {
  if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return false;
  return std::all_of(text.begin() + 2, text.begin() + 6, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::size_t utf8_length(unsigned char first) {
  return first < 0x80U ? 1 : first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
}

}  // namespace

std::string cell_text(std::string_view text) {
  std::string whole(text);
  for (std::size_t bad; (bad = detail::find_invalid_utf8(whole)) != std::string_view::npos;)
    whole.replace(bad, 1, replacement);
  std::string out;
  std::size_t units = 0;
  for (std::size_t i = 0; i < whole.size();) {
    const auto first = static_cast<unsigned char>(whole[i]);
    const std::size_t length = utf8_length(first);
    std::string_view piece(whole.data() + i, length);
    std::size_t wide = length == 4 ? 2 : 1;
    if (is_escape(std::string_view(whole).substr(i))) {
      piece = "_x005F_";  // the low line itself
      wide = 1;
    } else if (first < 0x20U && first != '\n' && first != '\t') {
      // XML has no other control characters; a carriage return belongs to the line feed behind it.
      piece = first == '\r' ? std::string_view() : replacement;
    } else if (piece == "\xEF\xBF\xBE" || piece == "\xEF\xBF\xBF") {
      piece = replacement;
    }
    // The library counts what is written, Excel what is read: the larger must fit.
    wide = std::max(wide, piece.size() == 7 ? piece.size() : std::size_t{0});
    if (units + wide >= most_characters) {
      out += ellipsis;
      break;
    }
    out += piece;
    units += wide;
    i += length;
  }
  return out;
}

std::string sheet_name(std::string_view name, const std::vector<std::string>& taken) {
  constexpr std::size_t most = 31;
  std::string plain;
  for (const char c : name)
    plain += std::string_view("[]:*?/\\'").find(c) != std::string_view::npos ||
                     static_cast<unsigned char>(c) < 0x20U || static_cast<unsigned char>(c) >= 0x7FU
                 ? '_'
                 : c;
  if (plain.empty()) plain += '_';
  const auto is_taken = [&](const std::string& one) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](const std::string& other) { return lower(other) == lower(one); });
  };
  std::string found = plain.substr(0, most);
  for (std::size_t k = 2; is_taken(found); ++k) {
    const std::string number = std::string(1, ' ').append(std::to_string(k));
    found = plain.substr(0, most - number.size()) + number;
  }
  return found;
}

void sheet::text(std::size_t row, std::size_t column, std::string_view value, cell_style style) {
  if (value.empty() && style == cell_style::plain) return;
  const std::string shown = cell_text(value);
  // A cell of text format stays text when it is edited, also one that begins as a formula does.
  const bool literal =
      !shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos;
  check(worksheet_write_string(of_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                               shown.c_str(), in_->format(style, literal)),
        "write");
}

void sheet::number(std::size_t row, std::size_t column, double value, cell_style style) {
  if (std::isnan(value)) return;
  if (std::isinf(value)) {
    text(row, column, value > 0 ? "inf" : "-inf", cell_style::plain);
    return;
  }
  check(worksheet_write_number(of_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), value,
                               in_->format(style, false)),
        "write");
}

void sheet::link(std::size_t row, std::size_t column, const std::string& to_sheet) {
  check(
      worksheet_write_url_opt(of_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                              ("internal:'" + to_sheet + "'!A1").c_str(), nullptr, to_sheet.c_str(), nullptr),
      "write");
}

void sheet::width(std::size_t column, double characters) {
  const auto at = static_cast<lxw_col_t>(column);
  check(worksheet_set_column(of_, at, at, characters, nullptr), "write");
}

void sheet::freeze_header(std::size_t row) {
  worksheet_freeze_panes(of_, static_cast<lxw_row_t>(row) + 1, 0);
}

void sheet::filter(std::size_t row, std::size_t last_row, std::size_t last_column) {
  check(worksheet_autofilter(of_, static_cast<lxw_row_t>(row), 0, static_cast<lxw_row_t>(last_row),
                             static_cast<lxw_col_t>(last_column)),
        "write");
}

void sheet::print_wide(std::size_t header_row) {
  worksheet_set_landscape(of_);
  worksheet_set_paper(of_, 9);  // A4
  worksheet_fit_to_pages(of_, 1, 0);
  const auto row = static_cast<lxw_row_t>(header_row);
  check(worksheet_repeat_rows(of_, row, row), "write");
}

workbook::workbook(const std::string& scratch) {
  // A directory of its own: whoever makes it has its name alone.
  const fs::path in = scratch.empty() ? fs::path(".") : fs::path(scratch);
  std::error_code failed;
  for (unsigned k = 0; scratch_.empty() && !failed; ++k) {
    const fs::path trial = in / (".cxm-xlsx-" + std::to_string(k));
    if (fs::create_directory(trial, failed)) scratch_ = trial.string();
  }
  if (failed)
    throw error(errc::io, "cannot make a directory in " + in.string() + ": " + failed.message(), in.string());
  path_ = (fs::path(scratch_) / "book.xlsx").string();
  lxw_workbook_options options{};
  options.tmpdir = scratch_.data();
  book_ = workbook_new_opt(path_.c_str(), &options);
  if (book_ == nullptr) {
    fs::remove_all(scratch_, failed);
    throw std::bad_alloc();
  }
}

workbook::~workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
  std::error_code ignored;
  fs::remove_all(scratch_, ignored);
}

void workbook::describe(const std::string& title, const std::string& subject, const std::string& comments) {
  std::string copies[] = {cell_text(title).substr(0, 255), cell_text(subject).substr(0, 255),
                          cell_text(comments).substr(0, 255)};
  // A cut must not leave half a character.
  for (std::string& copy : copies)
    if (const std::size_t bad = detail::find_invalid_utf8(copy); bad != std::string_view::npos)
      copy.resize(bad);
  lxw_doc_properties properties{};
  properties.title = copies[0].data();
  properties.subject = copies[1].data();
  properties.comments = copies[2].data();
  properties.created = made;
  check(workbook_set_properties(book_, &properties), "describe");
}

sheet workbook::add(const std::string& name) {
  lxw_worksheet* made_sheet = workbook_add_worksheet(book_, name.c_str());
  if (made_sheet == nullptr)
    throw error(errc::io, "cannot make the sheet \"" + name + "\" of the workbook", name);
  return {made_sheet, *this};
}

lxw_format* workbook::format(cell_style style, bool literal) {
  lxw_format*& known = formats_[{style, literal}];
  if (known != nullptr) return known;
  known = workbook_add_format(book_);
  if (known == nullptr) throw std::bad_alloc();
  format_set_align(known, LXW_ALIGN_VERTICAL_TOP);
  switch (style) {
    case cell_style::plain:
      break;
    case cell_style::wrapped:
      format_set_text_wrap(known);
      break;
    case cell_style::title:
      format_set_bold(known);
      format_set_font_size(known, 16);
      break;
    case cell_style::heading:
      format_set_bold(known);
      format_set_font_size(known, 12);
      break;
    case cell_style::header:
      format_set_bold(known);
      format_set_bg_color(known, 0xE9EDF0);
      format_set_bottom(known, LXW_BORDER_THIN);
      break;
    case cell_style::hidden:
      format_set_italic(known);
      format_set_font_color(known, 0x5A6570);
      break;
    case cell_style::whole:
      format_set_num_format(known, "#,##0");
      break;
    case cell_style::one_decimal:
      format_set_num_format(known, "#,##0.0");
      break;
    case cell_style::two_decimals:
      format_set_num_format(known, "0.00");
      break;
    case cell_style::four_decimals:
      format_set_num_format(known, "0.0000");
      break;
    case cell_style::per_cent:
      format_set_num_format(known, "0.0%");
      break;
  }
  if (literal) format_set_num_format(known, "@");
  return known;
}

std::string workbook::bytes() {
  lxw_workbook* closing = book_;
  book_ = nullptr;  // closing frees it, also when it fails
  const lxw_error closed = [closing] {
    const std::lock_guard turn(closing_one_at_a_time);
    return workbook_close(closing);
  }();
  check(closed, "write");
  std::string all = detail::read_whole_file(path_);
  if (all.empty()) throw error(errc::io, "cannot read " + path_ + ": it is empty", path_);
  return all;
}

}  // namespace cxm::xlsx_detail
