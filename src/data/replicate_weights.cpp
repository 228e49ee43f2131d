// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/replicate_weights.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

struct unit_list {
  std::vector<std::vector<std::size_t>> of_stratum;  // primary units by stratum, in order of appearance
  std::vector<double> population;                    // per stratum
};

unit_list units_by_stratum(const survey_design& design) {
  unit_list out;
  out.of_stratum.resize(design.primary_stratum_count());
  out.population.resize(design.primary_stratum_count());
  std::vector<std::uint8_t> seen(design.primary_unit_count(), 0);
  for (std::size_t i = 0; i < design.rows(); ++i) {
    const std::size_t u = design.primary_units()[i];
    const std::size_t h = design.primary_strata()[i];
    if (seen[u] != 0) continue;
    seen[u] = 1;
    out.of_stratum[h].push_back(u);
    out.population[h] = design.primary_population()[i];
  }
  return out;
}

double correction(double sampled, double population) {
  return std::isinf(population) ? 1 : (population - sampled) / population;
}

replicate_weights start(const survey_design& design, std::size_t replicates, const char* method) {
  replicate_weights out;
  out.sampling.assign(design.weights().begin(), design.weights().end());
  out.weights = matrix(design.rows(), replicates);
  out.rscales.assign(replicates, 1.0);
  out.method = method;
  return out;
}

bool is_prime(std::size_t q) {
  if (q < 2) return false;
  for (std::size_t d = 2; d * d <= q; ++d) {
    if (q % d == 0) return false;
  }
  return true;
}

// Legendre symbol of a modulo an odd prime q.
int legendre(std::size_t a, std::size_t q) {
  a %= q;
  if (a == 0) return 0;
  std::size_t power = 1;
  std::size_t base = a;
  for (std::size_t e = (q - 1) / 2; e > 0; e /= 2) {
    if (e % 2 == 1) power = power * base % q;
    base = base * base % q;
  }
  return power == 1 ? 1 : -1;
}

// Paley's constructions (1933) for an odd prime q: order q + 1 when q = 3 mod 4, 2 (q + 1) when q = 1
// mod 4.
std::optional<matrix> paley(std::size_t order) {
  if (is_prime(order - 1) && (order - 1) % 4 == 3) {
    const std::size_t q = order - 1;
    matrix h(order, order, 1.0);
    for (std::size_t i = 0; i < q; ++i) {
      h(i + 1, 0) = -1;
      for (std::size_t j = 0; j < q; ++j) h(i + 1, j + 1) = i == j ? 1 : legendre(q + i - j, q);
    }
    return h;
  }
  if (order % 2 == 0 && order / 2 > 2 && is_prime(order / 2 - 1) && (order / 2 - 1) % 4 == 1) {
    const std::size_t q = order / 2 - 1;
    matrix s(q + 1, q + 1, 1.0);  // symmetric conference matrix
    for (std::size_t i = 0; i <= q; ++i) {
      for (std::size_t j = 0; j <= q; ++j) {
        if (i > 0 && j > 0) s(i, j) = legendre(q + i - j, q);
        if (i == j) s(i, j) = 0;
      }
    }
    matrix h(order, order);
    for (std::size_t i = 0; i <= q; ++i) {
      for (std::size_t j = 0; j <= q; ++j) {
        const double d = i == j ? 1 : 0;
        h(2 * i, 2 * j) = s(i, j) + d;
        h(2 * i, 2 * j + 1) = s(i, j) - d;
        h(2 * i + 1, 2 * j) = s(i, j) - d;
        h(2 * i + 1, 2 * j + 1) = -s(i, j) - d;
      }
    }
    return h;
  }
  return std::nullopt;
}

std::optional<matrix> hadamard_of_order(std::size_t order) {
  if (order == 1) return matrix(1, 1, 1.0);
  if (order == 2) {
    matrix h(2, 2, 1.0);
    h(1, 1) = -1;
    return h;
  }
  if (order % 4 != 0) return std::nullopt;
  // Doubling first: powers of two are then Sylvester's, the usual choice of survey software.
  if (const auto half = hadamard_of_order(order / 2)) {
    matrix h(order, order);
    const std::size_t m = order / 2;
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < m; ++j) {
        h(i, j) = h(i, j + m) = h(i + m, j) = (*half)(i, j);
        h(i + m, j + m) = -(*half)(i, j);
      }
    }
    return h;
  }
  return paley(order);
}

}  // namespace

double replicate_weights::degrees_of_freedom() const {
  return static_cast<double>(stats::independent_columns(weights, 1e-5).size()) - 1;
}

replicate_weights replicate_weights_from_matrix(std::vector<double> sampling, matrix weights, double scale,
                                                std::vector<double> rscales, bool mse, bool combined) {
  const char* f = "given_replicates";
  check_weights(f, "sampling", sampling, sampling.size());
  check_same_size(f, "sampling", sampling.size(), "weights", weights.rows);
  check_at_least(f, "replicates", weights.cols, 2);
  check_not_negative(f, "scale", scale);
  check_same_size(f, "replicates", weights.cols, "rscales", rscales.size());
  check_weights(f, "rscales", rscales, rscales.size());
  check_weights(f, "weights", weights.values, weights.rows * weights.cols);
  if (!combined) {
    for (std::size_t i = 0; i < weights.rows; ++i) {
      for (double& w : weights.row(i)) w *= sampling[i];
    }
  }
  replicate_weights out;
  out.sampling = std::move(sampling);
  out.weights = std::move(weights);
  out.scale = scale;
  out.rscales = std::move(rscales);
  out.mse = mse;
  out.method = "given";
  return out;
}

replicate_weights jackknife_1(const survey_design& design) {
  if (design.primary_stratum_count() > 1) {
    throw error(errc::argument, "jackknife_1: the design has strata; use jackknife_n", "design");
  }
  const std::size_t units = design.primary_unit_count();
  check_at_least("jackknife_1", "primary units", units, 2);
  const double n = static_cast<double>(units);
  replicate_weights out = start(design, units, "JK1");
  for (std::size_t i = 0; i < design.rows(); ++i) {
    for (std::size_t r = 0; r < units; ++r) {
      out.weights(i, r) = design.primary_units()[i] == r ? 0 : design.weights()[i] * n / (n - 1);
    }
  }
  out.scale = (n - 1) / n * correction(n, design.primary_population()[0]);
  return out;
}

replicate_weights jackknife_n(const survey_design& design) {
  const unit_list units = units_by_stratum(design);
  std::vector<std::size_t> dropped;  // unit of each replicate
  std::vector<double> rscales;
  std::vector<std::size_t> stratum_of;
  for (std::size_t h = 0; h < units.of_stratum.size(); ++h) {
    const double n = static_cast<double>(units.of_stratum[h].size());
    if (n == 1) {
      if (design.lonely() == lonely_rule::fail) {
        throw error(errc::numeric,
                    "jackknife_n: a stratum has a single primary unit; choose a rule for lonely units or "
                    "join strata",
                    "lonely");
      }
      continue;
    }
    for (const std::size_t u : units.of_stratum[h]) {
      dropped.push_back(u);
      stratum_of.push_back(h);
      rscales.push_back((n - 1) / n * correction(n, units.population[h]));
    }
  }
  check_at_least("jackknife_n", "replicates", dropped.size(), 2);
  replicate_weights out = start(design, dropped.size(), "JKn");
  out.rscales = std::move(rscales);
  for (std::size_t i = 0; i < design.rows(); ++i) {
    const std::size_t h = design.primary_strata()[i];
    const double n = static_cast<double>(units.of_stratum[h].size());
    for (std::size_t r = 0; r < dropped.size(); ++r) {
      double w = design.weights()[i];
      if (stratum_of[r] == h) w = dropped[r] == design.primary_units()[i] ? 0 : w * n / (n - 1);
      out.weights(i, r) = w;
    }
  }
  return out;
}

replicate_weights balanced_repeated_replication(const survey_design& design, double fay_rho) {
  const char* f = "balanced_repeated_replication";
  if (!(fay_rho >= 0 && fay_rho < 1)) {
    check_share(f, "fay_rho", fay_rho);
    throw error(errc::argument, std::string(f) + ": fay_rho is 1, but must be below 1", "fay_rho");
  }
  const unit_list units = units_by_stratum(design);
  for (std::size_t h = 0; h < units.of_stratum.size(); ++h) {
    if (units.of_stratum[h].size() != 2) {
      std::size_t row = 0;
      while (design.primary_strata()[row] != h) ++row;
      throw error(errc::data,
                  std::string(f) + ": the stratum of row " + std::to_string(row) + " has " +
                      std::to_string(units.of_stratum[h].size()) +
                      " primary units, but must have two; use the jackknife or the bootstrap",
                  "design", static_cast<std::int64_t>(row));
    }
  }
  const matrix h = hadamard_matrix(units.of_stratum.size() + 1);
  replicate_weights out = start(design, h.cols, fay_rho == 0 ? "BRR" : "Fay");
  out.scale = 1 / (static_cast<double>(h.cols) * (1 - fay_rho) * (1 - fay_rho));
  for (std::size_t i = 0; i < design.rows(); ++i) {
    const std::size_t stratum = design.primary_strata()[i];
    const bool first = units.of_stratum[stratum][0] == design.primary_units()[i];
    for (std::size_t r = 0; r < h.cols; ++r) {
      // Row 0 of the matrix is constant and serves no stratum.
      const bool kept = (h(stratum + 1, r) > 0) == first;
      out.weights(i, r) = design.weights()[i] * (kept ? 2 - fay_rho : fay_rho);
    }
  }
  return out;
}

replicate_weights bootstrap_rao_wu(const survey_design& design, std::size_t replicates, std::uint64_t seed) {
  check_at_least("bootstrap_rao_wu", "replicates", replicates, 2);
  const unit_list units = units_by_stratum(design);
  for (const auto& list : units.of_stratum) {
    if (list.size() == 1 && design.lonely() == lonely_rule::fail) {
      throw error(errc::numeric,
                  "bootstrap_rao_wu: a stratum has a single primary unit; choose a rule for lonely units "
                  "or join strata",
                  "lonely");
    }
  }
  replicate_weights out = start(design, replicates, "bootstrap");
  out.scale = 1 / (static_cast<double>(replicates) - 1);
  std::vector<double> factor(design.primary_unit_count());
  for (std::size_t r = 0; r < replicates; ++r) {
    random_stream draws(seed, r);
    std::fill(factor.begin(), factor.end(), 0.0);
    for (const auto& list : units.of_stratum) {
      if (list.size() == 1) {
        factor[list[0]] = 1;
        continue;
      }
      const double n = static_cast<double>(list.size());
      for (std::size_t k = 0; k + 1 < list.size(); ++k) {
        factor[list[draws.below(static_cast<std::uint32_t>(list.size()))]] += n / (n - 1);
      }
    }
    for (std::size_t i = 0; i < design.rows(); ++i) {
      out.weights(i, r) = design.weights()[i] * factor[design.primary_units()[i]];
    }
  }
  return out;
}

matrix hadamard_matrix(std::size_t least) {
  check_at_least("hadamard_matrix", "least", least, 1);
  for (std::size_t order = least;; ++order) {
    if (order > 2 && order % 4 != 0) continue;
    auto h = hadamard_of_order(order);
    if (!h) continue;
    for (std::size_t j = 0; j < order; ++j) {
      if ((*h)(0, j) > 0) continue;
      for (std::size_t i = 0; i < order; ++i) (*h)(i, j) = -(*h)(i, j);
    }
    for (std::size_t i = 0; i < order; ++i) {
      if ((*h)(i, 0) > 0) continue;
      for (std::size_t j = 0; j < order; ++j) (*h)(i, j) = -(*h)(i, j);
    }
    return *h;
  }
}

matrix replicate_covariance(const replicate_weights& design, const matrix& replicates,
                            std::span<const double> full_sample) {
  const char* f = "replicate_covariance";
  check_same_size(f, "replicates", design.replicates(), "statistics", replicates.rows);
  check_same_size(f, "full_sample", full_sample.size(), "statistics", replicates.cols);
  const std::size_t p = replicates.cols;
  std::vector<double> centre(full_sample.begin(), full_sample.end());
  if (!design.mse) {
    std::fill(centre.begin(), centre.end(), 0.0);
    double used = 0;
    for (std::size_t r = 0; r < replicates.rows; ++r) {
      if (!(design.rscales[r] > 0)) continue;
      used += 1;
      for (std::size_t j = 0; j < p; ++j) centre[j] += replicates(r, j);
    }
    for (double& c : centre) c /= used;
  }
  matrix v(p, p);
  for (std::size_t r = 0; r < replicates.rows; ++r) {
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) {
        v(i, j) += design.rscales[r] * (replicates(r, i) - centre[i]) * (replicates(r, j) - centre[j]);
      }
    }
  }
  for (double& x : v.values) x *= design.scale;
  return v;
}

}  // namespace cxm
