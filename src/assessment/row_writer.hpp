// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/disclosure/suppression.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/result_row.hpp"
#include "cxm/model/text.hpp"

namespace cxm::detail {

/// A number without sampling error of its own, or that is itself a statement of uncertainty. NaN: undefined.
[[nodiscard]] estimate plain(double value, const estimate& from, std::string method);
[[nodiscard]] estimate plain(double value, double n, double level, std::string method);

/// The words in a language, or the id where there are none.
[[nodiscard]] const std::string& label_or(const text& label, const std::string& language,
                                          const std::string& id);

/// Writes the rows of one table and group; those of an id that is hidden carry no numbers.
class row_writer {
 public:
  row_writer(std::vector<result_row>& out, std::string table, std::vector<std::string> key);

  /// The id of the rows that follow, why they are hidden, and where their people are counted then.
  void at(std::string id, hidden_reason why, std::string counted_in = {});
  [[nodiscard]] bool hidden() const noexcept { return why_ != hidden_reason::shown; }
  void row(std::string detail, const std::string& label, std::string unit, estimate value);

 private:
  std::vector<result_row>& out_;
  std::string table_, id_, counted_in_;
  std::vector<std::string> key_;
  hidden_reason why_ = hidden_reason::shown;
};

}  // namespace cxm::detail
