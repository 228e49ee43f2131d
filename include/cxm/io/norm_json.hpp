// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/model/instrument.hpp"

/// Norms as documents, and made from files: docs/norms.md.
namespace cxm {

/// Read and check a norm (JSON, UTF-8). Faults are cxm::error{argument} that begin with the JSON path.
/// Unknown members are errors.
[[nodiscard]] norm parse_norm(std::string_view json);
/// A file, or a built-in norm by name ("cx4-published").
[[nodiscard]] norm load_norm(const std::string& name_or_path);
[[nodiscard]] std::vector<std::string> builtin_norms();

/// Members sorted, defaults left out, shortest numbers, no white space: equal norms, equal bytes.
[[nodiscard]] std::string canonical_json(const norm&);
/// The same content for people: indented, identifiers first.
[[nodiscard]] std::string pretty_json(const norm&);
/// The first 128 bits of the SHA-256 of the canonical form.
[[nodiscard]] fingerprint fingerprint_of(const norm&);

struct norm_table_options {
  std::string organisation = "organisation";  ///< column of the organisations' ids
  std::vector<std::string> attributes;        ///< columns of texts by which peers are filtered
  std::vector<std::string> covariates;        ///< columns of numbers by which peers are found
  std::vector<std::string> ignore;            ///< columns to leave out
  std::vector<std::string> leave_out;         ///< organisations to leave out: rows that combine others
  std::vector<std::string> missing = {"", "NA", "N/A", "-"};  ///< cells without a figure
  std::string unit;                                           ///< of all measures, as in the tidy tables
  std::vector<std::string> lower_is_better;                   ///< measures
};
/// Fill `about` (its texts are kept) from a table, CSV or TSV, one row an organisation. Every column that
/// the options do not name is a measure: `culture`, or `culture@executive` of one role; `culture.se` and
/// `culture.n` beside it are its standard error and answers. A percent sign behind a number is read over.
/// Errors: cxm::error{data} with row and column for what is not a number, an organisation twice, a column
/// that the options name and the file lacks, or an error or base without its measure.
[[nodiscard]] norm norm_from_table(const std::string& path, norm about, const norm_table_options& = {});

/// One organisation's assessment under the name it takes in a norm.
struct named_assessment {
  norm_member member;
  const assessment* of = nullptr;
};
/// Fill `about` from assessments of one instrument: the means of all measures and indices of each
/// organisation as a whole in its newest wave, for everybody and for each role, with their errors and bases.
/// What disclosure control hides, or does not exist, is left out. Rows are not needed: assess tallies.
/// Errors: no assessment, two organisations of one id, assessments of different instruments.
[[nodiscard]] norm norm_from_assessments(std::span<const named_assessment>, norm about);

}  // namespace cxm
