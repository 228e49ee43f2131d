// SPDX-License-Identifier: Apache-2.0
#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "cxm/io/arrow.hpp"

namespace cxm::capi {
namespace {

const cxm::table_column& column_at(const char* f, const ::cxm_table& table, std::int64_t column) {
  const auto columns = static_cast<std::int64_t>(table.table.columns.size());
  if (column < 0 || column >= columns)
    refuse(f, "column",
           "is " + std::to_string(column) + ", but the table has " + std::to_string(columns) + " columns");
  return table.table.columns[static_cast<std::size_t>(column)];
}

}  // namespace

::cxm_table* new_table(result_table table) {
  auto made = std::make_unique<::cxm_table>();
  made->table = std::move(table);
  return made.release();
}

void table_size(const ::cxm_table& table, std::int64_t& rows, std::int64_t& columns) {
  rows = static_cast<std::int64_t>(table.table.rows);
  columns = static_cast<std::int64_t>(table.table.columns.size());
}

void table_column(const ::cxm_table& table, std::int64_t column, std::string_view& name,
                  std::int32_t& is_text) {
  const cxm::table_column& c = column_at("cxm_table_column", table, column);
  name = c.name;
  is_text = c.is_text ? 1 : 0;
}

void table_find(const ::cxm_table& table, std::string_view name, std::int64_t& column) {
  column = -1;
  for (std::size_t c = 0; c < table.table.columns.size(); ++c) {
    if (table.table.columns[c].name == name) column = static_cast<std::int64_t>(c);
  }
}

void table_numbers(const ::cxm_table& table, std::int64_t column, out_array<double>& values) {
  const cxm::table_column& c = column_at("cxm_table_numbers", table, column);
  if (c.is_text)
    refuse("cxm_table_numbers", "column", std::to_string(column) + " (" + c.name + ") holds texts");
  values.set(c.numbers);
}

void table_text(const ::cxm_table& table, std::int64_t column, std::int64_t row, std::string_view& text) {
  const cxm::table_column& c = column_at("cxm_table_text", table, column);
  if (!c.is_text)
    refuse("cxm_table_text", "column", std::to_string(column) + " (" + c.name + ") holds numbers");
  if (row < 0 || row >= static_cast<std::int64_t>(table.table.rows))
    refuse("cxm_table_text", "row",
           "is " + std::to_string(row) + ", but the table has " + std::to_string(table.table.rows) + " rows");
  text = c.text(static_cast<std::size_t>(row));
}

void table_texts(const ::cxm_table& table, std::int64_t column, out_array<void>& bytes,
                 out_array<std::int64_t>& offsets) {
  const cxm::table_column& c = column_at("cxm_table_texts", table, column);
  if (!c.is_text)
    refuse("cxm_table_texts", "column", std::to_string(column) + " (" + c.name + ") holds numbers");
  bytes.set({c.bytes.begin(), c.bytes.end()});
  offsets.set(c.offsets);
}

void table_csv(const ::cxm_table& table, ::cxm_buffer*& out) {
  out = new_buffer(cxm::table_csv(table.table));
}

void table_arrow(const ::cxm_table& table, ::ArrowArrayStream* stream) { export_arrow(table.table, stream); }

}  // namespace cxm::capi
