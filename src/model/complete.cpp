// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/stable_order.hpp"
#include "model/validate.hpp"

namespace cxm::detail {
namespace {

void into_scale_order(const scale& s, std::vector<std::int32_t>& codes) {
  detail::small_stable_sort(codes.begin(), codes.end(),
                            [&](std::int32_t a, std::int32_t b) { return s.position(a) < s.position(b); });
}

/// The codes with the highest (or lowest) score.
std::vector<std::int32_t> extreme_codes(const scale& s, bool highest) {
  if (s.codes.empty()) return {};
  const double end = highest ? s.highest_score() : s.lowest_score();
  std::vector<std::int32_t> out;
  for (const scale_code& c : s.codes) {
    if (c.score_or_code() == end) out.push_back(c.code);
  }
  return out;
}

}  // namespace

void complete_scale(scale& s) {
  if (s.kind == scale_kind::nps && s.codes.empty()) {
    for (std::int32_t code = 0; code <= 10; ++code) s.codes.push_back({code, {}, {}, {}});
  }
  for (scale_code& c : s.codes) {
    if (c.score && *c.score == static_cast<double>(c.code)) c.score.reset();
  }
  if (s.kind == scale_kind::ordinal || s.kind == scale_kind::binary) {
    if (s.top.empty()) s.top = extreme_codes(s, true);
    if (s.bottom.empty()) s.bottom = extreme_codes(s, false);
  }
  if (s.kind == scale_kind::nps) {
    if (s.top.empty()) s.top = {9, 10};
    if (s.bottom.empty()) s.bottom = {0, 1, 2, 3, 4, 5, 6};
  }
  into_scale_order(s, s.top);
  into_scale_order(s, s.bottom);
  detail::small_stable_sort(s.missing.begin(), s.missing.end(),
                            [](const missing_code& a, const missing_code& b) { return a.kind < b.kind; });
}

namespace {

void complete_set(const instrument& in, const std::string& item_id, code_set& set) {
  const item* asked = in.find_item(item_id);
  if (asked == nullptr) return;
  if (const scale* s = in.find_scale(asked->scale)) into_scale_order(*s, set.codes);
}

void drop_equal(std::vector<double>& weights, std::size_t expected) {
  if (weights.size() != expected || weights.empty() || !(weights.front() > 0)) return;
  const bool equal =
      std::all_of(weights.begin(), weights.end(), [&](double w) { return w == weights.front(); });
  if (equal) weights.clear();
}

}  // namespace

void fill_defaults(instrument& in) {
  for (scale& s : in.scales) complete_scale(s);
  for (measure& m : in.measures) {
    if (m.kind == measure_kind::share && m.codes.named.empty() && m.codes.codes.empty()) {
      m.codes.named = "top";
    }
    complete_set(in, m.item, m.codes);
    for (condition& c : m.all) {
      if (!c.item.empty() && c.codes.named.empty() && c.codes.codes.empty()) c.codes.named = "top";
      complete_set(in, c.item, c.codes);
    }
    drop_equal(m.weights, m.items.size());
  }
  for (index_definition& d : in.indices) {
    if (d.kind != index_kind::minimum) drop_equal(d.weights, d.of.size());
  }
}

}  // namespace cxm::detail

namespace cxm {

scale filled_scale(scale bare) {
  detail::complete_scale(bare);
  return bare;
}

instrument_ptr make_instrument(instrument draft) {
  draft.identity = {};  // of other content, if the draft is a changed copy
  detail::fill_defaults(draft);
  detail::validate_people(draft);
  detail::validate_scales(draft);
  detail::validate_items(draft);
  detail::validate_measures(draft);
  detail::validate_combinations(draft);
  detail::validate_findings(draft);
  detail::validate_drivers(draft);
  return std::make_shared<const instrument>(std::move(draft));
}

}  // namespace cxm
