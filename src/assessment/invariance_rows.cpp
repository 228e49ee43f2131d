// SPDX-License-Identifier: Apache-2.0
#include "assessment/invariance_rows.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "assessment/answering_roles.hpp"
#include "assessment/bound_composite.hpp"
#include "assessment/row_writer.hpp"
#include "assessment/unit_words.hpp"
#include "cxm/base/error.hpp"
#include "cxm/explain/driver_moments.hpp"
#include "cxm/quality/invariance.hpp"

namespace cxm::detail {
namespace {

/// Fewer people say nothing about loadings; what fewer than `enough` say is marked.
constexpr double least_people = 50, enough_people = 100;

/// One side of a comparison: a role, or a wave.
struct side {
  std::string role_key;
  group_moments moments;
  double people = 0;
  bool approximate = false;
};

/// Moments of a group's answers in points, divisor n; none when two items were never answered together.
std::optional<side> side_of(const finding_wave& wave, const bound_composite& c, const answering_group& g) {
  const wave_context& context = *wave.context;
  const auto segments = segments_by(*context.source, context.groups.wave, g.roles, -1);
  if (segments.empty()) return std::nullopt;
  driver_moments m;
  try {
    m = moments_of(*context.source->sums(segments.begin()->second), c.measures);
  } catch (const error& e) {
    if (e.code() != errc::data) throw;
    return std::nullopt;
  }
  group people;
  people.segments = segments.begin()->second;
  const double alone = m.n_eff;
  lose_to_design(m, context.estimates(people),
                 static_cast<std::size_t>(context.source->measure_position(c.of->id)));
  side out;
  out.role_key = g.role_key;
  out.people = m.n;
  out.approximate = m.repaired || m.n_eff < alone;
  out.moments.n = m.n_eff;
  out.moments.covariance = m.covariance;
  const double divisor = alone > 0 ? (alone - 1) / alone : 0;
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    // Reversed items are mirrored around the middle of their scale: only differences of means are told.
    out.moments.means.push_back(m.means[i] * c.points[i]);
    for (std::size_t j = 0; j < c.items.size(); ++j) {
      out.moments.covariance(i, j) *= c.points[i] * c.points[j] * divisor;
    }
  }
  return out;
}

/// Same items on the same scales.
bool same_items(const bound_composite& a, const bound_composite& b) {
  if (a.ids != b.ids || a.points != b.points) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (a.items[i]->scale != b.items[i]->scale || a.items[i]->reverse != b.items[i]->reverse) return false;
  }
  return true;
}

class comparison_rows {
 public:
  /// `prefix` of details; `wave` of the rows.
  comparison_rows(assessment& of, const bound_composite& c, std::string prefix, std::string wave)
      : of_(of), c_(c), prefix_(std::move(prefix)), wave_(std::move(wave)) {}

  void hidden(const std::string& role_key, hidden_reason why) {
    row_writer w = writer(role_key, why);
    w.row(prefix_ + "verdict", label(), "verdict", undefined_estimate("hidden", 0, of_.options.level));
  }

  /// `apart`: rows of sides stand under their roles; else all under `role_key`, the newest side alone.
  void write(const std::vector<side>& sides, const std::string& role_key, bool apart) {
    row_writer w = writer(role_key, hidden_reason::shown);
    double n = 0, least = sides.empty() ? 0 : sides[0].people;
    for (const side& s : sides) {
      n += s.people;
      least = std::min(least, s.people);
    }
    std::vector<group_moments> moments;
    bool approximate = false;
    for (const side& s : sides) {
      moments.push_back(s.moments);
      approximate = approximate || s.approximate;
    }
    factor_model model;
    model.items = c_.items.size();
    model.factors.emplace_back();
    for (std::size_t i = 0; i < model.items; ++i) model.factors[0].push_back(i);
    std::optional<invariance_test> found;
    std::string why_not =
        "fewer than " + std::to_string(static_cast<int>(least_people)) + " people on a side";
    if (least >= least_people) {
      try {
        found = test_invariance(model, moments, of_.options.level);
      } catch (const error& e) {
        if (e.code() != errc::numeric) throw;
        why_not = "no one-factor model fits";
      }
    }
    const auto mark = [&](estimate e) {
      if (least < enough_people) e.set(estimate_flag::small_base);
      if (approximate) e.set(estimate_flag::approximate);
      return e;
    };
    if (!found) {
      w.row(prefix_ + "verdict", invariance_word(invariance_verdict::unclear, of_.options.language),
            "verdict", undefined_estimate(why_not, n, of_.options.level));
      return;
    }
    w.row(prefix_ + "verdict", invariance_word(found->verdict, of_.options.language), "verdict",
          mark(plain(code_of(found->verdict), n, of_.options.level,
                     "one factor in all groups, a level holds while CFI falls by at most .01")));
    static constexpr const char* names[]{"configural", "metric", "scalar"};
    for (std::size_t s = 0; s < 3; ++s) {
      const invariance_step& step = found->steps[s];
      const std::string name = names[s];
      w.row(prefix_ + "cfi:" + name, label(), "ratio",
            mark(plain(step.fit.measures.cfi, n, of_.options.level, "comparative fit index")));
      const bool first = s == 0;
      w.row(prefix_ + "p:" + name, label(), "probability",
            mark(plain(first ? step.fit.measures.p : step.p, n, of_.options.level,
                       first ? "chi-squared of the model" : "likelihood ratio against the level before")));
    }
    // Every side less the first.
    for (std::size_t g = 1; g < sides.size(); ++g) {
      row_writer own = writer(apart ? sides[g].role_key : role_key, hidden_reason::shown);
      const auto told = [&](estimate e) {
        e.n = e.n_eff = sides[g].people;
        e.method = "less " + (apart ? sides[0].role_key : "the earlier wave") + ", " + e.method;
        return mark(std::move(e));
      };
      own.row(prefix_ + "level", label(), "points", told(found->item_means[g][0]));
      for (const intercept_difference& d : found->differences) {
        const item& i = *c_.items[d.item];
        own.row(prefix_ + "start:" + i.id, label_or(i.text, of_.options.language, i.id), "points",
                told(d.difference[g]));
      }
    }
    for (const std::size_t i : found->apart) {
      const item& it = *c_.items[i];
      w.row(
          prefix_ + "apart:" + it.id, label_or(it.text, of_.options.language, it.id), "probability",
          mark(plain(found->differences[i].p, n, of_.options.level, "likelihood ratio of an own intercept")));
    }
  }

  static double code_of(invariance_verdict v) {
    switch (v) {
      case invariance_verdict::same:
        return 3;
      case invariance_verdict::partial:
        return 2;
      case invariance_verdict::relations:
        return 1;
      case invariance_verdict::unclear:
        return 0;
      case invariance_verdict::different:
        return -1;
      case invariance_verdict::no_factor:
        break;
    }
    return -2;
  }

 private:
  [[nodiscard]] const std::string& label() const {
    return label_or(c_.of->label, of_.options.language, c_.of->id);
  }
  row_writer writer(const std::string& role_key, hidden_reason why) {
    std::vector<std::string> key(of_.key_columns.size());
    key[0] = wave_;
    key[1] = role_key;
    row_writer w(of_.rows, "invariance", std::move(key));
    w.at(c_.of->id, why);
    return w;
  }

  assessment& of_;
  const bound_composite& c_;
  std::string prefix_, wave_;
};

hidden_reason too_few(const assessment& out, const side& s) {
  return out.options.disclosure && s.people < out.options.minimum_base ? hidden_reason::base
                                                                       : hidden_reason::shown;
}

/// Who is asked a composite: all of them first, then each role.
std::vector<answering_group> groups_of(const finding_wave& wave, const bound_composite& c) {
  std::vector<std::size_t> all = c.measures;
  all.push_back(static_cast<std::size_t>(wave.context->source->measure_position(c.of->id)));
  return answering_groups(wave, {}, {c.of->id}, all);
}

void between_roles(assessment& out, const finding_wave& wave, const bound_composite& c) {
  const auto groups = groups_of(wave, c);
  if (groups.size() < 3) return;  // all, and at least two roles
  comparison_rows rows(out, c, "roles:", wave.context->groups.wave);
  std::vector<side> sides;
  for (std::size_t g = 1; g < groups.size(); ++g) {
    if (groups[g].hidden != hidden_reason::shown) return rows.hidden({}, groups[g].hidden);
    std::optional<side> s = side_of(wave, c, groups[g]);
    if (!s) continue;
    const hidden_reason why = too_few(out, *s);
    if (why != hidden_reason::shown) return rows.hidden({}, why);
    sides.push_back(std::move(*s));
  }
  if (sides.size() >= 2) rows.write(sides, {}, true);
}

void since(assessment& out, const finding_wave& before, const finding_wave& wave, const bound_composite& c) {
  const measure* earlier = before.context->asked().find_measure(c.of->id);
  if (earlier == nullptr) return;
  const auto old = bind_composite(*before.context->source, *earlier);
  if (!old || !same_items(*old, c)) return;
  const auto groups = groups_of(wave, c), earlier_groups = groups_of(before, *old);
  if (groups[0].roles != earlier_groups[0].roles) return;
  comparison_rows rows(out, c, "since:" + before.context->groups.wave + ":", wave.context->groups.wave);
  for (const answering_group* g : {&groups[0], &earlier_groups[0]}) {
    if (g->hidden != hidden_reason::shown) return rows.hidden(groups[0].role_key, g->hidden);
  }
  std::vector<side> sides;
  for (auto [at, composite, group] :
       {std::tuple{&before, &*old, &earlier_groups[0]}, std::tuple{&wave, &c, &groups[0]}}) {
    std::optional<side> s = side_of(*at, *composite, *group);
    if (!s) return;
    const hidden_reason why = too_few(out, *s);
    if (why != hidden_reason::shown) return rows.hidden(groups[0].role_key, why);
    sides.push_back(std::move(*s));
  }
  rows.write(sides, groups[0].role_key, false);
}

}  // namespace

void append_invariance(assessment& out, const std::vector<finding_wave>& waves) {
  for (std::size_t w = 0; w < waves.size(); ++w) {
    const tally& t = *waves[w].context->source;
    if (!t.options().item_moments || !t.options().pair_moments) continue;
    for (const measure& m : waves[w].context->asked().measures) {
      const auto c = bind_composite(t, m);
      if (!c || c->items.size() < 3) continue;
      between_roles(out, waves[w], *c);
      if (w > 0) since(out, waves[w - 1], waves[w], *c);
    }
  }
}

}  // namespace cxm::detail
