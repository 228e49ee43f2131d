// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "cxm/io/files.hpp"
#include "cxm/io/tables.hpp"
#include "io/json_text.hpp"
#include "io/table_row.hpp"

namespace cxm {
namespace {

constexpr std::string_view line_end = "\r\n";

std::string ended(std::string&& out) {
  out += line_end;
  return std::move(out);
}

/// One line of RFC 4180: quoted where a separator, quote, line break or outer blank asks for it.
class csv_line {
 public:
  /// Starts a line; the one before it is ended here, the last one by ended().
  explicit csv_line(std::string& out) : out_(out) {
    if (!out_.empty()) out_ += line_end;
  }

  csv_line& text(std::string_view value) {
    separate();
    const bool plain = value.find_first_of(",\"\r\n") == std::string_view::npos &&
                       (value.empty() || (value.front() != ' ' && value.back() != ' '));
    if (plain) {
      out_ += value;
      return *this;
    }
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  csv_line& number(double value) {
    separate();
    json_text::append_number(out_, value, std::isnan(value) ? "" : value > 0 ? "inf" : "-inf");
    return *this;
  }
  csv_line& count(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

std::string join(const std::vector<std::string_view>& names) {
  std::string joined;
  for (const std::string_view name : names) {
    if (!joined.empty()) joined += ';';
    joined += name;
  }
  return joined;
}

std::string about_csv(const assessment& result) {
  std::string out;
  csv_line(out).text("name").text("value");
  csv_line(out).text("schema").text("cxm-result");
  csv_line(out).text("schema_version").count(result_schema_version);
  csv_line(out).text("library_version").text(result.library_version);
  csv_line(out).text("instrument").text(result.source ? result.source->id : "");
  csv_line(out).text("instrument_version").text(result.source ? result.source->version : "");
  csv_line(out).text("fingerprint").text(result.fingerprint);
  csv_line(out).text("level").number(result.options.level);
  csv_line(out).text("minimum_base").count(result.options.minimum_base);
  csv_line(out).text("disclosure").text(result.options.disclosure ? "on" : "off");
  csv_line(out).text("language").text(result.options.language);
  csv_line(out).text("seed").text(std::to_string(result.options.seed));
  csv_line(out).text("weighted").text(result.kept.weighted ? "yes" : "no");
  for (const std::string& wave : result.waves) csv_line(out).text("wave").text(wave);
  for (const std::string& note : result.notes) csv_line(out).text("note").text(note);
  return ended(std::move(out));
}

/// The receipt in long form: what is counted, of which item, column and value, how often, where first.
std::string receipt_csv(const import_receipt& receipt) {
  std::string out;
  csv_line(out).text("entry").text("item").text("column").text("value").text("count").text("first_row");
  const auto line = [&out](std::string_view entry, std::string_view item, std::string_view column,
                           std::string_view value, std::int64_t count, std::int64_t first_row) {
    csv_line made(out);
    made.text(entry).text(item).text(column).text(value);
    if (count >= 0)
      made.count(count);
    else
      made.text("");
    if (first_row >= 0)
      made.count(first_row);
    else
      made.text("");
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
  return ended(std::move(out));
}

std::string findings_csv(const assessment& result) {
  std::string out;
  csv_line(out)
      .text("instrument")
      .text("version")
      .text("id")
      .text("kind")
      .text("wave")
      .text("title")
      .text("verdict")
      .text("probability")
      .text("statistic")
      .text("p_value")
      .text("test")
      .text("sentence")
      .text("unseen")
      .text("base");
  for (const finding& found : result.findings)
    csv_line(out)
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
  return ended(std::move(out));
}

std::string table_csv(const assessment& result, std::string_view table) {
  std::string out;
  {
    csv_line header(out);
    for (const std::string& column : table_columns(result)) header.text(column);
  }
  for (const result_row& row : result.rows) {
    if (row.table != table) continue;
    const table_row shown(row);
    csv_line line(out);
    line.text(result.source ? result.source->id : "").text(result.source ? result.source->version : "");
    for (std::size_t k = 0; k < result.key_columns.size(); ++k)
      line.text(k < row.key.size() ? std::string_view(row.key[k]) : std::string_view());
    line.text(row.table).text(row.id).text(row.detail).text(row.label).text(row.unit);
    line.number(shown.value).number(shown.se).number(shown.low).number(shown.high);
    line.number(row.value.level).number(row.value.n).number(row.value.n_eff).number(row.value.df);
    line.text(row.value.method).text(join(flag_names(shown.flags))).text(row.suppressed);
  }
  return ended(std::move(out));
}

/// A table's name as a file name: letters, digits, '-' and '_' stay, all else becomes '_'.
std::string file_name(std::string_view table) {
  std::string name;
  for (const char c : table) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    name += plain ? c : '_';
  }
  return name + ".csv";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> result_csv(const assessment& result) {
  std::vector<std::string_view> tables;
  for (const result_row& row : result.rows)
    if (std::find(tables.begin(), tables.end(), row.table) == tables.end()) tables.push_back(row.table);
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("about.csv", about_csv(result));
  files.emplace_back("receipt.csv", receipt_csv(result.receipt));
  files.emplace_back("findings.csv", findings_csv(result));
  for (const std::string_view table : tables) files.emplace_back(file_name(table), table_csv(result, table));
  return files;
}

void write_result_csv(const assessment& result, const std::string& directory) {
  write_files(directory, result_csv(result));
}

}  // namespace cxm
