// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/stable_order.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/estimate/level_estimate.hpp"
#include "findings/sentences.hpp"
#include "model/fault.hpp"
#include "plan/movement.hpp"
#include "plan/priorities.hpp"
#include "plan/state.hpp"
#include "plan/words.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A level definition with gates, and what its gates look at.
struct staged_reading {
  const level_definition* definition = nullptr;
  quantity_ref index;
  std::vector<std::vector<quantity_ref>> gates;
};

/// One push of a candidate: on a question or a measure, from a declared change or from a practice's room.
struct push {
  int question = -1, measure = -1;
  int change = -1;  // position among the draws' changes; -1: a practice
  double step = 0, target = 0;
};

double mean_of(const std::vector<double>& v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

class planner {
 public:
  planner(const plan_document& asked, const plan_input& in, const plan_options& options)
      : asked_(asked), in_(in), options_(options) {}

  plan_result run() {
    bind_goals();
    bind_candidates();
    plan_state state(in_, items_, measures_);
    state_ = &state;
    bind_pushes();
    if (state.independent_items() && !items_.empty()) note(plan_sentence("independent", lang()));
    point_ = state.now();
    for (const expected_change& c : changes_) point_.changes.push_back(c.expected());
    for (std::size_t g = 0; g < goals_.size(); ++g) {
      if (!std::isfinite(state.value(goals_[g], point_, point_.means))) {
        throw error(errc::argument, "plan: the goal " + in_quotes(goals_[g].id) + " has no value at present",
                    "goals");
      }
    }
    draws_ = state.draw(options_.draws, options_.seed, changes_);
    prioritise();
    if (asked_.horizon() > 0) schedule_all();
    outlook();
    speak();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const std::string& lang() const { return options_.language; }
  void note(const std::string& text) {
    if (std::find(out_.notes.begin(), out_.notes.end(), text) == out_.notes.end()) out_.notes.push_back(text);
  }
  [[nodiscard]] bool shown(std::size_t measure) const {
    return !in_.measure_shown || in_.measure_shown(measure);
  }

  void require_shown(const quantity_ref& of, const char* what) const {
    std::vector<std::size_t> below;
    add_measures_below(in_, of, below);
    for (const std::size_t j : below) {
      if (shown(j)) continue;
      throw error(errc::privacy,
                  std::string("plan: ") + what + " " + in_quotes(of.id) +
                      " rests on answers of too few people to be shown",
                  what);
    }
  }

  void bind_goals() {
    out_.asked = asked_;
    out_.level = options_.level;
    out_.top = options_.top;
    out_.goals = goals_of(asked_, *in_.asked);
    for (const plan_goal& g : out_.goals) {
      goals_.push_back(find_quantity(in_, g.of, "goals"));
      require_shown(goals_.back(), "goals");
      const auto [low, high] = range_of(in_, goals_.back());
      weights_.push_back(g.weight * (std::isfinite(high - low) && high > low ? 100 / (high - low) : 1));
      add_quantity(goals_.back(), true);
    }
    for (const plan_target& t : asked_.targets) {
      std::string of = t.of;
      if (t.level) {
        for (const level_definition& l : in_.asked->levels) {
          if (l.id == t.of) of = l.index;
        }
      } else if (in_.asked->find_measure(of) == nullptr && in_.asked->find_index(of) == nullptr) {
        continue;  // an item: how far its practice goes
      }
      const quantity_ref q = find_quantity(in_, of, "targets");
      require_shown(q, "targets");
      add_quantity(q, false);
    }
    for (const level_definition& l : in_.asked->levels) {
      const quantity_ref q = find_quantity(in_, l.index, "levels");
      std::vector<std::size_t> below;
      add_measures_below(in_, q, below);
      const auto known = [&](std::size_t j) { return shown(j) && in_.now->n(j) > 0; };
      if (!std::all_of(below.begin(), below.end(), known)) continue;
      add_quantity(q, false);
      if (l.gates.empty()) continue;
      staged_reading reading{&l, q, {}};
      for (const level_gate& gate : l.gates) {
        reading.gates.emplace_back();
        for (const std::string& id : gate.measures) {
          reading.gates.back().push_back(find_quantity(in_, id, "levels"));
          add_measures_below(in_, reading.gates.back().back(), below);
        }
      }
      if (!std::all_of(below.begin(), below.end(), known)) {
        note(plan_sentence("gates_hidden", lang(), {l.id}));
        continue;
      }
      measures_.insert(measures_.end(), below.begin(), below.end());
      staged_.push_back(std::move(reading));
    }
  }

  void add_quantity(const quantity_ref& q, bool goal) {
    for (std::size_t i = 0; i < quantities_.size(); ++i) {
      if (quantities_[i].id == q.id) return;
    }
    quantities_.push_back(q);
    plan_quantity made;
    made.id = q.id;
    made.label = label_of(in_, q.id, lang());
    made.unit = detail::unit_of(in_, q);
    made.goal = goal;
    out_.quantities.push_back(std::move(made));
    add_measures_below(in_, q, measures_);
  }

  void use_item(std::size_t item) {
    if (std::find(items_.begin(), items_.end(), item) == items_.end()) items_.push_back(item);
  }

  /// May this item take part? A note says why not.
  bool usable_item(std::size_t item, const std::string& label) {
    if (in_.item_shown && !in_.item_shown(item)) {
      note(plan_sentence("hidden", lang(), {label}));
      return false;
    }
    if (!(in_.now->sums().item(item).answered > 0)) {
      note(plan_sentence("silent", lang(), {label}));
      return false;
    }
    return true;
  }

  void bind_candidates() {
    for (const initiative& one : asked_.initiatives) {
      plan_candidate c;
      c.id = one.id;
      c.label = one.label.in(lang()).empty() ? one.id : one.label.in(lang());
      c.owner = one.owner.in(lang());
      c.cost = one.cost;
      c.effort = one.effort;
      c.earliest = one.earliest;
      c.duration = one.duration;
      out_.candidates.push_back(std::move(c));
      for (const expected_change& change : one.changes) {
        changes_.push_back(change);
        if (in_.asked->find_measure(change.of) == nullptr) {
          use_item(static_cast<std::size_t>(in_.asked->item_position(change.of)));
        } else {
          measures_.push_back(static_cast<std::size_t>(find_quantity(in_, change.of, "changes").measure));
        }
      }
    }
    if (!asked_.with_practices()) return;
    std::vector<std::string> drivers;
    for (const quantity_ref& g : goals_) {
      if (g.drivers == nullptr) continue;
      drivers.insert(drivers.end(), g.drivers->predictors.begin(), g.drivers->predictors.end());
    }
    for (const practice& p : practices_of(asked_, *in_.asked, drivers)) {
      const item& question = in_.asked->items[p.item];
      plan_candidate c;
      c.id = question.id;
      c.label = label_of_item(question);
      if (question.reverse)
        c.label = plan_sentence("less", lang(), {c.label});  // agreement is what is to fall
      if (!usable_item(p.item, c.label)) continue;
      c.practice = true;
      c.cost = 1;
      practices_.push_back(p);
      use_item(p.item);
      out_.candidates.push_back(std::move(c));
    }
    if (out_.candidates.empty()) {
      throw error(errc::argument,
                  "plan: none of the questions below the goals can take part; " +
                      (out_.notes.empty() ? std::string() : out_.notes.front()),
                  "practices");
    }
  }

  [[nodiscard]] std::string label_of_item(const item& question) const {
    return question.text.in(lang()).empty() ? question.id : question.text.in(lang());
  }

  void bind_pushes() {
    int change = 0;
    pushes_.resize(out_.candidates.size());
    std::size_t j = 0;
    for (const initiative& one : asked_.initiatives) {
      for (const expected_change& c : one.changes) {
        push p;
        p.change = change++;
        if (in_.asked->find_measure(c.of) != nullptr) {
          p.measure = find_quantity(in_, c.of, "changes").measure;
          const auto m = static_cast<std::size_t>(p.measure);
          if (!shown(m) || !(in_.now->n(m) > 0)) {
            note(plan_sentence(shown(m) ? "silent" : "hidden", lang(), {label_of(in_, c.of, lang())}));
            continue;
          }
        } else {
          const auto item = static_cast<std::size_t>(in_.asked->item_position(c.of));
          if (!usable_item(item, label_of_item(in_.asked->items[item]))) continue;
          p.question = state_->question_of(item);
        }
        pushes_[j].push_back(p);
      }
      ++j;
    }
    for (const practice& one : practices_) {
      push p;
      p.question = state_->question_of(one.item);
      p.step = one.step;
      p.target = one.target;
      pushes_[j++].push_back(p);
    }
  }

  [[nodiscard]] static double room(const push& p, const plan_draw& at) {
    return std::max(0.0, std::min(p.step, p.target - at.items[static_cast<std::size_t>(p.question)]));
  }

  /// The model at one draw. Pushes downwards are scaled so that all of them together stop at the lower end.
  [[nodiscard]] movement_model model(const plan_draw& at) const {
    movement_model m = state_->frame(at);
    m.candidates.resize(pushes_.size());
    std::vector<double> down_question(m.questions.size(), 0), down_measure(m.current.size(), 0);
    for (std::size_t j = 0; j < pushes_.size(); ++j) {
      for (const push& p : pushes_[j]) {
        const double amount = p.change < 0 ? room(p, at) : at.changes[static_cast<std::size_t>(p.change)];
        if (p.question >= 0) {
          m.candidates[j].questions.emplace_back(static_cast<std::size_t>(p.question), amount);
          down_question[static_cast<std::size_t>(p.question)] += std::min(0.0, amount);
        } else {
          m.candidates[j].measures.emplace_back(static_cast<std::size_t>(p.measure), amount);
          down_measure[static_cast<std::size_t>(p.measure)] += std::min(0.0, amount);
        }
      }
    }
    for (auto& c : m.candidates) {
      for (auto& [q, amount] : c.questions) {
        if (amount < 0) amount *= std::min(1.0, at.items[q] / -down_question[q]);
      }
      for (auto& [j, amount] : c.measures) {
        if (amount < 0) amount *= std::min(1.0, (at.means[j] - state_->low(j)) / -down_measure[j]);
      }
    }
    for (std::size_t g = 0; g < goals_.size(); ++g)
      m.goals.push_back(state_->goal(goals_[g], at, weights_[g]));
    return m;
  }

  /// Gain of every candidate alone.
  [[nodiscard]] std::vector<double> gains_alone(const movement_model& m) const {
    movement moving(m);
    std::vector<double> done(pushes_.size(), 0.0), out;
    for (std::size_t j = 0; j < done.size(); ++j) {
      done[j] = 1;
      out.push_back(moving.gain(done));
      done[j] = 0;
    }
    return out;
  }

  /// What gains are divided by: cost; effort where nothing costs; what is free counts as the cheapest other.
  [[nodiscard]] std::vector<double> prices() const {
    std::vector<double> price;
    double cost = 0;
    for (const plan_candidate& c : out_.candidates) cost += c.cost;
    for (const plan_candidate& c : out_.candidates) price.push_back(cost > 0 ? c.cost : c.effort);
    double least = std::numeric_limits<double>::infinity();
    for (const double p : price) least = p > 0 ? std::min(least, p) : least;
    if (std::isinf(least)) least = 1;
    for (double& p : price) p = p > 0 ? p : least;
    return price;
  }

  void prioritise() {
    const std::size_t n = out_.candidates.size();
    const std::vector<double> price = prices();
    const std::vector<double> alone = gains_alone(model(point_));
    matrix gains(draws_.size(), n);
    parallel_chunks(draws_.size(), options_.threads, [&](std::size_t r) {
      const std::vector<double> one = gains_alone(model(draws_[r]));
      for (std::size_t j = 0; j < n; ++j) gains(r, j) = std::isfinite(one[j]) ? one[j] : 0;
    });
    std::vector<double> priority(n);
    matrix rates = gains;
    for (std::size_t j = 0; j < n; ++j) {
      plan_candidate& c = out_.candidates[j];
      std::vector<double> column(draws_.size());
      for (std::size_t r = 0; r < draws_.size(); ++r) column[r] = gains(r, j);
      c.gain = from_draws(alone[j], column, options_.level, answers());
      for (std::size_t r = 0; r < draws_.size(); ++r) column[r] = rates(r, j) = gains(r, j) / price[j];
      priority[j] = alone[j] / price[j];
      c.priority = from_draws(priority[j], std::move(column), options_.level, answers());
      if (c.practice) {
        const push& p = pushes_[j].front();
        const auto q = static_cast<std::size_t>(p.question);
        c.room = room(p, point_);
        c.now = t_estimate(point_.items[q], state_->item_variance(q), state_->item_answers(q) - 1,
                           state_->item_answers(q), state_->item_answers(q), options_.level, "t", 0, 100);
      }
    }
    const drawn_ranks ranks = ranks_from_draws(priority, rates, options_.top, options_.level);
    for (std::size_t j = 0; j < n; ++j) {
      plan_candidate& c = out_.candidates[j];
      c.rank = ranks.rank[j];
      c.rank_low = ranks.low[j];
      c.rank_high = ranks.high[j];
      c.p_first = ranks.p_first[j];
      c.p_top = ranks.p_top[j];
    }
    out_.order.resize(n);
    std::iota(out_.order.begin(), out_.order.end(), 0);
    detail::small_stable_sort(out_.order.begin(), out_.order.end(), [&](std::size_t a, std::size_t b) {
      const plan_candidate& x = out_.candidates[a];
      const plan_candidate& y = out_.candidates[b];
      if (x.rank != y.rank || !x.practice || !y.practice) return x.rank < y.rank;
      return x.now.value < y.now.value;  // of equal gains: what is furthest behind is named first
    });
    const plan_candidate& first = out_.candidates[out_.order.front()];
    out_.settled = first.p_first >= options_.certainty && first.gain.value > 0;
    if (goals_.size() > 1) weigh(price);
  }

  /// priority_j is linear in the weight of one goal: where does the first stay first?
  void weigh(const std::vector<double>& price) {
    const std::size_t first = out_.order.front();
    const movement_model whole = model(point_);
    std::vector<std::vector<double>> parts;
    for (std::size_t g = 0; g < goals_.size(); ++g) {
      movement_model one = whole;
      one.goals = {whole.goals[g]};
      parts.push_back(gains_alone(one));
    }
    for (std::size_t g = 0; g < goals_.size(); ++g) {
      weight_range range{out_.goals[g].of, out_.goals[g].weight, 0, std::numeric_limits<double>::infinity()};
      for (std::size_t j = 0; j < pushes_.size(); ++j) {
        if (j == first) continue;
        double level = 0;
        for (std::size_t h = 0; h < goals_.size(); ++h) {
          if (h != g) level += parts[h][first] / price[first] - parts[h][j] / price[j];
        }
        // Ahead while level + slope * weight >= 0.
        const double slope = (parts[g][first] / price[first] - parts[g][j] / price[j]) / range.weight;
        if (slope > 0) range.low = std::max(range.low, -level / slope);
        if (slope < 0) range.high = std::min(range.high, level / -slope);
      }
      range.low = std::min(range.low, range.weight);
      range.high = std::max(range.high, range.weight);
      out_.weights.push_back(range);
    }
  }

  [[nodiscard]] double answers() const {
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::size_t> below;
    for (const quantity_ref& g : goals_) add_measures_below(in_, g, below);
    for (const std::size_t j : below) least = std::min(least, in_.now->n(j));
    return least;
  }

  void begin_search() const {
    if (options_.begin_search) options_.begin_search();
  }

  void schedule_all() {
    const std::size_t n = out_.candidates.size();
    problem_.periods = asked_.horizon();
    problem_.budget = asked_.budget;
    problem_.capacity = asked_.capacity;
    problem_.carry_over = asked_.carry_over;
    problem_.discount = asked_.discount;
    problem_.candidates.resize(n);
    const auto position = [&](const std::string& id) {
      for (std::size_t j = 0; j < n; ++j) {
        if (out_.candidates[j].id == id) return j;
      }
      return n;
    };
    for (std::size_t j = 0; j < n; ++j) {
      const plan_candidate& c = out_.candidates[j];
      roadmap_candidate& r = problem_.candidates[j];
      r.cost = c.cost;
      r.effort = c.effort;
      r.earliest = c.earliest - 1;
      r.duration = c.duration;
      if (j >= asked_.initiatives.size()) continue;
      for (const std::string& id : asked_.initiatives[j].prerequisites) r.after.push_back(position(id));
      for (const std::string& id : asked_.initiatives[j].exclusions) r.exclusive.push_back(position(id));
    }
    const movement_model expected = model(point_);
    roadmap_options search;
    search.most_nodes = options_.most_nodes;
    begin_search();
    const roadmap best = best_roadmap(problem_, expected, search);
    start_ = best.start;
    out_.value = best.value;
    out_.bound = best.bound;
    out_.greedy = best.greedy;
    out_.proven = best.proven;
    out_.nodes = best.nodes;

    // One candidate forced the other way.
    std::vector<double> forced_value(n, nan);
    parallel_chunks(n, options_.threads, [&](std::size_t j) {
      begin_search();
      roadmap_options other;
      other.most_nodes = options_.most_nodes_again;
      other.first_guess = start_;
      other.forced.assign(n, 0);
      other.forced[j] = start_[j] >= 0 ? -1 : 1;
      const roadmap forced = best_roadmap(problem_, expected, other);
      if (!forced.start.empty()) forced_value[j] = forced.value;
    });
    for (std::size_t j = 0; j < n; ++j) {
      plan_candidate& c = out_.candidates[j];
      c.begins = start_[j] + 1;
      c.chosen_in.assign(problem_.periods, 0.0);
      if (std::isnan(forced_value[j])) continue;
      c.regret = std::max(0.0, best.value - forced_value[j]);
      if (out_.next_best < 0 || c.regret < out_.candidates[static_cast<std::size_t>(out_.next_best)].regret) {
        out_.next_best = static_cast<int>(j);
      }
    }

    // Under draws, in antithetic pairs.
    const std::size_t half = draws_.size() / 2;
    const std::size_t pairs = std::min(half, std::max<std::size_t>(1, options_.roadmap_draws / 2));
    std::vector<std::vector<int>> again(2 * pairs);
    parallel_chunks(again.size(), options_.threads, [&](std::size_t i) {
      begin_search();
      roadmap_options other;
      other.most_nodes = options_.most_nodes_again;
      other.first_guess = start_;
      const std::size_t r = i < pairs ? i : half + i - pairs;
      again[i] = best_roadmap(problem_, model(draws_[r]), other).start;
    });
    const auto all = static_cast<double>(again.size());
    for (std::size_t j = 0; j < n; ++j) {
      plan_candidate& c = out_.candidates[j];
      for (const std::vector<int>& one : again) {
        if (!one.empty() && one[j] >= 0) c.chosen_in[static_cast<std::size_t>(one[j])] += 1;
      }
      for (double& share : c.chosen_in) {
        c.chosen += share;
        share /= all;
      }
      c.chosen /= all;
    }
    make_waves();
  }

  void make_waves() {
    for (std::size_t t = 0; t < problem_.periods; ++t) {
      plan_wave wave;
      wave.name = t < asked_.periods.size() ? asked_.periods[t]
                                            : plan_sentence("period", lang(), {std::to_string(t + 1)});
      for (std::size_t j = 0; j < start_.size(); ++j) {
        if (start_[j] < 0) continue;
        const auto s = static_cast<std::size_t>(start_[j]);
        const roadmap_candidate& c = problem_.candidates[j];
        if (s == t) wave.begins.push_back(j);
        if (s + c.duration == t + 1) wave.finishes.push_back(j);
        if (s <= t && t < s + c.duration) {
          wave.cost += c.cost / static_cast<double>(c.duration);
          wave.effort += c.effort / static_cast<double>(c.duration);
        }
      }
      out_.waves.push_back(std::move(wave));
    }
  }

  /// At one draw, now and at the end of each period: values of every quantity; then gains; then of each
  /// staged reading the level and which gates hold.
  void follow(const plan_draw& at, std::vector<double>& out) const {
    const movement_model m = model(at);
    movement moving(m);
    out.clear();
    std::vector<double> gains, levels;
    std::vector<bool> holds;
    for (std::size_t t = 0; t <= out_.waves.size(); ++t) {
      const std::vector<double> done =
          t == 0 ? std::vector<double>(pushes_.size(), 0.0) : finished_by(problem_, start_, t - 1);
      gains.push_back(moving.gain(done));
      const auto value = [&](const quantity_ref& q) { return state_->value(q, at, moving.means()); };
      for (const quantity_ref& q : quantities_) out.push_back(value(q));
      for (const staged_reading& r : staged_) {
        holds.clear();
        for (std::size_t g = 0; g < r.gates.size(); ++g) {
          const double least = r.definition->gates[g].at_least;
          holds.push_back(std::all_of(r.gates[g].begin(), r.gates[g].end(),
                                      [&](const quantity_ref& q) { return value(q) >= least; }));
        }
        levels.push_back(static_cast<double>(staged_level_at(*r.definition, value(r.index), holds)));
        levels.insert(levels.end(), holds.begin(), holds.end());
      }
    }
    out.insert(out.end(), gains.begin(), gains.end());
    out.insert(out.end(), levels.begin(), levels.end());
  }

  void outlook() {
    const std::size_t periods = out_.waves.size();
    const std::size_t count = quantities_.size();
    std::vector<double> expected;
    follow(point_, expected);
    std::vector<std::vector<double>> drawn(draws_.size());
    parallel_chunks(draws_.size(), options_.threads, [&](std::size_t r) { follow(draws_[r], drawn[r]); });
    const auto column = [&](std::size_t place, std::ptrdiff_t less = -1) {
      std::vector<double> out;
      for (const std::vector<double>& one : drawn) {
        out.push_back(one[place] - (less < 0 ? 0 : one[static_cast<std::size_t>(less)]));
      }
      return out;
    };
    for (std::size_t i = 0; i < count; ++i) {
      plan_quantity& q = out_.quantities[i];
      double n = std::numeric_limits<double>::infinity();
      std::vector<std::size_t> below;
      if (quantities_[i].index >= 0) {
        add_measures_below(in_, quantities_[i], below);
      } else {
        below = {static_cast<std::size_t>(quantities_[i].measure)};
      }
      for (const std::size_t j : below) n = std::min(n, in_.now->n(j));
      const level_definition* levels = levels_on(in_, q.id);
      if (levels != nullptr) {
        for (const text& name : levels->names) q.level_names.push_back(name.in(lang()));
      }
      for (std::size_t t = 0; t <= periods; ++t) {
        const std::size_t place = t * count + i;
        q.value.push_back(from_draws(expected[place], column(place), options_.level, n));
        q.movement.push_back(from_draws(expected[place] - expected[i],
                                        column(place, static_cast<std::ptrdiff_t>(i)), options_.level, n));
        if (levels != nullptr) q.level_probability.push_back(level_shares(column(place), levels->cuts));
      }
    }
    for (std::size_t t = 0; t < periods; ++t) {
      const std::size_t place = (periods + 1) * count + t + 1;
      out_.waves[t].gain = from_draws(expected[place], column(place), options_.level, answers());
    }
    std::size_t per_period = 0;
    for (const staged_reading& r : staged_) per_period += 1 + r.gates.size();
    std::size_t first = (periods + 1) * (count + 1);
    for (const staged_reading& r : staged_) {
      plan_staged_level made;
      made.id = r.definition->id;
      made.index = r.definition->index;
      made.label = label_of(in_, made.index, lang());
      for (const text& name : r.definition->names) made.level_names.push_back(name.in(lang()));
      double n = std::numeric_limits<double>::infinity();
      std::vector<std::size_t> below;
      for (const auto& gate : r.gates) {
        for (const quantity_ref& q : gate) add_measures_below(in_, q, below);
      }
      for (const std::size_t j : below) n = std::min(n, in_.now->n(j));
      for (std::size_t t = 0; t <= periods; ++t) {
        const std::size_t place = first + t * per_period;
        made.level.push_back(static_cast<std::size_t>(expected[place]) + 1);
        made.probability.emplace_back(r.definition->names.size(), 0.0);
        for (const double l : column(place)) {
          made.probability.back()[static_cast<std::size_t>(l)] += 1;
        }
        for (double& p : made.probability.back()) p /= static_cast<double>(drawn.size());
        made.gate_probability.emplace_back();
        for (std::size_t g = 0; g < r.gates.size(); ++g) {
          made.gate_probability.back().push_back(mean_of(column(place + 1 + g)));
        }
        std::vector<double> gained = column(place, static_cast<std::ptrdiff_t>(first));
        const double mean = mean_of(gained);
        made.movement.push_back(from_draws(mean, std::move(gained), options_.level, n));
      }
      first += 1 + r.gates.size();
      out_.staged.push_back(std::move(made));
    }
    for (const plan_target& target : asked_.targets) {
      plan_target_outlook made;
      made.of = target.of;
      std::string of = target.of;
      if (target.level) {
        for (const level_definition& l : in_.asked->levels) {
          if (l.id != target.of) continue;
          of = l.index;
          made.at_least = l.cuts[static_cast<std::size_t>(*target.level - 2)];
          made.level_name = l.names[static_cast<std::size_t>(*target.level - 1)].in(lang());
        }
        made.level = *target.level;
      } else {
        made.at_least = *target.at_least;
      }
      const auto found = std::find_if(out_.quantities.begin(), out_.quantities.end(),
                                      [&](const plan_quantity& q) { return q.id == of; });
      if (found == out_.quantities.end()) continue;
      made.label = found->label;
      const auto i = static_cast<std::size_t>(found - out_.quantities.begin());
      for (std::size_t t = 0; t <= periods; ++t) {
        double reached = 0;
        for (const double v : column(t * count + i)) reached += v >= made.at_least ? 1 : 0;
        made.probability.push_back(reached / static_cast<double>(drawn.size()));
      }
      for (const plan_staged_level& s : out_.staged) {
        if (!target.level || s.id != target.of) continue;
        for (const std::vector<double>& p : s.probability) {
          made.probability_staged.push_back(
              std::min(1.0, std::accumulate(p.begin() + (*target.level - 1), p.end(), 0.0)));
        }
      }
      out_.targets.push_back(std::move(made));
    }
  }

  void speak() {
    const auto name = [&](std::size_t j) {
      std::string label = out_.candidates[j].label;
      if (label.size() > 1 && label.back() == '.') label.pop_back();  // it stands within a sentence
      return plan_sentence("quoted", lang(), {label});
    };
    const auto say = [&](std::string sentence) { out_.sentences.push_back(std::move(sentence)); };
    // What the roadmap brings is said first; then what would come first by itself.
    if (out_.has_roadmap()) say_roadmap(say, name);
    const plan_candidate& first = out_.candidates[out_.order.front()];
    if (!(first.gain.value > 0)) {
      say(plan_sentence("nothing", lang()));
    } else if (out_.settled) {
      say(plan_sentence("first", lang(),
                        {name(out_.order.front()), plan_probability(first.p_first, lang())}));
    } else {
      std::vector<std::string> tied;
      for (const std::size_t j : out_.order) {
        if (out_.candidates[j].rank_low <= 1) tied.push_back(name(j));
      }
      if (tied.size() > 1) {
        say(plan_sentence("tied", lang(), {plan_list(tied, 4, lang())}));
      } else {
        say(plan_sentence("first", lang(),
                          {name(out_.order.front()), plan_probability(first.p_first, lang())}));
      }
    }
  }

  template <class Say, class Name>
  void say_roadmap(const Say& say, const Name& name) const {
    std::size_t chosen = 0, robust = 0;
    for (const plan_candidate& c : out_.candidates) {
      chosen += c.begins > 0 ? 1 : 0;
      robust += c.begins > 0 && c.chosen >= options_.certainty ? 1 : 0;
    }
    const plan_quantity& goal = out_.quantities.front();
    const bool share = goal.unit == "share";
    const estimate& end = goal.value.back();
    say(plan_sentence("reach", lang(),
                      {std::to_string(chosen), std::to_string(out_.candidates.size()), goal.label,
                       amount(goal.value.front().value, share, lang()), amount(end.value, share, lang()),
                       amount(end.low, share, lang()), amount(end.high, share, lang())}));
    for (const plan_target_outlook& t : out_.targets) {
      const auto found = std::find_if(out_.quantities.begin(), out_.quantities.end(),
                                      [&](const plan_quantity& q) { return q.label == t.label; });
      const bool is_share = found != out_.quantities.end() && found->unit == "share";
      say(plan_sentence("target", lang(),
                        {t.label,
                         t.level > 0 ? plan_sentence("level", lang(), {std::to_string(t.level), t.level_name})
                                     : amount(t.at_least, is_share, lang()),
                         out_.waves.back().name, plan_probability(t.probability.back(), lang()),
                         plan_probability(t.probability.front(), lang())}));
      if (!t.probability_staged.empty()) {
        say(plan_sentence("target_staged", lang(),
                          {plan_probability(t.probability_staged.back(), lang()),
                           plan_probability(t.probability_staged.front(), lang())}));
      }
    }
    if (out_.proven || !(out_.value > 0)) {
      say(plan_sentence("best", lang()));
    } else {
      say(plan_sentence("gap", lang(), {number(100 * (out_.bound / out_.value - 1), 1, lang())}));
    }
    if (out_.next_best >= 0 && out_.value > 0) {
      const plan_candidate& c = out_.candidates[static_cast<std::size_t>(out_.next_best)];
      say(plan_sentence(
          c.begins > 0 ? "without" : "with", lang(),
          {name(static_cast<std::size_t>(out_.next_best)), number(100 * c.regret / out_.value, 1, lang())}));
    }
    if (chosen > 0) {
      say(plan_sentence(
          "robust", lang(),
          {std::to_string(robust), std::to_string(chosen), plan_probability(options_.certainty, lang())}));
    }
  }

  const plan_document& asked_;
  const plan_input& in_;
  const plan_options& options_;
  plan_result out_;
  std::vector<quantity_ref> goals_, quantities_;
  std::vector<staged_reading> staged_;
  std::vector<double> weights_;  // of a unit of each goal
  std::vector<std::size_t> items_, measures_;
  std::vector<expected_change> changes_;
  std::vector<practice> practices_;
  std::vector<std::vector<push>> pushes_;  // by candidate
  const plan_state* state_ = nullptr;
  plan_draw point_;
  std::vector<plan_draw> draws_;
  roadmap_problem problem_;
  std::vector<int> start_;
};

}  // namespace

plan_result make_plan(const plan_document& document, const plan_input& in, const plan_options& options) {
  if (in.asked == nullptr || in.now == nullptr || in.indices == nullptr) {
    throw error(errc::argument, "make_plan: input lacks the instrument, the estimates or the indices",
                "input");
  }
  check_level("make_plan", "options.level", options.level);
  check_share("make_plan", "options.certainty", options.certainty);
  check_at_least("make_plan", "options.top", options.top, 1);
  check_at_least("make_plan", "options.draws", options.draws, 100);
  check_at_least("make_plan", "options.most_nodes_again", options.most_nodes_again, 1);
  check_plan(document, *in.asked);
  return planner(document, in, options).run();
}

}  // namespace cxm
