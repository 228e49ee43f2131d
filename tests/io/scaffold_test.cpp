// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/scaffold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/reader_support.hpp"

namespace cxm {
namespace {

using namespace test;

struct temporary {
  explicit temporary(const std::string& text)
      : path((std::filesystem::temp_directory_path() /
              ("cxm_scaffold_" + std::to_string(++count) + "_" +
               std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".csv"))
                 .string()) {
    std::ofstream(path, std::ios::binary) << text;
  }
  ~temporary() { std::filesystem::remove(path); }
  std::string path;
  static inline int count = 0;
};

std::string guess_of(const instrument_draft& d, const std::string& column) {
  for (const auto& g : d.columns)
    if (g.column == column) return g.guess;
  return "no such column";
}

const scale& scale_of(const instrument& in, const std::string& item) {
  return *in.find_scale(in.find_item(item)->scale);
}

std::string survey() {
  std::string text =
      "ResponseId,IPAddress,Region,wt,Wave,Role,Agree,Recommend,Used,Score,Hours,Comment,Pick_1,Pick_2\n";
  const char* const agree[] = {"Strongly disagree", "Disagree",  "Neutral", "Agree",
                               "Strongly agree",    "Don't know"};
  for (int r = 0; r < 120; ++r) {
    const auto n = [](int v) { return std::to_string(v); };
    text.append("R_").append(n(r)).append(",192.0.2.1,");
    text.append(r % 2 ? "North," : "South,").append(r % 3 ? "0.75," : "1.5,").append(n(2021 + r % 2));
    text.append(r % 4 ? ",Manager," : ",Customer,").append(agree[r % 6]).append(",");
    text.append(n(r % 12)).append(r % 2 ? ",Yes," : ",No,").append(r % 20 == 7 ? "99" : n(r % 5 + 1));
    text.append(",").append(n(r % 23)).append(".5,some words ").append(n(r)).append(",");
    text.append(r % 2 ? "Bread" : "Not selected").append(r % 3 ? ",Milk" : ",Not selected").append("\n");
  }
  return text;
}

TEST(scaffold, guesses_every_kind_of_column) {
  const temporary file(survey());
  const auto draft = scaffold_instrument(file.path);
  const std::vector<std::string> expected{"ignored", "ignored", "segment", "weight", "wave",
                                          "role",    "item",    "item",    "item",   "item",
                                          "item",    "ignored", "option",  "option"};
  ASSERT_EQ(draft.columns.size(), expected.size());
  for (std::size_t c = 0; c < expected.size(); ++c)
    EXPECT_EQ(draft.columns[c].guess, expected[c]) << draft.columns[c].column << ": " << draft.columns[c].why;
  EXPECT_EQ(draft.rows, 120);

  const auto in = parse_instrument(draft.json);
  EXPECT_EQ(scale_of(*in, "agree").kind, scale_kind::ordinal);
  ASSERT_EQ(scale_of(*in, "agree").codes.size(), 5U);
  EXPECT_EQ(scale_of(*in, "agree").codes[0].label.in(""), "Strongly disagree");
  EXPECT_EQ(scale_of(*in, "agree").codes[4].label.in(""), "Strongly agree");
  EXPECT_EQ(scale_of(*in, "agree").missing,
            (std::vector<missing_code>{{missing_kind::dont_know, "Don't know"}}));
  EXPECT_EQ(scale_of(*in, "recommend").kind, scale_kind::nps);
  EXPECT_EQ(scale_of(*in, "recommend").missing, (std::vector<missing_code>{{missing_kind::no_answer, "11"}}));
  EXPECT_EQ(scale_of(*in, "used").kind, scale_kind::binary);
  EXPECT_EQ(scale_of(*in, "score").codes.size(), 5U);
  EXPECT_EQ(scale_of(*in, "score").missing, (std::vector<missing_code>{{missing_kind::no_answer, "99"}}));
  EXPECT_EQ(scale_of(*in, "hours").kind, scale_kind::number);
  EXPECT_TRUE(in->find_item("pick")->multiple);
  ASSERT_EQ(in->roles.size(), 2U);
  EXPECT_FALSE(in->find_role("customer")->inside);
  EXPECT_TRUE(in->find_role("manager")->inside);
  // Every guess is marked.
  for (const auto& it : in->items) EXPECT_EQ(it.note.rfind("Guess: ", 0), 0U) << it.id;
  for (const auto& s : in->scales) EXPECT_EQ(s.note.rfind("Guess: ", 0), 0U) << s.id;
  EXPECT_NE(in->description.in("").find("Guess: \"wt\" is the weight"), std::string::npos);
}

// As they come out of a spreadsheet of a German office.
TEST(scaffold, reads_messy_exports) {
  std::string text =
      "\xEF\xBB\xBF"
      "Gewicht;Würden Sie uns empfehlen?;Klarheit;Nutzen;Mut\r\n";
  const char* const agree[] = {"Stimme voll zu", "stimme voll zu",  "Stimme zu",
                               "teils/teils",    "Stimme nicht zu", "99"};
  const char* const applies[] = {"trifft zu", "trifft nicht zu", "trifft eher zu", "k.A."};
  const char* const recommend[] = {"0", "3", "7", "10", "97", "98", "99"};
  for (int r = 0; r < 84; ++r) {
    text.append(r % 2 ? "0,75;" : "1,25;").append(recommend[r % 7]).append(";").append(agree[r % 6]);
    text.append(";").append(applies[r % 4]).append(r % 2 ? ";Ja" : ";Nein").append("\r\n");
    if (r == 20) text.append("\r\n");
  }
  const temporary file(text);
  const auto draft = scaffold_instrument(file.path);
  EXPECT_EQ(guess_of(draft, "Gewicht"), "weight");
  const auto in = parse_instrument(draft.json);
  const scale& nps = scale_of(*in, "wuerden_sie_uns_empfehlen");
  EXPECT_EQ(nps.kind, scale_kind::nps);
  EXPECT_EQ(nps.missing.size(), 3U);
  const scale& clear = scale_of(*in, "klarheit");
  EXPECT_EQ(clear.kind, scale_kind::ordinal);
  ASSERT_EQ(clear.codes.size(), 4U);
  EXPECT_EQ(clear.codes[0].label.in(""), "Stimme nicht zu");
  EXPECT_EQ(clear.missing, (std::vector<missing_code>{{missing_kind::no_answer, "99"}}));
  // "Does not apply" is the low end of this scale, not a missing value.
  const scale& of_use = scale_of(*in, "nutzen");
  ASSERT_EQ(of_use.codes.size(), 3U);
  EXPECT_EQ(of_use.codes[0].label.in(""), "trifft nicht zu");
  EXPECT_EQ(of_use.missing, (std::vector<missing_code>{{missing_kind::no_answer, "k.A."}}));
  EXPECT_EQ(scale_of(*in, "mut").kind, scale_kind::binary);
  answers all;
  all.receipt = read_file(file.path, *in, {}, [&](unsigned, const batch& b) { all.add(b); });
  EXPECT_EQ(all.receipt.rows_used, 84);
  EXPECT_TRUE(all.receipt.unknown.empty());
}

// A draft reads the file that it was drafted from, with nothing unknown.
TEST(scaffold, draft_reads_its_own_file) {
  const temporary file(survey());
  const auto in = parse_instrument(scaffold_instrument(file.path).json);
  answers all;
  all.receipt = read_file(file.path, *in, {}, [&](unsigned, const batch& b) { all.add(b); });
  EXPECT_EQ(all.receipt.rows_used, 120);
  EXPECT_TRUE(all.receipt.unknown.empty());
  const auto pick = static_cast<std::size_t>(in->item_position("pick"));
  EXPECT_EQ(all.receipt.items[pick].answered, 120);
  EXPECT_EQ(std::count_if(all.selected[pick].begin(), all.selected[pick].end(),
                          [](std::uint64_t s) { return (s & 2U) != 0; }),
            80);
}

TEST(scaffold, takes_what_map_says) {
  const temporary file(survey());
  read_options options;
  options.map = {{"shop", "Region"}, {"cluster", "Used"}};
  const auto draft = scaffold_instrument(file.path, options);
  const auto in = parse_instrument(draft.json);
  ASSERT_EQ(in->segments.size(), 1U);
  EXPECT_EQ(in->segments[0].id, "shop");
  EXPECT_EQ(in->cluster.columns, std::vector<std::string>{"Used"});
  EXPECT_EQ(guess_of(draft, "Used"), "cluster");
}

TEST(scaffold, says_when_nothing_looks_like_answers) {
  const temporary file("name,comment\nAnn,all fine\nBob,it rained\n");
  try {
    (void)scaffold_instrument(file.path);
    FAIL() << "no error";
  } catch (const error& e) {
    EXPECT_EQ(std::string(e.what()),
              file.path +
                  ": no column looks like answers; an instrument needs items, so write it by hand or "
                  "name the layout (--layout)");
  }
}

// Real exports: every draft parses and reads the file that it came from without one unknown value.
TEST(scaffold, drafts_of_real_files_parse_and_read_them) {
  const std::string data = CXM_SHARED_DIR "/data/";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "the data are not here: " << data;
  struct file {
    const char* path;
    bool latin1;
    std::size_t least_items;
  };
  for (const auto& f :
       {file{"sfo_customer_survey/sfo_customer_survey_2015.csv.gz", false, 25},
        file{"sfo_customer_survey/sfo_customer_survey_2016.csv.gz", false, 25},
        file{"sfo_customer_survey/sfo_customer_survey_2017.csv.gz", false, 25},
        file{"weighted_toplines_survey/responses.csv", false, 8},
        file{"unit_climate_multilevel/lq2002.csv.gz", false, 19},
        file{"unit_climate_multilevel/bh1996.csv.gz", false, 3},
        file{"parser_inputs/qualtrics_export_100_responses.csv", false, 20},
        file{"parser_inputs/surveymonkey_star_wars_two_header_rows.csv", true, 20},
        file{"parser_inputs/surveymonkey_flying_etiquette.csv", false, 20},
        file{"yellow_pages_customersat/customersat.csv", false, 10},
        file{"bank_satisfaction/satisfaction.csv", false, 20},
        file{"turkiye_student_evaluation/turkiye-student-evaluation_generic.csv", false, 28}}) {
    SCOPED_TRACE(f.path);
    read_options options;
    options.latin1 = f.latin1;
    const auto draft = scaffold_instrument(data + f.path, options, 100000);
    instrument_ptr in;
    ASSERT_NO_THROW(in = parse_instrument(draft.json)) << draft.json;
    EXPECT_GE(in->items.size(), f.least_items);
    import_receipt receipt;
    ASSERT_NO_THROW(receipt = read_file(data + f.path, *in, options, [](unsigned, const batch&) {}));
    EXPECT_TRUE(receipt.unknown.empty());
    EXPECT_EQ(receipt.rows_read, draft.rows);
  }
}

/// A format of one file: variables of whole numbers, with the rows given.
file_format described(const file_dictionary& dictionary, const std::vector<std::vector<double>>& rows) {
  file_format out;
  out.name = "told";
  out.fits = [](std::string_view begin) { return begin.substr(0, 4) == "TOLD"; };
  out.read = [dictionary, rows](const std::string&, const read_options&, const variable_sink& sink) {
    (void)sink.begin(dictionary);
    std::vector<variable_values> values(dictionary.variables.size());
    for (const auto& row : rows) {
      for (std::size_t v = 0; v < row.size(); ++v) values[v].numbers.push_back(row[v]);
    }
    (void)sink.block(values, static_cast<std::int64_t>(rows.size()));
  };
  return out;
}

TEST(scaffold, takes_the_dictionary_of_a_file) {
  const temporary file("TOLD of itself");
  file_dictionary d;
  const auto variable = [&](const std::string& name, const std::string& label,
                            std::map<double, std::string> labels) {
    file_variable& v = d.variables.emplace_back();
    v.name = name;
    v.label = label;
    v.labels = std::move(labels);
    return &v;
  };
  variable("down", "How much do you agree?",
           {{1, "Strongly agree"},
            {2, "Agree"},
            {3, "Neutral"},
            {4, "Disagree"},
            {5, "Strongly disagree"},
            {9, "Refused"}});
  variable("ends", "How easy was it?", {{1, "very hard"}, {7, "very easy"}});
  d.variables.back().measure = variable_measure::metric;
  variable("plain", "Would you recommend us?", {});
  d.variables.back().missing = {{99, 99}};
  variable("m_1", "Seen - Shop", {{0, "Not selected"}, {1, "Selected"}});
  variable("m_2", "Seen - Web", {{0, "Not selected"}, {1, "Selected"}});
  variable("which", "Which product?", {{1, "Tea"}, {2, "Coffee"}, {3, "Juice"}});
  d.variables.back().measure = variable_measure::nominal;
  variable("odd", "A label\nof two lines",
           {{1, "Same"}, {2, "same"}, {3, "4"}, {4, "  "}, {5, "a\tb"}, {6, "Same (2)"}});
  variable("x", "Region", {{1, "North"}, {2, "South"}});
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 90; ++r) {
    rows.push_back({r % 10 == 9 ? 9.0 : r % 5 + 1.0, r % 7 + 1.0, r % 12 == 11 ? 99.0 : r % 11 * 1.0,
                    r % 2 * 1.0, r % 3 == 0 ? 1.0 : 0.0, r % 3 + 1.0, r % 6 + 1.0, r % 2 + 1.0});
  }
  read_options how;
  how.formats = {described(d, rows)};
  const instrument_draft draft = scaffold_instrument(file.path, how);
  const instrument_ptr in = parse_instrument(draft.json);
  EXPECT_EQ(draft.layout, "told");
  const scale& down = scale_of(*in, "down");
  EXPECT_EQ(down.kind, scale_kind::ordinal);
  EXPECT_EQ(down.codes.front().score_or_code(), 5);
  EXPECT_EQ(down.codes.back().score_or_code(), 1);
  EXPECT_EQ(down.missing, (std::vector<missing_code>{{missing_kind::refused, "9"}}));
  const scale& ends = scale_of(*in, "ends");
  EXPECT_EQ(ends.kind, scale_kind::ordinal);
  ASSERT_EQ(ends.codes.size(), 7U);
  EXPECT_EQ(ends.codes[6].label.in("en"), "very easy");
  EXPECT_EQ(scale_of(*in, "plain").kind, scale_kind::nps);
  EXPECT_EQ(scale_of(*in, "plain").missing, (std::vector<missing_code>{{missing_kind::no_answer, "99"}}));
  const item* seen = in->find_item("m");
  ASSERT_NE(seen, nullptr);
  EXPECT_TRUE(seen->multiple);
  EXPECT_EQ(seen->text.in("en"), "Seen");
  EXPECT_EQ(scale_of(*in, "m").codes[1].label.in("en"), "Web");
  EXPECT_EQ(scale_of(*in, "which").kind, scale_kind::choice);
  const scale& odd = scale_of(*in, "odd");
  ASSERT_EQ(odd.codes.size(), 6U);
  EXPECT_EQ(odd.codes[1].label.in("en"), "same (2)");  // as no two labels may be alike
  EXPECT_TRUE(odd.codes[2].label.empty());             // "4" would be read as the code 4
  EXPECT_TRUE(odd.codes[3].label.empty());
  EXPECT_EQ(odd.codes[4].label.in("en"), "a b");
  EXPECT_EQ(odd.codes[5].label.in("en"), "Same (2) (6)");
  EXPECT_EQ(in->find_item("odd")->text.in("en"), "A label of two lines");
  EXPECT_EQ(guess_of(draft, "x"), "segment");
  // And it reads what it was drafted from.
  const import_receipt receipt = read_file(file.path, *in, how, [](unsigned, const batch&) {});
  EXPECT_EQ(receipt.rows_used, 90);
  EXPECT_TRUE(receipt.unknown.empty());
}

}  // namespace
}  // namespace cxm
