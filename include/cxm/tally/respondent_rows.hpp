// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/model/instrument.hpp"

namespace cxm {

/// The scores of single people on a few measures: what methods need that sums cannot serve (robust and
/// clustered errors, logistic regression). Grows with rows, unlike a tally.
struct respondent_rows {
  std::vector<std::string> measures;               ///< ids
  std::vector<std::vector<double>> values;         ///< by measure, then row; 0 where missing
  std::vector<std::vector<std::uint8_t>> present;  ///< likewise, 1 where there is a value
  std::vector<std::string> group_columns;          ///< as cxm::group_columns
  std::vector<std::vector<std::string>> levels;    ///< of each group column, in order of appearance
  std::vector<std::vector<std::uint32_t>> groups;  ///< by group column, then row: positions in levels
  std::vector<double> weights;                     ///< empty = unweighted
  std::vector<std::int32_t> cluster;               ///< number of the sampling unit; empty = none
  std::size_t rows = 0;

  [[nodiscard]] int measure_position(std::string_view id) const noexcept;
  [[nodiscard]] const std::string& group(std::size_t column, std::size_t row) const {
    return levels[column][groups[column][row]];
  }
};

/// Scores batches row by row, in the order in which they come. "item:<id>" is the score
/// of an item as answered. Measures that the instrument does not have are cxm::error{argument}; batches are
/// checked as tally::update does. Not thread-safe.
class row_collector {
 public:
  row_collector(const instrument_ptr&, std::span<const std::string> measures);
  ~row_collector();
  row_collector(const row_collector&) = delete;
  row_collector& operator=(const row_collector&) = delete;
  void add(const batch&);
  [[nodiscard]] respondent_rows take();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace cxm
