// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "cxm/io/csv.hpp"
#include "io/csv_block.hpp"

namespace cxm {

struct csv_reader::state {
  state(const std::string& name, std::unique_ptr<detail::byte_source> source, const csv_options& options)
      : chunks(name, std::move(source), options) {}

  bool next() {
    ++row;
    while (row >= block.rows()) {
      if (!chunks.next(block.chunk)) return false;
      block.prepare(chunks.name(), chunks.separator(), chunks.options());
      row = 0;
    }
    const std::size_t count = block.fields(row);
    fields.resize(count);
    if (scratch.size() < count) scratch.resize(count);
    for (std::size_t c = 0; c < count; ++c) fields[c] = detail::field_value(block.raw(row, c), scratch[c]);
    return true;
  }

  detail::csv_chunks chunks;
  detail::csv_block block;
  std::size_t row = static_cast<std::size_t>(-1);
  std::vector<std::string_view> fields;
  std::vector<std::string> scratch;
};

csv_reader::csv_reader(const std::string& path, const csv_options& options)
    : state_(std::make_unique<state>(path, detail::open_file(path), options)) {}
csv_reader::csv_reader(const std::string& name, std::string_view bytes, const csv_options& options)
    : state_(std::make_unique<state>(name, detail::open_bytes(name, bytes), options)) {}
csv_reader::csv_reader(csv_reader&&) noexcept = default;
csv_reader& csv_reader::operator=(csv_reader&&) noexcept = default;
csv_reader::~csv_reader() = default;

bool csv_reader::next() { return state_->next(); }
std::span<const std::string_view> csv_reader::fields() const noexcept { return state_->fields; }
std::int64_t csv_reader::row() const noexcept { return state_->block.row_number(state_->row); }
char csv_reader::separator() const noexcept { return state_->chunks.separator(); }

}  // namespace cxm
