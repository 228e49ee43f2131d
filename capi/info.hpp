// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "capi/handles.hpp"

namespace cxm::capi {

[[nodiscard]] const char* build_info() noexcept;
[[nodiscard]] const char* status_name(std::int32_t status) noexcept;

[[nodiscard]] ::cxm_buffer* new_buffer(std::string bytes);
[[nodiscard]] ::cxm_table* new_table(result_table table);
/// Hand a message to the context's log, if there is one.
void log(const context_ref& context, std::int32_t level, std::string_view message);

}  // namespace cxm::capi
