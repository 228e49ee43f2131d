// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/weight_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"
#include "cxm/stats/matrix.hpp"
#include "io/byte_source.hpp"
#include "io/cell_text.hpp"
#include "io/column_source.hpp"
#include "io/json_read.hpp"
#include "io/json_text.hpp"
#include "io/variable_reader.hpp"
#include "io/weighted_rows.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;

std::string shown(double x) {
  std::string out;
  json_text::append_number(out, x);
  return out;
}

std::pair<std::optional<double>, std::optional<double>> read_pair(json_object& object, const char* name) {
  const json_value* member = object.find(name);
  if (member == nullptr) return {};
  const json_place here = object.place(name);
  detail::require_list(here, *member, "two numbers");
  if (member->size() != 2) here.refuse("must be a list of two numbers, the lower first");
  double low = 0;
  double high = 0;
  detail::read_value(member->elements()[0], here.element(0), low);
  detail::read_value(member->elements()[1], here.element(1), high);
  if (!(low < high)) here.refuse("must be a list of two numbers, the lower first");
  return {low, high};
}

/// A file in memory, cell by cell.
struct sheet {
  std::vector<std::string> known{};  ///< names of all columns, where header has only those that were needed
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> places;
  char separator = ',';

  [[nodiscard]] bool decimal_comma() const noexcept { return separator != ','; }
  [[nodiscard]] std::size_t column(const std::string& file, const std::string& name) const {
    for (std::size_t c = 0; c < header.size(); ++c) {
      if (header[c] == name) return c;
    }
    const std::vector<std::string>& all = known.empty() ? header : known;
    throw error(errc::data,
                file + ": there is no column " + detail::in_quotes(name) +
                    detail::suggestion(name, {all.begin(), all.end()}),
                file);
  }
};

sheet read_sheet(const std::string& path, const csv_options& options) {
  csv_reader in(path, options);
  sheet out;
  while (in.next()) {
    std::vector<std::string> cells(in.fields().begin(), in.fields().end());
    if (out.header.empty()) {
      for (std::string& c : cells) c = std::string(detail::trimmed(c));
      out.header = std::move(cells);
      continue;
    }
    if (cells.size() == 1 && detail::trimmed(cells[0]).empty()) continue;  // an empty line
    if (cells.size() != out.header.size()) {
      throw error(errc::data,
                  path + ": row " + std::to_string(in.row()) + ": has " + std::to_string(cells.size()) +
                      " fields, but the header has " + std::to_string(out.header.size()),
                  path, in.row());
    }
    out.rows.push_back(std::move(cells));
    out.places.push_back(in.row());
  }
  out.separator = in.separator();
  if (out.rows.empty()) throw error(errc::data, path + ": there are no rows to weight", path);
  return out;
}

std::vector<double> numbers_of(const std::string& file, const sheet& s, const std::string& name,
                               bool weights) {
  const std::size_t c = s.column(file, name);
  std::vector<double> out;
  for (std::size_t r = 0; r < s.rows.size(); ++r) {
    const auto value = detail::number_of(detail::trimmed(s.rows[r][c]), s.decimal_comma());
    if (!value || (weights && *value < 0)) {
      throw error(errc::data,
                  file + ": row " + std::to_string(s.places[r]) + ", column \"" + name + "\": \"" +
                      s.rows[r][c] + "\" is not a number" + (weights ? " of 0 or more" : ""),
                  file, s.places[r], static_cast<std::int64_t>(c) + 1);
    }
    out.push_back(*value);
  }
  return out;
}

population_margin margin_of(const std::string& file, const sheet& s, const weight_targets::margin& m,
                            const std::optional<double>& population) {
  population_margin out;
  std::vector<std::size_t> columns;
  for (const std::string& name : m.columns) {
    columns.push_back(s.column(file, name));
    out.name += (out.name.empty() ? "" : "|") + name;
  }
  std::map<std::string, std::size_t> place;
  double sum = 0;
  for (const auto& [value, total] : m.totals) {
    place.emplace(value, out.totals.size());
    out.totals.push_back(total);
    out.labels.push_back(value);
    sum += total;
  }
  if (population && sum > 0) {
    for (double& t : out.totals) t *= *population / sum;
  }
  out.groups.groups = out.totals.size();
  for (std::size_t r = 0; r < s.rows.size(); ++r) {
    std::string value;
    for (std::size_t c = 0; c < columns.size(); ++c)
      value += (c == 0 ? "" : "|") + std::string(detail::trimmed(s.rows[r][columns[c]]));
    const auto at = place.find(value);
    if (at == place.end()) {
      throw error(errc::data,
                  file + ": row " + std::to_string(s.places[r]) + ": \"" + value + "\" of " + out.name +
                      " has no total; give it one, or drop or recode the row",
                  file, s.places[r], static_cast<std::int64_t>(columns[0]) + 1);
    }
    out.groups.of_row.push_back(at->second);
  }
  return out;
}

weighted_design calibrated(const std::string& file, const sheet& s, const survey_design& design,
                           const weight_targets& t, const std::vector<population_margin>& margins) {
  std::vector<double> totals;
  for (const population_margin& m : margins) totals.insert(totals.end(), m.totals.begin(), m.totals.end());
  const bool ones = margins.empty() && t.population;
  if (ones) totals.push_back(*t.population);
  for (const auto& [name, total] : t.numbers) totals.push_back(total);
  matrix x(s.rows.size(), totals.size());
  std::size_t at = 0;
  for (const population_margin& m : margins) {
    for (std::size_t r = 0; r < s.rows.size(); ++r) x(r, at + m.groups.of_row[r]) = 1;
    at += m.groups.groups;
  }
  if (ones) {
    for (std::size_t r = 0; r < s.rows.size(); ++r) x(r, at) = 1;
    ++at;
  }
  for (const auto& [name, total] : t.numbers) {
    const std::vector<double> values = numbers_of(file, s, name, false);
    for (std::size_t r = 0; r < s.rows.size(); ++r) x(r, at) = values[r];
    ++at;
  }
  calibration_options options;
  options.distance = t.method == "linear"   ? calibration_distance::linear
                     : t.method == "raking" ? calibration_distance::raking
                                            : calibration_distance::logit;
  if (t.lower) options.lower = *t.lower;
  if (t.upper) options.upper = *t.upper;
  return calibrate(design, x, totals, options);
}

/// Old weights that add up to the population of the totals, so that bounds and new / old speak of how people
/// count beside each other and not of how many there are. Without bounds no new weight depends on it.
void scale_to_population(std::vector<double>& weights, const weight_targets& t,
                         const std::vector<population_margin>& margins) {
  double people = 0;
  if (t.population) {
    people = *t.population;
  } else if (!margins.empty()) {
    for (const double total : margins.front().totals) people += total;
  }
  double sum = 0;
  for (const double w : weights) sum += w;
  if (!(people > 0) || !(sum > 0)) return;
  for (double& w : weights) w *= people / sum;
}

/// Largest |reached - wanted| / (1 + |wanted|) over the margins.
double misfit_of(std::span<const double> weights, const std::vector<population_margin>& margins) {
  double worst = 0;
  for (const population_margin& m : margins) {
    std::vector<double> reached(m.totals.size(), 0.0);
    for (std::size_t r = 0; r < weights.size(); ++r) reached[m.groups.of_row[r]] += weights[r];
    for (std::size_t g = 0; g < reached.size(); ++g)
      worst = std::max(worst, std::fabs(reached[g] - m.totals[g]) / (1 + std::fabs(m.totals[g])));
  }
  return worst;
}

void append_cell(std::string& out, std::string_view cell, char separator) {
  if (cell.find(separator) == std::string_view::npos &&
      cell.find_first_of("\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string written(const sheet& s, const std::string& name, std::span<const double> weights) {
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells, const std::string& last) {
    for (const std::string& c : cells) {
      append_cell(out, c, s.separator);
      out += s.separator;
    }
    append_cell(out, last, s.separator);
    out += "\r\n";
  };
  line(s.header, name);
  for (std::size_t r = 0; r < s.rows.size(); ++r) {
    std::string weight = shown(weights[r]);
    if (s.decimal_comma()) std::replace(weight.begin(), weight.end(), '.', ',');
    line(s.rows[r], weight);
  }
  return out;
}

}  // namespace

weight_targets parse_weight_targets(std::string_view text) {
  const json_value document = detail::parse_document(text, errc::data, "weight targets");
  const json_place top{errc::data, ""};
  json_object object(document, top);
  weight_targets out;
  object.optional("method", out.method);
  const std::vector<std::string_view> methods{"rake", "poststratify", "linear", "raking", "logit"};
  if (std::find(methods.begin(), methods.end(), out.method) == methods.end()) {
    object.place("method").refuse("is \"" + out.method +
                                  "\", but must be rake, poststratify, linear, raking or logit");
  }
  object.optional("population", out.population);
  if (out.population && !(*out.population > 0)) object.place("population").refuse("must be above 0");
  object.each("margins", [&](const json_value& element, const json_place& here) {
    json_object inner(element, here);
    weight_targets::margin& m = out.margins.emplace_back();
    inner.optional("column", m.columns);
    inner.optional("columns", m.columns);
    inner.required("totals", m.totals);
    inner.finish();
    if (m.columns.empty()) here.refuse("names no column");
    if (m.totals.empty()) inner.place("totals").refuse("is empty");
    for (const auto& [value, total] : m.totals) {
      if (!(total >= 0) || !std::isfinite(total)) {
        inner.place("totals").member(value).refuse("must be a finite number of 0 or more");
      }
    }
  });
  object.optional("numbers", out.numbers);
  std::tie(out.lower, out.upper) = read_pair(object, "bounds");
  std::tie(out.trim_lower, out.trim_upper) = read_pair(object, "trim");
  object.finish();
  const bool calibration = out.method == "linear" || out.method == "raking" || out.method == "logit";
  if (out.margins.empty() && out.numbers.empty())
    top.refuse("there is neither a margin nor a number to weight to");
  if (!calibration && !out.numbers.empty()) {
    object.place("numbers").refuse("needs calibration: method linear, raking or logit");
  }
  if (!calibration && out.lower)
    object.place("bounds").refuse("needs calibration: method linear, raking or logit");
  if (out.method == "poststratify" && out.margins.size() != 1) {
    object.place("margins").refuse("must hold exactly one margin to post-stratify to; cross its columns");
  }
  if (out.method == "logit" && !out.lower)
    object.place("bounds").refuse("is missing, but method logit needs it");
  return out;
}

weight_targets load_weight_targets(const std::string& path) {
  const std::string text = detail::read_whole_file(path);
  try {
    return parse_weight_targets(text);
  } catch (const error& e) {
    throw error(e.code(), path + ": " + e.what(), e.parameter(), e.row(), e.column());
  }
}

namespace {

weighted_rows weigh(const std::string& path, const sheet& s, const weight_targets& targets,
                    const std::string& before) {
  std::vector<population_margin> margins;
  for (const weight_targets::margin& m : targets.margins)
    margins.push_back(margin_of(path, s, m, targets.population));
  survey_design_spec spec;
  spec.rows = s.rows.size();
  spec.weights = before.empty() ? std::vector<double>(s.rows.size(), 1.0) : numbers_of(path, s, before, true);
  scale_to_population(spec.weights, targets, margins);
  const survey_design design(std::move(spec));
  weighted_design made = targets.method == "poststratify" ? post_stratify(design, margins[0])
                         : targets.method == "rake"       ? rake(design, margins)
                                                          : calibrated(path, s, design, targets, margins);
  weighted_rows out;
  out.rows = static_cast<double>(s.rows.size());
  out.report = made.report;
  out.misfit = made.report.worst_misfit;
  const auto keep = [&](std::span<const double> weights) {
    out.weights.assign(weights.begin(), weights.end());
  };
  if (targets.trim_lower) {
    const double mean = made.design.sum_of_weights() / out.rows;
    const double low = *targets.trim_lower * mean;
    const double high = *targets.trim_upper * mean;
    for (const double w : made.design.weights()) out.trimmed += w < low || w > high ? 1 : 0;
    const weighted_design cut = trim_weights(made.design, low, high);
    out.report.after = cut.report.after;
    out.misfit = misfit_of(cut.design.weights(), margins);
    keep(cut.design.weights());
  } else {
    keep(made.design.weights());
  }
  return out;
}

/// The columns that the targets name.
std::set<std::string> named_columns(const weight_targets& targets, const std::string& before) {
  std::set<std::string> needed;
  for (const weight_targets::margin& m : targets.margins) needed.insert(m.columns.begin(), m.columns.end());
  for (const auto& [name, total] : targets.numbers) needed.insert(name);
  if (!before.empty()) needed.insert(before);
  return needed;
}

/// The same of a file of a format: groups by their labels.
sheet sheet_of(const file_format& format, const std::string& path, const read_options& options) {
  const std::set<std::string> needed = named_columns(*options.weighting, options.base_weight);
  std::set<std::string> groups;
  for (const weight_targets::margin& m : options.weighting->margins)
    groups.insert(m.columns.begin(), m.columns.end());
  sheet out;
  file_dictionary dictionary;
  std::vector<bool> wanted;
  const auto begin = [&](const file_dictionary& d) {
    dictionary = d;
    for (const file_variable& v : d.variables) {
      out.known.push_back(v.name);
      wanted.push_back(needed.count(v.name) > 0);
      if (wanted.back()) out.header.push_back(v.name);
    }
    return wanted;
  };
  const auto block = [&](const std::vector<variable_values>& values, std::int64_t rows) {
    if (options.progress && !options.progress(static_cast<std::int64_t>(out.rows.size()), dictionary.rows))
      throw error(errc::cancelled, path + ": reading was stopped", path);
    for (std::int64_t r = 0; r < rows; ++r) {
      const auto row = static_cast<std::size_t>(r);
      std::vector<std::string>& cells = out.rows.emplace_back();
      out.places.push_back(static_cast<std::int64_t>(out.rows.size()));
      for (std::size_t v = 0; v < wanted.size(); ++v) {
        if (!wanted[v]) continue;
        const file_variable& variable = dictionary.variables[v];
        cells.push_back(detail::value_text(variable, values[v], row));
        if (groups.count(variable.name) == 0) continue;
        if (variable.is_text) {
          const auto label = variable.text_labels.find(cells.back());
          if (label != variable.text_labels.end()) cells.back() = label->second;
        } else {
          const auto label = variable.labels.find(values[v].numbers[row]);
          if (label != variable.labels.end()) cells.back() = label->second;
        }
      }
    }
    return true;
  };
  format.read(path, options, {begin, block});
  if (out.rows.empty()) throw error(errc::data, path + ": there are no rows to weight", path);
  return out;
}

/// The same of columns in memory, as a file would hold them.
sheet sheet_of(const data_columns& data, const weight_targets& targets, const std::string& before) {
  const std::set<std::string> needed = named_columns(targets, before);
  sheet out;
  out.rows.resize(static_cast<std::size_t>(data.rows));
  std::string scratch;
  for (const column_data& c : data.columns) {
    out.known.push_back(c.name);
    if (needed.count(c.name) == 0) continue;
    const detail::column_cells cells(c, data.rows, data.name);
    out.header.push_back(c.name);
    for (std::int64_t r = 0; r < data.rows; ++r)
      out.rows[static_cast<std::size_t>(r)].emplace_back(cells.text(r, scratch));
  }
  for (std::int64_t r = 0; r < data.rows; ++r) out.places.push_back(data.first_row + r);
  if (out.rows.empty()) throw error(errc::data, data.name + ": there are no rows to weight", data.name);
  return out;
}

}  // namespace

weighted_rows weight_csv(const std::string& path, const weight_targets& targets, const std::string& name,
                         const std::string& before, const csv_options& options) {
  if (detail::read_first_bytes(path, 4) == "$FL2" || detail::read_first_bytes(path, 4) == "$FL3") {
    throw error(
        errc::data,
        path +
            ": is an SPSS file, to which no column can be added here; weight it while it is read (--rake, "
            "read_options::weighting), or save it as CSV",
        path);
  }
  const sheet s = read_sheet(path, options);
  if (std::find(s.header.begin(), s.header.end(), name) != s.header.end()) {
    throw error(errc::data, path + ": there is a column \"" + name + "\" already; name the new one otherwise",
                path);
  }
  weighted_rows out = weigh(path, s, targets, before);
  out.csv = written(s, name, out.weights);
  return out;
}

weighted_rows weight_columns(const data_columns& data, const weight_targets& targets,
                             const std::string& before) {
  return weigh(data.name, sheet_of(data, targets, before), targets, before);
}

namespace {

/// A format whose files have one more variable: the weights, in the order of the rows.
file_format with_weights(const file_format& format, const std::string& name, std::vector<double> weights) {
  file_format out = format;
  out.read = [&format, name, weights = std::move(weights)](
                 const std::string& path, const read_options& options, const variable_sink& sink) {
    std::size_t done = 0;
    std::vector<variable_values> more;
    format.read(path, options,
                {[&](const file_dictionary& d) {
                   file_dictionary with = d;
                   with.variables.emplace_back().name = name;
                   std::vector<bool> wanted = sink.begin(with);
                   wanted.pop_back();
                   return wanted;
                 },
                 [&](const std::vector<variable_values>& values, std::int64_t rows) {
                   more = values;
                   const auto from = weights.begin() + static_cast<std::ptrdiff_t>(done);
                   more.emplace_back().numbers.assign(from, from + rows);
                   done += static_cast<std::size_t>(rows);
                   return sink.block(more, rows);
                 }});
  };
  return out;
}

}  // namespace

import_receipt detail::read_weighted(const std::string& path, const instrument& in,
                                     const read_options& options,
                                     const std::function<void(unsigned, const batch&)>& sink) {
  const std::string column = "weight to totals";
  read_options of_made = options;
  of_made.weighting = nullptr;
  of_made.map["weight"] = column;
  import_receipt out;
  weighted_rows weighted;
  if (const file_format* format = format_of(path, options)) {
    weighted = weigh(path, sheet_of(*format, path, options), *options.weighting, options.base_weight);
    out = read_variables(with_weights(*format, column, weighted.weights), path, in, of_made, sink);
  } else {
    csv_options csv;
    csv.separator = options.separator;
    csv.latin1 = options.latin1;
    weighted = weight_csv(path, *options.weighting, column, options.base_weight, csv);
    of_made.latin1 = false;
    out = read_bytes(path, weighted.csv, in, of_made, sink);
  }
  const std::vector<std::string> lines = weighting_lines(weighted);
  out.notes.insert(out.notes.begin(), lines.begin(), lines.end());
  return out;
}

void detail::refuse_weighting(const char* function, const read_options& options) {
  if (!options.weighting) return;
  throw error(errc::argument,
              std::string(function) +
                  ": options has a weighting, which is of files; weight columns with weight_columns",
              "options");
}

std::vector<std::string> weighting_lines(const weighted_rows& w) {
  const auto digits = [](double x) {
    char buffer[32];
    return std::string(buffer,
                       std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::general, 4).ptr);
  };
  const weighting_report& r = w.report;
  std::vector<std::string> out;
  out.push_back("weighting by " + r.method + ": " + (r.converged ? "converged" : "not converged") + " in " +
                std::to_string(r.iterations) + " iterations, worst misfit of a total " + digits(w.misfit));
  out.push_back("weights: sum " + digits(r.after.sum) + ", from " + digits(r.after.min) + " to " +
                digits(r.after.max) + ", new to old from " + digits(r.least_ratio) + " to " +
                digits(r.greatest_ratio));
  out.push_back("n_eff " + digits(r.after.n_eff) + " of " + digits(r.after.n) + " rows, design effect " +
                digits(r.after.design_effect) + " (before: " + digits(r.before.design_effect) + ")");
  if (w.trimmed > 0) out.push_back(digits(w.trimmed) + " weights were cut");
  if (r.after.negative > 0)
    out.push_back(digits(r.after.negative) + " weights are below 0: they cannot be tallied");
  return out;
}

}  // namespace cxm
