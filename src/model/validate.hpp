// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "cxm/model/validate.hpp"
#include "model/fault.hpp"

/// The parts of make_instrument, one a file. Each assumes that those before it have passed.
namespace cxm::detail {

inline constexpr std::size_t most_entries = 2048;  ///< of each list of an instrument

void fill_defaults(instrument&);  // complete.cpp
void complete_scale(scale&);
void validate_scales(const instrument&);        // validate_scales.cpp
void validate_people(const instrument&);        // validate_people.cpp: roles, segments, columns
void validate_items(const instrument&);         // validate_items.cpp
void validate_measures(const instrument&);      // validate_measures.cpp
void validate_combinations(const instrument&);  // validate_combinations.cpp: indices, levels, gaps
void validate_findings(const instrument&);      // validate_findings.cpp
void validate_drivers(const instrument&);       // validate_drivers.cpp

/// An identifier: 1 to 64 letters, digits, `_`, `-`, `.`; the first a letter, digit or `_`.
void check_id(const std::string& path, const std::string& id);
/// Words that are there are not empty; languages are tags, and exactly the declared ones.
void check_text(const instrument&, const std::string& path, const text&);
/// A plain string that is not empty and has no control character.
void check_words(const std::string& path, const std::string& words);
/// The list is not too long, and its identifiers are proper and different.
template <class T>
void check_ids(std::string_view list, const std::vector<T>& all) {
  if (all.size() > most_entries) {
    fault(std::string(list), "has " + std::to_string(all.size()) + " entries, but at most " +
                                 std::to_string(most_entries) + " are possible");
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    check_id(at(list, i, "id"), all[i].id);
    for (std::size_t j = 0; j < i; ++j) {
      if (all[j].id == all[i].id) {
        fault(at(list, i, "id"),
              in_quotes(all[i].id) + " is already the id of " + at(list, j) + "; every id must be different");
      }
    }
  }
}
template <class T>
[[nodiscard]] std::vector<std::string_view> ids_of(const std::vector<T>& all) {
  std::vector<std::string_view> out;
  for (const T& one : all) out.emplace_back(one.id);
  return out;
}
/// No name of the list comes twice.
void check_distinct(const std::string& path, const std::vector<std::string>& names);
/// Every role exists and comes once.
void check_roles(const instrument&, const std::string& path, const std::vector<std::string>& roles);
/// Existing references; the fault suggests a near name.
const item& known_item(const instrument&, const std::string& path, const std::string& id);
const measure& known_measure(const instrument&, const std::string& path, const std::string& id);
/// A measure or an index.
void check_result(const instrument&, const std::string& path, const std::string& id);
/// The set names codes of the scale; it is not empty, and none comes twice.
void check_codes(const std::string& path, const scale&, const std::vector<std::int32_t>& codes);
/// `composite, 0 to 100`
[[nodiscard]] std::string describe_range(const measure_range&);
/// The measure exists and is expressed in this unit.
void check_kind(const instrument&, const std::string& path, const std::string& id, measure_range::unit,
                const char* wanted);
inline constexpr const char* a_share = "a share or joint measure (0 to 1)";
/// At least one role can have a value on all of these; else a fault that says why not.
void check_common_roles(const instrument&, const std::string& path,
                        const std::vector<std::string>& measures_or_indices);

}  // namespace cxm::detail
