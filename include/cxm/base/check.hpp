// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cxm/base/error.hpp"
#include "cxm/base/view.hpp"

/// The vocabulary of validation. Every public function checks its arguments with these, first thing,
/// so that the same fault reads the same everywhere: `function: parameter is value, but must be ...`.
/// All throw cxm::error{argument} with the parameter's name, and the 0-based row where there is one.
namespace cxm {

void check_finite(std::string_view function, std::string_view parameter, double value);
void check_positive(std::string_view function, std::string_view parameter, double value);
void check_not_negative(std::string_view function, std::string_view parameter, double value);
/// 0 <= value <= 1
void check_share(std::string_view function, std::string_view parameter, double value);
/// 0 < value < 1, as for a confidence level
void check_level(std::string_view function, std::string_view parameter, double value);
void check_at_least(std::string_view function, std::string_view parameter, std::size_t value,
                    std::size_t least);
void check_same_size(std::string_view function, std::string_view a_name, std::size_t a,
                     std::string_view b_name, std::size_t b);
/// Every element finite, every element finite and > 0; the place of the first that is not is named.
void check_all_finite(std::string_view function, std::string_view parameter, std::span<const double> values);
void check_all_positive(std::string_view function, std::string_view parameter,
                        std::span<const double> values);
/// A column whose present values are finite and whose mask, if any, has the column's length.
void check_column(std::string_view function, std::string_view parameter, const column_view& column);
/// Weights: as many as rows, finite and >= 0. Zero is legal: that row does not count.
void check_weights(std::string_view function, std::string_view parameter, std::span<const double> weights,
                   std::size_t rows);

}  // namespace cxm
