// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/estimate/estimate.hpp"

/// The tables of docs/coverage.md: how often intervals of level 95 hold the truth. Every number is computed,
/// exactly or from seeded samples; `cxm_coverage` writes the page, the tests compute parts of it again.
namespace coverage {

/// Samples of a simulated cell: the standard error of a rate near 95 % is 0.3 points.
inline constexpr std::uint64_t replications = 5000;

enum class promise {
  none,      ///< shown for comparison, or known to fall short
  nominal,   ///< 93.5 to 96.5
  at_least,  ///< 93.5 and more: conservative by construction or on few answers
};

struct column {
  std::string name;
  promise claim = promise::none;
  double from = 0;  ///< rows of at least this size are claimed
};

struct row {
  std::string label;
  double size = 0;                ///< answers (or units): what claims go by
  std::vector<promise> limits{};  ///< by column: the most that is claimed in this row; empty = the column's
  bool quick = false;             ///< computed again by the tests
  std::function<std::vector<double>()> rates;
};

struct table {
  std::string title, text, first;  ///< of the first column
  std::vector<column> columns;
  std::vector<row> rows;
  std::string remark{};  ///< below: what the numbers mean
  bool signs = true;     ///< false: the cells are no coverage, and carry no signs
};

[[nodiscard]] std::vector<table> share_tables();
[[nodiscard]] std::vector<table> mean_tables();
[[nodiscard]] std::vector<table> comparison_tables();
[[nodiscard]] std::vector<table> design_tables();
[[nodiscard]] std::vector<table> unit_tables();
[[nodiscard]] std::vector<table> quality_tables();
[[nodiscard]] std::vector<table> all_tables();

[[nodiscard]] promise claim_of(const table&, const row&, std::size_t column);
/// Is a rate, as printed, what the claim says?
[[nodiscard]] bool kept(promise, double rate);
/// "94.8", with the sign "-" below 93.5 and "+" above 96.5 unless the table has none.
[[nodiscard]] std::string shown(double rate, bool signs = true);

/// The whole page from the rates of every row of every table.
[[nodiscard]] std::string page(const std::vector<table>&,
                               const std::vector<std::vector<std::vector<double>>>& rates);

[[nodiscard]] inline bool covers(double low, double high, double truth) {
  const double slack = 1e-9 * (1 + (truth < 0 ? -truth : truth));
  return low <= truth + slack && truth <= high + slack;  // no interval: no
}
[[nodiscard]] inline bool covers(const cxm::estimate& e, double truth) {
  return covers(e.low, e.high, truth);
}

/// Rates of `columns` events over seeded samples; `sample` adds to hits.
[[nodiscard]] std::vector<double> simulate(
    std::size_t columns, std::uint64_t seed,
    const std::function<void(cxm::random_stream&, std::vector<double>& hits)>& sample,
    std::uint64_t samples = replications);

[[nodiscard]] std::string text(const char* format, double a, double b = 0, double c = 0);

}  // namespace coverage
