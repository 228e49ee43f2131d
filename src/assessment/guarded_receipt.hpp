// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"

namespace cxm::detail {

/// The receipt as it may be published. Its counts are totals over all waves and groups of the sources; one
/// that tells more than the tables do is withheld (-1): when some group that it counts is hidden as a whole
/// and could be taken from it, or when what the tables leave of it is fewer people than the minimum. Values
/// that the instrument does not know are named when at least the minimum of rows have them; the others of a
/// column stand together as "(others)".
[[nodiscard]] import_receipt guarded_receipt(const import_receipt&, const std::vector<finding_wave>&,
                                             const assess_options&);

}  // namespace cxm::detail
