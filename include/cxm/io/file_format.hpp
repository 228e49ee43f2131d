// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Data files that say themselves what their columns are, such as those of SPSS (cxm/sav/sav.hpp). A format
/// hands out variables and their values; what they mean for an instrument is said in one place for all
/// formats: see read_options::formats.
namespace cxm {

struct read_options;

enum class variable_measure : std::uint8_t { unknown, nominal, ordinal, metric };

/// What a file says of one of its columns.
struct file_variable {
  std::string name;
  std::string label;  ///< mostly the words of the question; may be empty
  bool is_text = false;
  variable_measure measure = variable_measure::unknown;
  std::map<double, std::string> labels;  ///< of numbers
  std::map<std::string, std::string> text_labels;
  std::vector<std::pair<double, double>> missing;  ///< numbers of these ranges are no values, both ends among
                                                   ///< them
  std::vector<std::string> missing_texts;
};

struct file_dictionary {
  std::vector<file_variable> variables;
  std::int64_t rows = 0;  ///< 0 = not known
  std::string weight;     ///< the variable by which the file says that its rows are weighted; mostly empty
};

/// The values of one variable in a block of rows: NaN and the empty text are empty cells. Values that the
/// dictionary calls missing stand here as they are.
struct variable_values {
  std::vector<double> numbers;
  std::vector<std::int32_t> offsets{0};  ///< of texts: where each begins in `bytes`, and the end of the last
  std::string bytes;                     ///< UTF-8

  void clear() {
    numbers.clear();
    offsets.assign(1, 0);
    bytes.clear();
  }
};

/// Who takes what a file holds: `begin` once, which says of each variable whether its values are wanted (the
/// others may stay empty); then blocks of rows in their order. `block` returns false when it has enough.
struct variable_sink {
  std::function<std::vector<bool>(const file_dictionary&)> begin;
  std::function<bool(const std::vector<variable_values>&, std::int64_t rows)> block;
};

/// One kind of file. Faults of `read` are cxm::error{data, io}, or unsupported when what it needs is absent.
struct file_format {
  std::string name;                                        ///< the layout in receipts
  std::function<bool(std::string_view first_bytes)> fits;  ///< of the first eight
  std::function<void(const std::string& path, const read_options&, const variable_sink&)> read;
};

}  // namespace cxm
