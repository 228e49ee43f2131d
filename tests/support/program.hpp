// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Programs as their users run them: in a directory of their own, with bounded time.
namespace cxm::test {

/// A directory that is gone when the test is over.
class scratch_directory {
 public:
  scratch_directory();
  ~scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  /// Write a file and return its path.
  std::string write(const std::string& name, const std::string& bytes) const;
  /// Names of what is in it, sorted.
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_whole_file(const std::filesystem::path& path);

struct program_result {
  int code = -1;  ///< exit code; 128 + signal when it was killed, 124 when it took too long
  std::string out, err;
};

/// Run a program with arguments, its working directory `directory`, for at most `seconds`.
[[nodiscard]] program_result run_program(const std::string& program,
                                         const std::vector<std::string>& arguments,
                                         const std::filesystem::path& directory, int seconds = 120);

}  // namespace cxm::test
