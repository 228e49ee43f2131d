// SPDX-License-Identifier: Apache-2.0
#include "capi/assessing.hpp"
#include "capi/calls.hpp"
#include "capi/option_lists.hpp"
#include "capi/reading.hpp"
#include "cxm/assessment/comparison.hpp"

namespace cxm::capi {
namespace {

comparison_side side_of(const char* f, const char* p, const ::cxm_tally& tally, std::string name,
                        std::vector<std::pair<std::string, std::string>> who) {
  comparison_side side;
  side.of = &tally.content.tally;
  side.name = std::move(name);
  for (auto& [column, value] : who) {
    if (column == "wave") {
      side.wave = std::move(value);
    } else if (column == "role") {
      side.role = std::move(value);
    } else if (!side.segments.emplace(column, std::move(value)).second) {
      refuse(f, p, "names " + column + " twice");
    }
  }
  return side;
}

}  // namespace

void compare(const ::cxm_tally& a, const ::cxm_tally& b, const ::cxm_compare_options& o,
             ::cxm_assessment*& out) {
  const char* const f = "cxm_compare";
  if (o.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  comparison_options how;
  if (o.minimum_base != 0) how.minimum_base = o.minimum_base;
  if (o.level != 0) how.level = o.level;
  how.margin = o.margin;
  if (o.power != 0) how.power = o.power;
  if (o.false_discovery_rate != 0) how.false_discovery_rate = o.false_discovery_rate;
  if (o.seed != 0) how.seed = o.seed;
  how.disclosure = o.no_disclosure == 0;
  how.lonely = lonely_of(f, "options", o.lonely);
  how.language = word(f, "options.language", o.language, "en");
  how.compared = words(f, "options.compared", o.compared, o.compared_count);
  const comparison_side one = side_of(f, "options.a_columns", a, word(f, "options.a_name", o.a_name),
                                      pairs(f, "options.a_columns", o.a_columns, o.a_values, o.a_count));
  const comparison_side two = side_of(f, "options.b_columns", b, word(f, "options.b_name", o.b_name),
                                      pairs(f, "options.b_columns", o.b_columns, o.b_values, o.b_count));
  const watch watched(o);
  assessment made = watched.run([&] { return compare_sides(one, two, how, watched.progress); });
  made.receipt = a.content.receipt;
  if (&a != &b) made.receipt.merge(b.content.receipt);
  give(std::move(made), out);
}

}  // namespace cxm::capi
