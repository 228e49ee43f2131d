// SPDX-License-Identifier: Apache-2.0
// How compile_scoring (model/scoring.hpp) works; a header, so that answers are scored with headers alone
// (tally/score_sums.hpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/base/int128.hpp"
#include "cxm/model/detail/scoring_grid.hpp"
#include "cxm/model/scoring.hpp"

namespace cxm::detail {

inline constexpr std::int64_t largest_exact_grid = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int64_t largest_weight_total = 4096;
inline constexpr double continuous_limit = 8388608;  // 2^23: at 2^-32 a point it reaches grid_limit

[[noreturn]] inline void refuse_scoring(const std::string& place, const std::string& what) {
  throw error(errc::instrument, place + ": " + what, place);
}

/// See driver_measure_id.
[[nodiscard]] inline std::string among_id(const driver_set& set, const std::string& measure) {
  return set.among.empty() ? measure : "drivers:" + set.id + ":" + measure;
}

/// One run of compile_scoring.
struct scoring_compiler {
  const instrument& source;
  scoring_plan plan;
  std::vector<rational> steps;                    // of each planned measure's grid
  std::vector<int> state;                         // 0 not begun, 1 being compiled, 2 done
  std::vector<measure> derived;                   // of the findings; the last measures of the plan
  std::vector<std::vector<std::string>> ordered;  // parallel: the steps whose order is asked, or none

  scoring_compiler(const instrument& s, bool item_measures) : source(s) {
    for (std::size_t j = 0; j < s.measures.size(); ++j) {
      planned_measure m;
      m.id = s.measures[j].id;
      m.kind = s.measures[j].kind;
      m.declared = static_cast<int>(j);
      plan.measures.push_back(std::move(m));
    }
    if (item_measures) add_item_measures();
    add_finding_measures();
    add_driver_measures();
    steps.resize(plan.measures.size());
    state.assign(plan.measures.size(), 0);
  }

  void add_item_measures() {
    for (std::size_t i = 0; i < source.items.size(); ++i) {
      const cxm::item& it = source.items[i];
      const cxm::scale& sc = scale_of(it, "items[" + std::to_string(i) + "].scale");
      if (it.multiple || sc.kind == scale_kind::choice) continue;
      planned_measure m;
      m.id = "item:" + it.id;
      m.kind = measure_kind::value;
      m.item = static_cast<int>(i);
      plan.measures.push_back(std::move(m));
    }
  }

  /// A measure that a finding needs besides the declared ones. Ids with ':' are never declared.
  void derive(measure m, std::vector<std::string> steps = {}) {
    planned_measure planned;
    planned.id = m.id;
    planned.kind = m.kind;
    plan.measures.push_back(std::move(planned));
    derived.push_back(std::move(m));
    ordered.push_back(std::move(steps));
  }

  [[nodiscard]] static measure all_of(std::string id, const std::vector<std::string>& yes,
                                      const std::vector<std::string>& no = {}) {
    measure m;
    m.id = std::move(id);
    m.kind = measure_kind::joint;
    for (const std::string& name : yes) m.all.push_back({{}, {}, name, 1.0, {}});
    for (const std::string& name : no) m.all.push_back({{}, {}, name, {}, 0.0});
    return m;
  }

  void add_finding_measures() {
    for (const funnel_definition& f : source.findings.funnels) {
      std::vector<std::string> steps;
      for (std::size_t k = 0; k < f.steps.size(); ++k) {
        steps.push_back(f.steps[k].measure);
        if (k > 0) derive(all_of("funnel:" + f.id + ":" + std::to_string(k + 1), steps));
      }
      derive(all_of("funnel:" + f.id + ":in_order", steps), steps);
    }
    for (const defector_question& q : source.findings.defectors) {
      const std::string prefix = "defectors:" + q.id + ":";
      derive(all_of(prefix + "left", {q.satisfied}, {q.stayed}));
      derive(all_of(prefix + "stayed", {q.satisfied, q.stayed}));
      if (!q.item.empty()) add_thresholds(prefix, q.item);
    }
  }

  /// The measures of driver sets that ask only those who say yes to another: moments of pairs among these
  /// people then are moments of pairs like all others.
  void add_driver_measures() {
    for (const driver_set& set : source.drivers) {
      if (set.among.empty()) continue;
      std::vector<std::string> names{set.outcome};
      names.insert(names.end(), set.predictors.begin(), set.predictors.end());
      const auto position = [&](const std::string& id) {
        const auto at = std::find_if(source.measures.begin(), source.measures.end(),
                                     [&](const measure& m) { return m.id == id; });
        return at == source.measures.end() ? -1 : static_cast<int>(at - source.measures.begin());
      };
      const int among = position(set.among);
      for (const std::string& name : names) {
        const int of = position(name);
        if (of < 0 || among < 0)
          refuse_scoring("drivers", "set \"" + set.id + "\" names a measure that does not exist");
        planned_measure m;
        m.id = among_id(set, name);
        m.kind = source.measures[static_cast<std::size_t>(of)].kind;
        m.of = of;
        m.among = among;
        plan.measures.push_back(std::move(m));
        derived.emplace_back();
        ordered.emplace_back();
      }
    }
  }

  /// "Scores at least this" for every score of an item but the lowest.
  void add_thresholds(const std::string& prefix, const std::string& item_id) {
    const cxm::item& it = source.items[item_at(item_id, "findings.defectors")];
    const cxm::scale& sc = scale_of(it, "findings.defectors");
    for (const scale_code& least : sc.codes) {
      measure m;
      m.id = prefix + ">=" + std::to_string(least.code);
      m.kind = measure_kind::share;
      m.item = item_id;
      bool lowest = true;
      for (const scale_code& c : sc.codes) {
        if (c.score_or_code() >= least.score_or_code()) {
          m.codes.codes.push_back(c.code);
        } else {
          lowest = false;
        }
      }
      if (!lowest) derive(std::move(m));
    }
  }

  void run() {
    for (std::size_t j = 0; j < plan.measures.size(); ++j) compile(j);
  }

  // ---- references ------------------------------------------------------------------------------------

  [[nodiscard]] static std::string path(std::size_t j, const char* member) {
    return "measures[" + std::to_string(j) + "]." + member;
  }

  [[nodiscard]] const cxm::scale& scale_of(const cxm::item& it, const std::string& place) const {
    for (const cxm::scale& s : source.scales) {
      if (s.id == it.scale) return s;
    }
    refuse_scoring(place, "item \"" + it.id + "\" has the unknown scale \"" + it.scale + "\"");
  }

  [[nodiscard]] std::size_t item_at(const std::string& id, const std::string& place) const {
    for (std::size_t i = 0; i < source.items.size(); ++i) {
      if (source.items[i].id == id) return i;
    }
    refuse_scoring(place, "unknown item \"" + id + "\"");
  }

  [[nodiscard]] std::size_t measure_at(const std::string& id, const std::string& place) {
    for (std::size_t j = 0; j < source.measures.size(); ++j) {
      if (source.measures[j].id == id) {
        compile(j);
        return j;
      }
    }
    refuse_scoring(place, "unknown measure \"" + id + "\"");
  }

  /// Which positions of the scale's codes are in the set.
  [[nodiscard]] static std::vector<std::uint8_t> members(const code_set& set, const cxm::scale& sc,
                                                         const std::string& place) {
    std::vector<std::uint8_t> in(sc.codes.size(), 0);
    const auto add = [&](const std::vector<std::int32_t>& codes) {
      for (const std::int32_t code : codes) {
        bool found = false;
        for (std::size_t i = 0; i < sc.codes.size(); ++i) {
          if (sc.codes[i].code == code) in[i] = 1, found = true;
        }
        if (!found) {
          refuse_scoring(place, "scale \"" + sc.id + "\" has no code " + std::to_string(code));
        }
      }
    };
    if (set.named.empty() && !set.codes.empty()) {
      add(set.codes);
      return in;
    }
    if (!set.named.empty() && set.named != "top" && set.named != "bottom") {
      refuse_scoring(place, "unknown set \"" + set.named + "\"; use \"top\", \"bottom\" or a list of codes");
    }
    const bool bottom = set.named == "bottom";
    const auto& declared = bottom ? sc.bottom : sc.top;
    if (!declared.empty()) {
      add(declared);
      return in;
    }
    double end = 0;
    for (std::size_t i = 0; i < sc.codes.size(); ++i) {
      const double score = sc.codes[i].score_or_code();
      if (i == 0 || (bottom ? score < end : score > end)) end = score;
    }
    for (std::size_t i = 0; i < sc.codes.size(); ++i) in[i] = sc.codes[i].score_or_code() == end;
    return in;
  }

  [[nodiscard]] static std::uint64_t mask_of(const std::vector<std::uint8_t>& in, const std::string& place) {
    if (in.size() > 64) refuse_scoring(place, "a multiple choice has at most 64 options");
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < in.size(); ++i) mask |= static_cast<std::uint64_t>(in[i]) << i;
    return mask;
  }

  void set_grid(std::size_t j, rational step, std::int64_t low, std::int64_t high, bool exact) {
    measure_grid& g = plan.measures[j].grid;
    g.origin = 0;
    g.step = step.to_double();
    g.lowest = low;
    g.highest = high;
    g.exact = exact;
    steps[j] = step;
  }

  void set_range(std::size_t j, double low, double high) {
    plan.measures[j].low_score = low;
    plan.measures[j].high_score = high;
  }

  // ---- the kinds -------------------------------------------------------------------------------------

  void compile(std::size_t j) {
    if (state[j] == 2) return;
    if (state[j] == 1) {
      refuse_scoring("measures[" + std::to_string(j) + "]",
                     "\"" + plan.measures[j].id + "\" refers to itself");
    }
    state[j] = 1;
    scoring_step step;
    step.target = j;
    const std::size_t first_derived = plan.measures.size() - derived.size();
    if (plan.measures[j].of >= 0) {
      compile_among(j, step);
    } else if (plan.measures[j].item >= 0) {
      compile_value(j, static_cast<std::size_t>(plan.measures[j].item), step);
    } else {
      const measure& m = j < first_derived ? source.measures[j] : derived[j - first_derived];
      switch (m.kind) {
        case measure_kind::composite:
          compile_composite(j, m, step);
          break;
        case measure_kind::share:
          compile_share(j, m, step);
          break;
        case measure_kind::nps:
          compile_nps(j, m, step);
          break;
        case measure_kind::joint:
          compile_joint(j, m, step);
          if (j >= first_derived && !ordered[j - first_derived].empty()) {
            step.how = scoring_step::kind::in_order;
          }
          break;
        case measure_kind::difference:
          compile_difference(j, m, step);
          break;
        case measure_kind::value:
          compile_value(j, item_at(m.item, path(j, "item")), step);
          break;
      }
    }
    plan.steps.push_back(std::move(step));
    state[j] = 2;
  }

  void compile_share(std::size_t j, const measure& m, scoring_step& step) {
    step.item = item_at(m.item, path(j, "item"));
    const cxm::item& it = source.items[step.item];
    const cxm::scale& sc = scale_of(it, path(j, "item"));
    if (sc.kind == scale_kind::number) {
      refuse_scoring(path(j, "item"), "a share speaks of codes, and \"" + it.id + "\" is a number");
    }
    const auto in = members(m.codes, sc, path(j, "codes"));
    if (it.multiple) {
      step.how = scoring_step::kind::options;
      step.mask = mask_of(in, path(j, "item"));
    } else {
      step.how = scoring_step::kind::lookup;
      step.table.assign(in.begin(), in.end());
    }
    set_grid(j, {1, 1}, 0, 1, true);
    set_range(j, 0, 1);
  }

  void compile_nps(std::size_t j, const measure& m, scoring_step& step) {
    step.item = item_at(m.item, path(j, "item"));
    const cxm::item& it = source.items[step.item];
    const cxm::scale& sc = scale_of(it, path(j, "item"));
    if (sc.kind != scale_kind::nps || it.multiple) {
      refuse_scoring(path(j, "item"),
                     "an nps measure needs an item on an nps scale (0..10), and \"" + it.id + "\" is not");
    }
    step.how = scoring_step::kind::lookup;
    for (const scale_code& c : sc.codes) {
      if (c.code < 0 || c.code > 10) {
        refuse_scoring(path(j, "item"), "scale \"" + sc.id + "\" has the code " + std::to_string(c.code) +
                                            "; only 0..10 is a Net Promoter Score");
      }
      step.table.push_back(c.code >= 9 ? 1 : c.code >= 7 ? 0 : -1);
    }
    set_grid(j, {100, 1}, -1, 1, true);
    set_range(j, -100, 100);
  }

  void compile_value(std::size_t j, std::size_t item_position, scoring_step& step) {
    step.item = item_position;
    const cxm::item& it = source.items[item_position];
    const std::string place = "items[" + std::to_string(item_position) + "]";
    const cxm::scale& sc = scale_of(it, place);
    if (it.multiple) refuse_scoring(place, "a multiple choice has no value; use a share of its options");
    if (sc.kind == scale_kind::number) {
      compile_number(j, sc, step);
      return;
    }
    std::vector<double> scores;
    for (const scale_code& c : sc.codes) scores.push_back(c.score_or_code());
    if (scores.empty()) refuse_scoring(place, "scale \"" + sc.id + "\" has no codes");
    step.how = scoring_step::kind::lookup;
    rational unit{1, std::int64_t{1} << 32U};
    bool exact = true;
    if (const auto decimal = as_decimals(scores)) {
      std::int64_t common = 0;
      for (const std::int64_t v : decimal->values) common = std::gcd(common, v);
      if (common == 0) common = 1;
      for (const std::int64_t v : decimal->values) step.table.push_back(v / common);
      unit = rational{common, decimal->unit}.reduced();
    } else {
      exact = false;
      for (const double s : scores) {
        if (!(std::fabs(s) <= continuous_limit)) {
          refuse_scoring(place, "the scores of scale \"" + sc.id + "\" must lie between -2^23 and 2^23");
        }
        step.table.push_back(std::llrint(s * 4294967296.0));
      }
    }
    const auto [low, high] = std::minmax_element(step.table.begin(), step.table.end());
    set_grid(j, unit, *low, *high, exact);
    const auto [least, most] = std::minmax_element(scores.begin(), scores.end());
    set_range(j, *least, *most);
  }

  void compile_number(std::size_t j, const cxm::scale& sc, scoring_step& step) {
    step.how = scoring_step::kind::number;
    const double inf = std::numeric_limits<double>::infinity();
    const bool limited = sc.minimum && sc.maximum;
    const double reach = limited ? std::max(std::fabs(*sc.minimum), std::fabs(*sc.maximum)) : 0;
    int exponent = -32;
    while (std::ldexp(reach, -exponent) > static_cast<double>(grid_limit)) ++exponent;
    if (exponent > 60) refuse_scoring("scales", "the limits of scale \"" + sc.id + "\" are too large");
    step.per_step = std::ldexp(1.0, -exponent);
    const rational unit = exponent < 0 ? rational{1, std::int64_t{1} << static_cast<unsigned>(-exponent)}
                                       : rational{std::int64_t{1} << static_cast<unsigned>(exponent), 1};
    const std::int64_t low = limited ? std::llrint(*sc.minimum * step.per_step) : -grid_limit;
    const std::int64_t high = limited ? std::llrint(*sc.maximum * step.per_step) : grid_limit;
    set_grid(j, unit, low, high, false);
    set_range(j, sc.minimum.value_or(-inf), sc.maximum.value_or(inf));
  }

  void compile_composite(std::size_t j, const measure& m, scoring_step& step) {
    if (m.items.empty()) refuse_scoring(path(j, "items"), "a composite needs at least one item");
    if (!m.weights.empty() && m.weights.size() != m.items.size()) {
      refuse_scoring(path(j, "weights"), "there are " + std::to_string(m.weights.size()) + " weights for " +
                                             std::to_string(m.items.size()) + " items");
    }
    std::vector<double> weights = m.weights;
    if (weights.empty()) weights.assign(m.items.size(), 1.0);
    double total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!(weights[i] > 0) || !std::isfinite(weights[i])) {
        refuse_scoring(path(j, "weights") + "[" + std::to_string(i) + "]", "a weight must be greater than 0");
      }
      total += weights[i];
    }
    set_range(j, 0, 100);
    // A hair below, so that three of five answered items are 60 %, whatever 0.6 * 5 rounds to.
    const double least = std::max(0.0, m.min_answered * total - 1e-9 * total);
    if (compile_exact_composite(j, m, weights, total, least, step)) return;

    step = {};
    step.target = j;
    step.how = scoring_step::kind::continuous;
    step.least_weight = least;
    for (std::size_t i = 0; i < m.items.size(); ++i) {
      scoring_step::part part;
      const std::string place = path(j, "items") + "[" + std::to_string(i) + "]";
      part.item = item_at(m.items[i], place);
      part.real_weight = weights[i];
      const cxm::item& it = source.items[part.item];
      const cxm::scale& sc = scale_of(it, place);
      const auto [low, high] = range_of_scores(sc, it, place);
      if (sc.kind == scale_kind::number) {
        part.low = it.reverse ? high : low;
        part.high = it.reverse ? low : high;
      } else {
        for (const scale_code& c : sc.codes) {
          const double x = (c.score_or_code() - low) / (high - low);
          part.real_table.push_back(it.reverse ? 1 - x : x);
        }
      }
      step.parts.push_back(std::move(part));
    }
    set_grid(j, {1, std::int64_t{1} << 32U}, 0, std::int64_t{100} << 32U, false);
  }

  [[nodiscard]] static std::pair<double, double> range_of_scores(const cxm::scale& sc, const cxm::item& it,
                                                                 const std::string& place) {
    double low = 0;
    double high = 0;
    if (it.multiple) refuse_scoring(place, "a multiple choice has no place on a 0..100 scale");
    if (sc.kind == scale_kind::number) {
      if (!sc.minimum || !sc.maximum) {
        refuse_scoring(place,
                       "scale \"" + sc.id + "\" needs a minimum and a maximum to be part of a composite");
      }
      low = *sc.minimum;
      high = *sc.maximum;
    } else {
      for (std::size_t i = 0; i < sc.codes.size(); ++i) {
        const double s = sc.codes[i].score_or_code();
        low = i == 0 ? s : std::min(low, s);
        high = i == 0 ? s : std::max(high, s);
      }
    }
    if (!(high > low)) {
      refuse_scoring(place, "scale \"" + sc.id + "\" has no range, so item \"" + it.id +
                                "\" cannot be part of a composite");
    }
    return {low, high};
  }

  /// The composite on an exact grid; false when there is none of at most 31 bits.
  bool compile_exact_composite(std::size_t j, const measure& m, const std::vector<double>& weights,
                               double total, double least, scoring_step& step) {
    const auto whole = as_decimals(weights);
    if (!whole) return false;
    std::int64_t common = 0;
    for (const std::int64_t w : whole->values) common = std::gcd(common, w);
    std::int64_t weight_total = 0;
    for (const std::int64_t w : whole->values) {
      weight_total += w / common;
      if (weight_total > largest_weight_total) return false;
    }
    // Rescaled scores as fractions of each item's denominator.
    std::int64_t denominator = 1;
    std::vector<std::int64_t> denominators;
    for (std::size_t i = 0; i < m.items.size(); ++i) {
      const std::string place = path(j, "items") + "[" + std::to_string(i) + "]";
      scoring_step::part part;
      part.item = item_at(m.items[i], place);
      part.weight = whole->values[i] / common;
      const cxm::item& it = source.items[part.item];
      const cxm::scale& sc = scale_of(it, place);
      static_cast<void>(range_of_scores(sc, it, place));
      if (sc.kind == scale_kind::number) return false;
      std::vector<double> scores;
      for (const scale_code& c : sc.codes) scores.push_back(c.score_or_code());
      const auto decimal = as_decimals(scores);
      if (!decimal) return false;
      const auto [low, high] = std::minmax_element(decimal->values.begin(), decimal->values.end());
      std::int64_t unit = 0;
      for (const std::int64_t v : decimal->values) unit = std::gcd(unit, v - *low);
      const std::int64_t range = (*high - *low) / unit;
      for (const std::int64_t v : decimal->values) {
        part.table.push_back(it.reverse ? (*high - v) / unit : (v - *low) / unit);
      }
      const auto next = checked_lcm(denominator, range, largest_exact_grid);
      if (!next) return false;
      denominator = *next;
      denominators.push_back(range);
      step.parts.push_back(std::move(part));
    }
    // The answered weights that can occur and are enough.
    const auto sums = static_cast<std::size_t>(weight_total) + 1;
    std::vector<std::uint8_t> reachable(sums, 0);
    reachable[0] = 1;
    for (const auto& part : step.parts) {
      for (std::size_t s = sums; s-- > static_cast<std::size_t>(part.weight);) {
        if (reachable[s - static_cast<std::size_t>(part.weight)] != 0) reachable[s] = 1;
      }
    }
    const double unit_weight = total / static_cast<double>(weight_total);
    std::int64_t multiple = 1;
    for (std::size_t s = 1; s < sums; ++s) {
      if (static_cast<double>(s) * unit_weight < least) reachable[s] = 0;
      if (reachable[s] == 0) continue;
      const auto next = checked_lcm(multiple, static_cast<std::int64_t>(s), largest_exact_grid / denominator);
      if (!next) return false;
      multiple = *next;
    }
    step.how = scoring_step::kind::composite;
    step.factor.assign(sums, 0);
    for (std::size_t s = 1; s < sums; ++s) {
      if (reachable[s] != 0) step.factor[s] = multiple / static_cast<std::int64_t>(s);
    }
    for (std::size_t i = 0; i < step.parts.size(); ++i) {
      const std::int64_t up = step.parts[i].weight * (denominator / denominators[i]);
      for (std::int64_t& v : step.parts[i].table) v *= up;
    }
    set_grid(j, rational{100, denominator * multiple}.reduced(), 0, denominator * multiple, true);
    return true;
  }

  void compile_joint(std::size_t j, const measure& m, scoring_step& step) {
    step.how = scoring_step::kind::joint;
    if (m.all.empty()) refuse_scoring(path(j, "all"), "a joint measure needs at least one condition");
    for (std::size_t c = 0; c < m.all.size(); ++c) {
      const condition& from = m.all[c];
      const std::string place = path(j, "all") + "[" + std::to_string(c) + "]";
      scoring_step::requirement need;
      if (!from.item.empty()) {
        const std::size_t at = item_at(from.item, place + ".item");
        const cxm::scale& sc = scale_of(source.items[at], place + ".item");
        if (sc.kind == scale_kind::number) {
          refuse_scoring(place + ".item",
                         "\"" + from.item + "\" is a number; give limits on a value measure instead");
        }
        need.item = static_cast<int>(at);
        need.in_set = members(from.codes, sc, place + ".codes");
        need.multiple = source.items[at].multiple;
        if (need.multiple) need.mask = mask_of(need.in_set, place + ".item");
      } else {
        const std::size_t at = measure_at(from.measure, place + ".measure");
        need.measure = static_cast<int>(at);
        const measure_grid& g = plan.measures[at].grid;
        // On an exact grid a limit means the grid point it names, so a hair is forgiven; on a rounded grid
        // the limit is rounded as the values are.
        const double hair = g.exact ? 1e-9 : 0.5;
        if (from.at_least) need.low = clamp(std::ceil(*from.at_least / g.step - hair));
        if (from.at_most) need.high = clamp(std::floor(*from.at_most / g.step + hair));
      }
      step.all.push_back(std::move(need));
    }
    set_grid(j, {1, 1}, 0, 1, true);
    set_range(j, 0, 1);
  }

  void compile_among(std::size_t j, scoring_step& step) {
    step.how = scoring_step::kind::among;
    step.minuend = static_cast<std::size_t>(plan.measures[j].of);
    step.subtrahend = static_cast<std::size_t>(plan.measures[j].among);
    compile(step.minuend);
    compile(step.subtrahend);
    const planned_measure& of = plan.measures[step.minuend];
    set_grid(j, steps[step.minuend], of.grid.lowest, of.grid.highest, of.grid.exact);
    set_range(j, of.low_score, of.high_score);
  }

  [[nodiscard]] static std::int64_t clamp(double grid) {
    const double end = static_cast<double>(grid_limit) * 2;
    return static_cast<std::int64_t>(std::clamp(grid, -end, end));
  }

  void compile_difference(std::size_t j, const measure& m, scoring_step& step) {
    step.how = scoring_step::kind::difference;
    step.minuend = measure_at(m.minuend, path(j, "minuend"));
    step.subtrahend = measure_at(m.subtrahend, path(j, "subtrahend"));
    const planned_measure& a = plan.measures[step.minuend];
    const planned_measure& b = plan.measures[step.subtrahend];
    const bool both = a.grid.exact && b.grid.exact;
    std::optional<rational> unit;
    if (both) unit = common_step(steps[step.minuend], steps[step.subtrahend]);
    const bool exact = unit.has_value();
    if (!exact) {
      unit = rational{1, std::int64_t{1} << 32U};
      for (const std::size_t side : {step.minuend, step.subtrahend}) {
        if (!plan.measures[side].grid.exact && steps[side].to_double() > unit->to_double()) {
          unit = steps[side];
        }
      }
    }
    const rational up_a = quotient(steps[step.minuend], *unit);
    const rational up_b = quotient(steps[step.subtrahend], *unit);
    step.minuend_up = up_a.numerator;
    step.minuend_down = up_a.denominator;
    step.subtrahend_up = up_b.numerator;
    step.subtrahend_down = up_b.denominator;
    const int128 low = nearest(a.grid.lowest, up_a) - nearest(b.grid.highest, up_b);
    const int128 high = nearest(a.grid.highest, up_a) - nearest(b.grid.lowest, up_b);
    if (low < -2 * static_cast<int128>(grid_limit) || high > 2 * static_cast<int128>(grid_limit)) {
      refuse_scoring(path(j, "minuend"), "the difference of \"" + a.id + "\" and \"" + b.id +
                                             "\" spans too many steps; narrow the limits of their scales");
    }
    set_grid(j, *unit, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high), exact);
    set_range(j, a.low_score - b.high_score, a.high_score - b.low_score);
  }
};

}  // namespace cxm::detail
