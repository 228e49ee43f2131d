// SPDX-License-Identifier: Apache-2.0
#include "io/column_source.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "io/encoding.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

std::int64_t size_of(const column_data& d) {
  switch (d.type) {
    case column_type::int8:
    case column_type::uint8:
    case column_type::boolean:
      return 1;
    case column_type::int16:
    case column_type::uint16:
      return 2;
    case column_type::int32:
    case column_type::uint32:
    case column_type::float32:
    case column_type::days:
    case column_type::text32:
      return 4;
    case column_type::int64:
    case column_type::uint64:
    case column_type::float64:
    case column_type::seconds:
    case column_type::text64:
      return 8;
    case column_type::text_pointers:
      return static_cast<std::int64_t>(sizeof(const char*));
    case column_type::text_view:
      return 16;
    case column_type::text_fixed:
      return d.width;
    case column_type::unicode_fixed:
      return 4 * d.width;
    case column_type::boolean_bits:
    case column_type::nothing:
    case column_type::unreadable:
      return 0;
  }
  return -1;
}

bool is_text(column_type t) noexcept { return t >= column_type::text32 && t <= column_type::unicode_fixed; }

bool is_integer(column_type t) noexcept { return t >= column_type::int8 && t <= column_type::uint64; }

std::string_view number_into(double value, std::string& scratch) {
  char buffer[40];
  const bool whole = std::fabs(value) < 0x1p53 && value == std::floor(value);
  const auto end = whole ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<std::int64_t>(value)).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  scratch.assign(buffer, end);
  return scratch;
}

template <class Integer>
std::string_view integer_into(Integer value, std::string& scratch) {
  char buffer[24];
  scratch.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  return scratch;
}

std::string_view day_into(std::int64_t days, std::string& scratch) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const auto two = [&](unsigned number) {
    scratch.push_back(static_cast<char>('0' + number / 10));
    scratch.push_back(static_cast<char>('0' + number % 10));
  };
  scratch = std::to_string(static_cast<int>(date.year()));
  scratch.push_back('-');
  two(static_cast<unsigned>(date.month()));
  scratch.push_back('-');
  two(static_cast<unsigned>(date.day()));
  return scratch;
}

/// One code point as UTF-8; false for what is none.
bool append_code_point(std::uint32_t c, std::string& out) {
  if (c > 0x10ffffU || (c >= 0xd800U && c <= 0xdfffU)) return false;
  if (c < 0x80U) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800U) {
    out.push_back(static_cast<char>(0xc0U | (c >> 6U)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3fU)));
  } else if (c < 0x10000U) {
    out.push_back(static_cast<char>(0xe0U | (c >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3fU)));
  } else {
    out.push_back(static_cast<char>(0xf0U | (c >> 18U)));
    out.push_back(static_cast<char>(0x80U | ((c >> 12U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3fU)));
  }
  return true;
}

}  // namespace

column_cells::column_cells(const column_data& data, std::int64_t rows, const std::string& place,
                           std::int64_t first_row)
    : data_(&data), place_(place), first_row_(first_row) {
  const std::int64_t size = size_of(data);
  if (size < 0) fail("its type is unknown");
  stride_ = data.stride != 0 ? data.stride : size;
  if (rows < 0) fail("its length is negative");
  if (data.offset < 0) fail("its offset is negative");
  if ((data.type == column_type::text_fixed || data.type == column_type::unicode_fixed) && data.width < 0)
    fail("its width is negative");
  if (rows > 0 && data.type < column_type::nothing) {
    if (data.data == nullptr && size > 0) fail("its data are null");
    if (data.type == column_type::boolean_bits && data.data == nullptr) fail("its data are null");
  }
  if (rows > 0 && data.valid != validity_kind::all && data.validity == nullptr) fail("its validity is null");
  if (!data.dictionary) return;
  if (!is_integer(data.type)) fail("it has a dictionary, but its values are not integers");
  if (data.dictionary->dictionary) fail("its dictionary has a dictionary");
  if (data.dictionary_size < 0) fail("its dictionary has a negative length");
  dictionary_.emplace_back(*data.dictionary, data.dictionary_size, place + " (dictionary)");
}

void column_cells::fail(const std::string& what, std::int64_t row) const {
  if (row >= 0) row += first_row_;
  const std::string where = row < 0 ? place_ : place_ + ", row " + std::to_string(row);
  throw error(errc::argument, where + ": " + what, data_->name, row);
}

bool column_cells::missing(std::int64_t row) const noexcept {
  switch (data_->valid) {
    case validity_kind::all:
      break;
    case validity_kind::bits:
      if (!bit_at(data_->validity, row)) return true;
      break;
    case validity_kind::bytes:
      if (static_cast<const std::uint8_t*>(data_->validity)[(row + data_->offset) * data_->validity_stride] ==
          0)
        return true;
      break;
  }
  switch (data_->type) {
    case column_type::nothing:
      return true;
    case column_type::float32:
      return std::isnan(value_at<float>(row));
    case column_type::float64:
      return std::isnan(value_at<double>(row));
    case column_type::text_pointers:
      return value_at<const char*>(row) == nullptr;
    default:
      return false;
  }
}

std::optional<std::int64_t> column_cells::integer_at(std::int64_t row) const noexcept {
  switch (data_->type) {
    case column_type::int8:
      return value_at<std::int8_t>(row);
    case column_type::int16:
      return value_at<std::int16_t>(row);
    case column_type::int32:
    case column_type::days:
      return value_at<std::int32_t>(row);
    case column_type::int64:
    case column_type::seconds:
      return value_at<std::int64_t>(row);
    case column_type::uint8:
      return value_at<std::uint8_t>(row);
    case column_type::uint16:
      return value_at<std::uint16_t>(row);
    case column_type::uint32:
      return value_at<std::uint32_t>(row);
    case column_type::boolean:
      return value_at<std::uint8_t>(row) != 0 ? 1 : 0;
    case column_type::boolean_bits:
      return bit_at(data_->data, row) ? 1 : 0;
    default:
      return std::nullopt;
  }
}

std::size_t column_cells::dictionary_position(std::int64_t row) const {
  std::uint64_t position = 0;
  if (data_->type == column_type::uint64) {
    position = value_at<std::uint64_t>(row);
  } else {
    position = static_cast<std::uint64_t>(integer_at(row).value_or(-1));
  }
  if (position >= static_cast<std::uint64_t>(data_->dictionary_size))
    fail("it points beyond its dictionary of " + std::to_string(data_->dictionary_size) + " values", row);
  return static_cast<std::size_t>(position);
}

std::string_view column_cells::raw_text(std::int64_t row, std::string& scratch) const {
  const auto between = [&](std::int64_t begin, std::int64_t end) -> std::string_view {
    if (begin < 0 || end < begin || (data_->text_size >= 0 && end > data_->text_size))
      fail("its text offsets are broken", row);
    if (begin == end) return {};
    if (data_->text == nullptr) fail("its text is null", row);
    return {static_cast<const char*>(data_->text) + begin, static_cast<std::size_t>(end - begin)};
  };
  switch (data_->type) {
    case column_type::float32: {
      // The shortest text of the float itself: 0.1f is 0.1.
      const float value = value_at<float>(row);
      if (std::fabs(value) < 0x1p24F && value == std::floor(value)) return number_into(value, scratch);
      char buffer[40];
      scratch.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
      return scratch;
    }
    case column_type::float64:
      return number_into(value_at<double>(row), scratch);
    case column_type::uint64:
      return integer_into(value_at<std::uint64_t>(row), scratch);
    case column_type::days:
      return day_into(value_at<std::int32_t>(row), scratch);
    case column_type::seconds: {
      const std::int64_t per_day = 86400 * std::max<std::int64_t>(1, data_->per_second);
      const std::int64_t value = value_at<std::int64_t>(row);
      return day_into(value / per_day - (value % per_day < 0 ? 1 : 0), scratch);
    }
    case column_type::text32: {
      const std::int64_t at = row;
      const auto begin = value_at<std::int32_t>(at);
      const auto end = value_at<std::int32_t>(at + 1);
      return between(begin, end);
    }
    case column_type::text64:
      return between(value_at<std::int64_t>(row), value_at<std::int64_t>(row + 1));
    case column_type::text_view: {
      const char* const view = static_cast<const char*>(data_->data) + (row + data_->offset) * stride_;
      std::int32_t length = 0;
      std::memcpy(&length, view, 4);
      if (length < 0) fail("its text view has a negative length", row);
      if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
      std::int32_t buffer = 0;
      std::int32_t begin = 0;
      std::memcpy(&buffer, view + 8, 4);
      std::memcpy(&begin, view + 12, 4);
      const auto b = static_cast<std::size_t>(buffer);
      if (buffer < 0 || begin < 0 || b >= data_->buffers.size() || data_->buffers[b] == nullptr ||
          (!data_->buffer_sizes.empty() && std::int64_t{begin} + length > data_->buffer_sizes.at(b)))
        fail("its text view points outside its buffers", row);
      return {static_cast<const char*>(data_->buffers[b]) + begin, static_cast<std::size_t>(length)};
    }
    case column_type::text_pointers:
      return value_at<const char*>(row);
    case column_type::text_fixed: {
      const char* const begin = static_cast<const char*>(data_->data) + (row + data_->offset) * stride_;
      const auto width = static_cast<std::size_t>(data_->width);
      const std::string_view all(begin, width);
      return all.substr(0, std::min(all.find('\0'), width));
    }
    case column_type::unicode_fixed: {
      const char* const begin = static_cast<const char*>(data_->data) + (row + data_->offset) * stride_;
      scratch.clear();
      for (std::int64_t i = 0; i < data_->width; ++i) {
        std::uint32_t c = 0;
        std::memcpy(&c, begin + 4 * i, 4);
        if (c == 0) break;
        if (!append_code_point(c, scratch)) fail("its text has a value that is no code point", row);
      }
      return scratch;
    }
    case column_type::nothing:
      return {};
    case column_type::unreadable:
      fail("its type" + (data_->type_name.empty() ? "" : " " + in_quotes(data_->type_name)) +
               " holds no answers; convert it to numbers or text",
           row);
    default:
      return integer_into(*integer_at(row), scratch);
  }
}

std::string_view column_cells::text(std::int64_t row, std::string& scratch) const {
  if (missing(row)) return {};
  if (!dictionary_.empty())
    return dictionary_[0].text(static_cast<std::int64_t>(dictionary_position(row)), scratch);
  const std::string_view all = raw_text(row, scratch);
  if (is_text(data_->type) && find_invalid_utf8(all) != std::string_view::npos)
    fail("its text is not UTF-8", row);
  return trimmed(all);
}

std::optional<double> column_cells::number(std::int64_t row, std::string& scratch) const {
  if (missing(row)) return std::nullopt;
  if (dictionary_.empty()) {
    double value = 0;
    switch (data_->type) {
      case column_type::float64:
        value = value_at<double>(row);
        return std::isfinite(value) ? std::optional(value) : std::nullopt;
      case column_type::float32:
        value = static_cast<double>(value_at<float>(row));
        return std::isfinite(value) ? std::optional(value) : std::nullopt;
      default:
        if (is_integer(data_->type) && data_->type != column_type::uint64)
          return static_cast<double>(*integer_at(row));
    }
  }
  return number_of(text(row, scratch));
}

}  // namespace cxm::detail
