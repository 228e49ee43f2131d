// SPDX-License-Identifier: Apache-2.0
#include "cxm/sav/sav.hpp"

#include <readstat.h>

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/number_text.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/columns.hpp"
#include "io/answer_table.hpp"
#include "io/byte_source.hpp"
#include "io/column_binding.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr std::int64_t block_rows = 4096;

/// What one variable is in this file, and its values in the current block.
struct variable {
  std::string name, label, labels;  ///< `labels`: name of its set of value labels
  bool is_text = false;
  bool as_text = false;  ///< numbers are handed on by their labels
  std::optional<answer_table> answers;
  std::vector<double> numbers;
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  std::vector<std::uint8_t> present;

  void clear() {
    numbers.clear();
    offsets.assign(1, 0);
    bytes.clear();
    present.clear();
  }
  void add_text(std::string_view value) {
    bytes += value;
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    present.push_back(1);
  }
  void add_missing() {
    if (is_text || as_text) {
      offsets.push_back(offsets.back());
    } else {
      numbers.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    present.push_back(0);
  }
};

/// Takes what ReadStat finds. Its handlers are called from C: no exception passes them.
class sav_parser {
 public:
  sav_parser(const std::string& path, const instrument& in, const read_options& options,
             const std::function<void(unsigned, const batch&)>& sink)
      : path_(path), in_(in), options_(options), sink_(sink) {}

  import_receipt run() {
    const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(readstat_parser_init(),
                                                                                     readstat_parser_free);
    if (!parser) throw std::bad_alloc();
    readstat_set_metadata_handler(parser.get(), [](readstat_metadata_t* m, void* self) {
      return guarded(self, [&](sav_parser& p) { p.rows_ = readstat_get_row_count(m); });
    });
    readstat_set_variable_handler(parser.get(),
                                  [](int, readstat_variable_t* v, const char* labels, void* self) {
                                    return guarded(self, [&](sav_parser& p) { p.add_variable(v, labels); });
                                  });
    readstat_set_value_label_handler(
        parser.get(), [](const char* set, readstat_value_t value, const char* label, void* self) {
          return guarded(self, [&](sav_parser& p) { p.add_label(set, value, label); });
        });
    readstat_set_value_handler(parser.get(),
                               [](int row, readstat_variable_t* v, readstat_value_t value, void* self) {
                                 return guarded(self, [&](sav_parser& p) { p.add_value(row, v, value); });
                               });
    readstat_set_error_handler(parser.get(), [](const char* words, void* self) {
      (void)guarded(self, [&](sav_parser& p) { p.words_ = words != nullptr ? words : ""; });
    });
    if (options_.latin1) readstat_set_file_character_encoding(parser.get(), "WINDOWS-1252");
    const readstat_error_t status = readstat_parse_sav(parser.get(), path_.c_str(), this);
    if (fault_) std::rethrow_exception(fault_);
    if (status != READSTAT_OK) {
      const errc code = status == READSTAT_ERROR_OPEN ? errc::io : errc::data;
      throw error(code,
                  path_ + ": " + readstat_error_message(status) + (words_.empty() ? "" : " (" + words_ + ")"),
                  path_);
    }
    hand_out();
    if (!receipt_) receipt_ = read(0);
    receipt_->layout = "sav";
    return *receipt_;
  }

 private:
  template <class Work>
  static int guarded(void* self, const Work& work) noexcept {
    sav_parser& parser = *static_cast<sav_parser*>(self);
    try {
      work(parser);
      return READSTAT_HANDLER_OK;
    } catch (...) {
      parser.fault_ = std::current_exception();
      return READSTAT_HANDLER_ABORT;
    }
  }

  void add_variable(readstat_variable_t* v, const char* labels) {
    variable made;
    const char* const name = readstat_variable_get_name(v);
    const char* const label = readstat_variable_get_label(v);
    if (name != nullptr) made.name = name;
    if (label != nullptr) made.label = label;
    if (labels != nullptr) made.labels = labels;
    made.is_text = readstat_variable_get_type_class(v) == READSTAT_TYPE_CLASS_STRING;
    variables_.push_back(std::move(made));
  }

  void add_label(const char* set, readstat_value_t value, const char* label) {
    if (set == nullptr || label == nullptr || readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
      return;
    labels_[set][readstat_double_value(value)] = label;
  }

  /// All variables and labels are known when the first value comes.
  void bind() {
    bound_ = true;
    file_header header;
    header.layout = "sav";
    for (const variable& v : variables_) {
      header.columns.push_back({v.name, {}});
      if (!v.label.empty()) header.columns.back().others.push_back(v.label);
    }
    const column_binding columns = bind_columns(path_, header, in_, options_.map);
    const auto grouping = [&](int column) {
      if (column < 0) return;
      variable& v = variables_[static_cast<std::size_t>(column)];
      v.as_text = !v.is_text && labels_.count(v.labels) > 0;
    };
    grouping(columns.role);
    grouping(columns.wave);
    for (const int column : columns.segments) grouping(column);
    for (std::size_t i = 0; i < in_.items.size(); ++i) {
      if (columns.items[i].column < 0) continue;
      variable& v = variables_[static_cast<std::size_t>(columns.items[i].column)];
      v.answers.emplace(in_, in_.items[i], false);
      if (v.is_text || v.answers->is_number()) continue;
      // By labels only where they are needed: numbers are smaller and faster.
      for (const auto& [value, label] : labels_of(v)) {
        v.as_text = v.as_text || (!v.answers->find(detail::number_text(value)) && v.answers->find(label));
      }
    }
  }

  [[nodiscard]] const std::map<double, std::string>& labels_of(const variable& v) const {
    const auto found = labels_.find(v.labels);
    return found == labels_.end() ? no_labels_ : found->second;
  }

  void add_value(int row, readstat_variable_t* which, readstat_value_t value) {
    if (!bound_) bind();
    const int index = readstat_variable_get_index(which);
    if (index < 0 || static_cast<std::size_t>(index) >= variables_.size()) {
      throw error(errc::data, path_ + ": a value belongs to no variable; the file is corrupted", path_);
    }
    if (index == 0 && row > 0 && row % block_rows == 0) hand_out();
    variable& v = variables_[static_cast<std::size_t>(index)];
    if (v.is_text) {
      const char* const words = readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING
                                    ? readstat_string_value(value)
                                    : nullptr;
      if (words == nullptr) return v.add_missing();
      return v.add_text(words);
    }
    if (readstat_value_is_system_missing(value) != 0 || readstat_value_is_tagged_missing(value) != 0)
      return v.add_missing();
    const double number = readstat_double_value(value);
    if (std::isnan(number)) return v.add_missing();
    const std::string text = detail::number_text(number);
    if (readstat_value_is_defined_missing(value, which) != 0 && !(v.answers && v.answers->find_missing(text)))
      return v.add_missing();
    if (!v.as_text) {
      v.numbers.push_back(number);
      v.present.push_back(1);
      return;
    }
    if (v.answers && v.answers->find(text)) return v.add_text(text);
    const auto& labels = labels_of(v);
    const auto label = labels.find(number);
    v.add_text(label == labels.end() ? text : label->second);
  }

  import_receipt read(std::int64_t rows) {
    data_columns data;
    data.name = path_;
    data.rows = rows;
    data.first_row = done_ + 1;
    for (const variable& v : variables_) {
      column_data c;
      c.name = v.name;
      if (!v.label.empty()) c.other_names.push_back(v.label);
      if (v.is_text || v.as_text) {
        c.type = column_type::text32;
        c.data = v.offsets.data();
        c.text = v.bytes.data();
        c.text_size = static_cast<std::int64_t>(v.bytes.size());
      } else {
        c.type = column_type::float64;
        c.data = v.numbers.data();
      }
      c.valid = validity_kind::bytes;
      c.validity = v.present.data();
      data.columns.push_back(std::move(c));
    }
    read_options each = options_;
    each.threads = 1;
    if (options_.progress) {
      each.progress = [this](std::int64_t done, std::int64_t) {
        return options_.progress(done_ + done, rows_);
      };
    }
    return read_columns(data, in_, each, sink_);
  }

  void hand_out() {
    if (variables_.empty()) return;
    const auto rows = static_cast<std::int64_t>(variables_.front().present.size());
    for (const variable& v : variables_) {
      if (static_cast<std::int64_t>(v.present.size()) != rows)
        throw error(errc::data, path_ + ": a row lacks values; the file is truncated or corrupted", path_);
    }
    if (rows == 0) return;
    import_receipt part = read(rows);
    done_ += rows;
    if (receipt_) {
      receipt_->merge(part);
    } else {
      receipt_ = std::move(part);
    }
    for (variable& v : variables_) v.clear();
  }

  const std::string& path_;
  const instrument& in_;
  const read_options& options_;
  const std::function<void(unsigned, const batch&)>& sink_;
  std::vector<variable> variables_;
  std::map<std::string, std::map<double, std::string>> labels_;
  const std::map<double, std::string> no_labels_;
  bool bound_ = false;
  std::int64_t rows_ = 0, done_ = 0;
  std::optional<import_receipt> receipt_;
  std::exception_ptr fault_;
  std::string words_;
};

}  // namespace

bool is_sav_file(const std::string& path) {
  const std::string magic = detail::read_first_bytes(path, 4);
  return magic == "$FL2" || magic == "$FL3";
}

import_receipt read_sav(const std::string& path, const instrument& in, const read_options& options,
                        const std::function<void(unsigned, const batch&)>& sink) {
  return sav_parser(path, in, options, sink).run();
}

tallied_file tally_sav(const std::string& path, const instrument_ptr& instrument, const read_options& read,
                       tally_options keep) {
  if (!instrument) {
    throw error(errc::argument, "tally_sav: instrument is null, but must be there", "instrument");
  }
  return tally_batches(instrument, read, keep,
                       [&](const batch_sink& sink) { return read_sav(path, *instrument, read, sink); });
}

}  // namespace cxm
