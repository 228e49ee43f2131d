// SPDX-License-Identifier: Apache-2.0
// docs/coverage.md says how often the intervals hold the truth. Here every cell of its tables is computed
// again: exactly, by summing the probabilities of all samples, or by simulation where the table says so.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/weighted_mean.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cells = std::vector<double>;

/// Rows of all tables of the page: first cell -> numbers of the others.
std::map<std::string, cells> page() {
  std::ifstream file(std::string(CXM_SOURCE_DIR) + "/docs/coverage.md");
  std::map<std::string, cells> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| ")) continue;
    std::vector<std::string> parts;
    std::stringstream stream(line.substr(2));
    for (std::string part; std::getline(stream, part, '|');) {
      const auto end = part.find_last_not_of(' ');
      const auto begin = part.find_first_not_of(' ');
      parts.push_back(begin == std::string::npos ? "" : part.substr(begin, end - begin + 1));
    }
    cells numbers;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      double value = 0;
      if (std::sscanf(parts[i].c_str(), "%lf", &value) == 1) numbers.push_back(value);
    }
    rows[parts[0]] = numbers;
  }
  return rows;
}

/// Half a unit of the last printed digit, and a little for what rounds the other way elsewhere.
void expect_row(const std::string& label, const cells& computed, double tolerance = 0.06) {
  static const auto rows = page();
  std::string line = "| " + label;
  for (const double c : computed) {
    char cell[16];
    std::snprintf(cell, sizeof cell, " | %.1f", 100 * c);
    line += cell;
  }
  const auto found = rows.find(label);
  ASSERT_TRUE(found != rows.end()) << "docs/coverage.md lacks the row\n" << line << " |";
  ASSERT_EQ(found->second.size(), computed.size()) << line << " |";
  for (std::size_t i = 0; i < computed.size(); ++i) {
    EXPECT_NEAR(found->second[i], 100 * computed[i], tolerance) << "docs/coverage.md should read\n"
                                                                << line << " |";
  }
}

std::string text(const char* format, double a, double b = 0, double c = 0) {
  char buffer[128];
  std::snprintf(buffer, sizeof buffer, format, a, b, c);
  return buffer;
}

double share_coverage(cxm::share_method method, int n, double p) {
  cxm::share_options options;
  options.method = method;
  double covered = 0, before = 0;
  for (int x = 0; x <= n; ++x) {
    const double upto = cxm::stats::binomial_cdf(x, n, p);
    const auto e = cxm::share_interval_from_counts(x, n, options);
    if (e.low <= p && p <= e.high) covered += upto - before;
    before = upto;
  }
  return covered;
}

constexpr std::array share_methods{cxm::share_method::wilson,        cxm::share_method::clopper_pearson,
                                   cxm::share_method::agresti_coull, cxm::share_method::jeffreys,
                                   cxm::share_method::logit,         cxm::share_method::wald};

TEST(CoverageTable, Shares) {
  for (const int n : {10, 30, 100, 400}) {
    for (const double p : {0.02, 0.1, 0.3, 0.5}) {
      cells row;
      for (const auto method : share_methods) row.push_back(share_coverage(method, n, p));
      expect_row(text("n = %g, p = %g", n, p), row);
    }
    cells averages;
    for (const auto method : share_methods) {
      double sum = 0;
      for (int i = 1; i < 100; ++i) sum += share_coverage(method, n, i / 100.0) / 99;
      averages.push_back(sum);
    }
    expect_row(text("n = %g, mean over p", n), averages);
    EXPECT_GT(averages[0], 0.935);  // Wilson, the default, holds what is promised
    EXPECT_LT(averages[0], 0.965);
  }
}

double nps_coverage(cxm::nps_method method, int n, double p, double q) {
  cxm::nps_options options;
  options.method = method;
  double covered = 0;
  for (int b = 0; b <= n; ++b) {
    for (int c = 0; b + c <= n; ++c) {
      const int a = n - b - c;
      const auto e = cxm::nps_interval(b, a, c, options);
      if (e.low > 100 * (p - q) + 1e-9 || e.high < 100 * (p - q) - 1e-9) continue;
      covered += std::exp(std::lgamma(n + 1.0) - std::lgamma(b + 1.0) - std::lgamma(c + 1.0) -
                          std::lgamma(a + 1.0) + b * std::log(p) + c * std::log(q) + a * std::log(1 - p - q));
    }
  }
  return covered;
}

TEST(CoverageTable, NetPromoterScore) {
  for (const int n : {10, 30, 100}) {
    for (const auto& [p, q] : {std::pair{0.3, 0.3}, {0.5, 0.2}, {0.7, 0.1}, {0.85, 0.05}}) {
      cells row;
      for (const auto method : {cxm::nps_method::adjusted_wald, cxm::nps_method::score,
                                cxm::nps_method::mover, cxm::nps_method::wald}) {
        row.push_back(nps_coverage(method, n, p, q));
      }
      expect_row(text("n = %g, %g %% promoters, %g %% detractors", n, 100 * p, 100 * q), row);
    }
  }
}

using profile = std::array<double, 5>;
constexpr profile even{0.2, 0.2, 0.2, 0.2, 0.2}, pleased{0.03, 0.05, 0.12, 0.3, 0.5},
    split{0.4, 0.07, 0.06, 0.07, 0.4};

/// All samples of n answers on a five-point scale.
double mean_coverage(int n, const profile& p) {
  double truth = 0;
  for (int k = 0; k < 5; ++k) truth += (k + 1) * p[static_cast<std::size_t>(k)];
  const double t = cxm::stats::critical_value(0.95, n - 1);
  double covered = 0;
  std::array<int, 5> c{};
  const auto visit = [&] {
    double sum = 0, squares = 0, log_probability = std::lgamma(n + 1.0);
    for (std::size_t k = 0; k < 5; ++k) {
      const double x = static_cast<double>(k) + 1;
      sum += c[k] * x;
      squares += c[k] * x * x;
      log_probability += c[k] * std::log(p[k]) - std::lgamma(c[k] + 1.0);
    }
    const double mean = sum / n, variance = std::max(0.0, (squares - n * mean * mean) / (n - 1));
    if (std::fabs(mean - truth) <= t * std::sqrt(variance / n) + 1e-9) covered += std::exp(log_probability);
  };
  for (c[0] = 0; c[0] <= n; ++c[0]) {
    for (c[1] = 0; c[0] + c[1] <= n; ++c[1]) {
      for (c[2] = 0; c[0] + c[1] + c[2] <= n; ++c[2]) {
        for (c[3] = 0; c[0] + c[1] + c[2] + c[3] <= n; ++c[3]) {
          c[4] = n - c[0] - c[1] - c[2] - c[3];
          visit();
        }
      }
    }
  }
  return covered;
}

TEST(CoverageTable, Means) {
  for (const int n : {5, 10, 20, 40}) {
    expect_row(text("n = %g", n),
               {mean_coverage(n, even), mean_coverage(n, pleased), mean_coverage(n, split)});
  }
}

/// Five-point answers of people in units, by cutting a normal with intraclass correlation rho; weights
/// between 0.5 and 2.
double clustered_coverage(int units, int size, double rho, bool with_clusters) {
  constexpr int samples = 4000;
  constexpr double cuts[] = {-1.88, -1.41, -0.84, 0.0};  // as the pleased profile
  const double truth = 5 - cxm::stats::normal_cdf(cuts[0]) - cxm::stats::normal_cdf(cuts[1]) -
                       cxm::stats::normal_cdf(cuts[2]) - cxm::stats::normal_cdf(cuts[3]);
  int covered = 0;
  for (int s = 0; s < samples; ++s) {
    cxm::random_stream random(2024, static_cast<std::uint64_t>(s));
    std::vector<double> x, w;
    std::vector<std::int32_t> unit;
    for (int u = 0; u < units; ++u) {
      const double common = std::sqrt(rho) * random.normal();
      for (int i = 0; i < size; ++i) {
        const double z = common + std::sqrt(1 - rho) * random.normal();
        double answer = 1;
        for (const double cut : cuts) answer += z > cut;
        x.push_back(answer);
        w.push_back(0.5 * std::pow(4.0, random.uniform()));
        unit.push_back(u);
      }
    }
    cxm::weighted_mean_options options;
    if (with_clusters) options.clusters = unit;
    const auto m = cxm::weighted_mean(cxm::column_view(x), w, options);
    covered += m.mean.low <= truth && truth <= m.mean.high;
  }
  return static_cast<double>(covered) / samples;
}

TEST(CoverageTable, ClusteredWeightedMeans) {
  for (const auto& [units, size] : {std::pair{10, 20}, {40, 10}}) {
    for (const double rho : {0.0, 0.05, 0.2}) {
      expect_row(text("%g units of %g, correlation %g", units, size, rho),
                 {clustered_coverage(units, size, rho, true), clustered_coverage(units, size, rho, false)});
    }
  }
}

}  // namespace
