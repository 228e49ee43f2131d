// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cxm/model/text.hpp"

/// Declarations of the findings that look at units side by side, or at waves one after another. `unit` is
/// the segment column whose values are the units; empty: the first declared one.
namespace cxm {

/// Isolated believers (FINDINGS.md, 5): people of belief and action, by unit.
struct believer_definition {
  std::string id;
  cxm::text label;
  std::string believer;               ///< share or joint measure: 1 for a believer
  std::string definition;             ///< optional share measure: holds the shared definition
  std::vector<std::string> outcomes;  ///< measures or indices, compared between the classes of units
  std::string unit;
  double shared_at = 0.5;  ///< share of the definition, or of believers, from which a unit is `shared`
  double tipping = 0.25;   ///< share of committed people that tips a convention (Centola et al. 2018)
  friend bool operator==(const believer_definition&, const believer_definition&) = default;
};

/// Something that happens to the organisation: the sponsor leaves ...
struct finding_event {
  cxm::text label;
  std::string wave;  ///< the first wave after it; empty = no event
  friend bool operator==(const finding_event&, const finding_event&) = default;
};

/// Dilution (FINDINGS.md, 10): a measure or index over the waves.
struct dilution_definition {
  std::string id;
  cxm::text label;
  std::string measure;  ///< measure or index
  std::string role;     ///< whose; empty = everybody
  std::string unit;
  std::optional<double> target;  ///< in the measure's unit; counts the units above it
  double wave_correlation = 0;   ///< of the errors of two waves, where the same people answer; 0 <= r < 1
  finding_event event;
  friend bool operator==(const dilution_definition&, const dilution_definition&) = default;
};

/// One step of a path between units.
struct pyramid_step {
  std::string measure;  ///< measure or index
  std::string role;     ///< whose; empty = everybody who has it
  friend bool operator==(const pyramid_step&, const pyramid_step&) = default;
};

/// Culture pyramid (FINDINGS.md, 11): a path of unit means, earlier steps move later ones.
struct pyramid_definition {
  std::string id;
  cxm::text label;
  std::vector<pyramid_step> steps;  ///< 2 to 6, in order
  std::string unit;
  friend bool operator==(const pyramid_definition&, const pyramid_definition&) = default;
};

}  // namespace cxm
