// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cxm {

/// Write a whole file so that it appears complete or not at all: the bytes go to a temporary file in the
/// same directory, which is then renamed. An existing file keeps its permissions; a symbolic link is
/// followed; devices and pipes (`/dev/null`, `/dev/stdout`) are written straight through. Faults are
/// cxm::error{io} that name the path and the reason; the temporary file is removed.
void write_file(const std::string& path, std::string_view bytes);

/// Write several files, (name, bytes), into a directory that is made when missing. All temporary files are
/// complete before the first one is renamed, so a full disk leaves the directory as it was.
void write_files(const std::string& directory, const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace cxm
