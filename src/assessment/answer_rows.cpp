// SPDX-License-Identifier: Apache-2.0
#include "assessment/answer_rows.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assessment/note.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/estimate/share.hpp"

namespace cxm::detail {
namespace {

void add(answer_counts& sum, const answer_counts& part) {
  sum.rows += part.rows;
  sum.long_enough += part.long_enough;
  sum.repeated += part.repeated;
  sum.sparse += part.sparse;
  sum.same_id += part.same_id;
  sum.batteries.resize(part.batteries.size());
  for (std::size_t b = 0; b < part.batteries.size(); ++b) {
    sum.batteries[b].answered += part.batteries[b].answered;
    sum.batteries[b].straight += part.batteries[b].straight;
    sum.batteries[b].mixed_answered += part.batteries[b].mixed_answered;
    sum.batteries[b].contradictory += part.batteries[b].contradictory;
  }
}

void write(assessment& out, const answer_patterns& patterns, const answer_counts& c, hidden_reason why) {
  const std::string& language = out.options.language;
  std::vector<std::string> key(out.key_columns.size());
  key[0] = c.wave;
  key[1] = c.role;
  row_writer w(out.rows, "answers", std::move(key));
  share_options options;
  options.level = out.options.level;
  const auto share = [&](const std::string& detail, const std::string& label, double x, double n) {
    if (n > 0) w.row(detail, label, "share", share_interval_from_counts(x, n, options));
  };
  w.at("rows", why);
  const std::string rows = note(out.options, "all questions", "alle Fragen");
  share("repeated", rows, c.repeated, c.long_enough);
  share("sparse", rows, c.sparse, c.rows);
  if (out.kept.respondents) share("same_id", rows, c.same_id, c.rows);
  for (std::size_t b = 0; b < c.batteries.size(); ++b) {
    const battery& of = patterns.batteries()[b];
    const auto text = [&](std::size_t i) {
      const item& it = out.source->items[i];
      return label_or(it.text, language, it.id);
    };
    w.at(of.id, why);
    const std::string label = text(of.items.front()) + " ... " + text(of.items.back());
    share("straight", label, c.batteries[b].straight, c.batteries[b].answered);
    if (of.mixed) {
      share("contradictory", label, c.batteries[b].contradictory, c.batteries[b].mixed_answered);
    }
  }
}

}  // namespace

void append_answers(assessment& out, const answer_patterns& patterns) {
  std::map<std::string, std::vector<answer_counts>> waves;
  for (answer_counts& c : patterns.counts()) waves[c.wave].push_back(std::move(c));
  for (const auto& [wave, roles] : waves) {
    answer_counts all;
    all.wave = wave;
    bool small = false;
    for (const answer_counts& c : roles) {
      add(all, c);
      small = small || c.rows < out.options.minimum_base;
    }
    const bool guarded = out.options.disclosure;
    write(out, patterns, all,
          guarded && all.rows < out.options.minimum_base ? hidden_reason::base : hidden_reason::shown);
    if (roles.size() == 1) continue;
    for (const answer_counts& c : roles) {
      if (c.role.empty()) continue;
      const bool own = c.rows < out.options.minimum_base;
      write(out, patterns, c,
            !guarded || !small ? hidden_reason::shown
            : own              ? hidden_reason::base
                               : hidden_reason::complement);
    }
  }
}

}  // namespace cxm::detail
