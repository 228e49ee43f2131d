// SPDX-License-Identifier: Apache-2.0
#include "assessment/functioning_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "assessment/answering_roles.hpp"
#include "assessment/bound_composite.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/quality/differential_functioning.hpp"

namespace cxm::detail {
namespace {

/// Fewer people of a role say nothing about single categories.
constexpr double least_people = 100;
/// More people of a role would only cost time: their errors are small enough. Beyond it people are drawn.
constexpr double most_people = 2000;

/// The answers of one role: those of all, or of people drawn by what they answered and how many before them
/// answered the same, so that the order of rows does not matter.
class drawn_answers {
 public:
  drawn_answers(const composite_answers& from, std::uint64_t seed) {
    values.resize(from.values.size());
    present.resize(from.values.size());
    std::vector<double> key;
    std::map<std::vector<double>, random_stream> seen;
    std::vector<std::size_t> answered;
    const std::size_t rows = from.values.empty() ? 0 : from.values[0].size();
    for (std::size_t i = 0; i < rows; ++i) {
      if (std::any_of(from.present.begin(), from.present.end(), [i](const auto& p) { return p[i] != 0; })) {
        answered.push_back(i);
      }
    }
    people = static_cast<double>(answered.size());
    const double share = most_people / std::max(people, most_people);
    for (const std::size_t i : answered) {
      if (share < 1) {
        key.clear();
        for (std::size_t j = 0; j < values.size(); ++j) {
          key.push_back(from.present[j][i] != 0 ? from.values[j][i] : 1e9);
        }
        auto at = seen.find(key);
        if (at == seen.end()) at = seen.emplace(key, random_stream(seed, number_of(key))).first;
        if (at->second.uniform() >= share) continue;
      }
      for (std::size_t j = 0; j < values.size(); ++j) {
        values[j].push_back(from.values[j][i]);
        present[j].push_back(from.present[j][i]);
      }
    }
  }

  std::vector<std::vector<double>> values;
  std::vector<std::vector<std::uint8_t>> present;
  double people = 0;  ///< with an answer, before drawing

 private:
  /// FNV-1a of the answers in hundredths of a point.
  static std::uint64_t number_of(const std::vector<double>& key) {
    std::uint64_t h = 14695981039346656037U;
    for (const double x : key) {
      auto v = static_cast<std::uint64_t>(static_cast<std::int64_t>(std::llround(x * 100)));
      for (int b = 0; b < 8; ++b, v >>= 8U) h = (h ^ (v & 255U)) * 1099511628211U;
    }
    return h;
  }
};

class functioning_rows {
 public:
  functioning_rows(assessment& of, const finding_wave& wave, const bound_composite& c)
      : of_(of), wave_(wave), c_(c) {}

  void run() {
    std::vector<std::size_t> all = c_.measures;
    all.push_back(static_cast<std::size_t>(wave_.context->source->measure_position(c_.of->id)));
    auto groups = answering_groups(wave_, {}, {c_.of->id}, all);
    if (groups.size() < 3) return;  // all, and at least two roles
    std::vector<drawn_answers> answers;
    hidden_reason why = hidden_reason::shown;
    for (std::size_t g = 1; g < groups.size(); ++g) {
      const auto own = composite_answers_of(of_.options.people.get(), c_, c_.points,
                                            wave_.context->groups.wave, groups[g].roles);
      if (!own) return;
      answers.emplace_back(*own, of_.options.seed);
      if (why == hidden_reason::shown) why = groups[g].hidden;
      if (why == hidden_reason::shown && of_.options.disclosure &&
          answers.back().people < of_.options.minimum_base) {
        why = hidden_reason::base;
      }
    }
    for (std::size_t g = 2; g < groups.size(); ++g) {
      std::vector<std::string> key(of_.key_columns.size());
      key[0] = wave_.context->groups.wave;
      key[1] = groups[g].role_key;
      row_writer w(of_.rows, "dif", std::move(key));
      w.at(c_.of->id, why);
      if (why == hidden_reason::shown) {
        compare(w, answers[0], answers[g - 1], groups[1].role_key);
      } else {
        w.row("composite", label(), "points", undefined_estimate("hidden", 0, of_.options.level));
      }
    }
  }

 private:
  [[nodiscard]] const std::string& label() const {
    return label_or(c_.of->label, of_.options.language, c_.of->id);
  }

  void compare(row_writer& w, const drawn_answers& reference, const drawn_answers& focal,
               const std::string& reference_role) {
    const std::string less = "less " + reference_role + ", ";
    const auto none = [&](const std::string& why) {
      w.row("composite", label(), "points",
            undefined_estimate(less + why, reference.people + focal.people, of_.options.level));
    };
    if (std::min(reference.people, focal.people) < least_people) {
      return none("fewer than " + std::to_string(static_cast<int>(least_people)) + " people on a side");
    }
    std::vector<std::vector<double>> values = reference.values;
    std::vector<std::vector<std::uint8_t>> present = reference.present;
    std::vector<column_view> columns;
    std::vector<double> weights;
    std::vector<std::int32_t> group(values[0].size(), 0);
    group.resize(group.size() + focal.values[0].size(), 1);
    for (std::size_t j = 0; j < values.size(); ++j) {
      values[j].insert(values[j].end(), focal.values[j].begin(), focal.values[j].end());
      present[j].insert(present[j].end(), focal.present[j].begin(), focal.present[j].end());
      columns.emplace_back(values[j], present[j]);
      weights.push_back(c_.factor[j] / c_.points[j]);
    }
    differential_options options;
    options.weights = weights;
    options.level = of_.options.level;
    options.threads = of_.options.threads;
    std::optional<differential_functioning> found;
    try {
      found = find_differential_functioning(columns, group, options);
    } catch (const error& e) {
      if (e.code() != errc::numeric && e.code() != errc::data) throw;
      return none("no item response model fits");
    }
    const bool drawn = std::max(reference.people, focal.people) > most_people;
    const auto told = [&](estimate e) {
      e.method = less + e.method;
      if (drawn) e.method += ", people drawn";
      if (!found->anchored) e.set(estimate_flag::approximate);
      return e;
    };
    w.row("composite", label(), "points", told(found->composite_effect));
    w.row("standing", label(), "ratio", told(found->standing));
    for (std::size_t j = 0; j < c_.items.size(); ++j) {
      const item_functioning& f = found->items[j];
      const std::string& id = c_.items[j]->id;
      const std::string& text = label_or(c_.items[j]->text, of_.options.language, id);
      w.row("effect:" + id, text, "points", told(f.effect));
      w.row("p:" + id, text, "probability",
            told(plain(f.p_adjusted, f.effect.n, of_.options.level, "likelihood ratio, Holm")));
      const double sign = !f.differs ? 0 : f.effect.value < 0 ? -1 : 1;
      w.row("differs:" + id, text, "sign", told(plain(sign, f.effect.n, of_.options.level, "0 = an anchor")));
    }
  }

  assessment& of_;
  const finding_wave& wave_;
  const bound_composite& c_;
};

}  // namespace

void append_functioning(assessment& out, const std::vector<finding_wave>& waves) {
  if (!out.options.people || waves.empty()) return;
  const finding_wave& newest = waves.back();
  for (const measure& m : newest.context->asked().measures) {
    const auto composite = bind_composite(*newest.context->source, m);
    if (composite && composite->items.size() >= 4) functioning_rows(out, newest, *composite).run();
  }
}

}  // namespace cxm::detail
