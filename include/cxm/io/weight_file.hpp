// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/data/calibration.hpp"
#include "cxm/data/columns.hpp"
#include "cxm/io/csv.hpp"

/// Weighting the rows of a data file to known totals of the population, before they are tallied.
namespace cxm {

/// The totals, and how to reach them.
struct weight_targets {
  struct margin {
    std::vector<std::string> columns;      ///< one, or several that are crossed
    std::map<std::string, double> totals;  ///< by value; crossed values are joined by "|"
  };
  /// "rake" (iterative proportional fitting), "poststratify" (one margin), "linear", "raking", "logit"
  /// (calibration, Deville & Sarndal 1992).
  std::string method = "rake";
  std::vector<margin> margins;
  std::map<std::string, double> numbers;  ///< calibration: totals of numeric columns
  /// People of the population: every margin's totals are scaled to it, so they may be shares or percentages.
  std::optional<double> population;
  /// Calibration: bounds of new weight / old weight (logit needs both), the old ones scaled to add up to the
  /// population (where it is not given, to the totals of the first margin).
  std::optional<double> lower, upper;
  /// Weights are cut at these multiples of their mean, and what is cut is spread over the others.
  std::optional<double> trim_lower, trim_upper;
};

/// {"method": "rake", "population": 12000, "margins": [{"column": "unit", "totals": {"a": 40, "b": 60}},
/// {"columns": ["region", "age"], "totals": {"north|young": ...}}], "numbers": {"tenure": 61000},
/// "bounds": [0.3, 3], "trim": [0.2, 5]}. Faults are cxm::error{data} with the path in the document.
[[nodiscard]] weight_targets parse_weight_targets(std::string_view json);
[[nodiscard]] weight_targets load_weight_targets(const std::string& path);

struct weighted_rows {
  std::string csv;          ///< the file with one more column
  weighting_report report;  ///< before: the weights given, or 1
  double trimmed = 0;       ///< weights that were cut
  double misfit = 0;        ///< worst misfit of a total after trimming
  double rows = 0;
  std::vector<double> weights;  ///< one a row
};

/// Reads a CSV file (one header row; plain or gzip), weights its rows, and gives its text (RFC 4180,
/// its own separator, UTF-8) with the column `name` added. `before`: a column of weights to begin with; "" =
/// all 1. Memory: the whole file. Errors: cxm::error{data} for a column that is missing or there already, a
/// row whose value has no total or a total that no row can meet, and those of calibration.hpp.
[[nodiscard]] weighted_rows weight_csv(const std::string& path, const weight_targets&,
                                       const std::string& name = "weight", const std::string& before = {},
                                       const csv_options& = {});

/// The same for columns in memory: `csv` stays empty, rows are numbered from 0.
[[nodiscard]] weighted_rows weight_columns(const data_columns&, const weight_targets&,
                                           const std::string& before = {});

/// What weighting did, for people: convergence, misfit, n_eff, design effect, range, trimming.
[[nodiscard]] std::vector<std::string> weighting_lines(const weighted_rows&);

}  // namespace cxm
