// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/lonely_rule.hpp"

namespace cxm {

const char* name_of(lonely_rule rule) noexcept {
  switch (rule) {
    case lonely_rule::fail:
      return "fail";
    case lonely_rule::certainty:
      return "certainty";
    case lonely_rule::adjust:
      return "adjust";
    case lonely_rule::average:
      return "average";
    case lonely_rule::grand_mean:
      return "grand-mean";
  }
  return "";
}

}  // namespace cxm
