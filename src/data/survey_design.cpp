// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/survey_design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// A stratum of which less than this share is left out is drawn in full, as in survey::onestrat.
constexpr double full = 1e-7;

struct pair_hash {
  std::size_t operator()(const std::pair<std::size_t, std::int64_t>& key) const noexcept {
    return std::hash<std::int64_t>()(key.second * 1000003 + static_cast<std::int64_t>(key.first));
  }
};

// Numbers the pairs (above, code) in order of first appearance.
std::vector<std::size_t> number_pairs(std::span<const std::size_t> above, std::span<const std::int64_t> codes,
                                      std::size_t& count) {
  std::unordered_map<std::pair<std::size_t, std::int64_t>, std::size_t, pair_hash> seen;
  std::vector<std::size_t> out(above.size());
  for (std::size_t i = 0; i < above.size(); ++i) {
    out[i] = seen.try_emplace({above[i], codes.empty() ? 0 : codes[i]}, seen.size()).first->second;
  }
  count = seen.size();
  return out;
}

void check_rows(const char* parameter, std::size_t stage, std::size_t size, std::size_t rows) {
  if (size == rows) return;
  throw error(errc::argument,
              "survey_design: " + std::string(parameter) + "[" + std::to_string(stage) + "] has " +
                  std::to_string(size) + " elements, but there are " + std::to_string(rows) + " rows",
              parameter);
}

struct stage_columns {
  std::vector<std::size_t> stratum;
  std::vector<std::size_t> unit;
  std::size_t strata = 0;
  std::size_t units = 0;
  std::vector<double> sampled;     // per stratum
  std::vector<double> population;  // per stratum
};

void check_nesting(const survey_design_spec& spec, const stage_columns& first) {
  std::unordered_map<std::int64_t, std::size_t> stratum_of;
  for (std::size_t i = 0; i < spec.rows; ++i) {
    const auto [at, fresh] = stratum_of.try_emplace(spec.clusters[0][i], first.stratum[i]);
    if (!fresh && at->second != first.stratum[i]) {
      throw error(errc::data,
                  "survey_design: clusters[0][" + std::to_string(i) + "] is unit " +
                      std::to_string(spec.clusters[0][i]) +
                      ", which also occurs in another stratum; set nest if unit codes start anew in each "
                      "stratum",
                  "clusters", static_cast<std::int64_t>(i));
    }
  }
}

bool fpc_is_count(const std::vector<std::vector<double>>& fpc) {
  bool above = false;
  bool below = false;
  for (std::size_t s = 0; s < fpc.size(); ++s) {
    for (std::size_t i = 0; i < fpc[s].size(); ++i) {
      const double v = fpc[s][i];
      if (!(v > 0)) {
        throw error(errc::data,
                    "survey_design: fpc[" + std::to_string(s) + "][" + std::to_string(i) +
                        "] must be a count of at least 1 or a share above 0",
                    "fpc", static_cast<std::int64_t>(i));
      }
      above = above || v > 1;
      below = below || v < 1;
      if (above && below) {
        throw error(errc::data,
                    "survey_design: fpc mixes population counts (> 1) and sampled shares (< 1) at row " +
                        std::to_string(i) + "; give one kind for all",
                    "fpc", static_cast<std::int64_t>(i));
      }
    }
  }
  // All ones: a share of 1 and, as each unit is then alone in its stratum or the sample too large, the
  // only count that can hold, mean the same: everything was drawn.
  return above;
}

void set_population(const std::vector<double>& fpc, bool counts, std::size_t at_stage, stage_columns& stage) {
  std::vector<double> given(stage.strata, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < fpc.size(); ++i) {
    double& g = given[stage.stratum[i]];
    if (std::isnan(g)) {
      g = fpc[i];
    } else if (g != fpc[i]) {
      throw error(errc::data,
                  "survey_design: fpc[" + std::to_string(at_stage) + "][" + std::to_string(i) +
                      "] differs from the earlier rows of its stratum; it must be constant within one",
                  "fpc", static_cast<std::int64_t>(i));
    }
  }
  for (std::size_t h = 0; h < stage.strata; ++h) {
    stage.population[h] = counts ? given[h] : stage.sampled[h] / given[h];
    if (stage.population[h] < stage.sampled[h]) {
      throw error(errc::data,
                  "survey_design: fpc says that a stratum of stage " + std::to_string(at_stage + 1) +
                      " has fewer units (" + std::to_string(static_cast<long long>(stage.population[h])) +
                      ") than were drawn (" + std::to_string(static_cast<long long>(stage.sampled[h])) + ")",
                  "fpc");
    }
  }
}

}  // namespace

survey_design::survey_design(survey_design_spec spec) : lonely_(spec.lonely) {
  const std::size_t n = spec.rows;
  check_at_least("survey_design", "rows", n, 1);
  if (!spec.weights.empty()) check_weights("survey_design", "weights", spec.weights, n);
  stages_ = std::max<std::size_t>(1, spec.clusters.size());
  for (std::size_t s = 0; s < spec.clusters.size(); ++s) {
    check_rows("clusters", s, spec.clusters[s].size(), n);
  }
  for (std::size_t s = 0; s < spec.strata.size(); ++s) check_rows("strata", s, spec.strata[s].size(), n);
  for (std::size_t s = 0; s < spec.fpc.size(); ++s) check_rows("fpc", s, spec.fpc[s].size(), n);
  if (spec.strata.size() > stages_ || spec.fpc.size() > stages_) {
    throw error(errc::argument,
                "survey_design: there are more columns of strata or fpc than stages of clusters",
                spec.strata.size() > stages_ ? "strata" : "fpc");
  }
  const bool counts = fpc_is_count(spec.fpc);

  // Units of a stage lie within the stratum of that stage, and that within the unit above.
  std::vector<stage_columns> columns(stages_);
  std::vector<std::size_t> above(n, 0);
  for (std::size_t s = 0; s < stages_; ++s) {
    stage_columns& c = columns[s];
    c.stratum = number_pairs(above,
                             s < spec.strata.size() ? std::span<const std::int64_t>(spec.strata[s])
                                                    : std::span<const std::int64_t>(),
                             c.strata);
    if (spec.clusters.empty()) {
      c.unit.resize(n);
      std::iota(c.unit.begin(), c.unit.end(), std::size_t{0});
      c.units = n;
    } else {
      c.unit = number_pairs(c.stratum, spec.clusters[s], c.units);
    }
    if (s == 0 && !spec.clusters.empty() && !spec.strata.empty() && !spec.nest) check_nesting(spec, c);
    c.sampled.assign(c.strata, 0);
    std::vector<std::uint8_t> seen(c.units, 0);
    for (std::size_t i = 0; i < n; ++i) {
      if (seen[c.unit[i]] == 0) {
        seen[c.unit[i]] = 1;
        c.sampled[c.stratum[i]] += 1;
      }
    }
    c.population.assign(c.strata, infinity);
    if (s < spec.fpc.size()) set_population(spec.fpc[s], counts, s, c);
    above = c.unit;
  }

  weights_ = std::move(spec.weights);
  if (weights_.empty()) {
    weights_.assign(n, 1.0);
    for (std::size_t s = 0; s < spec.fpc.size(); ++s) {
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t h = columns[s].stratum[i];
        weights_[i] *= columns[s].population[h] / columns[s].sampled[h];
      }
    }
    check_weights("survey_design", "weights from fpc", weights_, n);
  }
  for (const double w : weights_) sum_of_weights_ += w;
  if (!(sum_of_weights_ > 0) || !std::isfinite(sum_of_weights_)) {
    throw error(errc::argument,
                "survey_design: weights must have a positive, finite sum; at least one must be above 0",
                "weights");
  }

  // Rows in the order of stratum and unit of stage 1, then of stage 2, ...: every unit is then a range.
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    for (const stage_columns& c : columns) {
      if (c.stratum[a] != c.stratum[b]) return c.stratum[a] < c.stratum[b];
      if (c.unit[a] != c.unit[b]) return c.unit[a] < c.unit[b];
    }
    return false;
  });
  std::vector<double> multiplier(n, 1.0);
  // Stages below one without a finite population add nothing: its units were drawn with replacement.
  const std::size_t used = std::max<std::size_t>(1, std::min(stages_, spec.fpc.size() + 1));
  for (std::size_t s = 0; s < used; ++s) {
    const stage_columns& c = columns[s];
    stage t;
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = order_[k];
      const bool new_unit = k == 0 || c.unit[i] != c.unit[order_[k - 1]];
      const bool new_stratum = k == 0 || c.stratum[i] != c.stratum[order_[k - 1]];
      if (new_stratum) {
        if (!t.strata.empty()) t.strata.back().last_unit = t.unit_begin.size();
        const std::size_t h = c.stratum[i];
        t.strata.push_back({c.sampled[h], c.population[h], multiplier[i], t.unit_begin.size(), 0});
      }
      if (new_unit) t.unit_begin.push_back(k);
    }
    t.strata.back().last_unit = t.unit_begin.size();
    t.unit_begin.push_back(n);
    for (const stratum_node& h : t.strata) {
      has_lonely_ =
          has_lonely_ ||
          (h.sampled == 1 && h.multiplier > 0 && (h.population - h.sampled) / h.population >= full) ||
          (h.sampled == 1 && h.multiplier > 0 && std::isinf(h.population));
    }
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t h = c.stratum[i];
      multiplier[i] *= std::isinf(c.population[h]) ? 0 : c.sampled[h] / c.population[h];
    }
    tree_.push_back(std::move(t));
  }

  unit_ = columns[0].unit;
  stratum_ = columns[0].stratum;
  units_ = columns[0].units;
  strata_ = columns[0].strata;
  population_.resize(n);
  for (std::size_t i = 0; i < n; ++i) population_[i] = columns[0].population[stratum_[i]];
}

double survey_design::degrees_of_freedom(std::span<const std::uint8_t> domain) const {
  if (!domain.empty()) check_same_size("degrees_of_freedom", "rows", rows(), "domain", domain.size());
  std::vector<std::uint8_t> unit_seen(units_, 0);
  std::vector<std::uint8_t> stratum_seen(strata_, 0);
  double df = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    if (weights_[i] == 0 || (!domain.empty() && domain[i] == 0)) continue;
    if (unit_seen[unit_[i]] == 0) {
      unit_seen[unit_[i]] = 1;
      df += 1;
    }
    if (stratum_seen[stratum_[i]] == 0) {
      stratum_seen[stratum_[i]] = 1;
      df -= 1;
    }
  }
  return df;
}

matrix survey_design::variance_of_totals(const matrix& weighted_scores) const {
  const std::size_t n = rows();
  const std::size_t p = weighted_scores.cols;
  check_same_size("variance_of_totals", "rows", n, "weighted_scores", weighted_scores.rows);
  const matrix* scores = &weighted_scores;
  matrix adjusted;
  if (!steps_.empty()) {
    adjusted = weighted_scores;
    take_out_calibration(adjusted);
    scores = &adjusted;
  }
  matrix total(p, p);
  for (std::size_t s = 0; s < tree_.size(); ++s) {
    const stage& t = tree_[s];
    const std::size_t units = t.unit_begin.size() - 1;
    matrix sums(units, p);
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t k = t.unit_begin[u]; k < t.unit_begin[u + 1]; ++k) {
        for (std::size_t j = 0; j < p; ++j) sums(u, j) += (*scores)(order_[k], j);
      }
    }
    std::vector<double> grand(p, 0.0);  // mean over the units of the stage
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t j = 0; j < p; ++j) grand[j] += sums(u, j) / static_cast<double>(units);
    }
    matrix stage_total(p, p);
    std::size_t all = 0;
    std::size_t known = 0;
    std::vector<double> mean(p);
    for (const stratum_node& h : t.strata) {
      if (h.multiplier == 0) continue;
      ++all;
      const double left_out = std::isinf(h.population) ? 1 : (h.population - h.sampled) / h.population;
      if (left_out < full) {
        ++known;
        continue;
      }
      double scale = left_out * h.multiplier;
      if (h.sampled > 1) {
        scale *= h.sampled / (h.sampled - 1);
        std::fill(mean.begin(), mean.end(), 0.0);
        for (std::size_t u = h.first_unit; u < h.last_unit; ++u) {
          for (std::size_t j = 0; j < p; ++j) mean[j] += sums(u, j);
        }
        for (std::size_t j = 0; j < p; ++j) mean[j] /= h.sampled;
      } else {
        if (lonely_ == lonely_rule::fail) {
          throw error(errc::numeric,
                      "variance_of_totals: a stratum of stage " + std::to_string(s + 1) + " (with row " +
                          std::to_string(order_[t.unit_begin[h.first_unit]]) +
                          ") has a single sampling unit; choose a rule for lonely units or join strata",
                      "lonely", static_cast<std::int64_t>(order_[t.unit_begin[h.first_unit]]));
        }
        if (lonely_ == lonely_rule::average) continue;
        if (lonely_ == lonely_rule::grand_mean) {
          mean = grand;
        } else {
          std::fill(mean.begin(), mean.end(), 0.0);
        }
      }
      ++known;
      if (h.sampled == 1 && lonely_ != lonely_rule::adjust && lonely_ != lonely_rule::grand_mean) continue;
      for (std::size_t u = h.first_unit; u < h.last_unit; ++u) {
        for (std::size_t i = 0; i < p; ++i) {
          const double di = sums(u, i) - mean[i];
          for (std::size_t j = 0; j <= i; ++j) stage_total(i, j) += scale * di * (sums(u, j) - mean[j]);
        }
      }
    }
    if (all > 0 && known == 0) {
      throw error(errc::numeric,
                  "variance_of_totals: every stratum of stage " + std::to_string(s + 1) +
                      " has a single sampling unit, so there is no variance to average; choose another "
                      "rule for lonely units",
                  "lonely");
    }
    const double blow = all == 0 ? 1 : static_cast<double>(all) / static_cast<double>(known);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j <= i; ++j) total(i, j) += stage_total(i, j) * blow;
    }
  }
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < i; ++j) total(j, i) = total(i, j);
  }
  return total;
}

void survey_design::take_out_calibration(matrix& scores) const {
  const std::size_t n = scores.rows;
  std::vector<double> e(n);
  for (const calibration_step& step : steps_) {
    for (std::size_t j = 0; j < scores.cols; ++j) {
      if (step.how == calibration_step::kind::regression) {
        // Residual of the weighted regression of the score on the calibration variables.
        const std::vector<double>& after = step.weights_after[0];
        for (std::size_t i = 0; i < n; ++i) {
          const double root = std::sqrt(step.weights_before[i]);
          e[i] = after[i] > 0 || after[i] < 0 ? scores(i, j) / after[i] * root : 0;
        }
        stats::remove_projection(step.basis, e);
        for (std::size_t i = 0; i < n; ++i) {
          const double root = std::sqrt(step.weights_before[i]);
          scores(i, j) = root > 0 ? e[i] / root * after[i] : 0;
        }
        continue;
      }
      // Within-group means; raking repeats over its margins, 10 rounds as survey::svyrecvar.
      const int rounds = step.how == calibration_step::kind::raking ? 10 : 1;
      for (int round = 0; round < rounds; ++round) {
        for (std::size_t m = 0; m < step.margins.size(); ++m) {
          const row_groups& g = step.margins[m];
          const std::vector<double>& after = step.weights_after[m];
          std::vector<double> sum(g.groups, 0.0);
          std::vector<double> base(g.groups, 0.0);
          for (std::size_t i = 0; i < n; ++i) {
            if (after[i] == 0) continue;
            const double w = step.how == calibration_step::kind::raking ? 1.0 : step.weights_before[i];
            sum[g.of_row[i]] += w * (scores(i, j) / after[i]);
            base[g.of_row[i]] += w;
          }
          for (std::size_t i = 0; i < n; ++i) {
            const std::size_t k = g.of_row[i];
            if (base[k] > 0) scores(i, j) -= sum[k] / base[k] * after[i];
          }
        }
      }
    }
  }
}

survey_design survey_design::reweighted(std::vector<double> weights) const {
  check_weights("reweighted", "weights", weights, rows());
  survey_design out = *this;
  out.weights_ = std::move(weights);
  out.sum_of_weights_ = 0;
  for (const double w : out.weights_) out.sum_of_weights_ += w;
  check_positive("reweighted", "sum of weights", out.sum_of_weights_);
  return out;
}

survey_design survey_design::reweighted(std::vector<double> weights, calibration_step step) const {
  survey_design out = *this;
  // Linear calibration may give negative weights; they are legal here and reported where they are made.
  check_same_size("reweighted", "rows", rows(), "weights", weights.size());
  out.weights_ = std::move(weights);
  out.sum_of_weights_ = 0;
  for (const double w : out.weights_) out.sum_of_weights_ += w;
  check_positive("reweighted", "sum of weights", out.sum_of_weights_);
  out.steps_.push_back(std::move(step));
  return out;
}

std::vector<std::int64_t> codes_of(std::span<const std::string> texts) {
  std::unordered_map<std::string_view, std::int64_t> seen;
  std::vector<std::int64_t> out;
  out.reserve(texts.size());
  for (const std::string& t : texts) {
    out.push_back(seen.try_emplace(t, static_cast<std::int64_t>(seen.size())).first->second);
  }
  return out;
}

row_groups groups_of(std::span<const std::int64_t> codes) {
  std::unordered_map<std::int64_t, std::size_t> seen;
  row_groups out;
  out.of_row.reserve(codes.size());
  for (const std::int64_t c : codes) out.of_row.push_back(seen.try_emplace(c, seen.size()).first->second);
  out.groups = seen.size();
  return out;
}

}  // namespace cxm
