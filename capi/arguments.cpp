// SPDX-License-Identifier: Apache-2.0
#include "capi/arguments.hpp"

#include <cmath>
#include <functional>
#include <map>

#include "io/column_source.hpp"
#include "io/encoding.hpp"

namespace cxm::capi {
void refuse(const char* f, const char* p, const std::string& what) {
  throw error(errc::argument, std::string(f) + ": " + p + " " + what, p);
}

std::string_view text(const char* f, const char* p, const char* begin, std::int64_t size) {
  if (begin == nullptr) refuse(f, p, "is NULL, but must be a text");
  if (size < -1 || size > largest_size)
    refuse(
        f, p,
        "has the size " + std::to_string(size) + ", but must have its bytes, or -1 when it ends with a NUL");
  const std::string_view whole(begin, size < 0 ? std::strlen(begin) : static_cast<std::size_t>(size));
  const std::size_t bad = detail::find_invalid_utf8(whole);
  if (bad != std::string_view::npos) refuse(f, p, "is not UTF-8 at byte " + std::to_string(bad));
  if (whole.find('\0') != std::string_view::npos) refuse(f, p, "holds a NUL");
  return whole;
}

std::span<const std::uint8_t> bytes(const char* f, const char* p, const void* begin, std::int64_t size) {
  if (size < 0 || size > largest_size) refuse(f, p, "has the size " + std::to_string(size));
  if (begin == nullptr) refuse(f, p, "is NULL, but must be given");
  return {static_cast<const std::uint8_t*>(begin), static_cast<std::size_t>(size)};
}

void read_structure(const char* f, const char* p, const void* given, void* own, std::size_t own_size) {
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < 2 * sizeof size || size > 4096)
    refuse(f, p, "has struct_size " + std::to_string(size) + "; set it to sizeof the structure");
  std::memcpy(own, given, std::min<std::size_t>(size, own_size));
  const auto* const tail = static_cast<const unsigned char*>(given);
  for (std::size_t i = own_size; i < size; ++i) {
    if (tail[i] != 0)
      refuse(f, p,
             "sets members that this version of the library does not have (byte " + std::to_string(i) + ")");
  }
}

column_data column(const char* f, const char* p, const cxm_view* view) {
  const cxm_view v = filled(f, p, &there(f, p, view));
  const bool known = (v.type >= CXM_INT8 && v.type <= CXM_DATE_TIME && v.type != 15);
  if (!known) refuse(f, p, "has the type " + std::to_string(v.type) + ", which is none");
  if (v.length < 0 || v.length > largest_size) refuse(f, p, "has the length " + std::to_string(v.length));
  if (v.data == nullptr && v.length > 0) refuse(f, p, "has no data");
  if (v.reserved != 0) refuse(f, p, "has reserved members that are not 0");
  if (v.validity_kind < CXM_VALID_ALL || v.validity_kind > CXM_VALID_BYTES)
    refuse(f, p, "has the validity_kind " + std::to_string(v.validity_kind) + ", which is none");
  if (v.validity_kind != CXM_VALID_ALL && v.validity == nullptr && v.length > 0)
    refuse(f, p, "has no validity");
  if (v.width < 0 || v.width > largest_size) refuse(f, p, "has the width " + std::to_string(v.width));
  column_data c;
  c.type = static_cast<column_type>(v.type);
  c.data = v.data;
  c.stride = v.stride;
  c.valid = static_cast<validity_kind>(v.validity_kind);
  c.validity = v.validity;
  c.validity_stride = v.validity_stride != 0 ? v.validity_stride : 1;
  c.text = v.text;
  c.text_size = v.text_size;
  c.width = v.width;
  c.per_second = std::max<std::int64_t>(1, v.width);
  if (v.dictionary != nullptr) {
    if (v.dictionary->dictionary != nullptr && v.dictionary->struct_size >= sizeof(cxm_view))
      refuse(f, p, "has a dictionary with a dictionary");
    c.dictionary = std::make_shared<column_data>(column(f, p, v.dictionary));
    c.dictionary_size = v.dictionary->length;
  }
  return c;
}

numbers::numbers(const char* f, const char* p, const cxm_view* view) : function_(f), parameter_(p) {
  column_data data = column(f, p, view);
  data.name = p;
  read(data, view->length);
}

numbers::numbers(const char* f, const char* p, const column_data& data, std::int64_t length)
    : function_(f), parameter_(p) {
  read(data, length);
}

void numbers::read(const column_data& data, std::int64_t n) {
  const char* const f = function_;
  const char* const p = parameter_;
  if (data.dictionary || !(data.type <= column_type::boolean_bits))
    refuse(f, p,
           data.name + " has the type " + std::to_string(static_cast<int>(data.type)) +
               ", but must hold numbers");
  const detail::column_cells cells(data, n, std::string(f) + ": " + p);
  values_.resize(static_cast<std::size_t>(n));
  std::string scratch;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (cells.missing(i)) {
      if (present_.empty()) present_.assign(values_.size(), 1);
      present_[at] = 0;
      continue;
    }
    const auto value = cells.number(i, scratch);
    if (!value)
      throw error(errc::argument, std::string(f) + ": " + p + " is not finite at row " + std::to_string(i), p,
                  i);
    values_[at] = *value;
  }
}

const std::vector<double>& numbers::complete() const {
  const auto gap = std::find(present_.begin(), present_.end(), std::uint8_t{0});
  if (gap != present_.end()) {
    const std::int64_t row = gap - present_.begin();
    throw error(errc::argument,
                std::string(function_) + ": " + parameter_ + " is missing at row " + std::to_string(row) +
                    ", but every value is needed",
                parameter_, row);
  }
  return values_;
}

row_names::row_names(const char* f, const char* p, const cxm_view* view) : function_(f), parameter_(p) {
  column_data data = column(f, p, view);
  data.name = p;
  const detail::column_cells cells(data, view->length, std::string(f) + ": " + p);
  std::map<std::string, std::int32_t, std::less<>> known;
  std::string scratch;
  for (std::int64_t i = 0; i < view->length; ++i) {
    const std::string_view name = cells.missing(i) ? std::string_view() : cells.text(i, scratch);
    if (name.empty()) {
      codes_.push_back(-1);
      continue;
    }
    auto at = known.find(name);
    if (at == known.end()) {
      at = known.emplace(name, static_cast<std::int32_t>(names_.size())).first;
      names_.emplace_back(name);
    }
    codes_.push_back(at->second);
  }
}

std::int32_t row_names::code(std::string_view name) const noexcept {
  const auto at = std::find(names_.begin(), names_.end(), name);
  return at == names_.end() ? -1 : static_cast<std::int32_t>(at - names_.begin());
}

std::vector<std::int64_t> row_names::complete() const {
  const auto gap = std::find(codes_.begin(), codes_.end(), -1);
  if (gap != codes_.end()) {
    const std::int64_t row = gap - codes_.begin();
    throw error(errc::argument,
                std::string(function_) + ": " + parameter_ + " is missing at row " + std::to_string(row) +
                    ", but every row needs one",
                parameter_, row);
  }
  return {codes_.begin(), codes_.end()};
}

ArrowArrayStream& stream(const char* f, const char* p, const moved_stream& taken) {
  if (taken.value().release == nullptr)
    refuse(f, p, "is NULL or released already; a stream can be read once");
  return taken.value();
}

}  // namespace cxm::capi
