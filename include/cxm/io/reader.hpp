// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/model/instrument.hpp"

namespace cxm {

/// How to read a data file. The defaults suit an export whose columns the instrument knows.
struct read_options {
  /// Overrides of the instrument's column hints: "role", "wave", "weight", "stratum", "cluster",
  /// "respondent", "fpc", a segment id or an item id -> column name. ("unit=Store,role=Job")
  std::map<std::string, std::string> map;
  std::string layout = "auto";      ///< auto, csv, qualtrics-3, qualtrics-2, surveymonkey-2, long
  char separator = '\0';            ///< '\0' = found from the header: , ; or tab
  bool latin1 = false;              ///< else UTF-8, checked
  bool unknown_is_missing = false;  ///< else the first unknown value is an error with its place
  unsigned threads = 1;
  std::function<bool(std::int64_t bytes_done, std::int64_t bytes_total)> progress;  ///< false = stop
};

/// Read a CSV/TSV export (plain or gzip), bind its columns to the instrument and hand blocks of rows to
/// `sink`. With threads > 1, blocks are handed to `sink(worker, batch)` from several threads at once, each
/// with its own `worker` number (0 .. threads-1); the caller keeps one tally per worker and merges.
///
/// Memory is bounded by the blocks, whatever the number of rows. Faults give cxm::error{data} or
/// cxm::error{io} with file, row and column. Returns the receipt.
import_receipt read_file(const std::string& path, const instrument&, const read_options&,
                         const std::function<void(unsigned worker, const batch&)>& sink);

/// The same for a file's bytes in memory (plain or gzip); `name` stands in messages and in the receipt.
import_receipt read_bytes(const std::string& name, std::string_view bytes, const instrument&,
                          const read_options&,
                          const std::function<void(unsigned worker, const batch&)>& sink);

}  // namespace cxm
