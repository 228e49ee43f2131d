// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <readstat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"

/// A survey and its answers as an SPSS file, written by ReadStat, and as text.
namespace sav_test {

inline cxm::instrument_ptr survey() {
  return cxm::parse_instrument(R"({
    "id": "sav",
    "scales": [
      {"id": "agree", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "missing": {"dont_know": [98]}},
      {"id": "words", "kind": "ordinal", "codes": [{"code": 10, "label": "Nein"}, {"code": 20, "label": "Ja, gerne"}]},
      {"id": "money", "kind": "number"}
    ],
    "items": [{"id": "q1", "scale": "agree"}, {"id": "q2", "scale": "words", "columns": ["Would you?"]},
              {"id": "spent", "scale": "money"}],
    "measures": [{"id": "m", "kind": "composite", "items": ["q1"]}, {"id": "s", "kind": "share", "item": "q2"},
                 {"id": "v", "kind": "value", "item": "spent"}],
    "segments": [{"id": "unit"}], "wave": {"columns": ["wave"]}, "weight": "w"
  })");
}

/// n rows as an SPSS file and as the text of the same answers.
inline std::string write_both(const std::filesystem::path& path, int n, readstat_compress_t compression) {
  std::ofstream file(path, std::ios::binary);
  readstat_writer_t* writer = readstat_writer_init();
  readstat_set_data_writer(writer, [](const void* data, std::size_t size, void* to) -> ssize_t {
    static_cast<std::ofstream*>(to)->write(static_cast<const char*>(data),
                                           static_cast<std::streamsize>(size));
    return static_cast<ssize_t>(size);
  });
  readstat_writer_set_compression(writer, compression);
  if (compression == READSTAT_COMPRESS_BINARY) readstat_writer_set_file_format_version(writer, 3);
  readstat_label_set_t* sites = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "sites");
  readstat_label_double_value(sites, 1, "Köln");
  readstat_label_double_value(sites, 2, "Bern");
  readstat_label_set_t* would = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "would");
  readstat_label_double_value(would, 0, "Nein");
  readstat_label_double_value(would, 1, "Ja, gerne");
  readstat_variable_t* q1 = readstat_add_variable(writer, "q1", READSTAT_TYPE_DOUBLE, 0);
  readstat_variable_add_missing_double_value(q1, 98);
  readstat_variable_add_missing_double_value(q1, 77);
  readstat_variable_t* q2 = readstat_add_variable(writer, "var0002", READSTAT_TYPE_DOUBLE, 0);
  readstat_variable_set_label(q2, "Would you?");
  readstat_variable_set_label_set(q2, would);
  readstat_variable_t* spent = readstat_add_variable(writer, "spent", READSTAT_TYPE_DOUBLE, 0);
  readstat_variable_t* unit = readstat_add_variable(writer, "unit", READSTAT_TYPE_DOUBLE, 0);
  readstat_variable_set_label_set(unit, sites);
  readstat_variable_t* wave = readstat_add_variable(writer, "wave", READSTAT_TYPE_STRING, 8);
  readstat_variable_t* w = readstat_add_variable(writer, "w", READSTAT_TYPE_DOUBLE, 0);
  readstat_begin_writing_sav(writer, &file, n);
  std::string text = "q1,Would you?,spent,unit,wave,w\n";
  cxm::random_stream random(3, 0);
  for (int i = 0; i < n; ++i) {
    const auto below = [&](std::uint32_t k) { return static_cast<int>(random.below(k)); };
    readstat_begin_row(writer);
    const int a = below(9);
    const double answer = a == 0 ? 98 : a == 6 ? 77 : a == 7 ? 2 : a == 8 ? 3 : a;
    readstat_insert_double_value(writer, q1, answer);
    text += (answer == 77 ? std::string() : std::to_string(static_cast<int>(answer))) + ",";
    const int b = below(3);
    if (b == 2) {
      readstat_insert_missing_value(writer, q2);
    } else {
      readstat_insert_double_value(writer, q2, b);
    }
    text += b == 2 ? "," : b == 1 ? "\"Ja, gerne\"," : "Nein,";
    const double money = below(1000) / 8.0;
    readstat_insert_double_value(writer, spent, money);
    char number[32];
    std::snprintf(number, sizeof number, "%.3f,", money);
    text += number;
    const int u = below(3) + 1;
    readstat_insert_double_value(writer, unit, u);
    text += u == 1 ? "Köln," : u == 2 ? "Bern," : "3,";
    const std::string year = below(2) == 0 ? "2025" : "2026";
    readstat_insert_string_value(writer, wave, year.c_str());
    const double weight = (1 + below(8)) / 4.0;
    readstat_insert_double_value(writer, w, weight);
    std::snprintf(number, sizeof number, ",%.2f\n", weight);
    text += year + number;
    readstat_end_row(writer);
  }
  readstat_end_writing(writer);
  readstat_writer_free(writer);
  return text;
}

}  // namespace sav_test
