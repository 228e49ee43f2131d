// SPDX-License-Identifier: Apache-2.0
// Workbooks are read back as spreadsheet programs do: the archive, its sheets, their cells.
#include "cxm/xlsx/xlsx.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <regex>

#include "cxm/base/error.hpp"
#include "cxm/io/result_table.hpp"
#include "support/program.hpp"
#include "support/report_fixture.hpp"
#include "xlsx/workbook.hpp"

namespace {

namespace fs = std::filesystem;
using cxm_test::example_assessment;
using cxm_test::report_case;

struct archive {
  std::map<std::string, std::string> files;
  std::vector<unsigned> times;  ///< of day and date, as the archive has them
};

unsigned little(const std::string& bytes, std::size_t at, std::size_t size) {
  unsigned value = 0;
  for (std::size_t k = size; k-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes.at(at + k));
  return value;
}

archive unpacked(const std::string& bytes) {
  archive made;
  const std::size_t end = bytes.rfind("PK\x05\x06");
  EXPECT_NE(end, std::string::npos);
  const unsigned entries = little(bytes, end + 10, 2);
  std::size_t at = little(bytes, end + 16, 4);
  for (unsigned k = 0; k < entries; ++k) {
    made.times.push_back(little(bytes, at + 12, 4));
    const unsigned method = little(bytes, at + 10, 2), packed = little(bytes, at + 20, 4),
                   size = little(bytes, at + 24, 4), name = little(bytes, at + 28, 2),
                   local = little(bytes, at + 42, 4);
    const std::size_t data = local + 30 + little(bytes, local + 26, 2) + little(bytes, local + 28, 2);
    std::string content(size, '\0');
    if (method == 0) {
      content = bytes.substr(data, size);
    } else {
      z_stream stream{};
      EXPECT_EQ(inflateInit2(&stream, -15), Z_OK);
      std::string in = bytes.substr(data, packed);
      stream.next_in = reinterpret_cast<Bytef*>(in.data());
      stream.avail_in = packed;
      stream.next_out = reinterpret_cast<Bytef*>(content.data());
      stream.avail_out = size;
      EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
      inflateEnd(&stream);
    }
    made.files[bytes.substr(at + 46, name)] = content;
    at += 46 + name + little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
  }
  return made;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

/// What a reader makes of the text of an element: entities, then the escapes of the format.
std::string decoded(std::string text) {
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  static const std::regex escape("_x([0-9A-Fa-f]{4})_");
  std::string out;
  auto begin = text.cbegin();
  for (std::smatch m; std::regex_search(begin, text.cend(), m, escape);) {
    out.append(begin, m[0].first);
    out += static_cast<char>(std::stoi(m[1].str(), nullptr, 16));
    begin = m[0].second;
  }
  return out.append(begin, text.cend());
}

struct cell {
  std::string text;
  double number = std::numeric_limits<double>::quiet_NaN();
  bool is_text = false;
  unsigned style = 0;
};

struct read_sheet {
  std::string xml;
  std::map<std::string, cell> cells;  ///< by "B7"
};

/// Sheets by name.
std::map<std::string, read_sheet> sheets_of(const archive& book) {
  std::vector<std::string> shared;
  const std::string& strings = book.files.at("xl/sharedStrings.xml");
  for (std::size_t at = 0; (at = strings.find("<si>", at)) != std::string::npos;) {
    const std::size_t begin = strings.find('>', strings.find("<t", at)) + 1,
                      end = strings.find("</t>", begin);
    shared.push_back(decoded(strings.substr(begin, end - begin)));
    at = end;
  }
  std::map<std::string, read_sheet> sheets;
  const std::string& book_xml = book.files.at("xl/workbook.xml");
  int number = 0;
  for (std::size_t at = 0; (at = book_xml.find("<sheet name=\"", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + 13;
    read_sheet one;
    one.xml = book.files.at("xl/worksheets/sheet" + std::to_string(++number) + ".xml");
    for (std::size_t c = 0; (c = one.xml.find("<c r=\"", c)) != std::string::npos; ++c) {
      const std::string head = one.xml.substr(c, one.xml.find('>', c) - c);
      const std::string place = head.substr(6, head.find('"', 6) - 6);
      cell made;
      if (const std::size_t s = head.find(" s=\""); s != std::string::npos)
        made.style = static_cast<unsigned>(std::atoi(head.c_str() + s + 4));
      made.is_text = head.find(" t=\"s\"") != std::string::npos;
      if (head.back() != '/') {
        const std::size_t value = one.xml.find("<v>", c) + 3;
        const std::string content = one.xml.substr(value, one.xml.find("</v>", value) - value);
        if (made.is_text) {
          made.text = shared.at(static_cast<std::size_t>(std::stoul(content)));
        } else {
          made.number = std::stod(content);
        }
      }
      one.cells[place] = made;
    }
    sheets[book_xml.substr(begin, book_xml.find('"', begin) - begin)] = std::move(one);
  }
  return sheets;
}

std::string place(std::size_t column, std::size_t row) {
  std::string letters;
  for (std::size_t k = column + 1; k > 0; k = (k - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (k - 1) % 26));
  return letters + std::to_string(row + 1);
}

/// Number format of a style, "" for the general one.
std::string format_of(const archive& book, unsigned style) {
  const std::string& xml = book.files.at("xl/styles.xml");
  std::size_t at = xml.find("<cellXfs");
  for (unsigned k = 0; k <= style; ++k) at = xml.find("<xf ", at + 1);
  const std::string id = std::to_string(std::atoi(xml.c_str() + xml.find("numFmtId=\"", at) + 10));
  if (id == "0") return "";
  if (id == "49") return "@";
  if (id == "2") return "0.00";
  if (id == "3") return "#,##0";
  const std::size_t named = xml.find("<numFmt numFmtId=\"" + id + "\" formatCode=\"");
  if (named == std::string::npos) return "built in " + id;
  const std::size_t begin = xml.find("formatCode=\"", named) + 12;
  return xml.substr(begin, xml.find('"', begin) - begin);
}

cxm::assessment odd_labels() {
  cxm::assessment a = example_assessment({.units = 6});
  const char* labels[] = {"=1+1",
                          "+49 30",
                          "-5 & <b>",
                          "@home",
                          "_x0041_",
                          ("a\x01"
                           "b\r\nc"),
                          "broken \xff"};
  for (std::size_t k = 0; k < a.rows.size(); ++k) a.rows[k].label = labels[k % 7];
  return a;
}

TEST(Workbook, HoldsEveryCellOfEveryTable) {
  const cxm::assessment a = example_assessment({.units = 8});
  const auto sheets = sheets_of(unpacked(cxm::result_xlsx(a, testing::TempDir())));
  for (const std::string& name : cxm::table_names(a)) {
    if (name == "about") continue;
    SCOPED_TRACE(name);
    ASSERT_EQ(sheets.count(name), 1U);
    const auto& cells = sheets.at(name).cells;
    const cxm::result_table table = cxm::table_of(a, name);
    std::size_t filled = 0;
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      const cxm::table_column& column = table.columns[k];
      EXPECT_EQ(cells.at(place(k, 0)).text, column.name);
      ++filled;
      for (std::size_t row = 0; row < table.rows; ++row) {
        const auto found = cells.find(place(k, row + 1));
        const bool expected = column.is_text ? !column.text(row).empty() : !std::isnan(column.numbers[row]);
        ASSERT_EQ(found != cells.end(), expected) << column.name << " of row " << row;
        if (!expected) continue;
        ++filled;
        if (column.is_text) {
          EXPECT_EQ(found->second.text, column.text(row));
          EXPECT_TRUE(found->second.is_text);
        } else if (std::isinf(column.numbers[row])) {
          EXPECT_EQ(found->second.text, "inf");
        } else {
          // 16 significant digits are written (half a unit of the last: 5e-16 at most), and read to a double
          // (2^-53).
          EXPECT_FALSE(found->second.is_text);
          EXPECT_NEAR(found->second.number, column.numbers[row],
                      (5e-16 + 0x1p-53) * std::fabs(column.numbers[row]))
              << column.name << " of row " << row;
        }
      }
    }
    EXPECT_EQ(cells.size(), filled);
    EXPECT_NE(sheets.at(name).xml.find(
                  "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"),
              std::string::npos);
    if (table.rows > 0) {
      EXPECT_NE(sheets.at(name).xml.find("<autoFilter ref=\"A1:"), std::string::npos);
    }
  }
}

TEST(Workbook, NumbersHaveTheFormatOfTheirUnit) {
  const cxm::assessment a = example_assessment();
  const archive book = unpacked(cxm::result_xlsx(a, testing::TempDir()));
  const auto sheets = sheets_of(book);
  const std::map<std::string, std::string> expected{{"share", "0.0%"},
                                                    {"points", "#,##0.0"},
                                                    {"nps", "#,##0.0"},
                                                    {"probability", "0.0%"},
                                                    {"count", "#,##0"}};
  std::map<std::string, int> seen;
  for (const std::string name : {"measure", "index", "level", "base"}) {
    const cxm::result_table table = cxm::table_of(a, name);
    const auto named = [&](const std::string& column) {
      std::size_t k = 0;
      while (table.columns.at(k).name != column) ++k;
      return k;
    };
    for (std::size_t row = 0; row < table.rows; ++row) {
      const std::string unit(table.columns[named("unit_measure")].text(row));
      const auto found = sheets.at(name).cells.find(place(named("value"), row + 1));
      if (found == sheets.at(name).cells.end() || expected.count(unit) == 0) continue;
      EXPECT_EQ(format_of(book, found->second.style), expected.at(unit)) << unit;
      ++seen[unit];
    }
  }
  for (const auto& [unit, ignored] : expected) EXPECT_GT(seen[unit], 0) << unit;
}

TEST(Workbook, Promise4HiddenRowsHaveAReasonAndNoNumber) {
  const cxm::assessment a = example_assessment({.units = 6, .hide_everything = true});
  const auto sheets = sheets_of(unpacked(cxm::result_xlsx(a, testing::TempDir())));
  std::size_t hidden = 0;
  for (const std::string& name : cxm::table_names(a)) {
    if (name == "about" || name == "receipt" || name == "findings") continue;
    const cxm::result_table table = cxm::table_of(a, name);
    for (std::size_t row = 0; row < table.rows; ++row) {
      std::size_t reason = 0;
      while (table.columns.at(reason).name != "suppressed") ++reason;
      const auto& cells = sheets.at(name).cells;
      const auto said = cells.find(place(reason, row + 1));
      if (said == cells.end()) continue;
      ++hidden;
      EXPECT_FALSE(said->second.text.empty());
      for (std::size_t k = 0; k < table.columns.size(); ++k) {
        const std::string& column = table.columns[k].name;
        if (column == "value" || column == "se" || column == "low" || column == "high" || column == "n" ||
            column == "n_eff" || column == "df") {
          EXPECT_EQ(cells.count(place(k, row + 1)), 0U) << name << " " << column << " of row " << row;
        }
      }
    }
  }
  EXPECT_GT(hidden, 100U);
}

TEST(Workbook, HasNoFormulaWhateverTextsBeginWith) {
  const cxm::assessment a = odd_labels();
  const archive book = unpacked(cxm::result_xlsx(a, testing::TempDir()));
  const auto sheets = sheets_of(book);
  for (const auto& [name, content] : book.files) {
    EXPECT_EQ(content.find("<f>"), std::string::npos) << name;
    EXPECT_EQ(content.find("<f "), std::string::npos) << name;
  }
  std::map<std::string, std::string> formats;
  for (const auto& [name, one] : sheets)
    for (const auto& [where, c] : one.cells) formats[c.text] = format_of(book, c.style);
  for (const char* literal : {"=1+1", "+49 30", "-5 & <b>", "@home"}) {
    ASSERT_EQ(formats.count(literal), 1U) << literal;
    EXPECT_EQ(formats[literal], "@") << literal;
  }
  EXPECT_EQ(formats.count("_x0041_"), 1U);
  EXPECT_EQ(formats.count("A"), 0U);
  EXPECT_EQ(formats.count("a\xEF\xBF\xBD"
                          "b\nc"),
            1U);
  EXPECT_EQ(formats.count("broken \xEF\xBF\xBD"), 1U);
}

TEST(Workbook, EqualAssessmentsGiveEqualBytesAndNoDateIsTold) {
  const cxm::assessment a = example_assessment();
  const std::string one = cxm::result_xlsx(a, testing::TempDir());
  EXPECT_EQ(one, cxm::result_xlsx(a, "."));
  const archive book = unpacked(one);
  ASSERT_FALSE(book.times.empty());
  for (const unsigned time : book.times) EXPECT_EQ(time, book.times.front());
  const unsigned day = book.times.front() >> 16U;
  EXPECT_EQ(1980U + (day >> 9U), 1980U);
  const std::string& core = book.files.at("docProps/core.xml");
  EXPECT_NE(core.find(">1980-01-01T00:00:00Z</dcterms:created>"), std::string::npos) << core;
  EXPECT_NE(core.find(">1980-01-01T00:00:00Z</dcterms:modified>"), std::string::npos) << core;
}

TEST(Workbook, ItsFirstSheetExplainsTheOthers) {
  for (const bool german : {false, true}) {
    const cxm::assessment a = example_assessment({.language = german ? "de" : "en"});
    const auto sheets = sheets_of(unpacked(cxm::result_xlsx(a, testing::TempDir())));
    const std::string first = german ? "Überblick" : "about";
    ASSERT_EQ(sheets.count(first), 1U);
    std::map<std::string, std::string> lines;
    std::map<std::string, double> counts;
    const auto& cells = sheets.at(first).cells;
    for (const auto& [where, c] : cells)
      if (where.front() == 'A' && cells.count("B" + where.substr(1)) == 1) {
        lines[c.text] = cells.at("B" + where.substr(1)).text;
        if (cells.count("C" + where.substr(1)) == 1) counts[c.text] = cells.at("C" + where.substr(1)).number;
      }
    EXPECT_EQ(lines[german ? "Fragebogen" : "Questionnaire"], a.source->id);
    EXPECT_EQ(lines[german ? "Fingerabdruck des Fragebogens" : "Fingerprint of the questionnaire"],
              a.fingerprint);
    for (const std::string& name : cxm::table_names(a)) {
      if (name == "about") continue;
      EXPECT_FALSE(lines[name].empty()) << "the sheet " << name << " is not explained";
      EXPECT_EQ(counts[name], static_cast<double>(cxm::table_of(a, name).rows)) << name;
    }
    for (const cxm::table_column& column : cxm::table_of(a, "rows").columns)
      EXPECT_FALSE(lines[column.name].empty()) << "the column " << column.name << " is not explained";
  }
}

TEST(Workbook, CellsAndSheetNamesKeepTheirLimits) {
  using cxm::xlsx_detail::cell_text;
  using cxm::xlsx_detail::sheet_name;
  const std::size_t most = cxm::xlsx_detail::most_characters;
  EXPECT_EQ(cell_text(std::string(most - 1, 'x')), std::string(most - 1, 'x'));
  EXPECT_EQ(cell_text(std::string(most + 5, 'x')), std::string(most - 1, 'x') + "\xE2\x80\xA6");
  // Outside the basic plane a character takes two units.
  std::string faces;
  for (int k = 0; k < 20000; ++k) faces += "\xF0\x9F\x98\x80";
  EXPECT_EQ(cell_text(faces).size(), 4 * ((most - 1) / 2) + 3);
  EXPECT_EQ(sheet_name("plan", {}), "plan");
  EXPECT_EQ(sheet_name("a/b:c", {}), "a_b_c");
  EXPECT_EQ(sheet_name("Item", {"item"}), "Item 2");
  EXPECT_EQ(sheet_name(std::string(40, 'n'), {std::string(31, 'n')}), std::string(29, 'n') + " 2");
  EXPECT_EQ(sheet_name("", {}), "_");
}

TEST(Workbook, LeavesNothingBehind) {
  const cxm::test::scratch_directory dir;
  const cxm::assessment a = example_assessment();
  cxm::write_result_xlsx(a, dir.file("all.xlsx"));
  EXPECT_EQ(dir.list(), std::vector<std::string>{"all.xlsx"});
  EXPECT_EQ(cxm::test::read_whole_file(dir.file("all.xlsx")), cxm::result_xlsx(a, dir.path().string()));
  try {
    (void)cxm::result_xlsx(a, dir.file("nowhere"));
    FAIL() << "a directory that does not exist";
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::io);
    EXPECT_NE(std::string(e.what()).find("nowhere"), std::string::npos) << e.what();
  }
  EXPECT_EQ(dir.list(), std::vector<std::string>{"all.xlsx"});
}

TEST(WorkbookOfTheProgram, AssessPlanAndCompareWriteOne) {
  const std::string cxm = CXM_BIN_DIR "/cxm";
  const cxm::test::scratch_directory dir;
  const auto run = [&](const std::vector<std::string>& arguments) {
    return cxm::test::run_program(cxm, arguments, dir.path());
  };
  ASSERT_EQ(run({"simulate", "cx4", "--profile", "demo", "--out", "survey.csv"}).code, 0);
  ASSERT_EQ(run({"assess", "survey.csv", "--instrument", "cx4", "--xlsx", "a.xlsx", "--quiet"}).code, 0);
  const auto assessed = sheets_of(unpacked(cxm::test::read_whole_file(dir.path() / "a.xlsx")));
  EXPECT_EQ(assessed.count("index"), 1U);
  EXPECT_EQ(assessed.count("plan_candidates"), 0U);
  ASSERT_EQ(run({"plan", "survey.csv", "--instrument", "cx4", "--plan",
                 CXM_SOURCE_DIR "/examples/plans/cx4.json", "--xlsx", "p.xlsx", "--quiet"})
                .code,
            0);
  const auto planned = sheets_of(unpacked(cxm::test::read_whole_file(dir.path() / "p.xlsx")));
  for (const char* name : {"plan_sentences", "plan_candidates", "plan_roadmap", "plan_outlook"})
    EXPECT_EQ(planned.count(name), 1U) << name;
  ASSERT_EQ(run({"compare", "survey.csv", "--instrument", "cx4", "--a", "role=executive", "--b",
                 "role=employee", "--xlsx", "c.xlsx", "--quiet"})
                .code,
            0);
  EXPECT_GE(sheets_of(unpacked(cxm::test::read_whole_file(dir.path() / "c.xlsx"))).size(), 3U);
  // A run that fails leaves neither workbook nor temporary files.
  const auto before = dir.list();
  EXPECT_EQ(run({"assess", "survey.csv", "--instrument", "cx4", "--xlsx", "b.xlsx", "--css", "none.css",
                 "--html", "r.html"})
                .code,
            1);
  EXPECT_EQ(dir.list(), before);
}

}  // namespace
