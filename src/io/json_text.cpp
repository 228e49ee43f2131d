// SPDX-License-Identifier: Apache-2.0
#include "io/json_text.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace cxm::json_text {
namespace {

/// Length of the valid UTF-8 sequence at `i`, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : 0U;
  };
  const auto continues = [&](std::size_t k) { return (byte(k) & 0xC0U) == 0x80U; };
  const unsigned b = byte(i);
  if (b < 0x80U) return 1;
  if (b >= 0xC2U && b <= 0xDFU) return continues(i + 1) ? 2 : 0;
  if (b >= 0xE0U && b <= 0xEFU) {
    const unsigned low = b == 0xE0U ? 0xA0U : 0x80U;
    const unsigned high = b == 0xEDU ? 0x9FU : 0xBFU;
    return byte(i + 1) >= low && byte(i + 1) <= high && continues(i + 2) ? 3 : 0;
  }
  if (b >= 0xF0U && b <= 0xF4U) {
    const unsigned low = b == 0xF0U ? 0x90U : 0x80U;
    const unsigned high = b == 0xF4U ? 0x8FU : 0xBFU;
    return byte(i + 1) >= low && byte(i + 1) <= high && continues(i + 2) && continues(i + 3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

void append_number(std::string& out, double value, std::string_view otherwise) {
  if (!std::isfinite(value)) {
    out += otherwise;
    return;
  }
  char digits[40];
  const bool whole = value == std::trunc(value) && std::fabs(value) < 9007199254740992.0;
  const auto end = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<std::int64_t>(value))
                         : std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end.ptr);
}

void append_string(std::string& out, std::string_view value) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t length = sequence_length(value, i);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    const char c = value[i];
    if (length > 1) {
      out.append(value.substr(i, length));
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < 0x20U || c == '\x7f') {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4U];
      out += hex[static_cast<unsigned char>(c) & 15U];
    } else {
      out += c;
    }
    i += length;
  }
  out += '"';
}

void writer::separate() {
  if (!first_) out_ += compact_ ? ", " : ",";
  if (depth_ > 0 && !compact_) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_), ' ');
  }
  first_ = false;
}

void writer::open(char bracket) {
  out_ += bracket;
  ++depth_;
  first_ = true;
}

void writer::close(char bracket) {
  --depth_;
  if (!first_ && !compact_) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_), ' ');
  }
  out_ += bracket;
  first_ = false;
}

void writer::name(std::string_view member) {
  separate();
  append_string(out_, member);
  out_ += ": ";
}

void writer::element() { separate(); }

void writer::text(std::string_view member, std::string_view value) {
  name(member);
  append_string(out_, value);
}

void writer::number(std::string_view member, double value) {
  name(member);
  append_number(out_, value);
}

void writer::boolean(std::string_view member, bool value) {
  name(member);
  out_ += value ? "true" : "false";
}

}  // namespace cxm::json_text
