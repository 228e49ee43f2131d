// SPDX-License-Identifier: Apache-2.0
#include "support/survey_rows.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace cxm::testing {
namespace {

group_column column_of(const std::vector<std::string>& values) {
  auto levels = std::make_shared<std::vector<std::string>>();
  group_column out;
  for (const std::string& v : values) {
    auto at = std::find(levels->begin(), levels->end(), v);
    if (at == levels->end()) at = levels->insert(levels->end(), v);
    out.positions.push_back(static_cast<std::uint32_t>(at - levels->begin()));
  }
  out.levels = levels;
  return out;
}

}  // namespace

batch batch_of(const instrument& asked, const std::vector<survey_row>& rows, bool weighted) {
  batch b;
  b.rows = rows.size();
  b.first_row = 1;
  for (const item& question : asked.items) {
    item_column column;
    const scale* s = asked.find_scale(question.scale);
    for (const survey_row& r : rows) {
      const auto answer = r.answers.find(question.id);
      const bool asked_of = question.roles.empty() || std::find(question.roles.begin(), question.roles.end(),
                                                                r.role) != question.roles.end();
      const bool unknown =
          std::find(r.dont_know.begin(), r.dont_know.end(), question.id) != r.dont_know.end();
      std::uint64_t selected = 0;
      if (answer == r.answers.end()) {
        column.cells.push_back(cell_of(!asked_of ? missing_kind::not_asked
                                       : unknown ? missing_kind::dont_know
                                                 : missing_kind::no_answer));
      } else {
        const int at = s->position(answer->second);
        if (at < 0)
          throw std::invalid_argument("no code " + std::to_string(answer->second) + " in " + question.id);
        column.cells.push_back(question.multiple ? cell{0} : static_cast<cell>(at));
        selected = std::uint64_t{1} << static_cast<unsigned>(at);
      }
      if (question.multiple) column.selected.push_back(selected);
    }
    b.items.push_back(std::move(column));
  }
  std::vector<std::string> roles;
  std::vector<std::string> waves;
  for (const survey_row& r : rows) {
    roles.push_back(r.role);
    waves.push_back(r.wave.empty() ? asked.fixed_wave : r.wave);
    if (weighted) b.weights.push_back(r.weight);
  }
  b.groups = {column_of(roles), column_of(waves)};
  for (std::size_t s = 0; s < asked.segments.size(); ++s) {
    std::vector<std::string> values;
    for (const survey_row& r : rows) values.push_back(s < r.segments.size() ? r.segments[s] : "");
    b.groups.push_back(column_of(values));
  }
  return b;
}

tally tally_of(const instrument_ptr& asked, const std::vector<survey_row>& rows, tally_options options) {
  tally t(asked, options);
  t.update(batch_of(*asked, rows, options.weighted));
  return t;
}

}  // namespace cxm::testing
