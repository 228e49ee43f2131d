// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cxm/io/reader.hpp"

namespace cxm::test {

/// All batches of a read, put behind each other, with group values as text.
struct answers {
  import_receipt receipt;
  std::size_t rows = 0;
  std::vector<std::vector<cell>> cells;
  std::vector<std::vector<std::uint64_t>> selected;
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<std::string>> groups;
  std::vector<double> weights, fpc;
  std::vector<std::uint64_t> respondents;
  std::vector<std::string> stratum, cluster;

  void add(const batch& b) {
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    const auto append_group = [&](std::vector<std::string>& to, const group_column& g) {
      for (const auto p : g.positions) to.push_back(g.levels->at(p));
    };
    rows += b.rows;
    cells.resize(b.items.size());
    selected.resize(b.items.size());
    numbers.resize(b.items.size());
    groups.resize(b.groups.size());
    for (std::size_t i = 0; i < b.items.size(); ++i) {
      append(cells[i], b.items[i].cells);
      append(selected[i], b.items[i].selected);
      append(numbers[i], b.items[i].numbers);
    }
    for (std::size_t g = 0; g < b.groups.size(); ++g) append_group(groups[g], b.groups[g]);
    append(weights, b.weights);
    append(fpc, b.fpc);
    append(respondents, b.respondents);
    append_group(stratum, b.stratum);
    append_group(cluster, b.cluster);
  }
};

/// Read on one thread, so that rows keep their order.
inline answers read_text(const std::string& text, const instrument& in, read_options options = {}) {
  answers all;
  options.threads = 1;
  all.receipt = read_bytes("f.csv", text, in, options, [&](unsigned, const batch& b) { all.add(b); });
  return all;
}

inline scale ordinal_scale(const std::string& id, const std::vector<std::string>& labels,
                           std::vector<missing_code> missing = {}) {
  scale s;
  s.id = id;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    scale_code code;
    code.code = static_cast<std::int32_t>(i) + 1;
    if (!labels[i].empty()) code.label = text(labels[i]);
    s.codes.push_back(code);
  }
  s.missing = std::move(missing);
  return s;
}

inline item item_of(const std::string& id, const std::string& scale, std::vector<std::string> columns = {}) {
  item it;
  it.id = id;
  it.scale = scale;
  it.columns = std::move(columns);
  return it;
}

/// Items a and b on a five-point scale with labels and missing codes 98 (don't know) and "n/a".
inline instrument small_instrument() {
  instrument in;
  in.id = "small";
  in.scales.push_back(
      ordinal_scale("s5", {"Very bad", "Bad", "Fair", "Good", "Very good"},
                    {{missing_kind::dont_know, "98"}, {missing_kind::not_applicable, "n/a"}}));
  in.items = {item_of("a", "s5"), item_of("b", "s5")};
  return in;
}

inline constexpr cell not_asked = cell_of(missing_kind::not_asked);
inline constexpr cell no_answer = cell_of(missing_kind::no_answer);
inline constexpr cell dont_know = cell_of(missing_kind::dont_know);
inline constexpr cell not_applicable = cell_of(missing_kind::not_applicable);

}  // namespace cxm::test
