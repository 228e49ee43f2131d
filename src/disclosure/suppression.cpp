// SPDX-License-Identifier: Apache-2.0
#include "cxm/disclosure/suppression.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "base/stable_order.hpp"
#include "cxm/base/check.hpp"
#include "disclosure/linear_span.hpp"

namespace cxm {
namespace {

/// What a reader knows of a cell.
enum class knowledge : std::uint8_t { empty, known, hidden, unpublished };

/// One run of the engine over one variable.
class run {
 public:
  run(const additive_table& table, const std::vector<std::vector<std::uint32_t>>& relations_of,
      const suppression_engine::request& request)
      : table_(table),
        relations_of_(relations_of),
        people_(request.people),
        order_(request.order.empty() ? request.people : request.order),
        minimum_(request.minimum_base),
        known_(request.known),
        empty_atoms_(request.empty_atoms),
        guarded_(request.guarded.begin(), request.guarded.end()) {
    const std::size_t n = table.cells.size();
    reason_.assign(n, hidden_reason::shown);
    state_.assign(n, knowledge::known);
    secret_.assign(n, 0);
    for (std::size_t c = 0; c < n; ++c) {
      const bool small = request.people[c] > 0 && request.people[c] < request.minimum_base;
      if (!request.hidden.empty()) reason_[c] = request.hidden[c];
      if (!request.secret.empty() && request.secret[c] != 0) secret_[c] = 1;
      if (reason_[c] == hidden_reason::unanimous) secret_[c] = 1;
      if (small) {
        reason_[c] = hidden_reason::base;
        secret_[c] = 1;
      }
      if (!(request.people[c] > 0)) {
        state_[c] = knowledge::empty;
        secret_[c] = 0;
      } else if (!table.unpublished.empty() && table.unpublished[c] != 0) {
        state_[c] = knowledge::unpublished;
      } else if (reason_[c] != hidden_reason::shown) {
        state_[c] = knowledge::hidden;
      }
    }
  }

  /// What the shown inner cell leaves of the shown outer one is a group too.
  void guard_remainder(std::size_t inner, std::size_t outer) {
    const double left = people_[outer] - people_[inner];
    if (!(left > 0) || left >= minimum_ || !(people_[inner] > 0)) return;
    std::vector<std::uint32_t> atoms;
    std::set_difference(table_.cells[outer].begin(), table_.cells[outer].end(), table_.cells[inner].begin(),
                        table_.cells[inner].end(), std::back_inserter(atoms));
    guarded_.push_back(std::move(atoms));
  }

  std::vector<hidden_reason> finish() {
    const bool anything = !guarded_.empty() ||
                          std::any_of(secret_.begin(), secret_.end(), [](std::uint8_t s) { return s != 0; });
    if (!anything) return std::move(reason_);
    queue_.resize(table_.relations.size());
    std::iota(queue_.begin(), queue_.end(), std::uint32_t{0});
    queued_.assign(table_.relations.size(), 1);
    unknown_parts_.assign(table_.relations.size(), 0);
    for (std::size_t r = 0; r < table_.relations.size(); ++r) {
      for (const std::size_t part : table_.relations[r].parts) unknown_parts_[r] += unknown(part) ? 1 : 0;
    }
    do {
      settle_relations();
    } while (hide_what_algebra_finds());
    return std::move(reason_);
  }

 private:
  void hide(std::size_t cell, hidden_reason why) {
    reason_[cell] = why;
    state_[cell] = knowledge::hidden;
    for (const std::uint32_t r : relations_of_[cell]) {
      if (table_.relations[r].whole != cell) ++unknown_parts_[r];
      if (queued_[r] != 0) continue;
      queued_[r] = 1;
      queue_.push_back(r);
    }
  }

  [[nodiscard]] bool unknown(std::size_t cell) const {
    return state_[cell] == knowledge::hidden || state_[cell] == knowledge::unpublished;
  }

  /// How many other shown totals wait for a second hidden part, which this cell would give them.
  [[nodiscard]] int needs_met(std::size_t cell, std::uint32_t by_relation) const {
    int needs = 0;
    for (const std::uint32_t r : relations_of_[cell]) {
      const additive_table::relation& relation = table_.relations[r];
      if (r == by_relation || relation.whole == cell) continue;
      needs += unknown_parts_[r] == 1 && state_[relation.whole] == knowledge::known ? 1 : 0;
    }
    return needs;
  }

  [[nodiscard]] bool smaller(std::size_t a, std::size_t b) const {
    return order_[a] != order_[b] ? order_[a] < order_[b] : a < b;
  }

  void settle_relations() {
    while (!queue_.empty()) {
      const std::uint32_t r = queue_.back();
      queue_.pop_back();
      queued_[r] = 0;
      const additive_table::relation& relation = table_.relations[r];
      std::size_t hidden = 0;
      std::size_t the_one = 0;
      std::size_t choice = std::numeric_limits<std::size_t>::max();
      int needs = -1;
      double people_hidden = 0;
      for (const std::size_t part : relation.parts) {
        if (unknown(part)) {
          ++hidden;
          people_hidden += people_[part];
          the_one = part;
        }
      }
      // A shown total less its shown parts gives the hidden ones together.
      const bool exposed = state_[relation.whole] == knowledge::known
                               ? hidden == 1 ? state_[the_one] == knowledge::hidden || secret_[the_one] != 0
                                             : hidden > 1 && people_hidden < minimum_
                               : state_[relation.whole] == knowledge::hidden && hidden == 0;
      if (!exposed) continue;
      // The smallest part loses least; one that also completes another table saves a further one.
      for (const std::size_t part : relation.parts) {
        if (state_[part] != knowledge::known) continue;
        const int met = needs_met(part, r);
        if (met > needs || (met == needs && smaller(part, choice))) {
          needs = met;
          choice = part;
        }
      }
      if (needs >= 0) {
        hide(choice, hidden_reason::complement);
      } else if (state_[relation.whole] == knowledge::known) {
        hide(relation.whole, hidden_reason::parent);
      }
    }
  }

  /// Atoms of a group that are not known to hold nobody.
  [[nodiscard]] std::vector<std::uint32_t> unknown_atoms(const std::vector<std::uint32_t>& atoms) const {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t a : atoms) {
      if (empty_atom_[a] == 0) out.push_back(a);
    }
    return out;
  }

  [[nodiscard]] linear_span span_of_shown(bool remember) const {
    const std::size_t cells = table_.cells.size();
    std::vector<std::size_t> shown;
    for (std::size_t c = 0; c < cells; ++c) {
      if (state_[c] == knowledge::known) shown.push_back(c);
    }
    for (std::size_t k = 0; k < known_.size(); ++k) shown.push_back(cells + k);
    const auto atoms_of = [&](std::size_t c) -> const std::vector<std::uint32_t>& {
      return c < cells ? table_.cells[c] : known_[c - cells];
    };
    // Small cells first: they become short basis vectors, so that little fills in. What is known anyway
    // comes before what could still be hidden.
    detail::small_stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
      if (atoms_of(a).size() != atoms_of(b).size()) return atoms_of(a).size() < atoms_of(b).size();
      return (a >= cells) > (b >= cells);
    });
    linear_span span(table_.atoms, remember);
    for (const std::size_t c : shown) span.add(unknown_atoms(atoms_of(c)), static_cast<std::uint32_t>(c));
    return span;
  }

  bool hide_what_algebra_finds() {
    empty_atom_.assign(table_.atoms, 0);
    for (const std::uint32_t a : empty_atoms_) empty_atom_[a] = 1;
    for (std::size_t c = 0; c < table_.cells.size(); ++c) {
      if (state_[c] != knowledge::empty) continue;
      for (const std::uint32_t a : table_.cells[c]) empty_atom_[a] = 1;
    }
    linear_span span = span_of_shown(false);
    std::vector<std::vector<std::uint32_t>> open;
    const auto look_at = [&](const std::vector<std::uint32_t>& atoms) {
      std::vector<std::uint32_t> target = unknown_atoms(atoms);
      if (!target.empty() && span.contains(target)) open.push_back(std::move(target));
    };
    for (std::size_t c = 0; c < table_.cells.size(); ++c) {
      if (secret_[c] != 0) look_at(table_.cells[c]);
    }
    for (const std::vector<std::uint32_t>& atoms : guarded_) look_at(atoms);
    if (open.empty()) return false;
    linear_span with_names = span_of_shown(true);
    std::vector<std::uint32_t> used;
    bool hid = false;
    for (const std::vector<std::uint32_t>& target : open) {
      if (!with_names.contains(target, &used)) continue;
      // What is known beside the table cannot be hidden any more.
      std::erase_if(used, [&](std::uint32_t u) { return u >= table_.cells.size(); });
      if (used.empty()) continue;
      // One that was hidden for an earlier target of this round may already break this recovery.
      if (std::any_of(used.begin(), used.end(),
                      [&](std::uint32_t u) { return state_[u] != knowledge::known; })) {
        continue;
      }
      hide(*std::min_element(used.begin(), used.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return smaller(a, b); }),
           hidden_reason::complement);
      hid = true;
    }
    return hid;
  }

  const additive_table& table_;
  const std::vector<std::vector<std::uint32_t>>& relations_of_;
  std::span<const double> people_, order_;
  double minimum_;
  std::span<const std::vector<std::uint32_t>> known_;
  std::span<const std::uint32_t> empty_atoms_;
  std::vector<std::vector<std::uint32_t>> guarded_;
  std::vector<hidden_reason> reason_;
  std::vector<knowledge> state_;
  std::vector<std::uint8_t> secret_;
  std::vector<std::uint8_t> empty_atom_;
  std::vector<std::uint32_t> queue_;
  std::vector<std::uint8_t> queued_;
  std::vector<std::size_t> unknown_parts_;  // by relation
};

}  // namespace

std::string_view reason_name(hidden_reason r) noexcept {
  switch (r) {
    case hidden_reason::base:
      return "base";
    case hidden_reason::complement:
    case hidden_reason::unanimous:
      return "complement";
    case hidden_reason::parent:
      return "parent";
    case hidden_reason::shown:
      break;
  }
  return "";
}

suppression_engine::suppression_engine(additive_table table) : table_(std::move(table)) {
  const std::size_t n = table_.cells.size();
  if (!table_.unpublished.empty()) {
    check_same_size("suppression_engine", "unpublished", table_.unpublished.size(), "cells", n);
  }
  for (std::vector<std::uint32_t>& cell : table_.cells) {
    std::sort(cell.begin(), cell.end());
    cell.erase(std::unique(cell.begin(), cell.end()), cell.end());
    if (!cell.empty() && cell.back() >= table_.atoms) {
      throw error(errc::argument,
                  "suppression_engine: a cell refers to atom " + std::to_string(cell.back()) +
                      ", but there are " + std::to_string(table_.atoms),
                  "table.cells");
    }
  }
  relations_of_.resize(n);
  for (std::size_t r = 0; r < table_.relations.size(); ++r) {
    const auto note = [&](std::size_t cell) {
      if (cell >= n) {
        throw error(errc::argument,
                    "suppression_engine: relation " + std::to_string(r) + " refers to cell " +
                        std::to_string(cell) + ", but there are " + std::to_string(n),
                    "table.relations");
      }
      relations_of_[cell].push_back(static_cast<std::uint32_t>(r));
    };
    note(table_.relations[r].whole);
    for (const std::size_t part : table_.relations[r].parts) note(part);
  }
  // A group within another leaves a remainder, which may be small though neither of them is.
  std::vector<std::vector<std::uint32_t>> cells_with(table_.atoms);
  for (std::size_t c = 0; c < n; ++c) {
    for (const std::uint32_t a : table_.cells[c]) cells_with[a].push_back(static_cast<std::uint32_t>(c));
  }
  for (std::size_t inner = 0; inner < n; ++inner) {
    const std::vector<std::uint32_t>& part = table_.cells[inner];
    if (part.empty()) continue;
    for (const std::uint32_t outer : cells_with[part.front()]) {
      const std::vector<std::uint32_t>& whole = table_.cells[outer];
      if (whole.size() <= part.size() || !std::includes(whole.begin(), whole.end(), part.begin(), part.end()))
        continue;
      remainders_.push_back({inner, outer});
    }
  }
}

void suppression_engine::check_atoms(const std::vector<std::uint32_t>& atoms, const char* where) const {
  for (const std::uint32_t a : atoms) {
    if (a < table_.atoms) continue;
    throw error(errc::argument,
                "suppression_engine: " + std::string(where) + " refers to atom " + std::to_string(a) +
                    ", but there are " + std::to_string(table_.atoms),
                where);
  }
}

std::vector<hidden_reason> suppression_engine::protect(const request& request) const {
  const std::size_t n = table_.cells.size();
  check_same_size("protect", "people", request.people.size(), "cells", n);
  if (!request.order.empty()) check_same_size("protect", "order", request.order.size(), "cells", n);
  if (!request.hidden.empty()) check_same_size("protect", "hidden", request.hidden.size(), "cells", n);
  if (!request.secret.empty()) check_same_size("protect", "secret", request.secret.size(), "cells", n);
  for (const std::vector<std::uint32_t>& atoms : request.known) check_atoms(atoms, "request.known");
  for (const std::vector<std::uint32_t>& atoms : request.guarded) check_atoms(atoms, "request.guarded");
  run one(table_, relations_of_, request);
  for (const remainder& r : remainders_) one.guard_remainder(r.inner, r.outer);
  return one.finish();
}

std::vector<std::size_t> suppression_engine::small_remainders(std::span<const double> people,
                                                              double minimum_base) const {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < remainders_.size(); ++r) {
    const double left = people[remainders_[r].outer] - people[remainders_[r].inner];
    if (left > 0 && left < minimum_base && people[remainders_[r].inner] > 0) out.push_back(r);
  }
  return out;
}

std::vector<std::uint8_t> suppression_engine::recoverable(std::span<const std::uint8_t> shown,
                                                          std::span<const std::uint8_t> empty,
                                                          std::span<const std::size_t> targets) const {
  check_same_size("recoverable", "shown", shown.size(), "cells", table_.cells.size());
  check_same_size("recoverable", "empty", empty.size(), "cells", table_.cells.size());
  std::vector<std::uint8_t> gone(table_.atoms, 0);
  for (std::size_t c = 0; c < empty.size(); ++c) {
    if (empty[c] == 0) continue;
    for (const std::uint32_t a : table_.cells[c]) gone[a] = 1;
  }
  const auto atoms_of = [&](std::size_t c) {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t a : table_.cells[c]) {
      if (gone[a] == 0) out.push_back(a);
    }
    return out;
  };
  linear_span span(table_.atoms, false);
  for (std::size_t c = 0; c < shown.size(); ++c) {
    if (shown[c] != 0) span.add(atoms_of(c), static_cast<std::uint32_t>(c));
  }
  std::vector<std::uint8_t> out;
  for (const std::size_t t : targets) out.push_back(span.contains(atoms_of(t)) ? 1 : 0);
  return out;
}

void suppress(result_row& row, hidden_reason why) noexcept {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  estimate& e = row.value;
  e.method.clear();  // how it would have been made tells whether it could be
  e.value = e.se = e.low = e.high = e.n = e.n_eff = e.df = nan;
  e.flags = bit(estimate_flag::suppressed) | bit(estimate_flag::no_interval);
  row.suppressed = reason_name(why);
}

}  // namespace cxm
