// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace oracles {
namespace {

struct cell {
  std::string text;
  bool quoted = false;
};

/// RFC 4180 records: quoted fields may hold commas, doubled quotes and line breaks.
std::vector<std::vector<cell>> parse(const std::string& bytes) {
  std::vector<std::vector<cell>> records;
  std::vector<cell> record;
  cell field;
  bool inside = false, any = false;
  const auto end_field = [&] {
    record.push_back(std::move(field));
    field = {};
  };
  const auto end_record = [&] {
    if (!any) return;
    end_field();
    records.push_back(std::move(record));
    record.clear();
    any = false;
  };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (inside) {
      if (c != '"') {
        field.text += c;
      } else if (i + 1 < bytes.size() && bytes[i + 1] == '"') {
        field.text += '"';
        ++i;
      } else {
        inside = false;
      }
    } else if (c == '"') {
      inside = any = field.quoted = true;
    } else if (c == ',') {
      any = true;
      end_field();
    } else if (c == '\n') {
      end_record();
    } else if (c != '\r') {
      any = true;
      field.text += c;
    }
  }
  end_record();
  return records;
}

bool read_number(const std::string& text, double& value) {
  const char* first = text.data();
  const char* last = first + text.size();
  if (first != last && *first == '+') ++first;
  const auto [end, status] = std::from_chars(first, last, value);
  return status == std::errc() && end == last;
}

}  // namespace

cxm::column_view column::view() const {
  if (!numeric) throw std::runtime_error("a text column is used as numbers");
  return {values, present};
}

std::size_t column::count() const {
  return static_cast<std::size_t>(std::count(present.begin(), present.end(), std::uint8_t{1}));
}

table::table(const std::filesystem::path& csv) {
  std::ifstream file(csv, std::ios::binary);
  if (!file) throw std::runtime_error(csv.string() + ": cannot be read");
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  const auto records = parse(bytes);
  if (records.empty()) throw std::runtime_error(csv.string() + ": no header");
  for (const cell& name : records[0]) {
    index_.emplace(name.text, names_.size());
    names_.push_back(name.text);
  }
  rows_ = records.size() - 1;
  columns_.resize(names_.size());
  for (std::size_t j = 0; j < names_.size(); ++j) {
    column& c = columns_[j];
    c.numeric = true;
    for (std::size_t i = 1; i <= rows_; ++i) {
      if (records[i].size() != names_.size()) {
        throw std::runtime_error(csv.string() + ": row " + std::to_string(i + 1) + " has " +
                                 std::to_string(records[i].size()) + " fields, the header " +
                                 std::to_string(names_.size()));
      }
      const cell& field = records[i][j];
      const bool missing = field.text.empty() || (!field.quoted && field.text == "NA");
      double value = 0;
      if (!missing && !read_number(field.text, value)) c.numeric = false;
      c.present.push_back(missing ? 0 : 1);
      c.values.push_back(missing ? 0.0 : value);
      c.text.push_back(missing ? std::string() : field.text);
    }
  }
}

const column& table::operator[](const std::string& name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) throw std::runtime_error("the data have no column \"" + name + "\"");
  return columns_[found->second];
}

std::vector<std::uint8_t> present_in_all(const std::vector<const column*>& columns) {
  std::vector<std::uint8_t> keep(columns.empty() ? 0 : columns[0]->size(), 1);
  for (const column* c : columns) {
    for (std::size_t i = 0; i < keep.size(); ++i)
      keep[i] = static_cast<std::uint8_t>(keep[i] & c->present[i]);
  }
  return keep;
}

std::vector<double> values_where(const column& c, const std::vector<std::uint8_t>& keep) {
  const auto& mask = keep.empty() ? c.present : keep;
  std::vector<double> out;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (mask[i]) out.push_back(c.values[i]);
  }
  return out;
}

factor make_factor(const column& c) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.present[i]) order.push_back(i);
  }
  const auto less = [&](std::size_t a, std::size_t b) {
    return c.numeric ? c.values[a] < c.values[b] : c.text[a] < c.text[b];
  };
  std::stable_sort(order.begin(), order.end(), less);
  factor f;
  f.code.assign(c.size(), -1);
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (k == 0 || less(order[k - 1], order[k])) f.labels.push_back(c.text[order[k]]);
    f.code[order[k]] = static_cast<int>(f.labels.size()) - 1;
  }
  return f;
}

}  // namespace oracles
