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

// Not json::dump, which asks the C locale for separators.
template <class Json>
std::string scalar(const Json& value) {
  if (value.is_string()) return string_literal(value.template get_ref<const std::string&>());
  if (value.is_number_float()) {
    const auto real = value.template get<double>();
    return std::isfinite(real) ? number_text(real) : "null";  // JSON has no NaN
  }
  if (value.is_number_unsigned()) return std::to_string(value.template get<std::uint64_t>());
  if (value.is_number()) return std::to_string(value.template get<std::int64_t>());
  if (value.is_boolean()) return value.template get<bool>() ? "true" : "false";
  return "null";
}

template <class Json>
std::string one_line(const Json& value, bool spaced) {
  const char* comma = spaced ? ", " : ",";
  if (!value.is_structured()) return scalar(value);
  std::string out(1, value.is_array() ? '[' : '{');
  if (value.is_object() && spaced && !value.empty()) out += ' ';
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (it != value.begin()) out += comma;
    if (value.is_object()) {
      out += string_literal(it.key());
      out += spaced ? ": " : ":";
    }
    out += one_line(*it, spaced);
  }
  if (value.is_object() && spaced && !value.empty()) out += ' ';
  out += value.is_array() ? ']' : '}';
  return out;
}

template <class Json>
void indented(const Json& value, std::size_t indent, std::size_t depth, std::size_t width, std::size_t used,
              std::string& out) {
  const std::string flat = one_line(value, true);
  if (!value.is_structured() || value.empty() || used + flat.size() <= width) {
    out += flat;
    return;
  }
  const std::string margin((depth + 1) * indent, ' ');
  out += value.is_array() ? "[\n" : "{\n";
  std::size_t left = value.size();
  for (auto it = value.begin(); it != value.end(); ++it) {
    std::string key;
    if (value.is_object()) key = string_literal(it.key()) + ": ";
    out += margin + key;
    indented(*it, indent, depth + 1, width, margin.size() + key.size() + 1, out);
    out += --left > 0 ? ",\n" : "\n";
  }
  out += std::string(depth * indent, ' ');
  out += value.is_array() ? "]" : "}";
}

template <class Json>
std::string written(const Json& value, int indent, std::size_t width) {
  if (indent <= 0) return one_line(value, false);
  std::string out;
  indented(value, static_cast<std::size_t>(indent), 0, width, 0, out);
  return out + "\n";
}

}  // namespace

std::string write_document(const nlohmann::json& value, int indent, std::size_t width) {
  return written(value, indent, width);
}

std::string write_document(const nlohmann::ordered_json& value, int indent, std::size_t width) {
  return written(value, indent, width);
}

}  // namespace cxm::detail
