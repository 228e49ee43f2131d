// SPDX-License-Identifier: Apache-2.0
#include "assessment/reliability_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "assessment/answering_roles.hpp"
#include "assessment/bound_composite.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/base/error.hpp"
#include "cxm/explain/driver_analysis.hpp"
#include "cxm/explain/driver_moments.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/quality/reliability.hpp"

namespace cxm::detail {
namespace {

/// From where intervals of reliability hold (docs/coverage.md).
constexpr double enough_people = 100;

class composite_rows {
 public:
  composite_rows(assessment& of, const finding_wave& wave, const bound_composite& composite)
      : of_(of), wave_(wave), c_(composite) {}

  void run() {
    std::vector<std::size_t> all = c_.measures;
    const int own = wave_.context->source->measure_position(c_.of->id);
    all.push_back(static_cast<std::size_t>(own));
    for (const answering_group& g : answering_groups(wave_, {}, {c_.of->id}, all)) write(g);
  }

 private:
  void write(const answering_group& g) {
    const wave_context& context = *wave_.context;
    const auto segments = segments_by(*context.source, context.groups.wave, g.roles, -1);
    if (segments.empty()) return;
    const std::shared_ptr<const group_sums> sums = context.source->sums(segments.begin()->second);
    driver_moments m;
    try {
      m = moments_of(*sums, c_.measures);
    } catch (const error& e) {
      if (e.code() != errc::data) throw;
      return;  // two items that nobody answered together
    }
    hidden_reason why = g.hidden;
    if (of_.options.disclosure && m.n < of_.options.minimum_base && why == hidden_reason::shown) {
      why = hidden_reason::base;
    }
    for (std::size_t i = 0; i < c_.factor.size(); ++i) {
      for (std::size_t j = 0; j < c_.factor.size(); ++j) m.covariance(i, j) *= c_.factor[i] * c_.factor[j];
    }
    std::vector<std::string> key(of_.key_columns.size());
    key[0] = context.groups.wave;
    key[1] = g.role_key;
    row_writer w(of_.rows, "reliability", std::move(key));
    w.at(c_.of->id, why);
    if (why == hidden_reason::shown) {
      people_ = composite_answers_of(of_.options.people.get(), c_, c_.factor, context.groups.wave, g.roles);
    }
    group people;
    people.segments = segments.begin()->second;
    const double as_if_drawn_alone = m.n_eff;
    lose_to_design(m, context.estimates(people),
                   static_cast<std::size_t>(context.source->measure_position(c_.of->id)));
    worth_ = m.n_eff / as_if_drawn_alone;
    rows(w, m);
    if (context.source->options().contingency) ordinal(w, *sums, m.n);
  }

  /// Positions of an item's codes, from the least mature answer on.
  static std::vector<std::size_t> rising_codes(const instrument& in, const item& i) {
    const scale& s = *in.find_scale(i.scale);
    std::vector<std::size_t> out(s.codes.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
      const double x = s.codes[a].score_or_code(), y = s.codes[b].score_or_code();
      return i.reverse ? x > y : x < y;
    });
    return out;
  }

  /// Alpha of what lies behind the answers, from the tables of all pairs of items.
  void ordinal(row_writer& w, const group_sums& sums, double n) {
    const instrument& in = wave_.context->asked();
    bool kept = true;
    const matrix r = polychoric_matrix(c_.items.size(), [&](std::size_t i, std::size_t j) {
      const auto a = rising_codes(in, *c_.items[i]), b = rising_codes(in, *c_.items[j]);
      const std::vector<double> counts = sums.contingency(c_.places[i], c_.places[j]);
      kept = kept && counts.size() == a.size() * b.size();
      matrix out(a.size(), b.size());
      for (std::size_t x = 0; x < a.size() && kept; ++x) {
        for (std::size_t y = 0; y < b.size(); ++y) out(x, y) = counts[a[x] * b.size() + b[y]];
      }
      return out;
    });
    if (!kept) return;
    const std::string& label = label_or(c_.of->label, of_.options.language, c_.of->id);
    w.row("alpha_ordinal", label, "ratio",
          plain(summarise_correlations(r).standardized_alpha, n, of_.options.level,
                "alpha of polychoric correlations"));
  }

  /// Under clusters, strata or replicate weights: what the composite's mean loses to the design is taken off
  /// here too.
  [[nodiscard]] estimate under_design(estimate e) const {
    if (worth_ == 1 || e.has(estimate_flag::undefined) || e.has(estimate_flag::no_interval)) return e;
    estimate out =
        reliability_interval(e.value, e.se / std::sqrt(worth_), std::max(2.0, e.n * worth_), e.level);
    out.n = e.n;
    out.method = e.method + ", design effect of the composite's mean";
    out.set(estimate_flag::approximate);
    return out;
  }

  [[nodiscard]] estimate marked(estimate e, const driver_moments& m) const {
    if (e.n < enough_people) e.set(estimate_flag::small_base);
    if (m.repaired) e.set(estimate_flag::approximate);
    return e;
  }

  [[nodiscard]] estimate alpha(const driver_moments& m) const {
    if (people_) {
      const estimate e = alpha_interval(people_->columns(), people_->weights, of_.options.level);
      if (e.defined()) return under_design(e);
    }
    estimate e = alpha_interval_feldt(m.covariance, std::max(1.0, m.n_eff), of_.options.level);
    e.n = m.n;
    return e;
  }

  void rows(row_writer& w, const driver_moments& m) {
    const std::string& label = label_or(c_.of->label, of_.options.language, c_.of->id);
    const auto ratio = [&](const std::string& detail, double value, const std::string& method) {
      w.row(detail, label, "ratio", plain(value, m.n, of_.options.level, method));
    };
    w.row("alpha", label, "ratio", marked(alpha(m), m));
    const correlation_summary r = summarise_correlations(m.covariance);
    ratio("alpha_standardized", r.standardized_alpha, "alpha of items of equal variance");
    ratio("mean_correlation", r.mean, "of all pairs of items");
    const auto lambda = guttman_lambdas(m.covariance);
    ratio("lambda2", lambda[1], "Guttman's lambda 2");
    ratio("lambda6", lambda[5], "Guttman's lambda 6");
    std::optional<one_factor_fit> fit;
    std::string why_not = "three items are needed";
    if (c_.items.size() >= 3) {
      try {
        fit = fit_one_factor(m.covariance, m.n_eff);
      } catch (const error& e) {
        if (e.code() != errc::numeric && e.code() != errc::argument) throw;
        why_not = "no one-factor model fits";
      }
    }
    if (fit) {
      const auto columns = people_ ? people_->columns() : std::vector<column_view>{};
      const double se =
          people_ ? influence_error(fit->omega_influence, columns, people_->weights) / std::sqrt(worth_)
                  : influence_error(fit->omega_influence, m.covariance, m.n_eff);
      estimate e = reliability_interval(fit->omega, se, m.n_eff, of_.options.level);
      e.n = m.n;
      e.method = std::string("McDonald's omega, one factor by maximum likelihood; log(1 - omega), error ") +
                 (people_ ? "from people" : "of normal answers");
      if (fit->heywood) e.set(estimate_flag::approximate);
      w.row("omega", label, "ratio", marked(e, m));
      ratio("srmr", fit->srmr, "root mean square residual correlation, one factor");
    } else {
      w.row("omega", label, "ratio", undefined_estimate(why_not, m.n, of_.options.level));
      w.row("srmr", label, "ratio", undefined_estimate(why_not, m.n, of_.options.level));
    }
    const auto in_scale = items_in_scale(m.covariance);
    for (std::size_t i = 0; i < c_.items.size(); ++i) {
      const std::string& id = c_.items[i]->id;
      const std::string& text = label_or(c_.items[i]->text, of_.options.language, id);
      const auto one = [&](const std::string& detail, const std::string& unit, double value,
                           const std::string& method) {
        w.row(detail + ":" + id, text, unit, plain(value, m.n, of_.options.level, method));
      };
      w.row("rest:" + id, text, "correlation",
            marked(correlation_estimate(in_scale[i].rest_correlation, m.n_eff, of_.options.level), m));
      one("alpha_without", "ratio", in_scale[i].alpha_if_deleted, "alpha of the other items");
      const double sd = std::sqrt(m.covariance(i, i));
      one("loading", "correlation", fit ? fit->loadings[i] / sd : std::numeric_limits<double>::quiet_NaN(),
          fit ? "standardised, one factor" : why_not);
    }
  }

  assessment& of_;
  const finding_wave& wave_;
  const bound_composite& c_;
  std::optional<composite_answers> people_;
  double worth_ = 1;  ///< of an answer, under the design
};

}  // namespace

void append_reliability(assessment& out, const std::vector<finding_wave>& waves) {
  for (const finding_wave& wave : waves) {
    const tally& t = *wave.context->source;
    if (!t.options().item_moments || !t.options().pair_moments) continue;
    for (const measure& m : wave.context->asked().measures) {
      if (const auto composite = bind_composite(t, m)) composite_rows(out, wave, *composite).run();
    }
  }
}

}  // namespace cxm::detail
