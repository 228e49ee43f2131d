// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

void check_multiple(const std::string& path, const item& asked, const scale& s) {
  if (asked.multiple) {
    if (s.kind != scale_kind::choice) {
      fault(path + ".multiple", "several answers at once need a choice scale, but scale " + in_quotes(s.id) +
                                    " is " + std::string(scale_kind_names[static_cast<std::size_t>(s.kind)]));
    }
    if (s.codes.size() > most_selectable_codes) {
      fault(path + ".multiple", "scale " + in_quotes(s.id) + " has " + std::to_string(s.codes.size()) +
                                    " codes, but several answers at once allow at most " +
                                    std::to_string(most_selectable_codes));
    }
    if (asked.separator.empty()) {
      fault(path + ".separator", "is empty, but options in one column need one, for example \",\" or \";\"");
    }
  } else {
    if (!asked.option_columns.empty()) {
      fault(path + ".option_columns",
            "is for items with \"multiple\": true only; set it, or leave these columns out");
    }
    if (asked.separator != item{}.separator) {
      fault(path + ".separator",
            "is for items with \"multiple\": true only; set it, or leave the separator out");
    }
  }
  if (asked.reverse && !s.scored()) {
    fault(path + ".reverse", "a choice has no direction to reverse; leave it out");
  }
}

void check_option_columns(const std::string& path, const item& asked, const scale& s) {
  if (asked.option_columns.empty()) return;
  if (!asked.columns.empty()) {
    fault(path + ".columns", "the item is read from option_columns; leave one of the two out");
  }
  std::vector<std::int32_t> codes;
  for (std::size_t k = 0; k < asked.option_columns.size(); ++k) {
    const auto& [code, columns] = asked.option_columns[k];
    const std::string where = at(path + ".option_columns", k);
    codes.push_back(code);
    check_codes(where + ".code", s, codes);
    if (columns.empty())
      fault(where + ".columns", "is empty, but must name the column of code " + std::to_string(code));
  }
}

/// A column of a data file is the answer to one item only.
class column_owners {
 public:
  void claim(const std::string& path, const std::string& column, std::size_t position,
             const std::string& id) {
    check_words(path, column);
    const auto [found, added] = owner_.emplace(column, std::pair{position, id});
    if (added) return;
    if (found->second.first == position) {
      if (column != id) fault(path, "column " + in_quotes(column) + " is listed twice; list it once");
      return;
    }
    fault(path, "column " + in_quotes(column) + " is already read by item " +
                    in_quotes(found->second.second) + "; a column answers one item");
  }
  void own_id(std::size_t position, const std::string& id) { owner_.emplace(id, std::pair{position, id}); }

 private:
  std::map<std::string, std::pair<std::size_t, std::string>> owner_;
};

}  // namespace

void validate_items(const instrument& in) {
  check_ids("dimensions", in.dimensions);
  for (std::size_t i = 0; i < in.dimensions.size(); ++i) {
    check_text(in, at("dimensions", i, "label"), in.dimensions[i].label);
  }
  if (in.items.empty()) fault("items", "is missing; an instrument needs at least one item");
  check_ids("items", in.items);
  column_owners columns;
  for (std::size_t i = 0; i < in.items.size(); ++i) columns.own_id(i, in.items[i].id);
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    const item& asked = in.items[i];
    const std::string path = at("items", i);
    for (const segment_definition& s : in.segments) {
      if (s.id == asked.id)
        fault(path + ".id", in_quotes(s.id) + " is also the id of a segment; choose another id");
    }
    check_text(in, path + ".text", asked.text);
    const scale* s = in.find_scale(asked.scale);
    if (s == nullptr) {
      fault(path + ".scale",
            "unknown scale " + in_quotes(asked.scale) + suggestion(asked.scale, ids_of(in.scales)));
    }
    if (!asked.dimension.empty() && in.find_dimension(asked.dimension) == nullptr) {
      fault(path + ".dimension", "unknown dimension " + in_quotes(asked.dimension) +
                                     suggestion(asked.dimension, ids_of(in.dimensions)));
    }
    check_roles(in, path + ".roles", asked.roles);
    check_multiple(path, asked, *s);
    check_option_columns(path, asked, *s);
    for (std::size_t k = 0; k < asked.columns.size(); ++k) {
      columns.claim(at(path + ".columns", k), asked.columns[k], i, asked.id);
    }
    for (std::size_t k = 0; k < asked.option_columns.size(); ++k) {
      const auto& names = asked.option_columns[k].second;
      for (std::size_t n = 0; n < names.size(); ++n) {
        columns.claim(at(at(path + ".option_columns", k, "columns"), n), names[n], i, asked.id);
      }
    }
  }
}

}  // namespace cxm::detail
