// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"

/// Answers as surveys meet them.
namespace coverage {

/// Shares of the answers 1 to 5.
struct profile {
  std::string name;
  std::array<double, 5> share;
  /// Mean on 0 to 100.
  [[nodiscard]] double mean() const {
    double m = 0;
    for (std::size_t k = 0; k < 5; ++k) m += 25 * static_cast<double>(k) * share[k];
    return m;
  }
  /// Standard deviation on 0 to 100.
  [[nodiscard]] double sd() const {
    double v = 0;
    for (std::size_t k = 0; k < 5; ++k) v += share[k] * std::pow(25 * static_cast<double>(k) - mean(), 2);
    return std::sqrt(v);
  }
};

inline const profile even{"even", {0.2, 0.2, 0.2, 0.2, 0.2}};
inline const profile agree{"agree", {0.05, 0.1, 0.2, 0.45, 0.2}};
inline const profile pleased{"pleased", {0.03, 0.05, 0.12, 0.3, 0.5}};
inline const profile ceiling{"ceiling", {0.01, 0.01, 0.03, 0.15, 0.8}};
inline const profile split{"split", {0.4, 0.07, 0.06, 0.07, 0.4}};
inline const profile doubtful{"doubtful", {0.02, 0.2, 0.7, 0.07, 0.01}};
inline const std::array profiles{even, agree, pleased, ceiling, split, doubtful};

/// Turns standard normal values into answers of a profile, on 0 to 100; so answers can be correlated.
class likert {
 public:
  explicit likert(const profile& p) {
    double below = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      below += p.share[k];
      cuts_[k] = cxm::stats::normal_quantile(below);
    }
  }
  [[nodiscard]] double operator()(double z) const {
    double answer = 0;
    for (const double cut : cuts_) answer += z > cut ? 25 : 0;
    return answer;
  }

 private:
  std::array<double, 4> cuts_{};
};

}  // namespace coverage
