// SPDX-License-Identifier: Apache-2.0
#include "assessment/row_writer.hpp"

#include <cmath>
#include <utility>

namespace cxm::detail {

estimate plain(double value, const estimate& from, std::string method) {
  estimate e = std::isnan(value) ? undefined_estimate(std::move(method), from.n, from.level) : estimate{};
  e.value = value;
  e.level = from.level;
  e.n = from.n;
  e.n_eff = from.n_eff;
  if (!std::isnan(value)) e.method = std::move(method);
  e.set(estimate_flag::no_interval);
  return e;
}

estimate plain(double value, double n, double level, std::string method) {
  estimate from;
  from.n = from.n_eff = n;
  from.level = level;
  return plain(value, from, std::move(method));
}

const std::string& label_or(const text& label, const std::string& language, const std::string& id) {
  const std::string& words = label.in(language);
  return words.empty() ? id : words;
}

row_writer::row_writer(std::vector<result_row>& out, std::string table, std::vector<std::string> key)
    : out_(out), table_(std::move(table)), key_(std::move(key)) {}

void row_writer::at(std::string id, hidden_reason why, std::string counted_in) {
  id_ = std::move(id);
  why_ = why;
  counted_in_ = std::move(counted_in);
}

void row_writer::row(std::string detail, const std::string& label, std::string unit, estimate value) {
  out_.push_back({table_, id_, std::move(detail), label, std::move(unit), key_, std::move(value), {}, {}});
  if (!hidden()) return;
  suppress(out_.back(), why_);
  out_.back().counted_in = counted_in_;
}

}  // namespace cxm::detail
