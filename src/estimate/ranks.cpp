// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/ranks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/base/random.hpp"

namespace cxm {
namespace {

/// Draws that a chunk of work makes: fixed, so that results do not depend on threads.
constexpr std::size_t chunk_draws = 256;
/// Maxima of marginal families that are held at a time, over all draws: 32 MB.
constexpr std::size_t block_maxima = std::size_t{1} << 22U;

matrix diagonal(const char* function, std::span<const double> estimates, std::span<const double> se) {
  check_same_size(function, "estimates", estimates.size(), "standard_errors", se.size());
  check_all_positive(function, "standard_errors", se);
  matrix v(se.size(), se.size());
  for (std::size_t i = 0; i < se.size(); ++i) v(i, i) = se[i] * se[i];
  return v;
}

void check_covariance(const char* function, std::span<const double> estimates, const matrix& v) {
  check_same_size(function, "estimates", estimates.size(), "the rows of covariance", v.rows);
  check_same_size(function, "estimates", estimates.size(), "the columns of covariance", v.cols);
  check_all_finite(function, "covariance", v.values);
}

/// One draw of all units' errors, and what bounds its statistics: for independent errors, by Cauchy-Schwarz,
/// (z_a - z_b)^2 / (v_a + v_b) <= z_a^2 / v_a + z_b^2 / v_b. Units come in falling order of that square, so
/// a search for the largest statistic may stop early and is still exact. Dependent errors have no such
/// bound: their squares are infinite.
struct error_draw {
  std::vector<double> z, square;
  std::vector<std::size_t> order;

  explicit error_draw(std::size_t p) : z(p), square(p, std::numeric_limits<double>::infinity()), order(p) {
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  /// May a pair with units of these squares still exceed `most`? A little wider than rounding.
  [[nodiscard]] static bool may_exceed(double square_a, double square_b, double most) {
    return (square_a + square_b) * (1 + 1e-12) > most * most;
  }
};

/// Correlated normal errors: z = root * independent normals, one stream a draw.
class error_draws {
 public:
  error_draws(const matrix& covariance, std::uint64_t seed)
      : root_(covariance.rows, covariance.rows), seed_(seed) {
    // Cholesky; a pivot that is zero within rounding gives a zero column (a unit that others determine).
    for (std::size_t j = 0; j < root_.rows; ++j) {
      double pivot = covariance(j, j);
      for (std::size_t c = 0; c < j; ++c) pivot -= root_(j, c) * root_(j, c);
      if (!(pivot > 1e-13 * covariance(j, j))) continue;
      root_(j, j) = std::sqrt(pivot);
      for (std::size_t i = j + 1; i < root_.rows; ++i) {
        double entry = covariance(i, j);
        for (std::size_t c = 0; c < j; ++c) entry -= root_(i, c) * root_(j, c);
        root_(i, j) = entry / root_(j, j);
        diagonal_ = diagonal_ && root_(i, j) == 0;
      }
    }
  }

  void draw(std::size_t number, std::span<double> z) const {
    random_stream stream(seed_, number);
    for (double& value : z) value = stream.normal();
    scale(z);
  }

  void draw(std::size_t number, error_draw& out) const {
    random_stream stream(seed_, number);
    for (double& value : out.z) value = stream.normal();
    if (diagonal_) {
      for (std::size_t i = 0; i < out.z.size(); ++i) out.square[i] = out.z[i] * out.z[i];
      std::sort(out.order.begin(), out.order.end(), [&](std::size_t a, std::size_t b) {
        return out.square[a] != out.square[b] ? out.square[a] > out.square[b] : a < b;
      });
    }
    scale(out.z);
  }

 private:
  /// root * z, in place
  void scale(std::span<double> z) const {
    for (std::size_t i = z.size(); i-- > 0;) {
      double sum = root_(i, i) * z[i];
      if (!diagonal_) {
        for (std::size_t c = 0; c < i; ++c) sum += root_(i, c) * z[c];
      }
      z[i] = sum;
    }
  }

  matrix root_;
  std::uint64_t seed_;
  bool diagonal_ = true;
};

/// 1 / sd(estimate_a - estimate_b)
matrix inverse_spreads(const char* function, const matrix& v) {
  matrix inverse(v.rows, v.rows);
  for (std::size_t a = 0; a < v.rows; ++a) {
    for (std::size_t b = 0; b < v.rows; ++b) {
      if (a == b) continue;
      const double variance = v(a, a) + v(b, b) - v(a, b) - v(b, a);
      if (!(variance > 1e-14 * (v(a, a) + v(b, b)))) {
        throw error(errc::numeric,
                    std::string(function) + ": the difference of estimates " + std::to_string(a) + " and " +
                        std::to_string(b) + " has no sampling variance, so they cannot be ranked with error",
                    "covariance", static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
      }
      inverse(a, b) = 1 / std::sqrt(variance);
    }
  }
  return inverse;
}

/// The order statistic that a further draw exceeds with probability at most 1 - level.
double critical_value(std::vector<double> maxima, double level) {
  const auto n = static_cast<double>(maxima.size());
  const auto k = static_cast<std::size_t>(std::min(n, std::ceil(level * (n + 1)))) - 1;
  std::nth_element(maxima.begin(), maxima.begin() + static_cast<std::ptrdiff_t>(k), maxima.end());
  return maxima[k];
}

class rank_tests {
 public:
  rank_tests(const char* function, std::span<const double> estimates, const matrix& covariance,
             const rank_options& options)
      : options_(options),
        p_(estimates.size()),
        x_(estimates.begin(), estimates.end()),
        weight_(inverse_spreads(function, covariance)),
        errors_(covariance, options.seed) {
    check_level(function, "level", options.level);
    check_at_least(function, "draws", options.draws, 100);
    if (!options.higher_is_first) {
      for (double& value : x_) value = -value;
    }
  }

  /// One family of all ordered pairs. `standing` holds 1/sd of the hypotheses "a is not better than b" that
  /// still stand and 0 for the rejected, whose statistic is then 0: below any critical value.
  std::vector<rank_set> simultaneous() const {
    matrix standing = weight_;
    std::vector<std::vector<double>> maxima(1);
    while (p_ > 1) {
      simulate(maxima, [&](const error_draw& draw, std::span<double> largest) {
        double most = 0;
        for (const std::size_t a : draw.order) {
          if (!error_draw::may_exceed(draw.square[a], draw.square[draw.order[0]], most)) break;
          most = row_maximum(draw, a, standing.row(a), most);
        }
        largest[0] = most;
      });
      const double critical = critical_value(maxima[0], options_.level);
      bool more = false;
      for (std::size_t a = 0; a < p_; ++a) {
        for (std::size_t b = 0; b < p_; ++b) {
          if (standing(a, b) == 0 || !((x_[a] - x_[b]) * weight_(a, b) > critical)) continue;
          standing(a, b) = 0;
          more = true;
        }
      }
      if (!more || !options_.stepdown) break;
    }
    std::vector<rank_set> out = start();
    for (std::size_t a = 0; a < p_; ++a) {
      for (std::size_t b = 0; b < p_; ++b) {
        if (a == b || standing(a, b) != 0) continue;
        out[a].high -= 1;  // b is proven worse than a
        out[b].low += 1;
      }
    }
    return out;
  }

  /// A family a unit: its pairs with every other unit, in both directions.
  std::vector<rank_set> marginal() const {
    std::vector<rank_set> out = start();
    const std::size_t block = std::max<std::size_t>(1, block_maxima / options_.draws);
    for (std::size_t first = 0; first < p_ && p_ > 1; first += block) {
      marginal_block(first, std::min(p_, first + block), out);
    }
    return out;
  }

 private:
  std::vector<rank_set> start() const {
    const std::vector<double> r = ranks(x_, tie_rule::minimum, true);
    std::vector<rank_set> out(p_);
    for (std::size_t i = 0; i < p_; ++i) out[i] = {r[i], 1, static_cast<double>(p_)};
    return out;
  }

  /// The larger of `most` and max over b of (z_a - z_b) w_b.
  static double row_maximum(const error_draw& draw, std::size_t a, std::span<const double> w, double most) {
    const double own = draw.z[a];
    for (const std::size_t b : draw.order) {
      if (!error_draw::may_exceed(draw.square[a], draw.square[b], most)) break;
      most = std::max(most, (own - draw.z[b]) * w[b]);
    }
    return most;
  }

  /// Fill maxima[f][draw] for all draws.
  template <class Function>
  void simulate(std::vector<std::vector<double>>& maxima, const Function& largest_of) const {
    const std::size_t draws = options_.draws;
    for (auto& m : maxima) m.resize(draws);
    const std::size_t chunks = (draws + chunk_draws - 1) / chunk_draws;
    parallel_chunks(chunks, options_.threads, [&](std::size_t chunk) {
      error_draw draw(p_);
      std::vector<double> largest(maxima.size());
      for (std::size_t r = chunk * chunk_draws; r < std::min(draws, (chunk + 1) * chunk_draws); ++r) {
        errors_.draw(r, draw);
        largest_of(draw, std::span<double>(largest));
        for (std::size_t f = 0; f < maxima.size(); ++f) maxima[f][r] = largest[f];
      }
    });
  }

  void marginal_block(std::size_t first, std::size_t last, std::vector<rank_set>& out) const {
    const std::size_t count = last - first;
    matrix above(count, p_), below(count, p_);  // "unit better than b", "b better than unit"
    for (std::size_t f = 0; f < count; ++f) {
      for (std::size_t b = 0; b < p_; ++b) {
        above(f, b) = weight_(first + f, b);
        below(f, b) = -weight_(first + f, b);
      }
    }
    std::vector<std::uint8_t> open(count, 1);
    std::vector<std::vector<double>> maxima(count);
    while (std::find(open.begin(), open.end(), std::uint8_t{1}) != open.end()) {
      simulate(maxima, [&](const error_draw& draw, std::span<double> largest) {
        for (std::size_t f = 0; f < count; ++f) {
          if (!open[f]) continue;
          largest[f] =
              row_maximum(draw, first + f, below.row(f), row_maximum(draw, first + f, above.row(f), 0));
        }
      });
      for (std::size_t f = 0; f < count; ++f) {
        if (!open[f]) continue;
        open[f] = reject(first + f, critical_value(maxima[f], options_.level), above.row(f), below.row(f),
                         out[first + f]) &&
                  options_.stepdown;
      }
    }
  }

  /// Reject what exceeds the critical value; were there any?
  bool reject(std::size_t unit, double critical, std::span<double> above, std::span<double> below,
              rank_set& set) const {
    bool any = false;
    for (std::size_t b = 0; b < p_; ++b) {
      const double t = (x_[unit] - x_[b]) * weight_(unit, b);
      if (above[b] != 0 && t > critical) {
        above[b] = 0;
        set.high -= 1;
        any = true;
      }
      if (below[b] != 0 && -t > critical) {
        below[b] = 0;
        set.low += 1;
        any = true;
      }
    }
    return any;
  }

  rank_options options_;
  std::size_t p_;
  std::vector<double> x_;  ///< higher is better
  matrix weight_;
  error_draws errors_;
};

}  // namespace

std::vector<double> ranks(std::span<const double> values, tie_rule rule, bool higher_is_first) {
  check_all_finite("ranks", "values", values);
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return higher_is_first ? values[a] > values[b] : values[a] < values[b];
  });
  std::vector<double> out(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank =
        rule == tie_rule::minimum ? static_cast<double>(begin + 1) : static_cast<double>(begin + 1 + end) / 2;
    for (std::size_t i = begin; i < end; ++i) out[order[i]] = rank;
    begin = end;
  }
  return out;
}

std::vector<rank_set> marginal_rank_sets(std::span<const double> estimates,
                                         std::span<const double> standard_errors,
                                         const rank_options& options) {
  constexpr const char* function = "marginal_rank_sets";
  check_all_finite(function, "estimates", estimates);
  return rank_tests(function, estimates, diagonal(function, estimates, standard_errors), options).marginal();
}

std::vector<rank_set> marginal_rank_sets(std::span<const double> estimates, const matrix& covariance,
                                         const rank_options& options) {
  constexpr const char* function = "marginal_rank_sets";
  check_all_finite(function, "estimates", estimates);
  check_covariance(function, estimates, covariance);
  return rank_tests(function, estimates, covariance, options).marginal();
}

std::vector<rank_set> simultaneous_rank_sets(std::span<const double> estimates,
                                             std::span<const double> standard_errors,
                                             const rank_options& options) {
  constexpr const char* function = "simultaneous_rank_sets";
  check_all_finite(function, "estimates", estimates);
  return rank_tests(function, estimates, diagonal(function, estimates, standard_errors), options)
      .simultaneous();
}

std::vector<rank_set> simultaneous_rank_sets(std::span<const double> estimates, const matrix& covariance,
                                             const rank_options& options) {
  constexpr const char* function = "simultaneous_rank_sets";
  check_all_finite(function, "estimates", estimates);
  check_covariance(function, estimates, covariance);
  return rank_tests(function, estimates, covariance, options).simultaneous();
}

std::vector<std::uint8_t> possible_top(std::span<const rank_set> simultaneous, std::size_t k) {
  check_at_least("possible_top", "k", k, 1);
  std::vector<std::uint8_t> out;
  for (const rank_set& s : simultaneous) out.push_back(s.low <= static_cast<double>(k) ? 1 : 0);
  return out;
}

namespace {

std::vector<double> top_shares(const char* function, std::span<const double> estimates,
                               const matrix& covariance, std::size_t k, const rank_options& options) {
  check_at_least(function, "k", k, 1);
  check_at_least(function, "draws", options.draws, 100);
  const std::size_t p = estimates.size();
  const error_draws errors(covariance, options.seed);
  const std::size_t chunks = (options.draws + chunk_draws - 1) / chunk_draws;
  std::vector<std::vector<std::uint32_t>> counts(chunks, std::vector<std::uint32_t>(p, 0));
  parallel_chunks(chunks, options.threads, [&](std::size_t chunk) {
    std::vector<double> z(p);
    std::vector<std::size_t> order(p);
    const std::size_t end = std::min<std::size_t>(options.draws, (chunk + 1) * chunk_draws);
    for (std::size_t r = chunk * chunk_draws; r < end; ++r) {
      errors.draw(r, z);
      for (std::size_t i = 0; i < p; ++i) z[i] = (options.higher_is_first ? 1 : -1) * (estimates[i] + z[i]);
      std::iota(order.begin(), order.end(), std::size_t{0});
      const auto middle = order.begin() + static_cast<std::ptrdiff_t>(std::min(k, p));
      std::partial_sort(order.begin(), middle, order.end(),
                        [&](std::size_t a, std::size_t b) { return z[a] != z[b] ? z[a] > z[b] : a < b; });
      for (auto it = order.begin(); it != middle; ++it) ++counts[chunk][*it];
    }
  });
  std::vector<double> out(p, 0.0);
  for (const auto& chunk : counts) {
    for (std::size_t i = 0; i < p; ++i) out[i] += chunk[i];
  }
  for (double& share : out) share /= options.draws;
  return out;
}

}  // namespace

std::vector<double> top_probabilities(std::span<const double> estimates,
                                      std::span<const double> standard_errors, std::size_t k,
                                      const rank_options& options) {
  constexpr const char* function = "top_probabilities";
  check_all_finite(function, "estimates", estimates);
  return top_shares(function, estimates, diagonal(function, estimates, standard_errors), k, options);
}

std::vector<double> top_probabilities(std::span<const double> estimates, const matrix& covariance,
                                      std::size_t k, const rank_options& options) {
  constexpr const char* function = "top_probabilities";
  check_all_finite(function, "estimates", estimates);
  check_covariance(function, estimates, covariance);
  return top_shares(function, estimates, covariance, k, options);
}

}  // namespace cxm
