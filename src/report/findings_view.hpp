// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/html.hpp"

namespace cxm::report_detail {

/// Something to do first, because the data say so.
struct action {
  std::string title, sentence;
};

/// The largest needs that are settled, of any kind of finding, each as a multiple of the size from which it
/// counts; one of each kind first, so that one phenomenon does not fill the page.
[[nodiscard]] std::vector<action> top_actions(const context&, std::size_t most);
/// Without findings: the lowest dimension, when its interval lies wholly below the next one's.
[[nodiscard]] std::vector<action> lowest_dimension(const context&);
/// "680 people".
[[nodiscard]] std::string people_text(const context&);
/// Findings of the wave reported.
[[nodiscard]] std::vector<const finding*> current_findings(const context&);

}  // namespace cxm::report_detail
