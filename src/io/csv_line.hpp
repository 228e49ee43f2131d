// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "io/json_text.hpp"

namespace cxm::detail {

/// One line of RFC 4180: quoted where a separator, quote, line break or outer blank asks for it.
class csv_line {
 public:
  /// Starts a line; the one before it is ended here.
  explicit csv_line(std::string& out) : out_(out) {
    if (!out_.empty()) out_ += "\r\n";
  }

  csv_line& text(std::string_view value) {
    separate();
    const bool plain = value.find_first_of(",\"\r\n") == std::string_view::npos &&
                       (value.empty() || (value.front() != ' ' && value.back() != ' '));
    if (plain) {
      out_ += value;
      return *this;
    }
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  csv_line& number(double value) {
    separate();
    json_text::append_number(out_, value, std::isnan(value) ? "" : value > 0 ? "inf" : "-inf");
    return *this;
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

}  // namespace cxm::detail
