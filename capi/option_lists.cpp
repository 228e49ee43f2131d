// SPDX-License-Identifier: Apache-2.0
#include "capi/option_lists.hpp"

#include <cmath>

namespace cxm::capi {

std::vector<std::string> words(const char* f, const char* p, const char* const* given, std::int64_t count) {
  std::vector<std::string> out;
  for (const char* const one : list(f, p, given, count)) out.emplace_back(text(f, p, one, -1));
  return out;
}

std::vector<std::pair<std::string, std::string>> pairs(const char* f, const char* p, const char* const* names,
                                                       const char* const* values, std::int64_t count) {
  std::vector<std::string> left = words(f, p, names, count);
  std::vector<std::string> right = words(f, p, values, count);
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < left.size(); ++i) out.emplace_back(std::move(left[i]), std::move(right[i]));
  return out;
}

std::vector<double> finite(const char* f, const char* p, const double* given, std::int64_t count) {
  const std::span<const double> values = list(f, p, given, count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) refuse(f, p, "is not finite at position " + std::to_string(i));
  }
  return {values.begin(), values.end()};
}

std::vector<std::string> texts(const char* f, const char* p, const char* const* given, std::int64_t count) {
  if (given == nullptr) refuse(f, p, "is NULL, but must be given");
  return words(f, p, given, count);
}

lonely_rule lonely_of(const char* f, const char* p, std::int32_t given) {
  switch (given) {
    case CXM_LONELY_ADJUST:
      return lonely_rule::adjust;
    case CXM_LONELY_FAIL:
      return lonely_rule::fail;
    case CXM_LONELY_AVERAGE:
      return lonely_rule::average;
    case CXM_LONELY_CERTAINTY:
      return lonely_rule::certainty;
    case CXM_LONELY_GRAND_MEAN:
      return lonely_rule::grand_mean;
    default:
      refuse(f, p, "has lonely " + std::to_string(given) + ", which is none");
  }
}

}  // namespace cxm::capi
