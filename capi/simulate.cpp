// SPDX-License-Identifier: Apache-2.0
#include "cxm/simulate/simulate.hpp"

#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "capi/reading.hpp"

namespace cxm::capi {
namespace {

struct drawing {
  cxm::profile people;
  simulate_options how;
  watch watched;

  drawing(const char* f, const ::cxm_simulate_options& o) : watched(o) {
    if (o.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
    const std::string named = word(f, "options.profile", o.profile, "demo");
    const std::size_t first = named.find_first_not_of(" \t\r\n");
    people = first != std::string::npos && named[first] == '{' ? parse_profile(named) : load_profile(named);
    if (o.copies != 0) how.copies = o.copies;
    if (o.seed != 0) how.seed = o.seed;
    how.language = word(f, "options.language", o.language, "en");
    how.labels = o.labels != 0;
    how.progress = watched.progress;
  }
};

}  // namespace

void simulate(const ::cxm_instrument& instrument, const ::cxm_simulate_options& options, ::cxm_buffer*& out) {
  const drawing d("cxm_simulate", options);
  std::string rows;
  d.watched.run([&] {
    return simulate_to_csv(
        *instrument.source, d.people, [&](std::string_view piece) { rows += piece; }, d.how);
  });
  out = new_buffer(std::move(rows));
}

void simulate_truth(const ::cxm_instrument& instrument, const ::cxm_simulate_options& options,
                    ::cxm_buffer*& out) {
  const drawing d("cxm_simulate_truth", options);
  out = new_buffer(d.watched.run([&] { return truth_json(*instrument.source, d.people, d.how); }));
}

}  // namespace cxm::capi
