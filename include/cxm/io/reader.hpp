// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/data/given_replicates.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/io/file_format.hpp"
#include "cxm/model/instrument.hpp"

namespace cxm {

struct weight_targets;

/// How to read a data file. The defaults suit an export whose columns the instrument knows.
struct read_options {
  /// Overrides of the instrument's column hints: "role", "wave", "weight", "stratum", "cluster",
  /// "respondent", "fpc", a segment id, an item id, or "item.code" for one option of a multiple-choice item;
  /// in the long form also "item" and "value" -> column name ("unit=Store,role=Job"). "#7" is the seventh
  /// column; an empty name means that the column is not to be read.
  std::map<std::string, std::string> map;
  std::string layout = "auto";      ///< auto, csv, qualtrics-3, qualtrics-2, surveymonkey-2, long
  char separator = '\0';            ///< '\0' = found from the header: , ; or tab
  bool latin1 = false;              ///< Windows-1252 (which contains Latin-1); else UTF-8, checked
  bool unknown_is_missing = false;  ///< else the first unknown value is an error with its place
  unsigned threads = 1;
  /// Called now and then, by one thread at a time; `bytes_total` 0 = not known. false = stop.
  std::function<bool(std::int64_t bytes_done, std::int64_t bytes_total)> progress;
  /// Columns of replicate weights: names, "#7", or a pattern with one or more "*" such as "rw_*", which takes
  /// all columns that fit in the order of the file. Empty: none are read.
  std::vector<std::string> replicate_weights;
  bool replicates_combined = true;  ///< they contain the sampling weight; else they are multiplied by it
  replicate_scheme replicates;      ///< of what kind they are; used by tally_file
  /// Kinds of files that are read besides text, such as sav_format() (cxm/sav/sav.hpp).
  std::vector<file_format> formats;
  /// Files are weighted to these totals while they are read (weight_file.hpp), beginning with the column
  /// `base_weight` ("" = all 1); errors then take the weights as given. The receipt says how it went.
  std::shared_ptr<const weight_targets> weighting;
  std::string base_weight;
};

/// Read a data file, bind its columns to the instrument and hand blocks of rows to `sink`: a CSV/TSV export
/// (plain or gzip), or a file of one of `formats`. With threads > 1, blocks are handed to `sink(worker,
/// batch)` from several threads at once, each with its own `worker` number (0 .. threads-1); the caller keeps
/// one tally per worker and merges. The same batches come whatever the number of threads, the same receipt,
/// and of several faults the first in the file.
///
/// Columns: the map first, then the instrument's names in their order, for items and segments also the id.
/// Names are compared exactly, then without case and spacing; a name that fits two columns is an error.
///
/// Layouts, found from the header:
///   csv             one row of names
///   qualtrics-3     names, texts, {"ImportId":...}: a column goes by its name, its ImportId or its text
///   qualtrics-2     the older export: names V1, V2 ..., then texts; a column goes by its name or its text
///   surveymonkey-2  questions, then options: a column goes by `question`, or `question - option` where the
///                   option says more than "Response"; a question reaches over the empty cells to its right
///   long            a row an answer: respondent, item, value, besides weight and groups. The rows of a
///                   respondent stand together; an item without a row was not asked, one with an empty value
///                   is no answer. Read on one thread; keeps 8 bytes a respondent to notice who comes twice.
///
/// Answers are trimmed and compared, in this order, with: codes and missing values as written; labels in any
/// language and aliases; codes and missing values as numbers ("98" is 98.0); labels without case and spacing.
/// An empty cell is no_answer, or not_asked when the row's role is not asked the item; without a role column
/// everybody counts as asked, and with an empty role nobody is asked what only some roles are. Of a
/// multiple-choice item with one column an option, an option is chosen unless its cell is empty, a missing
/// value, or says 0, false, no, not selected, unselected or unchecked; with every cell empty there is no
/// answer. Decimal commas are read where the separator is not the comma.
///
/// Files of a format: a variable goes by its name or its label. A number means what its text means (4 is the
/// code 4); where the instrument does not know a value but its value label, the label is taken. Role, wave
/// and segments go by their labels where they have them. A value that the file declares missing has the kind
/// that the instrument gives it, else it is an empty cell. Rows are numbered from 1, one block of some
/// thousand is in memory at a time, on one thread; `layout` and `separator` have no meaning. Where the file
/// says that its rows are weighted and nothing is read as a weight, the receipt says so.
///
/// Rows: a row without any content and a row of zero weight are dropped and counted. An empty, negative or
/// non-numeric weight, an empty respondent, stratum or cluster, and a population size that is not positive
/// are errors. Unknown values are errors, or no answer (of the role: the role "") and counted.
///
/// Memory: some chunks of 256 KiB and their batches a thread, whatever the number of rows. Cost: linear; a
/// cell whose text came before costs a few nanoseconds. Faults give cxm::error{data} or cxm::error{io} with
/// file, row (as a spreadsheet numbers it) and column; a map that names no role of a column
/// cxm::error{argument}; progress that says stop cxm::error{cancelled}. Returns the receipt.
import_receipt read_file(const std::string& path, const instrument&, const read_options&,
                         const std::function<void(unsigned worker, const batch&)>& sink);

/// The same for a file's bytes in memory (plain or gzip); `name` stands in messages and in the receipt.
import_receipt read_bytes(const std::string& name, std::string_view bytes, const instrument&,
                          const read_options&,
                          const std::function<void(unsigned worker, const batch&)>& sink);

}  // namespace cxm
