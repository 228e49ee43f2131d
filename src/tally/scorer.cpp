// SPDX-License-Identifier: Apache-2.0
#include "tally/scorer.hpp"

#include <algorithm>
#include <cmath>

#include "cxm/base/int128.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t strip = 2048;  // rows whose partial sums stay in the first-level cache
constexpr unsigned packed_bits = 20;
constexpr unsigned packed64_bits = 40;
constexpr std::uint8_t is_true = 0;
constexpr std::uint8_t is_false = 1;
constexpr std::uint8_t undecided = 2;
constexpr std::uint8_t out_of_order = 4;

std::int64_t nearest(std::int64_t value, std::int64_t up, std::int64_t down) noexcept {
  if (down == 1) return value * up;
  const int128 numerator = 2 * static_cast<int128>(value) * up + down;
  const int128 denominator = 2 * static_cast<int128>(down);
  const int128 q = numerator / denominator;
  return static_cast<std::int64_t>(numerator % denominator < 0 ? q - 1 : q);
}

}  // namespace

scorer::scorer(const layout& l) : layout_(l), columns_(l.measures), tables_(l.plan.steps.size()) {
  for (std::size_t s = 0; s < l.plan.steps.size(); ++s) {
    const scoring_step& step = l.plan.steps[s];
    tables& t = tables_[s];
    if (step.how == scoring_step::kind::lookup) {
      t.value.resize(1);
      t.present.assign(256, 0);
      t.value[0].fill(0);
      for (std::size_t c = 0; c < step.table.size(); ++c) {
        if (step.table[c] == scoring_step::absent) continue;
        t.value[0][c] = step.table[c];
        t.present[c] = 1;
      }
    }
    if (step.how == scoring_step::kind::composite) {
      std::int64_t most = 0;
      for (const auto& part : step.parts) most += *std::max_element(part.table.begin(), part.table.end());
      const bool narrow = most < (1 << packed_bits) && step.factor.size() <= (1U << (32 - packed_bits));
      for (const auto& part : step.parts) {
        std::array<std::uint64_t, 256> wide{};
        const unsigned bits = narrow ? packed_bits : packed64_bits;
        for (std::size_t c = 0; c < part.table.size(); ++c) {
          wide[c] =
              (static_cast<std::uint64_t>(part.weight) << bits) | static_cast<std::uint64_t>(part.table[c]);
        }
        if (narrow) {
          std::array<std::uint32_t, 256> n{};
          for (std::size_t c = 0; c < 256; ++c) n[c] = static_cast<std::uint32_t>(wide[c]);
          t.packed.push_back(n);
        } else {
          t.packed64.push_back(wide);
        }
      }
    }
    if (step.how == scoring_step::kind::joint || step.how == scoring_step::kind::in_order) {
      for (const auto& need : step.all) {
        std::array<std::uint8_t, 256> truth{};
        truth.fill(undecided);
        for (std::size_t c = 0; c < need.in_set.size(); ++c)
          truth[c] = need.in_set[c] != 0 ? is_true : is_false;
        t.truth.push_back(truth);
      }
    }
  }
}

void scorer::reserve(std::size_t rows) {
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    scored_column& c = columns_[j];
    if (c.present.size() >= rows + 1) continue;
    // One more row than asked for: it stays 0 and missing, and pads gathered runs.
    if (layout_.small[j] != 0) {
      c.y16.resize(rows + 1);
    } else {
      c.y64.resize(rows + 1);
    }
    c.present.resize(rows + 1);
  }
}

template <class Packed, class Y>
void scorer::composite(std::size_t s, const batch& b, std::size_t first, std::size_t rows, Y* y) noexcept {
  const scoring_step& step = layout_.plan.steps[s];
  const auto* lut = [&] {
    if constexpr (sizeof(Packed) == 4) {
      return tables_[s].packed.data();
    } else {
      return tables_[s].packed64.data();
    }
  }();
  constexpr unsigned bits = sizeof(Packed) == 4 ? packed_bits : packed64_bits;
  constexpr Packed mask = (Packed{1} << bits) - 1;
  std::uint8_t* present = columns_[step.target].present.data();
  const std::int64_t* factor = step.factor.data();
  Packed sum[strip];
  for (std::size_t from = 0; from < rows; from += strip) {
    const std::size_t n = std::min(strip, rows - from);
    for (std::size_t p = 0; p < step.parts.size(); ++p) {
      const cell* cells = b.items[step.parts[p].item].cells.data() + first + from;
      const Packed* table = lut[p].data();
      if (p == 0) {
        for (std::size_t i = 0; i < n; ++i) sum[i] = table[cells[i]];
      } else {
        for (std::size_t i = 0; i < n; ++i) sum[i] += table[cells[i]];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t f = factor[sum[i] >> bits];
      y[from + i] = static_cast<Y>(static_cast<std::int64_t>(sum[i] & mask) * f);
      present[from + i] = f != 0;
    }
  }
}

template <class Y>
void scorer::run(std::size_t s, const batch& b, std::size_t first, std::size_t rows, Y* y) noexcept {
  const scoring_step& step = layout_.plan.steps[s];
  const tables& t = tables_[s];
  std::uint8_t* present = columns_[step.target].present.data();
  switch (step.how) {
    case scoring_step::kind::lookup: {
      const cell* cells = b.items[step.item].cells.data() + first;
      Y table[256];
      for (std::size_t c = 0; c < 256; ++c) table[c] = static_cast<Y>(t.value[0][c]);
      for (std::size_t i = 0; i < rows; ++i) {
        y[i] = table[cells[i]];
        present[i] = t.present[cells[i]];
      }
      break;
    }
    case scoring_step::kind::options: {
      const item_column& item = b.items[step.item];
      for (std::size_t i = 0; i < rows; ++i) {
        const bool there = !is_missing(item.cells[first + i]);
        present[i] = there;
        y[i] = there && (item.selected[first + i] & step.mask) != 0 ? 1 : 0;
      }
      break;
    }
    case scoring_step::kind::number: {
      const item_column& item = b.items[step.item];
      for (std::size_t i = 0; i < rows; ++i) {
        const bool there = !is_missing(item.cells[first + i]);
        present[i] = there;
        y[i] = there ? static_cast<Y>(std::llrint(item.numbers[first + i] * step.per_step)) : Y{0};
      }
      break;
    }
    case scoring_step::kind::composite:
      if (t.packed64.empty()) {
        composite<std::uint32_t>(s, b, first, rows, y);
      } else {
        composite<std::uint64_t>(s, b, first, rows, y);
      }
      break;
    case scoring_step::kind::continuous:
      for (std::size_t i = 0; i < rows; ++i) {
        double weight = 0;
        double sum = 0;
        for (const auto& part : step.parts) {
          const item_column& item = b.items[part.item];
          const cell c = item.cells[first + i];
          if (is_missing(c)) continue;
          const double x = part.real_table.empty()
                               ? (item.numbers[first + i] - part.low) / (part.high - part.low)
                               : part.real_table[c];
          weight += part.real_weight;
          sum += part.real_weight * x;
        }
        const bool there = weight > 0 && weight >= step.least_weight;
        present[i] = there;
        y[i] = there ? static_cast<Y>(std::llrint(sum / weight * 100 * 4294967296.0)) : Y{0};
      }
      break;
    case scoring_step::kind::joint:
    case scoring_step::kind::in_order: {
      // Bits of `state`: 1 some condition is false, 2 some is undecided, 4 one holds after one that fails.
      const std::uint8_t late = step.how == scoring_step::kind::in_order ? out_of_order : is_true;
      const std::uint8_t fails = step.how == scoring_step::kind::in_order ? out_of_order : is_false;
      std::uint8_t state[strip];
      for (std::size_t from = 0; from < rows; from += strip) {
        const std::size_t n = std::min(strip, rows - from);
        std::fill_n(state, n, is_true);
        for (std::size_t c = 0; c < step.all.size(); ++c) {
          const auto& need = step.all[c];
          if (need.measure >= 0) {
            const scored_column& m = columns_[static_cast<std::size_t>(need.measure)];
            for (std::size_t i = 0; i < n; ++i) {
              const std::int64_t v = m.at(from + i);
              const bool holds = v >= need.low && v <= need.high;
              const std::uint8_t met = (state[i] & is_false) != 0 ? late : is_true;
              state[i] |= m.present[from + i] == 0 ? undecided : holds ? met : is_false;
            }
          } else if (need.multiple) {
            const item_column& item = b.items[static_cast<std::size_t>(need.item)];
            for (std::size_t i = 0; i < n; ++i) {
              const std::size_t row = first + from + i;
              const bool holds = (item.selected[row] & need.mask) != 0;
              state[i] |= is_missing(item.cells[row]) ? undecided : holds ? is_true : is_false;
            }
          } else {
            const cell* cells = b.items[static_cast<std::size_t>(need.item)].cells.data() + first + from;
            for (std::size_t i = 0; i < n; ++i) state[i] |= t.truth[c][cells[i]];
          }
        }
        for (std::size_t i = 0; i < n; ++i) {
          y[from + i] = (state[i] & fails) == 0 && (state[i] & undecided) == 0;
          present[from + i] = (state[i] & undecided) == 0;
        }
      }
      break;
    }
    case scoring_step::kind::difference: {
      const scored_column& a = columns_[step.minuend];
      const scored_column& d = columns_[step.subtrahend];
      for (std::size_t i = 0; i < rows; ++i) {
        const bool there = a.present[i] != 0 && d.present[i] != 0;
        present[i] = there;
        y[i] = there ? static_cast<Y>(nearest(a.at(i), step.minuend_up, step.minuend_down) -
                                      nearest(d.at(i), step.subtrahend_up, step.subtrahend_down))
                     : Y{0};
      }
      break;
    }
    case scoring_step::kind::among: {
      const scored_column& of = columns_[step.minuend];
      const scored_column& yes = columns_[step.subtrahend];
      for (std::size_t i = 0; i < rows; ++i) {
        const bool there = of.present[i] != 0 && yes.present[i] != 0 && yes.at(i) == 1;
        present[i] = there;
        y[i] = there ? static_cast<Y>(of.at(i)) : Y{0};
      }
      break;
    }
  }
}

void scorer::score(const batch& b, std::size_t first, std::size_t rows) noexcept {
  for (std::size_t s = 0; s < layout_.plan.steps.size(); ++s) {
    const std::size_t j = layout_.plan.steps[s].target;
    scored_column& c = columns_[j];
    if (layout_.small[j] != 0) {
      run(s, b, first, rows, c.y16.data());
      c.y16[rows] = 0;
    } else {
      run(s, b, first, rows, c.y64.data());
      c.y64[rows] = 0;
    }
    c.present[rows] = 0;
  }
}

std::size_t scorer::memory() const noexcept {
  std::size_t bytes = 0;
  for (const scored_column& c : columns_) {
    bytes += c.y16.capacity() * sizeof(std::int16_t) + c.y64.capacity() * sizeof(std::int64_t) +
             c.present.capacity();
  }
  for (const tables& t : tables_) {
    bytes += t.value.size() * sizeof(t.value[0]) + t.packed.size() * sizeof(t.packed[0]) +
             t.packed64.size() * sizeof(t.packed64[0]) + t.truth.size() * sizeof(t.truth[0]) +
             t.present.size();
  }
  return bytes;
}

}  // namespace cxm::detail
