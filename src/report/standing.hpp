// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/html.hpp"

namespace cxm::report_detail {

/// What units are compared on in the report: the headline when the tables compare it, else the first measure
/// or index that they do. id empty: none.
[[nodiscard]] subject compared_subject(const context&, std::size_t segment);

/// Each unit's raw and shrunk value, its set of ranks and whether it differs from the rest; then whether the
/// people of a unit see things alike. "" where the tables have none of it.
[[nodiscard]] std::string standing_figure(context&, std::size_t segment);
[[nodiscard]] std::string agreement_figure(context&, std::size_t segment);

/// "rank 2 to 5", from a row of simultaneous rank sets; empty without one.
[[nodiscard]] std::string rank_words(const words&, const result_row* rank);

/// A place in a norm in words: percentile with interval, or the distance to a published figure; and whom the
/// norm speaks of. Empty without a norm.
[[nodiscard]] std::string norm_sentence(const words&, const view&, const subject&, const place&);
[[nodiscard]] std::string norm_people(const words&, const norm&, std::string_view language);

}  // namespace cxm::report_detail
