// SPDX-License-Identifier: Apache-2.0
#include "cli/outputs.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "cli/commands.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/files.hpp"

namespace cxm::cli {

namespace fs = std::filesystem;

void outputs::add(const std::string& path, std::string bytes) {
  if (path.empty()) throw usage_error("an output file has an empty name");
  for (const auto& [other, ignored] : files_) {
    if (fs::path(other).lexically_normal() == fs::path(path).lexically_normal()) {
      throw usage_error("two outputs would both be written to " + path);
    }
  }
  files_.emplace_back(path, std::move(bytes));
}

void outputs::add(const std::string& path, std::span<const std::uint8_t> bytes) {
  add(path, std::string(bytes.begin(), bytes.end()));
}

void outputs::add_directory(const std::string& directory,
                            std::vector<std::pair<std::string, std::string>> files) {
  if (directory.empty()) throw usage_error("an output directory has an empty name");
  directories_.push_back(directory);
  for (auto& [name, bytes] : files) add((fs::path(directory) / name).string(), std::move(bytes));
}

void outputs::commit() {
  for (const std::string& directory : directories_) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) {
      throw error(errc::io, "cannot make the directory " + directory + ": " + failed.message(), directory);
    }
  }
  // Relative to where we are: each path keeps its own meaning, and all are renamed after all are complete.
  write_files(".", files_);
}

pending_stream::pending_stream(const std::string& path) : path_(path), written_(path) {
  if (path.empty()) throw usage_error("an output file has an empty name");
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status) || fs::is_regular_file(status)) written_ += ".part-" + std::to_string(getpid());
  errno = 0;
  out_.open(written_, std::ios::binary);
  if (!out_) fail("open");
}

pending_stream::~pending_stream() {
  std::error_code ignored;
  if (written_ != path_) fs::remove(written_, ignored);
}

void pending_stream::finish() {
  errno = 0;
  out_.close();
  if (!out_) fail("write");
}

void pending_stream::commit() {
  if (written_ == path_) return;
  std::error_code failed;
  fs::rename(written_, path_, failed);
  if (failed) throw error(errc::io, "cannot put in place " + path_ + ": " + failed.message(), path_);
  written_ = path_;
}

void pending_stream::fail(const std::string& doing) const {
  const std::error_code why(errno != 0 ? errno : EIO, std::generic_category());
  throw error(errc::io, "cannot " + doing + " " + path_ + ": " + why.message(), path_);
}

}  // namespace cxm::cli
