// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

void check_columns(const std::string& path, const std::vector<std::string>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) check_words(at(path, i), columns[i]);
  check_distinct(path, columns);
}

/// No value of the hierarchy is its own ancestor.
void check_parents(const std::string& path, const std::map<std::string, std::string>& parents) {
  for (const auto& [child, parent] : parents) {
    const std::string where = path + "." + child;
    check_words(path, child);
    check_words(where, parent);
    std::string chain = in_quotes(child);
    std::size_t steps = 0;
    for (auto up = parents.find(child); up != parents.end(); up = parents.find(up->second)) {
      chain += " -> " + in_quotes(up->second);
      if (up->second == child)
        fault(where, "goes in a circle: " + chain + "; a hierarchy must end in a top value");
      if (++steps > parents.size()) break;  // a circle further up, reported at one of its own members
    }
  }
}

void check_role_values(const instrument& in) {
  std::map<std::string, std::size_t> owner;
  for (std::size_t i = 0; i < in.roles.size(); ++i) owner.emplace(in.roles[i].id, i);
  for (std::size_t i = 0; i < in.roles.size(); ++i) {
    const std::string path = at("roles.values", i);
    check_text(in, path + ".label", in.roles[i].label);
    for (std::size_t k = 0; k < in.roles[i].values.size(); ++k) {
      const std::string& value = in.roles[i].values[k];
      const std::string where = at(path + ".values", k);
      check_words(where, value);
      const auto [found, added] = owner.emplace(value, i);
      if (!added && found->second != i) {
        fault(where, in_quotes(value) + " already means role " + in_quotes(in.roles[found->second].id) +
                         "; a value must mean one role");
      }
    }
    check_distinct(path + ".values", in.roles[i].values);
  }
}

}  // namespace

void validate_people(const instrument& in) {
  check_id("id", in.id);
  if (!in.version.empty()) check_words("version", in.version);
  if (!in.licence.empty()) check_words("licence", in.licence);
  // The languages themselves are checked as the keys of a text would be.
  for (std::size_t i = 0; i < in.languages.size(); ++i) {
    text probe;
    probe.by_language.emplace(in.languages[i], std::string(1, 'x'));
    check_text(instrument{}, at("languages", i), probe);
    if (in.languages[i].empty()) fault(at("languages", i), "is empty; use \"en\", \"de\", \"pt-BR\" ...");
  }
  check_distinct("languages", in.languages);
  check_text(in, "title", in.title);
  check_text(in, "description", in.description);

  check_ids("roles.values", in.roles);
  check_role_values(in);
  check_columns("roles.columns", in.role_column.columns);

  check_ids("segments", in.segments);
  constexpr std::array<std::string_view, 7> reserved{"role",    "wave",       "weight", "stratum",
                                                     "cluster", "respondent", "fpc"};
  for (std::size_t i = 0; i < in.segments.size(); ++i) {
    const segment_definition& s = in.segments[i];
    if (std::find(reserved.begin(), reserved.end(), s.id) != reserved.end()) {
      fault(at("segments", i, "id"),
            in_quotes(s.id) + " is the name of a built-in column; choose another id");
    }
    check_text(in, at("segments", i, "label"), s.label);
    check_columns(at("segments", i, "columns"), s.columns);
    check_parents(at("segments", i, "parents"), s.parents);
  }

  check_columns("wave.columns", in.wave_column.columns);
  for (std::size_t i = 0; i < in.wave_order.size(); ++i) check_words(at("wave.order", i), in.wave_order[i]);
  check_distinct("wave.order", in.wave_order);
  if (!in.wave_times.empty() && in.wave_times.size() != in.wave_order.size()) {
    fault("wave.times", "has " + std::to_string(in.wave_times.size()) +
                            " entries, but must have one for each of the " +
                            std::to_string(in.wave_order.size()) + " waves of wave.order");
  }
  for (std::size_t i = 0; i < in.wave_times.size(); ++i) {
    if (!std::isfinite(in.wave_times[i]) || (i > 0 && !(in.wave_times[i] > in.wave_times[i - 1]))) {
      fault(at("wave.times", i),
            "is " + number_text(in.wave_times[i]) + ", but must be later than the wave before");
    }
  }
  if (!in.fixed_wave.empty()) check_words("wave.fixed", in.fixed_wave);
  check_columns("weight.columns", in.weight.columns);
  check_columns("stratum.columns", in.stratum.columns);
  check_columns("cluster.columns", in.cluster.columns);
  check_columns("respondent.columns", in.respondent.columns);
  check_columns("fpc.columns", in.fpc.columns);
}

}  // namespace cxm::detail
