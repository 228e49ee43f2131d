// SPDX-License-Identifier: Apache-2.0
#include "explain/model_rows.hpp"

#include <cmath>
#include <map>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"

namespace cxm::detail {

std::string predictor_name(std::span<const std::string> names, std::size_t j) {
  return j < names.size() ? names[j] : "x[" + std::to_string(j) + "]";
}

model_rows complete_rows(const char* function, const column_view& y, std::span<const column_view> x,
                         std::span<const std::string> names, bool constant) {
  check_column(function, "y", y);
  if (!names.empty()) check_same_size(function, "x", x.size(), "names", names.size());
  for (const column_view& c : x) {
    check_same_size(function, "y", y.size(), "x", c.size());
    check_column(function, "x", c);
  }
  model_rows out;
  for (std::size_t i = 0; i < y.size(); ++i) {
    bool complete = y.has(i);
    for (const column_view& c : x) complete = complete && c.has(i);
    if (complete) out.rows.push_back(i);
  }
  const std::size_t first = constant ? 1 : 0;
  const std::size_t p = x.size() + first;
  if (out.rows.size() < p) {
    throw error(errc::argument,
                std::string(function) + ": " + std::to_string(out.rows.size()) +
                    " complete rows are fewer than the " + std::to_string(p) +
                    " coefficients; use fewer predictors",
                "x");
  }
  out.x = matrix(out.rows.size(), p);
  out.y.reserve(out.rows.size());
  for (std::size_t k = 0; k < out.rows.size(); ++k) {
    out.y.push_back(y.values[out.rows[k]]);
    if (constant) out.x(k, 0) = 1;
    for (std::size_t j = 0; j < x.size(); ++j) out.x(k, j + first) = x[j].values[out.rows[k]];
  }
  return out;
}

namespace {

/// Which of the columns before `j` explain it: those with a share in it that is not rounding.
std::string explaining(const matrix& x, std::span<const std::string> names, std::size_t constants,
                       std::size_t j) {
  matrix before(x.rows, j);
  std::vector<double> target(x.rows);
  for (std::size_t k = 0; k < x.rows; ++k) {
    for (std::size_t i = 0; i < j; ++i) before(k, i) = x(k, i);
    target[k] = x(k, j);
  }
  const auto share = stats::solve(stats::qr(before), target);
  std::string out;
  for (std::size_t i = constants; i < j; ++i) {
    double size = 0;
    double own = 0;
    for (std::size_t k = 0; k < x.rows; ++k) {
      size += x(k, i) * x(k, i);
      own += x(k, j) * x(k, j);
    }
    if (std::fabs(share[i]) * std::sqrt(size) <= 1e-8 * std::sqrt(own)) continue;
    out += (out.empty() ? "" : ", ") + predictor_name(names, i - constants);
  }
  return out;
}

}  // namespace

stats::qr_factors checked_qr(const char* function, const matrix& x, std::span<const std::string> names,
                             std::size_t constants) {
  try {
    return stats::qr(x);
  } catch (const error& e) {
    if (e.code() != errc::numeric || e.column() < 0) throw;
    const auto j = static_cast<std::size_t>(e.column());
    const std::string own = predictor_name(names, j - constants);
    const std::string others = explaining(x, names, constants, j);
    throw error(errc::numeric,
                std::string(function) + ": " + own +
                    (others.empty() ? " has the same value in every complete row"
                                    : " is explained exactly by " + others) +
                    "; leave it out",
                own, -1, static_cast<std::int64_t>(j - constants));
  }
}

std::vector<double> linear_predictor(const matrix& x, std::span<const double> b) {
  std::vector<double> eta(x.rows, 0.0);
  for (std::size_t k = 0; k < x.rows; ++k) {
    for (std::size_t j = 0; j < b.size(); ++j) eta[k] += x(k, j) * b[j];
  }
  return eta;
}

matrix sandwich(const matrix& bread, const matrix& meat) {
  return stats::multiply(stats::multiply(bread, meat), bread);
}

std::vector<std::vector<std::size_t>> cluster_members(const char* function, std::span<const std::size_t> rows,
                                                      std::span<const std::int32_t> cluster) {
  std::map<std::int32_t, std::vector<std::size_t>> members;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k] >= cluster.size()) {
      throw error(errc::argument, std::string(function) + ": cluster must have one number a row", "cluster");
    }
    if (cluster[rows[k]] < 0) {
      throw error(errc::argument,
                  std::string(function) + ": cluster[" + std::to_string(rows[k]) +
                      "] is missing; every row in use belongs to a cluster",
                  "cluster", static_cast<std::int64_t>(rows[k]));
    }
    members[cluster[rows[k]]].push_back(k);
  }
  if (members.size() < 2) {
    throw error(errc::argument,
                std::string(function) + ": errors between clusters need at least two clusters", "cluster");
  }
  std::vector<std::vector<std::size_t>> out;
  for (auto& [number, list] : members) out.push_back(std::move(list));
  return out;
}

}  // namespace cxm::detail
