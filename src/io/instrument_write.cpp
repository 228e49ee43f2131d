// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <type_traits>

#include "cxm/base/digest.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"
#include "io/instrument_members.hpp"
#include "io/json_document.hpp"
#include "io/json_put.hpp"

namespace cxm::detail {
namespace {

template <class T>
concept described = requires {
  sizeof(members<T>);
};

json_value to_json(const std::string& value) { return value; }
json_value to_json(bool value) { return value; }
json_value to_json(double value) { return value; }
json_value to_json(std::int32_t value) { return value; }
json_value to_json(scale_kind value) {
  return std::string(scale_kind_names[static_cast<std::size_t>(value)]);
}
json_value to_json(facet value) { return std::string(facet_names[static_cast<std::size_t>(value)]); }
json_value to_json(referent value) { return std::string(referent_names[static_cast<std::size_t>(value)]); }
json_value to_json(measure_kind value) {
  return std::string(measure_kind_names[static_cast<std::size_t>(value)]);
}
json_value to_json(index_kind value) {
  return std::string(index_kind_names[static_cast<std::size_t>(value)]);
}
json_value to_json(const text& value) { return text_json(value); }
json_value to_json(const std::map<std::string, std::string>& value) { return value; }
json_value to_json(const code_set& value) {
  return value.named.empty() ? json_value(value.codes) : json_value(value.named);
}
json_value to_json(const std::vector<missing_code>& value) {
  json_value out = json_value::object();
  for (const missing_code& m : value) {
    const std::string kind(missing_kind_names[static_cast<std::size_t>(m.kind)]);
    json_value* values = out.find(kind);
    if (values == nullptr) values = &out.add(kind, json_value::list());
    values->push_back(m.value);
  }
  return out;
}
template <class T>
json_value to_json(const std::optional<T>& value) {
  return value ? to_json(*value) : json_value();
}
template <described T>
json_value to_json(const T& value);
template <class T>
json_value to_json(const std::vector<T>& value);

/// How a value of one type is written, its type forgotten: what all members have in common is then code once.
using value_writer = json_value (*)(const void*);
template <class T>
json_value to_json_erased(const void* value) {
  return to_json(*static_cast<const T*>(value));
}

json_value list_json(const void* first, std::size_t count, std::size_t size, value_writer write) {
  json_value out = json_value::list();
  for (std::size_t i = 0; i < count; ++i) out.push_back(write(static_cast<const char*>(first) + i * size));
  return out;
}
template <class T>
json_value to_json(const std::vector<T>& value) {
  return list_json(value.data(), value.size(), sizeof(T), to_json_erased<T>);
}

void add_member(json_value& out, std::string_view name, const void* value, value_writer write) {
  out.add(std::string(name), write(value));
}

/// Writes what differs from a default-made object, and what is required.
template <class T>
class member_writer {
 public:
  member_writer(const T& value, json_value& out) : value_(value), out_(out) {}

  template <class Field>
  void required(std::string_view name, Field field) {
    const auto& value = std::invoke(field, value_);
    add_member(out_, name, &value, to_json_erased<std::remove_cvref_t<decltype(value)>>);
  }
  template <class Field>
  void optional(std::string_view name, Field field) {
    const auto& value = std::invoke(field, value_);
    if (!(value == std::invoke(field, defaults()))) required(name, field);
  }
  template <class Description>
  void group(std::string_view name, Description describe) {
    json_value inner = json_value::object();
    member_writer writer(value_, inner);
    describe(writer);
    if (!inner.empty()) out_.add(std::string(name), std::move(inner));
  }

 private:
  /// One for all members of T.
  static const T& defaults() {
    static const T made{};
    return made;
  }

  const T& value_;
  json_value& out_;
};

template <described T>
json_value to_json(const T& value) {
  json_value out = json_value::object();
  member_writer<T> writer(value, out);
  members<T>::describe(writer);
  return out;
}

/// The opposite of filling in: what make_instrument would fill in again is left out.
instrument reduced(const instrument& full) {
  instrument out = full;
  for (std::size_t i = 0; i < out.scales.size(); ++i) {
    scale bare = full.scales[i];
    bare.top.clear();
    bare.bottom.clear();
    const scale filled = filled_scale(bare);
    if (filled.top == full.scales[i].top) out.scales[i].top.clear();
    if (filled.bottom == full.scales[i].bottom) out.scales[i].bottom.clear();
    if (bare.kind == scale_kind::nps) {
      bare.codes.clear();
      if (filled_scale(bare).codes == full.scales[i].codes) out.scales[i].codes.clear();
    }
  }
  const code_set top{"top", {}};
  for (measure& m : out.measures) {
    if (m.kind == measure_kind::share && m.codes == top) m.codes = {};
    for (condition& c : m.all) {
      if (!c.item.empty() && c.codes == top) c.codes = {};
    }
  }
  return out;
}

}  // namespace
}  // namespace cxm::detail

namespace cxm {

std::string canonical_json(const instrument& in) {
  return detail::write_canonical(detail::to_json(detail::reduced(in)));
}

std::string pretty_json(const instrument& in) {
  return detail::write_document(detail::to_json(detail::reduced(in)), 2);
}

fingerprint fingerprint_of(const instrument& in) {
  const auto digest = sha256(canonical_json(in));
  fingerprint out;
  std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
  return out;
}

}  // namespace cxm
