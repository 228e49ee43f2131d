// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/series_trend.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "cxm/model/validate.hpp"
#include "findings/unit_parts.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct series {
  std::vector<const unit_wave*> waves;
  std::vector<double> times, values, se;
  std::vector<estimate> estimates;
  double df = std::numeric_limits<double>::infinity();
  double people = 0;
  std::string hidden, different;  ///< waves not shown; waves that asked something else
};

series series_at(const unit_finding_input& in, const unit_place& place, const std::string& measure) {
  series out;
  for (const unit_wave& wave : in.waves) {
    const unit_value v = wave.value(place, measure);
    if (v.hidden) out.hidden += (out.hidden.empty() ? "" : ", ") + wave.wave;
    if (!v.shown() || !(v.value.se > 0)) continue;
    if (wave.difference && !wave.difference(measure).empty())
      out.different += (out.different.empty() ? "" : ", ") + wave.wave;
    out.waves.push_back(&wave);
    out.times.push_back(wave.time);
    out.values.push_back(v.value.value);
    out.se.push_back(v.value.se);
    out.estimates.push_back(v.value);
    out.df = std::min(out.df, v.value.df);
    out.people += v.value.n;
  }
  return out;
}

/// What is estimated is a property of the waves' true values; its method and flags tell how.
estimate published(estimate e, const series& s, double level) {
  e.n = e.n_eff = s.people;
  e.level = level;
  if (!s.different.empty()) e.set(estimate_flag::version_differs);
  return e;
}

class dilution_writer {
 public:
  dilution_writer(const unit_finding_input& in, const dilution_definition& d)
      : in_(in),
        common_(*in.common),
        d_(d),
        b_(in, "dilution", d.id, d.label),
        unit_(measure_unit(common_, d.measure)),
        share_(unit_ == "share"),
        segment_(unit_segment(in, d.unit)) {}

  finding_result write() {
    s_ = series_at(in_, {segment_, {}, d_.role}, d_.measure);
    if (!s_.hidden.empty()) b_.unseen(sentence("unseen.hidden", common_.language, {s_.hidden}));
    if (s_.values.size() < 2) return b_.silent_because("unseen.waves");
    finding& f = b_.result.found;
    f.wave = s_.waves.back()->wave;
    f.base = s_.people;
    v_ = wave_covariance(s_.se, d_.wave_correlation);
    for (std::size_t t = 0; t < s_.values.size(); ++t)
      b_.wave_row(s_.waves[t]->wave, "value", unit_, s_.estimates[t]);
    trend();
    event();
    if (!changed_.possible) fitted(line_.fit, "generalised least squares");
    break_and_decay();
    units();
    verdict();
    if (!s_.different.empty()) b_.unseen(sentence("unseen.version", common_.language, {s_.different}));
    b_.unseen(sentence(d_.wave_correlation > 0 ? "unseen.wave_correlation" : "unseen.panel", common_.language,
                       {number(d_.wave_correlation, 2, common_.language)}));
    if (f.wave != common_.wave) b_.unseen(sentence("unseen.wave", common_.language, {f.wave}));
    return std::move(b_.result);
  }

 private:
  void trend() {
    line_ = fit_line(s_.times, s_.values, v_, s_.df, common_.level);
    line_.slope = published(line_.slope, s_, common_.level);
    b_.whole_row("slope", unit_, line_.slope);
    b_.whole_number("intercept", unit_, line_.fit.coefficients[0], line_.slope, line_.slope.method);
    b_.whole_number("P(declining)", "probability", line_.p_declining, line_.slope, line_.slope.method);
    if (line_.fit.q_df > 0)
      b_.whole_number("p_straight", "probability", line_.fit.q_p, line_.slope,
                      "chi-squared of the residuals");
  }

  void event() {
    event_ = d_.event.wave.empty() ? in_.event : d_.event;
    if (event_.wave.empty()) return;
    const auto at = std::find_if(in_.waves.begin(), in_.waves.end(),
                                 [&](const unit_wave& w) { return w.wave == event_.wave; });
    if (at == in_.waves.end()) {
      b_.unseen(sentence("unseen.event", common_.language, {event_.wave}));
      return;
    }
    changed_ = fit_event(s_.times, s_.values, v_, at->time, s_.df, common_.level);
    if (!changed_.possible) {
      b_.unseen(sentence("unseen.event", common_.language, {event_.wave}));
      return;
    }
    b_.whole_number("event:" + event_.wave, "count", at->time, line_.slope, "declared");
    b_.whole_row("level_change", unit_, published(changed_.level_change, s_, common_.level));
    double since = changed_.level_change.value;
    double variance = changed_.fit.covariance(1, 1);
    if (changed_.has_slope) {
      b_.whole_row("slope_before", unit_, published(changed_.slope_before, s_, common_.level));
      b_.whole_row("slope_change", unit_, published(changed_.slope_change, s_, common_.level));
      const double length = s_.times.back() - at->time;
      since += length * changed_.slope_change.value;
      variance +=
          2 * length * changed_.fit.covariance(1, 3) + length * length * changed_.fit.covariance(3, 3);
    }
    since_event_ = interval_from_variance(since, std::max(0.0, variance), s_.people, s_.df, common_.level);
    since_event_.method = changed_.has_slope ? "last wave against the line before, generalised least squares"
                                             : "mean after less mean before, generalised least squares";
    since_event_ = published(since_event_, s_, common_.level);
    b_.whole_row("since_event", unit_, since_event_);
    b_.whole_number("P(lower since event)", "probability", 1 - probability_above(since_event_, 0),
                    since_event_, since_event_.method);
    fitted(changed_.fit, "segmented regression");
  }

  void fitted(const gls_fit& fit, const char* method) {
    for (std::size_t t = 0; t < s_.times.size(); ++t) {
      estimate e;
      e.value = fit.fitted[t];
      e.level = common_.level;
      e.n = e.n_eff = s_.people;
      e.method = method;
      e.set(estimate_flag::no_interval);
      b_.wave_row(s_.waves[t]->wave, "fitted", unit_, e);
    }
  }

  void break_and_decay() {
    const series_break found = find_break(s_.values, v_, in_.seed, in_.bootstrap, common_.level);
    if (found.possible) {
      estimate like = line_.slope;
      for (const std::size_t k : found.set)
        b_.whole_number("break:" + s_.waves[k]->wave, "probability", found.p_position[k], like,
                        "likelihood ratio, bootstrap: p of a step at this wave");
      b_.whole_number("p_break", "probability", found.p, like, "likelihood ratio, parametric bootstrap",
                      true);
      if (found.p < 1 - common_.level)
        b_.whole_row("break_shift", unit_, published(found.shift, s_, common_.level));
      break_ = found;
    }
    const measure_range range = range_of(*common_.asked, d_.measure);
    const double lowest = std::isfinite(range.low) ? range.low : 0;
    const series_decay decay = fit_decay(s_.times, s_.values, v_, lowest, common_.level);
    if (!decay.possible) return;
    estimate h = published(decay.half_life, s_, common_.level);
    if (std::isinf(h.high)) {
      h.high = nan;
      b_.unseen(sentence("unseen.half_life", common_.language));
    }
    b_.whole_row("half_life", "score", h);
    b_.whole_number("floor", unit_, decay.floor, h, "profile likelihood");
    b_.whole_number("peak:" + s_.waves[decay.peak]->wave, unit_, decay.start, h, "profile likelihood");
  }

  /// Units: their own slopes, how far they lie apart, how many are above the target.
  void units() {
    const auto known = s_.waves.back()->units.find(segment_);
    if (segment_.empty() || known == s_.waves.back()->units.end()) return;
    const std::vector<std::string>& ids = known->second;
    const std::size_t waves = s_.waves.size();
    matrix y(ids.size(), waves, nan);
    matrix v(ids.size(), waves, nan);
    std::string hidden;
    for (std::size_t u = 0; u < ids.size(); ++u) {
      series own;
      for (std::size_t t = 0; t < waves; ++t) {
        const unit_value value = s_.waves[t]->value({segment_, ids[u], d_.role}, d_.measure);
        if (value.hidden && t + 1 == waves) hidden += (hidden.empty() ? "" : ", ") + ids[u];
        if (!value.shown() || !(value.value.se > 0)) continue;
        y(u, t) = value.value.value;
        v(u, t) = value.value.se * value.value.se;
        own.times.push_back(s_.times[t]);
        own.values.push_back(value.value.value);
        own.se.push_back(value.value.se);
        own.df = std::min(own.df, value.value.df);
        own.people += value.value.n;
      }
      own.different = s_.different;
      if (own.values.size() < 2) continue;
      const series_line line = fit_line(own.times, own.values, wave_covariance(own.se, d_.wave_correlation),
                                        own.df, common_.level);
      b_.unit_row(segment_, ids[u], "slope", unit_, published(line.slope, own, common_.level));
      b_.unit_number(segment_, ids[u], "P(declining)", "probability", line.p_declining, line.slope,
                     line.slope.method);
    }
    if (!hidden.empty()) b_.unseen(sentence("unseen.hidden", common_.language, {hidden}));
    // What all shown waves tell of the same units: tau by wave and its trend.
    const spread_trend spread = fit_spread(s_.times, y, v, common_.level);
    for (std::size_t t = 0; t < waves; ++t) {
      if (std::isnan(spread.tau[t])) continue;
      estimate tau;
      tau.value = spread.tau[t];
      tau.low = spread.tau_low[t];
      tau.high = spread.tau_high[t];
      tau.level = common_.level;
      tau.n = tau.n_eff = spread.units[t];
      tau.method = "REML, Q profile";
      b_.wave_row(s_.waves[t]->wave, "tau", unit_, tau);
    }
    if (spread.slope.defined()) {
      b_.whole_row("tau_slope", unit_, spread.slope);
      b_.whole_number("P(drifting apart)", "probability", spread.p_widening, spread.slope,
                      spread.slope.method);
    }
    if (d_.target) above_target(y, v);
  }

  void above_target(const matrix& y, const matrix& v) {
    for (std::size_t t = 0; t < y.cols; ++t) {
      std::vector<double> values, variances;
      for (std::size_t u = 0; u < y.rows; ++u) {
        if (std::isnan(y(u, t))) continue;
        values.push_back(y(u, t));
        variances.push_back(v(u, t));
      }
      if (values.size() < least_compared_units) continue;
      const random_effects_fit fit = fit_random_effects(values, variances);
      double sum = 0;
      double variance = 0;
      for (const shrunk_unit& u : fit.units) {
        const double p = std::clamp(probability_above(u.value, *d_.target), 0.0, 1.0);
        sum += p;
        variance += p * (1 - p);
      }
      const double n = static_cast<double>(values.size());
      estimate e = interval_from_variance(sum / n, variance / (n * n), n,
                                          std::numeric_limits<double>::infinity(), common_.level);
      e.low = std::max(0.0, e.low);
      e.high = std::min(1.0, e.high);
      e.method = "expected share of units, shrunk";
      b_.wave_row(s_.waves[t]->wave, "above_target", "share", e);
    }
  }

  void verdict() {
    finding& f = b_.result.found;
    const bool after_event = since_event_.defined() && since_event_.se > 0;
    const double length = s_.times.back() - s_.times.front();
    estimate change = line_.slope;
    change.value *= length;
    change.se *= length;
    change.low *= length;
    change.high *= length;
    if (after_event) change = since_event_;
    const double margin = share_ ? in_.common->thresholds.stable_share : in_.common->thresholds.stable_points;
    const double rises = probability_above(change, 0);
    const double stable = probability_above(change, -margin) - probability_above(change, margin);
    const double certain = in_.common->thresholds.certainty;
    if (std::isnan(rises)) {
      f.verdict = "not settled";
    } else {
      f.verdict = stable >= certain      ? "stable"
                  : 1 - rises >= certain ? "diluting"
                  : rises >= certain     ? "growing"
                                         : "not settled";
      f.probability = f.verdict == "stable" ? stable : std::max(rises, 1 - rises);
    }
    f.statistic = change.se > 0 ? change.value / change.se : nan;
    f.p_value = after_event ? changed_.p_joint : line_.p;
    f.test = after_event ? (changed_.has_slope ? "Wald, level and slope" : "t, level") : "t, slope";
    const std::string first = amount(s_.values.front(), share_, common_.language);
    const std::string last = amount(s_.values.back(), share_, common_.language);
    const std::string by = points(change.value, share_, common_.language);
    const std::string interval = range(change, share_, common_.language);
    if (after_event) {
      const std::string label = event_.label.in(common_.language);
      f.sentence = sentence("dilution.event." + f.verdict, common_.language,
                            {b_.label(), label.empty() ? sentence("event", common_.language) : label,
                             event_.wave, last, by, interval});
    } else {
      f.sentence =
          sentence("dilution." + f.verdict, common_.language,
                   {b_.label(), first, s_.waves.front()->wave, last, s_.waves.back()->wave, by, interval});
    }
    const bool bent = line_.fit.q_df > 0 && line_.fit.q_p < 1 - common_.level;
    if (!after_event && bent && break_.possible && break_.p < 1 - common_.level && break_.set.size() == 1)
      f.sentence += " " + sentence("dilution.break", common_.language, {s_.waves[break_.position]->wave});
  }

  const unit_finding_input& in_;
  const finding_input& common_;
  const dilution_definition& d_;
  unit_builder b_;
  std::string unit_;
  bool share_;
  std::string segment_;
  series s_;
  matrix v_;
  series_line line_;
  finding_event event_;
  series_event changed_;
  estimate since_event_ = undefined_estimate("");
  series_break break_;
};

}  // namespace

std::vector<finding_result> dilution_findings(const unit_finding_input& in) {
  std::vector<finding_result> out;
  if (in.waves.size() < 2) return out;  // one wave has no trend, and says nothing of one
  for (const dilution_definition& d : in.common->asked->findings.dilution)
    out.push_back(dilution_writer(in, d).write());
  return out;
}

}  // namespace cxm
