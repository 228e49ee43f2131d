// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/files.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <new>
#include <random>
#include <system_error>

#include "cxm/base/error.hpp"

namespace cxm {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& doing, const std::error_code& why) {
  if (why == std::errc::not_enough_memory) throw std::bad_alloc();
  throw error(errc::io, "cannot " + doing + " " + path + ": " + why.message(), path);
}

std::error_code last_error() { return {errno != 0 ? errno : EIO, std::generic_category()}; }

void write_through(const std::string& shown, const fs::path& target, std::string_view bytes) {
  errno = 0;
  // <cstdio> rather than <fstream>: a stream brings the locales of the runtime into the shared library.
  std::FILE* const out = std::fopen(target.string().c_str(), "wb");
  if (out == nullptr) fail(shown, "open", last_error());
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  const std::error_code why = last_error();
  if (!written) {
    std::fclose(out);
    fail(shown, "write", why);
  }
  if (std::fclose(out) != 0) fail(shown, "write", last_error());
}

/// A complete temporary file beside its target; removed unless committed.
class pending_file {
 public:
  pending_file(std::string shown, std::string_view bytes) : shown_(std::move(shown)), target_(shown_) {
    if (shown_.empty()) throw error(errc::io, "cannot write a file without a name: give a path", "path");
    std::error_code failed;
    if (fs::is_symlink(target_, failed)) {
      const fs::path resolved = fs::weakly_canonical(target_, failed);
      if (!failed) target_ = resolved;
    }
    const fs::file_status status = fs::status(target_, failed);
    if (fs::is_directory(status)) fail(shown_, "write", std::make_error_code(std::errc::is_a_directory));
    if (fs::exists(status) && !fs::is_regular_file(status)) {
      // Renaming over a device would replace the device.
      write_through(shown_, target_, bytes);
      return;
    }
    temporary_ = target_;
    temporary_ += ".part-" + token();
    try {
      write_through(shown_, temporary_, bytes);
      if (fs::exists(status)) fs::permissions(temporary_, status.permissions(), failed);
    } catch (...) {
      discard();
      throw;
    }
  }
  pending_file(pending_file&& other) noexcept
      : shown_(std::move(other.shown_)),
        target_(std::move(other.target_)),
        temporary_(std::move(other.temporary_)) {
    other.temporary_.clear();
  }
  pending_file(const pending_file&) = delete;
  pending_file& operator=(const pending_file&) = delete;
  pending_file& operator=(pending_file&&) = delete;
  ~pending_file() { discard(); }

  void commit() {
    if (temporary_.empty()) return;
    std::error_code failed;
    fs::rename(temporary_, target_, failed);
    if (failed) fail(shown_, "put in place", failed);
    temporary_.clear();
  }

 private:
  static std::string token() {
    std::random_device device;
    const std::uint64_t number = (static_cast<std::uint64_t>(device()) << 32U) | device();
    char digits[17] = {};
    const auto end = std::to_chars(digits, digits + 16, number, 16);
    return {digits, end.ptr};
  }
  void discard() noexcept {
    if (temporary_.empty()) return;
    std::error_code ignored;
    fs::remove(temporary_, ignored);
  }

  std::string shown_;
  fs::path target_, temporary_;
};

}  // namespace

void write_file(const std::string& path, std::string_view bytes) { pending_file(path, bytes).commit(); }

void write_files(const std::string& directory,
                 const std::vector<std::pair<std::string, std::string>>& files) {
  if (directory.empty())
    throw error(errc::io, "cannot write into a directory without a name: give a path", "directory");
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) fail(directory, "make the directory", failed);
  std::vector<pending_file> pending;
  pending.reserve(files.size());
  for (const auto& [name, bytes] : files) pending.emplace_back((fs::path(directory) / name).string(), bytes);
  for (pending_file& file : pending) file.commit();
}

}  // namespace cxm
