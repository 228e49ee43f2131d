// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

/// Results as a workbook for spreadsheet programs (.xlsx), written through libxlsxwriter: an optional
/// component, linked as cxm::xlsx.
namespace cxm {

/// The bytes of a workbook of everything that result_csv holds, and of the plan where one was asked for:
///
/// - a first sheet that says what was measured, with which versions and options, what stands on which sheet,
///   and what columns, flags and reasons mean, in the language of the assessment;
/// - a sheet a table, under the names and columns of docs/tables.md, header frozen and filtered. Numbers are
///   numbers, with the format of their unit (shares as per cent) and 16 digits behind it; what does not exist
///   is an empty cell, an infinite `df` the text `inf`. A suppressed row has no numbers and is set apart, its
///   reason stands in `suppressed`.
///
/// No cell is a formula, whatever its text begins with. A text longer than a cell may be (32,767 characters)
/// is cut and ends in an ellipsis; a table longer than a sheet goes on in the next. No date or time is
/// written: equal assessments give equal bytes.
///
/// libxlsxwriter works on files: temporary ones are made in `scratch`, a directory, and removed. Errors:
/// cxm::error{io} when that fails. Memory: a few times the size of the tables.
[[nodiscard]] std::string result_xlsx(const assessment&, const std::string& scratch = ".");

/// Complete or not at all (files.hpp); temporary files stand beside it.
void write_result_xlsx(const assessment&, const std::string& path);

}  // namespace cxm
