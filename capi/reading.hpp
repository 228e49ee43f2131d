// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "capi/arguments.hpp"
#include "cxm/io/reader.hpp"
#include "cxm/io/weight_file.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm::capi {

/// The callback and the token of a call. Lives during the call.
class watch {
 public:
  template <class Options>
  explicit watch(const Options& given) : watch(given.progress, given.progress_user, given.cancel) {}
  watch(std::int32_t (*call)(void*, std::int64_t, std::int64_t), void* user, const ::cxm_cancel* cancel);

  /// For the library; empty when nobody watches.
  std::function<bool(std::int64_t, std::int64_t)> progress;

  /// Run `work`; what made it stop becomes callback_stop or cancelled.
  template <class Work>
  auto run(const Work& work) const {
    try {
      return work();
    } catch (const cxm::error& e) {
      if (e.code() == errc::cancelled && *stopped_ != 0) throw callback_stop{*stopped_};
      throw;
    }
  }

 private:
  std::shared_ptr<std::int32_t> stopped_ = std::make_shared<std::int32_t>(0);
};

/// The read options of a call. Lives during the call.
class reading {
 public:
  reading(const char* f, const ::cxm_read_options& given);
  reading(const reading&) = delete;
  reading& operator=(const reading&) = delete;

  read_options read;
  tally_options keep;
  std::string name = "data";

  /// Columns and streams are weighted by a call of their own.
  void refuse_weighting(const char* f) const;
  /// The columns under the name that they have in messages.
  [[nodiscard]] data_columns named(data_columns data) const;

  template <class Work>
  auto run(const Work& work) const {
    return watch_.run(work);
  }

 private:
  watch watch_;
};

}  // namespace cxm::capi
