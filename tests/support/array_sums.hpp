// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cxm/model/scoring.hpp"
#include "cxm/tally/sums.hpp"

/// The sums of a group computed from arrays by the definition, in two passes: an independent check of the
/// tally, and a way to feed estimators with hand-made data.
namespace cxm::testing {

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();

struct sample {
  std::vector<std::vector<double>> measures;  ///< [measure][row], NaN = absent
  std::vector<double> weights;                ///< empty = all 1
  std::vector<std::string> strata, units;     ///< empty = no design
  std::vector<double> fpc;                    ///< per row, empty = none
  std::vector<item_counts> items;             ///< given as they are

  [[nodiscard]] std::size_t rows() const { return measures.empty() ? 0 : measures[0].size(); }
  [[nodiscard]] double w(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

class array_sums final : public group_sums {
 public:
  explicit array_sums(sample s) : s_(std::move(s)) {}

  [[nodiscard]] double rows() const override { return static_cast<double>(s_.rows()); }
  [[nodiscard]] double weight() const override;
  [[nodiscard]] double weight_squared() const override;
  [[nodiscard]] double people() const override { return rows(); }
  [[nodiscard]] item_counts item(std::size_t i) const override { return s_.items.at(i); }
  [[nodiscard]] measure_sums measure(std::size_t j) const override;
  [[nodiscard]] double people_present(std::size_t j) const override { return measure(j).n; }
  [[nodiscard]] pair_moments pair(std::size_t j, std::size_t k) const override;
  [[nodiscard]] std::vector<double> histogram(std::size_t) const override { return {}; }
  [[nodiscard]] std::vector<double> contingency(std::size_t, std::size_t) const override { return {}; }
  [[nodiscard]] std::vector<psu_total> psu_totals() const override;
  [[nodiscard]] double replicate_mean(std::size_t, std::size_t) const override { return absent; }

 private:
  [[nodiscard]] double reference(std::size_t j) const;  ///< a grid point next to the mean: half points
  sample s_;
};

/// A plan of measures with the usual ends of scale: "composite", "share", "nps", "value" by letter c s n v.
[[nodiscard]] std::vector<planned_measure> plan_of(const std::string& letters);
[[nodiscard]] std::shared_ptr<const group_sums> sums_of(sample s);

}  // namespace cxm::testing
