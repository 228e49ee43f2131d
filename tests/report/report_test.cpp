// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <set>
#include <sstream>

#include "cxm/base/error.hpp"
#include "cxm/report/charts.hpp"
#include "report/words.hpp"
#include "support/report_fixture.hpp"

namespace {

namespace fs = std::filesystem;
using cxm_test::example_assessment;
using cxm_test::report_case;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

std::vector<std::string> attributes(const std::string& html, const std::string& name) {
  std::vector<std::string> values;
  const std::string opening = " " + name + "=\"";
  for (std::size_t at = html.find(opening); at != std::string::npos; at = html.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    values.push_back(html.substr(begin, html.find('"', begin) - begin));
  }
  return values;
}

/// The rules that every report keeps, whatever is in it.
void expect_sound(const std::string& html) {
  EXPECT_EQ(html.rfind("<!DOCTYPE html>", 0), 0U);
  EXPECT_EQ(count(html, "<script"), 0U);
  EXPECT_EQ(count(html, "javascript:"), 0U);
  // Addresses: only fragments, the empty icon, and the SVG namespace, which nobody fetches.
  for (const std::string& name : {std::string("src"), std::string("href"), std::string("xlink:href")})
    for (const std::string& value : attributes(html, name))
      EXPECT_TRUE(value.rfind('#', 0) == 0 || value == "data:,") << name << "=" << value;
  EXPECT_EQ(count(html, "http://"), count(html, "http://www.w3.org/2000/svg"));
  EXPECT_EQ(count(html, "https://"), 0U);
  EXPECT_EQ(count(html, "@import"), 0U);
  for (const char* bad : {">nan<", " nan ", "(nan", "\"nan\"", "\"inf\"", ">inf<"})
    EXPECT_EQ(count(html, bad), 0U) << bad;
  // Ids are unique and every reference has its target.
  std::set<std::string> ids;
  for (const std::string& id : attributes(html, "id")) EXPECT_TRUE(ids.insert(id).second) << "twice: " << id;
  for (const std::string& link : attributes(html, "href"))
    if (link.rfind('#', 0) == 0) {
      EXPECT_EQ(ids.count(link.substr(1)), 1U) << link;
    }
  for (const std::string& value : attributes(html, "aria-labelledby")) {
    std::istringstream names(value);
    for (std::string name; names >> name;) EXPECT_EQ(ids.count(name), 1U) << name;
  }
  // Every picture is named and described, and has its numbers as a table.
  const std::size_t pictures = count(html, "<svg ");
  EXPECT_EQ(count(html, "role=\"img\""), pictures);
  EXPECT_EQ(count(html, "<title id="), pictures);
  EXPECT_EQ(count(html, "<desc id="), pictures);
  EXPECT_EQ(count(html, "<figure>"), count(html, "</details>\n</figure>"));
  for (const char* element :
       {"section", "table", "figure", "details", "svg", "ol", "ul", "dl", "p", "h2", "h3", "text"})
    EXPECT_EQ(count(html, std::string("<") + element + ">") + count(html, std::string("<") + element + " "),
              count(html, std::string("</") + element + ">"))
        << element;
}

TEST(Report, KeepsItsRulesForEveryKindOfResult) {
  std::vector<report_case> cases(6);
  cases[1].units = 45;
  cases[1].long_labels = true;
  cases[2].hide_everything = true;
  cases[3].units = 0;
  cases[3].waves = 0;
  cases[3].findings = false;
  cases[4].customers = false;
  cases[4].waves = 1;
  cases[5].language = "de";
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    expect_sound(cxm::html_report(example_assessment(cases[i])));
  }
  expect_sound(cxm::html_report(cxm::assessment{}));
}

TEST(Report, IsDeterministic) {
  EXPECT_EQ(cxm::html_report(example_assessment()), cxm::html_report(example_assessment()));
}

TEST(Report, ShowsThePublishedFiguresBesideTheExecutives) {
  const std::string html = cxm::html_report(example_assessment());
  EXPECT_NE(html.find("Harvard Business Review Analytic Services"), std::string::npos);
  const std::regex row(
      "Published \\(680 people\\)</td><td class=\"number\">([0-9]+)\xC2\xA0%</td><td "
      "class=\"number\">([0-9]+)\xC2\xA0%");
  std::vector<std::string> pairs;
  for (std::sregex_iterator it(html.begin(), html.end(), row), end; it != end; ++it)
    pairs.push_back((*it)[1].str() + "/" + (*it)[2].str());
  EXPECT_EQ(pairs, (std::vector<std::string>{"90/45", "88/49", "87/35"}));
  EXPECT_NE(html.find("Published: 15\xC2\xA0% of 680 executives"), std::string::npos);
}

TEST(Report, NeverPrintsASuppressedNumber) {
  auto a = example_assessment();
  a.receipt = {};
  a.findings.clear();
  for (auto& row : a.rows) {
    row.suppressed = "base";
    row.value.value = 77.7777;
    row.value.low = row.value.high = 77.7777;
  }
  const std::string html = cxm::html_report(a);
  EXPECT_EQ(count(html, "77.8"), 0U);
  EXPECT_EQ(count(html, "78\xC2\xA0%"), 0U);
  EXPECT_EQ(count(html, ">78<"), 0U);
  EXPECT_NE(html.find("fewer than 5 people"), std::string::npos);
  EXPECT_EQ(count(html, "<svg "), 0U) << "an empty chart says why instead";
}

TEST(Report, SaysWhyAChapterIsEmpty) {
  report_case one;
  one.waves = 1;
  one.units = 0;
  one.customers = false;
  const std::string html = cxm::html_report(example_assessment(one));
  EXPECT_NE(html.find("There is one wave. With the next one"), std::string::npos);
  EXPECT_NE(html.find("One wave so far: this is the baseline"), std::string::npos);
  EXPECT_NE(html.find("Not heard at all: Customers."), std::string::npos);
}

TEST(Report, StatesThatDisclosureControlWasOff) {
  auto a = example_assessment();
  EXPECT_EQ(count(cxm::html_report(a), "class=\"warning\""), 0U);
  a.options.disclosure = false;
  EXPECT_EQ(count(cxm::html_report(a), "class=\"warning\""), 1U);
}

TEST(Charts, PathsAndEventsAreDrawn) {
  cxm::chart::path_chart paths;
  paths.nodes = {{"Culture", "reliability 0.84"}, {"Loyalty", ""}, {"Result", ""}};
  paths.arrows = {
      {0, 1, "0.80", "(0.60 to 1.00)", true}, {1, 2, "0.30", "", false}, {0, 2, "0.05", "", false}};
  paths.direct_name = "Directly:";
  const std::string wide = cxm::chart::draw({"w", "Paths", "Paths", 840}, paths);
  const std::string narrow = cxm::chart::draw({"n", "Paths", "Paths", 358}, paths);
  for (const std::string* svg : {&wide, &narrow}) {
    for (const char* words : {"Culture", "Loyalty", "Result", "0.80", "(0.60 to 1.00)", "0.30", "0.05"})
      EXPECT_NE(svg->find(words), std::string::npos) << words;
    EXPECT_EQ(count(*svg, "class=\"node\""), 3U);
  }
  EXPECT_NE(narrow.find("Directly:"), std::string::npos);
  paths.directed = false;
  EXPECT_LT(count(cxm::chart::draw({"w", "Paths", "Paths", 840}, paths), "<polyline"),
            count(wide, "<polyline"));

  cxm::chart::series_chart series;
  series.panels.push_back({"Culture",
                           "",
                           {{"1", 60, 58, 62, "60"}, {"2", 50, 48, 52, "50"}, {"3", 45, 43, 47, "45"}},
                           cxm::chart::round_axis(40, 65),
                           false,
                           {60, 50, 45},
                           1});
  const std::string with = cxm::chart::draw({"s", "Series", "Series", 840}, series);
  EXPECT_EQ(count(with, "\"reference\""), 1U);
  EXPECT_EQ(count(with, "\"fitted\""), 1U) << "the line before the event has one point";
  series.panels[0].event = -1;
  EXPECT_EQ(count(cxm::chart::draw({"s", "Series", "Series", 840}, series), "\"reference\""), 0U);
}

TEST(Charts, ScattersNumberTheirPointsAndNameThemInAKey) {
  cxm::chart::scatter_chart map;
  map.x = map.y = cxm::chart::round_axis(0, 100);
  map.x_name = "Effective";
  map.y_name = "Important";
  const double nan = std::nan("");
  map.points = {{"1", "Culture", 50, 48, 52, 80, 78, 82, "important 80", cxm::chart::look::accent_dot},
                {"2", "Visibility", 50, 48, 52, 80, 78, 82, "important 80 too", cxm::chart::look::dot},
                {"3", "Hidden", nan, nan, nan, nan, nan, nan, "fewer than 5 people", cxm::chart::look::dot}};
  map.crosses = {{50, 60, false}, {40, 130, true}};
  map.fields[0] = "start here";
  for (const double width : {840.0, 358.0}) {
    const std::string svg = cxm::chart::draw({"m", "Map", "Map", width}, map);
    for (const char* words :
         {"Effective", "Important", "Culture", "important 80 too", "fewer than 5 people", "start here"})
      EXPECT_NE(svg.find(words), std::string::npos) << words << " at " << width;
    // Number and key for each point that is there, the key alone for one that is not.
    EXPECT_EQ(count(svg, ">1</text>"), 2U);
    EXPECT_EQ(count(svg, ">3</text>"), 1U);
    EXPECT_EQ(count(svg, "class=\"whisker\""), 4U);
    // A crosshair has two lines; of one that lies outside the plot only what lies inside is drawn.
    EXPECT_EQ(count(svg, "class=\"reference\""), 2U);
    EXPECT_EQ(count(svg, "class=\"reference fine\""), 1U);
    // Two points in one place: their numbers must not lie on each other.
    std::vector<std::pair<std::string, std::string>> at;
    for (const std::string number : {">1</text>", ">2</text>"}) {
      const std::size_t end = svg.find(number), begin = svg.rfind("<text", end);
      const std::string element = svg.substr(begin, end - begin);
      at.emplace_back(attributes(element, "x").at(0), attributes(element, "y").at(0));
    }
    EXPECT_NE(at[0], at[1]);
  }
}

TEST(Report, ItsFirstPageTakesActionsFromEveryKindOfFinding) {
  // Each kind alone must come through to the first page, whatever else is measured.
  struct wanted {
    const char *kind, *verdict, *detail, *unit, *words;
    double value;
  };
  for (const wanted& one :
       {wanted{"dilution", "diluting", "since_event", "points", "Win back what is fading: Thing", -6},
        wanted{"believers", "isolated", "units:isolated", "count",
               "Bring those who stand alone together: Thing", 9},
        wanted{"change", "fallen", "change", "nps", "Find out why it fell: Thing", -8},
        wanted{"importance_gap", "gap", "gap", "share", "Become effective at what is held important: Thing",
               .5}}) {
    SCOPED_TRACE(one.kind);
    cxm::assessment a = example_assessment();
    a.findings.clear();
    cxm::finding f;
    f.id = cxm::finding().id + one.kind + ":thing";
    f.kind = one.kind;
    f.title = "Heading: Thing";
    f.verdict = one.verdict;
    f.probability = .99;
    f.wave = a.waves.back();
    f.sentence = "Forty % of it.";
    cxm::result_row row;
    row.key.assign(a.key_columns.size(), "");
    row.key[0] = f.wave;
    row.table = "finding";
    row.id = f.id;
    row.detail = one.detail;
    row.unit = one.unit;
    row.value.value = one.value;
    row.value.flags = 0;
    f.rows = {a.rows.size()};
    a.rows.push_back(row);
    a.findings.push_back(f);
    const std::string html = cxm::html_report(a);
    const std::size_t actions = html.find("<ol class=\"actions\">");
    ASSERT_NE(actions, std::string::npos);
    EXPECT_NE(html.substr(actions, 900).find(one.words), std::string::npos) << html.substr(actions, 400);
    EXPECT_NE(html.find("Forty\xC2\xA0% of it."), std::string::npos);
    a.findings.back().verdict = "not settled";
    EXPECT_EQ(cxm::html_report(a).find(one.words), std::string::npos);
  }
}

TEST(Report, EscapesWhatComesFromOutside) {
  auto a = example_assessment();
  for (auto& row : a.rows)
    if (row.key[2] == "Unit 1") row.key[2] = "<script>alert(1)</script> & \"x\"";
  a.receipt.notes = {"<img src=x onerror=alert(1)>"};
  cxm::report_options options;
  options.organisation = "A & B <i>";
  options.subtitle = "</title><script>";
  const std::string html = cxm::html_report(a, options);
  EXPECT_EQ(count(html, "<script"), 0U);
  EXPECT_EQ(count(html, "<img"), 0U);
  EXPECT_NE(html.find("<h1>A &amp; B &lt;i&gt;</h1>"), std::string::npos);
}

TEST(Report, SpeaksGermanAndTakesOtherWords) {
  report_case german;
  german.language = "de";
  const std::string html = cxm::html_report(example_assessment(german));
  EXPECT_NE(html.find("<html lang=\"de\">"), std::string::npos);
  EXPECT_NE(html.find("Reifestufe"), std::string::npos);
  EXPECT_EQ(count(html, ">Maturity level<"), 0U);
  cxm::report_options options;
  options.strings["summary.title"] = "At a glance";
  EXPECT_NE(cxm::html_report(example_assessment(), options).find("At a glance</h2>"), std::string::npos);
  options.strings["summary.titel"] = "x";
  EXPECT_THROW((void)cxm::html_report(example_assessment(), options), cxm::error);
}

TEST(Report, TakesABrandAndRefusesOneThatLeavesTheStyleSheet) {
  cxm::report_options options;
  options.css = ":root { --accent: #7a1f3d; }";
  EXPECT_NE(cxm::html_report(example_assessment(), options).find("--accent: #7a1f3d"), std::string::npos);
  options.css = "</STYLE><script>";
  try {
    (void)cxm::html_report(example_assessment(), options);
    FAIL() << "no error";
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.parameter(), "css");
    EXPECT_EQ(std::string(e.what()),
              "report: css contains \"</style\" at byte 0, but must be style rules alone");
  }
}

/// Draws, measures and prints reports with headless Chromium, where it is installed: no console error, no
/// request, nothing clipped or overlapping at three widths, tables open on paper (browser_check.py).
TEST(ReportInBrowser, IsDrawnAndPrintedWithoutFaults) {
  if (std::system("python3 -c pass 2>/dev/null") != 0) GTEST_SKIP() << "python3 is not installed";
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("cxm_report_" + std::to_string(std::random_device{}()));
  fs::create_directories(folder);
  report_case large;
  large.units = 45;
  large.long_labels = true;
  large.language = "de";
  large.customers = false;
  cxm::write_html_report(example_assessment(), (folder / "usual.html").string());
  cxm::write_html_report(example_assessment(large), (folder / "large.html").string());
  const fs::path log = folder / "faults.txt";
  const std::string command = "python3 '" CXM_SOURCE_DIR "/tests/report/browser_check.py' '" +
                              (folder / "usual.html").string() + "' '" + (folder / "large.html").string() +
                              "' > '" + log.string() + "' 2>&1";
  const int status = std::system(command.c_str());
  std::ifstream in(log);
  const std::string said((std::istreambuf_iterator<char>(in)), {});
  fs::remove_all(folder);
  if (said.find("headless Chromium is not installed") == 0) GTEST_SKIP() << said;
  EXPECT_EQ(status, 0) << said;
  EXPECT_EQ(said, "");
}

TEST(ReportPhrases, AreAllThereInBothLanguages) {
  using namespace cxm::report_detail;
  std::set<std::string> keys;
  const auto holes = [](std::string_view text) {
    std::set<char> found;
    for (std::size_t i = 0; i + 2 < text.size(); ++i)
      if (text[i] == '{' && text[i + 2] == '}') found.insert(text[i + 1]);
    return found;
  };
  for (std::size_t i = 0; i < phrase_count(); ++i) {
    const phrase p = phrase_at(i);
    EXPECT_TRUE(keys.insert(std::string(p.key)).second) << "twice: " << p.key;
    EXPECT_FALSE(p.en.empty()) << p.key;
    EXPECT_FALSE(p.de.empty()) << p.key;
    EXPECT_EQ(holes(p.en), holes(p.de)) << p.key;
  }
  // Every key that the sources name exists.
  const std::regex named("[^a-z]w\\(\\s*\"([a-z_.0-9]+)\"\\s*[,)]");
  std::size_t found = 0;
  for (const auto& file : fs::directory_iterator(fs::path(CXM_SOURCE_DIR) / "src/report")) {
    std::ifstream in(file.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it, ++found)
      EXPECT_EQ(keys.count((*it)[1].str()), 1U) << file.path() << ": " << (*it)[1];
  }
  EXPECT_GT(found, 100U);
}

TEST(ReportWords, FormatNumbersAsTheLanguageDoes) {
  using cxm::report_detail::words;
  const std::map<std::string, std::string> none;
  const words en("en", none), de("de", none);
  EXPECT_EQ(en.value(.453, "share"), "45\xC2\xA0%");
  EXPECT_EQ(de.value(.453, "share"), "45\xC2\xA0%");
  EXPECT_EQ(en.value(57.25, "points"), "57.3");
  EXPECT_EQ(de.value(57.25, "points"), "57,3");
  EXPECT_EQ(en.value(-.04, "points", true), "0.0");
  EXPECT_EQ(en.value(-1.25, "points", true),
            "\xE2\x88\x92"
            "1.3");
  EXPECT_EQ(en.value(1.25, "points", true), "+1.3");
  EXPECT_EQ(en.count(1234567), "1,234,567");
  EXPECT_EQ(de.count(1234567), "1.234.567");
  EXPECT_EQ(en.count(999), "999");
  EXPECT_EQ(en.probability(.004), "<1\xC2\xA0%");
  EXPECT_EQ(en.probability(.996), ">99\xC2\xA0%");
  EXPECT_EQ(en.probability(1), ">99\xC2\xA0%");
  EXPECT_EQ(en.probability(0), "<1\xC2\xA0%");
  EXPECT_EQ(en.value(std::nan(""), "share"), "\xE2\x80\x93");
  cxm::estimate e;
  e.value = .453;
  e.low = .412;
  e.high = .494;
  EXPECT_EQ(en.estimated(e, "share"),
            "45\xC2\xA0% (41\xC2\xA0to\xC2\xA0"
            "49\xC2\xA0%)");
}

}  // namespace
