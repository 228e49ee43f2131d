// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/given_replicates.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cxm/base/error.hpp"

namespace cxm {

given_replicates scaled_replicates(const replicate_scheme& scheme, std::size_t columns) {
  const auto refuse = [](const std::string& what) {
    throw error(errc::argument, "replicate weights: " + what, "replicates");
  };
  constexpr std::array<std::string_view, 6> types{"jk1", "jkn", "brr", "fay", "bootstrap", "other"};
  const std::string& type = scheme.type;
  if (std::find(types.begin(), types.end(), type) == types.end()) {
    refuse("type is \"" + type + "\", but must be jk1, jkn, brr, fay, bootstrap or other");
  }
  if (columns == 0) refuse("there are no columns of them");
  if (!(scheme.fay_rho >= 0 && scheme.fay_rho < 1)) refuse("rho of fay must lie in [0, 1)");
  const bool needs_scales = type == "jkn" || type == "other";
  if (needs_scales && scheme.rscales.empty()) {
    refuse("type " + type + " needs rscales, one for each of the " + std::to_string(columns) + " columns");
  }
  if (!scheme.rscales.empty() && scheme.rscales.size() != columns) {
    refuse("there are " + std::to_string(scheme.rscales.size()) + " rscales, but " + std::to_string(columns) +
           " columns");
  }
  if (type == "other" && !scheme.scale) refuse("type other needs a scale");
  const auto r = static_cast<double>(columns);
  if (type == "bootstrap" && !scheme.scale && columns < 2) refuse("a bootstrap needs at least two columns");
  const double own = type == "jk1"         ? (r - 1) / r
                     : type == "brr"       ? 1 / r
                     : type == "fay"       ? 1 / (r * (1 - scheme.fay_rho) * (1 - scheme.fay_rho))
                     : type == "bootstrap" ? 1 / (r - 1)
                                           : 1;
  given_replicates out;
  out.type = type;
  out.scale = scheme.scale.value_or(own);
  out.rscales = scheme.rscales.empty() ? std::vector<double>(columns, 1.0) : scheme.rscales;
  out.mse = scheme.mse;
  out.df = scheme.df;
  return out;
}

}  // namespace cxm
