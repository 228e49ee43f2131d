// SPDX-License-Identifier: Apache-2.0
#include "assessment/protection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cxm::detail {
namespace {

using reasons = wave_protection::reasons;

class protector {
 public:
  protector(const wave_context& context, const std::vector<cell_result>& cells, double minimum)
      : engine_(context.groups.table), minimum_(minimum), size_(cells.size()) {
    for (const cell_result& c : cells) order_.push_back(c.people);
  }

  /// A variable with these people behind its cells, hidden wherever `before` says so.
  reasons run(const std::vector<double>& people, const std::vector<const reasons*>& before) {
    reasons hidden(size_, hidden_reason::shown);
    std::vector<std::uint8_t> secret(size_, 0);
    for (const reasons* r : before) {
      for (std::size_t c = 0; c < size_; ++c) {
        if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
        // What is made of a hidden number must not give that number away.
        if ((*r)[c] == hidden_reason::base) secret[c] = 1;
      }
    }
    std::string pattern(size_, '\0');
    bool anything = false;
    for (std::size_t c = 0; c < size_; ++c) {
      const bool small = people[c] > 0 && people[c] < minimum_;
      const int code = (people[c] > 0 ? 1 : 0) + (small ? 2 : 0) + (secret[c] != 0 ? 4 : 0) +
                       8 * static_cast<int>(hidden[c]);
      pattern[c] = static_cast<char>(code);
      anything = anything || small || secret[c] != 0 || hidden[c] != hidden_reason::shown;
    }
    if (!anything) return hidden;
    const auto known = cache_.find(pattern);
    if (known != cache_.end()) return known->second;
    suppression_engine::request request;
    request.people = people;
    request.order = order_;
    request.hidden = hidden;
    request.secret = secret;
    request.minimum_base = minimum_;
    return cache_.emplace(std::move(pattern), engine_.protect(request)).first->second;
  }

 private:
  suppression_engine engine_;
  double minimum_;
  std::size_t size_;
  std::vector<double> order_;
  std::unordered_map<std::string, reasons> cache_;
};

}  // namespace

wave_protection protect_wave(const wave_context& context, const std::vector<cell_result>& cells,
                             double minimum_base) {
  protector protect(context, cells, minimum_base);
  const std::size_t size = cells.size();
  std::vector<double> people(size);
  const auto behind = [&](auto&& base_of) {
    for (std::size_t c = 0; c < size; ++c) people[c] = base_of(cells[c]);
    return people;
  };
  wave_protection out;
  out.people = protect.run(behind([](const cell_result& c) { return c.people; }), {});
  // Who is hidden as a person is hidden in every number.
  for (std::size_t i = 0; i < context.asked().items.size(); ++i) {
    out.items.push_back(
        protect.run(behind([&](const cell_result& c) { return c.item_people[i]; }), {&out.people}));
  }
  for (std::size_t j = 0; j < context.source->measures().size(); ++j) {
    out.measures.push_back(
        protect.run(behind([&](const cell_result& c) { return c.measure_people[j]; }), {&out.people}));
  }
  for (std::size_t i = 0; i < context.indices.size(); ++i) {
    const auto& leaves = context.indices.measures(i);
    std::vector<const reasons*> before{&out.people};
    for (const std::size_t j : leaves) before.push_back(&out.measures[j]);
    out.indices.push_back(protect.run(behind([&](const cell_result& c) {
                                        double least = std::numeric_limits<double>::infinity();
                                        for (const std::size_t j : leaves)
                                          least = std::min(least, c.measure_people[j]);
                                        return std::isinf(least) ? 0.0 : least;
                                      }),
                                      before));
  }
  const auto reasons_of = [&](const target& t) -> const reasons* {
    if (t.position < 0) return nullptr;
    const auto at = static_cast<std::size_t>(t.position);
    return t.measure ? &out.measures[at] : &out.indices[at];
  };
  const auto all_of = [&](std::initializer_list<const reasons*> parts) {
    reasons hidden = out.people;
    for (const reasons* r : parts) {
      if (r == nullptr) continue;
      for (std::size_t c = 0; c < size; ++c) {
        if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
      }
    }
    return hidden;
  };
  for (const level_definition& definition : context.asked().levels) {
    reasons hidden = all_of({reasons_of(find_target(definition.index, *context.source, context.indices))});
    for (const level_gate& gate : definition.gates) {
      for (const std::string& id : gate.measures) {
        const reasons* r = reasons_of(find_target(id, *context.source, context.indices));
        for (std::size_t c = 0; r != nullptr && c < size; ++c) {
          if (hidden[c] == hidden_reason::shown) hidden[c] = (*r)[c];
        }
      }
    }
    out.levels.push_back(std::move(hidden));
  }
  for (std::size_t g = 0; g < context.gaps.size(); ++g) {
    const bound_gap& gap = context.gaps[g];
    const reasons* a = reasons_of(gap.a);
    const reasons* b = reasons_of(gap.b);
    if (a == nullptr || b == nullptr) {
      out.gaps.push_back(out.people);
      continue;
    }
    if (!gap.names_roles()) {
      const auto base = behind([&](const cell_result& c) { return c.gaps.empty() ? 0 : c.gaps[g].people; });
      out.gaps.push_back(protect.run(base, {&out.people, a, b}));
      continue;
    }
    // Sides of different roles: hidden where a side is; the gap stands in the groups of all roles.
    reasons hidden(size, hidden_reason::shown);
    const auto& groups = context.groups.groups;
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (!groups[c].role.empty()) continue;
      const auto side = [&](const std::string& role, const reasons& r) {
        const int at =
            role.empty() ? static_cast<int>(c) : context.groups.find(role, groups[c].column, groups[c].value);
        return at < 0 ? hidden_reason::shown : r[static_cast<std::size_t>(at)];
      };
      const hidden_reason first = side(gap.role_a, *a);
      hidden[c] = first != hidden_reason::shown ? first : side(gap.role_b, *b);
      const double base = cells[c].gaps.empty() ? 0 : cells[c].gaps[g].people;
      if (base > 0 && base < minimum_base) hidden[c] = hidden_reason::base;
    }
    out.gaps.push_back(std::move(hidden));
  }
  return out;
}

wave_protection show_wave(const wave_context& context) {
  const reasons shown(context.groups.cells(), hidden_reason::shown);
  wave_protection out;
  out.people = shown;
  out.items.assign(context.asked().items.size(), shown);
  out.measures.assign(context.source->measures().size(), shown);
  out.indices.assign(context.indices.size(), shown);
  out.levels.assign(context.asked().levels.size(), shown);
  out.gaps.assign(context.gaps.size(), shown);
  return out;
}

}  // namespace cxm::detail
