// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "model/validate.hpp"

namespace cxm {
namespace {

using role_set = std::vector<char>;  // parallel to instrument::roles

role_set everybody(const instrument& in) { return role_set(in.roles.size(), 1); }

role_set asked_item(const instrument& in, const std::string& id) {
  const item* asked = in.find_item(id);
  if (asked == nullptr || asked->roles.empty()) return everybody(in);
  role_set out(in.roles.size(), 0);
  for (std::size_t r = 0; r < in.roles.size(); ++r) {
    out[r] = std::find(asked->roles.begin(), asked->roles.end(), in.roles[r].id) != asked->roles.end();
  }
  return out;
}

void intersect(role_set& a, const role_set& b) {
  for (std::size_t r = 0; r < a.size(); ++r) a[r] = a[r] != 0 && b[r] != 0;
}

/// A composite has a value as soon as enough of its weight is asked.
role_set asked_composite(const instrument& in, const measure& m) {
  std::vector<double> weight(in.roles.size(), 0);
  double total = 0;
  for (std::size_t k = 0; k < m.items.size(); ++k) {
    const double w = m.weights.empty() ? 1 : m.weights[k];
    const role_set asked = asked_item(in, m.items[k]);
    total += w;
    for (std::size_t r = 0; r < asked.size(); ++r) weight[r] += asked[r] != 0 ? w : 0;
  }
  role_set out(in.roles.size(), 0);
  for (std::size_t r = 0; r < out.size(); ++r) out[r] = weight[r] > 0 && weight[r] >= m.min_answered * total;
  return out;
}

/// Who can have a value on a result. Every result is worked out once, however often it is needed.
class asked_results {
 public:
  explicit asked_results(const instrument& in) : in_(in) {}

  const role_set& of(const std::string& id) {
    if (const auto found = known_.find(id); found != known_.end()) return found->second;
    role_set asked = everybody(in_);
    if (const measure* m = in_.find_measure(id)) {
      asked = of_measure(*m);
    } else if (const index_definition* d = in_.find_index(id)) {
      for (const std::string& part : d->of) intersect(asked, of(part));
    }
    return known_.emplace(id, std::move(asked)).first->second;
  }

 private:
  role_set of_measure(const measure& m) {
    if (m.kind == measure_kind::composite) return asked_composite(in_, m);
    role_set out = everybody(in_);
    if (!m.item.empty()) intersect(out, asked_item(in_, m.item));
    for (const condition& c : m.all) intersect(out, c.item.empty() ? of(c.measure) : asked_item(in_, c.item));
    if (!m.minuend.empty()) intersect(out, of(m.minuend));
    if (!m.subtrahend.empty()) intersect(out, of(m.subtrahend));
    return out;
  }

  const instrument& in_;
  std::map<std::string, role_set> known_;
};

}  // namespace

measure_range range_of(const instrument& in, std::string_view id) {
  using unit = measure_range::unit;
  if (const measure* m = in.find_measure(id)) {
    switch (m->kind) {
      case measure_kind::composite:
        return {unit::points, 0, 100};
      case measure_kind::share:
      case measure_kind::joint:
        return {unit::share, 0, 1};
      case measure_kind::nps:
        return {unit::nps, -100, 100};
      case measure_kind::difference: {
        const measure_range part = range_of(in, m->minuend);
        return {unit::difference, part.low - part.high, part.high - part.low};
      }
      case measure_kind::value: {
        const item* asked = in.find_item(m->item);
        const scale* s = asked == nullptr ? nullptr : in.find_scale(asked->scale);
        if (s != nullptr) return {unit::score, s->lowest_score(), s->highest_score()};
        break;
      }
    }
  }
  // All parts of a validated index have the same range, and so has the index.
  if (const index_definition* d = in.find_index(id); d != nullptr && !d->of.empty()) {
    return range_of(in, d->of.front());
  }
  throw error(errc::argument, "range_of: unknown measure or index " + detail::in_quotes(id),
              "measure_or_index");
}

std::vector<std::string> roles_asked(const instrument& in, std::string_view id) {
  asked_results results(in);
  const role_set& asked = results.of(std::string(id));
  std::vector<std::string> out;
  for (std::size_t r = 0; r < asked.size(); ++r) {
    if (asked[r] != 0) out.push_back(in.roles[r].id);
  }
  return out;
}

}  // namespace cxm

namespace cxm::detail {

std::string describe_range(const measure_range& range) {
  const std::string ends = " from " + number_text(range.low) + " to " + number_text(range.high);
  switch (range.kind) {
    case measure_range::unit::share:
      return "a share" + ends;
    case measure_range::unit::points:
      return "in points" + ends;
    case measure_range::unit::nps:
      return "a Net Promoter Score" + ends;
    case measure_range::unit::score:
      return "a score" + ends;
    case measure_range::unit::difference:
      return "a difference" + ends;
  }
  return ends;
}

void check_kind(const instrument& in, const std::string& path, const std::string& id,
                measure_range::unit unit, const char* wanted) {
  known_measure(in, path, id);
  const measure_range range = range_of(in, id);
  if (range.kind != unit)
    fault(path, in_quotes(id) + " is " + describe_range(range) + ", but must be " + wanted);
}

void check_common_roles(const instrument& in, const std::string& path,
                        const std::vector<std::string>& results) {
  if (in.roles.empty()) return;
  role_set common = everybody(in);
  asked_results asked(in);
  std::string names;
  for (const std::string& id : results) {
    intersect(common, asked.of(id));
    names += (names.empty() ? "" : " and ") + in_quotes(id);
  }
  if (std::find(common.begin(), common.end(), 1) == common.end()) {
    fault(path, "no role is asked both " + names + ", but they must be answered by the same people");
  }
}

}  // namespace cxm::detail
