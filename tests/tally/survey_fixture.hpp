// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/tally/tally.hpp"

namespace tally_test {

/// An instrument with every kind of scale and measure, small grids, wide grids and continuous ones.
inline cxm::instrument_ptr every_kind() {
  using namespace cxm;
  instrument d;
  d.id = "every-kind";
  d.version = "1";
  d.title.by_language[""] = "Every kind of scale and measure";
  const auto plain = [](const std::string& s) {
    text t;
    t.by_language[""] = s;
    return t;
  };
  scale agree;
  agree.id = "agree";
  agree.kind = scale_kind::ordinal;
  for (int c = 1; c <= 5; ++c) agree.codes.push_back({c, plain("a" + std::to_string(c)), {}, {}});
  agree.top = {4, 5};
  d.scales.push_back(agree);
  scale seven;
  seven.id = "halves";
  seven.kind = scale_kind::ordinal;
  for (int c = 1; c <= 4; ++c) seven.codes.push_back({c, plain("h" + std::to_string(c)), 0.5 * c * c, {}});
  d.scales.push_back(seven);
  scale nps;
  nps.id = "recommend";
  nps.kind = scale_kind::nps;
  d.scales.push_back(nps);
  scale yes;
  yes.id = "yes";
  yes.kind = scale_kind::binary;
  yes.codes = {{0, plain("no"), {}, {}}, {1, plain("yes"), {}, {}}};
  d.scales.push_back(yes);
  scale pick;
  pick.id = "pick";
  pick.kind = scale_kind::choice;
  for (int c = 1; c <= 6; ++c) pick.codes.push_back({c, plain("p" + std::to_string(c)), {}, {}});
  d.scales.push_back(pick);
  scale hours;
  hours.id = "hours";
  hours.kind = scale_kind::number;
  hours.minimum = 0;
  hours.maximum = 40;
  d.scales.push_back(hours);
  scale money;
  money.id = "money";
  money.kind = scale_kind::number;
  d.scales.push_back(money);

  const auto add = [&](const std::string& id, const std::string& scale, bool reverse = false,
                       bool multiple = false) {
    item it;
    it.id = id;
    it.text = plain(id);
    it.scale = scale;
    it.reverse = reverse;
    it.multiple = multiple;
    d.items.push_back(it);
  };
  for (int i = 1; i <= 13; ++i) add("q" + std::to_string(i), "agree", i % 4 == 0);
  add("h1", "halves");
  add("h2", "halves", true);
  add("rec", "recommend");
  add("own", "yes");
  add("road", "pick", false, true);
  add("why", "pick");
  add("time", "hours");
  add("gain", "money");

  const auto composite = [&](const std::string& id, std::vector<std::string> items,
                             std::vector<double> weights, double least) {
    measure m;
    m.id = id;
    m.label = plain(id);
    m.kind = measure_kind::composite;
    m.items = std::move(items);
    m.weights = std::move(weights);
    m.min_answered = least;
    d.measures.push_back(m);
  };
  composite("four", {"q1", "q2", "q3", "q4"}, {}, 0.5);
  composite("five", {"q5", "q6", "q7", "q8", "q9"}, {}, 0.6);
  composite("mixed", {"q10", "h1", "h2"}, {2, 1, 0.5}, 0.5);
  composite("thirteen", {"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "q11", "q12", "q13"},
            {}, 0.5);
  composite("uneven", {"q11", "q12", "time"}, {0.7310585786300049, 1.25, 0.5}, 0.5);
  const auto add_measure = [&](const std::string& id, measure_kind kind, const std::string& item) {
    measure m;
    m.id = id;
    m.label = plain(id);
    m.kind = kind;
    m.item = item;
    d.measures.push_back(m);
    return d.measures.size() - 1;
  };
  add_measure("likes", measure_kind::share, "q1");
  d.measures[add_measure("hates", measure_kind::share, "q2")].codes.codes = {1, 2};
  d.measures[add_measure("blocked", measure_kind::share, "road")].codes.codes = {2, 5};
  add_measure("nps", measure_kind::nps, "rec");
  add_measure("half", measure_kind::value, "h1");
  add_measure("spent", measure_kind::value, "time");
  add_measure("gained", measure_kind::value, "gain");
  measure joint;
  joint.id = "champion";
  joint.label = plain("champion");
  joint.kind = measure_kind::joint;
  condition a, b, c;
  a.item = "q3";
  a.codes.codes = {4, 5};
  b.measure = "four";
  b.at_least = 50;
  c.item = "road";
  c.codes.codes = {1, 2, 3};
  joint.all = {a, b, c};
  d.measures.push_back(joint);
  const auto difference = [&](const std::string& id, const std::string& x, const std::string& y) {
    measure m;
    m.id = id;
    m.label = plain(id);
    m.kind = measure_kind::difference;
    m.minuend = x;
    m.subtrahend = y;
    d.measures.push_back(m);
  };
  difference("gap", "four", "five");
  difference("loose", "uneven", "four");
  segment_definition unit;
  unit.id = "unit";
  unit.label = plain("Unit");
  d.segments.push_back(unit);
  return parse_instrument(canonical_json(*make_instrument(std::move(d))));
}

/// A well spread key of a respondent's number.
inline std::uint64_t respondent_of(std::uint64_t n) {
  n = (n + 1) * 0x9e3779b97f4a7c15U;
  return n ^ (n >> 31U);
}

struct drawing {
  std::size_t rows = 1000;
  std::uint32_t seed = 1;
  double missing = 0.1;  ///< share of cells
  bool weights = false;
  double people = 0.8;  ///< distinct respondents per row, about
  std::size_t units = 5;
  bool sampling = false;
  std::size_t given = 0;  ///< columns of replicate weights
};

/// Random answers to any instrument.
inline cxm::batch draw(const cxm::instrument& in, const drawing& how) {
  using namespace cxm;
  std::mt19937_64 random(how.seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  batch b;
  b.rows = how.rows;
  b.first_row = 1;
  for (const item& it : in.items) {
    const scale& sc = *in.find_scale(it.scale);
    item_column c;
    const bool number = sc.kind == scale_kind::number;
    for (std::size_t i = 0; i < how.rows; ++i) {
      const bool missing = uniform() < how.missing;
      if (missing) {
        c.cells.push_back(cell_of(static_cast<missing_kind>(below(missing_kinds))));
      } else {
        c.cells.push_back(it.multiple || number ? cell{0} : static_cast<cell>(below(sc.codes.size())));
      }
      if (it.multiple)
        c.selected.push_back(missing ? 0 : random() & ((std::uint64_t{1} << sc.codes.size()) - 1));
      if (number) {
        const double low = sc.minimum.value_or(-50000);
        const double high = sc.maximum.value_or(100000);
        c.numbers.push_back(missing ? 0 : low + (high - low) * uniform());
      }
    }
    b.items.push_back(std::move(c));
  }
  const auto levels = [](std::vector<std::string> names) {
    return std::make_shared<const std::vector<std::string>>(std::move(names));
  };
  const auto group = [&](std::size_t n, const std::string& prefix) {
    group_column g;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < n; ++i) names.push_back(prefix + std::to_string(n - i));
    g.levels = levels(names);
    for (std::size_t i = 0; i < how.rows; ++i) g.positions.push_back(static_cast<std::uint32_t>(below(n)));
    return g;
  };
  b.groups.push_back(group(3, "role"));
  b.groups.push_back(group(2, "20"));
  for (std::size_t s = 0; s < in.segments.size(); ++s) b.groups.push_back(group(how.units, "unit "));
  for (std::size_t i = 0; i < how.rows; ++i) {
    if (how.weights) b.weights.push_back(uniform() < 0.05 ? 0.0 : 0.25 + 3 * uniform());
    b.respondents.push_back(
        respondent_of(random() % static_cast<std::uint64_t>(1 + how.people * static_cast<double>(how.rows))));
  }
  if (how.sampling) {
    b.stratum = group(2, "s");
    b.cluster = group(7, "c");
    for (std::size_t i = 0; i < how.rows; ++i) b.fpc.push_back(b.stratum.positions[i] == 0 ? 100 : 250);
  }
  for (std::size_t r = 0; r < how.given; ++r) {
    std::vector<double> column;
    for (std::size_t i = 0; i < how.rows; ++i) {
      const double own = b.weights.empty() ? 1 : b.weights[i];
      column.push_back(own * (uniform() < 0.4 ? 0.0 : 1.5 * uniform() + 0.01));
    }
    b.replicate_weights.push_back(std::move(column));
  }
  return b;
}

}  // namespace tally_test
