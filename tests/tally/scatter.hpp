// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "cxm/base/parallel.hpp"
#include "cxm/tally/tally.hpp"

namespace tally_test {

using namespace cxm;

/// The chosen rows of a batch as a batch of its own, with dictionaries in another order.
inline batch part_of(const batch& b, const std::vector<std::size_t>& rows) {
  batch p;
  p.rows = rows.size();
  p.first_row = b.first_row;
  const auto pick = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    for (const std::size_t i : rows) to.push_back(from[i]);
  };
  const auto pick_group = [&](const group_column& from) {
    group_column g;
    if (from.positions.empty()) return g;
    std::vector<std::string> names;
    std::vector<std::uint32_t> seen(from.levels->size(), ~std::uint32_t{0});
    for (const std::size_t i : rows) {
      std::uint32_t& at = seen[from.positions[i]];
      if (at == ~std::uint32_t{0}) {
        at = static_cast<std::uint32_t>(names.size());
        names.push_back((*from.levels)[from.positions[i]]);
      }
      g.positions.push_back(at);
    }
    g.levels = std::make_shared<const std::vector<std::string>>(std::move(names));
    return g;
  };
  for (const item_column& c : b.items) {
    item_column t;
    pick(c.cells, t.cells);
    pick(c.selected, t.selected);
    pick(c.numbers, t.numbers);
    p.items.push_back(std::move(t));
  }
  for (const group_column& g : b.groups) p.groups.push_back(pick_group(g));
  pick(b.weights, p.weights);
  pick(b.respondents, p.respondents);
  p.stratum = pick_group(b.stratum);
  p.cluster = pick_group(b.cluster);
  pick(b.fpc, p.fpc);
  for (const std::vector<double>& column : b.replicate_weights) {
    p.replicate_weights.emplace_back();
    pick(column, p.replicate_weights.back());
  }
  return p;
}

inline std::vector<std::uint8_t> bytes_of(const instrument_ptr& in, const tally_options& o, const batch& b) {
  tally t(in, o);
  t.update(b);
  return t.serialize();
}

/// Shuffle the rows, cut them into pieces, tally the pieces on `threads` threads, and merge in a random tree.
inline std::vector<std::uint8_t> scattered(const instrument_ptr& in, const tally_options& o, const batch& b,
                                           std::uint32_t seed, unsigned threads) {
  std::mt19937 random(seed);
  std::vector<std::size_t> order(b.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  const std::size_t pieces = 1 + random() % 12;
  std::vector<std::vector<std::size_t>> rows(pieces);
  for (const std::size_t i : order) rows[random() % pieces].push_back(i);
  std::vector<tally> parts(pieces, tally(in, o));
  parallel_chunks(pieces, threads, [&](std::size_t p) {
    // Some pieces in two updates, to mix both ways of growing.
    const std::size_t half = p % 2 == 0 ? rows[p].size() / 2 : 0;
    const auto middle = rows[p].begin() + static_cast<std::ptrdiff_t>(half);
    parts[p].update(part_of(b, {rows[p].begin(), middle}));
    parts[p].update(part_of(b, {middle, rows[p].end()}));
  });
  while (parts.size() > 1) {
    std::swap(parts[random() % parts.size()], parts.back());
    tally last = std::move(parts.back());
    parts.pop_back();
    tally& into = parts[random() % parts.size()];
    // Through bytes now and then, as between machines.
    if (random() % 2 == 0) last = tally::deserialize(last.serialize(), in);
    into.merge(last);
  }
  return parts.front().serialize();
}

}  // namespace tally_test
