// SPDX-License-Identifier: Apache-2.0
#include "assessment/compare.hpp"

#include <algorithm>

namespace cxm::detail {
namespace {

std::string scales_differ(const scale& a, const scale& b) {
  if (a.kind != b.kind) return "kind of scale";
  if (a.codes.size() != b.codes.size()) return "number of answers";
  for (std::size_t c = 0; c < a.codes.size(); ++c) {
    if (a.codes[c].code != b.codes[c].code || a.codes[c].score_or_code() != b.codes[c].score_or_code()) {
      return "codes or scores";
    }
  }
  if (a.top != b.top || a.bottom != b.bottom) return "top or bottom set";
  if (a.minimum != b.minimum || a.maximum != b.maximum) return "limits";
  return {};
}

std::string items_differ(const instrument& a, const instrument& b, const std::string& id) {
  const item* x = a.find_item(id);
  const item* y = b.find_item(id);
  if (x == nullptr || y == nullptr) return "item '" + id + "' is asked in one of them only";
  if (x->reverse != y->reverse) return "item '" + id + "' is reversed in one of them";
  if (!(x->text == y->text)) return "wording of item '" + id + "' differs";
  const scale* s = a.find_scale(x->scale);
  const scale* t = b.find_scale(y->scale);
  if (s == nullptr || t == nullptr) return {};
  const std::string why = scales_differ(*s, *t);
  return why.empty() ? why : "scale of item '" + id + "' differs (" + why + ")";
}

}  // namespace

std::string difference_of(const instrument& a, const instrument& b, std::string_view id) {
  const measure* m = a.find_measure(id);
  const measure* n = b.find_measure(id);
  if (m != nullptr && n != nullptr) {
    if (m->kind != n->kind) return "kind of measure differs";
    if (m->items != n->items || m->weights != n->weights || m->item != n->item ||
        m->min_answered != n->min_answered || !(m->codes == n->codes) || !(m->all == n->all)) {
      return "scoring differs";
    }
    std::vector<std::string> items = m->items;
    if (!m->item.empty()) items.push_back(m->item);
    for (const condition& c : m->all) {
      if (!c.item.empty()) items.push_back(c.item);
    }
    for (const std::string& i : items) {
      if (std::string why = items_differ(a, b, i); !why.empty()) return why;
    }
    std::vector<std::string> parts;
    for (const condition& c : m->all) {
      if (!c.measure.empty()) parts.push_back(c.measure);
    }
    if (m->kind == measure_kind::difference) {
      if (m->minuend != n->minuend || m->subtrahend != n->subtrahend) return "scoring differs";
      parts.push_back(m->minuend);
      parts.push_back(m->subtrahend);
    }
    for (const std::string& p : parts) {
      if (std::string why = difference_of(a, b, p); !why.empty()) return why;
    }
    return {};
  }
  const index_definition* i = a.find_index(id);
  const index_definition* j = b.find_index(id);
  if (i == nullptr || j == nullptr) return "it is a measure in one of them and an index in the other";
  if (i->kind != j->kind || i->of != j->of || i->weights != j->weights)
    return "the index is made differently";
  for (const std::string& part : i->of) {
    if (std::string why = difference_of(a, b, part); !why.empty()) return why;
  }
  return {};
}

}  // namespace cxm::detail
