// SPDX-License-Identifier: Apache-2.0
#include "cxm/sav/sav.hpp"

#include <readstat.h>

#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/reader.hpp"
#include "io/encoding.hpp"

namespace cxm {
namespace {

constexpr std::int64_t block_rows = 4096;

/// Takes what ReadStat finds. Its handlers are called from C: no exception passes them.
class sav_parser {
 public:
  sav_parser(const std::string& path, const variable_sink& sink) : path_(path), sink_(sink) {}

  void run(bool latin1) {
    const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(readstat_parser_init(),
                                                                                     readstat_parser_free);
    if (!parser) throw std::bad_alloc();
    readstat_set_metadata_handler(parser.get(), [](readstat_metadata_t* m, void* self) {
      return guarded(self, [&](sav_parser& p) { p.dictionary_.rows = readstat_get_row_count(m); });
    });
    readstat_set_variable_handler(parser.get(),
                                  [](int, readstat_variable_t* v, const char* labels, void* self) {
                                    return guarded(self, [&](sav_parser& p) { p.add_variable(v, labels); });
                                  });
    readstat_set_fweight_handler(parser.get(), [](readstat_variable_t* v, void* self) {
      return guarded(self,
                     [&](sav_parser& p) { p.dictionary_.weight = p.checked(readstat_variable_get_name(v)); });
    });
    readstat_set_value_label_handler(
        parser.get(), [](const char* set, readstat_value_t value, const char* label, void* self) {
          return guarded(self, [&](sav_parser& p) { p.add_label(set, value, label); });
        });
    readstat_set_value_handler(parser.get(),
                               [](int row, readstat_variable_t* v, readstat_value_t value, void* self) {
                                 return guarded(self, [&](sav_parser& p) { p.add_value(row, v, value); });
                               });
    readstat_set_error_handler(parser.get(), [](const char* said, void* self) {
      (void)guarded(self, [&](sav_parser& p) { p.said_ = words(said); });
    });
    if (latin1) readstat_set_file_character_encoding(parser.get(), "WINDOWS-1252");
    const readstat_error_t status = readstat_parse_sav(parser.get(), path_.c_str(), this);
    if (fault_) std::rethrow_exception(fault_);
    if (enough_) return;
    if (status != READSTAT_OK) {
      const errc code = status == READSTAT_ERROR_OPEN ? errc::io : errc::data;
      throw error(code,
                  path_ + ": " + readstat_error_message(status) + (said_.empty() ? "" : " (" + said_ + ")"),
                  path_);
    }
    if (!begun_) begin();
    hand_out();
  }

 private:
  /// ReadStat ends its work when a handler of ours failed or has enough.
  template <class Work>
  static int guarded(void* self, const Work& work) noexcept {
    sav_parser& parser = *static_cast<sav_parser*>(self);
    try {
      work(parser);
    } catch (...) {
      parser.fault_ = std::current_exception();
    }
    return parser.fault_ || parser.enough_ ? READSTAT_HANDLER_ABORT : READSTAT_HANDLER_OK;
  }

  /// What the dictionary says, in UTF-8.
  std::string checked(const char* given) const {
    if (detail::find_invalid_utf8(words(given)) == std::string_view::npos) return words(given);
    throw error(errc::data,
                path_ +
                    ": the names or labels are in another encoding than the file says; read it as Latin-1 "
                    "(--latin1)",
                path_);
  }

  static const char* words(const char* given) noexcept { return given == nullptr ? "" : given; }

  void add_variable(readstat_variable_t* v, const char* labels) {
    file_variable made;
    made.name = checked(readstat_variable_get_name(v));
    made.label = checked(readstat_variable_get_label(v));
    made.is_text = readstat_variable_get_type_class(v) == READSTAT_TYPE_CLASS_STRING;
    const readstat_measure_t measure = readstat_variable_get_measure(v);
    made.measure = measure == READSTAT_MEASURE_NOMINAL   ? variable_measure::nominal
                   : measure == READSTAT_MEASURE_ORDINAL ? variable_measure::ordinal
                   : measure == READSTAT_MEASURE_SCALE   ? variable_measure::metric
                                                         : variable_measure::unknown;
    for (int i = 0; i < readstat_variable_get_missing_ranges_count(v); ++i) {
      const readstat_value_t low = readstat_variable_get_missing_range_lo(v, i);
      const readstat_value_t high = readstat_variable_get_missing_range_hi(v, i);
      if (!made.is_text) {
        made.missing.emplace_back(readstat_double_value(low), readstat_double_value(high));
      } else if (readstat_value_type_class(low) == READSTAT_TYPE_CLASS_STRING) {
        made.missing_texts.push_back(checked(readstat_string_value(low)));
      }
    }
    dictionary_.variables.push_back(std::move(made));
    sets_.emplace_back(words(labels));
  }

  void add_label(const char* set, readstat_value_t value, const char* label) {
    if (set == nullptr || label == nullptr) return;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
      text_labels_[set][checked(readstat_string_value(value))] = checked(label);
    } else {
      labels_[set][readstat_double_value(value)] = checked(label);
    }
  }

  /// All variables and labels are known when the first value comes.
  void begin() {
    begun_ = true;
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      file_variable& v = dictionary_.variables[i];
      if (v.is_text) {
        if (const auto found = text_labels_.find(sets_[i]); found != text_labels_.end())
          v.text_labels = found->second;
      } else if (const auto found = labels_.find(sets_[i]); found != labels_.end()) {
        v.labels = found->second;
      }
    }
    wanted_ = sink_.begin(dictionary_);
    values_.resize(dictionary_.variables.size());
  }

  void add_value(int row, readstat_variable_t* which, readstat_value_t value) {
    if (!begun_) begin();
    const int index = readstat_variable_get_index(which);
    if (index < 0 || static_cast<std::size_t>(index) >= values_.size()) {
      throw error(errc::data, path_ + ": a value belongs to no variable; the file is corrupted", path_);
    }
    if (index == 0) {
      if (row > 0 && row % block_rows == 0) hand_out();
      if (enough_) return;
      ++rows_;
    }
    const auto at = static_cast<std::size_t>(index);
    if (!wanted_[at]) return;
    variable_values& to = values_[at];
    if (dictionary_.variables[at].is_text) {
      if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
        to.bytes += words(readstat_string_value(value));
      to.offsets.push_back(static_cast<std::int32_t>(to.bytes.size()));
      return;
    }
    const bool none =
        readstat_value_is_system_missing(value) != 0 || readstat_value_is_tagged_missing(value) != 0;
    to.numbers.push_back(none ? std::numeric_limits<double>::quiet_NaN() : readstat_double_value(value));
  }

  void hand_out() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!wanted_[i]) continue;
      const std::size_t there =
          dictionary_.variables[i].is_text ? values_[i].offsets.size() - 1 : values_[i].numbers.size();
      if (there != static_cast<std::size_t>(rows_))
        throw error(errc::data, path_ + ": a row lacks values; the file is truncated or corrupted", path_);
    }
    if (rows_ > 0 && !sink_.block(values_, rows_)) enough_ = true;
    rows_ = 0;
    for (variable_values& v : values_) v.clear();
  }

  const std::string& path_;
  const variable_sink& sink_;
  file_dictionary dictionary_;
  std::vector<std::string> sets_;  ///< by variable: the name of its set of value labels
  std::map<std::string, std::map<double, std::string>> labels_;
  std::map<std::string, std::map<std::string, std::string>> text_labels_;
  std::vector<bool> wanted_;
  std::vector<variable_values> values_;
  bool begun_ = false, enough_ = false;
  std::int64_t rows_ = 0;  ///< in the current block
  std::exception_ptr fault_;
  std::string said_;
};

}  // namespace

file_format sav_format() {
  file_format out;
  out.name = "sav";
  out.fits = [](std::string_view begin) {
    return begin.substr(0, 4) == "$FL2" || begin.substr(0, 4) == "$FL3";
  };
  out.read = [](const std::string& path, const read_options& options, const variable_sink& sink) {
    sav_parser(path, sink).run(options.latin1);
  };
  return out;
}

}  // namespace cxm
