// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cxm/assessment/assessment.hpp"

namespace cxm::report_detail {

/// Where in the tables something stands: "" = all.
struct place {
  std::string wave, role;
  int segment = -1;   ///< position among the segment columns, -1 = none
  std::string value;  ///< of that segment
};

/// What is measured, by its id in the tables.
struct subject {
  std::string table, id;  ///< "measure" or "index"
  std::string label, unit;
};

/// Finds things in an assessment: the one place of the report that knows how the rows are named.
class view {
 public:
  view(const assessment&, std::string_view language);

  [[nodiscard]] const assessment& source() const noexcept { return *a_; }
  [[nodiscard]] const instrument& asked() const noexcept { return *instrument_; }
  [[nodiscard]] const std::string& language() const noexcept { return language_; }

  /// The wave reported, the one before (empty when there is none), all of them oldest first.
  [[nodiscard]] const std::string& wave() const noexcept { return wave_; }
  [[nodiscard]] const std::string& previous() const noexcept { return previous_; }
  [[nodiscard]] const std::vector<std::string>& waves() const noexcept { return a_->waves; }
  /// True when people inside the organisation are asked about it: then "maturity" is the right word.
  [[nodiscard]] bool about_maturity() const noexcept { return !instrument_->roles.empty(); }
  /// Roles with rows in the wave reported, in the instrument's order.
  [[nodiscard]] const std::vector<std::string>& roles() const noexcept { return roles_; }
  [[nodiscard]] std::string role_label(std::string_view role) const;
  [[nodiscard]] const std::vector<std::string>& segments() const noexcept { return segments_; }
  [[nodiscard]] std::string segment_label(std::size_t segment) const;
  /// Values of a segment column that have rows of their own in the wave reported.
  [[nodiscard]] std::vector<std::string> segment_values(std::size_t segment) const;

  [[nodiscard]] const result_row* row(std::string_view table, std::string_view id, std::string_view detail,
                                      const place&) const;
  /// The main estimate of a measure or index.
  [[nodiscard]] const result_row* main(const subject&, const place&) const;
  [[nodiscard]] const result_row* measure(std::string_view id, const place&) const;
  [[nodiscard]] place now(std::string_view role = {}) const { return {wave_, std::string(role), -1, {}}; }
  [[nodiscard]] place at_segment(std::size_t segment, std::string_view value) const {
    return {wave_, {}, static_cast<int>(segment), std::string(value)};
  }

  /// A measure or index by id, with its label and unit; id empty when the instrument has none such.
  [[nodiscard]] subject subject_of(std::string_view id) const;
  /// What the first page leads with: the index of the first level definition, else the first index, else
  /// the first measure.
  [[nodiscard]] subject headline() const;
  /// One subject a dimension: its composite.
  [[nodiscard]] std::vector<subject> dimensions() const;

  /// Importance minus effectiveness; saying without doing; change since the wave before.
  [[nodiscard]] const result_row* importance_gap(const importance_pair&, const place&) const;
  [[nodiscard]] const result_row* say_not_done(const say_do_pair&, const place&) const;
  [[nodiscard]] const result_row* change(const subject&, const place&) const;

  /// The row of people heard.
  [[nodiscard]] const result_row* base(const place&) const;
  /// People heard in a place; NaN when not told.
  [[nodiscard]] double people(const place&) const;

 private:
  [[nodiscard]] std::vector<std::string> key(const place&) const;
  const assessment* a_;
  const instrument* instrument_;
  std::string language_, wave_, previous_;
  std::vector<std::string> roles_, segments_;
  std::unordered_map<std::string, const result_row*> index_;
};

}  // namespace cxm::report_detail
