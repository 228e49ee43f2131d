// SPDX-License-Identifier: Apache-2.0
#include "assessment/norm_rows.hpp"

#include <cmath>
#include <iterator>
#include <utility>

#include "assessment/note.hpp"
#include "assessment/row_writer.hpp"
#include "cxm/benchmark/norm.hpp"

namespace cxm::detail {
namespace {

/// The details that a measure of this content has: hidden cells get the same.
struct details {
  bool percentile = false, observed = false;
};
details details_of(const norm_measure& m) {
  return {!m.values.empty(), !m.values.empty() || !m.percentiles.empty()};
}

void rows_of(std::vector<result_row>& out, const result_row& from, const norm_measure& m,
             const norm_position& p, const std::string& name, hidden_reason why) {
  row_writer w(out, "norm", from.key);
  w.at(from.id, why);
  const details has = details_of(m);
  if (has.percentile) w.row("percentile", from.label, "percentile", p.percentile);
  if (has.observed) w.row("observed", from.label, "percentile", p.observed);
  w.row("difference", from.label, from.unit, p.difference);
  w.row("centre", from.label, from.unit,
        plain(p.centre, static_cast<double>(p.organisations), from.value.level, name));
}

hidden_reason reason_of(const result_row& r) {
  for (const hidden_reason h : {hidden_reason::base, hidden_reason::complement, hidden_reason::parent}) {
    if (r.suppressed == reason_name(h)) return h;
  }
  return hidden_reason::shown;
}

}  // namespace

void append_norm_rows(assessment& a) {
  if (!a.options.reference) return;
  const norm& reference = *a.options.reference;
  check_same_instrument(reference, a.source->id, "the answers");
  const std::string wave = a.waves.empty() ? "" : a.waves.back();
  const std::string name = "centre of " + reference.id + " " + reference.version;
  norm_position_options options;
  options.level = a.options.level;
  options.seed = a.options.seed;
  std::vector<result_row> made;
  for (const norm_measure& m : reference.measures) {
    // All groups at once, so that the norm's own uncertainty is worked out once.
    std::vector<const result_row*> shown;
    std::vector<const result_row*> all;
    std::vector<double> values, errors;
    for (const result_row& row : a.rows) {
      if ((row.table != "measure" && row.table != "index") || row.detail != "mean" || row.id != m.id)
        continue;
      if (row.key[0] != wave || row.key[1] != m.role) continue;
      if (row.suppressed.empty() && !row.value.defined()) continue;
      all.push_back(&row);
      if (!row.suppressed.empty()) continue;
      shown.push_back(&row);
      values.push_back(row.value.value);
      errors.push_back(std::isfinite(row.value.se) ? row.value.se : 0);
    }
    std::vector<norm_position> positions;
    if (!shown.empty()) positions = positions_in_norm(m, values, errors, reference.organisations, options);
    std::size_t next = 0;
    for (const result_row* row : all) {
      const bool visible = next < shown.size() && shown[next] == row;
      rows_of(made, *row, m, visible ? positions[next] : norm_position{}, name, reason_of(*row));
      if (visible) ++next;
    }
  }
  if (made.empty()) {
    a.notes.push_back(
        note(a.options,
             "the norm '" + reference.id +
                 "' and these answers share no measure among the same role: no place in it is told",
             "die Vergleichsnorm „" + reference.id +
                 "“ und diese Antworten haben keinen Wert derselben Rolle gemeinsam: kein Platz darin"));
  }
  std::move(made.begin(), made.end(), std::back_inserter(a.rows));
}

}  // namespace cxm::detail
