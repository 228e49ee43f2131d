// SPDX-License-Identifier: Apache-2.0
#include "assessment/rounded.hpp"

#include <algorithm>
#include <cmath>

#include "assessment/note.hpp"

namespace cxm::detail {
namespace {

constexpr double count_step = 5;

void round_to(double& value, double steps_per_one) {
  if (!std::isfinite(value)) return;
  value = std::round(value * steps_per_one) / steps_per_one;
  if (value == 0) value = 0;  // no minus zero
}

void round_count(double& n) { round_to(n, 1 / count_step); }

void round_count(std::int64_t& n) {
  if (n < 0) return;  // withheld
  auto value = static_cast<double>(n);
  round_count(value);
  n = static_cast<std::int64_t>(value);
}

double steps_of(const std::string& unit) {
  if (unit == "share" || unit == "probability" || unit == "ratio") return 100;
  if (unit == "count") return 1 / count_step;
  if (unit == "level" || unit == "rank") return 1;
  return 10;
}

}  // namespace

void round_numbers(assessment& a) {
  for (result_row& row : a.rows) {
    const double steps = steps_of(row.unit);
    estimate& e = row.value;
    for (double* value : {&e.value, &e.se, &e.low, &e.high}) round_to(*value, steps);
    round_count(e.n);
    round_count(e.n_eff);
    if (std::isfinite(e.df)) e.df = std::max(1.0, count_step * std::round(e.df / count_step));
  }
  for (finding& f : a.findings) {
    round_count(f.base);
    for (double* value : {&f.probability, &f.p_value}) round_to(*value, 100);
    round_to(f.statistic, 10);
  }
  import_receipt& r = a.receipt;
  round_count(r.rows_read);
  round_count(r.rows_used);
  for (dropped_rows& d : r.dropped) round_count(d.count);
  for (unknown_value& u : r.unknown) round_count(u.count);
  for (item_receipt& i : r.items) {
    round_count(i.answered);
    for (std::int64_t& m : i.missing) round_count(m);
  }
  a.notes.push_back(note(a.options, "numbers are rounded: counts to multiples of 5, shares to whole per cent",
                         "Zahlen sind gerundet: Anzahlen auf Vielfache von 5, Anteile auf ganze Prozent"));
}

}  // namespace cxm::detail
