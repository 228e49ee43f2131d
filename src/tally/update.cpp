// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "base/number_text.hpp"
#include "tally/classes.hpp"
#include "tally/tally_state.hpp"

namespace cxm::detail {
namespace {

constexpr double least_weight = 0x1p-16;
constexpr double most_weight = 0x1p24;

[[noreturn]] void refuse(errc code, const batch& b, const std::string& column, std::size_t row,
                         const std::string& what) {
  const std::int64_t place = b.first_row + static_cast<std::int64_t>(row);
  throw error(code, "tally.update: " + column + ", row " + std::to_string(place) + ": " + what, column,
              place);
}

void check_length(const char* what, const std::string& column, std::size_t got, std::size_t rows) {
  if (got == rows) return;
  throw error(errc::argument,
              "tally.update: " + column + " has " + std::to_string(got) + " " + what +
                  ", but the batch has " + std::to_string(rows) + " rows",
              column);
}

void check_item(const layout& l, const batch& b, std::size_t q) {
  const item_slots& s = l.items[q];
  const item& it = l.source->items[q];
  const std::string name = "item \"" + it.id + "\"";
  const item_column& c = b.items[q];
  check_length("cells", name, c.cells.size(), b.rows);
  // Branch-free over the column; only a column with a fault is searched for its place.
  const auto answers = static_cast<std::uint8_t>(s.answers);
  std::uint8_t bad = 0;
  for (const cell v : c.cells) {
    bad |= static_cast<std::uint8_t>((v >= answers) &
                                     ((v < cell_missing) | (v >= cell_missing + missing_kinds)));
  }
  if (bad != 0) {
    for (std::size_t i = 0; i < b.rows; ++i) {
      const cell v = c.cells[i];
      if (v < answers || (v >= cell_missing && v < cell_missing + missing_kinds)) continue;
      refuse(errc::data, b, name, i,
             "cell " + std::to_string(v) + " is neither an answer (0.." + std::to_string(s.answers - 1) +
                 ") nor a kind of missing (250..254)");
    }
  }
  if (s.form == item_form::multiple) {
    check_length("selections", name, c.selected.size(), b.rows);
    const std::uint64_t all = s.codes >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << s.codes) - 1;
    for (std::size_t i = 0; i < b.rows; ++i) {
      if ((c.selected[i] & ~all) != 0 && !is_missing(c.cells[i])) {
        refuse(errc::data, b, name, i,
               "an option beyond the " + std::to_string(s.codes) + " of its scale is selected");
      }
    }
  }
  if (s.form == item_form::number) {
    check_length("numbers", name, c.numbers.size(), b.rows);
    const scale* sc = nullptr;
    for (const scale& k : l.source->scales) {
      if (k.id == it.scale) sc = &k;
    }
    const bool open = !sc->minimum || !sc->maximum;
    for (std::size_t i = 0; i < b.rows; ++i) {
      if (is_missing(c.cells[i])) continue;
      const double v = c.numbers[i];
      if (!std::isfinite(v)) {
        refuse(errc::data, b, name, i,
               detail::number_text(v) + " is not a number; mark a missing answer as missing instead");
      }
      if ((sc->minimum && v < *sc->minimum) || (sc->maximum && v > *sc->maximum)) {
        refuse(errc::data, b, name, i,
               detail::number_text(v) + " is outside the limits of scale \"" + sc->id + "\"");
      }
      if (open && std::fabs(v) > 0x1p23) {
        refuse(errc::data, b, name, i,
               detail::number_text(v) + " is beyond 8388608 (2^23); declare minimum and maximum on scale \"" +
                   sc->id + "\"");
      }
    }
  }
}

void check_group(const batch& b, const std::string& name, const group_column& g) {
  check_length("values", name, g.positions.size(), b.rows);
  const std::size_t levels = g.levels == nullptr ? 0 : g.levels->size();
  std::uint32_t most = 0;
  for (const std::uint32_t p : g.positions) most = std::max(most, p);
  if (b.rows > 0 && most >= levels) {
    const auto at =
        std::find_if(g.positions.begin(), g.positions.end(), [&](std::uint32_t p) { return p >= levels; });
    refuse(errc::argument, b, name, static_cast<std::size_t>(at - g.positions.begin()),
           "position " + std::to_string(*at) + " is beyond the " + std::to_string(levels) + " levels given");
  }
}

void check_weights_of(const batch& b) {
  check_length("values", "weights", b.weights.size(), b.rows);
  for (std::size_t i = 0; i < b.rows; ++i) {
    const double w = b.weights[i];
    if (w == 0) continue;
    if (!std::isfinite(w) || w < 0) {
      refuse(errc::data, b, "weights", i,
             detail::number_text(w) + " is not a weight; it must be finite and not negative");
    }
    if (w < least_weight || w > most_weight) {
      refuse(
          errc::data, b, "weights", i,
          detail::number_text(w) + " is outside 2^-16 .. 2^24; rescale the weights, for example to mean 1");
    }
  }
}

/// Replicate weights lie between 0 and this many times the weight of their row, which bounds their sums.
constexpr double most_replicate_ratio = 1024;

void check_given_weights(const layout& l, const batch& b) {
  if (!l.given() || b.rows == 0) return;
  if (b.replicate_weights.size() != l.replicates) {
    throw error(errc::argument,
                "tally.update: the tally keeps " + std::to_string(l.replicates) +
                    " given replicate weights, but the batch has " +
                    std::to_string(b.replicate_weights.size()) + " columns of them",
                "replicate_weights");
  }
  for (std::size_t r = 0; r < l.replicates; ++r) {
    const std::string name = "replicate_weights[" + std::to_string(r) + "]";
    const std::vector<double>& column = b.replicate_weights[r];
    check_length("values", name, column.size(), b.rows);
    for (std::size_t i = 0; i < b.rows; ++i) {
      const double w = column[i];
      const double own = l.options.weighted ? b.weights[i] : 1;
      if (w == 0 || own == 0) continue;
      if (!std::isfinite(w) || w < 0) {
        refuse(errc::data, b, name, i,
               detail::number_text(w) + " is not a weight; it must be finite and not negative");
      }
      if (w < least_weight || w > most_weight) {
        refuse(
            errc::data, b, name, i,
            detail::number_text(w) + " is outside 2^-16 .. 2^24; rescale the weights, for example to mean 1");
      }
      if (w > most_replicate_ratio * own) {
        refuse(errc::data, b, name, i,
               detail::number_text(w) + " is more than 1024 times the row's weight, " +
                   detail::number_text(own) + "; replicate weights must contain the sampling weight");
      }
    }
  }
}

/// Group positions, or one level for everybody.
std::string level_name(const group_column& g, std::size_t row) { return (*g.levels)[g.positions[row]]; }

/// The distinct respondents of each segment, sorted.
std::map<std::uint32_t, std::vector<std::uint64_t>> keys_by_segment(const row_classes& classes,
                                                                    const std::vector<std::uint32_t>& homes,
                                                                    const batch& b) {
  std::map<std::uint32_t, std::vector<std::uint64_t>> out;
  std::vector<std::vector<std::uint64_t>*> of_class;
  for (std::size_t c = 0; c < classes.count(); ++c) of_class.push_back(&out[homes[c]]);
  for (std::size_t i = 0; i < b.rows; ++i) {
    const std::uint32_t c = classes.of_row()[i];
    if (c != row_classes::skipped) of_class[c]->push_back(b.respondents[i]);
  }
  for (auto& [home, keys] : out) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }
  return out;
}

/// The stratum of each class, with its population; rows that give another population are refused.
std::vector<std::uint32_t> strata_of(tally_state& t, const batch& b, const row_classes& classes) {
  const auto population = [&](std::size_t row) { return b.fpc.empty() ? 0.0 : b.fpc[row]; };
  std::vector<std::uint32_t> stratum;
  for (std::size_t c = 0; c < classes.count(); ++c) {
    const std::size_t row = classes.example(c);
    const std::string name = b.stratum.positions.empty() ? std::string() : level_name(b.stratum, row);
    stratum.push_back(t.stratum_at(name, population(row), errc::data, "tally.update"));
  }
  for (std::size_t i = 0; i < b.rows; ++i) {
    const std::uint32_t c = classes.of_row()[i];
    if (c == row_classes::skipped || population(i) == t.fpc[stratum[c]]) continue;
    refuse(errc::data, b, "fpc", i,
           "stratum \"" + t.strata[stratum[c]] + "\" has the population " +
               detail::number_text(population(i)) + " here and " + detail::number_text(t.fpc[stratum[c]]) +
               " before; every row of a stratum must give the same one");
  }
  return stratum;
}

}  // namespace

void check_batch(const layout& l, const batch& b) {
  if (b.rows >= prepared_rows::skipped) {
    throw error(errc::argument, "tally.update: a batch may have at most 2^32 - 2 rows", "rows");
  }
  if (b.items.size() != l.items.size()) {
    throw error(errc::argument,
                "tally.update: the batch has " + std::to_string(b.items.size()) +
                    " items, but the instrument has " + std::to_string(l.items.size()) +
                    "; it was bound to another instrument",
                "items");
  }
  for (std::size_t q = 0; q < l.items.size(); ++q) check_item(l, b, q);
  if (b.groups.size() != l.group_names.size()) {
    throw error(errc::argument,
                "tally.update: the batch has " + std::to_string(b.groups.size()) +
                    " grouping columns, but the " + "instrument has " + std::to_string(l.group_names.size()),
                "groups");
  }
  for (std::size_t c = 0; c < b.groups.size(); ++c) check_group(b, l.group_names[c], b.groups[c]);
  const auto needs = [&](bool option, bool there, const char* what, const char* name) {
    if (!option || there || b.rows == 0) return;
    throw error(errc::argument,
                std::string("tally.update: the tally keeps ") + what + ", but the batch has no " + name +
                    "; map the column or make the tally without",
                name);
  };
  needs(l.options.weighted, !b.weights.empty(), "weights", "weights");
  if (l.options.weighted) check_weights_of(b);
  needs(l.options.respondents, !b.respondents.empty(), "respondents", "respondents");
  check_given_weights(l, b);
  if (l.options.respondents) check_length("keys", "respondents", b.respondents.size(), b.rows);
  if (l.options.psu_totals) {
    needs(true, !b.cluster.positions.empty(), "totals of sampling units", "cluster");
    check_group(b, "cluster", b.cluster);
  }
  if (l.options.psu_totals || l.options.strata) {
    if (!b.stratum.positions.empty()) check_group(b, "stratum", b.stratum);
    if (!b.fpc.empty()) {
      check_length("values", "fpc", b.fpc.size(), b.rows);
      for (std::size_t i = 0; i < b.rows; ++i) {
        if (!(b.fpc[i] >= 0) || !std::isfinite(b.fpc[i])) {
          refuse(errc::data, b, "fpc", i,
                 detail::number_text(b.fpc[i]) + " is not a population; it must be finite and not negative");
        }
      }
    }
  }
}

void tally_state::update(const batch& b) {
  check_batch(*plan, b);
  if (b.rows == 0) return;
  const tally_options& keep = plan->options;

  tally_totals sum = totals;
  prepared_rows p;
  if (keep.weighted) {
    p.w1.resize(b.rows);
    for (std::size_t i = 0; i < b.rows; ++i) {
      p.w1[i] = quantised_weight(b.weights[i]);
      sum.weight += p.w1[i];
      sum.squared += squared_weight(p.w1[i]);
      sum.rows += p.w1[i] != 0;
    }
  } else {
    sum.rows += static_cast<std::int64_t>(b.rows);
  }
  check_totals(*plan, sum, "tally.update");

  // Everything that can fail comes first, and is taken back if it does; then only integers are added.
  growth_guard guard(*this);
  row_classes classes;
  classes.begin(b.rows, keep.weighted ? std::span<const double>(b.weights) : std::span<const double>());
  for (const group_column& g : b.groups) classes.refine(g.positions, g.levels->size());
  // Strata: part of a segment's place when they are kept apart, else of a sampling unit's.
  row_classes strata_classes = classes;
  std::vector<std::uint32_t> stratum;
  if (keep.psu_totals || keep.strata) {
    if (!b.stratum.positions.empty()) strata_classes.refine(b.stratum.positions, b.stratum.levels->size());
    stratum = strata_of(*this, b, strata_classes);
  }
  if (keep.strata) classes = strata_classes;
  std::vector<std::uint32_t> homes;
  for (std::size_t c = 0; c < classes.count(); ++c) {
    segment_key key;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      key.push_back(groups[g].add(level_name(b.groups[g], classes.example(c))));
    }
    if (keep.strata) key.push_back(stratum[c]);
    homes.push_back(segment_at(key));
  }
  std::vector<std::pair<std::uint32_t, key_set::addition>> people;
  if (keep.respondents) {
    for (auto& [home, keys] : keys_by_segment(classes, homes, b)) {
      people.emplace_back(home, segments[home].people.prepare(std::move(keys)));
    }
  }
  if (keep.psu_totals) {
    row_classes unit_classes = strata_classes;
    unit_classes.refine(b.cluster.positions, b.cluster.levels->size());
    for (std::size_t c = 0; c < unit_classes.count(); ++c) {
      const std::size_t row = unit_classes.example(c);
      const std::uint32_t unit = units.add(level_name(b.cluster, row));
      p.entry.push_back(
          &unit_entry(homes[classes.of_row()[row]], stratum[strata_classes.of_row()[row]], unit));
    }
    p.unit = unit_classes.of_row();
  }
  p.cls = classes.of_row();
  for (const std::uint32_t home : homes) p.segment.push_back(&segments[home]);
  if (scratch == nullptr) scratch = std::make_unique<folder>(*plan);
  scratch->reserve(std::min(b.rows, folder::chunk), classes.count());
  guard.keep();

  view.reset();
  totals = sum;
  for (auto& [home, keys] : people) segments[home].people.commit(std::move(keys));
  for (std::size_t first = 0; first < b.rows; first += folder::chunk) {
    scratch->fold(b, p, first, std::min(folder::chunk, b.rows - first));
  }
}

}  // namespace cxm::detail
