// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cxm::detail {

/// A sentence of the plan in a language ("en", "de"; another falls back to English), with {0}, {1} ...
/// replaced.
[[nodiscard]] std::string plan_sentence(std::string_view key, std::string_view language,
                                        std::initializer_list<std::string> arguments = {});
/// "a", "a and b", "a, b and 4 more": at most `most` are named.
[[nodiscard]] std::string plan_list(const std::vector<std::string>& names, std::size_t most,
                                    std::string_view language);
/// "82 %", "<1 %", ">99 %": simulated probabilities are never 0 or 1.
[[nodiscard]] std::string plan_probability(double p, std::string_view language);

}  // namespace cxm::detail
