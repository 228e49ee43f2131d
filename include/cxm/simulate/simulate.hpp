// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "cxm/simulate/profile.hpp"

namespace cxm {

struct simulate_options {
  std::optional<std::uint64_t> seed;  ///< instead of the profile's
  std::uint32_t copies = 1;           ///< so many times as many people, exact counts included
  bool labels = false;                ///< answers as labels in `language` instead of codes
  std::string language = "en";
  std::function<bool(std::int64_t rows_done, std::int64_t rows_total)> progress;  ///< false = stop
};

/// Draw the organisation and write it as CSV (RFC 4180, UTF-8, lines end in \n): respondent, the grouping
/// columns, weight, then the items, under the names that the instrument looks for first.
///
/// Person k of the file is drawn from random_stream(seed, k), so the same seed gives the same bytes
/// everywhere, and rows do not depend on each other. A person's answer to item i is
/// y = m + s (l f + sqrt(1 - l^2) e), cut into codes; f is the person's factor score, e is the item's own,
/// both standard normal, l^2 the correlation (docs/simulate.md). Memory: a few MB, plus 8 bytes for each
/// answer that is under an exact count. Cost: about 4 microseconds a row of 50 items.
///
/// Returns the number of rows. cxm::error{argument} with the profile's JSON path when profile and
/// instrument do not fit, io when the stream fails, cancelled when `progress` says so.
std::int64_t simulate_to_csv(const instrument&, const profile&, std::ostream&, const simulate_options& = {});
/// The same, each piece of the file handed to `sink` in order; what it throws comes through.
std::int64_t simulate_to_csv(const instrument&, const profile&,
                             const std::function<void(std::string_view piece)>& sink,
                             const simulate_options& = {});

/// How many rows simulate_to_csv would write.
[[nodiscard]] std::int64_t simulated_rows(const profile&, const simulate_options& = {});

/// The population value of a measure or index in a group. `key` is parallel to group_columns: role, wave,
/// then segments; "" = all.
struct truth_row {
  std::vector<std::string> key;
  std::string measure;
  double value = 0;
  double people = 0;   ///< who can have a value on it
  bool exact = false;  ///< the file shows exactly this, not only in expectation
};

/// What is true of the simulated population, where it follows from the profile: composites, shares, NPS,
/// differences, joint measures of two items, and indices, in all groups of wave, role and unit (and
/// parents of units). Missing answers are at random, so they change no expectation as long as the items
/// of a composite miss alike. Left out: measures of number items, joint measures beyond two items, and
/// everything that depends on how an exact count falls into smaller groups.
[[nodiscard]] std::vector<truth_row> truth_of(const instrument&, const profile&,
                                              const simulate_options& = {});
/// The same as a JSON document.
[[nodiscard]] std::string truth_json(const instrument&, const profile&, const simulate_options& = {});

/// The instrument with the profile's hierarchy of units, order of waves and event: what to read the data with
/// when groups of units are wanted. Without units under parents it is the instrument itself, but for
/// the waves; the event is that of findings on dilution which declare none.
[[nodiscard]] instrument_ptr with_hierarchy(const instrument&, const profile&);

}  // namespace cxm
