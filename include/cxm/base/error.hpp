// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace cxm {

/// What kind of thing went wrong. The numbers are part of the C ABI and are never reused.
enum class errc : std::int32_t {
  argument = 1,     ///< a parameter of a call is outside its domain
  instrument = 2,   ///< an instrument document is malformed or contradicts itself
  data = 3,         ///< survey answers do not fit the instrument
  state = 4,        ///< a stored tally is truncated, corrupted, foreign, or cannot be merged
  io = 5,           ///< a file cannot be read or written
  privacy = 6,      ///< a request would publish what must stay hidden
  overflow = 7,     ///< a sum left the range in which it is exact
  numeric = 8,      ///< no finite solution exists, or an iteration did not converge
  cancelled = 9,    ///< the caller asked to stop
  unsupported = 10  ///< the build lacks an optional component
};

/// The one exception type that the library throws on purpose.
///
/// `what()` is a full sentence for a person. `parameter`, `row` and `column` place the fault for a
/// program: the name of the argument, JSON path or file; the 1-based row and column of a data file
/// (or 0-based index of an array argument, as the function says); -1 where there is none.
class error : public std::runtime_error {
 public:
  error(errc code, const std::string& message, std::string parameter = {}, std::int64_t row = -1,
        std::int64_t column = -1)
      : std::runtime_error(message),
        code_(code),
        parameter_(std::move(parameter)),
        row_(row),
        column_(column) {}

  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] const std::string& parameter() const noexcept { return parameter_; }
  [[nodiscard]] std::int64_t row() const noexcept { return row_; }
  [[nodiscard]] std::int64_t column() const noexcept { return column_; }

 private:
  errc code_;
  std::string parameter_;
  std::int64_t row_;
  std::int64_t column_;
};

}  // namespace cxm
