// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cxm::detail {

struct json_member;

/// A JSON value: what a document was read into, or what is to be written. Letting go of one takes no memory,
/// so that a document may be left half read when there is none. Depth is bounded where documents are read.
class json_value {
 public:
  using list_type = std::vector<json_value>;
  using object_type = std::vector<json_member>;
  /// null, the two truth values, whole numbers, other numbers, strings, lists, objects. What asks for memory
  /// stands behind a pointer, as moving those never fails: a copy of std::variant<std::string, ...> that does
  /// not come about ends the process under libstdc++ 12.
  using content_type =
      std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::unique_ptr<std::string>,
                   std::unique_ptr<list_type>, std::unique_ptr<object_type>>;

  json_value() noexcept;
  json_value(const json_value&);
  json_value(json_value&&) noexcept;
  json_value& operator=(const json_value&);
  json_value& operator=(json_value&&) noexcept;
  ~json_value();

  template <std::integral T>
  json_value(T value) : json_value() {
    if constexpr (std::same_as<T, bool>) {
      set_truth(value);
    } else if constexpr (std::unsigned_integral<T>) {
      set_unsigned(value);
    } else {
      set_whole(value);
    }
  }
  json_value(double);
  json_value(std::string);
  json_value(const char*);
  /// A list of what the elements become.
  template <class T>
  json_value(const std::vector<T>& elements) : json_value(list()) {
    for (const T& one : elements) push_back(json_value(one));
  }
  /// An object, sorted by name.
  template <class T>
  json_value(const std::map<std::string, T>& members) : json_value(object()) {
    for (const auto& [name, value] : members) add(name, json_value(value));
  }
  [[nodiscard]] static json_value list();
  [[nodiscard]] static json_value list(list_type);
  [[nodiscard]] static json_value object();
  [[nodiscard]] static json_value object(object_type);

  [[nodiscard]] const content_type& content() const noexcept { return content_; }
  [[nodiscard]] bool is_boolean() const noexcept { return std::holds_alternative<bool>(content_); }
  [[nodiscard]] bool is_number() const noexcept { return content_.index() >= 2 && content_.index() <= 4; }
  [[nodiscard]] bool is_string() const noexcept { return content_.index() == 5; }
  [[nodiscard]] bool is_list() const noexcept { return content_.index() == 6; }
  [[nodiscard]] bool is_object() const noexcept { return content_.index() == 7; }

  /// What is inside a value of that kind; asking another kind throws std::bad_variant_access.
  [[nodiscard]] bool truth() const { return std::get<bool>(content_); }
  [[nodiscard]] double number() const;
  [[nodiscard]] const std::string& string() const { return *std::get<5>(content_); }
  [[nodiscard]] const list_type& elements() const { return *std::get<6>(content_); }
  /// Members as they were added; those of a document that was read are sorted by name.
  [[nodiscard]] const object_type& members() const { return *std::get<7>(content_); }
  /// The member of that name of an object, or nullptr.
  [[nodiscard]] const json_value* find(std::string_view name) const;
  [[nodiscard]] json_value* find(std::string_view name);
  /// How many elements or members there are; 0 for what is neither a list nor an object.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// Append to a list.
  void push_back(json_value);
  /// Append to an object a member whose name it does not have yet.
  json_value& add(std::string name, json_value);
  /// Sort the members of this value and of everything in it by name.
  void sort_members();

 private:
  void set_truth(bool);
  void set_whole(std::int64_t);
  void set_unsigned(std::uint64_t);

  content_type content_;
};

struct json_member {
  std::string name;
  json_value value;
};

}  // namespace cxm::detail
