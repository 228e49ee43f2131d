// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/text.hpp"

/// The description of an organisation to be simulated (docs/simulate.md). A profile says how many people
/// of each role answer in each unit and wave, and how they answer; what is true in it is known.
namespace cxm {

/// Points to add to factors' means (0..100), by factor id; "*" is every factor.
using profile_shift = std::map<std::string, double>;

/// What a person's answers to several items have in common. On the scale of 0..100, higher is more mature.
struct profile_factor {
  std::string id;
  double mean = 50;           ///< of the organisation, before shifts
  double sd = 25;             ///< between the answers of people of one unit, role and wave
  double correlation = 0.45;  ///< of two items of the factor, between people: with 5 items alpha is .80
  double unit_sd = 0;         ///< units differ by normal effects of this standard deviation, drawn once
};

/// How one item is answered, where it differs from its factor.
struct profile_item {
  std::string factor;                           ///< default: the item's dimension, if that is a factor
  std::optional<double> mean, sd, correlation;  ///< default: the factor's; a correlation may be negative
  std::map<std::string, double>
      probabilities;                 ///< of the codes (sum 1), instead of mean and sd; shifts still
                                     ///< apply. Several answers at once: of each option by itself
  std::optional<std::int32_t> none;  ///< several answers at once: the code for "nothing else chosen"
  std::optional<std::map<std::string, double>> missing;  ///< rates by kind, instead of the role's
};

struct profile_role {
  std::string id;
  profile_shift shift;                        ///< self-ratings of leaders are inflated ...
  std::map<std::string, profile_item> items;  ///< instead of the profile's items of that name
  std::optional<std::map<std::string, double>> missing;
};

struct profile_wave {
  std::string id;
  profile_shift shift;
};

/// What happens to a unit (or a group of units) in one wave.
struct profile_episode {
  profile_shift shift;
  std::map<std::string, std::int64_t> people;  ///< by role, instead of the unit's own numbers
};

/// A unit, with its people, or a group of units (no people), which passes its shifts on.
struct profile_unit {
  std::string id;
  std::string parent;
  profile_shift shift;
  std::map<std::string, std::int64_t> people;    ///< by role, in every wave
  std::map<std::string, profile_episode> waves;  ///< by wave
};

/// Exact counts of the codes of an item among the people of a role in a wave: the answers keep their
/// order on the latent scale, and the cut points are moved until the counts are met. Nobody of these
/// people is missing on the item.
struct profile_quota {
  std::string wave, role, item;
  std::map<std::string, std::int64_t> counts;  ///< by code; they sum to the people, but for multiple answers
};

/// Something that happens to the organisation, for findings on dilution.
struct profile_event {
  std::string wave;  ///< the first wave after it; empty = nothing happens
  text label;
};

struct profile {
  std::string id;
  std::string instrument;  ///< the instrument it was made for
  text title;
  std::uint64_t seed = 1;
  std::string segment;                    ///< the grouping column of the units; empty = no units
  double factor_correlation = 0.5;        ///< of two factors, between people
  double weight_sd = 0;                   ///< > 0: log-normal weights of mean 1, independent of the answers
  std::map<std::string, double> missing;  ///< rates by kind, of every item
  std::vector<profile_factor> factors;
  std::map<std::string, profile_item> items;
  std::vector<profile_role> roles;
  std::vector<profile_wave> waves;
  std::vector<profile_unit> units;
  std::vector<profile_quota> quotas;
  profile_event event;
};

/// Read a profile document; faults as in parse_instrument, with the JSON path. References to an
/// instrument are checked when it is used.
[[nodiscard]] profile parse_profile(std::string_view json);
/// Read a file, or a built-in profile by name ("demo", "healthy", "lip-service", "diluting").
[[nodiscard]] profile load_profile(const std::string& name_or_path);
[[nodiscard]] std::vector<std::string> builtin_profiles();

}  // namespace cxm
