// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "model/fault.hpp"
#include "simulate/population.hpp"

namespace cxm::detail {
namespace {

/// Cuts so that exactly counts[k] of the values fall between them.
std::vector<double> count_cuts(const std::string& path, std::vector<double> values,
                               const std::vector<std::int64_t>& counts) {
  std::sort(values.begin(), values.end());
  std::vector<double> cuts;
  std::size_t below = 0;
  for (std::size_t k = 0; k + 1 < counts.size(); ++k) {
    below += static_cast<std::size_t>(counts[k]);
    if (below == 0) {
      cuts.push_back(-std::numeric_limits<double>::infinity());
    } else if (below == values.size()) {
      cuts.push_back(std::numeric_limits<double>::infinity());
    } else {
      // The lower value itself: an answer counts as above a cut only when it is greater.
      if (!(values[below - 1] < values[below])) {
        throw error(errc::numeric,
                    path + ": two people have the same latent answer at a cut; use another seed", path);
      }
      cuts.push_back(values[below - 1]);
    }
  }
  return cuts;
}

class quota_meeter {
 public:
  quota_meeter(population& all, const simulate_options& options) : all_(all), options_(options) {}

  void meet() {
    const profile& p = *all_.profile;
    for (std::size_t q = 0; q < p.quotas.size(); ++q) bind(q);
    collect();
    for (std::size_t q = 0; q < p.quotas.size(); ++q) cut(q);
  }

 private:
  struct bound_quota {
    std::size_t item = 0;
    std::vector<std::int64_t> counts;         // in the shape's order
    std::vector<std::vector<double>> values;  // of each slot
  };

  void bind(std::size_t q) {
    const instrument& in = *all_.source;
    const profile_quota& quota = all_.profile->quotas[q];
    const std::string path = at("quotas", q);
    const int position = in.item_position(quota.item);
    if (position < 0) {
      refuse(path + ".item", "unknown item " + in_quotes(quota.item) + suggestion(quota.item, ids(in.items)));
    }
    const auto roles = ids(all_.profile->roles);
    if (std::find(roles.begin(), roles.end(), quota.role) == roles.end()) {
      refuse(path + ".role", "unknown role " + in_quotes(quota.role) + suggestion(quota.role, roles));
    }
    if (!quota.wave.empty() &&
        std::find(all_.waves.begin(), all_.waves.end(), quota.wave) == all_.waves.end()) {
      refuse(path + ".wave", "unknown wave " + in_quotes(quota.wave) +
                                 suggestion(quota.wave, {all_.waves.begin(), all_.waves.end()}));
    }
    bound_quota bound;
    bound.item = static_cast<std::size_t>(position);
    const item& asked = in.items[bound.item];
    const scale& s = *in.find_scale(asked.scale);
    const item_shape& shape = all_.shapes[bound.item];
    if (s.kind == scale_kind::number) refuse(path + ".item", "a number scale has no codes to count");

    std::int64_t people = 0;
    for (population_cell& cell : all_.cells) {
      if (!member(cell, quota)) continue;
      item_law& law = cell.items[bound.item];
      if (!law.asked)
        refuse(path + ".item",
               "role " + in_quotes(quota.role) + " is not asked item " + in_quotes(quota.item));
      if (law.quota >= 0) {
        refuse(path, "the same answers are already counted by quotas[" + std::to_string(law.quota) + "]");
      }
      law.quota = static_cast<int>(q);
      law.missing = {};
      people += cell.people;
    }
    std::vector<std::int64_t> by_position(s.codes.size(), 0);
    std::int64_t sum = 0;
    for (const auto& [code, count] : quota.counts) {
      const std::int64_t all = count * options_.copies;
      by_position[code_position(s, path + ".counts." + code, code)] = all;
      sum += all;
      if (asked.multiple && all > people) too_many(path, count, people);
    }
    if (!asked.multiple && sum != people) too_many(path, sum / options_.copies, people);
    for (const std::size_t k : shape.order) bound.counts.push_back(by_position[k]);
    bound.values.resize(shape.slots);
    bound_.push_back(std::move(bound));
  }

  [[noreturn]] void too_many(const std::string& path, std::int64_t sum, std::int64_t people) const {
    refuse(path + ".counts", "count " + std::to_string(sum) + " people, but the group has " +
                                 std::to_string(people / options_.copies));
  }

  [[nodiscard]] bool member(const population_cell& cell, const profile_quota& quota) const {
    return all_.profile->roles[cell.role].id == quota.role &&
           (quota.wave.empty() || all_.waves[cell.wave] == quota.wave);
  }

  void collect() {
    const auto offsets = slot_offsets(all_);
    latent_person person;
    for (const population_cell& cell : all_.cells) {
      std::vector<std::size_t> items;
      for (std::size_t i = 0; i < cell.items.size(); ++i) {
        if (cell.items[i].quota >= 0) items.push_back(i);
      }
      if (items.empty()) continue;
      for (std::int64_t k = 0; k < cell.people; ++k) {
        draw_person(all_, cell, cell.first + k, person);
        for (const std::size_t i : items) {
          const item_law& law = cell.items[i];
          auto& values = bound_[static_cast<std::size_t>(law.quota)].values;
          for (std::size_t slot = 0; slot < values.size(); ++slot) {
            values[slot].push_back(law.delta + person.z[offsets[i] + slot]);
          }
        }
      }
    }
  }

  void cut(std::size_t q) {
    bound_quota& bound = bound_[q];
    const std::string path = at("quotas", q);
    std::vector<double> cuts;
    if (all_.source->items[bound.item].multiple) {
      for (std::size_t k = 0; k < bound.values.size(); ++k) {
        const auto people = static_cast<std::int64_t>(bound.values[k].size());
        cuts.push_back(
            count_cuts(path, std::move(bound.values[k]), {people - bound.counts[k], bound.counts[k]})[0]);
      }
    } else {
      cuts = count_cuts(path, std::move(bound.values[0]), bound.counts);
    }
    for (population_cell& cell : all_.cells) {
      item_law& law = cell.items[bound.item];
      if (law.quota == static_cast<int>(q)) law.cuts = cuts;
    }
    bound = {};
  }

  population& all_;
  const simulate_options& options_;
  std::vector<bound_quota> bound_;
};

}  // namespace

void meet_quotas(population& all, const simulate_options& options) { quota_meeter(all, options).meet(); }

}  // namespace cxm::detail
