// SPDX-License-Identifier: Apache-2.0
#include "quality/marginal_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/error.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/curve_derivatives.hpp"
#include "quality/node_sums.hpp"

namespace cxm {
namespace {

constexpr std::size_t patterns_a_chunk = 256;
constexpr std::size_t most_chunks = 64;
constexpr std::size_t patterns_a_block = 1024;
constexpr int most_steps = 500;
constexpr double near_enough = 0.3;  ///< EM steps below it give way to Newton's
constexpr double enough = 1e-9;
constexpr double steepest = 100;

/// The prior of a group on the nodes: log weight = first theta + second theta^2 - constant.
struct natural {
  double first = 0, second = -0.5;
};

/// What depends on the parameters alone, by node: probabilities and derivatives of each column and category.
struct curve_tables {
  std::vector<std::size_t> place;             ///< of column j among all categories of all columns
  std::vector<std::size_t> parameter;         ///< of column j's slope
  std::size_t cells = 0, parameters = 0;      ///< parameters of the columns
  std::vector<double> p;                      ///< cells x Q
  std::vector<std::vector<double>> score;     ///< per column: K x K x Q (category, parameter, node)
  std::vector<std::vector<double>> second;    ///< per column: K x K x K x Q
  std::vector<std::vector<double>> prior;     ///< per group: Q
  std::vector<double> t1, t2, v11, v12, v22;  ///< per group: mean and covariance of (theta, theta^2)
};

struct evaluation {
  double log_likelihood = 0;
  std::vector<double> counts;  ///< groups x cells x Q: expected answers
  std::vector<double> people;  ///< groups x Q
  std::vector<double> gradient;
  matrix complete;  ///< information if theta were seen
  matrix observed;  ///< of the answers (empty unless asked for)
  matrix squares;   ///< sum of w^2 s s' (weighted data only)
};

class likelihood {
 public:
  likelihood(const item_patterns& data, response_model model, const quadrature& integral, unsigned threads)
      : data_(data), model_(model), nodes_(nodes_of(integral)), threads_(threads) {
    for (std::size_t j = 0; j < data.columns; ++j) {
      tables_.place.push_back(tables_.cells);
      tables_.parameter.push_back(tables_.parameters);
      tables_.cells += categories(j);
      tables_.parameters += categories(j);
    }
    // Tied slopes share a place among the free parameters.
    std::vector<std::size_t> first_of(data.columns, data.columns);
    for (std::size_t j = 0; j < data.columns; ++j) {
      for (std::size_t k = 0; k < categories(j); ++k) {
        std::size_t& shared = first_of[data.slope_tie[j]];
        if (k == 0 && shared != data.columns) {
          free_of_.push_back(free_of_[tables_.parameter[shared]]);
          continue;
        }
        if (k == 0) shared = j;
        free_of_.push_back(free_++);
      }
    }
    for (std::size_t k = 2; k < 2 * data.groups; ++k) free_of_.push_back(free_++);
  }

  [[nodiscard]] std::size_t categories(std::size_t j) const { return data_.steps[j].size(); }
  [[nodiscard]] std::size_t all() const { return free_of_.size(); }
  [[nodiscard]] std::size_t free() const { return free_; }
  [[nodiscard]] const std::vector<std::size_t>& free_of() const { return free_of_; }
  [[nodiscard]] const curve_tables& tables() const { return tables_; }

  [[nodiscard]] response_curve curve(const std::vector<double>& x, std::size_t j) const {
    const std::size_t at = tables_.parameter[j];
    response_curve c{model_,
                     x[at],
                     {x.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                      x.begin() + static_cast<std::ptrdiff_t>(at + categories(j))}};
    if (model_ == response_model::partial_credit) c.steps = data_.steps[j];
    return c;
  }
  [[nodiscard]] natural prior(const std::vector<double>& x, std::size_t group) const {
    if (group == 0) return {};
    const std::size_t at = tables_.parameters + 2 * (group - 1);
    return {x[at], x[at + 1]};
  }

  /// False when the parameters are outside their domain: thresholds that cross.
  bool evaluate(const std::vector<double>& x, bool with_observed, evaluation& out);
  [[nodiscard]] std::vector<double> start() const;

 private:
  bool fill_tables(const std::vector<double>& x);
  [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }
  /// Posterior of theta of a pattern, and its log-likelihood; NaN when it is not representable.
  double posterior(std::size_t r, double* out) const;
  bool expect(evaluation& out) const;
  void derive(evaluation& out) const;
  void observe(evaluation& out) const;

  const item_patterns& data_;
  response_model model_;
  std::vector<double> nodes_;
  unsigned threads_;
  curve_tables tables_;
  std::vector<std::size_t> free_of_;
  std::size_t free_ = 0;
};

bool likelihood::fill_tables(const std::vector<double>& x) {
  const std::size_t q = nodes();
  tables_.p.assign(tables_.cells * q, 0);
  tables_.score.resize(data_.columns);
  tables_.second.resize(data_.columns);
  curve_point at;
  for (std::size_t j = 0; j < data_.columns; ++j) {
    const response_curve c = curve(x, j);
    const std::size_t k = c.categories();
    if (!std::isfinite(c.slope)) return false;
    for (std::size_t i = 0; i < c.intercepts.size(); ++i) {
      if (!std::isfinite(c.intercepts[i])) return false;
      if (model_ == response_model::graded && i > 0 && !(c.intercepts[i] < c.intercepts[i - 1])) return false;
    }
    tables_.score[j].assign(k * k * q, 0);
    tables_.second[j].assign(k * k * k * q, 0);
    for (std::size_t node = 0; node < q; ++node) {
      evaluate_curve(c, nodes_[node], true, at);
      for (std::size_t i = 0; i < k; ++i) tables_.p[(tables_.place[j] + i) * q + node] = at.p[i];
      for (std::size_t i = 0; i < k * k; ++i) tables_.score[j][i * q + node] = at.score[i];
      for (std::size_t i = 0; i < k * k * k; ++i) tables_.second[j][i * q + node] = at.second[i];
    }
  }
  const std::size_t groups = data_.groups;
  tables_.prior.assign(groups, std::vector<double>(q));
  for (auto* moment : {&tables_.t1, &tables_.t2, &tables_.v11, &tables_.v12, &tables_.v22}) {
    moment->assign(groups, 0);
  }
  for (std::size_t g = 0; g < groups; ++g) {
    const natural eta = prior(x, g);
    std::vector<double>& w = tables_.prior[g];
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t node = 0; node < q; ++node) {
      w[node] = nodes_[node] * (eta.first + eta.second * nodes_[node]);
      top = std::max(top, w[node]);
    }
    if (!std::isfinite(top)) return false;
    double sum = 0;
    for (double& value : w) sum += value = stats::exp(value - top);
    double third = 0, fourth = 0;
    for (std::size_t node = 0; node < q; ++node) {
      w[node] /= sum;
      const double t = nodes_[node];
      tables_.t1[g] += w[node] * t;
      tables_.t2[g] += w[node] * t * t;
      third += w[node] * t * t * t;
      fourth += w[node] * t * t * t * t;
    }
    tables_.v11[g] = tables_.t2[g] - tables_.t1[g] * tables_.t1[g];
    tables_.v12[g] = third - tables_.t1[g] * tables_.t2[g];
    tables_.v22[g] = fourth - tables_.t2[g] * tables_.t2[g];
  }
  return true;
}

double likelihood::posterior(std::size_t r, double* out) const {
  const std::size_t q = nodes();
  const std::uint8_t* code = &data_.codes[r * data_.columns];
  std::copy(tables_.prior[data_.group[r]].begin(), tables_.prior[data_.group[r]].end(), out);
  double log_scale = 0;
  int since = 0;
  for (std::size_t j = 0; j < data_.columns; ++j) {
    if (code[j] == no_answer) continue;
    const double* p = &tables_.p[(tables_.place[j] + code[j]) * q];
    node_sums::multiply(out, p, q);
    if (++since == 8) {  // long questionnaires: stay in the range of double
      since = 0;
      const double top = *std::max_element(out, out + q);
      for (std::size_t node = 0; node < q; ++node) out[node] /= top;
      log_scale += stats::log(top);
    }
  }
  double sum = 0;
  for (std::size_t node = 0; node < q; ++node) sum += out[node];
  for (std::size_t node = 0; node < q; ++node) out[node] /= sum;
  return stats::log(sum) + log_scale;
}

/// Expected answers at each node, and the log-likelihood.
bool likelihood::expect(evaluation& out) const {
  const std::size_t q = nodes(), rows = data_.count();
  const std::size_t chunks = std::clamp<std::size_t>(rows / patterns_a_chunk, 1, most_chunks);
  const std::size_t cells = data_.groups * (tables_.cells + 1) * q;
  std::vector<std::vector<double>> parts(chunks);
  std::vector<double> logs(chunks);
  parallel_chunks(chunks, threads_, [&](std::size_t chunk) {
    std::vector<double>& counts = parts[chunk];
    counts.assign(cells, 0);
    std::vector<double> post(q);
    stats::compensated_sum log_likelihood;
    for (std::size_t r = rows * chunk / chunks; r < rows * (chunk + 1) / chunks; ++r) {
      log_likelihood.add(data_.weight[r] * posterior(r, post.data()));
      for (double& value : post) value *= data_.weight[r];
      const std::uint8_t* code = &data_.codes[r * data_.columns];
      double* own = &counts[data_.group[r] * (tables_.cells + 1) * q];
      for (std::size_t j = 0; j < data_.columns; ++j) {
        if (code[j] == no_answer) continue;
        double* to = own + (tables_.place[j] + code[j]) * q;
        node_sums::add(to, post.data(), q);
      }
      double* people = own + tables_.cells * q;
      node_sums::add(people, post.data(), q);
    }
    logs[chunk] = log_likelihood.value();
  });
  out.log_likelihood = stats::sum(logs);
  if (!std::isfinite(out.log_likelihood)) return false;
  out.counts.assign(data_.groups * tables_.cells * q, 0);
  out.people.assign(data_.groups * q, 0);
  for (const std::vector<double>& part : parts) {
    for (std::size_t g = 0; g < data_.groups; ++g) {
      const double* from = &part[g * (tables_.cells + 1) * q];
      for (std::size_t i = 0; i < tables_.cells * q; ++i) out.counts[g * tables_.cells * q + i] += from[i];
      for (std::size_t i = 0; i < q; ++i) out.people[g * q + i] += from[tables_.cells * q + i];
    }
  }
  return true;
}

/// Gradient (Fisher's identity: the expected score) and the information of complete data.
void likelihood::derive(evaluation& out) const {
  const std::size_t q = nodes();
  out.gradient.assign(all(), 0);
  out.complete = matrix(all(), all());
  std::vector<double> total(tables_.cells * q, 0);
  for (std::size_t g = 0; g < data_.groups; ++g) {
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += out.counts[g * total.size() + i];
  }
  for (std::size_t j = 0; j < data_.columns; ++j) {
    const std::size_t k = categories(j), at = tables_.parameter[j];
    for (std::size_t x = 0; x < k; ++x) {
      const double* n = &total[(tables_.place[j] + x) * q];
      for (std::size_t a = 0; a < k; ++a) {
        const double* s = &tables_.score[j][(x * k + a) * q];
        out.gradient[at + a] += node_sums::dot(n, s, q);
        for (std::size_t b = 0; b < k; ++b) {
          const double* h = &tables_.second[j][((x * k + a) * k + b) * q];
          out.complete(at + a, at + b) -= node_sums::dot(n, h, q);
        }
      }
    }
  }
  for (std::size_t g = 1; g < data_.groups; ++g) {
    const std::size_t at = tables_.parameters + 2 * (g - 1);
    double n = 0, first = 0, second = 0;
    for (std::size_t node = 0; node < q; ++node) {
      const double people = out.people[g * q + node], t = nodes_[node];
      n += people;
      first += people * t;
      second += people * t * t;
    }
    out.gradient[at] = first - n * tables_.t1[g];
    out.gradient[at + 1] = second - n * tables_.t2[g];
    out.complete(at, at) = n * tables_.v11[g];
    out.complete(at, at + 1) = out.complete(at + 1, at) = n * tables_.v12[g];
    out.complete(at + 1, at + 1) = n * tables_.v22[g];
  }
}

/// Observed information (Louis 1982): complete - sum_r w_r (E[s s'] - E[s] E[s]'), s the score of pattern r
/// at the true theta. E[s s'] of two columns needs only the expected counts of their pairs of answers, which
/// cost one addition a node, pattern and pair of columns.
void likelihood::observe(evaluation& out) const {
  const std::size_t q = nodes(), rows = data_.count(), columns = data_.columns, size = all();
  std::vector<std::size_t> pair_place(columns * columns, 0);
  std::vector<std::vector<double>> pairs(columns);  // of column j with each column before it
  for (std::size_t j = 0; j < columns; ++j) {
    pairs[j].assign(tables_.place[j] * categories(j) * q, 0);
  }
  const std::size_t block = std::min(patterns_a_block, rows);
  std::vector<double> post(block * q);
  matrix mean(block, size);
  matrix product(size, size), squares(data_.weighted ? size : 0, data_.weighted ? size : 0);
  for (std::size_t begin = 0; begin < rows; begin += block) {
    const std::size_t end = std::min(rows, begin + block);
    constexpr std::size_t part = 64;
    parallel_chunks((end - begin + part - 1) / part, threads_, [&](std::size_t chunk) {
      for (std::size_t r = begin + chunk * part; r < std::min(end, begin + (chunk + 1) * part); ++r) {
        double* own = &post[(r - begin) * q];
        (void)posterior(r, own);
        const std::uint8_t* code = &data_.codes[r * columns];
        const std::span<double> score = mean.row(r - begin);
        std::fill(score.begin(), score.end(), 0.0);
        for (std::size_t j = 0; j < columns; ++j) {
          if (code[j] == no_answer) continue;
          const std::size_t k = categories(j);
          for (std::size_t a = 0; a < k; ++a) {
            const double* s = &tables_.score[j][(code[j] * k + a) * q];
            score[tables_.parameter[j] + a] = node_sums::dot(own, s, q);
          }
        }
        if (const std::size_t g = data_.group[r]; g > 0) {
          const std::size_t at = tables_.parameters + 2 * (g - 1);
          double first = 0, second = 0;
          for (std::size_t node = 0; node < q; ++node) {
            first += own[node] * nodes_[node];
            second += own[node] * nodes_[node] * nodes_[node];
          }
          score[at] = first - tables_.t1[g];
          score[at + 1] = second - tables_.t2[g];
        }
      }
    });
    parallel_chunks(columns, threads_, [&](std::size_t task) {
      const std::size_t j = columns - 1 - task;  // the long ones first
      for (std::size_t r = begin; r < end; ++r) {
        const std::uint8_t* code = &data_.codes[r * columns];
        if (code[j] == no_answer) continue;
        const double* own = &post[(r - begin) * q];
        const double w = data_.weight[r];
        double* to_all = pairs[j].data() + code[j] * tables_.place[j] * q;
        for (std::size_t l = 0; l < j; ++l) {
          if (code[l] == no_answer) continue;
          double* to = to_all + (tables_.place[l] + code[l]) * q;
          node_sums::add_scaled(to, w, own, q);
        }
      }
    });
    constexpr std::size_t lines = 8;
    parallel_chunks((size + lines - 1) / lines, threads_, [&](std::size_t chunk) {
      for (std::size_t r = begin; r < end; ++r) {
        const double* s = &mean.values[(r - begin) * size];
        for (std::size_t a = chunk * lines; a < std::min(size, (chunk + 1) * lines); ++a) {
          if (s[a] == 0) continue;
          const double w = data_.weight[r] * s[a];
          double* to = &product.values[a * size];
          node_sums::add_scaled(to, w, s, a + 1);
          if (!data_.weighted) continue;
          const double w2 = data_.squares[r] * s[a];
          double* square = &squares.values[a * size];
          node_sums::add_scaled(square, w2, s, a + 1);
        }
      }
    });
  }
  matrix second(size, size);  // sum of w E[s s'], lower triangle
  parallel_chunks(columns, threads_, [&](std::size_t j) {
    const std::size_t k = categories(j), at = tables_.parameter[j];
    for (std::size_t l = 0; l < j; ++l) {
      const std::size_t m = categories(l), to = tables_.parameter[l];
      std::vector<double> half(m * q);  // of one answer x: sum over answers y of pairs times the score of y
      for (std::size_t x = 0; x < k; ++x) {
        std::fill(half.begin(), half.end(), 0.0);
        for (std::size_t y = 0; y < m; ++y) {
          const double* n = &pairs[j][(x * tables_.place[j] + tables_.place[l] + y) * q];
          for (std::size_t b = 0; b < m; ++b) {
            const double* s = &tables_.score[l][(y * m + b) * q];
            node_sums::add_product(&half[b * q], n, s, q);
          }
        }
        for (std::size_t a = 0; a < k; ++a) {
          const double* s = &tables_.score[j][(x * k + a) * q];
          for (std::size_t b = 0; b < m; ++b) {
            second(at + a, to + b) += node_sums::dot(s, &half[b * q], q);
          }
        }
      }
    }
    for (std::size_t x = 0; x < k; ++x) {
      for (std::size_t g = 0; g < data_.groups; ++g) {
        const double* n = &out.counts[(g * tables_.cells + tables_.place[j] + x) * q];
        for (std::size_t a = 0; a < k; ++a) {
          const double* s = &tables_.score[j][(x * k + a) * q];
          for (std::size_t b = 0; b <= a; ++b) {
            const double* s2 = &tables_.score[j][(x * k + b) * q];
            double sum = 0;
            for (std::size_t node = 0; node < q; ++node) sum += n[node] * s[node] * s2[node];
            second(at + a, at + b) += sum;
          }
          if (g == 0) continue;
          const std::size_t own = tables_.parameters + 2 * (g - 1);
          for (std::size_t node = 0; node < q; ++node) {
            const double t = nodes_[node], ns = n[node] * s[node];
            second(own, at + a) += ns * (t - tables_.t1[g]);
            second(own + 1, at + a) += ns * (t * t - tables_.t2[g]);
          }
        }
      }
    }
  });
  for (std::size_t g = 1; g < data_.groups; ++g) {
    const std::size_t own = tables_.parameters + 2 * (g - 1);
    for (std::size_t node = 0; node < q; ++node) {
      const double n = out.people[g * q + node];
      const double d1 = nodes_[node] - tables_.t1[g], d2 = nodes_[node] * nodes_[node] - tables_.t2[g];
      second(own, own) += n * d1 * d1;
      second(own + 1, own) += n * d1 * d2;
      second(own + 1, own + 1) += n * d2 * d2;
    }
  }
  out.observed = out.complete;
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      out.observed(a, b) = out.complete(a, b) - second(a, b) + product(a, b);
      out.observed(b, a) = out.observed(a, b);
      if (data_.weighted) squares(b, a) = squares(a, b);
    }
  }
  out.squares = std::move(squares);
}

bool likelihood::evaluate(const std::vector<double>& x, bool with_observed, evaluation& out) {
  if (!fill_tables(x) || !expect(out)) return false;
  derive(out);
  if (with_observed) observe(out);
  return true;
}

/// Slopes of 1 and the intercepts that its margins have then.
std::vector<double> likelihood::start() const {
  std::vector<double> x;
  for (std::size_t j = 0; j < data_.columns; ++j) {
    std::vector<double> n(categories(j), 0.5);
    double total = 0.5 * static_cast<double>(n.size());
    for (std::size_t r = 0; r < data_.count(); ++r) {
      const std::uint8_t code = data_.codes[r * data_.columns + j];
      if (code == no_answer) continue;
      n[code] += data_.weight[r];
      total += data_.weight[r];
    }
    x.push_back(1);
    double above = total;
    for (std::size_t k = 1; k < n.size(); ++k) {
      above -= n[k - 1];
      x.push_back(model_ == response_model::graded ? 1.2 * stats::log(above / (total - above))
                                                   : stats::log(n[k] / n[0]));
    }
  }
  for (std::size_t g = 1; g < data_.groups; ++g) {
    x.push_back(0);
    x.push_back(-0.5);
  }
  return x;
}

/// C' m C, C the map from free parameters to all.
matrix reduced(const matrix& m, const std::vector<std::size_t>& free_of, std::size_t free) {
  matrix out(free, free);
  for (std::size_t a = 0; a < m.rows; ++a) {
    for (std::size_t b = 0; b < m.cols; ++b) out(free_of[a], free_of[b]) += m(a, b);
  }
  return out;
}

/// The inverse, or nothing (0 x 0) where the matrix is not positive definite.
matrix inverse_or_none(const matrix& m) {
  try {
    return stats::inverse_spd(m);
  } catch (const error&) {
    return {};
  }
}

}  // namespace

std::vector<double> nodes_of(const quadrature& integral) {
  std::vector<double> out(integral.nodes);
  const double step = (integral.highest - integral.lowest) / static_cast<double>(integral.nodes - 1);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = integral.lowest + step * static_cast<double>(i);
  return out;
}

std::vector<double> normal_weights(const std::vector<double>& nodes, double mean, double sd) {
  std::vector<double> out(nodes.size());
  double sum = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double z = (nodes[i] - mean) / sd;
    sum += out[i] = stats::exp(-z * z / 2);
  }
  for (double& w : out) w /= sum;
  return out;
}

latent_fit maximise(const char* function, const item_patterns& data, response_model model,
                    const quadrature& integral, unsigned threads, const latent_fit* start) {
  likelihood target(data, model, integral, threads);
  const std::vector<std::size_t>& free_of = target.free_of();
  std::vector<double> x = target.start();
  if (start != nullptr) {
    std::size_t at = 0;
    for (const response_curve& c : start->curves) {
      x[at++] = c.slope;
      for (const double d : c.intercepts) x[at++] = d;
    }
    for (std::size_t g = 1; g < data.groups; ++g) {
      x[at++] = start->mean[g] / (start->sd[g] * start->sd[g]);
      x[at++] = -1 / (2 * start->sd[g] * start->sd[g]);
    }
  }
  bool newton = start != nullptr;
  evaluation here, there;
  if (!target.evaluate(x, newton, here)) {
    throw error(errc::numeric, std::string(function) + ": the likelihood cannot be evaluated at the start",
                "items");
  }
  latent_fit out;
  matrix inverse;
  double largest = std::numeric_limits<double>::infinity();
  for (out.iterations = 1; out.iterations <= most_steps; ++out.iterations) {
    inverse = {};
    bool with_observed = !here.observed.values.empty();
    if (with_observed) inverse = inverse_or_none(reduced(here.observed, free_of, target.free()));
    if (inverse.rows == 0) {
      with_observed = false;
      inverse = inverse_or_none(reduced(here.complete, free_of, target.free()));
    }
    if (inverse.rows == 0) break;
    std::vector<double> gradient(target.free(), 0.0), step(target.free(), 0.0);
    for (std::size_t a = 0; a < target.all(); ++a) gradient[free_of[a]] += here.gradient[a];
    largest = 0;
    for (std::size_t a = 0; a < step.size(); ++a) {
      for (std::size_t b = 0; b < step.size(); ++b) step[a] += inverse(a, b) * gradient[b];
      largest = std::max(largest, std::fabs(step[a]));
    }
    newton = largest < near_enough;
    if (with_observed && largest < enough) break;
    bool moved = false;
    std::vector<double> next(x.size());
    for (double part = 1; part > 1e-9 && !moved; part /= 2) {
      for (std::size_t a = 0; a < x.size(); ++a) next[a] = x[a] + part * step[free_of[a]];
      // Rounding of a sum over people is not a worse likelihood.
      moved = target.evaluate(next, newton, there) &&
              there.log_likelihood >= here.log_likelihood - 1e-11 * std::fabs(here.log_likelihood);
    }
    if (!moved) break;
    if (!newton) there.observed = {};
    x = next;
    std::swap(here, there);
  }
  for (std::size_t j = 0; j < data.columns; ++j) {
    const double slope = x[target.tables().parameter[j]];
    if (std::fabs(slope) > steepest || (largest >= enough && std::fabs(slope) > steepest / 10)) {
      throw error(errc::numeric,
                  std::string(function) + ": the slope of item " + std::to_string(j) +
                      " grows without end: the other answers predict it perfectly; leave it out",
                  "items", -1, static_cast<std::int64_t>(j));
    }
  }
  if (!(largest < enough) || here.observed.values.empty()) {
    throw error(errc::numeric,
                std::string(function) + ": the search ended without a maximum after " +
                    std::to_string(out.iterations) + " steps; there are too few answers for these items",
                "items");
  }
  const std::size_t groups = data.groups;
  for (std::size_t j = 0; j < data.columns; ++j) {
    out.curves.push_back(target.curve(x, j));
    out.offset.push_back(target.tables().parameter[j]);
  }
  out.mean.assign(groups, 0);
  out.sd.assign(groups, 1);
  out.log_likelihood = here.log_likelihood;
  out.parameters = target.free();
  if (data.weighted) {
    inverse =
        stats::multiply(stats::multiply(inverse, reduced(here.squares, free_of, target.free())), inverse);
  }
  // From free to all parameters, and from the natural parameters of a normal to its mean and sd.
  matrix jacobian(target.all(), target.free());
  for (std::size_t a = 0; a < target.tables().parameters; ++a) jacobian(a, free_of[a]) = 1;
  for (std::size_t g = 1; g < groups; ++g) {
    const natural eta = target.prior(x, g);
    if (!(eta.second < 0)) {
      throw error(
          errc::numeric,
          std::string(function) + ": the answers of group " + std::to_string(g) +
              " crowd at both ends of the scale: a normal distribution of the trait does not fit them",
          "groups");
    }
    const double variance = -1 / (2 * eta.second);
    out.mean[g] = eta.first * variance;
    out.sd[g] = std::sqrt(variance);
    const std::size_t at = target.tables().parameters + 2 * (g - 1);
    jacobian(at, free_of[at]) = variance;
    jacobian(at, free_of[at + 1]) = 2 * out.mean[g] * variance;
    jacobian(at + 1, free_of[at + 1]) = out.sd[g] * variance;
  }
  out.covariance = stats::multiply(stats::multiply(jacobian, inverse), stats::transpose(jacobian));
  // The trait has no direction of its own: most items point up.
  double sum = 0;
  for (const response_curve& c : out.curves) sum += c.slope;
  if (sum < 0) {
    std::vector<double> sign(target.all(), 1);
    for (std::size_t j = 0; j < data.columns; ++j) {
      out.curves[j].slope = -out.curves[j].slope;
      sign[out.offset[j]] = -1;
    }
    for (std::size_t g = 1; g < groups; ++g) {
      out.mean[g] = -out.mean[g];
      sign[target.tables().parameters + 2 * (g - 1)] = -1;
    }
    for (std::size_t a = 0; a < sign.size(); ++a) {
      for (std::size_t b = 0; b < sign.size(); ++b) out.covariance(a, b) *= sign[a] * sign[b];
    }
  }
  return out;
}

}  // namespace cxm
