// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/norm.hpp"

#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "cxm/io/norm_json.hpp"

namespace cxm::capi {
namespace {

void give(norm source, ::cxm_norm*& out) {
  auto made = std::make_unique<::cxm_norm>();
  made->source = std::move(source);
  out = made.release();
}

}  // namespace

void norm_load(const ::cxm_context*, std::string_view name, ::cxm_norm*& out) {
  give(load_norm(std::string(name)), out);
}
void norm_parse(const ::cxm_context*, std::string_view json, ::cxm_norm*& out) {
  give(parse_norm(json), out);
}
void norm_json(const ::cxm_norm& norm, std::int32_t pretty, ::cxm_buffer*& out) {
  out = new_buffer(pretty != 0 ? pretty_json(norm.source) : canonical_json(norm.source));
}

void norm_position(const ::cxm_norm& norm, std::string_view measure, std::string_view role, double value,
                   double se, ::cxm_estimate& percentile, ::cxm_estimate& observed,
                   ::cxm_estimate& difference) {
  for (const norm_measure& m : norm.source.measures) {
    if (m.id != measure || m.role != role) continue;
    const double values[] = {value};
    const double errors[] = {se};
    const auto positions = positions_in_norm(m, values, errors, norm.source.organisations);
    fill(percentile, positions.front().percentile);
    fill(observed, positions.front().observed);
    fill(difference, positions.front().difference);
    return;
  }
  throw error(errc::argument,
              "cxm_norm_position: the norm has no measure '" + std::string(measure) + "' of the role '" +
                  std::string(role) + "'",
              "measure");
}

}  // namespace cxm::capi
