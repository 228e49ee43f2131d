// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/head_counts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"
#include "io/column_source.hpp"

namespace cxm {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

[[noreturn]] void refuse(const std::string& path, std::int64_t row, const std::string& column,
                         const std::string& what) {
  throw error(errc::data, path + ", row " + std::to_string(row) + ", column '" + column + "': " + what, path);
}

/// The counts of a table, row by row.
class head_count_rows {
 public:
  head_count_rows(std::string source, std::vector<std::string> header)
      : source_(std::move(source)), header_(std::move(header)) {
    if (std::find(header_.begin(), header_.end(), "people") != header_.end()) return;
    throw error(errc::data,
                source_ + ": there is no column 'people'; head counts need it, beside 'role' and segments",
                source_);
  }

  /// `cell(k)` is the text of column k.
  template <class Cell>
  void add(std::int64_t row, std::size_t cells, const Cell& cell_of) {
    head_count h;
    bool told = false;
    for (std::size_t k = 0; k < header_.size() && k < cells; ++k) {
      const std::string cell = trimmed(cell_of(k));
      if (header_[k] == "people") {
        const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), h.people);
        if (failed != std::errc{} || end != cell.data() + cell.size() || !(h.people >= 0) ||
            !std::isfinite(h.people)) {
          refuse(source_, row, header_[k], "'" + cell + "' is not a number of people");
        }
        told = true;
      } else if (header_[k] == "role") {
        h.role = cell;
      } else if (!cell.empty()) {
        if (!h.segment.empty()) {
          refuse(
              source_, row, header_[k],
              "the row already names '" + h.segment + "'; give one segment a row, columns are not crossed");
        }
        h.segment = header_[k];
        h.value = cell;
      }
    }
    if (!told) refuse(source_, row, "people", "is missing");
    for (const head_count& other : out_) {
      if (other.role == h.role && other.segment == h.segment && other.value == h.value)
        refuse(source_, row, "people", "this group stands in an earlier row already");
    }
    out_.push_back(std::move(h));
  }
  [[nodiscard]] std::vector<head_count> take() { return std::move(out_); }

 private:
  std::string source_;
  std::vector<std::string> header_;
  std::vector<head_count> out_;
};

}  // namespace

std::vector<head_count> read_head_counts(const std::string& path) {
  csv_reader in(path);
  std::optional<head_count_rows> rows;
  while (in.next()) {
    const auto fields = in.fields();
    if (!rows) {
      std::vector<std::string> header;
      for (const auto& f : fields) header.push_back(trimmed(f));
      rows.emplace(path, std::move(header));
      continue;
    }
    if (fields.size() == 1 && trimmed(fields[0]).empty()) continue;
    rows->add(in.row(), fields.size(), [&](std::size_t k) { return std::string_view(fields[k]); });
  }
  return rows ? rows->take() : std::vector<head_count>{};
}

std::vector<head_count> head_counts_of(const data_columns& data) {
  std::vector<std::string> header;
  std::vector<detail::column_cells> cells;
  for (const column_data& c : data.columns) {
    header.push_back(c.name);
    cells.emplace_back(c, data.rows, data.name);
  }
  head_count_rows rows(data.name, std::move(header));
  std::string scratch;
  for (std::int64_t r = 0; r < data.rows; ++r) {
    rows.add(r, cells.size(), [&](std::size_t k) { return cells[k].text(r, scratch); });
  }
  return rows.take();
}

}  // namespace cxm
