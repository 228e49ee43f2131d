// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "cxm/assessment/progress.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/tally/tally.hpp"

/// From files to an assessment in one call.
///
///     cxm::assessment a = cxm::assess_file("survey.csv", "cx4");
namespace cxm {

/// The three stages' options of assess_file.
struct file_options {
  read_options read;
  tally_options keep;
  assess_options assess;
  assess_progress progress;  ///< of the assessment; that of reading is in `read`
};

/// One line to a defensible answer: read a data file or a stored state (state_file.hpp) by an instrument
/// (a built-in name or a file) and assess it. A state gives the same answer as the data it was made of;
/// `read` and `keep` do not apply to it, and with an empty `instrument` it is read by its own.
[[nodiscard]] assessment assess_file(const std::string& path, const std::string& instrument,
                                     const file_options& = {});

/// A data file or state, and the instrument it is to be read by (may be empty for a state file).
struct file_source {
  std::string path;
  std::string instrument;
};

/// Several files as one body of answers. Files of equal instruments are merged, whatever their order (months,
/// sites); files of different instruments are the waves of a survey whose questionnaire changed, compared
/// by the ids that they share.
[[nodiscard]] assessment assess_files(std::span<const file_source>, const file_options& = {});
/// The same beside everything that was published of these answers before (assess with a ledger).
[[nodiscard]] assessment assess_files(std::span<const file_source>, const file_options&, disclosure_ledger&);

}  // namespace cxm
