// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assessment/cell.hpp"
#include "assessment/protection.hpp"
#include "cxm/assessment/comparison.hpp"

namespace cxm::detail {

/// A side of a comparison, found in its tally.
struct side {
  const tally* of = nullptr;
  std::string wave;
  std::vector<std::size_t> segments;  ///< of the tally, ascending
  std::shared_ptr<const group_sums> sums;
  group_estimates estimates;
  index_plan indices;

  /// Behind a measure, or the measure of an index with the fewest.
  [[nodiscard]] double people(const target&) const;
  /// Ends of its scale.
  [[nodiscard]] std::pair<double, double> ends(const target&) const;
};
/// How everything of these waves was drawn; nullptr: no design.
[[nodiscard]] std::shared_ptr<const design_frame> frame_of(const tally&, const std::set<std::string>& waves,
                                                           lonely_rule);
/// `which` is the parameter named in errors.
[[nodiscard]] side make_side(const comparison_side&, const std::string& which, lonely_rule);

/// People who answer on both sides, which share no group; NaN when the tallies cannot be put together.
[[nodiscard]] double people_on_both(const side&, const side&);

/// What may be told of two sides. A minimum of 0: everything.
class side_protection {
 public:
  side_protection(const side& a, const side& b, double minimum_base);
  [[nodiscard]] hidden_reason people() const;
  [[nodiscard]] hidden_reason reason(const target& of_a, const target& of_b) const;

 private:
  /// One wave of one tally, with the side or sides that stand in it.
  struct stage {
    std::unique_ptr<wave_context> context;
    std::vector<cell_result> cells;
    wave_protection protection;
    std::unique_ptr<suppression_engine> engine;  ///< the tables' cells, then the sides
    std::vector<const side*> sides;

    /// Does showing the sides let a small group be computed?
    [[nodiscard]] bool gives_away(const wave_protection::reasons&, const std::vector<double>& people,
                                  double minimum) const;
    [[nodiscard]] hidden_reason of_measure(std::size_t j, double minimum) const;
    [[nodiscard]] hidden_reason of_people(double minimum) const;
  };
  void add_stage(const side& a, const side* also);
  [[nodiscard]] hidden_reason reason(const side&, const target&) const;

  double minimum_;
  const side& a_;
  const side& b_;
  assess_options options_;
  std::vector<std::unique_ptr<stage>> stages_;
};

}  // namespace cxm::detail
