// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/model/instrument.hpp"

/// Signs of careless answering in single rows. They are counted and listed, never removed: what to do about a
/// row is a decision of people (Meade & Craig 2012; Curran 2016).
namespace cxm {

/// Neighbouring questions that are answered on one ordered scale by the same roles: a grid on the screen.
struct battery {
  std::string id;                  ///< of its first item
  std::vector<std::size_t> items;  ///< positions in the instrument, at least five
  bool mixed = false;              ///< has items that speak for and items that speak against maturity
};
[[nodiscard]] std::vector<battery> batteries_of(const instrument&);

/// What a row shows. A set of bits.
enum class row_sign : std::uint8_t {
  /// The same answer throughout a battery, of which it answered at least five questions and four in five.
  straight = 1U << 0U,
  /// The same, other than the middle of the scale, where questions speak for and against: it cannot all be
  /// meant.
  contradictory = 1U << 1U,
  /// All answers as in an earlier row of the same wave: at least ten of them, not all the same.
  repeated = 1U << 2U,
  /// Fewer than half of the questions asked were answered ("don't know" and the like are answers here).
  sparse = 1U << 3U,
  /// The respondent's identifier occurred in an earlier row of the same wave.
  same_id = 1U << 4U
};
inline constexpr std::array<std::string_view, 5> row_sign_names{"straight", "contradictory", "repeated",
                                                                "sparse", "same_id"};
[[nodiscard]] constexpr std::uint8_t bit(row_sign s) noexcept { return static_cast<std::uint8_t>(s); }

struct questionable_row {
  std::int64_t row = 0;  ///< in its source, as a spreadsheet counts
  std::string wave, role;
  std::uint8_t signs = 0;
  std::vector<std::size_t> straight;  ///< batteries answered so
  std::int64_t like = -1;             ///< `repeated`: the first row with these answers
};

/// How many rows of a wave and role show what.
struct answer_counts {
  std::string wave, role;
  double rows = 0;
  struct of_battery {
    double answered = 0, straight = 0;  ///< rows that answered enough of it; so, straight
    double mixed_answered = 0,
           contradictory = 0;  ///< rows that answered some of both directions; so, straight
  };
  std::vector<of_battery> batteries;
  double long_enough = 0, repeated = 0;  ///< rows of at least ten answers, not all the same; repeated ones
  double sparse = 0, same_id = 0;        ///< of all rows
};

/// Looks at batches row by row, in the order in which they come. About 50 bytes a row. Not thread-safe.
class answer_patterns {
 public:
  explicit answer_patterns(const instrument_ptr&);
  ~answer_patterns();
  answer_patterns(const answer_patterns&) = delete;
  answer_patterns& operator=(const answer_patterns&) = delete;

  void add(const batch&);
  [[nodiscard]] const std::vector<battery>& batteries() const noexcept;
  /// By wave, then role, in rising order.
  [[nodiscard]] std::vector<answer_counts> counts() const;
  /// Rows with a sign, in the order in which they came.
  [[nodiscard]] const std::vector<questionable_row>& rows() const noexcept;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace cxm
