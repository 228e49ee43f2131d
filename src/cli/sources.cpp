// SPDX-License-Identifier: Apache-2.0
#include "cli/sources.hpp"

#ifdef CXM_WITH_SAV
#include "cxm/sav/sav.hpp"
#endif

namespace cxm::cli {

tallied_file tally_source(const std::string& path, const instrument_ptr& instrument, const read_options& read,
                          const tally_options& keep) {
#ifdef CXM_WITH_SAV
  if (is_sav_file(path)) return tally_sav(path, instrument, read, keep);
#endif
  return tally_file(path, instrument, read, keep);
}

usage_error instrument_required(const std::string& data_file) {
  return usage_error("--instrument is required for data files such as " + data_file +
                     ": name a built-in one (--instrument cx4) or a file; `cxm instrument scaffold " +
                     data_file + " --out mine.json` drafts one");
}

}  // namespace cxm::cli
