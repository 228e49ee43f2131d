// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/what_if.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cxm/base/check.hpp"
#include "model/fault.hpp"
#include "plan/movement.hpp"
#include "plan/state.hpp"

namespace cxm {
namespace {

using namespace detail;

struct bound_supposition {
  const supposition* said = nullptr;
  int measure = -1, question = -1;
};

/// The model in which each supposition is a candidate of its own, all of them done.
movement_model supposed(const plan_state& state, const std::vector<bound_supposition>& all,
                        const plan_draw& at) {
  movement_model m = state.frame(at);
  m.candidates.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const supposition& s = *all[i].said;
    if (all[i].question >= 0) {
      const auto q = static_cast<std::size_t>(all[i].question);
      const double from = at.items[q];
      const double to = std::clamp(s.shift ? from + s.amount : s.amount, 0.0, 100.0);
      m.candidates[i].questions.emplace_back(q, to - from);
    } else {
      const auto j = static_cast<std::size_t>(all[i].measure);
      const double from = at.means[j];
      const double to = std::clamp(s.shift ? from + s.amount : s.amount, state.low(j), state.high(j));
      m.candidates[i].measures.emplace_back(j, to - from);
    }
  }
  return m;
}

void check_amount(const supposition& s, double low, double high) {
  check_finite("what_if", "amount", s.amount);
  if (s.shift || (s.amount >= low && s.amount <= high)) return;
  throw error(errc::argument,
              "what_if: " + in_quotes(s.of) + " is set to " + number_text(s.amount) + ", but reaches from " +
                  number_text(low) + " to " + number_text(high),
              s.of);
}

}  // namespace

std::vector<supposed_quantity> what_if(const std::vector<supposition>& suppositions, const plan_input& in,
                                       const norm* reference, const plan_options& options) {
  check_level("what_if", "options.level", options.level);
  check_at_least("what_if", "options.draws", options.draws, 100);
  check_at_least("what_if", "suppositions", suppositions.size(), 1);
  std::vector<bound_supposition> all;
  std::vector<std::size_t> items, measures;
  for (const supposition& s : suppositions) {
    for (const bound_supposition& before : all) {
      if (before.said->of == s.of) {
        throw error(errc::argument, "what_if: " + in_quotes(s.of) + " is supposed twice", s.of);
      }
    }
    bound_supposition b;
    b.said = &s;
    const bool known = in.asked->find_measure(s.of) != nullptr;
    if (!known && in.asked->find_item(s.of) != nullptr) {
      const auto item = static_cast<std::size_t>(in.asked->item_position(s.of));
      const scale& answers = *in.asked->find_scale(in.asked->items[item].scale);
      if (in.asked->items[item].multiple || !answers.scored() || answers.codes.empty()) {
        fault(errc::argument, s.of, "its answers have no order that could rise; name a measure");
      }
      if (in.item_shown && !in.item_shown(item)) {
        throw error(errc::privacy, "what_if: " + in_quotes(s.of) + " may not be shown for this group", s.of);
      }
      if (!(in.now->sums().item(item).answered > 0)) {
        throw error(errc::argument, "what_if: nobody answered " + in_quotes(s.of), s.of);
      }
      b.question = static_cast<int>(items.size());
      items.push_back(item);
      check_amount(s, 0, 100);
    } else {
      const quantity_ref q = find_quantity(in, s.of, "what_if");
      if (q.measure < 0) {
        fault(errc::argument, s.of, "is an index, which follows from its measures; suppose these");
      }
      const auto j = static_cast<std::size_t>(q.measure);
      if (in.measure_shown && !in.measure_shown(j)) {
        throw error(errc::privacy, "what_if: " + in_quotes(s.of) + " may not be shown for this group", s.of);
      }
      if (!(in.now->n(j) > 0)) {
        throw error(errc::argument, "what_if: nobody answered " + in_quotes(s.of), s.of);
      }
      b.measure = q.measure;
      measures.push_back(j);
      const auto [low, high] = range_of(in, q);
      check_amount(s, low, high);
    }
    all.push_back(b);
  }

  // Everything that can be told of the group: indices, and measures that may move.
  std::vector<quantity_ref> quantities;
  const auto add = [&](const std::string& id) {
    const quantity_ref q = find_quantity(in, id, "what_if");
    std::vector<std::size_t> below;
    add_measures_below(in, q, below);
    for (const std::size_t j : below) {
      if (!(in.now->n(j) > 0) || (in.measure_shown && !in.measure_shown(j))) return;
    }
    quantities.push_back(q);
    measures.insert(measures.end(), below.begin(), below.end());
  };
  for (const index_definition& i : in.asked->indices) add(i.id);
  for (const measure& m : in.asked->measures) add(m.id);

  const plan_state state(in, items, measures);
  const plan_draw& point = state.now();
  const std::vector<plan_draw> draws = state.draw(options.draws, options.seed, {});
  const std::vector<double> done(all.size(), 1.0);
  const auto follow = [&](const plan_draw& at, std::vector<double>& before, std::vector<double>& after) {
    const movement_model m = supposed(state, all, at);
    movement moving(m);
    (void)moving.gain(done);
    before.clear();
    after.clear();
    for (const quantity_ref& q : quantities) {
      before.push_back(state.value(q, at, at.means));
      after.push_back(state.value(q, at, moving.means()));
    }
  };
  std::vector<double> before, after;
  follow(point, before, after);
  matrix drawn_before(draws.size(), quantities.size()), drawn_after(draws.size(), quantities.size());
  for (std::size_t r = 0; r < draws.size(); ++r) {
    std::vector<double> b, a;
    follow(draws[r], b, a);
    std::copy(b.begin(), b.end(), drawn_before.row(r).begin());
    std::copy(a.begin(), a.end(), drawn_after.row(r).begin());
  }

  std::vector<supposed_quantity> out;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const quantity_ref& q = quantities[i];
    const bool told = q.index >= 0 || std::any_of(all.begin(), all.end(), [&](const bound_supposition& s) {
                        return s.measure == q.measure;
                      });
    if (!told && after[i] == before[i]) continue;
    std::vector<double> b(draws.size()), a(draws.size()), d(draws.size());
    for (std::size_t r = 0; r < draws.size(); ++r) {
      b[r] = drawn_before(r, i);
      a[r] = drawn_after(r, i);
      d[r] = a[r] - b[r];
    }
    supposed_quantity made;
    made.id = q.id;
    made.label = label_of(in, q.id, options.language);
    made.unit = detail::unit_of(in, q);
    double n = std::numeric_limits<double>::infinity();
    if (q.index >= 0) {
      for (const std::size_t j : in.indices->measures(static_cast<std::size_t>(q.index)))
        n = std::min(n, in.now->n(j));
    } else {
      n = in.now->n(static_cast<std::size_t>(q.measure));
    }
    made.before = from_draws(before[i], b, options.level, n);
    made.after = from_draws(after[i], a, options.level, n);
    made.change = from_draws(after[i] - before[i], d, options.level, n);
    if (const level_definition* levels = levels_on(in, q.id)) {
      for (const text& name : levels->names) made.level_names.push_back(name.in(options.language));
      made.level_before = level_shares(b, levels->cuts);
      made.level_after = level_shares(a, levels->cuts);
    }
    if (const norm_measure* m = reference != nullptr ? reference->find(q.id, "") : nullptr) {
      norm_position_options places;
      places.level = options.level;
      const std::vector<double> values{made.before.value, made.after.value};
      const std::vector<double> errors{made.before.se, made.after.se};
      const auto positions = positions_in_norm(*m, values, errors, reference->organisations, places);
      const auto best = [](const norm_position& p) {
        return p.percentile.defined() ? p.percentile : p.observed;
      };
      made.percentile_before = best(positions[0]);
      made.percentile_after = best(positions[1]);
    } else {
      made.percentile_before = made.percentile_after = undefined_estimate("no norm");
    }
    out.push_back(std::move(made));
  }
  return out;
}

supposition parse_supposition(std::string_view text) {
  supposition out;
  const std::size_t equals = text.find('=');
  const auto refuse = [&] {
    throw error(
        errc::argument,
        "what-if: " + in_quotes(text) + " is not NAME=VALUE or NAME=+SHIFT, as in culture=60 or culture=+5",
        "what-if");
  };
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) refuse();
  out.of = std::string(text.substr(0, equals));
  std::string_view number = text.substr(equals + 1);
  out.shift = number.front() == '+' || number.front() == '-';
  if (number.front() == '+') number.remove_prefix(1);
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), out.amount);
  if (failed != std::errc{} || end != number.data() + number.size() || !std::isfinite(out.amount)) refuse();
  return out;
}

}  // namespace cxm
