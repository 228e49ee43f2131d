// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "cxm/io/instrument_json.hpp"
#include "cxm/tally/tally.hpp"

namespace tally_test {

using bytes = std::vector<std::uint8_t>;

/// A writer of STATE.md that shares nothing with the library, so that states can also be written wrongly.
struct state_writer {
  bytes out;
  void fixed(std::uint64_t v, int size) {
    for (int i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  }
  void number(std::uint64_t v) {
    for (; v >= 128; v >>= 7U) out.push_back(static_cast<std::uint8_t>((v & 127U) | 128U));
    out.push_back(static_cast<std::uint8_t>(v));
  }
  void text(const std::string& s) {
    number(s.size());
    out.insert(out.end(), s.begin(), s.end());
  }
  void slots(const std::vector<std::int64_t>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] != 0) {
        number(all[i] > 0 ? 2 * static_cast<std::uint64_t>(all[i])
                          : 2 * static_cast<std::uint64_t>(-all[i]) - 1);
        continue;
      }
      std::size_t run = 1;
      while (i + run < all.size() && all[i + run] == 0) ++run;
      out.push_back(0);
      number(run);
      i += run - 1;
    }
  }
};

/// Correct length and checksum of a state whose content was changed.
inline bytes sealed(bytes b) {
  for (std::size_t i = 0; i < 8; ++i) b[12 + i] = static_cast<std::uint8_t>(b.size() >> (8 * i));
  const auto crc = static_cast<std::uint32_t>(crc32(0L, b.data(), static_cast<uInt>(b.size() - 4)));
  for (std::size_t i = 0; i < 4; ++i) b[b.size() - 4 + i] = static_cast<std::uint8_t>(crc >> (8 * i));
  return b;
}

/// One item with two codes, one share: the smallest tally there is.
inline cxm::instrument_ptr one_question() {
  return cxm::parse_instrument(R"({
    "id": "tiny", "version": "3", "title": "One question",
    "scales": [{"id": "yn", "kind": "binary", "codes": [{"code": 0, "label": "no"}, {"code": 1, "label": "yes"}]}],
    "items": [{"id": "q", "text": "Do you?", "scale": "yn"}],
    "measures": [{"id": "s", "label": "Yes", "kind": "share", "item": "q"}]
  })");
}

/// A state of one_question() in parts, each of which a test may spoil.
struct state_parts {
  std::string magic = "CXMTALLY";
  std::uint32_t version = 1;
  std::vector<std::uint8_t> print;
  std::uint32_t flags = 4 + 64;
  std::uint32_t replicates = 0;
  std::uint64_t seed = 1;
  std::string id = "tiny", instrument_version = "3";
  std::uint32_t given = 0;  ///< rscales, all 1
  std::uint8_t mse = 0;
  double scale = 1;
  std::vector<std::uint64_t> shape{1, 11, 0, 0};
  std::vector<std::string> columns{"role", "wave"};
  std::vector<std::vector<std::string>> levels{{"chief", "clerk"}, {""}};
  std::vector<std::pair<std::string, double>> strata;
  std::vector<std::string> units;
  std::uint64_t segments_declared = ~std::uint64_t{0};
  struct segment {
    std::vector<std::uint64_t> key;
    /// rows; no, yes, five kinds of missing; n, sum, sum of squares
    std::vector<std::int64_t> counts;
    std::vector<std::uint64_t> people;
    struct unit {
      std::uint64_t stratum, unit, rows;
      std::vector<std::int64_t> sums;
    };
    std::vector<unit> units;
    bytes instead_of_counts;
  };
  std::vector<segment> segments{{{0, 0}, {4, 1, 2, 0, 1, 0, 0, 0, 3, 2, 2}, {}, {}, {}},
                                {{1, 0}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}, {}, {}, {}}};
  bytes after;

  explicit state_parts(const cxm::instrument& in)
      : print(in.identity.value.bytes.begin(), in.identity.value.bytes.end()) {}

  [[nodiscard]] bytes write() const {
    state_writer w;
    w.out.insert(w.out.end(), magic.begin(), magic.end());
    w.fixed(version, 4);
    w.fixed(0, 8);
    w.out.insert(w.out.end(), print.begin(), print.end());
    w.fixed(flags, 4);
    w.fixed(replicates, 4);
    w.fixed(seed, 8);
    w.text(id);
    w.text(instrument_version);
    if ((flags & 1024U) != 0) {
      w.text("jk1");
      w.fixed(std::bit_cast<std::uint64_t>(scale), 8);
      w.out.push_back(mse);
      w.fixed(std::bit_cast<std::uint64_t>(0.0), 8);
      for (std::uint32_t r = 0; r < given; ++r) w.fixed(std::bit_cast<std::uint64_t>(1.0), 8);
    }
    for (const std::uint64_t n : shape) w.number(n);
    w.number(columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      w.text(columns[c]);
      w.number(levels[c].size());
      for (const std::string& name : levels[c]) w.text(name);
    }
    if ((flags & (32U + 512U)) != 0) {
      w.number(strata.size());
      for (const auto& [name, population] : strata)
        w.text(name), w.fixed(std::bit_cast<std::uint64_t>(population), 8);
    }
    if ((flags & 32U) != 0) {
      w.number(units.size());
      for (const std::string& name : units) w.text(name);
    }
    w.number(segments_declared == ~std::uint64_t{0} ? segments.size() : segments_declared);
    for (const segment& s : segments) {
      for (const std::uint64_t k : s.key) w.number(k);
      if (s.instead_of_counts.empty()) {
        w.slots(s.counts);
      } else {
        w.out.insert(w.out.end(), s.instead_of_counts.begin(), s.instead_of_counts.end());
      }
      if ((flags & 2U) != 0) {
        w.number(s.people.size());
        for (const std::uint64_t p : s.people) w.fixed(p, 8);
      }
      if ((flags & 32U) != 0) {
        w.number(s.units.size());
        for (const auto& u : s.units)
          w.number(u.stratum), w.number(u.unit), w.number(u.rows), w.slots(u.sums);
      }
    }
    w.out.insert(w.out.end(), after.begin(), after.end());
    w.fixed(0, 4);
    return sealed(std::move(w.out));
  }
};

}  // namespace tally_test
