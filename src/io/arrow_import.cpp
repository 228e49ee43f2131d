// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <charconv>
#include <system_error>

#include "cxm/base/error.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/columns.hpp"
#include "io/arrow_stream.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

/// Releases what a producer handed out.
template <class Structure>
struct released {
  Structure value{};
  released() = default;
  released(const released&) = delete;
  released& operator=(const released&) = delete;
  ~released() {
    if (value.release != nullptr) value.release(&value);
  }
};

[[noreturn]] void unfit(const std::string& what) {
  throw error(errc::argument, "read_arrow: " + what, "stream");
}

void check(ArrowArrayStream* stream, int status, const char* doing) {
  if (status == 0) return;
  const char* const words = stream->get_last_error != nullptr ? stream->get_last_error(stream) : nullptr;
  throw error(
      errc::data,
      std::string("read_arrow: the stream failed to give its ") + doing + ": " +
          (words != nullptr && *words != '\0' ? std::string(words) : std::generic_category().message(status)),
      "stream");
}

struct value_type {
  column_type type = column_type::unreadable;
  std::int64_t per_second = 1;
};

value_type type_of(std::string_view format) {
  using t = column_type;
  if (format.size() == 1) {
    switch (format[0]) {
      case 'n':
        return {t::nothing};
      case 'b':
        return {t::boolean_bits};
      case 'c':
        return {t::int8};
      case 'C':
        return {t::uint8};
      case 's':
        return {t::int16};
      case 'S':
        return {t::uint16};
      case 'i':
        return {t::int32};
      case 'I':
        return {t::uint32};
      case 'l':
        return {t::int64};
      case 'L':
        return {t::uint64};
      case 'f':
        return {t::float32};
      case 'g':
        return {t::float64};
      case 'u':
        return {t::text32};
      case 'U':
        return {t::text64};
      default:
        return {};
    }
  }
  if (format == "vu") return {t::text_view};
  if (format == "tdD") return {t::days};
  if (format == "tdm") return {t::seconds, 1000};
  if (format.substr(0, 3) == "tss") return {t::seconds, 1};
  if (format.substr(0, 3) == "tsm") return {t::seconds, 1000};
  if (format.substr(0, 3) == "tsu") return {t::seconds, 1000000};
  if (format.substr(0, 3) == "tsn") return {t::seconds, 1000000000};
  return {};
}

column_data column_of(const ArrowSchema& schema, const ArrowArray& array, std::int64_t parent_offset,
                      const std::string& place) {
  const auto broken = [&](const char* what) { unfit(place + ": " + what); };
  if (schema.format == nullptr) broken("its schema has no format");
  const value_type kind = type_of(schema.format);
  column_data c;
  c.name = schema.name != nullptr ? schema.name : "";
  c.type = kind.type;
  c.type_name = schema.format;
  c.per_second = kind.per_second;
  if (array.offset < 0 || array.length < 0) broken("its array has a negative offset or length");
  c.offset = array.offset + parent_offset;
  if (c.type == column_type::unreadable || c.type == column_type::nothing) return c;
  const std::int64_t needed = c.type == column_type::text32 || c.type == column_type::text64 ? 3
                              : c.type == column_type::text_view                             ? 3
                                                                                             : 2;
  if (array.n_buffers < needed || array.buffers == nullptr) broken("its array lacks buffers");
  if (array.null_count != 0 && array.buffers[0] != nullptr) {
    c.valid = validity_kind::bits;
    c.validity = array.buffers[0];
  }
  c.data = array.buffers[1];
  const std::int64_t end = array.offset + array.length;
  if (c.type == column_type::text32 || c.type == column_type::text64) {
    c.text = array.buffers[2];
    if (array.length > 0 && c.data != nullptr) {
      c.text_size = c.type == column_type::text32 ? static_cast<const std::int32_t*>(c.data)[end]
                                                  : static_cast<const std::int64_t*>(c.data)[end];
    }
  } else if (c.type == column_type::text_view) {
    // The last buffer holds the sizes of the data buffers between.
    const auto sizes = static_cast<const std::int64_t*>(array.buffers[array.n_buffers - 1]);
    for (std::int64_t b = 2; b + 1 < array.n_buffers; ++b) {
      c.buffers.push_back(array.buffers[b]);
      if (sizes != nullptr) c.buffer_sizes.push_back(sizes[b - 2]);
    }
  }
  if (schema.dictionary != nullptr) {
    if (array.dictionary == nullptr) broken("its dictionary is missing");
    c.dictionary = std::make_shared<column_data>(
        column_of(*schema.dictionary, *array.dictionary, 0, place + " (dictionary)"));
    c.dictionary_size = array.dictionary->length;
  }
  return c;
}

data_columns columns_of(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first_row) {
  if (array.length < 0) unfit("a record batch has a negative length");
  if (array.n_children != schema.n_children || (array.n_children > 0 && array.children == nullptr))
    unfit("a record batch has " + std::to_string(array.n_children) + " columns, but the schema " +
          std::to_string(schema.n_children));
  if (array.null_count > 0) unfit("a record batch has missing rows (nulls of the struct itself)");
  data_columns out;
  out.rows = array.length;
  out.first_row = first_row;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema* const s = schema.children != nullptr ? schema.children[i] : nullptr;
    const ArrowArray* const a = array.children[i];
    if (s == nullptr || a == nullptr) unfit("column " + std::to_string(i + 1) + " is null");
    const std::string place =
        "column " + std::to_string(i + 1) + " " + detail::in_quotes(s->name != nullptr ? s->name : "");
    if (a->length < array.length) unfit(place + ": its array is shorter than the record batch");
    out.columns.push_back(column_of(*s, *a, array.offset, place));
  }
  return out;
}

}  // namespace

import_receipt read_arrow(ArrowArrayStream* given, const instrument& in, const read_options& options,
                          const std::function<void(unsigned, const batch&)>& sink) {
  const detail::taken_stream taken(given);
  if (!taken.there()) unfit("the stream is null or released already; a stream can be read once");
  ArrowArrayStream& stream = taken.value();
  released<ArrowSchema> schema;
  check(&stream, stream.get_schema(&stream, &schema.value), "schema");
  if (schema.value.release == nullptr) unfit("the stream gives no schema");
  if (schema.value.format == nullptr || std::string_view(schema.value.format) != "+s")
    unfit("the stream gives single arrays, but must give record batches (a struct of columns)");

  import_receipt receipt;
  std::int64_t rows = 0;
  bool any = false;
  read_options each = options;
  each.progress = nullptr;
  const auto report = [&] {
    if (options.progress && !options.progress(rows, 0))
      throw error(errc::cancelled, "data: reading was stopped", "data");
  };
  report();
  for (;;) {
    released<ArrowArray> array;
    check(&stream, stream.get_next(&stream, &array.value), "next record batch");
    if (array.value.release == nullptr && any) break;
    if (array.value.release == nullptr) {  // no batch at all: the names are still bound and checked
      data_columns none;
      for (std::int64_t i = 0; i < schema.value.n_children; ++i) {
        column_data c;
        const char* const name = schema.value.children[i]->name;
        c.name = name != nullptr ? name : "";
        none.columns.push_back(c);
      }
      return read_columns(none, in, each, sink);
    }
    if (any && array.value.length == 0) continue;
    const data_columns columns = columns_of(schema.value, array.value, rows);
    if (options.progress) {
      each.progress = [&](std::int64_t done, std::int64_t) { return options.progress(rows + done, 0); };
    }
    import_receipt part = read_columns(columns, in, each, sink);
    rows += columns.rows;
    if (any) {
      receipt.merge(part);
    } else {
      receipt = std::move(part);
      any = true;
    }
  }
  return receipt;
}

}  // namespace cxm
