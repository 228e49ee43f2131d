// SPDX-License-Identifier: Apache-2.0
#include "quality/item_patterns.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>

#include "cxm/base/check.hpp"

namespace cxm {
namespace {

std::vector<double> values_of(std::string_view function, const column_view& item, std::size_t place,
                              std::span<const std::int32_t> groups, std::span<const double> weights) {
  std::vector<double> out;
  for (std::size_t i = 0; i < item.size(); ++i) {
    if (!item.has(i) || (!groups.empty() && groups[i] < 0) || (!weights.empty() && weights[i] == 0)) continue;
    const auto at = std::lower_bound(out.begin(), out.end(), item.values[i]);
    if (at != out.end() && *at == item.values[i]) continue;
    out.insert(at, item.values[i]);
    if (out.size() > most_categories) {
      throw error(errc::argument,
                  std::string(function) + ": item " + std::to_string(place) + " has more than " +
                      std::to_string(most_categories) +
                      " different values; item response models are for categories",
                  "items", -1, static_cast<std::int64_t>(place));
    }
  }
  if (out.size() < 2) {
    throw error(errc::data,
                std::string(function) + ": item " + std::to_string(place) +
                    " has fewer than two different answers, and tells nobody apart; leave it out",
                "items", -1, static_cast<std::int64_t>(place));
  }
  return out;
}

std::size_t count_groups(std::string_view function, std::span<const std::int32_t> groups) {
  if (groups.empty()) return 1;
  std::int32_t most = -1;
  for (const std::int32_t g : groups) most = std::max(most, g);
  if (most > 1000) throw error(errc::argument, std::string(function) + ": more than 1000 groups", "groups");
  std::vector<bool> seen(static_cast<std::size_t>(most + 1));
  for (const std::int32_t g : groups) {
    if (g >= 0) seen[static_cast<std::size_t>(g)] = true;
  }
  const auto hole = std::find(seen.begin(), seen.end(), false);
  if (seen.empty() || hole != seen.end()) {
    throw error(errc::argument,
                std::string(function) + ": group " + std::to_string(hole - seen.begin()) +
                    " has nobody; groups are numbered from 0 without holes",
                "groups");
  }
  return seen.size();
}

}  // namespace

void check_quadrature(std::string_view function, const quadrature& q) {
  check_finite(function, "lowest", q.lowest);
  check_finite(function, "highest", q.highest);
  check_at_least(function, "nodes", q.nodes, 3);
  if (q.nodes > 10000)
    throw error(errc::argument, std::string(function) + ": more than 10000 nodes", "nodes");
  if (!(q.lowest < 0 && q.highest > 0)) {
    throw error(errc::argument, std::string(function) + ": the nodes must reach below and above 0", "lowest");
  }
}

coded_answers code_answers(std::string_view function, std::span<const column_view> items,
                           std::span<const std::int32_t> groups, std::span<const double> weights) {
  const std::size_t rows = items.empty() ? 0 : items[0].size();
  for (const column_view& item : items) {
    check_column(function, "items", item);
    check_same_size(function, "the first item", rows, "items", item.size());
  }
  if (!groups.empty()) check_same_size(function, "groups", groups.size(), "the rows", rows);
  if (!weights.empty()) check_weights(function, "weights", weights, rows);
  coded_answers out;
  item_patterns& p = out.patterns;
  p.columns = items.size();
  p.weighted = !weights.empty();
  p.groups = count_groups(function, groups);
  for (std::size_t j = 0; j < items.size(); ++j) {
    out.categories.push_back(values_of(function, items[j], j, groups, weights));
    std::vector<double> steps(out.categories[j].size());
    std::iota(steps.begin(), steps.end(), 0.0);
    p.steps.push_back(std::move(steps));
    p.slope_tie.push_back(j);
  }
  // A row's key: its group in two bytes (so that sorting is by group), then its answers.
  const std::size_t width = items.size() + 2;
  std::vector<std::uint8_t> keys;
  std::vector<double> row_weight;
  keys.reserve(rows * width);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int32_t g = groups.empty() ? 0 : groups[i];
    const double w = weights.empty() ? 1 : weights[i];
    if (g < 0 || w == 0) continue;
    const std::size_t at = keys.size();
    keys.resize(at + width, no_answer);
    keys[at] = static_cast<std::uint8_t>(g / 256);
    keys[at + 1] = static_cast<std::uint8_t>(g % 256);
    bool any = false;
    for (std::size_t j = 0; j < items.size(); ++j) {
      if (!items[j].has(i)) continue;
      const std::vector<double>& c = out.categories[j];
      const auto k = std::lower_bound(c.begin(), c.end(), items[j].values[i]) - c.begin();
      keys[at + 2 + j] = static_cast<std::uint8_t>(k);
      any = true;
    }
    if (any) {
      row_weight.push_back(w);
      out.people += 1;
      out.weight += w;
    } else {
      keys.resize(at);
    }
  }
  std::vector<std::size_t> order(row_weight.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int c = std::memcmp(&keys[a * width], &keys[b * width], width);
    return c != 0 ? c < 0 : a < b;
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint8_t* key = &keys[order[i] * width];
    if (i == 0 || std::memcmp(key, &keys[order[i - 1] * width], width) != 0) {
      p.codes.insert(p.codes.end(), key + 2, key + width);
      p.group.push_back(static_cast<std::uint32_t>(key[0] * 256 + key[1]));
      p.weight.push_back(0);
      p.squares.push_back(0);
    }
    p.weight.back() += row_weight[order[i]];
    p.squares.back() += row_weight[order[i]] * row_weight[order[i]];
  }
  // A group may have lost everybody to gaps and weights of 0.
  std::vector<bool> seen(p.groups);
  for (const std::uint32_t g : p.group) seen[g] = true;
  for (std::size_t g = 0; g < p.groups; ++g) {
    if (!seen[g]) {
      throw error(errc::data, std::string(function) + ": nobody of group " + std::to_string(g) + " answered",
                  "groups");
    }
  }
  return out;
}

}  // namespace cxm
