// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/result_table.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/tables.hpp"
#include "io/json_text.hpp"
#include "io/table_build.hpp"
#include "io/table_row.hpp"

namespace cxm {
namespace {

using detail::joined;
using detail::row_writer;
using detail::with_columns;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

result_table about_table(const assessment& result) {
  result_table table = with_columns("about", {{"name", true}, {"value", true}});
  const auto line = [&](std::string_view name, std::string_view value) {
    row_writer(table).text(name).text(value);
  };
  std::string level;
  json_text::append_number(level, result.options.level, "");
  line("schema", "cxm-result");
  line("schema_version", std::to_string(result_schema_version));
  line("library_version", result.library_version);
  line("instrument", result.source ? result.source->id : "");
  line("instrument_version", result.source ? result.source->version : "");
  line("fingerprint", result.fingerprint);
  line("level", level);
  line("minimum_base", std::to_string(result.options.minimum_base));
  line("disclosure", result.options.disclosure ? "on" : "off");
  line("unanimous_base", std::to_string(result.options.unanimous_base));
  line("shared_state", result.kept.shared ? "yes" : "no");
  line("language", result.options.language);
  line("seed", std::to_string(result.options.seed));
  std::string rate;
  json_text::append_number(rate, result.options.false_discovery_rate, "");
  line("false_discovery_rate", rate);
  if (result.options.reference) {
    line("norm", result.options.reference->id + " " + result.options.reference->version);
  }
  line("weighted", result.kept.weighted ? "yes" : "no");
  for (const std::string& wave : result.waves) line("wave", wave);
  for (const rolled_up_group& g : result.rolled_up) {
    std::string what = g.wave + (g.wave.empty() ? "" : ": ") + g.column + "=" + g.value + ":";
    for (const std::string& member : g.members) what += " \"" + member + "\"";
    line("rolled_up", what);
  }
  for (const wave_design& d : result.designs) {
    const auto whole = [](double x) { return std::to_string(static_cast<long long>(x)); };
    std::string text = d.kind;
    if (d.strata > 0) text += ", " + whole(d.strata) + " strata";
    text += ", " + whole(d.units) + " units";
    if (d.finite) text += ", finite population";
    if (!d.rule.empty()) text += ", " + d.rule;
    line(d.wave.empty() ? "design" : "design of " + d.wave, text + ", df " + whole(d.df));
  }
  for (const std::string& note : result.notes) line("note", note);
  return table;
}

/// The receipt in long form: what is counted, of which item, column and value, how often, where first.
result_table receipt_table(const import_receipt& receipt) {
  result_table table = with_columns("receipt", {{"entry", true},
                                                {"item", true},
                                                {"column", true},
                                                {"value", true},
                                                {"count", false},
                                                {"first_row", false}});
  const auto line = [&](std::string_view entry, std::string_view item, std::string_view column,
                        std::string_view value, std::int64_t count, std::int64_t first_row) {
    row_writer(table)
        .text(entry)
        .text(item)
        .text(column)
        .text(value)
        .number(count >= 0 ? static_cast<double>(count) : none)
        .number(first_row >= 0 ? static_cast<double>(first_row) : none);
  };
  for (const std::string& source : receipt.sources) line("source", "", "", source, -1, -1);
  line("layout", "", "", receipt.layout, -1, -1);
  line("rows_read", "", "", "", receipt.rows_read, -1);
  line("rows_used", "", "", "", receipt.rows_used, -1);
  for (const dropped_rows& dropped : receipt.dropped)
    line("dropped", "", "", dropped.reason, dropped.count, dropped.first_row);
  for (const unknown_value& unknown : receipt.unknown)
    line("unknown", unknown.item, unknown.column, unknown.value, unknown.count, unknown.first_row);
  for (const item_receipt& item : receipt.items) {
    line("answered", item.item, item.column, "", item.answered, -1);
    for (std::size_t kind = 0; kind < missing_kinds; ++kind)
      line("missing", item.item, item.column, missing_kind_names[kind], item.missing[kind], -1);
  }
  for (const std::string& column : receipt.columns_ignored) line("column_ignored", "", column, "", -1, -1);
  for (const std::string& role : receipt.roles_found) line("role_found", "", "", role, -1, -1);
  for (const std::string& note : receipt.notes) line("note", "", "", note, -1, -1);
  return table;
}

result_table findings_table(const assessment& result) {
  result_table table = with_columns("findings", {{"instrument", true},
                                                 {"version", true},
                                                 {"id", true},
                                                 {"kind", true},
                                                 {"wave", true},
                                                 {"title", true},
                                                 {"verdict", true},
                                                 {"probability", false},
                                                 {"statistic", false},
                                                 {"p_value", false},
                                                 {"test", true},
                                                 {"sentence", true},
                                                 {"unseen", true},
                                                 {"base", false}});
  for (const finding& found : result.findings) {
    row_writer(table)
        .text(result.source ? result.source->id : "")
        .text(result.source ? result.source->version : "")
        .text(found.id)
        .text(found.kind)
        .text(found.wave)
        .text(found.title)
        .text(found.verdict)
        .number(found.probability)
        .number(found.statistic)
        .number(found.p_value)
        .text(found.test)
        .text(found.sentence)
        .text(found.unseen)
        .number(found.base);
  }
  return table;
}

result_table tidy_table(const assessment& result, std::string_view name, bool all) {
  static constexpr std::string_view numeric[] = {"value", "se", "low", "high", "level", "n", "n_eff", "df"};
  std::vector<std::pair<std::string, bool>> columns;
  const std::vector<std::string> names = table_columns(result);
  // Keys that bear the name of a fixed column are renamed, so a name decides the type.
  for (const std::string& column : names) {
    columns.emplace_back(column,
                         std::find(std::begin(numeric), std::end(numeric), column) == std::end(numeric));
  }
  result_table table = with_columns(std::string(name), columns);
  for (const result_row& row : result.rows) {
    if (!all && row.table != name) continue;
    const table_row shown(row);
    row_writer line(table);
    line.text(result.source ? result.source->id : "").text(result.source ? result.source->version : "");
    for (std::size_t k = 0; k < result.key_columns.size(); ++k)
      line.text(k < row.key.size() ? std::string_view(row.key[k]) : std::string_view());
    line.text(row.table).text(row.id).text(row.detail).text(row.label).text(row.unit);
    line.number(shown.value).number(shown.se).number(shown.low).number(shown.high);
    line.number(row.value.level).number(shown.n).number(shown.n_eff).number(shown.df);
    line.text(row.value.method).text(joined(flag_names(shown.flags))).text(row.suppressed);
    line.text(row.counted_in);
  }
  return table;
}

}  // namespace

std::vector<std::string> table_names(const assessment& result) {
  std::vector<std::string> names{"about", "receipt", "findings"};
  for (const result_row& row : result.rows)
    if (std::find(names.begin() + 3, names.end(), row.table) == names.end()) names.push_back(row.table);
  return names;
}

result_table table_of(const assessment& result, std::string_view name) {
  if (name == "about") return about_table(result);
  if (name == "receipt") return receipt_table(result.receipt);
  if (name == "findings") return findings_table(result);
  if (name == "rows") return tidy_table(result, name, true);
  const std::vector<std::string> names = table_names(result);
  if (std::find(names.begin() + 3, names.end(), name) == names.end()) {
    std::string known = "rows";
    for (const std::string& one : names) known += ", " + one;
    throw error(errc::argument, "table_of: there is no table '" + std::string(name) + "'; there are " + known,
                "name");
  }
  return tidy_table(result, name, false);
}

}  // namespace cxm
