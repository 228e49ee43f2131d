// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "cxm/simulate/profile.hpp"
#include "cxm/simulate/simulate.hpp"

/// A profile bound to an instrument: who answers, and by which law.
namespace cxm::detail {

/// How an item is answered, in all cells alike. A latent answer is a standard normal per slot: single
/// answers have one slot, several answers at once one per option.
struct item_shape {
  std::size_t slots = 1;
  std::vector<std::size_t> order;  ///< positions of the codes, least mature first (choices: as listed)
  int none = -1;                   ///< several answers: position of the code for "nothing else"
};

/// How one item is answered in one cell: answer k (in the shape's order) when `delta + z` lies above
/// exactly k of the cuts. Several answers at once: option k is chosen when its z lies above cuts[k].
struct item_law {
  bool asked = false;
  std::size_t factor = 0;
  double loading = 0;  ///< of the factor, signed
  double delta = 0;
  std::vector<double> cuts;
  double mean = 0, sd = 1;                      ///< number scales: the answer is mean + sd z
  std::array<double, missing_kinds> missing{};  ///< rates by kind
  int quota = -1;                               ///< position in profile::quotas, or -1
};

/// The people of one unit and role in one wave.
struct population_cell {
  std::size_t wave = 0, unit = 0, role = 0;
  std::int64_t people = 0;
  std::int64_t first = 0;       ///< number of the first of them, from 0
  std::vector<item_law> items;  ///< parallel to instrument::items
};

struct population {
  const instrument* source = nullptr;
  const cxm::profile* profile = nullptr;
  std::uint64_t seed = 1;
  double copies = 1;
  std::size_t factors = 0;         ///< with the last for items that have none
  std::vector<std::string> waves;  ///< at least one; "" when the profile has none
  std::vector<item_shape> shapes;
  std::vector<population_cell> cells;  ///< in order of wave, unit, role; none is empty
  std::int64_t people = 0;
};

/// One person's latent answers, reused from person to person.
struct latent_person {
  std::vector<double> factors;
  std::vector<double> z;        ///< the slots of all items, those not asked left alone
  std::vector<double> missing;  ///< a uniform number for every item
  double weight = 1;
};

/// Check the profile against the instrument and work everything out but the cuts of exact counts.
[[nodiscard]] population make_population(const instrument&, const profile&, const simulate_options&);
/// Draw those who are under exact counts and move their cuts so that the counts are met.
void meet_quotas(population&, const simulate_options&);

/// Person `number` of the population, who is in `cell`.
void draw_person(const population&, const population_cell& cell, std::int64_t number, latent_person&);
/// Where the slots of each item begin in latent_person::z; the last entry is their number.
[[nodiscard]] std::vector<std::size_t> slot_offsets(const population&);
/// Position in the shape's order of a single answer.
[[nodiscard]] std::size_t answer_of(const item_law&, double z) noexcept;

/// Correlation of two latent answers of one person.
[[nodiscard]] double latent_correlation(const population&, const item_law& a, const item_law& b) noexcept;

/// cxm::error{argument} at a path of the profile.
[[noreturn]] void refuse(const std::string& path, const std::string& what);
/// Position of a code given as text, or a fault.
[[nodiscard]] std::size_t code_position(const scale&, const std::string& path, const std::string& code);
template <class T>
[[nodiscard]] std::vector<std::string_view> ids(const std::vector<T>& all) {
  std::vector<std::string_view> out;
  for (const T& one : all) out.emplace_back(one.id);
  return out;
}

}  // namespace cxm::detail
