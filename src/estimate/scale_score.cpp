// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/scale_score.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

void check_range(const char* function, double lowest, double highest) {
  check_finite(function, "lowest", lowest);
  check_finite(function, "highest", highest);
  if (!(highest > lowest)) {
    throw error(errc::argument,
                std::string(function) + ": highest is " + detail::number_text(highest) +
                    ", but must be above lowest = " + detail::number_text(lowest),
                "highest");
  }
}

void check_inside(const char* function, const std::string& column, double value, std::size_t row,
                  double lowest, double highest) {
  if (value >= lowest && value <= highest) return;
  throw error(errc::argument,
              std::string(function) + ": " + column + "[" + std::to_string(row) + "] is " +
                  detail::number_text(value) + ", outside the scale " + detail::number_text(lowest) + " to " +
                  detail::number_text(highest) + "; mark codes of missing answers as missing",
              column, static_cast<std::int64_t>(row));
}

}  // namespace

recoded_column recode_missing(const column_view& x, std::span<const double> missing_codes) {
  check_column("recode_missing", "x", x);
  recoded_column out;
  out.column.values.assign(x.values.begin(), x.values.end());
  out.column.present.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool code =
        x.has(i) && std::find(missing_codes.begin(), missing_codes.end(), x.values[i]) != missing_codes.end();
    out.recoded += code ? 1 : 0;
    out.column.present[i] = x.has(i) && !code ? 1 : 0;
  }
  return out;
}

scored_column reverse_scores(const column_view& x, double lowest, double highest) {
  constexpr const char* function = "reverse_scores";
  check_column(function, "x", x);
  check_range(function, lowest, highest);
  scored_column out;
  out.values.resize(x.size(), 0.0);
  out.present.resize(x.size(), 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i)) continue;
    check_inside(function, "x", x.values[i], i, lowest, highest);
    out.values[i] = lowest + highest - x.values[i];
    out.present[i] = 1;
  }
  return out;
}

scored_column scale_scores(std::span<const column_view> items, const scale_score_options& options) {
  constexpr const char* function = "scale_scores";
  check_at_least(function, "the number of items", items.size(), 1);
  for (const column_view& item : items) {
    check_column(function, "items", item);
    check_same_size(function, "the first item", items[0].size(), "items", item.size());
  }
  const bool has_reversed =
      std::any_of(options.reversed.begin(), options.reversed.end(), [](std::uint8_t r) { return r != 0; });
  if (!options.reversed.empty()) {
    check_same_size(function, "items", items.size(), "reversed", options.reversed.size());
  }
  if (!options.weights.empty()) {
    check_weights(function, "weights", options.weights, items.size());
    check_positive(function, "the sum of weights", stats::sum(options.weights));
  }
  const bool ranged = !std::isnan(options.lowest) || !std::isnan(options.highest);
  if (ranged || has_reversed || options.unit == score_unit::percent) {
    check_range(function, options.lowest, options.highest);
  }
  if (options.min_answered > items.size()) {
    throw error(errc::argument,
                std::string(function) + ": min_answered is " + std::to_string(options.min_answered) +
                    ", but there are " + std::to_string(items.size()) + " items",
                "min_answered");
  }
  scored_column out;
  const std::size_t rows = items[0].size();
  out.values.resize(rows, 0.0);
  out.present.resize(rows, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    std::size_t answered = 0;
    stats::compensated_sum total, weight;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!items[i].has(r)) continue;
      double x = items[i].values[r];
      if (ranged) {
        check_inside(function, "items[" + std::to_string(i) + "]", x, r, options.lowest, options.highest);
      }
      if (!options.reversed.empty() && options.reversed[i]) x = options.lowest + options.highest - x;
      const double w = options.weights.empty() ? 1 : options.weights[i];
      ++answered;
      total.add(w * x);
      weight.add(w);
    }
    if (answered == 0 || answered < options.min_answered || !(weight.value() > 0)) continue;
    const double mean = total.value() / weight.value();
    out.values[r] = options.unit == score_unit::item_mean
                        ? mean
                        : 100 * (mean - options.lowest) / (options.highest - options.lowest);
    out.present[r] = 1;
  }
  return out;
}

}  // namespace cxm
