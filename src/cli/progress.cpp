// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>

namespace cxm::cli {
namespace {

class progress_line {
 public:
  explicit progress_line(std::string path) : path_(std::move(path)) {}
  ~progress_line() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void show(std::int64_t done, std::int64_t total) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (total <= 0 || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, "\rcxm: %s %3d %%\033[K", path_.c_str(),
                 static_cast<int>(100.0 * static_cast<double>(done) / static_cast<double>(total)));
  }

 private:
  std::string path_;
  std::mutex mutex_;
  // The first line waits: small files are done before anybody could read it.
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  bool shown_ = false;
};

}  // namespace

std::function<bool(std::int64_t, std::int64_t)> progress_for(const std::string& path) {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [line = std::make_shared<progress_line>(path)](std::int64_t done, std::int64_t total) {
    line->show(done, total);
    return true;
  };
}

}  // namespace cxm::cli
