// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace cxm::cli {

/// A line of progress on stderr, for files that take longer than a moment; an empty function when stderr is
/// not a terminal, so that logs stay clean. May be called from several threads.
[[nodiscard]] std::function<bool(std::int64_t done, std::int64_t total)> progress_for(
    const std::string& path);

}  // namespace cxm::cli
