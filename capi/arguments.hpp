// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "capi/guard.hpp"
#include "io/arrow_stream.hpp"

/// Every argument is looked at before anything is done. `f` and `p` are the names of function and parameter.
namespace cxm::capi {

/// No array of a caller is longer: sizes beyond are faults, not attempts to read.
inline constexpr std::int64_t largest_size = std::int64_t{1} << 40U;

[[noreturn]] void refuse(const char* f, const char* p, const std::string& what);

template <class T>
T& there(const char* f, const char* p, T* pointer) {
  if (pointer == nullptr) refuse(f, p, "is NULL, but must be given");
  return *pointer;
}

template <class T>
std::span<const T* const> all_there(const char* f, const char* p, const T* const* list, std::int64_t count) {
  if (count < 0 || count > largest_size) refuse(f, p, "has the count " + std::to_string(count));
  if (list == nullptr) refuse(f, p, "is NULL, but must be given");
  for (std::int64_t i = 0; i < count; ++i) {
    if (list[i] == nullptr) refuse(f, p, "holds NULL at position " + std::to_string(i));
  }
  return {list, static_cast<std::size_t>(count)};
}

/// A list of texts, each ended by a NUL.
[[nodiscard]] std::vector<std::string> texts(const char* f, const char* p, const char* const* given,
                                             std::int64_t count);
/// Size -1: up to the NUL. Not UTF-8 is a fault.
[[nodiscard]] std::string_view text(const char* f, const char* p, const char* begin, std::int64_t size);
[[nodiscard]] std::span<const std::uint8_t> bytes(const char* f, const char* p, const void* begin,
                                                  std::int64_t size);

/// A structure of the caller, of whatever version: members that it does not have are 0, members that we do
/// not have must be 0.
void read_structure(const char* f, const char* p, const void* given, void* own, std::size_t own_size);
template <class T>
T filled(const char* f, const char* p, const T* given) {
  T own{};
  if (given != nullptr) read_structure(f, p, given, &own, sizeof own);
  own.struct_size = sizeof own;
  return own;
}

/// The column behind a view, checked; dictionaries are copied into `column_data`, values are not.
[[nodiscard]] column_data column(const char* f, const char* p, const cxm_view* view);

/// A column of numbers, made doubles. Infinite values are faults, missing ones are remembered.
class numbers {
 public:
  numbers(const char* f, const char* p, const cxm_view* view);
  numbers(const char* f, const char* p, const column_data& data, std::int64_t length);
  [[nodiscard]] column_view view() const noexcept { return {values_, present_}; }
  /// Where every value is needed.
  [[nodiscard]] const std::vector<double>& complete() const;
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

 private:
  void read(const column_data& data, std::int64_t length);

  const char* function_;
  const char* parameter_;
  std::vector<double> values_;
  std::vector<std::uint8_t> present_;
};

/// A column of names (codes or texts): which of the different names each row has, in order of appearance.
class row_names {
 public:
  row_names(const char* f, const char* p, const cxm_view* view);
  [[nodiscard]] const std::vector<std::int32_t>& codes() const noexcept { return codes_; }  ///< -1: missing
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// -1: no row has it.
  [[nodiscard]] std::int32_t code(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<std::int64_t> complete() const;  ///< where every row needs one

 private:
  const char* function_;
  const char* parameter_;
  std::vector<std::int32_t> codes_;
  std::vector<std::string> names_;
};

/// A column that may be left out.
template <class Column>
std::optional<Column> if_given(const char* f, const char* p, const cxm_view* view) {
  if (view == nullptr) return std::nullopt;
  return Column(f, p, view);
}

/// Takes a stream at once, so that it is consumed whatever happens.
using moved_stream = cxm::detail::taken_stream;
ArrowArrayStream& stream(const char* f, const char* p, const moved_stream& taken);

struct out_text {
  out_text(const char* f, const char* p, const char** text, std::int64_t* size)
      : text_(&there(f, p, text)), size_(&there(f, p, size)) {}
  void write() const noexcept {
    *text_ = value.data();
    *size_ = static_cast<std::int64_t>(value.size());
  }
  std::string_view value;

 private:
  const char** text_;
  std::int64_t* size_;
};

template <class T>
void clear(T* given) noexcept {
  if (given == nullptr || given->struct_size <= sizeof(std::uint32_t) || given->struct_size > largest_size)
    return;
  std::memset(reinterpret_cast<char*>(given) + sizeof(std::uint32_t), 0,
              std::min<std::size_t>(given->struct_size, sizeof(T)) - sizeof(std::uint32_t));
}

template <class T>
struct out_struct {
  out_struct(const char* f, const char* p, T* given) : given_(&there(f, p, given)) {
    if (given->struct_size < 2 * sizeof(std::uint32_t))
      refuse(f, p, "has struct_size " + std::to_string(given->struct_size) + "; set it to sizeof");
    value.struct_size = given->struct_size;
  }
  void write() const noexcept {
    std::memcpy(given_, &value, std::min<std::size_t>(value.struct_size, sizeof(T)));
  }
  T value{};

 private:
  T* given_;
};

/// The caller's array. Its needed size is told in any case; a short one stops the call with nothing written.
template <class T>
class out_array {
 public:
  using element = std::conditional_t<std::is_void_v<T>, std::uint8_t, T>;
  out_array(const char* f, const char* p, T* room, std::int64_t capacity, std::int64_t* count)
      : parameter_(p), room_(static_cast<element*>(room)), capacity_(capacity), count_(&there(f, p, count)) {
    if (capacity < 0) refuse(f, p, "has the capacity " + std::to_string(capacity));
    if (room == nullptr && capacity > 0) refuse(f, p, "is NULL, but has a capacity");
  }
  /// Elements before `skip` are left alone.
  void set(std::vector<element> values, std::int64_t skip = 0) {
    values_ = std::move(values);
    skip_ = skip;
  }
  /// Before other outputs are made: stops the call when the room does not suffice.
  void require(std::size_t count) const {
    *count_ = static_cast<std::int64_t>(count);
    if (*count_ > capacity_) throw short_buffer{parameter_, *count_};
  }
  void announce() const noexcept { *count_ = needed(); }
  void write() const {
    if (needed() > capacity_) throw short_buffer{parameter_, needed()};
    if (!values_.empty()) std::copy(values_.begin(), values_.end(), room_ + skip_);
  }

 private:
  [[nodiscard]] std::int64_t needed() const noexcept {
    return skip_ + static_cast<std::int64_t>(values_.size());
  }

  const char* parameter_;
  element* room_;
  std::int64_t capacity_;
  std::int64_t* count_;
  std::int64_t skip_ = 0;
  std::vector<element> values_;
};

}  // namespace cxm::capi
