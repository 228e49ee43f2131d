// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "io/json_document.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

/// Strings are valid UTF-8 and stay as they are, apart from what JSON must escape.
std::string string_literal(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(1, '"');
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (u < 0x20) {
      out += "\\u00";
      out += digits[u >> 4U];
      out += digits[u & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string scalar(const json_value& value) {
  struct writer {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(std::uint64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const {
      return std::isfinite(real) ? number_text(real) : "null";  // JSON has no NaN
    }
    std::string operator()(const std::unique_ptr<std::string>& text) const { return string_literal(*text); }
    std::string operator()(const std::unique_ptr<json_value::list_type>&) const { return "[]"; }
    std::string operator()(const std::unique_ptr<json_value::object_type>&) const { return "{}"; }
  };
  return std::visit(writer{}, value.content());
}

void one_line(const json_value& value, bool spaced, std::string& out) {
  if (value.empty()) {
    out += scalar(value);
    return;
  }
  const char* between = "";
  if (value.is_list()) {
    out += '[';
    for (const json_value& one : value.elements()) {
      out += between;
      one_line(one, spaced, out);
      between = spaced ? ", " : ",";
    }
    out += ']';
    return;
  }
  out += spaced ? "{ " : "{";
  for (const auto& [name, one] : value.members()) {
    out += between;
    out += string_literal(name);
    out += spaced ? ": " : ":";
    one_line(one, spaced, out);
    between = spaced ? ", " : ",";
  }
  out += spaced ? " }" : "}";
}

void indented(const json_value& value, std::size_t indent, std::size_t depth, std::size_t width,
              std::size_t used, std::string& out) {
  std::string flat;
  one_line(value, true, flat);
  if (value.empty() || used + flat.size() <= width) {
    out += flat;
    return;
  }
  const std::string margin((depth + 1) * indent, ' ');
  out += value.is_list() ? "[\n" : "{\n";
  std::size_t left = value.size();
  const auto line = [&](const std::string& key, const json_value& one) {
    out += margin + key;
    indented(one, indent, depth + 1, width, margin.size() + key.size() + 1, out);
    out += --left > 0 ? ",\n" : "\n";
  };
  if (value.is_list()) {
    for (const json_value& one : value.elements()) line("", one);
  } else {
    for (const auto& [name, one] : value.members()) line(string_literal(name) + ": ", one);
  }
  out += std::string(depth * indent, ' ');
  out += value.is_list() ? "]" : "}";
}

}  // namespace

std::string write_document(const json_value& value, int indent, std::size_t width) {
  std::string out;
  if (indent <= 0) {
    one_line(value, false, out);
    return out;
  }
  indented(value, static_cast<std::size_t>(indent), 0, width, 0, out);
  return out + "\n";
}

std::string write_canonical(json_value value) {
  value.sort_members();
  return write_document(value, 0);
}

}  // namespace cxm::detail
