// SPDX-License-Identifier: Apache-2.0
#include "cxm/findings/head_count.hpp"

#include <limits>

#include "cxm/model/validate.hpp"

namespace cxm {

double heads_asked(std::span<const head_count> heads, const instrument& asked, std::string_view segment,
                   std::string_view value, std::string_view measure) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto of_role = [&](std::string_view role) {
    double sum = 0;
    bool known = false;
    for (const head_count& h : heads) {
      if (h.segment != segment || h.value != value || h.role != role) continue;
      sum += h.people;
      known = true;
    }
    return known ? sum : unknown;
  };
  double sum = 0;
  const auto roles = roles_asked(asked, measure);
  for (const std::string& role : roles) sum += of_role(role);
  return roles.empty() || !(sum >= 0) ? of_role({}) : sum;
}

}  // namespace cxm
