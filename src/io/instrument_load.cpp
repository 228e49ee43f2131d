// SPDX-License-Identifier: Apache-2.0
#include "builtin/builtin.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/json_document.hpp"

namespace cxm {

instrument_ptr load_instrument(const std::string& name_or_path) {
  if (name_or_path.starts_with('{')) return parse_instrument(name_or_path);
  const std::string json =
      detail::read_builtin_or_file("instrument", name_or_path, detail::document_limits{}.bytes);
  try {
    return parse_instrument(json);
  } catch (const error& e) {
    throw error(e.code(), name_or_path + ": " + e.what(), e.parameter(), e.row(), e.column());
  }
}

std::vector<std::string> builtin_instruments() { return detail::builtin_names("instrument"); }

}  // namespace cxm
