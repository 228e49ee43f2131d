// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/norm_tables.hpp"

#include <limits>
#include <map>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/norm_json.hpp"

namespace cxm {
namespace {

/// A table whose columns are named first and filled row by row.
class table_maker {
 public:
  table_maker(std::string name, std::initializer_list<const char*> texts,
              std::initializer_list<const char*> numbers, std::initializer_list<const char*> more = {}) {
    table_.name = std::move(name);
    for (const char* c : texts) table_.columns.push_back({c, true, {}, {0}, {}});
    for (const char* c : numbers) table_.columns.push_back({c, false, {}, {0}, {}});
    for (const char* c : more) table_.columns.push_back({c, true, {}, {0}, {}});
  }
  template <class... Cells>
  void row(const Cells&... cells) {
    std::size_t at = 0;
    (table_.columns[at++].add(cells), ...);
    ++table_.rows;
  }
  [[nodiscard]] result_table take() { return std::move(table_); }

 private:
  result_table table_;
};

using place_key = std::pair<std::string, std::vector<std::string>>;

/// "unit=North" of a row about a part; empty for the whole.
std::string unit_of(const assessment& of, const result_row& row) {
  std::string out;
  for (std::size_t i = 2; i < row.key.size(); ++i) {
    if (row.key[i].empty()) continue;
    if (!out.empty()) out += ", ";
    out += of.key_columns[i];
    out += '=';
    out += row.key[i];
  }
  return out;
}

/// What the rows of one place say.
struct place {
  estimate difference = undefined_estimate(""), percentile = undefined_estimate(""),
           observed = undefined_estimate("");
};

}  // namespace

result_table norm_places(const assessment& found, bool units) {
  if (!found.options.reference) {
    throw error(errc::argument, "norm_places: the assessment was made without a norm to be placed in",
                "norm");
  }
  const norm& reference = *found.options.reference;
  if (found.source) check_same_instrument(reference, found.source->id, "the assessment");
  std::map<place_key, const estimate*> figures;
  for (const result_row& row : found.rows) {
    if (row.detail == "mean" && (row.table == "measure" || row.table == "index"))
      figures[{row.id, row.key}] = &row.value;
  }
  table_maker out(
      "places", {"norm", "version", "fingerprint", "wave", "role", "unit", "id"},
      {"value", "se", "n", "centre", "organisations", "difference", "difference_low", "difference_high",
       "percentile", "percentile_low", "percentile_high", "observed", "observed_low", "observed_high"},
      {"method"});
  const std::string print = fingerprint_of(reference).hex();
  const auto text = [](const std::string& s) { return std::string_view(s); };
  place p;
  for (const result_row& row : found.rows) {
    // The rows of one place follow each other, the centre last.
    if (row.table != "norm" || !row.suppressed.empty()) continue;
    if (row.detail == "percentile") p.percentile = row.value;
    if (row.detail == "observed") p.observed = row.value;
    if (row.detail == "difference") p.difference = row.value;
    if (row.detail != "centre") continue;
    const std::string unit = unit_of(found, row);
    if (units || unit.empty()) {
      const estimate& own = *figures.at({row.id, row.key});
      out.row(text(reference.id), text(reference.version), text(print), text(row.key[0]), text(row.key[1]),
              text(unit), text(row.id), own.value, own.se, own.n, row.value.value, row.value.n,
              p.difference.value, p.difference.low, p.difference.high, p.percentile.value, p.percentile.low,
              p.percentile.high, p.observed.value, p.observed.low, p.observed.high,
              std::string_view(p.percentile.defined() ? p.percentile.method : p.observed.method));
    }
    p = {};
  }
  return out.take();
}

result_table norm_table(const norm& of) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  table_maker out("norm", {"measure", "role", "unit", "kind"},
                  {"organisations", "lower_quartile", "centre", "upper_quartile"});
  const auto text = [](const std::string& s) { return std::string_view(s); };
  for (const norm_measure& m : of.measures) {
    const auto row = [&](std::string_view kind, double organisations, double low, double centre,
                         double high) {
      out.row(text(m.id), text(m.role), text(m.unit), kind, organisations, low, centre, high);
    };
    if (m.published) {
      row("published", none, none, m.published->value, none);
    } else if (!m.percentiles.empty()) {
      row("percentiles", none, none, position_in_norm(m, m.percentiles.front().value, 0).centre, none);
    } else {
      const norm_summary s = summarize_norm(m);
      row("organisations", static_cast<double>(s.organisations), s.lower_quartile, s.median,
          s.upper_quartile);
    }
  }
  return out.take();
}

}  // namespace cxm
