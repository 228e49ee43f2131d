// SPDX-License-Identifier: Apache-2.0
#include "plan/state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "cxm/base/error.hpp"
#include "cxm/estimate/level_estimate.hpp"
#include "cxm/model/validate.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Score of a code as points of 0..100 towards maturity.
double points_of(const item& question, const scale& answers, double score) {
  const double low = answers.lowest_score();
  const double high = answers.highest_score();
  const double points = 100 * (score - low) / (high - low);
  return question.reverse ? 100 - points : points;
}

struct item_mean {
  double mean = nan, spread = nan, answers = 0;
};

item_mean mean_of_codes(const group_sums& sums, const item& question, const scale& answers,
                        std::size_t position) {
  const item_counts counts = sums.item(position);
  item_mean out;
  out.answers = counts.answered;
  double weight = 0, sum = 0, squares = 0;
  for (std::size_t c = 0; c < counts.w_code.size() && c < answers.codes.size(); ++c) {
    const double x = points_of(question, answers, answers.codes[c].score_or_code());
    weight += counts.w_code[c];
    sum += counts.w_code[c] * x;
    squares += counts.w_code[c] * x * x;
  }
  if (!(weight > 0)) return out;
  out.mean = sum / weight;
  out.spread = std::max(0.0, squares / weight - out.mean * out.mean);
  return out;
}

/// A measure whose mean is the item's score, from the tally's item moments or declared; -1 = none.
int measure_of_item(const plan_input& in, std::size_t item) {
  for (std::size_t j = 0; j < in.now->size(); ++j) {
    const planned_measure& m = in.now->plan(j);
    if (m.item == static_cast<int>(item)) return static_cast<int>(j);
    if (m.declared < 0) continue;
    const measure& declared = in.asked->measures[static_cast<std::size_t>(m.declared)];
    if (declared.kind == measure_kind::value && declared.item == in.asked->items[item].id) {
      return static_cast<int>(j);
    }
  }
  return -1;
}

double total_weight(const measure& m) {
  if (m.weights.empty()) return static_cast<double>(m.items.size());
  double sum = 0;
  for (const double w : m.weights) sum += w;
  return sum;
}

}  // namespace

plan_state::plan_state(const plan_input& in, std::vector<std::size_t> items,
                       std::vector<std::size_t> measures)
    : in_(in), items_(std::move(items)), measures_(std::move(measures)) {
  const group_estimates& now = *in.now;
  now_.means = measure_means(now);
  for (const driver_model& d : in.drivers) now_.slopes.push_back(d.slopes);
  std::sort(measures_.begin(), measures_.end());
  measures_.erase(std::unique(measures_.begin(), measures_.end()), measures_.end());

  // Sources of the joint distribution: measures, then questions; a question that is a measure of its own is
  // a multiple of it.
  struct source {
    int measure;
    double factor;
  };
  std::vector<source> sources;
  df_ = std::numeric_limits<double>::infinity();
  for (const std::size_t j : measures_) {
    sources.push_back({static_cast<int>(j), 1});
    joint_means_.push_back(now_.means[j]);
    if (now.df(j) > 0) df_ = std::min(df_, now.df(j));
  }
  parts_.resize(items_.size());
  for (std::size_t q = 0; q < items_.size(); ++q) {
    const cxm::item& question = in.asked->items[items_[q]];
    const scale& answers = *in.asked->find_scale(question.scale);
    const double range = answers.highest_score() - answers.lowest_score();
    item_mean m;
    const int own = measure_of_item(in, items_[q]);
    double variance = nan;
    if (own >= 0) {
      const auto j = static_cast<std::size_t>(own);
      m.mean = points_of(question, answers, now.mean(j));
      m.answers = now.n(j);
      variance = now.variance(j) * (100 / range) * (100 / range);
      sources.push_back({own, (question.reverse ? -100 : 100) / range});
      if (now.df(j) > 0) df_ = std::min(df_, now.df(j));
    } else {
      m = mean_of_codes(now.sums(), question, answers, items_[q]);
      sources.push_back({-1, 0});
      independent_ = true;
    }
    double effective = m.answers;
    for (std::size_t j = 0; j < now.size(); ++j) {
      const planned_measure& planned = now.plan(j);
      if (planned.declared < 0) continue;
      const measure& declared = in.asked->measures[static_cast<std::size_t>(planned.declared)];
      if (declared.kind == measure_kind::composite) {
        const double whole = total_weight(declared);
        for (std::size_t i = 0; i < declared.items.size(); ++i) {
          if (declared.items[i] != question.id) continue;
          parts_[q].emplace_back(j, (declared.weights.empty() ? 1 : declared.weights[i]) / whole);
          // What its answers are worth under weights and design, as those of the composite are.
          if (now.n(j) > 0 && now.n_eff(j) > 0) effective = m.answers * now.n_eff(j) / now.n(j);
        }
      } else if (declared.kind == measure_kind::value && declared.item == question.id && !question.reverse) {
        parts_[q].emplace_back(j, range / 100);
      }
    }
    if (own < 0) variance = effective > 1 ? m.spread / (effective - 1) : nan;
    now_.items.push_back(m.mean);
    joint_means_.push_back(m.mean);
    item_variance_.push_back(variance);
    item_answers_.push_back(m.answers);
  }
  const std::size_t size = sources.size();
  joint_ = matrix(size, size);
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double v = 0;
      if (sources[a].measure >= 0 && sources[b].measure >= 0) {
        v = sources[a].factor * sources[b].factor *
            now.covariance(static_cast<std::size_t>(sources[a].measure),
                           static_cast<std::size_t>(sources[b].measure));
      } else if (a == b) {
        v = item_variance_[a - measures_.size()];
      }
      joint_(a, b) = joint_(b, a) = std::isfinite(v) ? v : 0;
    }
  }
}

int plan_state::question_of(std::size_t item) const noexcept {
  const auto found = std::find(items_.begin(), items_.end(), item);
  return found == items_.end() ? -1 : static_cast<int>(found - items_.begin());
}

std::vector<plan_draw> plan_state::draw(std::size_t draws, std::uint64_t seed,
                                        const std::vector<expected_change>& changes) const {
  const std::size_t k = joint_means_.size();
  const normal_draws z(seed, draws, std::max<std::size_t>(1, k + changes.size()));
  const matrix state = k > 0 ? draw_means(joint_means_, joint_, df_, z) : matrix(z.draws(), 0);
  std::vector<matrix> slopes;
  for (std::size_t d = 0; d < in_.drivers.size(); ++d) {
    const driver_model& model = in_.drivers[d];
    const normal_draws own(seed + 1 + d, draws, std::max<std::size_t>(1, model.slopes.size()));
    slopes.push_back(draw_means(model.slopes, model.covariance, model.df > 0 ? model.df : df_, own));
  }
  std::vector<plan_draw> out(z.draws(), now_);
  for (std::size_t r = 0; r < out.size(); ++r) {
    for (std::size_t a = 0; a < measures_.size(); ++a) {
      const std::size_t j = measures_[a];
      out[r].means[j] = std::clamp(state(r, a), low(j), high(j));
    }
    for (std::size_t q = 0; q < items_.size(); ++q) {
      out[r].items[q] = std::clamp(state(r, measures_.size() + q), 0.0, 100.0);
    }
    for (std::size_t c = 0; c < changes.size(); ++c) {
      out[r].changes.push_back(changes[c].expected() + changes[c].standard_deviation() * z.z(r, k + c));
    }
    for (std::size_t d = 0; d < slopes.size(); ++d) {
      const auto row = slopes[d].row(r);
      out[r].slopes[d].assign(row.begin(), row.end());
    }
  }
  return out;
}

movement_model plan_state::frame(const plan_draw& at) const {
  movement_model out;
  out.indices = in_.indices;
  out.current = at.means;
  for (std::size_t j = 0; j < at.means.size(); ++j) out.high.push_back(high(j));
  for (std::size_t q = 0; q < items_.size(); ++q) {
    out.questions.push_back({std::isfinite(at.items[q]) ? 100 - at.items[q] : 0, parts_[q]});
  }
  return out;
}

double plan_state::value(const quantity_ref& of, const plan_draw& at, std::span<const double> means) const {
  if (of.index >= 0) return in_.indices->value(static_cast<std::size_t>(of.index), means);
  const auto j = static_cast<std::size_t>(of.measure);
  double v = means[j];
  if (of.drivers != nullptr) {
    const auto d = static_cast<std::size_t>(of.drivers - in_.drivers.data());
    for (std::size_t p = 0; p < of.drivers->predictors.size(); ++p) {
      const auto from =
          static_cast<std::size_t>(find_quantity(in_, of.drivers->predictors[p], "drivers").measure);
      v += at.slopes[d][p] * (means[from] - at.means[from]);
    }
  }
  return std::clamp(v, low(j), high(j));
}

movement_model::goal plan_state::goal(const quantity_ref& of, const plan_draw& at, double weight) const {
  movement_model::goal out;
  out.weight = weight;
  out.index = of.index;
  if (of.index >= 0) return out;
  out.slopes.emplace_back(static_cast<std::size_t>(of.measure), 1.0);
  if (of.drivers != nullptr) {
    const auto d = static_cast<std::size_t>(of.drivers - in_.drivers.data());
    for (std::size_t p = 0; p < of.drivers->predictors.size(); ++p) {
      const quantity_ref from = find_quantity(in_, of.drivers->predictors[p], "drivers");
      out.slopes.emplace_back(static_cast<std::size_t>(from.measure), at.slopes[d][p]);
    }
  }
  return out;
}

quantity_ref find_quantity(const plan_input& in, const std::string& id, const std::string& path) {
  quantity_ref out;
  out.id = id;
  for (std::size_t j = 0; j < in.now->size(); ++j) {
    if (in.now->plan(j).id == id) out.measure = static_cast<int>(j);
  }
  if (out.measure < 0) out.index = in.indices->position(id);
  if (out.measure < 0 && out.index < 0) {
    std::vector<std::string_view> known = [&] {
      std::vector<std::string_view> all;
      for (const measure& m : in.asked->measures) all.emplace_back(m.id);
      for (const index_definition& i : in.asked->indices) all.emplace_back(i.id);
      return all;
    }();
    fault(errc::argument, path, "no measure or index is called " + in_quotes(id) + suggestion(id, known));
  }
  for (const driver_model& d : in.drivers) {
    if (d.outcome == id && out.measure >= 0 && out.drivers == nullptr) out.drivers = &d;
  }
  return out;
}

void add_measures_below(const plan_input& in, const quantity_ref& of, std::vector<std::size_t>& out) {
  if (of.index >= 0) {
    const auto& leaves = in.indices->measures(static_cast<std::size_t>(of.index));
    out.insert(out.end(), leaves.begin(), leaves.end());
    return;
  }
  out.push_back(static_cast<std::size_t>(of.measure));
  if (of.drivers == nullptr) return;
  for (const std::string& id : of.drivers->predictors) {
    out.push_back(static_cast<std::size_t>(find_quantity(in, id, "drivers").measure));
  }
}

std::string label_of(const plan_input& in, const std::string& id, const std::string& language) {
  std::string label;
  if (const measure* m = in.asked->find_measure(id)) label = m->label.in(language);
  if (const index_definition* i = in.asked->find_index(id)) label = i->label.in(language);
  if (label.empty()) {
    if (const item* q = in.asked->find_item(id)) label = q->text.in(language);
  }
  return label.empty() ? id : label;
}

std::string unit_of(const plan_input& in, const quantity_ref& of) {
  if (of.index >= 0) return "points";
  const planned_measure& m = in.now->plan(static_cast<std::size_t>(of.measure));
  if (m.declared < 0) return "score";
  switch (cxm::range_of(*in.asked, m.id).kind) {
    case measure_range::unit::share:
      return "share";
    case measure_range::unit::points:
      return "points";
    case measure_range::unit::nps:
      return "nps";
    default:
      return "score";
  }
}

std::pair<double, double> range_of(const plan_input& in, const quantity_ref& of) {
  if (of.index >= 0) {
    const auto i = static_cast<std::size_t>(of.index);
    return {in.indices->lowest(i), in.indices->highest(i)};
  }
  const planned_measure& m = in.now->plan(static_cast<std::size_t>(of.measure));
  return {m.low_score, m.high_score};
}

const level_definition* levels_on(const plan_input& in, const std::string& id) {
  for (const level_definition& l : in.asked->levels) {
    if (l.index == id) return &l;
  }
  return nullptr;
}

estimate from_draws(double value, std::vector<double> draws, double level, double n) {
  estimate out;
  out.value = value;
  out.level = level;
  out.n = out.n_eff = n;
  out.method = "simulated percentiles";
  out.set(estimate_flag::approximate);
  if (!std::isfinite(value)) {
    out.set(estimate_flag::undefined);
    out.set(estimate_flag::no_interval);
    return out;
  }
  std::erase_if(draws, [](double d) { return !std::isfinite(d); });
  if (draws.size() < 2) {
    out.set(estimate_flag::no_interval);
    return out;
  }
  double mean = 0;
  for (const double d : draws) mean += d;
  mean /= static_cast<double>(draws.size());
  double squares = 0;
  for (const double d : draws) squares += (d - mean) * (d - mean);
  out.se = std::sqrt(squares / static_cast<double>(draws.size() - 1));
  std::sort(draws.begin(), draws.end());
  const auto at = [&](double p) {
    const double place = p * static_cast<double>(draws.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(below);
    return below + 1 < draws.size() ? (1 - part) * draws[below] + part * draws[below + 1] : draws.back();
  };
  out.low = at((1 - level) / 2);
  out.high = at((1 + level) / 2);
  return out;
}

std::vector<double> level_shares(const std::vector<double>& draws, std::span<const double> cuts) {
  std::vector<double> out(cuts.size() + 1, 0.0);
  for (const double d : draws) out[level_at(d, cuts)] += 1;
  for (double& share : out) share /= static_cast<double>(draws.size());
  return out;
}

}  // namespace cxm::detail
