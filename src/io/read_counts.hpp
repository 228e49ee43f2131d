// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/data/receipt.hpp"
#include "io/answer_table.hpp"
#include "io/column_binding.hpp"

namespace cxm::detail {

/// Everything that does not change while a file is read: shared by the threads, never written.
struct read_plan {
  std::string file;
  const instrument* in = nullptr;
  file_header header;
  column_binding columns;
  std::vector<answer_table> tables;  ///< one an item
  bool unknown_is_missing = false;
  bool decimal_comma = false;
  bool replicates_combined = true;
};

/// What one worker saw. Counts of several workers add up to the same receipt in whatever way the rows were
/// dealt out.
class read_counts {
 public:
  explicit read_counts(const read_plan& plan);

  std::int64_t rows_read = 0;
  std::int64_t rows_used = 0;
  void drop(const char* reason, std::int64_t row);
  static constexpr int the_role = -1;  ///< as `item`: a value of the role column
  static constexpr int the_item = -2;  ///< as `item`: a name in the item column of the long form
  /// Throws when a column has more different unknown values than any list of
  /// misspelt answers could have: then it is the wrong column, and the list would grow with the rows.
  void unknown(int column, int item, std::string_view value, std::int64_t row);
  /// Answers that came from people who are not asked the item.
  void unasked_answers(std::size_t item, std::int64_t count) { unasked_[item] += count; }

  struct item_counts {
    std::int64_t answered = 0;
    std::array<std::int64_t, missing_kinds> missing{};
  };
  std::vector<item_counts> items;
  std::vector<std::int64_t> roles;  ///< rows a declared role

  void add(const read_counts& other);
  [[nodiscard]] import_receipt receipt() const;

 private:
  struct seen {
    std::int64_t count = 0;
    std::int64_t first_row = -1;
    void add(std::int64_t more, std::int64_t row) {
      count += more;
      first_row = first_row < 0 ? row : std::min(first_row, row);
    }
  };
  void too_many(int column, int item) const;

  const read_plan* plan_;
  std::map<std::string, seen, std::less<>> dropped_;
  std::map<std::pair<int, int>, std::map<std::string, seen, std::less<>>> unknown_;
  std::vector<std::int64_t> unasked_;
};

/// Position of the role that `text` (trimmed) names by id, label or declared value, -1 = none of them.
/// Exact spelling goes before spelling without regard to case.
[[nodiscard]] int role_position(const instrument& in, std::string_view text);
/// For a message: that `text` is no role, and which ones there are.
[[nodiscard]] std::string explain_role(const instrument& in, std::string_view text);

}  // namespace cxm::detail
