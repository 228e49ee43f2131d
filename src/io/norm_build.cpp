// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "cxm/io/csv.hpp"
#include "cxm/io/norm_json.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using detail::in_quotes;

bool among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What a column of the table is for.
struct column_use {
  enum kind { skip, organisation, attribute, covariate, value, se, n } is = skip;
  std::string name;
  std::size_t measure = 0;
};

class table_reader {
 public:
  table_reader(const std::string& path, norm& out, const norm_table_options& options)
      : path_(path), out_(out), options_(options), in_(path) {}

  void read() {
    if (!in_.next()) refuse("the file is empty", 0);
    header();
    while (in_.next()) row();
    std::erase_if(out_.measures, [](const norm_measure& m) { return m.values.empty(); });
    out_.organisations = static_cast<double>(out_.members.size());
  }

 private:
  [[noreturn]] void refuse(const std::string& why, std::size_t column) const {
    const auto c = static_cast<std::int64_t>(column) + 1;
    throw error(errc::data,
                path_ + ", row " + std::to_string(in_.row()) + ", column " + std::to_string(c) + ": " + why,
                path_, in_.row(), c);
  }

  std::size_t measure_of(const std::string& name) {
    const std::size_t sign = name.rfind('@');
    norm_measure m;
    m.id = name.substr(0, sign);
    if (sign != std::string::npos) m.role = name.substr(sign + 1);
    m.unit = options_.unit;
    m.higher_is_better = !among(options_.lower_is_better, m.id);
    out_.measures.push_back(std::move(m));
    return out_.measures.size() - 1;
  }

  void header() {
    std::map<std::string, std::size_t, std::less<>> measures;
    std::set<std::string, std::less<>> names;
    const auto fields = in_.fields();
    for (std::size_t c = 0; c < fields.size(); ++c) {
      const std::string name(fields[c]);
      if (name.empty()) refuse("the column has no name", c);
      if (!names.insert(name).second) refuse("the column " + in_quotes(name) + " is there twice", c);
      column_use use{column_use::value, name, 0};
      if (name == options_.organisation) use.is = column_use::organisation;
      if (among(options_.attributes, name)) use.is = column_use::attribute;
      if (among(options_.covariates, name)) use.is = column_use::covariate;
      if (among(options_.ignore, name)) use.is = column_use::skip;
      if (use.is == column_use::value && name.ends_with(".se")) use.is = column_use::se;
      if (use.is == column_use::value && name.ends_with(".n")) use.is = column_use::n;
      if (use.is == column_use::value) use.measure = measures[name] = measure_of(name);
      columns_.push_back(use);
    }
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      column_use& use = columns_[c];
      if (use.is != column_use::se && use.is != column_use::n) continue;
      const std::string of = use.name.substr(0, use.name.rfind('.'));
      const auto found = measures.find(of);
      if (found == measures.end()) refuse("there is no column " + in_quotes(of) + " to which it belongs", c);
      use.measure = found->second;
    }
    std::vector<std::string> needed = {options_.organisation};
    for (const auto* list : {&options_.attributes, &options_.covariates, &options_.ignore})
      needed.insert(needed.end(), list->begin(), list->end());
    for (const std::string& name : needed)
      if (names.count(name) == 0) refuse("there is no column " + in_quotes(name), 0);
  }

  /// The number, or NaN when the cell has none.
  double number(std::string_view cell, std::size_t c) const {
    if (among(options_.missing, cell)) return std::nan("");
    std::string_view digits = cell;
    if (digits.ends_with('%')) digits.remove_suffix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value)) {
      refuse(in_quotes(cell) + " in " + in_quotes(columns_[c].name) +
                 " is not a number; name it as missing, or the column as an attribute or to be ignored",
             c);
    }
    return value;
  }

  void row() {
    const auto fields = in_.fields();
    if (fields.size() == 1 && fields[0].empty()) return;
    if (fields.size() != columns_.size()) {
      refuse("the row has " + std::to_string(fields.size()) + " fields, but the header " +
                 std::to_string(columns_.size()),
             std::min(fields.size(), columns_.size()) - 1);
    }
    norm_member member;
    std::vector<norm_value> values(out_.measures.size());
    for (norm_value& v : values) v.value = std::nan("");
    for (std::size_t c = 0; c < fields.size(); ++c) {
      const column_use& use = columns_[c];
      const std::string_view cell = fields[c];
      if (use.is == column_use::organisation) {
        member.id = cell;
        if (member.id.empty()) refuse("the organisation has no name", c);
        if (among(options_.leave_out, member.id)) return;
        if (!known_.insert(member.id).second) refuse(in_quotes(cell) + " is there twice", c);
      }
    }
    for (std::size_t c = 0; c < fields.size(); ++c) {
      const column_use& use = columns_[c];
      if (use.is == column_use::attribute && !fields[c].empty()) member.attributes[use.name] = fields[c];
      if (use.is == column_use::skip || use.is == column_use::organisation || use.is == column_use::attribute)
        continue;
      const double x = number(fields[c], c);
      if (use.is == column_use::covariate && !std::isnan(x)) member.covariates[use.name] = x;
      if (use.is == column_use::value) values[use.measure].value = x;
      if (use.is == column_use::se || use.is == column_use::n) {
        if (x < 0) refuse("must not be negative", c);
        if (!std::isnan(x)) (use.is == column_use::se ? values[use.measure].se : values[use.measure].n) = x;
      }
    }
    for (std::size_t m = 0; m < values.size(); ++m) {
      if (std::isnan(values[m].value)) continue;
      values[m].organisation = member.id;
      out_.measures[m].values.push_back(std::move(values[m]));
    }
    out_.members.push_back(std::move(member));
  }

  const std::string& path_;
  norm& out_;
  const norm_table_options& options_;
  csv_reader in_;
  std::vector<column_use> columns_;
  std::set<std::string> known_;
};

/// A row about the whole organisation in this wave, of everybody or one role.
bool of_whole(const result_row& row, const std::string& wave) {
  if (!row.key.empty() && row.key[0] != wave) return false;
  for (std::size_t i = 2; i < row.key.size(); ++i)
    if (!row.key[i].empty()) return false;
  return (row.table == "measure" || row.table == "index") && row.detail == "mean" && row.suppressed.empty() &&
         row.value.defined() && std::isfinite(row.value.value);
}

}  // namespace

norm norm_from_table(const std::string& path, norm about, const norm_table_options& options) {
  about.members.clear();
  about.measures.clear();
  table_reader(path, about, options).read();
  check_norm(about);
  return about;
}

norm norm_from_assessments(std::span<const named_assessment> given, norm about) {
  if (given.empty()) {
    throw error(errc::argument, "norm_from_assessments: no assessment is given; a norm needs organisations",
                "assessments");
  }
  about.members.clear();
  about.measures.clear();
  about.organisations = static_cast<double>(given.size());
  about.answers = 0;
  for (const named_assessment& one : given) {
    if (one.of->fingerprint != given.front().of->fingerprint) {
      throw error(errc::argument,
                  "norm_from_assessments: " + in_quotes(one.member.id) + " and " +
                      in_quotes(given.front().member.id) +
                      " were asked by different instruments or versions, so their figures do not compare",
                  "assessments");
    }
    about.members.push_back(one.member);
    const std::string wave = one.of->waves.empty() ? "" : one.of->waves.back();
    for (const result_row& row : one.of->rows) {
      if (row.table == "base" && row.id == "answers" && row.suppressed.empty() && row.key.size() > 1 &&
          std::all_of(row.key.begin() + 1, row.key.end(), [](const auto& k) { return k.empty(); }) &&
          row.key[0] == wave && row.value.defined()) {
        about.answers += row.value.value;
      }
      if (!of_whole(row, wave)) continue;
      const std::string role = row.key.size() > 1 ? row.key[1] : "";
      auto found = std::find_if(about.measures.begin(), about.measures.end(),
                                [&](const norm_measure& m) { return m.id == row.id && m.role == role; });
      if (found == about.measures.end()) {
        norm_measure m;
        m.id = row.id;
        m.role = role;
        m.label = text(row.label);
        m.unit = row.unit;
        about.measures.push_back(std::move(m));
        found = about.measures.end() - 1;
      }
      const double se = std::isfinite(row.value.se) ? row.value.se : 0;
      found->values.push_back({one.member.id, row.value.value, se, row.value.n});
    }
  }
  about.instrument = given.front().of->source->id;
  check_norm(about);
  return about;
}

}  // namespace cxm
