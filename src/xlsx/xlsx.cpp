// SPDX-License-Identifier: Apache-2.0
#include "cxm/xlsx/xlsx.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/io/files.hpp"
#include "cxm/io/plan_tables.hpp"
#include "cxm/io/result_table.hpp"
#include "xlsx/texts.hpp"
#include "xlsx/workbook.hpp"

namespace cxm {
namespace {

using namespace xlsx_detail;

std::size_t column_named(const result_table& table, std::string_view name) {
  for (std::size_t k = 0; k < table.columns.size(); ++k)
    if (table.columns[k].name == name) return k;
  return table.columns.size();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

cell_style style_of_unit(std::string_view unit, std::string_view detail) {
  if (unit == "probability" && (detail == "p" || detail.substr(0, 2) == "p_" || ends_with(detail, ":p")))
    return cell_style::four_decimals;
  if (unit == "share" || unit == "probability") return cell_style::per_cent;
  if (unit == "points" || unit == "nps" || unit == "percentile") return cell_style::one_decimal;
  if (unit == "count" || unit == "level" || unit == "rank" || unit == "verdict") return cell_style::whole;
  return cell_style::two_decimals;
}

/// Columns whose numbers mean the same in every row.
cell_style style_of_column(std::string_view name) {
  constexpr std::array<std::string_view, 9> whole{"n",        "count",     "first_row", "base",    "rank",
                                                  "rank_low", "rank_high", "earliest",  "duration"};
  constexpr std::array<std::string_view, 6> per_cent{"level",   "probability", "probability_staged",
                                                     "p_first", "p_top",       "chosen"};
  constexpr std::array<std::string_view, 6> one_decimal{"n_eff", "df", "cost", "effort", "now", "room"};
  if (std::find(whole.begin(), whole.end(), name) != whole.end()) return cell_style::whole;
  if (std::find(per_cent.begin(), per_cent.end(), name) != per_cent.end()) return cell_style::per_cent;
  if (std::find(one_decimal.begin(), one_decimal.end(), name) != one_decimal.end())
    return cell_style::one_decimal;
  return name == "p_value" ? cell_style::four_decimals : cell_style::two_decimals;
}

bool has_unit(std::string_view column) {
  return column == "value" || column == "se" || column == "low" || column == "high";
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Wide enough for the header and what stands in the first rows, within reason.
double width_of(const table_column& column, std::size_t rows) {
  std::size_t most = characters(column.name) + 3;  // the filter's button
  if (column.is_text) {
    for (std::size_t row = 0; row < std::min<std::size_t>(rows, 500); ++row)
      most = std::max(most, characters(column.text(row)) + 1);
  }
  return static_cast<double>(std::clamp<std::size_t>(most, 9, 60));
}

/// Rows [begin, end) of a table below its header.
void write_rows(sheet to, const result_table& table, std::size_t begin, std::size_t end) {
  const std::size_t unit = column_named(table, "unit_measure"), detail = column_named(table, "detail"),
                    reason = column_named(table, "suppressed"), none = table.columns.size();
  std::vector<cell_style> styles;
  for (std::size_t k = 0; k < none; ++k) {
    to.text(0, k, table.columns[k].name, cell_style::header);
    to.width(k, width_of(table.columns[k], table.rows));
    styles.push_back(style_of_column(table.columns[k].name));
  }
  for (std::size_t row = begin; row < end; ++row) {
    const bool hidden = reason != none && !table.columns[reason].text(row).empty();
    const cell_style of_row =
        unit == none ? cell_style::two_decimals
                     : style_of_unit(table.columns[unit].text(row),
                                     detail == none ? std::string_view() : table.columns[detail].text(row));
    for (std::size_t k = 0; k < none; ++k) {
      const table_column& column = table.columns[k];
      if (column.is_text) {
        const std::string_view value = column.text(row);
        if (!value.empty())
          to.text(row - begin + 1, k, value, hidden ? cell_style::hidden : cell_style::plain);
      } else {
        to.number(row - begin + 1, k, column.numbers[row],
                  unit != none && has_unit(column.name) ? of_row : styles[k]);
      }
    }
  }
  to.freeze_header(0);
  if (end > begin && none > 0) to.filter(0, end - begin, none - 1);
  to.print_wide(0);
}

struct planned_sheet {
  std::string name;
  const result_table* table;
  std::size_t begin, end;
};

/// The first sheet, line by line.
class cover {
 public:
  cover(sheet to, bool german) : to_(to), german_(german) {
    to_.width(0, 30);
    to_.width(1, 100);
    to_.width(2, 12);
  }
  void title(std::string_view words) { to_.text(row_++, 0, words, cell_style::title); }
  void sentence(const bilingual& words) { to_.text(row_++, 0, words.in(german_)); }
  void heading(const bilingual& words) {
    ++row_;
    to_.text(row_++, 0, words.in(german_), cell_style::heading);
  }
  void line(std::string_view name, std::string_view what) {
    to_.text(row_, 0, name);
    to_.text(row_++, 1, what, cell_style::wrapped);
  }
  void linked(const std::string& name, std::string_view what, std::size_t rows) {
    to_.link(row_, 0, name);
    to_.text(row_, 1, what, cell_style::wrapped);
    to_.number(row_++, 2, static_cast<double>(rows), cell_style::whole);
  }
  void meanings(std::span<const meaning> all) {
    for (const meaning& one : all) line(one.name, one.text.in(german_));
  }

 private:
  sheet to_;
  bool german_;
  std::size_t row_ = 0;
};

void write_cover(cover page, const assessment& a, const result_table& about,
                 const std::vector<planned_sheet>& sheets, bool german) {
  const std::string title = a.source ? a.source->title.in(a.options.language) : std::string();
  page.title(!title.empty() ? title : a.source ? a.source->id : std::string("libcxm"));
  page.sentence({"Every number of the assessment: one row an estimate, with its interval, base and method.",
                 "Jede Zahl der Auswertung: je Zeile ein Schätzwert mit Intervall, Basis und Verfahren."});
  page.heading({"What this is", "Was dies ist"});
  for (std::size_t row = 0; row < about.rows; ++row) {
    const std::string_view name = about.columns[0].text(row);
    std::string_view label = meaning_of(about_meanings(), name, german);
    if (label.empty()) label = name;
    if (!about.columns[1].text(row).empty()) page.line(label, about.columns[1].text(row));
  }
  page.heading({"Sheets and their rows", "Blätter und ihre Zeilen"});
  for (const planned_sheet& one : sheets)
    page.linked(one.name, meaning_of(table_meanings(), one.table->name, german), one.end - one.begin);
  page.heading({"Columns", "Spalten"});
  for (const std::string& key : a.key_columns)
    if (key != "wave" && key != "role")
      page.line(key, bilingual{"Group that the row is about; empty: all of them",
                               "Gruppe, von der die Zeile handelt; leer: alle"}
                         .in(german));
  page.meanings(column_meanings());
  page.heading({"Flags", "Merkmale (flags)"});
  page.meanings(flag_meanings());
  page.heading({"Why a number is hidden (suppressed)", "Warum eine Zahl verborgen ist (suppressed)"});
  page.meanings(reason_meanings());
}

}  // namespace

std::string result_xlsx(const assessment& a, const std::string& scratch) {
  const bool german = a.options.language == "de" || a.options.language.rfind("de-", 0) == 0;
  std::vector<result_table> tables;
  result_table about, receipt;
  for (const std::string& name : table_names(a)) {
    result_table table = table_of(a, name);
    if (name == "about") {
      about = std::move(table);
    } else if (name == "receipt") {
      receipt = std::move(table);
    } else {
      tables.push_back(std::move(table));
    }
  }
  std::vector<result_table> planned = plan_tables(a);
  std::move(planned.begin(), planned.end(), std::back_inserter(tables));
  tables.push_back(std::move(receipt));

  const std::string first = german ? "Überblick" : "about";
  std::vector<std::string> taken{first};
  std::vector<planned_sheet> sheets;
  for (const result_table& table : tables) {
    for (std::size_t begin = 0; begin == 0 || begin < table.rows; begin += most_rows - 1) {
      sheets.push_back(
          {sheet_name(table.name, taken), &table, begin, std::min(table.rows, begin + most_rows - 1)});
      taken.push_back(sheets.back().name);
    }
  }
  workbook book(scratch);
  book.describe(a.source ? a.source->title.in(a.options.language) : "",
                a.source ? a.source->id + " " + a.source->version : "", "libcxm " + a.library_version);
  write_cover(cover(book.add(first), german), a, about, sheets, german);
  for (const planned_sheet& one : sheets) write_rows(book.add(one.name), *one.table, one.begin, one.end);
  return book.bytes();
}

void write_result_xlsx(const assessment& a, const std::string& path) {
  const std::string beside = std::filesystem::path(path).parent_path().string();
  write_file(path, result_xlsx(a, beside));
}

}  // namespace cxm
