// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// How a report is made. The defaults need nothing but the assessment.
struct report_options {
  std::string organisation;  ///< whose report it is; empty: the instrument's title stands alone
  std::string subtitle;      ///< a line of the author's own, for example a date or a client
  std::string language;      ///< "en", "de"; empty = the assessment's
  std::map<std::string, std::string> strings;  ///< other words for phrases, by key (docs/report.md)
  std::string css;                             ///< appended to the style sheet: the brand
};

/// The report: one HTML document that stands alone. Inline SVG, no script, no external request (a content
/// security policy forbids both), a table under every picture, made for screens from 360 pixels and for A4.
///
/// It shows what the assessment holds and nothing else: cells hidden by disclosure control stay hidden, an
/// empty chapter says why it is empty. Deterministic: equal input gives equal bytes. Faults in the options
/// are cxm::error{argument}. Cost: linear in the rows, about a kilobyte a shown number.
[[nodiscard]] std::string html_report(const assessment&, const report_options& = {});
/// Complete or not at all (io/files.hpp).
void write_html_report(const assessment&, const std::string& path, const report_options& = {});

/// The style sheet without a brand: a start for one, and what hosts of single charts need.
[[nodiscard]] std::string report_style_sheet();

/// Every phrase of the report with its key, in "en" or "de": a start for a translation.
[[nodiscard]] std::map<std::string, std::string> report_phrases(const std::string& language);

}  // namespace cxm
