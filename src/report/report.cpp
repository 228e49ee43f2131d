// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/report.hpp"

#include <algorithm>

#include "cxm/base/error.hpp"
#include "cxm/io/files.hpp"
#include "report/chapters.hpp"
#include "report/findings_view.hpp"
#include "report/markup.hpp"

namespace cxm {
namespace {

using namespace report_detail;

/// The brand's style sheet must not be able to end the style element.
void check_css(const std::string& css) {
  std::string lower = css;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch - 'A' + 'a') : ch; });
  for (const char* bad : {"</style", "<!--"})
    if (const auto at = lower.find(bad); at != std::string::npos)
      throw error(errc::argument,
                  "report: css contains \"" + std::string(bad) + "\" at byte " + std::to_string(at) +
                      ", but must be style rules alone",
                  "css");
}

std::string head_of(const words& w, const std::string& title, const report_options& options) {
  return "<!DOCTYPE html>\n<html lang=\"" + escaped(w.tag()) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; img-src data:; "
         "font-src data:; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"generator\" content=\"libcxm\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n" +
         element("title", title) + "\n<style>" + report_style_sheet() +
         (options.css.empty() ? "" : "\n/* brand */\n" + options.css + "\n") + "</style>\n</head>\n";
}

std::string kicker(const context& c) {
  return c.w(c.v.about_maturity() ? "cover.kicker" : "cover.kicker_plain");
}

std::string cover(const context& c, const std::string& title) {
  std::string html =
      "<header class=\"cover\">\n" + element("p", kicker(c), "kicker") + "\n" + element("h1", title) + "\n";
  std::vector<std::string> facts;
  if (!c.options.subtitle.empty()) facts.push_back(c.options.subtitle);
  const std::string instrument_title = c.v.asked().title.in(c.v.language());
  if (!c.options.organisation.empty() && !instrument_title.empty()) facts.push_back(instrument_title);
  if (!c.v.wave().empty())
    facts.push_back(c.w(c.v.waves().size() > 1 ? "cover.waves" : "cover.wave",
                        {c.v.wave(), c.w.count(static_cast<double>(c.v.waves().size()))}));
  facts.push_back(people_text(c));
  std::string line;
  for (const std::string& fact : facts) line += (line.empty() ? "" : " \xC2\xB7 ") + fact;
  return html + element("p", line, "facts") + "\n</header>\n";
}

std::string section_of(const chapter& one, bool first) {
  return "<section id=\"" + one.id + "\"" +
         (first          ? " class=\"first\""
          : one.new_page ? " class=\"new-page\""
                         : "") +
         " aria-labelledby=\"" + one.id + "-h\">\n<h2 id=\"" + one.id + "-h\">" + escaped(one.title) +
         "</h2>\n" + one.html + "</section>\n";
}

}  // namespace

std::string html_report(const assessment& a, const report_options& options) {
  check_css(options.css);
  const words w(options.language.empty() ? a.options.language : options.language, options.strings);
  const std::string language = w.tag();
  const view v(a, language);
  context c{v, w, options};
  std::vector<chapter> chapters;
  for (const auto write :
       {summary_chapter, roadmap_chapter, levels_chapter, dimensions_chapter, importance_chapter,
        perception_chapter, say_do_chapter, roadblocks_chapter, drivers_chapter, norm_chapter, units_chapter,
        unit_pages_chapter, waves_chapter, measures_chapter, findings_chapter, questions_chapter,
        receipt_chapter, method_chapter, appendix_chapter}) {
    chapter one = write(c);
    if (one.html.empty()) continue;
    c.chapters.push_back(one.id);
    chapters.push_back(std::move(one));
  }
  std::string title = options.organisation;
  if (title.empty()) title = v.asked().title.in(language);
  if (title.empty()) title = kicker(c);

  std::string html = head_of(w, title + " \xE2\x80\x93 " + kicker(c), options);
  html += "<body>\n<a class=\"skip\" href=\"#summary\">" + escaped(w("page.skip")) +
          "</a>\n<main class=\"page\">\n<div class=\"opening\">\n";
  html += cover(c, title) + section_of(chapters.front(), true) + "</div>\n";
  html += "<nav class=\"toc\" aria-label=\"" + escaped(w("page.contents")) + "\">\n" +
          element("p", w("page.contents")) + "\n<ol>\n";
  for (const chapter& one : chapters)
    html += "<li><a href=\"#" + one.id + "\">" + escaped(one.title) + "</a></li>\n";
  html += "</ol>\n</nav>\n<div class=\"rest\">\n";
  for (std::size_t i = 1; i < chapters.size(); ++i) html += section_of(chapters[i], false);
  html += "</div>\n</main>\n</body>\n</html>\n";
  return html;
}

void write_html_report(const assessment& a, const std::string& path, const report_options& options) {
  write_file(path, html_report(a, options));
}

std::map<std::string, std::string> report_phrases(const std::string& language) {
  std::map<std::string, std::string> all;
  const bool german = language == "de" || language.rfind("de-", 0) == 0;
  for (std::size_t i = 0; i < phrase_count(); ++i)
    all.emplace(phrase_at(i).key, german ? phrase_at(i).de : phrase_at(i).en);
  return all;
}

}  // namespace cxm
