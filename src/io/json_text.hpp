// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Writing JSON piece by piece, so that a large result needs no tree in memory.
namespace cxm::json_text {

/// The shortest decimal that reads back to the same double; whole numbers below 2^53 without exponent;
/// `otherwise` when the value is not finite.
void append_number(std::string& out, double value, std::string_view otherwise = "null");
/// A quoted string. Bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view value);

/// Writes members and elements with commas and indentation of one blank a level.
class writer {
 public:
  explicit writer(std::string& out) : out_(out) {}
  void open(char bracket);
  void close(char bracket);
  /// Members of what is opened from here on stand on one line, until switched off.
  void compact(bool on) noexcept { compact_ = on; }
  void name(std::string_view member);
  /// Before an element of an array.
  void element();
  void text(std::string_view member, std::string_view value);
  void number(std::string_view member, double value);
  void boolean(std::string_view member, bool value);
  [[nodiscard]] std::string& out() noexcept { return out_; }

 private:
  void separate();
  std::string& out_;
  int depth_ = 0;
  bool first_ = true;
  bool compact_ = false;
};

}  // namespace cxm::json_text
