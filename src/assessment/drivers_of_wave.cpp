// SPDX-License-Identifier: Apache-2.0
#include "assessment/drivers_of_wave.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "assessment/answering_roles.hpp"
#include "assessment/note.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/base/parallel.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/design_regression.hpp"
#include "cxm/explain/driver_analysis.hpp"
#include "cxm/explain/logistic_regression.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::detail {
namespace {

constexpr std::uint32_t draws_of_drivers = 500;
constexpr std::size_t role_column = 0;
constexpr std::size_t wave_column = 1;

/// One set, put to one group of people in one wave.
struct driver_task {
  const finding_wave* wave = nullptr;
  const driver_set* set = nullptr;
  std::vector<std::string> roles, outcome_roles;  ///< empty = everybody
  std::string role_key;
  std::vector<std::size_t> measures;  ///< outcome first
  hidden_reason hidden = hidden_reason::shown;
  bool newest = false;
};

struct driver_answer {
  std::vector<result_row> rows;
  std::optional<driver_model> model;
  std::string note;
};

int column_of(const tally& t, const std::string& id) {
  const auto& columns = t.group_columns();
  const auto at = std::find(columns.begin() + 2, columns.end(), id);
  return at == columns.end() ? -1 : static_cast<int>(at - columns.begin());
}

class driver_answers {
 public:
  driver_answers(const assessment& of, const driver_task& task)
      : of_(of), task_(task), context_(*task.wave->context), source_(*context_.source), set_(*task.set) {
    options_.level = of.options.level;
    options_.seed = of.options.seed;
    options_.draws = draws_of_drivers;
  }

  driver_answer run() {
    try {
      set_.unit.empty() ? among_people() : between_units();
    } catch (const error& e) {
      if (e.code() != errc::numeric && e.code() != errc::data) throw;
      std::string where = context_.groups.wave.empty() ? "" : " in " + context_.groups.wave;
      if (!task_.role_key.empty()) where += " (" + task_.role_key + ")";
      if (task_.hidden == hidden_reason::shown) {
        out_.note = "drivers of " + set_.outcome + " (" + set_.id + ")" + where + ": " + e.what();
      }
      out_.rows.clear();
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] double minimum_base() const { return of_.options.disclosure ? of_.options.minimum_base : 0; }

  [[nodiscard]] group_estimates estimates(const std::vector<std::size_t>& segments) const {
    group g;
    g.segments = segments;
    return context_.estimates(g);
  }

  [[nodiscard]] double fewest(const group_estimates& g) const {
    double least = g.people(task_.measures[0]);
    for (const std::size_t j : task_.measures) least = std::min(least, g.people(j));
    return least;
  }

  /// Are the people at hand, with a score on everything that is asked of them?
  [[nodiscard]] bool people_known() const {
    const respondent_rows* r = of_.options.people.get();
    const auto known = [&](const std::string& id) {
      return r->measure_position(driver_measure_id(set_, id)) >= 0;
    };
    return r != nullptr && known(set_.outcome) &&
           std::all_of(set_.predictors.begin(), set_.predictors.end(), known);
  }

  void among_people() {
    const auto all = segments_by(source_, context_.groups.wave, task_.roles, -1);
    if (all.empty()) return;
    const group_estimates g = estimates(all.begin()->second);
    const double people = fewest(g);
    if (people == 0) return;  // not asked here
    hidden_reason why = task_.hidden;
    if (people < minimum_base() && why == hidden_reason::shown) why = hidden_reason::base;
    if (!source_.options().pair_moments && !people_known()) {
      throw error(errc::data, "the tally keeps no moments of pairs, on which drivers rest", "tally");
    }
    const driver_analysis a = people_known() ? from_people() : from_moments(g, all.begin()->second);
    std::vector<estimate> odds;
    if (people_known() && why == hidden_reason::shown) odds = odds_of_people();
    write(a, why, odds);
  }

  [[nodiscard]] driver_analysis from_moments(const group_estimates& g, const std::vector<std::size_t>&) {
    driver_moments m;
    if (set_.within.empty()) {
      m = moments_of(g.sums(), task_.measures);
    } else {
      const int column = column_of(source_, set_.within);
      std::vector<std::shared_ptr<const group_sums>> groups;
      for (const auto& [value, segments] : segments_by(source_, context_.groups.wave, task_.roles, column)) {
        groups.push_back(source_.sums(segments));
      }
      m = moments_within(groups, task_.measures);
    }
    lose_to_design(m, g, task_.measures[0]);
    return analyse_drivers(m, set_.outcome, set_.predictors, options_);
  }

  /// The people's values: those of the wave and roles, with the means of `within` taken out.
  struct selected {
    std::vector<std::vector<double>> values;
    std::vector<std::vector<std::uint8_t>> present;
    std::vector<double> weights;
    std::vector<std::int32_t> cluster;
  };

  [[nodiscard]] selected select() const {
    const respondent_rows& r = *of_.options.people;
    selected out;
    std::vector<std::size_t> at;
    std::vector<std::string> ids{set_.outcome};
    ids.insert(ids.end(), set_.predictors.begin(), set_.predictors.end());
    for (const std::string& id : ids) {
      at.push_back(static_cast<std::size_t>(r.measure_position(driver_measure_id(set_, id))));
    }
    const auto found = std::find(r.group_columns.begin(), r.group_columns.end(), set_.within);
    const auto within = static_cast<std::size_t>(found - r.group_columns.begin());
    std::vector<std::uint32_t> group_of;
    out.values.resize(ids.size());
    out.present.resize(ids.size());
    for (std::size_t i = 0; i < r.rows; ++i) {
      if (r.group(wave_column, i) != context_.groups.wave) continue;
      if (!task_.roles.empty() &&
          std::find(task_.roles.begin(), task_.roles.end(), r.group(role_column, i)) == task_.roles.end()) {
        continue;
      }
      if (!set_.within.empty() && r.group(within, i).empty()) continue;
      for (std::size_t m = 0; m < at.size(); ++m) {
        out.values[m].push_back(r.values[at[m]][i]);
        out.present[m].push_back(r.present[at[m]][i]);
      }
      if (!r.weights.empty()) out.weights.push_back(r.weights[i]);
      if (!r.cluster.empty()) out.cluster.push_back(r.cluster[i]);
      group_of.push_back(set_.within.empty() ? 0 : r.groups[within][i]);
    }
    if (!set_.within.empty()) centre(out, group_of);
    return out;
  }

  /// Deviations from the group means of the complete people; the groups are then the sampling units, which
  /// accounts for the means that were taken out.
  static void centre(selected& s, const std::vector<std::uint32_t>& group_of) {
    std::map<std::uint32_t, std::pair<double, std::vector<double>>> sums;
    const auto complete = [&](std::size_t i) {
      return std::all_of(s.present.begin(), s.present.end(), [i](const auto& p) { return p[i] != 0; });
    };
    for (std::size_t i = 0; i < group_of.size(); ++i) {
      if (!complete(i)) continue;
      auto& [weight, sum] = sums[group_of[i]];
      sum.resize(s.values.size());
      const double w = s.weights.empty() ? 1 : s.weights[i];
      weight += w;
      for (std::size_t m = 0; m < sum.size(); ++m) sum[m] += w * s.values[m][i];
    }
    for (std::size_t i = 0; i < group_of.size(); ++i) {
      if (!complete(i)) continue;
      const auto& [weight, sum] = sums[group_of[i]];
      for (std::size_t m = 0; m < sum.size(); ++m) s.values[m][i] -= sum[m] / weight;
    }
    if (s.cluster.empty() && sums.size() >= 10) {
      for (const std::uint32_t g : group_of) s.cluster.push_back(static_cast<std::int32_t>(g));
    }
  }

  [[nodiscard]] driver_analysis from_people() const {
    const selected s = select();
    std::vector<column_view> x;
    for (std::size_t m = 1; m < s.values.size(); ++m) x.emplace_back(s.values[m], s.present[m]);
    return analyse_drivers(column_view(s.values[0], s.present[0]), x, set_.outcome, set_.predictors, options_,
                           s.weights, s.cluster);
  }

  /// Log odds ratios where the outcome is yes or no, one a predictor; none for drivers within groups.
  [[nodiscard]] std::vector<estimate> odds_of_people() {
    const measure_range range = range_of(context_.asked(), set_.outcome);
    if (range.kind != measure_range::unit::share || !set_.within.empty()) return {};
    const selected s = select();
    const column_view y(s.values[0], s.present[0]);
    std::vector<column_view> x;
    for (std::size_t m = 1; m < s.values.size(); ++m) x.emplace_back(s.values[m], s.present[m]);
    std::vector<estimate> out;
    try {
      if (s.weights.empty()) {
        const logistic_fit fit = fit_logistic(y, x, set_.predictors);
        const matrix v =
            s.cluster.empty() ? robust_covariance(fit, true) : cluster_covariance(fit, s.cluster);
        for (std::size_t j = 1; j <= x.size(); ++j)
          out.push_back(fit.coefficient(j, v, "logistic, robust", of_.options.level));
        return out;
      }
      survey_design_spec spec;
      spec.rows = y.size();
      spec.weights = s.weights;
      if (!s.cluster.empty()) spec.clusters.emplace_back(s.cluster.begin(), s.cluster.end());
      const design_regression_fit fit =
          design_regression(survey_design(std::move(spec)), y, x, regression_family::binomial);
      for (std::size_t j = 1; j <= x.size(); ++j) out.push_back(fit.coefficient(j, of_.options.level));
    } catch (const error& e) {
      if (e.code() != errc::numeric) throw;
      out_.note = "odds of " + set_.outcome + " (" + set_.id + "): " + e.what();
      out.clear();
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> key() const {
    std::vector<std::string> out(of_.key_columns.size());
    out[0] = context_.groups.wave;
    out[1] = task_.role_key;
    return out;
  }

  [[nodiscard]] const std::string& label_of(const std::string& measure_id) const {
    return label_or(context_.asked().find_measure(measure_id)->label, of_.options.language, measure_id);
  }

  void write(const driver_analysis& a, hidden_reason why, const std::vector<estimate>& odds) {
    const std::string& title = label_or(set_.label, of_.options.language, set_.id);
    row_writer w(out_.rows, "driver", key());
    w.at(set_.id, why);
    const bool small = a.moments.df < 10 * static_cast<double>(a.drivers.size());
    const auto marked = [&](estimate e) {
      if (small) e.set(estimate_flag::small_base);
      if (a.moments.repaired) e.set(estimate_flag::approximate);
      return e;
    };
    w.row("r2", title, "share", marked(a.r2));
    w.row("adjusted_r2", title, "ratio", plain(a.adjusted_r2, a.r2, "adjusted for the number of predictors"));
    w.row("noise:expected", title, "ratio",
          plain(a.floor.expected, a.r2, "importance of a predictor of noise"));
    w.row("noise:limit", title, "ratio",
          plain(a.floor.limit, a.r2, "exceeded by noise with probability 1 - level"));
    const auto p = static_cast<double>(a.drivers.size());
    for (std::size_t j = 0; j < a.drivers.size(); ++j) {
      const driver_result& d = a.drivers[j];
      const std::string& label = label_of(d.id);
      w.row("importance:" + d.id, label, "share", marked(d.importance));
      w.row("share:" + d.id, label, "share", marked(d.share));
      w.row("weight:" + d.id, label, "share", marked(d.weight));
      estimate rank = plain(d.rank.rank, d.importance,
                            "simultaneous rank set, of " + std::to_string(static_cast<int>(p)));
      rank.low = d.rank.low;
      rank.high = d.rank.high;
      rank.flags &= ~bit(estimate_flag::no_interval);
      w.row("rank:" + d.id, label, "rank", rank);
      w.row("p_first:" + d.id, label, "probability", plain(d.p_first, d.importance, "share of replicates"));
      w.row("sign:" + d.id, label, "sign",
            plain(d.sign, d.slope, "of the slope; 0 when its interval holds 0"));
      w.row("slope:" + d.id, label, "slope", d.slope);
      w.row("standardized:" + d.id, label, "slope", d.standardized);
      w.row("correlation:" + d.id, label, "correlation", d.correlation);
      if (!odds.empty()) {
        estimate e = odds[j];
        e.value = stats::exp(e.value);
        e.low = stats::exp(e.low);
        e.high = stats::exp(e.high);
        e.se *= e.value;
        w.row("odds_ratio:" + d.id, label, "ratio", e);
      }
    }
    if (a.moments.repaired && why == hidden_reason::shown) {
      out_.note = about() + note(of_.options,
                                 "answers are missing for different people, and the correlations do not fit "
                                 "together; the nearest that do are used",
                                 "Antworten fehlen bei verschiedenen Personen, und die Korrelationen passen "
                                 "nicht zusammen; die nächsten passenden gelten");
    }
    // A plan moves everybody: what holds among some is not for it.
    if (task_.newest && set_.among.empty() && why == hidden_reason::shown &&
        (task_.role_key.empty() || set_.roles.size() == 1)) {
      out_.model = a.model;
      out_.model->set = set_.id;
    }
  }

  /// What a note is about.
  [[nodiscard]] std::string about() const {
    const std::string outcome = label_or(context_.asked().find_measure(set_.outcome)->label,
                                         of_.options.language, set_.outcome),
                      set = label_or(set_.label, of_.options.language, set_.id);
    return note(of_.options,
                "drivers of " + outcome + " (" + set + "): ", "Treiber von " + outcome + " (" + set + "): ");
  }

  /// Means of units that enough people of both sides answered.
  void between_units() {
    const int column = column_of(source_, set_.unit);
    if (column < 0) return;
    const auto inside = segments_by(source_, context_.groups.wave, task_.roles, column);
    const auto outside = segments_by(source_, context_.groups.wave, task_.outcome_roles, column);
    const double least = std::max(2.0, static_cast<double>(of_.options.minimum_base));
    unit_means units;
    units.means.resize(task_.measures.size());
    units.variances.resize(task_.measures.size());
    for (const auto& [value, segments] : inside) {
      const auto other = outside.find(value);
      if (other == outside.end()) continue;
      const group_estimates x = estimates(segments);
      const group_estimates y = estimates(other->second);
      bool enough = y.people(task_.measures[0]) >= least;
      for (std::size_t m = 1; m < task_.measures.size(); ++m)
        enough = enough && x.people(task_.measures[m]) >= least;
      if (!enough) continue;
      for (std::size_t m = 0; m < task_.measures.size(); ++m) {
        const group_estimates& side = m == 0 ? y : x;
        units.means[m].push_back(side.mean(task_.measures[m]));
        const double v = side.variance(task_.measures[m]);
        units.variances[m].push_back(std::isfinite(v) ? v : 0);
      }
    }
    const std::size_t n = units.means[0].size();
    if (n < 4) return;  // nothing to be seen between so few
    if (n < least_units) {
      correlations(units);
      if (task_.newest) {
        const std::string have = std::to_string(n), least_text = std::to_string(least_units);
        out_.note = about() + note(of_.options,
                                   have + " units with enough answers, fewer than " + least_text +
                                       ", so only correlations are shown",
                                   have + " Bereiche mit genug Antworten, weniger als " + least_text +
                                       ", darum nur Korrelationen");
      }
      return;
    }
    const unit_analysis a = analyse_units(units, set_.outcome, set_.predictors, options_);
    write(a.analysis, task_.hidden, {});
    row_writer w(out_.rows, "driver", key());
    w.at(set_.id, task_.hidden);
    const auto reliability = [&](std::size_t m, const std::string& id) {
      w.row("reliability:" + id, label_of(id), "ratio",
            plain(a.errors.reliability[m], a.analysis.r2,
                  "of the units' means: 1 - sampling variance / variance"));
    };
    reliability(0, set_.outcome);
    for (std::size_t j = 0; j < set_.predictors.size(); ++j) {
      reliability(j + 1, set_.predictors[j]);
      w.row("corrected:" + set_.predictors[j], label_of(set_.predictors[j]), "slope", a.errors.corrected[j]);
    }
  }

  void correlations(const unit_means& units) {
    row_writer w(out_.rows, "driver", key());
    w.at(set_.id, task_.hidden);
    for (std::size_t j = 0; j < set_.predictors.size(); ++j) {
      const std::vector<std::vector<double>> both{units.means[0], units.means[j + 1]};
      const driver_moments m = moments_of(both, {});
      const double product = m.covariance(0, 0) * m.covariance(1, 1);
      const double r = product > 0 ? m.covariance(0, 1) / std::sqrt(product) : std::nan("");
      w.row("correlation:" + set_.predictors[j], label_of(set_.predictors[j]), "correlation",
            correlation_estimate(r, m.n, of_.options.level));
    }
  }

  const assessment& of_;
  const driver_task& task_;
  const wave_context& context_;
  const tally& source_;
  const driver_set& set_;
  driver_options options_;
  driver_answer out_;
};

void add_tasks(std::vector<driver_task>& tasks, const finding_wave& wave, const driver_set& set,
               bool newest) {
  const wave_context& context = *wave.context;
  driver_task base;
  base.wave = &wave;
  base.set = &set;
  base.newest = newest;
  std::vector<std::string> ids{set.outcome};
  ids.insert(ids.end(), set.predictors.begin(), set.predictors.end());
  for (const std::string& id : ids) {
    const int position = context.source->measure_position(driver_measure_id(set, id));
    if (position < 0) return;  // an older wave's instrument has no such measure
    base.measures.push_back(static_cast<std::size_t>(position));
  }
  const std::vector<std::string> asked = set.unit.empty() ? ids : set.predictors;
  if (!set.unit.empty()) {
    base.roles = roles_of(context, set.roles, asked);
    base.outcome_roles =
        roles_of(context, set.outcome_roles.empty() ? set.roles : set.outcome_roles, {set.outcome});
    tasks.push_back(base);  // units that too few people answered take no part
    return;
  }
  for (answering_group& g : answering_groups(wave, set.roles, asked, base.measures)) {
    driver_task t = base;
    t.roles = std::move(g.roles);
    t.role_key = std::move(g.role_key);
    t.hidden = g.hidden;
    tasks.push_back(std::move(t));
  }
}

}  // namespace

void append_drivers(assessment& out, const std::vector<finding_wave>& waves, steps& taken) {
  if (!out.options.explain) return;
  std::vector<driver_task> tasks;
  for (const finding_wave& wave : waves) {
    const auto& sets = out.options.drivers.empty() ? wave.context->asked().drivers : out.options.drivers;
    for (const driver_set& set : sets) add_tasks(tasks, wave, set, &wave == &waves.back());
  }
  std::vector<driver_answer> answers(tasks.size());
  taken.expect(tasks.size());
  parallel_chunks(tasks.size(), out.options.threads, [&](std::size_t t) {
    answers[t] = driver_answers(out, tasks[t]).run();
    taken.done();
  });
  for (driver_answer& a : answers) {
    std::move(a.rows.begin(), a.rows.end(), std::back_inserter(out.rows));
    if (a.model) out.drivers.push_back(std::move(*a.model));
    if (!a.note.empty()) out.notes.push_back(std::move(a.note));
  }
}

}  // namespace cxm::detail
