// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "assessment/cell.hpp"
#include "assessment/compare.hpp"
#include "assessment/groups.hpp"
#include "assessment/row_writer.hpp"
#include "assessment/side.hpp"
#include "assessment/steps.hpp"
#include "assessment/unit_words.hpp"
#include "cxm/base/check.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/difference.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/sample_size.hpp"
#include "cxm/version.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t simulation_draws = 2000;

/// A measure or index that both sides have.
struct subject {
  std::string id, label, unit;
  target a, b;
  bool share = false;
  double scale = 1;                  ///< of the margin: what one point of 0..100 is
  double lowest = 0, highest = 100;  ///< ends of the scale on which both sides lie
};

struct compared {
  hidden_reason why = hidden_reason::shown;
  estimate a, b, difference, effect;
  double p = nan, p_holm = nan, p_fdr = nan;
  double detectable = nan, needed = nan, equivalence = nan;
  std::string test;
};

/// Both sides as groups of one sample of one tally.
struct joint_sample {
  std::optional<group_estimates> a, b, shared;  ///< shared: the rows of both; absent = none
};

/// How the two samples hang together.
struct overlap {
  std::optional<joint_sample> sample;  ///< they share groups, or sampling units, of one tally
  bool replicates = false;             ///< both keep replicates that move together
  double people = nan;                 ///< in both; NaN = cannot be known
};

std::string words_of(const comparison_side& s, const std::string& wave) {
  std::string out;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out += (out.empty() ? "" : ", ") + name + "=" + value;
  };
  add("wave", wave);
  add("role", s.role);
  for (const auto& [column, value] : s.segments) add(column, value);
  if (out.empty()) out = "everybody";
  return s.name.empty() ? out : s.name + ": " + out;
}

estimate value_of(const side& s, const target& t, double level, const normal_draws& draws) {
  const auto at = static_cast<std::size_t>(t.position);
  if (t.measure) return measure_estimate(s.estimates, at, level);
  for (const std::size_t j : s.indices.measures(at)) {
    if (!(s.estimates.n(j) > 0)) return undefined_estimate("", 0, level);
  }
  return index_estimate(s.estimates, s.indices, at, draws, level);
}

/// Gradient of a target by the measures' means.
std::vector<double> gradient_of(const side& s, const target& t) {
  const auto at = static_cast<std::size_t>(t.position);
  if (!t.measure) return s.indices.gradient(at, measure_means(s.estimates));
  std::vector<double> out(s.estimates.size(), 0.0);
  out[at] = 1;
  return out;
}

/// Through rows and sampling units that both have; `shared` holds the rows.
double covariance_in_sample(const side& a, const target& ta, const side& b, const target& tb,
                            const joint_sample& sample) {
  const std::vector<double> ga = gradient_of(a, ta);
  const std::vector<double> gb = gradient_of(b, tb);
  double total = 0;
  for (std::size_t j = 0; j < ga.size(); ++j) {
    for (std::size_t k = 0; ga[j] != 0 && k < gb.size(); ++k) {
      if (gb[k] == 0) continue;
      total += ga[j] * gb[k] *
               sample.a->covariance_with(j, *sample.b, k, sample.shared ? &*sample.shared : nullptr);
    }
  }
  return total;
}

/// Over replicates in which both sides have somebody.
double covariance_by_replicates(const side& a, const target& ta, const side& b, const target& tb) {
  const auto at = [](const side& s, const target& t, std::size_t r) {
    const auto position = static_cast<std::size_t>(t.position);
    if (t.measure) return s.sums->replicate_mean(r, position);
    std::vector<double> means;
    for (std::size_t j = 0; j < s.estimates.size(); ++j) means.push_back(s.sums->replicate_mean(r, j));
    return s.indices.value(position, means);
  };
  std::vector<double> x, y;
  for (std::size_t r = 0; r < a.of->options().replicates; ++r) {
    const double u = at(a, ta, r);
    const double v = at(b, tb, r);
    if (!std::isfinite(u) || !std::isfinite(v)) continue;
    x.push_back(u);
    y.push_back(v);
  }
  const auto n = static_cast<double>(x.size());
  if (n < 2) return nan;
  double mean_x = 0, mean_y = 0, cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) cross += (x[i] - mean_x) * (y[i] - mean_y);
  return cross / (n - 1);
}

double answers_needed(const compared& c, const subject& s, const comparison_options& o) {
  if (!(std::fabs(c.difference.value) > 0)) return nan;
  if (s.share && s.a.measure) {
    return answers_for_two_shares(c.a.value, c.b.value, o.power, o.level);
  }
  // Of one answer: what the errors of both sides say of it.
  const double sd = std::sqrt((c.a.se * c.a.se * c.a.n_eff + c.b.se * c.b.se * c.b.n_eff) / 2);
  return sd > 0 ? answers_for_two_means(c.difference.value, sd, o.power, o.level) : nan;
}

/// Two one-sided tests by the difference's own interval.
double equivalence_p(const estimate& d, double margin) {
  return std::max(1 - probability_below(d, margin), probability_below(d, -margin));
}

compared compare(const side& a, const side& b, const subject& s, const overlap& how,
                 const comparison_options& o, const normal_draws& draws) {
  compared out;
  out.a = value_of(a, s.a, o.level, draws);
  out.b = value_of(b, s.b, o.level, draws);
  if (!out.a.defined() || !out.b.defined()) {
    out.difference = undefined_estimate("needs answers on both sides", 0, o.level);
    return out;
  }
  double covariance = 0;
  if (how.sample) {
    covariance = covariance_in_sample(a, s.a, b, s.b, *how.sample);
  } else if (how.replicates && how.people != 0) {
    covariance = covariance_by_replicates(a, s.a, b, s.b);
  }
  tested_difference c = difference_between(out.a, out.b, s.share && s.a.measure && s.b.measure, s.lowest,
                                           s.highest, covariance);
  out.difference = std::move(c.difference);
  out.p = c.p;
  out.test = c.test;
  if (s.a.measure && s.b.measure) {
    const auto j = static_cast<std::size_t>(s.a.position);
    const auto k = static_cast<std::size_t>(s.b.position);
    const double df = out.a.n + out.b.n - 2;
    const double sd = std::sqrt((a.estimates.spread(j) * out.a.n + b.estimates.spread(k) * out.b.n) / df);
    out.effect = standardised_effect(out.difference, sd, df);
  }
  out.detectable = detectable_difference(out.difference, o.power);
  out.needed = answers_needed(out, s, o);
  if (o.margin > 0) out.equivalence = equivalence_p(out.difference, o.margin * s.scale);
  return out;
}

std::vector<subject> subjects_of(const side& a, const side& b, const comparison_options& o,
                                 std::vector<std::string>& notes) {
  const instrument& asked = b.of->instrument();
  std::vector<subject> out;
  const auto wanted = [&](const std::string& id) {
    return o.compared.empty() || std::find(o.compared.begin(), o.compared.end(), id) != o.compared.end();
  };
  const auto add = [&](const std::string& id, const text& label, const std::string& unit, bool share,
                       double length) {
    if (!wanted(id)) return;
    subject s{id,
              label_or(label, o.language, id),
              unit,
              find_target(id, *a.of, a.indices),
              find_target(id, *b.of, b.indices),
              share,
              length / 100};
    if (s.a.position < 0 || s.b.position < 0) return;
    if (!(a.people(s.a) > 0) && !(b.people(s.b) > 0)) return;
    s.lowest = std::min(a.ends(s.a).first, b.ends(s.b).first);
    s.highest = std::max(a.ends(s.a).second, b.ends(s.b).second);
    if (&asked != &a.of->instrument()) {
      if (const std::string why = difference_of(asked, a.of->instrument(), id); !why.empty()) {
        notes.push_back("'" + id + "' is not the same on both sides: " + why);
      }
    }
    out.push_back(std::move(s));
  };
  for (const index_definition& i : asked.indices) add(i.id, i.label, "points", false, 100);
  for (const measure& m : asked.measures) {
    const int at = b.of->measure_position(m.id);
    if (at < 0) continue;
    const planned_measure& plan = b.of->measures()[static_cast<std::size_t>(at)];
    const bool share = m.kind == measure_kind::share || m.kind == measure_kind::joint;
    const double length = share ? 1
                          : m.kind == measure_kind::value && std::isfinite(plan.high_score - plan.low_score)
                              ? plan.high_score - plan.low_score
                              : 100;
    add(m.id, m.label, unit_of(asked, m), share, length);
  }
  for (const std::string& id : o.compared) {
    if (std::none_of(out.begin(), out.end(), [&](const subject& s) { return s.id == id; })) {
      std::vector<std::string> known;
      for (const index_definition& i : asked.indices) known.push_back(i.id);
      for (const measure& m : asked.measures) known.push_back(m.id);
      const bool asks = std::find(known.begin(), known.end(), id) != known.end();
      throw error(errc::argument,
                  "compare_sides: options.compared names '" + id +
                      "', but both sides have no such measure or index with answers" +
                      (asks ? "" : suggestion(id, {known.begin(), known.end()})),
                  "options.compared");
    }
  }
  if (out.empty()) {
    throw error(errc::argument, "compare_sides: the sides share no measure and no index with answers", "b");
  }
  return out;
}

/// Do the same people answer on both sides, and can it be told?
overlap overlap_of(const side& a, const side& b, lonely_rule lonely, std::vector<std::string>& notes) {
  overlap out;
  std::vector<std::size_t> shared;
  if (a.of == b.of) {
    std::set_intersection(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                          std::back_inserter(shared));
    // The frame of everything that was drawn in either wave.
    const auto frame = frame_of(*a.of, {a.wave, b.wave}, lonely);
    if (!shared.empty() || frame != nullptr) {
      const auto in_frame = [&](std::shared_ptr<const group_sums> sums) {
        return group_estimates(std::move(sums), a.of->measures(), frame, a.of->options().pair_moments);
      };
      out.sample.emplace();
      out.sample->a.emplace(in_frame(a.sums));
      out.sample->b.emplace(in_frame(b.sums));
      if (!shared.empty()) out.sample->shared.emplace(in_frame(a.of->sums(shared)));
    }
  }
  const tally_options& x = a.of->options();
  const tally_options& y = b.of->options();
  out.replicates = x.replicates > 1 && x.replicates == y.replicates && x.seed == y.seed;
  if (!shared.empty()) {
    out.people = a.of->sums(shared)->people();
    return out;
  }
  if (!x.respondents || !y.respondents) {
    notes.emplace_back(
        "without respondent keys nobody is known to be on both sides: these are taken as independent "
        "samples");
    return out;
  }
  out.people = people_on_both(a, b);
  if (out.people == 0 || out.sample) return out;
  if (out.replicates) {
    notes.push_back((std::isnan(out.people)
                         ? std::string("people on both sides")
                         : std::to_string(static_cast<long long>(out.people)) + " people are on both sides") +
                    ": their answers' covariance is that of " + std::to_string(x.replicates) +
                    " bootstrap replicates");
  } else if (!std::isnan(out.people)) {
    notes.push_back(
        std::to_string(static_cast<long long>(out.people)) +
        " people are on both sides; how alike they answer needs replicates (cxm tally --replicates "
        "400): taken as independent, which makes intervals of change too wide");
  } else {
    notes.emplace_back(
        "whether people are on both sides is not known: the questionnaires differ, and no replicates are "
        "kept");
  }
  return out;
}

void rows_of(row_writer& w, const subject& s, const compared& c, const comparison_options& o,
             const std::string& family) {
  const auto number = [&](const std::string& detail, const std::string& unit, double value,
                          const std::string& method) {
    w.row(detail, s.label, unit, plain(value, c.difference, method));
  };
  w.row("a", s.label, s.unit, c.a);
  w.row("b", s.label, s.unit, c.b);
  w.row("difference", s.label, s.unit, c.difference);
  number("p", "probability", c.p, c.test);
  number("p_holm", "probability", c.p_holm, "Holm, " + family);
  number("p_fdr", "probability", c.p_fdr, "Benjamini-Hochberg, " + family);
  const int verdict = !(c.p_fdr <= o.false_discovery_rate) ? 0 : c.difference.value > 0 ? 1 : -1;
  w.row("verdict", difference_word(verdict, o.language), "verdict",
        plain(verdict, c.difference, "a against b, Benjamini-Hochberg, " + family));
  if (!c.effect.method.empty()) w.row("effect", s.label, "sd", c.effect);
  number("detectable", s.unit, c.detectable, "smallest difference found with power " + short_number(o.power));
  number("answers_needed", "count", c.needed,
         "answers a side to find this difference with power " + short_number(o.power));
  if (!(o.margin > 0)) return;
  const std::string within = "two one-sided tests, margin " + short_number(o.margin * s.scale);
  number("equivalence:p", "probability", c.equivalence, within);
  const bool equivalent = c.equivalence < 1 - o.level;
  w.row("equivalent", equivalence_word(equivalent, o.language), "verdict",
        plain(std::isnan(c.equivalence) ? nan
              : equivalent              ? 1
                                        : 0,
              c.difference, within));
}

}  // namespace

assessment compare_sides(const comparison_side& a, const comparison_side& b,
                         const comparison_options& options, const assess_progress& progress) {
  check_level("compare_sides", "options.level", options.level);
  check_level("compare_sides", "options.power", options.power);
  check_level("compare_sides", "options.false_discovery_rate", options.false_discovery_rate);
  check_not_negative("compare_sides", "options.margin", options.margin);
  const side x = make_side(a, "a", options.lonely);
  const side y = make_side(b, "b", options.lonely);

  assessment out;
  out.source = b.of->shared_instrument();
  out.fingerprint = b.of->instrument().identity.value.hex();
  out.kept = b.of->options();
  out.library_version = version;
  out.options.level = options.level;
  out.options.minimum_base = options.minimum_base;
  out.options.disclosure = options.disclosure;
  out.options.language = options.language;
  out.options.seed = options.seed;
  out.options.false_discovery_rate = options.false_discovery_rate;
  out.options.compared = options.compared;
  out.notes.push_back("a: " + words_of(a, x.wave));
  out.notes.push_back("b: " + words_of(b, y.wave));
  if (!options.disclosure) {
    out.notes.emplace_back("disclosure control is switched off: small groups are shown");
  }
  const overlap how = overlap_of(x, y, options.lonely, out.notes);
  const side_protection protect(x, y, options.disclosure ? options.minimum_base : 0);
  const std::vector<subject> subjects = subjects_of(x, y, options, out.notes);
  const std::size_t dimensions =
      std::max(dimensions_needed(x.indices, x.of->instrument().levels, x.of->measures()),
               dimensions_needed(y.indices, y.of->instrument().levels, y.of->measures()));
  const normal_draws draws(options.seed, simulation_draws, std::max<std::size_t>(1, dimensions));

  std::vector<compared> all;
  std::vector<double> p;
  detail::steps steps(progress);
  steps.expect(subjects.size());
  for (const subject& s : subjects) {
    all.push_back(compare(x, y, s, how, options, draws));
    all.back().why = protect.reason(s.a, s.b);
    p.push_back(all.back().why == hidden_reason::shown ? std::min(all.back().p, 1.0) : nan);
    steps.done();
  }
  const std::vector<double> holm = adjust_p_values(p, p_adjustment::holm);
  const std::vector<double> fdr = adjust_p_values(p, p_adjustment::benjamini_hochberg);
  const auto tests = std::count_if(p.begin(), p.end(), [](double v) { return !std::isnan(v); });
  const std::string family = "family of " + std::to_string(tests);

  row_writer base(out.rows, "base", {});
  base.at("people", protect.people());
  base.row("a", "people", "count", plain(x.sums->people(), x.sums->people(), options.level, "count"));
  base.row("b", "people", "count", plain(y.sums->people(), y.sums->people(), options.level, "count"));
  if (!std::isnan(how.people)) {
    base.row("both", "people", "count", plain(how.people, how.people, options.level, "count"));
  }
  row_writer rows(out.rows, "comparison", {});
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    all[i].p_holm = holm[i];
    all[i].p_fdr = fdr[i];
    rows.at(subjects[i].id, all[i].why);
    rows_of(rows, subjects[i], all[i], options, family);
  }
  return out;
}

}  // namespace cxm
