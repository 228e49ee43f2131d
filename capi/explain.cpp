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

/// Explain by `work`, which is given the options and says what it found.
template <class Work>
void explain_people(const char* f, const ::cxm_driver_options& drivers, const reading& how,
                    const ::cxm_assess_options& options, const Work& work, ::cxm_assessment*& out) {
  const watch watched(options);
  explain_options all = options_of(f, drivers, options);
  all.progress = watched.progress;
  all.read = how.read;
  all.keep = how.keep;
  give(how.run([&] { return watched.run([&] { return work(all); }); }), out);
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
  const reading how(f, read);
  how.refuse_weighting(f);
  const data_columns data = how.named(columns.data);
  explain_people(
      f, drivers, how, options,
      [&](const explain_options& all) { return cxm::explain_columns(data, instrument.source, all); }, out);
}

void explain_arrow(const ::cxm_instrument& instrument, ::ArrowArrayStream* stream,
                   const ::cxm_driver_options& drivers, const ::cxm_read_options& read,
                   const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  const char* const f = "cxm_explain_arrow";
  const reading how(f, read);
  how.refuse_weighting(f);
  explain_people(
      f, drivers, how, options,
      [&](const explain_options& all) { return cxm::explain_arrow(stream, instrument.source, all); }, out);
}

void explain_file(const ::cxm_context*, std::string_view path, std::string_view instrument,
                  const ::cxm_driver_options& drivers, const ::cxm_read_options& read,
                  const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  const char* const f = "cxm_explain_file";
  const reading how(f, read);
  explain_people(
      f, drivers, how, options,
      [&](const explain_options& all) {
        return cxm::explain_file(std::string(path), std::string(instrument), all);
      },
      out);
}

}  // namespace cxm::capi
