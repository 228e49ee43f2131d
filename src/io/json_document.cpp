// SPDX-License-Identifier: Apache-2.0
#include "io/json_document.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "model/fault.hpp"

namespace cxm::detail {
namespace {

/// Line and column, both from 1, of a byte; columns count characters.
std::string place_in(std::string_view text, std::size_t position) {
  std::size_t line = 1;
  std::size_t column = 1;
  const std::size_t end = std::min(position, text.size());
  for (std::size_t i = 0; i < end; ++i) {
    const auto u = static_cast<unsigned char>(text[i]);
    if (u == '\n') {
      ++line;
      column = 1;
    } else if ((u & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Position of the first byte that does not continue valid UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
    };
    const unsigned b = byte(0);
    std::size_t length = 1;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (b >= 0x80) {
      if (b < 0xC2 || b > 0xF4) return i;
      length = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
      if (b == 0xE0) low = 0xA0;   // overlong
      if (b == 0xED) high = 0x9F;  // surrogates
      if (b == 0xF0) low = 0x90;   // overlong
      if (b == 0xF4) high = 0x8F;  // beyond U+10FFFF
      for (std::size_t k = 1; k < length; ++k) {
        if (byte(k) < low || byte(k) > high) return i;
        low = 0x80;
        high = 0xBF;
      }
    }
    i += length;
  }
  return std::string_view::npos;
}

/// Reads RFC 8259 documents.
class document_parser {
 public:
  document_parser(std::string_view text, errc code, std::string_view what, const document_limits& limits)
      : text_(text), code_(code), what_(what), limits_(limits) {}

  json_value document() {
    json_value out = value(0);
    skip_space();
    if (at_ < text_.size()) refuse("the document ends here, but " + next() + " follows");
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    fault(code_, std::string(what_), place_in(text_, at_) + ": is not valid JSON: " + why);
  }
  /// The next character, for messages.
  [[nodiscard]] std::string next() const {
    if (at_ >= text_.size()) return "the end";
    std::size_t length = 1;
    while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0U) == 0x80U)
      ++length;
    return in_quotes(text_.substr(at_, length));
  }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, const char* where) {
    skip_space();
    if (!take(c)) {
      std::string why = "expected ";
      why += in_quotes(std::string_view(&c, 1));
      why += where;
      refuse(why + ", but found " + next());
    }
  }
  void literal(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) refuse("found " + next() + ", but a value must stand here");
    at_ += word.size();
  }

  json_value value(std::size_t depth) {
    skip_space();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    switch (c) {
      case '{':
        return object(depth);
      case '[':
        return list(depth);
      case '"':
        return json_value(string());
      case 't':
        literal("true");
        return json_value(true);
      case 'f':
        literal("false");
        return json_value(false);
      case 'n':
        literal("null");
        return json_value();
      default:
        if (c == '-' || (c >= '0' && c <= '9')) return number();
        refuse("found " + next() + ", but a value must stand here");
    }
  }

  void deeper(std::size_t depth) const {
    if (depth < limits_.depth) return;
    const std::string place = path_.empty() ? std::string(what_) : path_;
    fault(code_, place, "is nested deeper than " + std::to_string(limits_.depth) + " levels");
  }

  json_value object(std::size_t depth) {
    deeper(depth);
    take('{');
    skip_space();
    if (take('}')) return json_value::object();
    std::map<std::string, json_value> members;
    const std::size_t length = path_.size();
    do {
      skip_space();
      if (at_ >= text_.size() || text_[at_] != '"')
        refuse("found " + next() + ", but a member's name must stand here");
      std::string name = string();
      if (length > 0) path_ += '.';
      path_ += name;
      const auto [member, fresh] = members.try_emplace(std::move(name));
      if (!fresh) fault(code_, path_, "is given twice; keep one of them");
      expect(':', " after a member's name");
      member->second = value(depth + 1);
      path_.resize(length);
      skip_space();
    } while (take(','));
    expect('}', " or \",\" in an object");
    std::vector<json_member> out;
    out.reserve(members.size());
    while (!members.empty()) {
      auto node = members.extract(members.begin());
      out.push_back({std::move(node.key()), std::move(node.mapped())});
    }
    return json_value::object(std::move(out));
  }

  json_value list(std::size_t depth) {
    deeper(depth);
    take('[');
    json_value out = json_value::list();
    skip_space();
    if (take(']')) return out;
    const std::size_t length = path_.size();
    do {
      path_ += at("", out.size());
      out.push_back(value(depth + 1));
      path_.resize(length);
      skip_space();
    } while (take(','));
    expect(']', " or \",\" in a list");
    return out;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > begin;
  }

  json_value number() {
    const std::size_t begin = at_;
    take('-');
    const bool zero = at_ < text_.size() && text_[at_] == '0';
    const std::size_t first_digit = at_;
    if (!digits()) refuse("a number needs a digit after \"-\"");
    if (zero && at_ - first_digit > 1) refuse("a number must not begin with 0");
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (!digits()) refuse("a number needs a digit after the point");
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!digits()) refuse("a number needs a digit in its exponent");
    }
    const char* from = text_.data() + begin;
    const char* to = text_.data() + at_;
    if (whole) {
      std::int64_t integer = 0;
      if (std::from_chars(from, to, integer).ec == std::errc{}) return json_value(integer);
      std::uint64_t larger = 0;
      if (std::from_chars(from, to, larger).ec == std::errc{}) return json_value(larger);
    }
    double real = 0;
    const auto result = std::from_chars(from, to, real);
    // Out of range is either huge or tiny; a tiny number is 0 for all purposes here.
    if (result.ec == std::errc::result_out_of_range && !tiny(text_.substr(begin, at_ - begin))) {
      at_ = begin;
      refuse("the number is too large");
    }
    return json_value(result.ec == std::errc{} ? real : 0.0);
  }
  static bool tiny(std::string_view number) {
    return number.find("e-") != number.npos || number.find("E-") != number.npos;
  }

  std::uint32_t hex4() {
    std::uint32_t out = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      std::uint32_t digit = 0;
      if (c >= '0' && c <= '9') {
        digit = static_cast<std::uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = static_cast<std::uint32_t>(c - 'a' + 10);
      } else if (c >= 'A' && c <= 'F') {
        digit = static_cast<std::uint32_t>(c - 'A' + 10);
      } else {
        refuse("\\u needs four hexadecimal digits");
      }
      out = out << 4U | digit;
      ++at_;
    }
    return out;
  }

  void escape(std::string& out) {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    switch (c) {
      case '"':
      case '\\':
      case '/':
        out += c;
        return;
      case 'b':
        out += '\b';
        return;
      case 'f':
        out += '\f';
        return;
      case 'n':
        out += '\n';
        return;
      case 'r':
        out += '\r';
        return;
      case 't':
        out += '\t';
        return;
      case 'u':
        break;
      default:
        --at_;
        refuse("unknown escape in a string");
    }
    std::uint32_t point = hex4();
    if (point >= 0xD800 && point <= 0xDFFF) {
      const bool high = point < 0xDC00;
      std::uint32_t low = 0;
      if (high && take('\\') && take('u')) low = hex4();
      if (low < 0xDC00 || low > 0xDFFF) refuse("half of a surrogate pair in a string");
      point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(point, out);
  }

  static void append_utf8(std::uint32_t point, std::string& out) {
    const auto byte = [&](std::uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
    if (point < 0x80) {
      byte(point);
    } else if (point < 0x800) {
      byte(0xC0U | point >> 6U);
      byte(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
      byte(0xE0U | point >> 12U);
      byte(0x80U | (point >> 6U & 0x3FU));
      byte(0x80U | (point & 0x3FU));
    } else {
      byte(0xF0U | point >> 18U);
      byte(0x80U | (point >> 12U & 0x3FU));
      byte(0x80U | (point >> 6U & 0x3FU));
      byte(0x80U | (point & 0x3FU));
    }
  }

  std::string string() {
    take('"');
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) refuse("a string has no closing quotation mark");
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20)
        refuse("a control character in a string; write it as an escape");
      ++at_;
      if (c == '"') return out;
      if (c == '\\') {
        escape(out);
      } else {
        out += c;
      }
    }
  }

  std::string_view text_;
  errc code_;
  std::string_view what_;
  document_limits limits_;
  std::size_t at_ = 0;
  std::string path_;
};

}  // namespace

json_value parse_document(std::string_view text, errc code, std::string_view what,
                          const document_limits& limits) {
  const std::string name(what);
  if (text.size() > limits.bytes) {
    fault(code, name,
          "the document has " + std::to_string(text.size()) + " bytes, but at most " +
              std::to_string(limits.bytes) + " are read");
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (const std::size_t bad = first_invalid_utf8(text); bad != std::string_view::npos) {
    fault(code, name, place_in(text, bad) + ": is not valid UTF-8; save the document as UTF-8");
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    fault(code, name, "the document is empty, but must be a JSON object");
  }
  return document_parser(text, code, what, limits).document();
}

}  // namespace cxm::detail
