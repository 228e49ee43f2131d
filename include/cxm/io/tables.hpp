// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/assessment/assessment.hpp"

/// The tidy tables: one row an estimate, as JSON and CSV. Columns, tables and their ids are documented in
/// docs/tables.md; the JSON document has a schema, docs/result.schema.json.
///
/// Both forms are deterministic: equal assessments give equal bytes. Numbers are the shortest decimals
/// that read back to the same double. What is hidden by disclosure control is never written: a row with a
/// reason in `suppressed` has no value, error or interval, whatever stands in its estimate.
namespace cxm {

/// Version of the JSON document and of the columns; grows when a reader of the old one could misread.
inline constexpr int result_schema_version = 1;

/// Names of the flags that are set, in order of their bits: "no_interval", "small_base" ...
[[nodiscard]] std::vector<std::string_view> flag_names(std::uint32_t flags);

/// Column names of the tidy tables: instrument, version, the key columns (one that bears the name of a
/// fixed column is called `segment_<name>`), then the fixed columns.
[[nodiscard]] std::vector<std::string> table_columns(const assessment&);

/// One JSON document: versions, instrument, options (disclosure among them), receipt, rows, findings.
/// Values that do not exist are null and say so in `flags`; `df` is null where it is infinite.
[[nodiscard]] std::string result_json(const assessment&);
void write_result_json(const assessment&, std::ostream&);
/// Complete or not at all (files.hpp).
void write_result_json(const assessment&, const std::string& path);

/// The CSV files by name, RFC 4180, UTF-8 without a byte-order mark, CRLF: one per table (`index.csv`,
/// `gap.csv` ...), and `about.csv`, `receipt.csv`, `findings.csv`. Values that do not exist are empty; an
/// infinite `df` is `inf`; several flags are separated by a semicolon.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> result_csv(const assessment&);
/// All of them into a directory, made when missing; nothing is put in place before all are written.
void write_result_csv(const assessment&, const std::string& directory);

}  // namespace cxm
