// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/check.hpp"

#include <cmath>
#include <string>

#include "base/number_text.hpp"

namespace cxm {
namespace {

[[noreturn]] void refuse(std::string_view function, std::string_view parameter, const std::string& is,
                         std::string_view must, std::int64_t row = -1) {
  std::string message(function);
  message += ": ";
  message += parameter;
  if (row >= 0) message += "[" + std::to_string(row) + "]";
  message += " is " + is + ", but must be ";
  message += must;
  throw error(errc::argument, message, std::string(parameter), row);
}

}  // namespace

void check_finite(std::string_view function, std::string_view parameter, double value) {
  if (!std::isfinite(value)) refuse(function, parameter, detail::number_text(value), "finite");
}

void check_positive(std::string_view function, std::string_view parameter, double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    refuse(function, parameter, detail::number_text(value), "finite and greater than 0");
  }
}

void check_not_negative(std::string_view function, std::string_view parameter, double value) {
  if (!(value >= 0) || !std::isfinite(value)) {
    refuse(function, parameter, detail::number_text(value), "finite and not negative");
  }
}

void check_share(std::string_view function, std::string_view parameter, double value) {
  if (!(value >= 0 && value <= 1)) refuse(function, parameter, detail::number_text(value), "between 0 and 1");
}

void check_level(std::string_view function, std::string_view parameter, double value) {
  if (!(value > 0 && value < 1)) {
    refuse(function, parameter, detail::number_text(value), "greater than 0 and less than 1");
  }
}

void check_at_least(std::string_view function, std::string_view parameter, std::size_t value,
                    std::size_t least) {
  if (value < least) {
    refuse(function, parameter, std::to_string(value), "at least " + std::to_string(least));
  }
}

void check_same_size(std::string_view function, std::string_view a_name, std::size_t a,
                     std::string_view b_name, std::size_t b) {
  if (a == b) return;
  throw error(errc::argument,
              std::string(function) + ": " + std::string(a_name) + " has " + std::to_string(a) +
                  " elements, but " + std::string(b_name) + " has " + std::to_string(b) +
                  "; they must be equally long",
              std::string(b_name));
}

void check_all_finite(std::string_view function, std::string_view parameter, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      refuse(function, parameter, detail::number_text(values[i]), "finite", static_cast<std::int64_t>(i));
    }
  }
}

void check_all_positive(std::string_view function, std::string_view parameter,
                        std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > 0) || !std::isfinite(values[i])) {
      refuse(function, parameter, detail::number_text(values[i]), "finite and greater than 0",
             static_cast<std::int64_t>(i));
    }
  }
}

void check_column(std::string_view function, std::string_view parameter, const column_view& column) {
  if (!column.present.empty()) {
    check_same_size(function, parameter, column.values.size(), std::string(parameter) + ".present",
                    column.present.size());
  }
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column.has(i) && !std::isfinite(column.values[i])) {
      refuse(function, parameter, detail::number_text(column.values[i]),
             "finite; mark a missing value as missing instead", static_cast<std::int64_t>(i));
    }
  }
}

void check_weights(std::string_view function, std::string_view parameter, std::span<const double> weights,
                   std::size_t rows) {
  if (weights.size() != rows) {
    check_same_size(function, "rows", rows, parameter, weights.size());
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0) || !std::isfinite(weights[i])) {
      refuse(function, parameter, detail::number_text(weights[i]), "finite and not negative",
             static_cast<std::int64_t>(i));
    }
  }
}

}  // namespace cxm
