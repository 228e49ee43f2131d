// SPDX-License-Identifier: Apache-2.0
#include "io/layout.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"

namespace cxm::detail {
namespace {

using record = std::vector<std::string>;

bool is_blank(const std::string& text) { return trimmed(text).empty(); }

/// The value of {"ImportId":"QID1", ...}, or "".
std::string import_id(const std::string& text) {
  const std::string_view t = trimmed(text);
  for (const std::string_view head : {"{\"ImportId\":\"", "{\"ImportId\": \"", "{'ImportId': '"}) {
    if (t.substr(0, head.size()) != head) continue;
    const std::string_view rest = t.substr(head.size());
    const std::size_t end = rest.find(head.back());
    if (end != std::string_view::npos) return std::string(rest.substr(0, end));
  }
  return {};
}

bool is_qualtrics_3(const std::vector<record>& r) {
  if (r.size() < 3) return false;
  const auto filled = std::count_if(r[2].begin(), r[2].end(), [](const auto& c) { return !is_blank(c); });
  const auto ids =
      std::count_if(r[2].begin(), r[2].end(), [](const auto& c) { return !import_id(c).empty(); });
  return ids > 0 && ids == filled;
}

bool is_qualtrics_2(const std::vector<record>& r) {
  if (r.size() < 2 || r[0].empty() || r[1].size() != r[0].size()) return false;
  const std::string id = folded(r[1][0]);
  return trimmed(r[0][0]) == "V1" && (id == "responseid" || id == "response id");
}

bool says_response(const std::string& option) {
  static constexpr std::array<std::string_view, 3> words{"response", "open-ended response", "responses"};
  const std::string text = folded(option);
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_surveymonkey_2(const std::vector<record>& r) {
  if (r.size() < 2 || r[0].size() < 2 || r[1].size() != r[0].size()) return false;
  bool response = false;
  bool continued = false;
  for (std::size_t c = 0; c < r[0].size(); ++c) {
    response = response || says_response(r[1][c]);
    if (is_blank(r[0][c])) {
      if (is_blank(r[1][c])) return false;
      continued = true;
    }
  }
  // Two signs: an option row speaks of "Response", or questions go on over empty cells while the
  // identifier columns at the left have no option.
  return response || (continued && is_blank(r[1][0]));
}

std::vector<column_name> surveymonkey_names(const record& questions, const record& options) {
  std::vector<column_name> names;
  std::string question;
  for (std::size_t c = 0; c < questions.size(); ++c) {
    if (!is_blank(questions[c])) question = trimmed(questions[c]);
    const std::string option(c < options.size() ? trimmed(options[c]) : std::string_view{});
    const bool alone = option.empty() || says_response(option);
    names.push_back({alone ? question : question + " - " + option, {}});
  }
  return names;
}

}  // namespace

file_header detect_layout(const std::string& file, const std::string& wanted, const std::vector<record>& r) {
  static constexpr std::array<std::string_view, 6> layouts{"auto",        "csv",  "qualtrics-3",
                                                           "qualtrics-2", "long", "surveymonkey-2"};
  if (std::find(layouts.begin(), layouts.end(), wanted) == layouts.end())
    throw error(errc::argument,
                "read_file: layout is \"" + wanted +
                    "\", but must be auto, csv, qualtrics-3, qualtrics-2, surveymonkey-2 or long",
                "layout");
  file_header header;
  header.layout = wanted;
  if (wanted == "auto") {
    header.layout = is_qualtrics_3(r)      ? "qualtrics-3"
                    : is_qualtrics_2(r)    ? "qualtrics-2"
                    : is_surveymonkey_2(r) ? "surveymonkey-2"
                                           : "csv";
  }
  header.records = header.layout == "qualtrics-3"                                        ? 3
                   : header.layout == "qualtrics-2" || header.layout == "surveymonkey-2" ? 2
                                                                                         : 1;
  if (r.size() < header.records)
    throw error(errc::data,
                file + ": has " + std::to_string(r.size()) + " rows, but the layout " + header.layout +
                    " begins with " + std::to_string(header.records) + " header rows",
                file, static_cast<std::int64_t>(r.size()));
  for (std::size_t i = 1; i < header.records; ++i)
    if (r[i].size() != r[0].size())
      throw error(errc::data,
                  file + ": header row " + std::to_string(i + 1) + " has " + std::to_string(r[i].size()) +
                      " fields, but header row 1 has " + std::to_string(r[0].size()) +
                      "; repair the header or name the layout (--layout csv)",
                  file, static_cast<std::int64_t>(i) + 1);
  if (header.layout == "qualtrics-3" && !is_qualtrics_3(r))
    throw error(errc::data,
                file + ": row 3 is not the ImportId row of a Qualtrics export; read it as --layout csv", file,
                3);
  if (header.layout == "surveymonkey-2") {
    header.columns = surveymonkey_names(r[0], r[1]);
    return header;
  }
  for (std::size_t c = 0; c < r[0].size(); ++c) {
    column_name name{std::string(trimmed(r[0][c])), {}};
    if (header.records == 3)
      if (const std::string id = import_id(r[2][c]); !id.empty()) name.others.push_back(id);
    if (header.records >= 2 && !is_blank(r[1][c])) name.others.emplace_back(trimmed(r[1][c]));
    header.columns.push_back(std::move(name));
  }
  return header;
}

}  // namespace cxm::detail
