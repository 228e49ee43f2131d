// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <type_traits>

#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"
#include "io/instrument_members.hpp"
#include "io/json_read.hpp"

namespace cxm::detail {
namespace {

template <class T>
concept described = requires {
  sizeof(members<T>);
};

template <class E, std::size_t N>
void read_enum(const json_value& j, const json_place& place, E& out,
               const std::array<std::string_view, N>& names) {
  out = static_cast<E>(read_name(j, place, {names.begin(), names.end()}));
}
void read_value(const json_value& j, const json_place& p, scale_kind& out) {
  read_enum(j, p, out, scale_kind_names);
}
void read_value(const json_value& j, const json_place& p, facet& out) { read_enum(j, p, out, facet_names); }
void read_value(const json_value& j, const json_place& p, referent& out) {
  read_enum(j, p, out, referent_names);
}
void read_value(const json_value& j, const json_place& p, measure_kind& out) {
  read_enum(j, p, out, measure_kind_names);
}
void read_value(const json_value& j, const json_place& p, index_kind& out) {
  read_enum(j, p, out, index_kind_names);
}

/// "top", "bottom", or a list of codes.
void read_value(const json_value& j, const json_place& place, code_set& out) {
  if (j.is_string()) {
    detail::read_value(j, place, out.named);
    if (out.named != "top" && out.named != "bottom") {
      place.refuse("unknown set " + in_quotes(out.named) + "; use \"top\", \"bottom\" or a list of codes");
    }
    return;
  }
  require_list(place, j, "\"top\", \"bottom\" or a list of codes");
  if (j.empty()) place.refuse("is empty; list at least one code");
  for (std::size_t i = 0; i < j.size(); ++i) {
    detail::read_value(j.elements()[i], place.element(i), out.codes.emplace_back());
  }
}

/// {"dont_know": ["98", 98]}: values by kind.
void read_value(const json_value& j, const json_place& place, std::vector<missing_code>& out) {
  require_object(place, j, "an object with a list of values by kind of missing");
  const std::vector<std::string_view> kinds(missing_kind_names.begin(), missing_kind_names.end());
  for (const auto& [name, values] : j.members()) {
    const auto found = std::find(kinds.begin(), kinds.end(), name);
    if (found == kinds.end()) {
      place.member(name).refuse("unknown kind of missing" + suggestion(name, kinds));
    }
    const json_place here = place.member(name);
    require_list(here, values, "a list of values");
    for (std::size_t i = 0; i < values.size(); ++i) {
      missing_code code{static_cast<missing_kind>(found - kinds.begin()), {}};
      const json_value& value = values.elements()[i];
      if (value.is_number()) {
        code.value = number_text(value.number());
      } else if (value.is_string()) {
        code.value = value.string();
      } else {
        wrong_type(here.element(i), value, "a string or a number");
      }
      out.push_back(std::move(code));
    }
  }
}

template <described T>
void read_value(const json_value& j, const json_place& place, T& out);

/// Codes without a label may be given as plain numbers.
void read_value(const json_value& j, const json_place& place, scale_code& out);
/// A column may be given as its name, a list of names, or an object with the list.
void read_value(const json_value& j, const json_place& place, column_hint& out);

template <class T>
void read_value(const json_value& j, const json_place& place, std::vector<T>& out);

/// How a value of one type is read, its type forgotten: what all members have in common is then code once.
using value_reader = void (*)(const json_value&, const json_place&, void* out);
template <class T>
void read_erased(const json_value& j, const json_place& place, void* out) {
  read_value(j, place, *static_cast<T*>(out));
}

void read_list(const json_value& j, const json_place& place, void* list, void* (*add)(void* list),
               value_reader read) {
  require_list(place, j, "a list");
  for (std::size_t i = 0; i < j.size(); ++i) read(j.elements()[i], place.element(i), add(list));
}
template <class T>
void read_value(const json_value& j, const json_place& place, std::vector<T>& out) {
  const auto add = [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); };
  read_list(j, place, &out, add, read_erased<T>);
}

/// Fills an object from its members, and then refuses those that nobody asked for.
class object_reader {
 public:
  object_reader(const json_value& j, const json_place& place) : json_(j), place_(place) {}

  void accept(std::string_view name);
  void finish() const;

 protected:
  void read_required(std::string_view name, value_reader read, void* out);
  void read_optional(std::string_view name, value_reader read, void* out);
  /// The member of that name, an object, or nullptr.
  const json_value* inner(std::string_view name, json_place& here);

 private:
  const json_value& json_;
  const json_place& place_;
  std::vector<std::string_view> known_;
};

void object_reader::accept(std::string_view name) { known_.push_back(name); }

void object_reader::finish() const {
  for (const auto& [name, value] : json_.members()) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      place_.member(name).refuse("unknown member" + suggestion(name, known_));
    }
  }
}

void object_reader::read_required(std::string_view name, value_reader read, void* out) {
  if (json_.find(name) == nullptr) place_.member(name).refuse("is missing, but required");
  read_optional(name, read, out);
}

void object_reader::read_optional(std::string_view name, value_reader read, void* out) {
  accept(name);
  const json_value* found = json_.find(name);
  if (found != nullptr) read(*found, place_.member(name), out);
}

const json_value* object_reader::inner(std::string_view name, json_place& here) {
  accept(name);
  const json_value* found = json_.find(name);
  if (found == nullptr) return nullptr;
  here = place_.member(name);
  require_object(here, *found, "an object");
  return found;
}

/// The visitor of members<T>.
template <class T>
class member_reader : public object_reader {
 public:
  member_reader(const json_value& j, const json_place& place, T& out) : object_reader(j, place), out_(out) {}

  template <class Field>
  void required(std::string_view name, Field field) {
    auto& value = std::invoke(field, out_);
    read_required(name, read_erased<std::remove_reference_t<decltype(value)>>, &value);
  }
  template <class Field>
  void optional(std::string_view name, Field field) {
    auto& value = std::invoke(field, out_);
    read_optional(name, read_erased<std::remove_reference_t<decltype(value)>>, &value);
  }
  template <class Description>
  void group(std::string_view name, Description describe) {
    json_place here;
    const json_value* const found = inner(name, here);
    if (found == nullptr) return;
    member_reader reader(*found, here, out_);
    describe(reader);
    reader.finish();
  }

 private:
  T& out_;
};

template <described T>
void read_value(const json_value& j, const json_place& place, T& out) {
  require_object(place, j, "an object");
  member_reader<T> reader(j, place, out);
  members<T>::describe(reader);
  reader.finish();
}

void read_value(const json_value& j, const json_place& place, scale_code& out) {
  if (j.is_number()) {
    detail::read_value(j, place, out.code);
    return;
  }
  require_object(place, j, "a code, or an object with code and label");
  member_reader<scale_code> reader(j, place, out);
  members<scale_code>::describe(reader);
  reader.finish();
}

void read_value(const json_value& j, const json_place& place, column_hint& out) {
  if (j.is_string() || j.is_list()) {
    read_value(j, place, out.columns);
    return;
  }
  require_object(place, j, "a column name, a list of names, or an object with \"columns\"");
  member_reader<column_hint> reader(j, place, out);
  members<column_hint>::describe(reader);
  reader.finish();
}

}  // namespace
}  // namespace cxm::detail

namespace cxm {

instrument_ptr parse_instrument(std::string_view text) {
  using namespace detail;
  const json_value document = parse_document(text, errc::instrument, "instrument");
  if (!document.is_object()) wrong_type({errc::instrument, "instrument"}, document, "an object");
  instrument draft;
  const json_place top;
  member_reader<instrument> reader(document, top, draft);
  reader.accept("$schema");
  members<instrument>::describe(reader);
  reader.finish();
  auto made = std::make_shared<instrument>(*make_instrument(std::move(draft)));
  made->identity.value = fingerprint_of(*made);
  return made;
}

}  // namespace cxm
