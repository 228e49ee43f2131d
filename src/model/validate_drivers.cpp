// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

/// The items from which a measure is made, those of the measures it uses included.
void collect_items(const instrument& in, const measure& m, std::vector<std::string>& out) {
  out.insert(out.end(), m.items.begin(), m.items.end());
  if (!m.item.empty()) out.push_back(m.item);
  for (const condition& c : m.all) {
    if (c.item.empty()) {
      collect_items(in, *in.find_measure(c.measure), out);
    } else {
      out.push_back(c.item);
    }
  }
  if (!m.minuend.empty()) collect_items(in, *in.find_measure(m.minuend), out);
  if (!m.subtrahend.empty()) collect_items(in, *in.find_measure(m.subtrahend), out);
}

std::vector<std::string> items_of(const instrument& in, const std::string& id) {
  std::vector<std::string> out;
  collect_items(in, *in.find_measure(id), out);
  return out;
}

/// Every named role is asked what the measure needs.
void check_asked(const instrument& in, const std::string& roles_path, const std::string& path,
                 const std::string& id, const std::vector<std::string>& roles) {
  check_roles(in, roles_path, roles);
  const auto asked = roles_asked(in, id);
  for (const std::string& role : roles) {
    if (std::find(asked.begin(), asked.end(), role) == asked.end()) {
      fault(path, "role " + in_quotes(role) + " is not asked what " + in_quotes(id) + " needs");
    }
  }
}

void check_segment(const instrument& in, const std::string& path, const std::string& id) {
  if (id.empty()) return;
  const auto known = ids_of(in.segments);
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    fault(path, "unknown segment " + in_quotes(id) + suggestion(id, known));
  }
}

void check_predictors(const instrument& in, const std::string& path, const driver_set& d) {
  if (d.predictors.empty()) {
    fault(path, "is missing; list 1 to " + std::to_string(most_predictors) +
                    " measures that may explain the outcome");
  }
  if (d.predictors.size() > most_predictors) {
    fault(path, "has " + std::to_string(d.predictors.size()) + " entries, but at most " +
                    std::to_string(most_predictors) + " can be weighed against each other exactly");
  }
  check_distinct(path, d.predictors);
  const auto outcome_items = items_of(in, d.outcome);
  for (std::size_t k = 0; k < d.predictors.size(); ++k) {
    const std::string& id = d.predictors[k];
    known_measure(in, at(path, k), id);
    if (id == d.outcome) {
      fault(at(path, k), in_quotes(id) + " is the outcome itself; name measures that may explain it");
    }
    for (const std::string& item : items_of(in, id)) {
      if (std::find(outcome_items.begin(), outcome_items.end(), item) == outcome_items.end()) continue;
      fault(at(path, k), in_quotes(id) + " rests on item " + in_quotes(item) + ", as the outcome " +
                             in_quotes(d.outcome) + " does, and so explains itself");
    }
  }
}

/// Who is asked only among those who say yes.
void check_among(const instrument& in, const std::string& path, const driver_set& d) {
  if (d.among.empty()) return;
  const std::string here = path + ".among";
  check_kind(in, here, d.among, measure_range::unit::share, a_share);
  if (!d.unit.empty()) fault(here, "cannot go with \"unit\": units are the cases there");
  if (d.among == d.outcome) fault(here, "is the outcome itself");
  if (std::find(d.predictors.begin(), d.predictors.end(), d.among) != d.predictors.end())
    fault(here, "is one of the predictors, and would not vary");
  check_asked(in, path + ".roles", here, d.among, d.roles);
  check_common_roles(in, here, {d.among, d.outcome});
}

void check_drivers(const instrument& in, const std::string& path, const driver_set& d) {
  check_text(in, path + ".label", d.label);
  known_measure(in, path + ".outcome", d.outcome);
  check_predictors(in, path + ".predictors", d);
  check_segment(in, path + ".unit", d.unit);
  check_segment(in, path + ".within", d.within);
  if (d.unit.empty() && !d.outcome_roles.empty()) {
    fault(path + ".outcome_roles", "needs \"unit\": only units can join answers of different people");
  }
  if (!d.unit.empty() && !d.within.empty()) {
    fault(path + ".within", "cannot go with \"unit\": units are the cases there");
  }
  check_among(in, path, d);
  for (std::size_t k = 0; k < d.predictors.size(); ++k) {
    check_asked(in, path + ".roles", at(path + ".predictors", k), d.predictors[k], d.roles);
  }
  const bool apart = !d.outcome_roles.empty();
  check_asked(in, path + (apart ? ".outcome_roles" : ".roles"), path + ".outcome", d.outcome,
              apart ? d.outcome_roles : d.roles);
  std::vector<std::string> together = d.predictors;
  if (d.unit.empty()) together.push_back(d.outcome);
  check_common_roles(in, path + ".predictors", together);
}

}  // namespace

void validate_drivers(const instrument& in) {
  check_ids("drivers", in.drivers);
  for (std::size_t i = 0; i < in.drivers.size(); ++i) check_drivers(in, at("drivers", i), in.drivers[i]);
}

}  // namespace cxm::detail
