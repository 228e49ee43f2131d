// SPDX-License-Identifier: Apache-2.0
#include "cxm/simulate/simulate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>

#include "cxm/io/instrument_json.hpp"
#include "model/fault.hpp"
#include "simulate/population.hpp"

namespace cxm {
namespace {

using namespace detail;

std::string csv_field(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

bool is_number(const std::string& words) {
  double value = 0;
  const auto [end, failed] = std::from_chars(words.data(), words.data() + words.size(), value);
  return failed == std::errc{} && end == words.data() + words.size();
}

/// How the answers to one item are spelled in the file.
struct item_spelling {
  std::vector<std::string> codes;                  ///< by position, ready for a CSV field but for `multiple`
  std::array<std::string, missing_kinds> missing;  ///< by kind; empty is no answer
};

using csv_sink = std::function<void(std::string_view)>;

[[noreturn]] void cannot_write() {
  throw error(errc::io, "the simulated data cannot be written; is there space, and may the file be written?",
              "out");
}

class csv_writer {
 public:
  csv_writer(const population& all, const csv_sink& out, const simulate_options& options)
      : all_(all), in_(*all.source), out_(out), options_(options), offsets_(slot_offsets(all)) {
    for (std::size_t i = 0; i < in_.items.size(); ++i) spellings_.push_back(spell(i));
  }

  std::int64_t write() {
    header();
    latent_person person;
    std::int64_t row = 0;
    for (const population_cell& cell : all_.cells) {
      const std::string groups = group_fields(cell);
      for (std::int64_t k = 0; k < cell.people; ++k, ++row) {
        if (row % 4096 == 0) report(row);
        draw_person(all_, cell, cell.first + k, person);
        buffer_ += 'r';
        append(static_cast<double>(cell.first + k + 1));
        buffer_ += groups;
        if (all_.profile->weight_sd > 0) {
          buffer_ += ',';
          append(std::max(0.0001, std::round(person.weight * 10000) / 10000));
        }
        for (std::size_t i = 0; i < in_.items.size(); ++i) answer(cell, i, person);
        buffer_ += '\n';
        if (buffer_.size() > (1U << 16U)) flush();
      }
    }
    flush();
    report(row);
    return row;
  }

 private:
  void report(std::int64_t row) const {
    if (options_.progress && !options_.progress(row, all_.people)) {
      throw error(errc::cancelled, "the simulation was stopped after " + std::to_string(row) + " rows",
                  "progress");
    }
  }

  void flush() {
    out_(buffer_);
    buffer_.clear();
  }

  void append(double value) { buffer_ += number_text(value); }

  [[nodiscard]] item_spelling spell(std::size_t i) const {
    const item& asked = in_.items[i];
    const scale& s = *in_.find_scale(asked.scale);
    item_spelling out;
    for (const scale_code& c : s.codes) {
      const std::string& label = c.label.in(options_.language);
      std::string words = options_.labels && !label.empty() ? label : std::to_string(c.code);
      if (asked.multiple && asked.option_columns.empty()) {
        if (words.find(asked.separator) != std::string::npos) {
          throw error(errc::argument,
                      "labels: label " + in_quotes(words) + " of item " + in_quotes(asked.id) +
                          " contains the separator " + in_quotes(asked.separator) + "; write codes instead",
                      "labels");
        }
        out.codes.push_back(std::move(words));
      } else {
        out.codes.push_back(csv_field(words));
      }
    }
    // Of the spellings of a missing value, a number goes with codes and words go with labels.
    for (const missing_code& m : s.missing) {
      std::string& words = out.missing[static_cast<std::size_t>(m.kind)];
      if (words.empty() || (is_number(words) == options_.labels && is_number(m.value) != options_.labels)) {
        words = m.value;
      }
    }
    for (std::string& words : out.missing) words = csv_field(words);
    out.missing[static_cast<std::size_t>(missing_kind::no_answer)].clear();
    return out;
  }

  static std::string name_of(const std::vector<std::string>& hints, const std::string& fallback) {
    return csv_field(hints.empty() ? fallback : hints.front());
  }

  void header() {
    buffer_ += name_of(in_.respondent.columns, "respondent");
    buffer_ += ',' + name_of(in_.role_column.columns, "role");
    if (has_wave()) buffer_ += ',' + name_of(in_.wave_column.columns, "wave");
    for (const segment_definition& s : in_.segments) {
      if (s.id == all_.profile->segment) buffer_ += ',' + name_of(s.columns, s.id);
    }
    if (all_.profile->weight_sd > 0) buffer_ += ',' + name_of(in_.weight.columns, "weight");
    for (const item& i : in_.items) {
      if (i.option_columns.empty()) buffer_ += ',' + name_of(i.columns, i.id);
      for (const auto& option : i.option_columns) buffer_ += ',' + name_of(option.second, i.id);
    }
    buffer_ += '\n';
  }

  [[nodiscard]] bool has_wave() const { return all_.waves.size() > 1 || !all_.waves[0].empty(); }

  [[nodiscard]] std::string group_fields(const population_cell& cell) const {
    std::string out(1, ',');
    out += csv_field(all_.profile->roles[cell.role].id);
    if (has_wave()) out.append(1, ',').append(csv_field(all_.waves[cell.wave]));
    if (!all_.profile->segment.empty())
      out.append(1, ',').append(csv_field(all_.profile->units[cell.unit].id));
    return out;
  }

  void answer(const population_cell& cell, std::size_t i, const latent_person& person) {
    const item& asked = in_.items[i];
    const item_law& law = cell.items[i];
    const std::size_t columns = std::max<std::size_t>(1, asked.option_columns.size());
    if (!law.asked) {
      buffer_.append(columns, ',');
      return;
    }
    double u = person.missing[i];
    for (std::size_t kind = 0; kind < missing_kinds; ++kind) {
      if (u < law.missing[kind]) {
        for (std::size_t c = 0; c < columns; ++c) buffer_ += ',' + spellings_[i].missing[kind];
        return;
      }
      u -= law.missing[kind];
    }
    const double* z = &person.z[offsets_[i]];
    if (asked.multiple) {
      options_answer(i, law, z);
      return;
    }
    buffer_ += ',';
    if (law.cuts.empty() && in_.find_scale(asked.scale)->kind == scale_kind::number) {
      number_answer(*in_.find_scale(asked.scale), law.mean + law.sd * z[0]);
    } else {
      buffer_ += spellings_[i].codes[all_.shapes[i].order[answer_of(law, z[0])]];
    }
  }

  void number_answer(const scale& s, double value) {
    if (s.minimum) value = std::max(value, *s.minimum);
    if (s.maximum) value = std::min(value, *s.maximum);
    append(std::round(value * 1000) / 1000);
  }

  void options_answer(std::size_t i, const item_law& law, const double* z) {
    const item& asked = in_.items[i];
    const int none = all_.shapes[i].none;
    chosen_.assign(all_.shapes[i].slots, 0);
    bool any = false;
    for (std::size_t k = 0; k < chosen_.size(); ++k) {
      chosen_[k] = static_cast<int>(k) != none && z[k] > law.cuts[k];
      any = any || chosen_[k] != 0;
    }
    if (!any && none >= 0) chosen_[static_cast<std::size_t>(none)] = 1;
    if (!asked.option_columns.empty()) {
      const scale& s = *in_.find_scale(asked.scale);
      for (const auto& [code, columns] : asked.option_columns) {
        const auto k = static_cast<std::size_t>(s.position(code));
        buffer_ += ',';
        if (chosen_[k] != 0) buffer_ += spellings_[i].codes[k];
      }
      return;
    }
    std::string joined;
    for (std::size_t k = 0; k < chosen_.size(); ++k) {
      if (chosen_[k] == 0) continue;
      if (!joined.empty()) joined += asked.separator;
      joined += spellings_[i].codes[k];
    }
    buffer_ += ',' + csv_field(joined);
  }

  const population& all_;
  const instrument& in_;
  const csv_sink& out_;
  const simulate_options& options_;
  std::vector<std::size_t> offsets_;
  std::vector<item_spelling> spellings_;
  std::vector<char> chosen_;
  std::string buffer_;
};

}  // namespace

std::int64_t simulate_to_csv(const instrument& in, const profile& p, const csv_sink& out,
                             const simulate_options& options) {
  population all = make_population(in, p, options);
  csv_writer writer(all, out, options);  // before the work of the counts: it refuses unfit labels
  meet_quotas(all, options);
  return writer.write();
}

std::int64_t simulate_to_csv(const instrument& in, const profile& p, std::ostream& out,
                             const simulate_options& options) {
  const csv_sink to_stream = [&](std::string_view piece) {
    if (!out.write(piece.data(), static_cast<std::streamsize>(piece.size()))) cannot_write();
  };
  const std::int64_t rows = simulate_to_csv(in, p, to_stream, options);
  if (!out.flush()) cannot_write();
  return rows;
}

std::int64_t simulated_rows(const profile& p, const simulate_options& options) {
  std::int64_t rows = 0;
  const std::size_t waves = std::max<std::size_t>(1, p.waves.size());
  for (const profile_unit& u : p.units) {
    for (std::size_t w = 0; w < waves; ++w) {
      std::map<std::string, std::int64_t> people = u.people;
      if (!p.waves.empty()) {
        if (const auto episode = u.waves.find(p.waves[w].id); episode != u.waves.end()) {
          for (const auto& [role, count] : episode->second.people) people[role] = count;
        }
      }
      for (const auto& [role, count] : people) rows += count * options.copies;
    }
  }
  return rows;
}

instrument_ptr with_hierarchy(const instrument& in, const profile& p) {
  instrument out = in;
  for (segment_definition& s : out.segments) {
    if (s.id != p.segment) continue;
    for (const profile_unit& u : p.units) {
      if (!u.parent.empty()) s.parents[u.id] = u.parent;
    }
  }
  if (!p.waves.empty()) {
    out.wave_order.clear();
    for (const profile_wave& w : p.waves) out.wave_order.push_back(w.id);
  }
  if (!p.event.wave.empty()) {
    for (dilution_definition& d : out.findings.dilution) {
      if (d.event.wave.empty()) d.event = {p.event.label, p.event.wave};
    }
  }
  return parse_instrument(canonical_json(out));  // with a fingerprint of its own
}

}  // namespace cxm
