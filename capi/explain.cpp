// SPDX-License-Identifier: Apache-2.0
#include "capi/assessing.hpp"
#include "capi/calls.hpp"
#include "capi/option_lists.hpp"
#include "capi/reading.hpp"
#include "cxm/io/explain_file.hpp"

namespace cxm::capi {
namespace {

std::optional<driver_set> asked(const char* f, const ::cxm_driver_options& o) {
  driver_set set;
  set.id = "asked";
  set.outcome = word(f, "drivers.outcome", o.outcome);
  set.predictors = words(f, "drivers.drivers", o.drivers, o.driver_count);
  set.unit = word(f, "drivers.unit", o.unit);
  set.within = word(f, "drivers.within", o.within);
  set.among = word(f, "drivers.among", o.among);
  set.roles = words(f, "drivers.roles", o.roles, o.role_count);
  set.outcome_roles = words(f, "drivers.outcome_roles", o.outcome_roles, o.outcome_role_count);
  if (set.outcome.empty() != set.predictors.empty())
    refuse(f, "drivers", "has one of outcome and drivers, but must have both or none");
  if (!set.outcome.empty()) return set;
  if (!(set.unit.empty() && set.within.empty() && set.among.empty() && set.roles.empty() &&
        set.outcome_roles.empty()))
    refuse(f, "drivers", "names unit, within, among or roles, but no outcome and drivers");
  return std::nullopt;
}

explain_options options_of(const char* f, const ::cxm_driver_options& drivers,
                           const ::cxm_assess_options& options) {
  if (options.ledger != nullptr) refuse(f, "options", "has a ledger, which is of assessments");
  explain_options out;
  out.assess = assess_options_of(f, options);
  out.asked = asked(f, drivers);
  return out;
}

}  // namespace

void explain(const ::cxm_tally& tally, const ::cxm_driver_options& drivers,
             const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  explain_options all = options_of("cxm_explain", drivers, options);
  const watch watched(options);
  all.progress = watched.progress;
  give(watched.run([&] { return explain_tally(tally.content.tally, all, tally.content.receipt); }), out);
}

void explain_columns(const ::cxm_instrument& instrument, const ::cxm_columns& columns,
                     const ::cxm_driver_options& drivers, const ::cxm_read_options& read,
                     const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  const char* const f = "cxm_explain_columns";
  reading how(f, read);
  if (how.read.weighting)
    refuse(f, "read", "has a weighting, which is of files; weight columns with cxm_weight_columns");
  explain_options all = options_of(f, drivers, options);
  all.read = how.read;
  all.keep = how.keep;
  data_columns data = columns.data;
  data.name = how.name;
  const watch watched(options);
  all.progress = watched.progress;
  give(how.run(
           [&] { return watched.run([&] { return cxm::explain_columns(data, instrument.source, all); }); }),
       out);
}

void explain_file(const ::cxm_context*, std::string_view path, std::string_view instrument,
                  const ::cxm_driver_options& drivers, const ::cxm_read_options& read,
                  const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  const char* const f = "cxm_explain_file";
  reading how(f, read);
  explain_options all = options_of(f, drivers, options);
  all.read = how.read;
  all.keep = how.keep;
  const watch watched(options);
  all.progress = watched.progress;
  give(how.run([&] {
    return watched.run([&] { return cxm::explain_file(std::string(path), std::string(instrument), all); });
  }),
       out);
}

}  // namespace cxm::capi
