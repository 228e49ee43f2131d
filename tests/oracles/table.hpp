// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"

namespace oracles {

/// A column of a CSV file: each cell as text and, when the whole column reads as numbers, as a number.
/// An empty field (and an unquoted NA) is missing.
struct column {
  std::vector<double> values;         ///< 0 where missing, or where the column is text
  std::vector<std::uint8_t> present;  ///< one a row
  std::vector<std::string> text;      ///< as written, "" where missing
  bool numeric = false;

  [[nodiscard]] std::size_t size() const noexcept { return present.size(); }
  /// What the library takes. Throws std::runtime_error when the column is text.
  [[nodiscard]] cxm::column_view view() const;
  [[nodiscard]] std::size_t count() const;  ///< cells present
};

/// A data set of a suite.
class table {
 public:
  explicit table(const std::filesystem::path& csv);
  [[nodiscard]] const column& operator[](const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const { return index_.count(name) != 0; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> index_;
  std::vector<column> columns_;
  std::size_t rows_ = 0;
};

/// The rows at which every given column is present.
[[nodiscard]] std::vector<std::uint8_t> present_in_all(const std::vector<const column*>& columns);

/// The values of `c` at the rows where `keep` is not 0; with an empty `keep` where c is present.
[[nodiscard]] std::vector<double> values_where(const column& c, const std::vector<std::uint8_t>& keep = {});

/// A grouping column as R's factor() makes it: labels sorted (numbers by size, text bytewise) and the
/// position of each row's label, -1 where missing.
struct factor {
  std::vector<std::string> labels;
  std::vector<int> code;
};
[[nodiscard]] factor make_factor(const column& c);

}  // namespace oracles
