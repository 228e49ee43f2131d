// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/tables.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <ostream>

#include "cxm/base/error.hpp"
#include "cxm/io/files.hpp"
#include "io/json_text.hpp"
#include "io/table_row.hpp"

namespace cxm {
namespace {

constexpr std::array<std::string_view, 9> all_flags{"undefined", "no_interval", "suppressed",
                                                    "clamped",   "lonely_psu",  "small_base",
                                                    "bounds",    "approximate", "version_differs"};

constexpr std::array<std::string_view, 19> fixed_columns{
    "instrument", "version", "table", "id",         "detail",    "label", "unit_measure",
    "value",      "se",      "low",   "high",       "level",     "n",     "n_eff",
    "df",         "method",  "flags", "suppressed", "counted_in"};

void write_strings(json_text::writer& json, std::string_view member, const std::vector<std::string>& values) {
  json.name(member);
  json.open('[');
  for (const std::string& value : values) {
    json.element();
    json_text::append_string(json.out(), value);
  }
  json.close(']');
}

void write_options(json_text::writer& json, const assessment& result) {
  json.name("options");
  json.open('{');
  json.number("level", result.options.level);
  json.number("minimum_base", result.options.minimum_base);
  json.boolean("disclosure", result.options.disclosure);
  json.text("language", result.options.language);
  // As text: a 64-bit seed does not fit the number type of most JSON readers.
  json.text("seed", std::to_string(result.options.seed));
  json.number("false_discovery_rate", result.options.false_discovery_rate);
  write_strings(json, "compared", result.options.compared);
  const norm* reference = result.options.reference.get();
  json.text("norm", reference == nullptr ? "" : reference->id + " " + reference->version);
  write_strings(json, "segments", result.options.segments);
  json.name("cross");
  json.open('[');
  for (const std::vector<std::string>& cross : result.options.cross) {
    json.element();
    json.open('[');
    for (const std::string& column : cross) {
      json.element();
      json_text::append_string(json.out(), column);
    }
    json.close(']');
  }
  json.close(']');
  json.name("where");
  json.open('[');
  for (const selection& s : result.options.where) {
    json.element();
    json.open('{');
    json.text("column", s.column);
    write_strings(json, "values", s.values);
    json.close('}');
  }
  json.close(']');
  json.number("unanimous_base", result.options.unanimous_base);
  json.boolean("roll_up", result.options.roll_up);
  json.boolean("rounded", result.options.rounded);
  json.close('}');
  json.name("tally");
  json.open('{');
  json.boolean("weighted", result.kept.weighted);
  json.boolean("respondents", result.kept.respondents);
  json.boolean("pair_moments", result.kept.pair_moments);
  json.boolean("item_moments", result.kept.item_moments);
  json.boolean("contingency", result.kept.contingency);
  json.boolean("psu_totals", result.kept.psu_totals);
  json.boolean("histograms", result.kept.histograms);
  json.boolean("strata", result.kept.strata);
  json.boolean("answer_squares", result.kept.answer_squares);
  json.number("given_replicates", static_cast<double>(result.kept.given.rscales.size()));
  json.number("replicates", result.kept.replicates);
  json.text("seed", std::to_string(result.kept.seed));
  json.boolean("shared", result.kept.shared);
  json.close('}');
}

/// A count of the receipt; NaN when it is withheld.
double told(std::int64_t count) {
  return count < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(count);
}

void write_designs(json_text::writer& json, const assessment& result) {
  json.name("designs");
  json.open('[');
  for (const wave_design& d : result.designs) {
    json.element();
    json.open('{');
    json.text("wave", d.wave);
    json.text("kind", d.kind);
    json.number("strata", d.strata);
    json.number("units", d.units);
    json.number("lonely", d.lonely);
    json.boolean("finite", d.finite);
    json.number("df", d.df);
    json.text("rule", d.rule);
    json.close('}');
  }
  json.close(']');
}

void write_receipt(json_text::writer& json, const import_receipt& receipt) {
  json.name("receipt");
  json.open('{');
  write_strings(json, "sources", receipt.sources);
  json.text("layout", receipt.layout);
  json.number("rows_read", told(receipt.rows_read));
  json.number("rows_used", told(receipt.rows_used));
  json.name("dropped");
  json.open('[');
  for (const dropped_rows& dropped : receipt.dropped) {
    json.element();
    json.open('{');
    json.text("reason", dropped.reason);
    json.number("count", static_cast<double>(dropped.count));
    json.number("first_row", static_cast<double>(dropped.first_row));
    json.close('}');
  }
  json.close(']');
  json.name("unknown");
  json.open('[');
  for (const unknown_value& unknown : receipt.unknown) {
    json.element();
    json.open('{');
    json.text("column", unknown.column);
    json.text("item", unknown.item);
    json.text("value", unknown.value);
    json.number("count", static_cast<double>(unknown.count));
    json.number("first_row", static_cast<double>(unknown.first_row));
    json.close('}');
  }
  json.close(']');
  json.name("items");
  json.open('[');
  for (const item_receipt& item : receipt.items) {
    json.element();
    json.open('{');
    json.text("item", item.item);
    json.text("column", item.column);
    json.number("answered", told(item.answered));
    for (std::size_t kind = 0; kind < missing_kinds; ++kind)
      json.number(missing_kind_names[kind], told(item.missing[kind]));
    json.close('}');
  }
  json.close(']');
  write_strings(json, "columns_ignored", receipt.columns_ignored);
  write_strings(json, "roles_found", receipt.roles_found);
  write_strings(json, "notes", receipt.notes);
  json.close('}');
}

void write_row(json_text::writer& json, const assessment& result, const std::vector<std::string>& columns,
               const result_row& row) {
  const table_row shown(row);
  json.element();
  json.open('{');
  json.compact(true);  // a line a row: a large result stays readable and is a third smaller
  json.text("instrument", result.source ? result.source->id : "");
  json.text("version", result.source ? result.source->version : "");
  for (std::size_t k = 0; k < result.key_columns.size(); ++k)
    json.text(columns[2 + k], k < row.key.size() ? row.key[k] : "");
  json.text("table", row.table);
  json.text("id", row.id);
  json.text("detail", row.detail);
  json.text("label", row.label);
  json.text("unit_measure", row.unit);
  json.number("value", shown.value);
  json.number("se", shown.se);
  json.number("low", shown.low);
  json.number("high", shown.high);
  json.number("level", row.value.level);
  json.number("n", shown.n);
  json.number("n_eff", shown.n_eff);
  json.number("df", shown.df);
  json.text("method", row.value.method);
  json.name("flags");
  std::string& out = json.out();
  out += '[';
  const std::vector<std::string_view> names = flag_names(shown.flags);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ", ";
    json_text::append_string(out, names[i]);
  }
  out += ']';
  json.text("suppressed", row.suppressed);
  json.text("counted_in", row.counted_in);
  json.close('}');
  json.compact(false);
}

void write_finding(json_text::writer& json, const finding& found, std::size_t rows) {
  json.element();
  json.open('{');
  json.text("id", found.id);
  json.text("kind", found.kind);
  json.text("wave", found.wave);
  json.text("title", found.title);
  json.text("verdict", found.verdict);
  json.number("probability", found.probability);
  json.number("statistic", found.statistic);
  json.number("p_value", found.p_value);
  json.text("test", found.test);
  json.text("sentence", found.sentence);
  json.text("unseen", found.unseen);
  json.number("base", found.base);
  json.name("rows");
  std::string& out = json.out();
  out += '[';
  bool first = true;
  for (const std::size_t row : found.rows) {
    if (row >= rows) continue;
    if (!first) out += ", ";
    first = false;
    out += std::to_string(row);
  }
  out += ']';
  json.close('}');
}

}  // namespace

table_row::table_row(const result_row& row) : flags(row.value.flags) {
  if (!row.suppressed.empty()) {
    flags |= bit(estimate_flag::suppressed);
    return;
  }
  if (row.value.has(estimate_flag::suppressed)) return;
  value = row.value.value;
  se = row.value.se;
  low = row.value.low;
  high = row.value.high;
  n = row.value.n;
  n_eff = row.value.n_eff;
  df = row.value.df;
}

std::vector<std::string_view> flag_names(std::uint32_t flags) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < all_flags.size(); ++i)
    if ((flags >> i & 1U) != 0) names.push_back(all_flags[i]);
  return names;
}

std::vector<std::string> table_columns(const assessment& result) {
  std::vector<std::string> columns{"instrument", "version"};
  for (const std::string& key : result.key_columns) {
    const bool taken = std::find(fixed_columns.begin(), fixed_columns.end(), key) != fixed_columns.end();
    columns.push_back(taken ? "segment_" + key : key);
  }
  columns.insert(columns.end(), fixed_columns.begin() + 2, fixed_columns.end());
  return columns;
}

std::string result_json(const assessment& result) {
  std::string out;
  out.reserve(512 * (result.rows.size() + 16));
  json_text::writer json(out);
  const std::vector<std::string> columns = table_columns(result);
  json.open('{');
  json.text("schema", "cxm-result");
  json.number("schema_version", result_schema_version);
  json.text("library_version", result.library_version);
  json.name("instrument");
  json.open('{');
  json.text("id", result.source ? result.source->id : "");
  json.text("version", result.source ? result.source->version : "");
  json.text("title", result.source ? result.source->title.in(result.options.language) : "");
  json.text("fingerprint", result.fingerprint);
  json.close('}');
  write_options(json, result);
  write_designs(json, result);
  write_strings(json, "waves", result.waves);
  write_strings(
      json, "key_columns",
      {columns.begin() + 2, columns.begin() + 2 + static_cast<std::ptrdiff_t>(result.key_columns.size())});
  json.name("rolled_up");
  json.open('[');
  for (const rolled_up_group& g : result.rolled_up) {
    json.element();
    json.open('{');
    json.text("wave", g.wave);
    json.text("column", g.column);
    json.text("parent", g.parent);
    json.text("value", g.value);
    write_strings(json, "members", g.members);
    json.close('}');
  }
  json.close(']');
  write_strings(json, "notes", result.notes);
  write_receipt(json, result.receipt);
  json.name("rows");
  json.open('[');
  for (const result_row& row : result.rows) write_row(json, result, columns, row);
  json.close(']');
  json.name("findings");
  json.open('[');
  for (const finding& found : result.findings) write_finding(json, found, result.rows.size());
  json.close(']');
  json.close('}');
  out += '\n';
  return out;
}

void write_result_json(const assessment& result, std::ostream& out) {
  const std::string bytes = result_json(result);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.flush();
  if (!out) throw error(errc::io, "cannot write the result: the output stream failed", "out");
}

void write_result_json(const assessment& result, const std::string& path) {
  write_file(path, result_json(result));
}

}  // namespace cxm
