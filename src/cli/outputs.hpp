// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cxm::cli {

/// The files of one run: gathered first, put in place together once everything has succeeded. Until then the
/// file system is as it was.
class outputs {
 public:
  void add(const std::string& path, std::string bytes);
  void add(const std::string& path, std::span<const std::uint8_t> bytes);
  /// Files of a directory, which is made when missing.
  void add_directory(const std::string& directory, std::vector<std::pair<std::string, std::string>> files);
  void commit();

 private:
  std::vector<std::string> directories_;
  std::vector<std::pair<std::string, std::string>> files_;
};

/// One output that is written as it is made: to a temporary file beside its place, which takes the place on
/// commit() and vanishes otherwise. Devices and pipes are written straight through.
class pending_stream {
 public:
  explicit pending_stream(const std::string& path);
  ~pending_stream();
  pending_stream(const pending_stream&) = delete;
  pending_stream& operator=(const pending_stream&) = delete;

  [[nodiscard]] std::ostream& stream() noexcept { return out_; }
  /// Everything is written: a full disk shows here, before anything is put in place.
  void finish();
  void commit();

 private:
  [[noreturn]] void fail(const std::string& doing) const;
  std::string path_, written_;
  std::ofstream out_;
};

}  // namespace cxm::cli
