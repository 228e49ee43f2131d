// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <readstat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

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

/// A writer of SPSS files into `file`, which must outlive it.
inline readstat_writer_t* writer_to(readstat_compress_t compression) {
  readstat_writer_t* writer = readstat_writer_init();
  readstat_set_data_writer(writer, [](const void* data, std::size_t size, void* to) -> ssize_t {
    static_cast<std::ofstream*>(to)->write(static_cast<const char*>(data),
                                           static_cast<std::streamsize>(size));
    return static_cast<ssize_t>(size);
  });
  readstat_writer_set_compression(writer, compression);
  if (compression == READSTAT_COMPRESS_BINARY) readstat_writer_set_file_format_version(writer, 3);
  return writer;
}

/// n rows as an SPSS file and as the text of the same answers.
inline std::string write_both(const std::filesystem::path& path, int n, readstat_compress_t compression) {
  std::ofstream file(path, std::ios::binary);
  readstat_writer_t* writer = writer_to(compression);
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

/// What a consultant is handed: a survey of staff with everything that an SPSS dictionary says. Groups,
/// scales and options have value labels, "don't know" is declared missing, a text has labels and a missing
/// value, the file says that it is weighted.
inline cxm::instrument_ptr staff() {
  std::string items;
  for (int i = 1; i <= 6; ++i) {
    items += R"({"id": "a)" + std::to_string(i) + R"(", "scale": "agree")" +
             (i == 3 ? R"(, "reverse": true)" : "") + "},";
  }
  return cxm::parse_instrument(R"({"id": "staff", "version": "1.0.0",
    "roles": {"columns": ["role"], "values": [{"id": "staff", "values": ["Member of staff"]}, {"id": "boss", "values": ["Manager"]}]},
    "scales": [
      {"id": "agree", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "missing": {"dont_know": [98]}},
      {"id": "nps", "kind": "nps"},
      {"id": "channel", "kind": "choice", "codes": [{"code": 1, "label": "Phone"}, {"code": 2, "label": "Mail"}]},
      {"id": "sex", "kind": "choice", "codes": [{"code": 1, "label": "Male"}, {"code": 2, "label": "Female"}]}],
    "items": [)" + items + R"({"id": "recommend", "scale": "nps"},
      {"id": "channels", "scale": "channel", "multiple": true,
       "option_columns": [{"code": 1, "columns": ["ch_1"]}, {"code": 2, "columns": ["ch_2"]}]},
      {"id": "sex", "scale": "sex"}],
    "measures": [{"id": "a", "kind": "composite", "items": ["a1", "a2", "a3", "a4", "a5", "a6"]},
                 {"id": "nps", "kind": "nps", "item": "recommend"},
                 {"id": "women", "kind": "share", "item": "sex", "codes": [2]}],
    "drivers": [{"id": "why", "outcome": "nps", "predictors": ["a"]}],
    "segments": [{"id": "site"}]})");
}

/// Its answers; the text says groups by their labels and gives each option its 0 or 1.
inline std::string write_staff(const std::filesystem::path& path, int n, readstat_compress_t compression) {
  std::ofstream file(path, std::ios::binary);
  readstat_writer_t* writer = writer_to(compression);
  const auto labels = [&](const char* set, const std::vector<std::pair<double, const char*>>& values) {
    readstat_label_set_t* made = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, set);
    for (const auto& [value, label] : values) readstat_label_double_value(made, value, label);
    return made;
  };
  const auto number = [&](const std::string& name, const std::string& label, readstat_label_set_t* set,
                          readstat_measure_t measure) {
    readstat_variable_t* v = readstat_add_variable(writer, name.c_str(), READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_label(v, label.c_str());
    readstat_variable_set_label_set(v, set);
    readstat_variable_set_measure(v, measure);
    return v;
  };
  const std::vector<std::string> roles{"Member of staff", "Manager"}, sites{"Köln", "Bern", "Oslo"};
  readstat_variable_t* role =
      number("role", "What are you?", labels("r", {{1, "Member of staff"}, {2, "Manager"}}),
             READSTAT_MEASURE_NOMINAL);
  readstat_variable_t* site =
      number("site", "Where do you work?", labels("s", {{1, sites[0].c_str()}, {2, "Bern"}, {3, "Oslo"}}),
             READSTAT_MEASURE_NOMINAL);
  readstat_label_set_t* agree = labels("a", {{1, "Strongly disagree"},
                                             {2, "Disagree"},
                                             {3, "Neither"},
                                             {4, "Agree"},
                                             {5, "Strongly agree"},
                                             {98, "Don't know"}});
  std::vector<readstat_variable_t*> a;
  const char* const words[6] = {"Our managers listen to customers",
                                "We know what customers expect",
                                "Rules keep me from helping customers",
                                "Customers are part of our plans",
                                "I see what customers say",
                                "We act on what customers say"};
  for (int i = 1; i <= 6; ++i) {
    a.push_back(number("a" + std::to_string(i), words[i - 1], agree, READSTAT_MEASURE_ORDINAL));
    readstat_variable_add_missing_double_range(a.back(), 97, 99);
  }
  readstat_variable_t* recommend =
      number("recommend", "Would you recommend us?", nullptr, READSTAT_MEASURE_SCALE);
  readstat_label_set_t* quoted = labels("q", {{1, "Yes"}, {2, "No"}});
  readstat_variable_t* ch[2] = {number("ch_1", "Channels - Phone", quoted, READSTAT_MEASURE_NOMINAL),
                                number("ch_2", "Channels - Mail", quoted, READSTAT_MEASURE_NOMINAL)};
  readstat_label_set_t* sexes = readstat_add_label_set(writer, READSTAT_TYPE_STRING, "sexes");
  readstat_label_string_value(sexes, "m", "Male");
  readstat_label_string_value(sexes, "f", "Female");
  readstat_variable_t* sex = readstat_add_variable(writer, "sex", READSTAT_TYPE_STRING, 1);
  readstat_variable_set_label(sex, "Sex");
  readstat_variable_set_label_set(sex, sexes);
  readstat_variable_add_missing_string_value(sex, "x");
  readstat_variable_t* w = number("w", "", nullptr, READSTAT_MEASURE_SCALE);
  readstat_writer_set_fweight_variable(writer, w);
  readstat_variable_t* unread = readstat_add_variable(writer, "comment", READSTAT_TYPE_STRING, 300);
  readstat_begin_writing_sav(writer, &file, n);
  std::string text = "role,site,a1,a2,a3,a4,a5,a6,recommend,ch_1,ch_2,sex,w\n";
  cxm::random_stream random(7, 0);
  for (int i = 0; i < n; ++i) {
    const auto below = [&](std::uint32_t k) { return static_cast<int>(random.below(k)); };
    readstat_begin_row(writer);
    const int r = below(4) == 0 ? 1 : 0;
    const int s = below(3);
    readstat_insert_double_value(writer, role, r + 1);
    readstat_insert_double_value(writer, site, s + 1);
    text += roles[static_cast<std::size_t>(r)] + "," + sites[static_cast<std::size_t>(s)];
    const int own = below(5);
    const bool straight = below(12) == 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      int code = std::min(5, std::max(1, own + below(3)));
      if (k == 2) code = 6 - code;
      if (straight) code = own + 1;
      if (!straight && below(25) == 0) code = below(2) == 0 ? 98 : 97;  // 97: missing to the file alone
      readstat_insert_double_value(writer, a[k], code);
      text += "," + (code == 97 ? std::string() : std::to_string(code));
    }
    const int nps = std::min(10, own * 2 + below(4));
    readstat_insert_double_value(writer, recommend, nps);
    text += "," + std::to_string(nps);
    for (readstat_variable_t* option : ch) {
      const int chosen = below(2);
      readstat_insert_double_value(writer, option, chosen == 1 ? 1 : 2);
      text += "," + std::to_string(chosen);
    }
    const int which = below(5);
    readstat_insert_string_value(writer, sex, which == 0 ? "x" : which < 3 ? "m" : "f");
    text += which == 0 ? "," : which < 3 ? ",Male" : ",Female";
    const int weight = 1 + below(3);
    readstat_insert_double_value(writer, w, weight);
    text += "," + std::to_string(weight) + "\n";
    readstat_insert_string_value(writer, unread, "a text that nobody asked for");
    readstat_end_row(writer);
  }
  readstat_end_writing(writer);
  readstat_writer_free(writer);
  return text;
}

}  // namespace sav_test
