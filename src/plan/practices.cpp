// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/practices.hpp"

#include <algorithm>
#include <set>

namespace cxm {
namespace {

double step_of(const scale& answers) {
  std::set<double> scores;
  for (const scale_code& code : answers.codes) scores.insert(code.score_or_code());
  return scores.size() > 1 ? 100.0 / static_cast<double>(scores.size() - 1) : 25.0;
}

void add_below(const instrument& asked, const std::string& id, std::vector<std::string>& out) {
  if (const index_definition* index = asked.find_index(id)) {
    for (const std::string& part : index->of) add_below(asked, part, out);
  } else if (std::find(out.begin(), out.end(), id) == out.end()) {
    out.push_back(id);
  }
}

}  // namespace

std::vector<std::string> measures_below(const instrument& asked, const std::string& measure_or_index) {
  std::vector<std::string> out;
  add_below(asked, measure_or_index, out);
  return out;
}

std::vector<practice> practices_of(const plan_document& plan, const instrument& asked,
                                   const std::vector<std::string>& further) {
  std::vector<std::string> measures = further;
  for (const plan_goal& goal : goals_of(plan, asked)) add_below(asked, goal.of, measures);
  std::set<std::size_t> items;
  for (const std::string& id : measures) {
    const measure* m = asked.find_measure(id);
    if (m == nullptr || m->kind != measure_kind::composite) continue;
    for (const std::string& item : m->items) {
      items.insert(static_cast<std::size_t>(asked.item_position(item)));
    }
  }
  std::vector<practice> out;
  for (const std::size_t i : items) {
    practice one;
    one.item = i;
    one.target = plan.practices.target;
    for (const plan_target& target : plan.targets) {
      if (target.of == asked.items[i].id && target.at_least) one.target = *target.at_least;
    }
    one.step = plan.practices.step ? *plan.practices.step : step_of(*asked.find_scale(asked.items[i].scale));
    out.push_back(one);
  }
  return out;
}

}  // namespace cxm
