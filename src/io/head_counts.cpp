// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/head_counts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"

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

}  // namespace

std::vector<head_count> read_head_counts(const std::string& path) {
  csv_reader in(path);
  std::vector<std::string> header;
  std::vector<head_count> out;
  while (in.next()) {
    const auto fields = in.fields();
    if (header.empty()) {
      for (const auto& f : fields) header.push_back(trimmed(f));
      if (std::find(header.begin(), header.end(), "people") == header.end()) {
        throw error(errc::data,
                    path + ": there is no column 'people'; head counts need it, beside 'role' and segments",
                    path);
      }
      continue;
    }
    if (fields.size() == 1 && trimmed(fields[0]).empty()) continue;
    head_count h;
    bool told = false;
    for (std::size_t k = 0; k < header.size() && k < fields.size(); ++k) {
      const std::string cell = trimmed(fields[k]);
      if (header[k] == "people") {
        const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), h.people);
        if (failed != std::errc{} || end != cell.data() + cell.size() || !(h.people >= 0) ||
            !std::isfinite(h.people)) {
          refuse(path, in.row(), header[k], "'" + cell + "' is not a number of people");
        }
        told = true;
      } else if (header[k] == "role") {
        h.role = cell;
      } else if (!cell.empty()) {
        if (!h.segment.empty()) {
          refuse(
              path, in.row(), header[k],
              "the row already names '" + h.segment + "'; give one segment a row, columns are not crossed");
        }
        h.segment = header[k];
        h.value = cell;
      }
    }
    if (!told) refuse(path, in.row(), "people", "is missing");
    for (const head_count& other : out) {
      if (other.role == h.role && other.segment == h.segment && other.value == h.value)
        refuse(path, in.row(), "people", "this group stands in an earlier row already");
    }
    out.push_back(std::move(h));
  }
  return out;
}

}  // namespace cxm
