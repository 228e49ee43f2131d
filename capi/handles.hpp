// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capi/cxm.h"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/view.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/data/columns.hpp"
#include "cxm/io/arrow_abi.hpp"
#include "cxm/io/result_table.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/plan/plan_request.hpp"

/// What stands behind the opaque types of cxm.h.
namespace cxm::capi {

/// An allocator and a log, counted: what is made with it keeps it alive. Made and freed by its own
/// allocator's raw functions, so that it can outlive every block that remembers it.
struct context_state {
  cxm_context_options options;
  std::atomic<std::int64_t> references{1};
};

class context_ref {
 public:
  context_ref() noexcept = default;
  /// Takes over one reference.
  explicit context_ref(context_state* owned) noexcept : state_(owned) {}
  context_ref(const context_ref& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) state_->references.fetch_add(1, std::memory_order_relaxed);
  }
  context_ref(context_ref&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  context_ref& operator=(context_ref other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~context_ref();
  [[nodiscard]] context_state* get() const noexcept { return state_; }

 private:
  context_state* state_ = nullptr;
};

/// The context of the call that runs on this thread.
[[nodiscard]] context_ref current_context() noexcept;

struct noun {
  context_ref context = current_context();
};

}  // namespace cxm::capi

struct cxm_context : cxm::capi::noun {};
struct cxm_cancel : cxm::capi::noun {
  std::atomic<bool> requested{false};
};
struct cxm_buffer : cxm::capi::noun {
  std::string bytes;
};
struct cxm_instrument : cxm::capi::noun {
  cxm::instrument_ptr source;
  std::string fingerprint;
};
struct cxm_columns : cxm::capi::noun {
  cxm::data_columns data;
};
struct cxm_tally : cxm::capi::noun {
  cxm::tallied_file content;
  bool begun = false;  ///< an update or merge has settled what is kept
};
struct cxm_assessment : cxm::capi::noun {
  cxm::assessment result;
};
struct cxm_table : cxm::capi::noun {
  cxm::result_table table;
};
struct cxm_norm : cxm::capi::noun {
  std::shared_ptr<const cxm::norm> source;  ///< assessments keep it
};
struct cxm_plan : cxm::capi::noun {
  std::shared_ptr<const cxm::plan_request> request;
};
struct cxm_ledger : cxm::capi::noun {
  cxm::disclosure_ledger book;
};
