// SPDX-License-Identifier: Apache-2.0
#include "io/variable_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/io/columns.hpp"
#include "io/answer_table.hpp"
#include "io/byte_source.hpp"
#include "io/column_binding.hpp"

namespace cxm::detail {
namespace {

using batch_taker = std::function<void(unsigned, const batch&)>;

/// How the values of one variable reach the reader of columns.
struct conversion {
  bool wanted = false;
  bool by_label = false;  ///< numbers are handed on as texts: their labels
  bool texts_change = false;
  std::optional<answer_table> answers;
  variable_values made;                 ///< of the current block, where values change
  std::map<double, std::string> known;  ///< texts of numbers met before
};

class variable_reader {
 public:
  variable_reader(const file_format& format, const std::string& path, const instrument& in,
                  const read_options& options, const batch_taker& sink)
      : format_(format), path_(path), in_(in), options_(options), sink_(sink) {}

  import_receipt run() {
    format_.read(path_, options_,
                 {[this](const file_dictionary& d) { return begin(d); },
                  [this](const std::vector<variable_values>& values, std::int64_t rows) {
                    take(values, rows);
                    return true;
                  }});
    if (!receipt_) take(std::vector<variable_values>(dictionary_.variables.size()), 0);
    receipt_->layout = format_.name;
    if (!dictionary_.weight.empty() && !weighted_) {
      receipt_->notes.push_back("the file says that its rows are weighted by \"" + dictionary_.weight +
                                "\", but they count alike here; map it (weight=" + dictionary_.weight +
                                ") to weight them");
    }
    return *receipt_;
  }

 private:
  std::vector<bool> begin(const file_dictionary& dictionary) {
    dictionary_ = dictionary;
    file_header header;
    header.layout = format_.name;
    for (const file_variable& v : dictionary_.variables) {
      header.columns.push_back({v.name, {}});
      if (!v.label.empty()) header.columns.back().others.push_back(v.label);
    }
    const column_binding columns = bind_columns(path_, header, in_, options_.map, options_.replicate_weights);
    conversions_.resize(dictionary_.variables.size());
    const auto want = [&](int column) {
      if (column >= 0) conversions_[static_cast<std::size_t>(column)].wanted = true;
    };
    for (const int column :
         {columns.weight, columns.stratum, columns.cluster, columns.respondent, columns.fpc})
      want(column);
    for (const int column : columns.replicates) want(column);
    group(columns.role);
    group(columns.wave);
    for (const int column : columns.segments) group(column);
    for (std::size_t i = 0; i < in_.items.size(); ++i) {
      answer(columns.items[i].column, in_.items[i]);
      for (const auto& [code, column] : columns.items[i].options) option(column);
    }
    weighted_ = columns.weight >= 0;
    std::vector<bool> wanted;
    for (std::size_t v = 0; v < conversions_.size(); ++v) {
      conversion& c = conversions_[v];
      const file_variable& variable = dictionary_.variables[v];
      c.texts_change = c.texts_change || (variable.is_text && !variable.missing_texts.empty());
      wanted.push_back(c.wanted);
    }
    return wanted;
  }

  /// Groups go by their labels.
  void group(int column) {
    if (column < 0) return;
    const auto at = static_cast<std::size_t>(column);
    conversions_[at].wanted = true;
    conversions_[at].by_label = !dictionary_.variables[at].labels.empty();
    conversions_[at].texts_change = !dictionary_.variables[at].text_labels.empty();
  }

  /// Answers by labels only where these are needed: numbers are smaller and faster.
  void answer(int column, const item& asked) {
    if (column < 0) return;
    const auto at = static_cast<std::size_t>(column);
    const file_variable& v = dictionary_.variables[at];
    conversion& c = conversions_[at];
    c.wanted = true;
    c.answers.emplace(in_, asked, false);
    if (c.answers->is_number()) return;
    for (const auto& [value, label] : v.labels)
      c.by_label = c.by_label || (!c.answers->find(number_text(value)) && c.answers->find(label));
    for (const auto& [value, label] : v.text_labels)
      c.texts_change = c.texts_change || (!c.answers->find(value) && c.answers->find(label));
  }

  /// The column of one option: its numbers are taken by their labels when one of them says "not selected",
  /// as 2 may do.
  void option(int column) {
    const auto at = static_cast<std::size_t>(column);
    conversions_[at].wanted = true;
    for (const auto& [value, label] : dictionary_.variables[at].labels)
      conversions_[at].by_label = conversions_[at].by_label || says_not_selected(label);
  }

  /// A number by its label; empty = an empty cell.
  std::string words_of(const file_variable& v, const conversion& c, double value) const {
    const std::string text = number_text(value);
    if (declared_missing(v, value) && !(c.answers && c.answers->find_missing(text))) return {};
    if (c.answers && c.answers->find(text)) return text;
    const auto label = v.labels.find(value);
    return label == v.labels.end() ? text : label->second;
  }

  void convert_numbers(const file_variable& v, conversion& c, const std::vector<double>& numbers) {
    for (const double value : numbers) {
      if (c.by_label) {
        if (!std::isnan(value)) {
          if (c.known.size() > 4096) c.known.clear();
          const auto known = c.known.find(value);
          c.made.bytes += known != c.known.end()
                              ? known->second
                              : c.known.emplace(value, words_of(v, c, value)).first->second;
        }
        c.made.offsets.push_back(static_cast<std::int32_t>(c.made.bytes.size()));
      } else {
        const bool gone =
            declared_missing(v, value) && !(c.answers && c.answers->find_missing(number_text(value)));
        c.made.numbers.push_back(gone ? std::numeric_limits<double>::quiet_NaN() : value);
      }
    }
  }

  void convert_texts(const file_variable& v, conversion& c, const variable_values& values) {
    for (std::size_t row = 0; row + 1 < values.offsets.size(); ++row) {
      std::string text = value_text(v, values, row);
      const auto& gone = v.missing_texts;
      if (std::find(gone.begin(), gone.end(), text) != gone.end() &&
          !(c.answers && c.answers->find_missing(text))) {
        text.clear();
      } else if (const auto label = v.text_labels.find(text);
                 label != v.text_labels.end() && !(c.answers && c.answers->find(text))) {
        text = label->second;
      }
      c.made.bytes += text;
      c.made.offsets.push_back(static_cast<std::int32_t>(c.made.bytes.size()));
    }
  }

  void take(const std::vector<variable_values>& values, std::int64_t rows) {
    data_columns data;
    data.name = path_;
    data.rows = rows;
    data.first_row = done_ + 1;
    for (std::size_t i = 0; i < dictionary_.variables.size(); ++i) {
      const file_variable& v = dictionary_.variables[i];
      conversion& c = conversions_[i];
      column_data& column = data.columns.emplace_back();
      column.name = v.name;
      if (!v.label.empty()) column.other_names.push_back(v.label);
      if (!c.wanted) continue;
      const variable_values* given = &values[i];
      if (v.is_text ? c.texts_change : c.by_label || !v.missing.empty()) {
        c.made.clear();
        if (v.is_text) {
          convert_texts(v, c, values[i]);
        } else {
          convert_numbers(v, c, values[i].numbers);
        }
        given = &c.made;
      }
      if (v.is_text || c.by_label) {
        column.type = column_type::text32;
        column.data = given->offsets.data();
        column.text = given->bytes.data();
        column.text_size = static_cast<std::int64_t>(given->bytes.size());
      } else {
        column.type = column_type::float64;
        column.data = given->numbers.data();
      }
    }
    read_options each = options_;
    each.threads = 1;
    if (options_.progress) {
      each.progress = [this](std::int64_t done, std::int64_t) {
        return options_.progress(done_ + done, dictionary_.rows);
      };
    }
    import_receipt part = read_columns(data, in_, each, sink_);
    done_ += rows;
    if (receipt_) {
      receipt_->merge(part);
    } else {
      receipt_ = std::move(part);
    }
  }

  const file_format& format_;
  const std::string& path_;
  const instrument& in_;
  const read_options& options_;
  const batch_taker& sink_;
  file_dictionary dictionary_;
  std::vector<conversion> conversions_;
  bool weighted_ = false;
  std::int64_t done_ = 0;
  std::optional<import_receipt> receipt_;
};

}  // namespace

const file_format* format_of(const std::string& path, const read_options& options) {
  if (options.formats.empty()) return nullptr;
  const std::string begin = read_first_bytes(path, 8);
  const auto fits = [&](const file_format& f) { return f.fits(begin); };
  const auto found = std::find_if(options.formats.begin(), options.formats.end(), fits);
  return found == options.formats.end() ? nullptr : &*found;
}

import_receipt read_variables(const file_format& format, const std::string& path, const instrument& in,
                              const read_options& options, const batch_taker& sink) {
  return variable_reader(format, path, in, options, sink).run();
}

bool declared_missing(const file_variable& v, double value) noexcept {
  return std::any_of(v.missing.begin(), v.missing.end(),
                     [&](const auto& range) { return value >= range.first && value <= range.second; });
}

std::string value_text(const file_variable& v, const variable_values& values, std::size_t row) {
  if (v.is_text) {
    const auto begin = static_cast<std::size_t>(values.offsets[row]);
    return values.bytes.substr(begin, static_cast<std::size_t>(values.offsets[row + 1]) - begin);
  }
  const double value = values.numbers[row];
  return std::isnan(value) ? std::string() : number_text(value);
}

}  // namespace cxm::detail
