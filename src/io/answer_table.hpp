// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cxm/data/batch.hpp"

namespace cxm::detail {

/// Look-up of text without making a string.
struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using text_map = std::unordered_map<std::string, Value, text_hash, std::equal_to<>>;

/// Several answers at once, or why there is none.
struct selection {
  std::uint64_t codes = 0;  ///< bit i = i-th code
  std::optional<missing_kind> missing;
};

/// What the texts in the columns of one item mean. Made once, read by all threads.
///
/// A text is compared after trimming, in this order: codes and missing values as written, labels in any
/// language and aliases, then codes and missing values as numbers ("98" is 98.0), then labels without regard
/// to case and spacing where that is unambiguous.
class answer_table {
 public:
  answer_table(const instrument& in, const item& of, bool decimal_comma);

  [[nodiscard]] bool is_number() const noexcept { return scale_->kind == scale_kind::number; }

  /// A coded answer or a missing value; nullopt = unknown. `text` is trimmed and not empty.
  [[nodiscard]] std::optional<cell> find(std::string_view text) const;
  [[nodiscard]] std::optional<missing_kind> find_missing(std::string_view text) const;
  /// A number within the limits of the scale.
  [[nodiscard]] std::optional<double> find_number(std::string_view text) const;
  /// Several answers in one text; the longest known label wins where labels contain the separator.
  [[nodiscard]] std::optional<selection> find_selection(std::string_view text) const;

  /// For a message: why `text` is not an answer and what would be, without a full stop.
  [[nodiscard]] std::string explain(std::string_view text) const;

 private:
  void add(const std::string& text, cell value, text_map<cell>& into);
  [[nodiscard]] std::optional<cell> find_as_number(std::string_view text) const;

  const item* item_;
  const scale* scale_;
  bool decimal_comma_;
  text_map<cell> exact_;
  std::vector<std::pair<double, cell>> numbers_;
  text_map<cell> folded_;
};

/// Does a cell of a column that stands for one option say that the option was not chosen: 0, false, no,
/// not selected, unselected, unchecked (any case)?
[[nodiscard]] bool says_not_selected(std::string_view text);

}  // namespace cxm::detail
