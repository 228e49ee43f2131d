// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/answer_spread.hpp"

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "model/fault.hpp"

namespace cxm {

answer_spread spread_of_answers(const assessment& found, std::string_view of, std::string_view wave,
                                std::string_view role, std::string_view by) {
  answer_spread out;
  out.wave = wave.empty() && !found.waves.empty() ? found.waves.back() : std::string(wave);
  std::size_t column = 0;  // the first two are wave and role
  for (std::size_t i = 2; i < found.key_columns.size(); ++i)
    if (!by.empty() && found.key_columns[i] == by) column = i;
  if (!by.empty() && column == 0)
    throw error(errc::argument, "by is \"" + std::string(by) + "\", but there is no such segment column",
                "by");
  const result_row* whole = nullptr;
  bool known = false;
  std::vector<double> variances, n;
  for (const result_row& row : found.rows) {
    if ((row.table != "measure" && row.table != "index") || row.detail != "mean" || row.id != of) continue;
    known = true;
    if (row.key[0] != out.wave || row.key[1] != role || !row.suppressed.empty() || !row.value.defined())
      continue;
    std::size_t set = 0;
    for (std::size_t i = 2; i < row.key.size(); ++i) set += row.key[i].empty() ? 0 : 1;
    if (set == 0) whole = &row;
    if (column == 0 || set != 1 || row.key[column].empty()) continue;
    out.units.push_back({row.key[column], row.value.n, row.value.value, 0});
    variances.push_back(row.value.se * row.value.se * row.value.n);
    n.push_back(row.value.n);
  }
  if (!known) {
    std::vector<std::string_view> ids;
    for (const result_row& row : found.rows)
      if ((row.table == "measure" || row.table == "index") && row.detail == "mean" &&
          (ids.empty() || ids.back() != row.id))
        ids.push_back(row.id);
    throw error(errc::argument,
                "of is \"" + std::string(of) + "\", but there is no such measure or index" +
                    detail::suggestion(of, ids),
                "of");
  }
  if (whole == nullptr)
    throw error(errc::argument,
                "\"" + std::string(of) + "\" of wave \"" + out.wave + "\"" +
                    (role.empty() ? "" : ", role \"" + std::string(role) + "\"") +
                    " has no figure that may be shown",
                "of");
  out.whole = *whole;
  if (!out.units.empty()) {
    const std::vector<double> smooth = smoothed_variances_of_means(variances, n);
    for (std::size_t i = 0; i < out.units.size(); ++i) out.units[i].sd = std::sqrt(smooth[i] * n[i]);
  }
  return out;
}

}  // namespace cxm
