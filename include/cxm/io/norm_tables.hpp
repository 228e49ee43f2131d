// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/assessment/assessment.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/io/result_table.hpp"

/// Norms, and places in them, as tables of one row a measure.
namespace cxm {

/// Every place of an assessment in the norm of its options (`reference`): norm, version, fingerprint, wave,
/// role, unit ("" = the whole, else "unit=North"), id, value with se and n, the norm's centre and how many
/// organisations stand behind it, difference, percentile of the true value and standing among the observed
/// ones, each with its interval, and the method. What is hidden is left out. `units`: parts of the
/// organisation too. Errors: cxm::error{argument} without a norm, or one of another instrument.
[[nodiscard]] result_table norm_places(const assessment&, bool units);

/// What a norm holds: measure, role, unit, kind ("published", "percentiles", "organisations"), organisations,
/// lower_quartile, centre, upper_quartile; NaN where there is none.
[[nodiscard]] result_table norm_table(const norm&);

}  // namespace cxm
