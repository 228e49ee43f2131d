// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "cxm/data/batch.hpp"
#include "io/batch_decoder.hpp"
#include "io/csv_block.hpp"
#include "io/read_counts.hpp"

namespace cxm::detail {

/// Turns records in long form (a row an answer) into batches of people. The rows of a respondent stand
/// together; their weight and groups are the same in all of them. An item without a row was not asked; a row
/// with an empty value is no answer. Keeps the 8-byte key of every respondent, to notice those who come
/// twice, and otherwise one batch.
class long_decoder {
 public:
  using sink = std::function<void(const batch&)>;
  explicit long_decoder(const read_plan& plan);

  void decode(const csv_block& block, std::size_t first_row, const sink& out);
  /// Hand out the last person and the last batch.
  void finish(const sink& out);

  [[nodiscard]] read_counts& counts() noexcept { return counts_; }
  [[nodiscard]] std::int64_t people() const noexcept { return people_; }

 private:
  struct item_place {
    int item = -1;    ///< -1 = unknown
    int option = -1;  ///< position of a code, when the name is that of an option column
  };
  struct person_column {
    int column;
    const char* what;
    std::string text;
  };

  [[noreturn]] void fail(int column, const std::string& what) const;
  [[nodiscard]] std::string text_of(int column);
  void begin_person();
  void check_person();
  void end_person(const sink& out);
  void read_groups();
  std::uint32_t level(std::size_t list, int column, std::string_view value);
  void read_answer();
  void answer_option(std::size_t item, int option, const std::string& value);
  void unknown(int column, int item, const std::string& value, const std::string& message);
  item_place find_item(const std::string& name);
  void begin_batch();
  void hand_out(const sink& out);

  const read_plan* plan_;
  read_counts counts_;
  batch batch_;
  std::vector<level_list> levels_;  // role, wave, segments, stratum, cluster
  text_map<item_place> places_;     // names of items, their columns and option columns
  const csv_block* block_ = nullptr;
  std::size_t row_ = 0;

  std::unordered_set<std::uint64_t> seen_;
  std::int64_t people_ = 0;
  bool has_person_ = false;
  std::string respondent_;
  std::int64_t person_row_ = 0;
  std::int64_t person_rows_ = 0;
  std::vector<person_column> same_;  // columns that must not change within a person
  std::vector<cell> cells_;
  std::vector<std::uint64_t> selected_;
  std::vector<double> numbers_;
  std::vector<std::uint8_t> given_;  // items that the person has a row for
  std::vector<std::uint32_t> positions_;
  double weight_ = 1;
  double fpc_ = 0;
};

}  // namespace cxm::detail
