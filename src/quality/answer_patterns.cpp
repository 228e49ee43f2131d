// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/answer_patterns.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "cxm/base/error.hpp"

namespace cxm {
namespace {

constexpr std::size_t least_battery = 5;
constexpr std::size_t least_repeated = 10;
constexpr std::size_t role_column = 0;
constexpr std::size_t wave_column = 1;

bool in_grids(const item& i, const scale& s) {
  return !i.multiple && (s.kind == scale_kind::ordinal || s.kind == scale_kind::nps);
}

/// The first row of each key.
using first_rows = std::unordered_map<std::uint64_t, std::int64_t>;

}  // namespace

std::vector<battery> batteries_of(const instrument& in) {
  std::vector<battery> out;
  battery open;
  const auto close = [&] {
    if (open.items.size() >= least_battery) {
      open.id = in.items[open.items.front()].id;
      const auto reversed = [&](std::size_t i) { return in.items[i].reverse; };
      open.mixed = std::any_of(open.items.begin(), open.items.end(), reversed) &&
                   !std::all_of(open.items.begin(), open.items.end(), reversed);
      out.push_back(open);
    }
    open = {};
  };
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    const item& now = in.items[i];
    const scale* s = in.find_scale(now.scale);
    if (s == nullptr || !in_grids(now, *s)) {
      close();
      continue;
    }
    if (!open.items.empty()) {
      const item& before = in.items[open.items.back()];
      if (before.scale != now.scale || before.roles != now.roles) close();
    }
    open.items.push_back(i);
  }
  close();
  return out;
}

struct answer_patterns::impl {
  explicit impl(instrument_ptr in) : source(std::move(in)), batteries(batteries_of(*source)) {}

  instrument_ptr source;
  std::vector<battery> batteries;
  std::map<std::pair<std::string, std::string>, answer_counts> counts;
  std::map<std::string, first_rows> answers, people;  ///< by wave
  std::vector<questionable_row> rows;

  answer_counts& counts_of(const std::string& wave, const std::string& role) {
    const auto [at, fresh] = counts.try_emplace({wave, role});
    if (fresh) {
      at->second.wave = wave;
      at->second.role = role;
      at->second.batteries.resize(batteries.size());
    }
    return at->second;
  }

  /// Looks at one battery of a row.
  void look(const battery& b, std::size_t place, const batch& block, std::size_t row,
            answer_counts::of_battery& count, questionable_row& found) const {
    std::size_t answered = 0;
    bool same = true, with = false, against = false;
    cell first = cell_missing;
    for (const std::size_t i : b.items) {
      const cell c = block.items[i].cells[row];
      if (is_missing(c)) continue;
      if (answered++ == 0) first = c;
      same = same && c == first;
      (source->items[i].reverse ? against : with) = true;
    }
    if (answered < least_battery || 5 * answered < 4 * b.items.size()) return;
    ++count.answered;
    if (with && against) ++count.mixed_answered;
    if (!same) return;
    ++count.straight;
    found.signs |= bit(row_sign::straight);
    found.straight.push_back(place);
    if (!with || !against) return;
    const scale& s = *source->find_scale(source->items[b.items.front()].scale);
    const double score = s.codes[first].score_or_code();
    if (2 * score == s.lowest_score() + s.highest_score()) return;
    ++count.contradictory;
    found.signs |= bit(row_sign::contradictory);
  }
};

answer_patterns::answer_patterns(const instrument_ptr& in) {
  if (!in) {
    throw error(errc::argument, "answer_patterns: instrument is null, but must be there", "instrument");
  }
  impl_ = std::make_unique<impl>(in);
}

answer_patterns::~answer_patterns() = default;

void answer_patterns::add(const batch& b) {
  impl& me = *impl_;
  std::string written;
  for (std::size_t r = 0; r < b.rows; ++r) {
    if (!b.weights.empty() && b.weights[r] == 0) continue;  // does not exist, as for a tally
    questionable_row found;
    found.row = b.row_number(r);
    found.role = (*b.groups[role_column].levels)[b.groups[role_column].positions[r]];
    found.wave = (*b.groups[wave_column].levels)[b.groups[wave_column].positions[r]];
    answer_counts& count = me.counts_of(found.wave, found.role);
    ++count.rows;

    std::size_t asked = 0, given = 0, answered = 0;
    bool same = true;
    cell first = cell_missing;
    written = "(";  // the key is of trimmed text: no answer may stand at an end
    for (std::size_t i = 0; i < b.items.size(); ++i) {
      const item_column& column = b.items[i];
      const cell c = column.cells[r];
      written += static_cast<char>(c);
      if (c == cell_of(missing_kind::not_asked)) continue;
      ++asked;
      if (c == cell_of(missing_kind::no_answer)) continue;
      ++given;
      if (is_missing(c)) continue;
      if (answered++ == 0) first = c;
      same = same && c == first && column.selected.empty() && column.numbers.empty();
      const auto append = [&](const void* bytes, std::size_t size) {
        written.append(static_cast<const char*>(bytes), size);
      };
      if (!column.selected.empty()) append(&column.selected[r], sizeof column.selected[r]);
      if (!column.numbers.empty()) append(&column.numbers[r], sizeof column.numbers[r]);
    }
    if (asked > 0 && 2 * given < asked) {
      ++count.sparse;
      found.signs |= bit(row_sign::sparse);
    }
    if (answered >= least_repeated && !same) {
      written += ')';
      ++count.long_enough;
      const auto [at, fresh] = me.answers[found.wave].try_emplace(respondent_key(written), found.row);
      if (!fresh) {
        ++count.repeated;
        found.signs |= bit(row_sign::repeated);
        found.like = at->second;
      }
    }
    if (!b.respondents.empty() && !me.people[found.wave].try_emplace(b.respondents[r], found.row).second) {
      ++count.same_id;
      found.signs |= bit(row_sign::same_id);
    }
    for (std::size_t k = 0; k < me.batteries.size(); ++k) {
      me.look(me.batteries[k], k, b, r, count.batteries[k], found);
    }
    if (found.signs != 0) me.rows.push_back(std::move(found));
  }
}

const std::vector<battery>& answer_patterns::batteries() const noexcept { return impl_->batteries; }

std::vector<answer_counts> answer_patterns::counts() const {
  std::vector<answer_counts> out;
  for (const auto& [key, count] : impl_->counts) out.push_back(count);
  return out;
}

const std::vector<questionable_row>& answer_patterns::rows() const noexcept { return impl_->rows; }

}  // namespace cxm
