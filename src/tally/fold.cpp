// SPDX-License-Identifier: Apache-2.0
#include "tally/fold.hpp"

#include <algorithm>

#include "tally/kernels.hpp"
#include "tally/poisson.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t largest_table = std::size_t{1} << 18U;
constexpr std::uint64_t one_row = std::uint64_t{1} << 48U;

}  // namespace

folder::folder(const layout& l)
    : layout_(l),
      scorer_(l),
      y16_(l.measures),
      y64_(l.measures),
      present_(l.measures),
      complete_(l.measures),
      n_(l.measures),
      sum_(l.measures),
      bins_(l.measures) {
  multiplicity_.resize(l.options.replicates);
  drawn_.resize(multiplicity_.size() * weighted_block);
  if (l.options.weighted) real_drawn_.resize(drawn_.size());
  pair_n_.resize(l.pairs.size());
  if (l.options.weighted) reserve_weighted();
  for (std::size_t j = 0; j < l.measures; ++j) {
    if (l.histogram_at[j] < 0 || l.small[j] == 0) continue;
    const measure_grid& g = l.plan.measures[j].grid;
    for (std::int64_t y = g.lowest; y <= g.highest; ++y) {
      bins_[j].push_back(static_cast<std::uint8_t>(l.histogram_slot(j, y)));
    }
  }
}

void folder::reserve(std::size_t rows, std::size_t classes) {
  scorer_.reserve(rows);
  if (local_of_class_.size() < classes) local_of_class_.resize(classes, prepared_rows::skipped);
  const std::size_t most_locals = std::min(rows, classes);
  locals_.reserve(most_locals);
  runs_.reserve(most_locals);
  if (starts_.size() < most_locals + 1) starts_.resize(most_locals + 1);
  if (local_.size() < rows) local_.resize(rows);
  const std::size_t padded = rows + most_locals * (lane - 1) + lane;
  if (order_.size() < padded) {
    order_.resize(padded);
    for (std::size_t j = 0; j < layout_.measures; ++j) {
      if (layout_.small[j] != 0) {
        y16_[j].resize(padded);
      } else {
        y64_[j].resize(padded);
      }
      present_[j].resize(padded);
    }
    if (layout_.options.weighted) {
      w1_.resize(padded);
      w2_.resize(padded);
    }
  }
  std::size_t slots = 0;
  for (const item_slots& s : layout_.items) slots = std::max(slots, s.slots);
  const std::size_t table = std::min(largest_table, (most_locals + 1) * slots);
  if (table_.size() < table) table_.resize(table);
  if (layout_.options.weighted && table64_.size() < table) table64_.resize(table);
}

void folder::sort(const prepared_rows& p, std::size_t first, std::size_t rows) noexcept {
  locals_.clear();
  runs_.clear();
  const std::uint32_t* cls = p.cls.data() + first;
  for (std::size_t i = 0; i < rows; ++i) {
    if (cls[i] == prepared_rows::skipped) continue;
    std::uint32_t& local = local_of_class_[cls[i]];
    if (local == prepared_rows::skipped) {
      local = static_cast<std::uint32_t>(locals_.size());
      locals_.push_back(p.segment[cls[i]]);
    }
  }
  const std::size_t count = locals_.size();
  const auto skip = static_cast<std::uint32_t>(count);
  std::fill_n(starts_.begin(), count + 1, 0U);
  for (std::size_t i = 0; i < rows; ++i) {
    local_[i] = cls[i] == prepared_rows::skipped ? skip : local_of_class_[cls[i]];
    ++starts_[local_[i]];
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (cls[i] != prepared_rows::skipped) local_of_class_[cls[i]] = prepared_rows::skipped;
  }
  std::size_t at = 0;
  for (std::size_t s = 0; s < count; ++s) {
    const std::size_t n = starts_[s];
    const std::size_t padded = (n + lane - 1) / lane * lane;
    runs_.push_back({locals_[s], at, padded, n});
    starts_[s] = static_cast<std::uint32_t>(at);
    std::fill_n(order_.begin() + static_cast<std::ptrdiff_t>(at + n), padded - n,
                static_cast<std::uint32_t>(rows));
    at += padded;
  }
  sorted_ = at;
  for (std::size_t i = 0; i < rows; ++i) {
    if (local_[i] != skip) order_[starts_[local_[i]]++] = static_cast<std::uint32_t>(i);
  }
}

void folder::gather(const prepared_rows& p, std::size_t first, std::size_t rows) noexcept {
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    const scored_column& c = scorer_.column(j);
    if (layout_.small[j] != 0) {
      const std::int16_t* from = c.y16.data();
      std::int16_t* to = y16_[j].data();
      for (std::size_t i = 0; i < sorted_; ++i) to[i] = from[order_[i]];
    } else {
      const std::int64_t* from = c.y64.data();
      std::int64_t* to = y64_[j].data();
      for (std::size_t i = 0; i < sorted_; ++i) to[i] = from[order_[i]];
    }
    complete_[j] = all_set(c.present.data(), rows);
    const std::uint8_t* from = c.present.data();
    std::int16_t* to = present_[j].data();
    if (complete_[j] == 0 || layout_.options.weighted || layout_.wide > 0) {
      for (std::size_t i = 0; i < sorted_; ++i) to[i] = from[order_[i]];
    }
  }
  if (layout_.options.weighted) {
    for (std::size_t i = 0; i < sorted_; ++i) {
      const std::uint64_t w = order_[i] < rows ? p.w1[first + order_[i]] : 0;
      w1_[i] = w;
      w2_[i] = squared_weight(w);
    }
    plan_limbs();
  }
}

void folder::count_items(const batch& b, const prepared_rows& p, std::size_t first,
                         std::size_t rows) noexcept {
  const std::size_t count = locals_.size();
  // A count and a sum of weights share 64 bits as long as the weights of the whole chunk stay below bit 48.
  bool packed = layout_.options.weighted;
  if (packed) {
    uint128 weight = 0;
    for (std::size_t i = 0; i < rows; ++i) weight += p.w1[first + i];
    packed = weight < one_row;
  }
  for (std::size_t q = 0; q < layout_.items.size(); ++q) {
    const item_slots& s = layout_.items[q];
    const cell* cells = b.items[q].cells.data() + first;
    std::uint8_t slot_of[256] = {};
    for (std::size_t c = 0; c < s.answers; ++c) slot_of[c] = static_cast<std::uint8_t>(c);
    for (std::size_t k = 0; k < missing_kinds; ++k) {
      slot_of[cell_missing + k] = static_cast<std::uint8_t>(s.answers + k);
    }
    const std::size_t stride = s.answers + missing_kinds;
    const bool fits = (count + 1) * stride <= table_.size();
    if (fits && packed) {
      std::fill_n(table64_.begin(), (count + 1) * stride, std::uint64_t{0});
      for (std::size_t i = 0; i < rows; ++i) {
        table64_[local_[i] * stride + slot_of[cells[i]]] += p.w1[first + i] + one_row;
      }
      for (std::size_t l = 0; l < count; ++l) {
        std::int64_t* to = locals_[l]->counts.data() + s.first;
        int128* weighted = locals_[l]->sums.data() + s.weighted;
        for (std::size_t k = 0; k < stride; ++k) {
          to[k] += static_cast<std::int64_t>(table64_[l * stride + k] / one_row);
          weighted[k] += table64_[l * stride + k] % one_row;
        }
      }
    } else if (fits) {
      std::fill_n(table_.begin(), (count + 1) * stride, 0U);
      for (std::size_t i = 0; i < rows; ++i) ++table_[local_[i] * stride + slot_of[cells[i]]];
      for (std::size_t l = 0; l < count; ++l) {
        std::int64_t* to = locals_[l]->counts.data() + s.first;
        for (std::size_t k = 0; k < stride; ++k) to[k] += table_[l * stride + k];
      }
    } else {
      for (std::size_t i = 0; i < rows; ++i) {
        if (local_[i] < count) ++locals_[local_[i]]->counts[s.first + slot_of[cells[i]]];
      }
    }
    if (layout_.options.weighted && !(fits && packed)) {
      for (std::size_t i = 0; i < rows; ++i) {
        if (local_[i] < count) locals_[local_[i]]->sums[s.weighted + slot_of[cells[i]]] += p.w1[first + i];
      }
    }
    if (s.form == item_form::multiple) {
      const std::uint64_t* selected = b.items[q].selected.data() + first;
      for (std::size_t i = 0; i < rows; ++i) {
        if (local_[i] >= count || is_missing(cells[i])) continue;
        accumulator& a = *locals_[local_[i]];
        for (std::uint64_t bits = selected[i]; bits != 0; bits &= bits - 1) {
          const std::size_t k = stride + static_cast<std::size_t>(__builtin_ctzll(bits));
          ++a.counts[s.first + k];
          if (layout_.options.weighted) a.sums[s.weighted + k] += p.w1[first + i];
        }
      }
    }
  }
}

void folder::fold_pairs(const batch& b, std::size_t first, const run& r) noexcept {
  std::fill(pair_n_.begin(), pair_n_.end(), 0);
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    const std::int16_t* present = present_[j].data() + r.begin;
    n_[j] = complete_[j] != 0 ? static_cast<std::int64_t>(r.rows) : sum16(present, r.padded, 1);
    if (layout_.small[j] != 0) sum_[j] = sum16(y16_[j].data() + r.begin, r.padded, layout_.reach[j]);
  }
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (n_[j] == 0) continue;
    const std::size_t last = layout_.options.pair_moments ? layout_.measures : j + 1;
    for (std::size_t k = j; k < last; ++k) {
      if (n_[k] != 0) fold_pair(r, j, k);
    }
  }
  if (layout_.options.weighted) fold_weighted_run(b, first, r);
}

void folder::fold_pair(const run& r, std::size_t j, std::size_t k) noexcept {
  const pair_slots& slot = layout_.pairs[layout_.pair_index(j, k)];
  const auto all = static_cast<std::int64_t>(r.rows);
  const std::int16_t* pj = present_[j].data() + r.begin;
  const std::int16_t* pk = present_[k].data() + r.begin;
  const std::int64_t n = j == k || n_[k] == all ? n_[j] : n_[j] == all ? n_[k] : dot16(pj, pk, r.padded, 1);
  if (n == 0) return;
  accumulator& a = *r.target;
  a.counts[slot.n] += n;
  if (slot.home == sum_home::wide) {
    fold_wide_pair(r, j, k);
    return;
  }
  pair_n_[layout_.pair_index(j, k)] = n;
  if (slot.home == sum_home::sums) return;  // with all other pairs, block by block: fold_weighted_run
  const std::int16_t* yj = y16_[j].data() + r.begin;
  const std::int16_t* yk = y16_[k].data() + r.begin;
  std::int64_t* to = a.counts.data() + slot.at;
  // Where j is never present without k, its sum over the common rows is its whole sum.
  to[0] += n == n_[j] ? sum_[j] : dot16(yj, pk, r.padded, layout_.reach[j]);
  if (j != k) *++to += n == n_[k] ? sum_[k] : dot16(yk, pj, r.padded, layout_.reach[k]);
  *++to += dot16(yj, yk, r.padded, products(j, k));
}

void folder::fold_wide_pair(const run& r, std::size_t j, std::size_t k) noexcept {
  const pair_slots& slot = layout_.pairs[layout_.pair_index(j, k)];
  const bool weighted = layout_.options.weighted;
  int256 sums[8];
  for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
    if ((present_[j][i] & present_[k][i]) == 0) continue;
    const std::int64_t yj = grid(j, i);
    const std::int64_t yk = grid(k, i);
    const int128 product = static_cast<int128>(yj) * yk;
    if (!weighted) {
      sums[1] += int256(yj);
      sums[2] += int256(yk);
      sums[3] += int256(product);
      continue;
    }
    const auto w1 = static_cast<int128>(w1_[i]);
    const auto w2 = static_cast<int128>(w2_[i]);
    sums[0] += int256(w1);
    sums[1] += int256::product(w1, yj);
    sums[2] += int256::product(w1, yk);
    sums[3] += int256::product(w1, product);
    sums[4] += int256(w2);
    sums[5] += int256::product(w2, yj);
    sums[6] += int256::product(w2, yk);
    sums[7] += int256::product(w2, product);
  }
  int256* to = r.target->wide.data() + slot.at;
  for (std::size_t s = weighted ? 0 : 1; s < (weighted ? 8U : 4U); ++s) {
    if (j == k && s % 4 == 2) continue;
    *to++ += sums[s];
  }
}

void folder::fold_histograms(const run& r) noexcept {
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (layout_.histogram_at[j] < 0) continue;
    const auto at = static_cast<std::size_t>(layout_.histogram_at[j]);
    const measure_grid& g = layout_.plan.measures[j].grid;
    const bool whole = n_[j] == static_cast<std::int64_t>(r.rows);
    for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
      if (!whole && present_[j][i] == 0) continue;
      const std::size_t bin = layout_.small[j] != 0
                                  ? bins_[j][static_cast<std::size_t>(y16_[j][i] - g.lowest)]
                                  : layout_.histogram_slot(j, y64_[j][i]);
      if (layout_.options.weighted) {
        r.target->sums[at + bin] += w1_[i];
      } else {
        ++r.target->counts[at + bin];
      }
    }
  }
}

void folder::fold_contingency(const batch& b, std::size_t first, const run& r) noexcept {
  for (std::size_t x = 0; x < layout_.items.size(); ++x) {
    for (std::size_t y = x + 1; y < layout_.items.size(); ++y) {
      const std::int64_t at = layout_.contingency_at[layout_.item_pair(x, y)];
      if (at < 0) continue;
      const cell* cx = b.items[x].cells.data() + first;
      const cell* cy = b.items[y].cells.data() + first;
      const std::size_t columns = layout_.items[y].codes;
      for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
        const std::uint32_t row = order_[i];
        if (is_missing(cx[row]) || is_missing(cy[row])) continue;
        const std::size_t slot = static_cast<std::size_t>(at) + cx[row] * columns + cy[row];
        if (layout_.options.weighted) {
          r.target->sums[slot] += w1_[i];
        } else {
          ++r.target->counts[slot];
        }
      }
    }
  }
}

template <class Each>
void folder::each_item_slot(const batch& b, std::size_t row, Each each) const noexcept {
  for (std::size_t q = 0; q < layout_.items.size(); ++q) {
    const item_slots& s = layout_.items[q];
    const cell c = b.items[q].cells[row];
    const std::size_t from = s.first - 1;
    if (is_missing(c)) {
      each(from + s.answers + (c - cell_missing));
      continue;
    }
    each(from + c);
    if (s.form != item_form::multiple) continue;
    for (std::uint64_t bits = b.items[q].selected[row]; bits != 0; bits &= bits - 1) {
      each(from + s.answers + missing_kinds + static_cast<std::size_t>(__builtin_ctzll(bits)));
    }
  }
}

/// The multiplicities of a block of rows in every replicate; 0 for padding.
void folder::draw_block(const batch& b, std::size_t first, const run& r, std::size_t at,
                        std::size_t n) noexcept {
  const std::size_t replicates = multiplicity_.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (at + i < r.rows) {
      poisson_multiplicities(layout_.options.seed, b.respondents[first + order_[r.begin + at + i]],
                             multiplicity_);
    } else {
      std::fill(multiplicity_.begin(), multiplicity_.end(), std::uint8_t{0});
    }
    for (std::size_t rep = 0; rep < replicates; ++rep) {
      drawn_[rep * weighted_block + i] = multiplicity_[rep];
    }
  }
}

void folder::fold_replicates(const batch& b, std::size_t first, const run& r) noexcept {
  constexpr std::int64_t most = 16;  // multiplicity
  for (std::size_t at = 0; at < r.padded; at += weighted_block) {
    const std::size_t n = std::min(weighted_block, r.padded - at);
    draw_block(b, first, r, at, n);
    int128* to = r.target->sums.data() + layout_.replicates_at;
    for (std::size_t rep = 0; rep < multiplicity_.size(); ++rep, to += layout_.replicate_size) {
      const std::int16_t* m = drawn_.data() + rep * weighted_block;
      const std::int64_t everybody = sum16(m, n, most);
      for (std::size_t j = 0; j < layout_.measures; ++j) {
        if (n_[j] == 0 || layout_.small[j] == 0) continue;
        const bool whole = n_[j] == static_cast<std::int64_t>(r.rows);
        to[2 * j] += whole ? everybody : dot16(m, present_[j].data() + r.begin + at, n, most);
        to[2 * j + 1] += dot16(m, y16_[j].data() + r.begin + at, n, most * layout_.reach[j]);
      }
    }
    fold_wide_replicates(r, at, n);
  }
}

void folder::fold_wide_replicates(const run& r, std::size_t at, std::size_t n) noexcept {
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (n_[j] == 0 || layout_.small[j] != 0) continue;
    for (std::size_t i = 0; i < n && at + i < r.rows; ++i) {
      const std::size_t sorted = r.begin + at + i;
      if (present_[j][sorted] == 0) continue;
      const std::int64_t w = layout_.options.weighted ? static_cast<std::int64_t>(w1_[sorted]) : 1;
      const int128 wy = static_cast<int128>(w) * y64_[j][sorted];
      int128* to = r.target->sums.data() + layout_.replicates_at + 2 * j;
      for (std::size_t rep = 0; rep < multiplicity_.size(); ++rep, to += layout_.replicate_size) {
        const std::int64_t m = drawn_[rep * weighted_block + i];
        to[0] += static_cast<int128>(w) * m;
        to[1] += wy * m;
      }
    }
  }
}

void folder::fold_given_replicates(const batch& b, std::size_t first, const run& r) noexcept {
  const bool items = layout_.options.answer_squares;
  for (std::size_t rep = 0; rep < layout_.replicates; ++rep) {
    const double* weights = b.replicate_weights[rep].data() + first;
    int128* to = r.target->sums.data() + layout_.replicates_at + rep * layout_.replicate_size;
    for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
      const auto w = static_cast<std::int64_t>(quantised_weight(weights[order_[i]]));
      if (w == 0) continue;
      for (std::size_t j = 0; j < layout_.measures; ++j) {
        if (scorer_.column(j).present[order_[i]] == 0) continue;
        to[2 * j] += w;
        to[2 * j + 1] += static_cast<int128>(w) * grid(j, i);
      }
      if (!items) continue;
      int128* slots = to + 2 * layout_.measures;
      each_item_slot(b, first + order_[i], [&](std::size_t slot) { slots[slot] += w; });
    }
  }
}

void folder::fold_squares(const batch& b, std::size_t first, const run& r) noexcept {
  int128* squares = r.target->sums.data() + layout_.items.front().squared;
  for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
    const auto w2 = static_cast<int128>(w2_[i]);
    each_item_slot(b, first + order_[i], [&](std::size_t slot) { squares[slot] += w2; });
  }
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    if (layout_.histogram_squared_at[j] < 0 || n_[j] == 0) continue;
    int128* bins = r.target->sums.data() + layout_.histogram_squared_at[j];
    const std::int64_t lowest = layout_.plan.measures[j].grid.lowest;
    for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
      if (present_[j][i] == 0) continue;
      const std::size_t bin = layout_.small[j] != 0 ? bins_[j][static_cast<std::size_t>(y16_[j][i] - lowest)]
                                                    : layout_.histogram_slot(j, y64_[j][i]);
      bins[bin] += static_cast<int128>(w2_[i]);
    }
  }
}

void folder::fold_units(const batch& b, const prepared_rows& p, std::size_t first, const run& r) noexcept {
  for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
    const std::size_t row = order_[i];
    psu_entry& e = *p.entry[p.unit[first + row]];
    const std::int64_t w = layout_.options.weighted ? static_cast<std::int64_t>(w1_[i]) : 1;
    ++e.n;
    for (std::size_t j = 0; j < layout_.measures; ++j) {
      if (scorer_.column(j).present[row] == 0) continue;
      e.sums[2 * j] += w;
      e.sums[2 * j + 1] += static_cast<int128>(w) * grid(j, i);
    }
    if (!layout_.options.answer_squares) continue;
    int128* slots = e.sums.data() + 2 * layout_.measures;
    each_item_slot(b, first + row, [&](std::size_t slot) { slots[slot] += w; });
  }
}

void folder::fold(const batch& b, const prepared_rows& p, std::size_t first, std::size_t rows) noexcept {
  sort(p, first, rows);
  if (runs_.empty()) return;
  scorer_.score(b, first, rows);
  gather(p, first, rows);
  count_items(b, p, first, rows);
  for (const run& r : runs_) {
    accumulator& a = *r.target;
    a.counts[0] += static_cast<std::int64_t>(r.rows);
    if (layout_.options.weighted) {
      for (std::size_t i = r.begin; i < r.begin + r.rows; ++i) {
        a.sums[0] += w1_[i];
        a.sums[1] += static_cast<int128>(w2_[i]);
      }
    }
    fold_pairs(b, first, r);
    if (layout_.options.histograms) fold_histograms(r);
    if (layout_.options.contingency) fold_contingency(b, first, r);
    if (layout_.options.replicates > 0 && !layout_.options.weighted) fold_replicates(b, first, r);
    if (layout_.given()) fold_given_replicates(b, first, r);
    if (layout_.options.answer_squares && layout_.options.weighted) fold_squares(b, first, r);
    if (layout_.options.psu_totals) fold_units(b, p, first, r);
  }
}

std::size_t folder::memory() const noexcept {
  const auto bytes = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  std::size_t sum = sizeof(*this) + bytes(local_of_class_) + bytes(locals_) + bytes(local_) + bytes(starts_) +
                    bytes(runs_) + bytes(order_) + bytes(table_) + bytes(w1_) + bytes(w2_) + bytes(table64_) +
                    bytes(limb_y_) + bytes(limb_present_) + bytes(drawn_) + bytes(real_drawn_) +
                    scorer_.memory();
  for (std::size_t j = 0; j < layout_.measures; ++j) {
    sum += bytes(y16_[j]) + bytes(y64_[j]) + bytes(present_[j]) + bytes(bins_[j]);
  }
  return sum;
}

}  // namespace cxm::detail
