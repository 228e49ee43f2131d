// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"
#include "io/reader_support.hpp"

/// What must hold for any bytes whatever: shared by the libFuzzer target and the test that runs it on seeded
/// mutations.
namespace cxm::test {

using record_table = std::vector<std::vector<std::string>>;

/// RFC 4180 the plain way, a character at a time; `broken` = a quote never closed, or text behind one.
inline record_table plain_records(std::string_view text, char separator, bool& broken) {
  record_table rows;
  std::string field;
  std::vector<std::string> row;
  enum { start, bare, inside, closed } state = start;
  bool pending = false;  // something stands on the current line
  broken = false;
  const auto end_field = [&] {
    row.push_back(field);
    field.clear();
    state = start;
  };
  const auto end_row = [&] {
    end_field();
    rows.push_back(row);
    row.clear();
    pending = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    pending = true;
    if (state == inside) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += c;
        ++i;
      } else {
        state = closed;
      }
    } else if (c == separator) {
      end_field();
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      end_row();
    } else if (c == '"' && state == start) {
      state = inside;
    } else {
      broken = broken || state == closed;
      field += c;
      state = bare;
    }
  }
  broken = broken || state == inside;
  if (pending) end_row();
  return rows;
}

struct csv_outcome {
  record_table rows;
  bool failed = false;
};

inline csv_outcome read_records(std::string_view text, const csv_options& options) {
  csv_outcome out;
  try {
    csv_reader reader("f.csv", text, options);
    while (reader.next()) {
      auto& row = out.rows.emplace_back();
      for (const auto field : reader.fields()) row.emplace_back(field);
    }
  } catch (const error& e) {
    if (e.code() != errc::data && e.code() != errc::io) throw;
    out.failed = true;
  }
  return out;
}

/// Throws std::logic_error when something that must hold does not.
inline void check_reading(std::string_view bytes) {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
  };
  const unsigned choice = bytes.empty() ? 0U : static_cast<unsigned char>(bytes[0]);
  if (!bytes.empty()) bytes.remove_prefix(1);

  // Whatever the chunks, the records are the same; and they are those of the plain reading.
  csv_options csv;
  csv.separator = ",;\t|"[choice & 3U];
  csv.latin1 = (choice & 4U) != 0;
  const csv_outcome whole = read_records(bytes, csv);
  csv.chunk_size = 16 + (choice >> 3U);
  const csv_outcome pieces = read_records(bytes, csv);
  require(whole.failed == pieces.failed, "chunks decide about a fault");
  require(whole.failed || whole.rows == pieces.rows, "chunks change the records");
  const bool plain = bytes.find('\0') == std::string_view::npos && bytes.substr(0, 4) != "sep=" &&
                     bytes.substr(0, 3) != "\xef\xbb\xbf" && bytes.substr(0, 2) != "\x1f\x8b" &&
                     bytes.substr(0, 2) != "PK" && !csv.latin1;
  if (plain && !whole.failed) {
    bool broken = false;
    const auto expected = plain_records(bytes, csv.separator, broken);
    require(!broken, "a fault was not seen");
    require(whole.rows == expected, "the records are wrong");
  }

  // Reading into batches ends with a receipt that adds up or with an error of the data.
  static const instrument in = [] {
    auto made = small_instrument();
    made.segments.push_back({"unit", text("Unit"), {}, {}});
    made.weight.columns = {"w"};
    scale c = ordinal_scale("c", {"Bread", "Milk", "Eggs"});
    c.kind = scale_kind::choice;
    made.scales.push_back(c);
    made.items.push_back(item_of("many", "c"));
    made.items.back().multiple = true;
    return made;
  }();
  static const char* const layouts[] = {"auto",        "auto",           "csv",  "qualtrics-3",
                                        "qualtrics-2", "surveymonkey-2", "long", "auto"};
  read_options options;
  options.layout = layouts[choice >> 5U];
  options.unknown_is_missing = (choice & 8U) != 0;
  options.latin1 = csv.latin1;
  std::int64_t handed_out = 0;
  try {
    const auto receipt = read_bytes("f.csv", bytes, in, options, [&](unsigned, const batch& b) {
      handed_out += static_cast<std::int64_t>(b.rows);
      for (const auto& column : b.items) require(column.cells.size() == b.rows, "a short column");
      for (const auto& g : b.groups) {
        require(g.positions.size() == b.rows, "a short group");
        for (const auto p : g.positions) require(p < g.levels->size(), "a group without a name");
      }
      for (const double w : b.weights) require(w > 0, "a weight that counts nothing");
    });
    std::int64_t dropped = 0;
    for (const auto& d : receipt.dropped) dropped += d.count;
    require(receipt.rows_read == receipt.rows_used + dropped, "rows got lost");
    require(receipt.layout == "long" || receipt.rows_used == handed_out, "rows were not handed out");
    for (const auto& i : receipt.items) {
      std::int64_t sum = i.answered;
      for (const auto n : i.missing) sum += n;
      require(sum == handed_out, "an item's counts do not add up");
    }
  } catch (const error& e) {
    require(e.code() == errc::data || e.code() == errc::io || e.code() == errc::argument,
            "an error of the wrong kind");
    require(std::string_view(e.what()).size() > 10, "an error without words");
  }
}

}  // namespace cxm::test
