// SPDX-License-Identifier: Apache-2.0
// Columns in memory give what the same values in a file give: the same batches, the same tally.
#include "cxm/io/columns.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/tally_file.hpp"
#include "io/reader_support.hpp"

namespace {

using cxm::column_data;
using cxm::column_type;
using cxm::data_columns;

cxm::instrument_ptr survey() {
  return cxm::parse_instrument(R"({
    "id": "columns",
    "scales": [
      {"id": "agree5", "kind": "ordinal", "codes": [{"code": 1, "label": "No"}, 2, 3, 4, {"code": 5, "label": "Yes, très"}],
       "missing": {"dont_know": [98], "refused": ["-1"]}},
      {"id": "recommend", "kind": "nps"},
      {"id": "money", "kind": "number", "minimum": 0, "maximum": 1000, "missing": {"refused": ["-9"]}},
      {"id": "why", "kind": "choice", "codes": [{"code": 1, "label": "Price"}, {"code": 2, "label": "Time"}]}
    ],
    "items": [
      {"id": "q1", "scale": "agree5"}, {"id": "q2", "scale": "agree5", "reverse": true, "roles": ["staff"]},
      {"id": "nps", "scale": "recommend"}, {"id": "spent", "scale": "money"},
      {"id": "why", "scale": "why", "multiple": true,
       "option_columns": [{"code": 1, "columns": ["why_price"]}, {"code": 2, "columns": ["why_time"]}]}
    ],
    "measures": [
      {"id": "c", "kind": "composite", "items": ["q1", "q2"]}, {"id": "n", "kind": "nps", "item": "nps"},
      {"id": "s", "kind": "value", "item": "spent"}
    ],
    "roles": {"columns": ["role"], "values": [{"id": "staff"}, {"id": "boss", "values": ["Boss"]}]},
    "segments": [{"id": "unit"}], "wave": {"columns": ["wave"]}, "weight": "w", "respondent": "who", "cluster": "site"
  })");
}

/// A survey of n rows as columns of the host and as the text of a file.
struct both_forms {
  std::vector<std::int64_t> q1;
  std::vector<double> q2;
  std::vector<std::int8_t> nps;
  std::vector<std::uint8_t> nps_there;  // bits
  std::vector<float> spent;
  std::vector<std::uint8_t> price, time;
  std::vector<const char*> role;
  std::vector<std::int32_t> unit_offsets;
  std::string unit_text;
  std::vector<std::int16_t> wave;
  std::vector<std::uint64_t> who;
  std::vector<double> w;
  std::array<std::array<char, 16>, 3> site_names{};
  std::vector<std::int32_t> site;
  std::string file = "q1,q2,nps,spent,why_price,why_time,role,unit,wave,who,w,site\n";
  data_columns columns;

  explicit both_forms(std::size_t n) {
    cxm::random_stream random(7, 0);
    const char* const sites[] = {"Köln", "Bern", "A site of a long name"};
    for (std::size_t s = 0; s < 3; ++s) std::strncpy(site_names[s].data(), sites[s], 15);
    nps_there.assign(n / 8 + 1, 0);
    unit_offsets.push_back(0);
    for (std::size_t i = 0; i < n; ++i) {
      const auto below = [&](int k) { return static_cast<int>(random.below(static_cast<std::uint32_t>(k))); };
      const int a = below(8);
      q1.push_back(a == 0 ? 98 : a == 6 ? -1 : a == 7 ? 3 : a);
      file += std::to_string(q1.back()) + ",";
      const int b = below(7);
      q2.push_back(b == 0 ? std::nan("") : b == 6 ? 98 : b);
      file += (b == 0 ? std::string() : std::to_string(static_cast<int>(q2.back()))) + ",";
      nps.push_back(static_cast<std::int8_t>(below(11)));
      if (below(5) > 0) {
        nps_there[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
        file += std::to_string(nps.back());
      }
      const int c = below(6);
      spent.push_back(c == 0 ? -9 : static_cast<float>(below(4000)) / 4);
      char number[32];
      std::snprintf(number, sizeof number, ",%.2f,", static_cast<double>(spent.back()));
      file += number;
      price.push_back(static_cast<std::uint8_t>(below(2)));
      time.push_back(static_cast<std::uint8_t>(below(2)));
      file += std::to_string(price.back()) + "," + std::to_string(time.back()) + ",";
      const char* const roles[] = {"staff", "Boss", nullptr, " staff "};
      role.push_back(roles[below(4)]);
      file += std::string(role.back() == nullptr ? "" : role.back()) + ",";
      const std::string unit = below(9) == 0 ? "" : "Unit " + std::to_string(below(6));
      unit_text += unit;
      unit_offsets.push_back(static_cast<std::int32_t>(unit_text.size()));
      file += unit + ",";
      wave.push_back(static_cast<std::int16_t>(2024 + below(2)));
      who.push_back(std::numeric_limits<std::uint64_t>::max() - random.below(static_cast<std::uint32_t>(n)));
      w.push_back(std::ldexp(static_cast<double>(1 + below(64)), -5));
      file += std::to_string(wave.back()) + "," + std::to_string(who.back()) + "," +
              std::to_string(w.back()) + ",";
      site.push_back(below(3));
      file += std::string(site_names[static_cast<std::size_t>(site.back())].data()) + "\n";
    }
    columns.name = "f.csv";
    columns.rows = static_cast<std::int64_t>(n);
    const auto add = [&](const char* name, column_type type, const void* data) -> column_data& {
      column_data c;
      c.name = name;
      c.type = type;
      c.data = data;
      columns.columns.push_back(c);
      return columns.columns.back();
    };
    add("q1", column_type::int64, q1.data());
    add("q2", column_type::float64, q2.data());
    auto& recommend = add("nps", column_type::int8, nps.data());
    recommend.valid = cxm::validity_kind::bits;
    recommend.validity = nps_there.data();
    add("spent", column_type::float32, spent.data());
    add("why_price", column_type::boolean, price.data());
    add("why_time", column_type::uint8, time.data());
    add("role", column_type::text_pointers, role.data());
    auto& unit = add("unit", column_type::text32, unit_offsets.data());
    unit.text = unit_text.data();
    unit.text_size = static_cast<std::int64_t>(unit_text.size());
    add("wave", column_type::int16, wave.data());
    add("who", column_type::uint64, who.data());
    add("w", column_type::float64, w.data());
    auto& where = add("site", column_type::int32, site.data());
    auto names = std::make_shared<column_data>();
    names->name = "site";
    names->type = column_type::text_fixed;
    names->data = site_names.data();
    names->width = 16;
    where.dictionary = names;
    where.dictionary_size = 3;
  }
};

TEST(Columns, GiveTheTallyOfTheSameFile) {
  const cxm::instrument_ptr in = survey();
  const both_forms forms(10000);
  std::vector<std::uint8_t> bytes;
  cxm::tally_options keep;
  keep.weighted = keep.respondents = keep.psu_totals = true;
  keep = cxm::tally_columns(forms.columns, in, {}, keep).tally.options();  // with what weights call for
  cxm::tally of_file(in, keep);
  const auto receipt = cxm::read_bytes("f.csv", forms.file, *in, {},
                                       [&](unsigned, const cxm::batch& b) { of_file.update(b); });
  for (const unsigned threads : {1U, 3U}) {
    cxm::read_options options;
    options.threads = threads;
    const cxm::tallied_file of_columns = cxm::tally_columns(forms.columns, in, options);
    EXPECT_EQ(of_columns.tally.serialize(), of_file.serialize());
    EXPECT_EQ(of_columns.receipt.rows_used, receipt.rows_used);
    EXPECT_EQ(of_columns.receipt.items, receipt.items);
  }
}

TEST(Columns, AreReadInPlaceWhateverTheStrideAndOffset) {
  const cxm::instrument_ptr in = survey();
  // Row-major table of 3 columns, read backwards, and a slice of it.
  const std::array<std::int32_t, 15> table{1, 2, 3, 4, 5, 98, -1, 3, 10, 2, 2, 0, 5, 1, 9};
  data_columns d;
  d.rows = 5;
  for (int c = 0; c < 3; ++c) {
    column_data column;
    column.name = std::array<const char*, 3>{"q1", "q2", "nps"}[static_cast<std::size_t>(c)];
    column.type = column_type::int32;
    column.data = table.data() + 12 + c;
    column.stride = -12;
    d.columns.push_back(column);
  }
  d.columns[2].data = nullptr;
  EXPECT_THROW((void)cxm::tally_columns(d, in), cxm::error);
  d.columns[2].data = table.data() + 14;
  d.columns[1].type = column_type::float64;
  d.columns[1].data = nullptr;
  d.columns.erase(d.columns.begin() + 1);
  cxm::test::answers all;
  cxm::read_options tolerant;
  tolerant.unknown_is_missing = true;
  all.receipt = cxm::read_columns(d, *in, tolerant, [&](unsigned, const cxm::batch& b) { all.add(b); });
  EXPECT_EQ(all.cells[0], (std::vector<cxm::cell>{4, 1, cxm::cell_of(cxm::missing_kind::refused), 3, 0}));
  EXPECT_EQ(all.cells[2][0], 9);
  EXPECT_EQ(all.cells[2][3], cxm::cell_of(cxm::missing_kind::no_answer));  // 98 is no answer to 0-10
  ASSERT_EQ(all.receipt.unknown.size(), 1U);
  EXPECT_EQ(all.receipt.unknown[0].value, "98");
  EXPECT_EQ(all.receipt.unknown[0].first_row, 3);
  d.rows = 2;
  for (auto& c : d.columns) c.offset = 3;
  cxm::test::answers slice;
  cxm::read_columns(d, *in, tolerant, [&](unsigned, const cxm::batch& b) { slice.add(b); });
  EXPECT_EQ(slice.cells[0], (std::vector<cxm::cell>{3, 0}));
}

struct broken {
  const char* what;
  std::function<void(data_columns&, both_forms&)> breaks;
  const char* message;
};

class BrokenColumns : public testing::TestWithParam<broken> {};

TEST_P(BrokenColumns, AreRefusedByNameAndRow) {
  both_forms forms(20);
  data_columns d = forms.columns;
  GetParam().breaks(d, forms);
  try {
    (void)cxm::tally_columns(d, survey());
    FAIL() << "not refused";
  } catch (const cxm::error& e) {
    EXPECT_EQ(std::string(e.what()), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenColumns,
    testing::Values(
        broken{"negative_rows", [](auto& d, auto&) { d.rows = -1; },
               "read_columns: rows is -1, but must be at least 0"},
        broken{"null_data", [](auto& d, auto&) { d.columns[0].data = nullptr; },
               "f.csv: column 1 \"q1\": its data are null"},
        broken{"null_validity", [](auto& d, auto&) { d.columns[2].validity = nullptr; },
               "f.csv: column 3 \"nps\": its validity is null"},
        broken{"unknown_type", [](auto& d, auto&) { d.columns[0].type = static_cast<column_type>(99); },
               "f.csv: column 1 \"q1\": its type is unknown"},
        broken{
            "unknown_value", [](auto&, auto& f) { f.q1[7] = 6; },
            "f.csv: row 7, column 1 \"q1\": \"6\" is not an answer to item \"q1\" (known: 1 No, 2, 3, 4, 5 "
            "Yes, très); correct it, declare it in the instrument, or count unknown values as no answer "
            "(option unknown=missing)"},
        broken{"infinite_weight", [](auto&, auto& f) { f.w[3] = std::numeric_limits<double>::infinity(); },
               "f.csv: row 3, column 11 \"w\": the weight is \"inf\", but must be a number of 0 or more"},
        broken{"missing_weight", [](auto&, auto& f) { f.w[4] = std::nan(""); },
               "f.csv: row 4, column 11 \"w\": the weight is empty; give every row a weight of 0 or more"},
        broken{"falling_offsets", [](auto&, auto& f) { f.unit_offsets[5] = 10000; },
               "f.csv: column 8 \"unit\", row 4: its text offsets are broken"},
        broken{"dictionary_position", [](auto&, auto& f) { f.site[2] = 3; },
               "f.csv: column 12 \"site\", row 2: it points beyond its dictionary of 3 values"},
        broken{"not_utf8", [](auto&, auto& f) { f.role[1] = "\xff"; },
               "f.csv: column 7 \"role\", row 1: its text is not UTF-8"},
        broken{"same_name_twice", [](auto& d, auto&) { d.columns[1].name = "q1"; },
               "f.csv: the name \"q1\" fits column 1 \"q1\" and column 2 \"q1\"; rename one, or map the "
               "column by "
               "its position (--map KEY=#2)"}),
    [](const auto& info) { return std::string(info.param.what); });

TEST(Columns, DatesAndCodePointsAreText) {
  const cxm::instrument_ptr in = survey();
  const std::array<std::int32_t, 3> days{0, 20417, -1};
  const std::array<std::int64_t, 3> milliseconds{-1, 86400000LL * 20417 + 5, 0};
  const std::array<std::uint32_t, 6> units{'a', 0x00fcU, 0x20acU, 0x1f600U, 0, 'x'};
  const std::array<std::int8_t, 3> q1{1, 2, 3};
  data_columns d;
  d.rows = 3;
  d.columns.resize(3);
  d.columns[0].name = "q1";
  d.columns[0].type = column_type::int8;
  d.columns[0].data = q1.data();
  d.columns[1].name = "wave";
  d.columns[1].type = column_type::days;
  d.columns[1].data = days.data();
  d.columns[2].name = "unit";
  d.columns[2].type = column_type::unicode_fixed;
  d.columns[2].width = 2;
  d.columns[2].data = units.data();
  cxm::test::answers all;
  cxm::read_columns(d, *in, {}, [&](unsigned, const cxm::batch& b) { all.add(b); });
  EXPECT_EQ(all.groups[1], (std::vector<std::string>{"1970-01-01", "2025-11-25", "1969-12-31"}));
  EXPECT_EQ(all.groups[2], (std::vector<std::string>{"aü", "€😀", ""}));
  d.columns[1].type = column_type::seconds;
  d.columns[1].per_second = 1000;
  d.columns[1].data = milliseconds.data();
  cxm::test::answers again;
  cxm::read_columns(d, *in, {}, [&](unsigned, const cxm::batch& b) { again.add(b); });
  EXPECT_EQ(again.groups[1], (std::vector<std::string>{"1969-12-31", "2025-11-25", "1970-01-01"}));
}

}  // namespace
