// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/scaffold.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"
#include "io/answer_table.hpp"
#include "io/cell_text.hpp"
#include "io/column_profile.hpp"
#include "io/encoding.hpp"
#include "io/layout.hpp"
#include "io/variable_reader.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using namespace detail;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), folded(name)) != names.end();
}

template <std::size_t N>
bool has_one_of(std::string_view name, const std::array<std::string_view, N>& words) {
  // Whole words only: "stage" is no "age". A sentence is a question, whatever words are in it.
  if (std::count(name.begin(), name.end(), ' ') > 4) return false;
  std::string spaced = " ";
  for (const char c : folded(name)) spaced += (c == '_' || c == '-' || c == '.' || c == '/') ? ' ' : c;
  spaced += ' ';
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) {
    return spaced.find(" " + std::string(w) + " ") != std::string::npos;
  });
}

constexpr std::array<std::string_view, 10> weight_names{
    "weight", "weights", "wt", "wgt", "w", "gewicht", "weighting", "finalwt", "final weight", "pweight"};
constexpr std::array<std::string_view, 6> role_names{"role",      "rolle",   "job role", "respondent type",
                                                     "job level", "audience"};
constexpr std::array<std::string_view, 8> wave_names{"wave", "welle", "survey wave", "survey year",
                                                     "year", "jahr",  "quarter",     "period"};
constexpr std::array<std::string_view, 14> person_names{
    "respondentid", "respondent id", "responseid", "response id", "respnum",        "*respnum",   "rid",
    "id",           "participant",   "case id",    "caseid",      "participant id", "respondent", "sub"};
constexpr std::array<std::string_view, 33> contact_names{"startdate",
                                                         "enddate",
                                                         "start date",
                                                         "end date",
                                                         "date created",
                                                         "date modified",
                                                         "status",
                                                         "ipaddress",
                                                         "ip address",
                                                         "progress",
                                                         "duration (in seconds)",
                                                         "finished",
                                                         "recordeddate",
                                                         "recipientlastname",
                                                         "recipientfirstname",
                                                         "recipientemail",
                                                         "externalreference",
                                                         "externaldatareference",
                                                         "locationlatitude",
                                                         "locationlongitude",
                                                         "locationaccuracy",
                                                         "distributionchannel",
                                                         "userlanguage",
                                                         "collector id",
                                                         "email address",
                                                         "email",
                                                         "first name",
                                                         "last name",
                                                         "name",
                                                         "phone",
                                                         "responseset",
                                                         "custom data 1",
                                                         "q_recaptchascore"};
constexpr std::array<std::string_view, 44> segment_words{
    "unit",     "department", "dept",      "division", "region", "country", "state",      "store",
    "branch",   "site",       "location",  "team",     "group",  "segment", "area",       "airline",
    "market",   "channel",    "age",       "gender",   "sex",    "race",    "ethnicity",  "education",
    "income",   "tenure",     "company",   "grp",      "compid", "city",    "office",     "plant",
    "function", "business",   "abteilung", "standort", "land",   "alter",   "geschlecht", "filiale",
    "bereich",  "kids",       "terminal",  "class"};

/// An identifier made of a column's name.
std::string slug(std::string_view name) {
  // The letters that German writes in two where it must.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> umlauts{
      {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"}}};
  std::string id;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto umlaut = std::find_if(umlauts.begin(), umlauts.end(),
                                     [&](const auto& u) { return name.substr(i, 2) == u.first; });
    if (umlaut != umlauts.end()) {
      id += umlaut->second;
      ++i;
      continue;
    }
    const char c = name[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) {
      id += c;
    } else if (c >= 'A' && c <= 'Z') {
      id += static_cast<char>(c - 'A' + 'a');
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  if (id.size() > 40) id.resize(40);
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id;
}

struct source_column {
  column_name name;
  column_profile profile;  ///< of values, or of their labels where the file has them
  column_profile codes;    ///< of the values that have labels
  std::optional<file_variable> described;
  std::size_t alike = 1;  ///< columns with the same value labels

  [[nodiscard]] std::string_view label() const {
    return described ? std::string_view(described->label) : std::string_view();
  }
};

class drafter {
 public:
  drafter(const std::string& path, const read_options& options, std::size_t rows) : options_(options) {
    read(path, rows);
  }

  instrument_draft draft() {
    guesses_.resize(columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) guesses_[c].column = columns_[c].name.primary;
    for (std::size_t c = 0; c < columns_.size();) {
      const std::size_t options = mapped(c) ? 0 : option_columns_from(c);
      if (options >= 2) {
        add_multiple(c, options);
        c += options;
      } else {
        guess_column(c);
        ++c;
      }
    }
    if (in_.items.empty())
      throw error(errc::data,
                  file_ +
                      ": no column looks like answers; an instrument needs items, so write it by hand or "
                      "name the layout (--layout)",
                  file_);
    add_measures();
    describe();
    instrument_draft out;
    out.json = pretty_json(*make_instrument(in_));
    out.columns = std::move(guesses_);
    out.rows = rows_;
    out.layout = layout_;
    return out;
  }

 private:
  void read(const std::string& path, std::size_t rows) {
    file_ = path;
    if (const file_format* format = format_of(path, options_)) return read_described(*format, rows);
    csv_options csv;
    csv.separator = options_.separator;
    csv.latin1 = options_.latin1;
    csv_reader reader(path, csv);
    std::vector<std::vector<std::string>> head;
    while (head.size() < header_records && reader.next()) {
      const auto f = reader.fields();
      if (head.empty() && f.size() == 1 && trimmed(f[0]).empty()) continue;
      head.emplace_back(f.begin(), f.end());
    }
    file_header header = detect_layout(path, options_.layout, head);
    layout_ = header.layout;
    columns_.resize(header.columns.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].name = header.columns[c];
    if (reader.separator() != ',')
      for (auto& column : columns_) column.profile.allow_decimal_comma();
    const auto take = [&](auto fields) {
      if (fields.size() != columns_.size()) return;  // blank lines; ragged rows are the reader's business
      ++rows_;
      for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].profile.add(fields[c]);
    };
    for (std::size_t r = header.records; r < head.size(); ++r)
      take(std::vector<std::string_view>(head[r].begin(), head[r].end()));
    while (rows_ < static_cast<std::int64_t>(rows) && reader.next()) take(reader.fields());
  }

  /// A file that says itself what its columns are.
  void read_described(const file_format& format, std::size_t rows) {
    layout_ = format.name;
    const auto begin = [&](const file_dictionary& dictionary) {
      file_weight_ = dictionary.weight;
      for (const file_variable& v : dictionary.variables) {
        source_column& column = columns_.emplace_back();
        column.name.primary = v.name;
        if (!v.label.empty()) column.name.others.push_back(v.label);
        column.described = v;
      }
      for (source_column& one : columns_) {
        if (one.described->labels.empty()) continue;
        one.alike = static_cast<std::size_t>(std::count_if(
            columns_.begin(), columns_.end(),
            [&](const source_column& other) { return other.described->labels == one.described->labels; }));
      }
      return std::vector<bool>(columns_.size(), true);
    };
    const auto block = [&](const std::vector<variable_values>& values, std::int64_t count) {
      const auto wanted = std::min(count, static_cast<std::int64_t>(rows) - rows_);
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        for (std::int64_t r = 0; r < wanted; ++r)
          take_value(columns_[c], values[c], static_cast<std::size_t>(r));
      }
      rows_ += wanted;
      return rows_ < static_cast<std::int64_t>(rows);
    };
    format.read(file_, options_, {begin, block});
  }

  void take_value(source_column& column, const variable_values& values, std::size_t row) {
    const file_variable& v = *column.described;
    const std::string text = value_text(v, values, row);
    if (text.empty()) return;
    if (v.is_text) {
      if (find_invalid_utf8(text) != std::string_view::npos) {
        throw error(
            errc::data,
            file_ + ": " + in_quotes(v.name) + ": its text is not UTF-8; read it as Latin-1 (--latin1)",
            file_);
      }
      if (std::find(v.missing_texts.begin(), v.missing_texts.end(), text) != v.missing_texts.end()) return;
      const auto label = v.text_labels.find(text);
      column.profile.add(label == v.text_labels.end() ? text : label->second);
      return;
    }
    if (declared_missing(v, values.numbers[row])) return;
    const auto label = v.labels.find(values.numbers[row]);
    column.profile.add(label == v.labels.end() ? text : label->second);
    if (!v.labels.empty()) column.codes.add(text);
  }

  /// The key that --map gives to a column, or "".
  const std::string* mapped(std::size_t c) const {
    for (const auto& [key, name] : options_.map)
      if (folded(name) == folded(columns_[c].name.primary)) return &key;
    return nullptr;
  }

  std::string fresh_id(std::string_view name, const std::string& otherwise) {
    static constexpr std::array<std::string_view, 7> reserved{"role",    "wave",       "weight", "stratum",
                                                              "cluster", "respondent", "fpc"};
    std::string id = slug(name);
    if (id.empty()) id = otherwise;
    if (std::find(reserved.begin(), reserved.end(), id) != reserved.end()) id += "_item";
    std::string unique = id;
    for (int k = 2; !ids_.insert(unique).second; ++k) unique = id + "_" + std::to_string(k);
    return unique;
  }

  /// The words of a question: the text row of the header when there is one, on one line.
  static std::string question(const column_name& name) {
    std::string words = name.others.empty() ? name.primary : name.others.back();
    for (char& c : words)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    words = std::string(trimmed(words));
    return words.empty() ? std::string("(no text)") : words;
  }

  /// Scales of the same content are one scale.
  std::string scale_id(scale_guess guess) {
    guess.scale.note = "Guess: " + guess.why + ".";
    for (const auto& known : in_.scales) {
      scale same = guess.scale;
      same.id = known.id;
      same.note = known.note;
      if (same == known) return known.id;
    }
    const auto& s = guess.scale;
    std::string id(scale_kind_names[static_cast<std::size_t>(s.kind)]);
    if (s.kind == scale_kind::ordinal)
      id = "scale_" + std::to_string(s.codes.front().code) + "_" + std::to_string(s.codes.back().code);
    std::string unique = id;
    for (int k = 2; in_.find_scale(unique) != nullptr; ++k) unique = id + "_" + std::to_string(k);
    guess.scale.id = unique;
    in_.scales.push_back(std::move(guess.scale));
    return unique;
  }

  void use(std::size_t c, const char* as, const std::string& id, const std::string& why) {
    guesses_[c] = {columns_[c].name.primary, as, id, why};
  }

  void add_item(std::size_t c, scale_guess guess) {
    item it;
    it.id = fresh_id(columns_[c].name.primary, "q" + std::to_string(c + 1));
    it.text = text(question(columns_[c].name));
    it.columns = {columns_[c].name.primary};
    it.note = "Guess: " + guess.why + ".";
    use(c, "item", it.id, guess.why);
    if (guess.scale.kind == scale_kind::nps) it.facet = facet::outcome;
    it.scale = scale_id(std::move(guess));
    in_.items.push_back(std::move(it));
  }

  void add_segment(std::size_t c, const std::string& id, const std::string& why) {
    segment_definition s;
    s.id = id;
    s.label = text(question(columns_[c].name));
    s.columns = {columns_[c].name.primary};
    in_.segments.push_back(std::move(s));
    use(c, "segment", id, why);
  }

  void add_role(std::size_t c, const std::string& why) {
    in_.role_column.columns = {columns_[c].name.primary};
    for (const auto& [value, count] : columns_[c].profile.values()) {
      role r;
      r.id = fresh_id(value, "role_" + std::to_string(in_.roles.size() + 1));
      r.label = text(value);
      if (r.id != value) r.values = {value};
      r.inside = folded(value).find("customer") == std::string::npos && folded(value).find("kund") != 0;
      in_.roles.push_back(std::move(r));
    }
    use(c, "role", "", why);
  }

  /// What --map says of a column.
  void take_mapped(std::size_t c, const std::string& key) {
    const std::string why = "mapped";
    const auto& name = columns_[c].name.primary;
    const std::array<std::pair<const char*, column_hint*>, 6> hints{{{"wave", &in_.wave_column},
                                                                     {"weight", &in_.weight},
                                                                     {"stratum", &in_.stratum},
                                                                     {"cluster", &in_.cluster},
                                                                     {"respondent", &in_.respondent},
                                                                     {"fpc", &in_.fpc}}};
    for (const auto& [hint, where] : hints) {
      if (key != hint) continue;
      where->columns = {name};
      use(c, hint, "", why);
      return;
    }
    if (key == "role") {
      add_role(c, why);
    } else {
      ids_.insert(key);
      add_segment(c, key, why);
    }
  }

  void guess_column(std::size_t c) {
    const auto& name = columns_[c].name.primary;
    const column_profile& p = columns_[c].profile;
    if (const std::string* key = mapped(c)) return take_mapped(c, *key);
    const bool nameless = std::all_of(name.begin(), name.end(), [](char one) { return one == ' '; });
    const bool control = std::any_of(name.begin(), name.end(), [](char one) {
      return static_cast<unsigned char>(one) < 0x20 || one == 0x7f;
    });
    if (nameless || control) return use(c, "ignored", "", "no name by which an instrument could ask for it");
    if (p.filled() == 0) return use(c, "ignored", "", "empty in the rows read");
    if (is_one_of(name, contact_names))
      return use(c, "ignored", "", "data about the interview or the person, not an answer");
    if (!file_weight_.empty() && name == file_weight_ && in_.weight.columns.empty()) {
      in_.weight.columns = {name};
      return use(c, "weight", "", "the file says that its rows are weighted by it");
    }
    if (is_one_of(name, weight_names) && p.all_numbers() && p.lowest() >= 0 && in_.weight.columns.empty()) {
      in_.weight.columns = {name};
      return use(c, "weight", "", "the name, and numbers of 0 or more");
    }
    if (is_one_of(name, person_names)) {
      if (p.all_different()) return use(c, "ignored", "", "an identifier; one row is one person");
      if (in_.respondent.columns.empty()) {
        in_.respondent.columns = {name};
        return use(c, "respondent", "", "the name, and values that come more than once");
      }
    }
    const std::size_t distinct = p.values().size();
    const bool groups = !p.too_many_values() && distinct >= 2 &&
                        (p.filled() >= 2 * static_cast<std::int64_t>(distinct) || distinct <= 12);
    const std::string_view label = columns_[c].label();
    if ((is_one_of(name, wave_names) || is_one_of(label, wave_names)) && groups && distinct <= 30 &&
        in_.wave_column.columns.empty()) {
      in_.wave_column.columns = {name};
      return use(c, "wave", "", "the name, and " + std::to_string(distinct) + " different values");
    }
    if ((is_one_of(name, role_names) || is_one_of(label, role_names)) && groups && distinct <= 12 &&
        in_.roles.empty())
      return add_role(c, "the name, and " + std::to_string(distinct) + " different values");
    const bool ordered = columns_[c].described && columns_[c].described->measure == variable_measure::ordinal;
    if ((has_one_of(name, segment_words) || (!ordered && has_one_of(label, segment_words))) && groups)
      return add_segment(c, fresh_id(name, "segment_" + std::to_string(c + 1)),
                         "the name, and " + std::to_string(distinct) + " different values");
    const bool decimals = p.all_numbers() && !p.all_whole();
    const bool repeats = p.filled() >= 2 * static_cast<std::int64_t>(distinct);
    if (const auto& v = columns_[c].described; v && !v->labels.empty()) {
      if (auto guess = guess_labelled(*v, columns_[c].codes, columns_[c].alike))
        return add_item(c, std::move(*guess));
    }
    const std::string words = label.empty() ? name : name + " " + std::string(label);
    if (auto guess = guess_scale(p, words, repeats, decimals && repeats)) {
      if (columns_[c].described && !columns_[c].described->is_text) {
        const scale& s = guess->scale;
        for (missing_code& declared : declared_codes(*columns_[c].described)) {
          // A number among those of the scale would be an answer; as the file declares it missing, it is none
          // anyway.
          const auto value = number_of(declared.value, false);
          if (s.kind == scale_kind::number && value && *value >= s.minimum && *value <= s.maximum) continue;
          if (std::find(guess->scale.missing.begin(), guess->scale.missing.end(), declared) ==
              guess->scale.missing.end())
            guess->scale.missing.push_back(std::move(declared));
        }
      }
      return add_item(c, std::move(*guess));
    }
    if (p.all_numbers()) return use(c, "ignored", "", "numbers that do not look like answers");
    use(c, "ignored", "", distinct < 2 ? "one value only" : "free text, dates or identifiers");
  }

  /// The part of a name that the columns of one multiple-choice question share.
  static std::string question_part(const std::string& name) {
    if (const std::size_t dash = name.rfind(" - "); dash != std::string::npos) return name.substr(0, dash);
    std::size_t end = name.size();
    while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9') --end;
    if (end == name.size() || end < 2 ||
        (name[end - 1] != '_' && name[end - 1] != '.' && name[end - 1] != '-'))
      return {};
    return name.substr(0, end - 1);
  }

  /// The label under which a column says that its option was chosen; nullptr = it is not such a column.
  static const std::string* chosen_label(const column_profile& p, bool& zero_one) {
    static const std::string none;
    const std::string* chosen = &none;
    for (const auto& [value, count] : p.values()) {
      const std::string lower = folded(value);
      if (lower == "yes" || lower == "no") return nullptr;  // a grid of questions
      if (says_not_selected(value)) continue;
      if (chosen != &none) return nullptr;
      chosen = &value;
    }
    if (p.too_many_values()) return nullptr;
    zero_one = chosen == &none || *chosen == "1" || folded(*chosen) == "true";
    return chosen;
  }

  std::size_t option_columns_from(std::size_t first) const {
    const std::string part = question_part(columns_[first].name.primary);
    if (part.empty()) return 0;
    std::size_t n = 0;
    bool any_choice = false;
    while (first + n < columns_.size() && n < most_selectable_codes && !mapped(first + n) &&
           question_part(columns_[first + n].name.primary) == part) {
      bool zero_one = false;
      const std::string* chosen = chosen_label(columns_[first + n].profile, zero_one);
      if (chosen == nullptr) break;
      any_choice = any_choice || !chosen->empty();
      ++n;
    }
    return any_choice ? n : 0;
  }

  void add_multiple(std::size_t first, std::size_t count) {
    const std::string part = question_part(columns_[first].name.primary);
    scale_guess guess;
    guess.scale.kind = scale_kind::choice;
    guess.why = "columns " + in_quotes(columns_[first].name.primary) + " to " +
                in_quotes(columns_[first + count - 1].name.primary) +
                " hold one option each: its label or 1 when chosen";
    item it;
    it.id = fresh_id(part, "q" + std::to_string(first + 1));
    const std::string said(columns_[first].label());
    it.text = text(columns_[first].name.others.empty()      ? part
                   : said.rfind(" - ") != std::string::npos ? said.substr(0, said.rfind(" - "))
                                                            : question(columns_[first].name));
    it.multiple = true;
    it.note = "Guess: " + guess.why + ".";
    std::set<std::string> labels;
    for (std::size_t k = 0; k < count; ++k) {
      const auto& column = columns_[first + k];
      const auto code = static_cast<std::int32_t>(k + 1);
      bool zero_one = false;
      std::string label = *chosen_label(column.profile, zero_one);
      const std::string said(column.label());  // "Channels - Phone": the option comes last
      const std::size_t dash = said.rfind(" - ");
      if (!said.empty()) {
        label = dash == std::string::npos ? said : said.substr(dash + 3);
      } else if (zero_one || label.empty()) {
        label = column.name.primary.size() > part.size() + 3 &&
                        column.name.primary.find(" - ") != std::string::npos
                    ? column.name.primary.substr(part.size() + 3)
                    : "Option " + std::to_string(code);
      }
      if (!labels.insert(folded(label)).second) label += " (" + std::to_string(code) + ")";
      scale_code c;
      c.code = code;
      c.label = text(label);
      guess.scale.codes.push_back(std::move(c));
      it.option_columns.push_back({code, {column.name.primary}});
      use(first + k, "option", it.id, "one option of " + it.id);
    }
    it.scale = scale_id(std::move(guess));
    in_.items.push_back(std::move(it));
  }

  void add_measures() {
    std::map<std::string, std::vector<std::string>> by_scale;
    for (const auto& it : in_.items) {
      const scale* s = in_.find_scale(it.scale);
      measure m;
      m.label = it.text;
      m.item = it.id;
      if (s->kind == scale_kind::nps) {
        m.id = fresh_id("nps_" + it.id, "nps");
        m.kind = measure_kind::nps;
        in_.measures.push_back(std::move(m));
      } else if (s->kind == scale_kind::binary) {
        m.id = fresh_id("share_" + it.id, "share");
        m.kind = measure_kind::share;
        in_.measures.push_back(std::move(m));
      } else if (s->kind == scale_kind::ordinal) {
        by_scale[it.scale].push_back(it.id);
      }
    }
    for (const auto& [scale, items] : by_scale) {
      measure m;
      m.id = fresh_id("score_" + scale, "score");
      m.label = text("All items of " + scale + ", 0 to 100");
      m.kind = measure_kind::composite;
      m.items = items;
      in_.measures.push_back(std::move(m));
    }
  }

  void describe() {
    in_.id = slug(stem());
    if (in_.id.empty()) in_.id = "draft";
    in_.version = "0.1.0";
    in_.title = text("Draft for " + stem());
    std::string words =
        "Drafted from " + std::to_string(rows_) + " rows (layout " + layout_ +
        "). Every note that begins with \"Guess\" is to be checked. To decide: labels and order of the "
        "codes, "
        "what counts as missing, which items are reversed, who is asked what, and which items make up which "
        "measure: the measures here only put items of the same scale together.";
    for (const auto& g : guesses_)
      if (g.guess != "item" && g.guess != "option" && g.guess != "ignored")
        words += " Guess: " + in_quotes(g.column) + " is the " + g.guess +
                 (g.id.empty() ? "" : " " + in_quotes(g.id)) + " (" + g.why + ").";
    in_.description = text(words);
  }

  std::string stem() const {
    const std::size_t slash = file_.find_last_of("/\\");
    std::string name = slash == std::string::npos ? file_ : file_.substr(slash + 1);
    name = name.substr(0, name.find('.'));
    return name.empty() ? std::string("data") : name;
  }

  const read_options& options_;
  std::string file_, layout_;
  std::string file_weight_;  ///< by which a file says that it is weighted
  std::int64_t rows_ = 0;
  std::vector<source_column> columns_;
  std::vector<column_guess> guesses_;
  std::set<std::string> ids_;
  instrument in_;
};

}  // namespace

instrument_draft scaffold_instrument(const std::string& path, const read_options& options, std::size_t rows) {
  return drafter(path, options, rows).draft();
}

}  // namespace cxm
