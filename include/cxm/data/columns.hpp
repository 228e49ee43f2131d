// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// Columns of a data set in memory, as arrays of the host: nothing is copied, any stride is read in place.
namespace cxm {

enum class column_type : std::uint8_t {
  int8 = 1,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  boolean,        ///< a byte each, nonzero = true
  boolean_bits,   ///< a bit each, least significant first (Arrow)
  text32,         ///< UTF-8 between offsets of 32 bits (Arrow utf8, binary)
  text64,         ///< UTF-8 between offsets of 64 bits (Arrow large_utf8)
  text_view,      ///< Arrow utf8_view: 16 bytes each, `buffers` behind them
  text_pointers,  ///< const char*, NUL-terminated UTF-8; a null pointer is a missing value
  text_fixed,     ///< `width` bytes each, ended by the first NUL (NumPy S)
  unicode_fixed,  ///< `width` code points of 32 bits each, ended by the first 0 (NumPy U)
  days,           ///< int32, days since 1970-01-01; read as the text 2026-11-25
  seconds,        ///< int64, units of 1 / `per_second` s since 1970-01-01; read as the text of its day
  nothing,        ///< all missing
  unreadable      ///< of a type that holds no answers: an error when it is read
};

enum class validity_kind : std::uint8_t {
  all,   ///< every value is there
  bits,  ///< a bit each, least significant first, set = there (Arrow)
  bytes  ///< a byte each, nonzero = there
};

/// One borrowed column.
///
/// Value i stands at `data + i * stride` (for the bit and offset types: the i-th bit, offset). A value is
/// missing where `validity` says so, where a float is NaN, and where a text pointer is null; an empty text is
/// an empty cell, as in a file. With a `dictionary`, the column's integers are positions in it.
struct column_data {
  std::string name;
  std::vector<std::string> other_names;  ///< by which the column may be asked for too
  column_type type = column_type::nothing;
  std::string type_name;  ///< the host's word for the type, for messages
  const void* data = nullptr;
  std::int64_t stride = 0;     ///< in bytes; 0 = packed
  const void* text = nullptr;  ///< the bytes between the offsets
  std::vector<const void*> buffers;
  std::vector<std::int64_t> buffer_sizes;  ///< of `buffers`; empty = not checked
  std::int64_t text_size = -1;             ///< of `text`; -1 = not checked
  std::int64_t width = 0;
  std::int64_t per_second = 1;
  const void* validity = nullptr;
  validity_kind valid = validity_kind::all;
  std::int64_t validity_stride = 1;  ///< of bytes
  std::int64_t offset = 0;           ///< added to i everywhere: a slice of a longer array
  std::shared_ptr<const column_data> dictionary;
  std::int64_t dictionary_size = 0;
};

/// Columns of equal length.
struct data_columns {
  std::string name = "data";  ///< in messages and in the receipt
  std::int64_t rows = 0;
  std::int64_t first_row = 0;  ///< number of the first row, for messages
  std::vector<column_data> columns;
};

}  // namespace cxm
