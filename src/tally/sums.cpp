// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "cxm/data/batch.hpp"
#include "tally/tally_state.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// floor(s / w + 1/2) for w > 0: the grid point next to a mean.
std::int64_t nearest_grid(const int256& s, const int256& w) {
  // Means lie on the grid's range (56 bits), so the quotient of doubles finds the place to within a few
  // steps, and the exact remainder settles it.
  auto q = static_cast<std::int64_t>(std::floor(s.to_double() / w.to_double() + 0.5));
  const auto too_high = [&](std::int64_t r) {  // r > s / w + 1/2  <=>  2 r w > 2 s + w
    int256 right = s.times(2);
    right += w;
    return right < w.times(r).times(2);
  };
  while (too_high(q)) --q;
  while (!too_high(q + 1)) ++q;
  return q;
}

class rolled_up final : public group_sums {
 public:
  rolled_up(std::shared_ptr<const layout> l, accumulator total, double people, std::vector<psu_total> names,
            std::vector<psu_entry> entries, std::vector<stratum_part> parts)
      : layout_(std::move(l)),
        total_(std::move(total)),
        unit_names_(std::move(names)),
        entries_(std::move(entries)),
        parts_(std::move(parts)),
        people_(people) {
    for (std::size_t j = 0; j < layout_->measures; ++j) {
      const block b = read(j, j, 0);
      ref_.push_back(b.w.zero() ? 0 : nearest_grid(b.s_j, b.w));
    }
  }

  [[nodiscard]] const layout& made_by() const noexcept { return *layout_; }
  [[nodiscard]] const accumulator& total() const noexcept { return total_; }
  [[nodiscard]] const std::vector<psu_total>& unit_names() const noexcept { return unit_names_; }
  [[nodiscard]] const std::vector<psu_entry>& entries() const noexcept { return entries_; }

  [[nodiscard]] double rows() const override { return static_cast<double>(total_.rows()); }
  [[nodiscard]] double weight() const override {
    return weighted() ? int256(total_.sums[0]).to_double(weight_exponent) : rows();
  }
  [[nodiscard]] double weight_squared() const override {
    return weighted() ? int256(total_.sums[1]).to_double(squared_weight_exponent) : rows();
  }
  [[nodiscard]] double people() const override { return people_; }

  [[nodiscard]] item_counts item(std::size_t i) const override {
    check("group_sums.item", "item", i, layout_->items.size());
    const item_slots& s = layout_->items[i];
    item_counts out;
    const auto n = [&](std::size_t slot) { return static_cast<double>(total_.counts[s.first + slot]); };
    const auto w = [&](std::size_t slot) {
      return weighted() ? int256(total_.sums[s.weighted + slot]).to_double(weight_exponent) : n(slot);
    };
    const std::size_t codes_from = s.form == item_form::multiple ? s.answers + missing_kinds : 0;
    for (std::size_t c = 0; c < s.codes; ++c) {
      out.code.push_back(n(codes_from + c));
      out.w_code.push_back(w(codes_from + c));
    }
    for (std::size_t k = 0; k < missing_kinds; ++k) {
      out.missing[k] = n(s.answers + k);
      out.w_missing[k] = w(s.answers + k);
    }
    std::int64_t answered = 0;
    int128 w_answered = 0;
    for (std::size_t a = 0; a < s.answers; ++a) {
      answered += total_.counts[s.first + a];
      if (weighted()) w_answered += total_.sums[s.weighted + a];
    }
    out.answered = static_cast<double>(answered);
    out.w_answered = weighted() ? int256(w_answered).to_double(weight_exponent) : out.answered;
    add_squares(out, s, codes_from);
    return out;
  }

  [[nodiscard]] measure_sums measure(std::size_t j) const override {
    check("group_sums.measure", "j", j, layout_->measures);
    const block b = read(j, j, 0);
    measure_sums out;
    out.n = static_cast<double>(present(j, j));
    out.w = b.w.to_double(first_exponent());
    out.w2 = read(j, j, 1).w.to_double(second_exponent());
    const measure_grid& g = layout_->plan.measures[j].grid;
    // Over the common divisor 2^exponent of both sums: it cancels.
    out.mean = b.w.zero() ? nan : g.origin + g.step * (b.s_j.to_double() / b.w.to_double());
    return out;
  }

  [[nodiscard]] double people_present(std::size_t j) const override {
    check("group_sums.people_present", "j", j, layout_->measures);
    return std::min(static_cast<double>(present(j, j)), people_);
  }

  [[nodiscard]] pair_moments pair(std::size_t j, std::size_t k) const override {
    check("group_sums.pair", "j", j, layout_->measures);
    check("group_sums.pair", "k", k, layout_->measures);
    if (!layout_->has_pair(j, k)) {
      throw error(errc::argument, "group_sums.pair: the tally was made without pair_moments", "pair_moments");
    }
    const measure_grid& gj = layout_->plan.measures[j].grid;
    const measure_grid& gk = layout_->plan.measures[k].grid;
    pair_moments out;
    out.n = static_cast<double>(present(j, k));
    out.ref_j = gj.score(ref_[j]);
    out.ref_k = gk.score(ref_[k]);
    const block first = read(j, k, 0).centred(ref_[j], ref_[k]);
    const block second = weighted() ? read(j, k, 1).centred(ref_[j], ref_[k]) : first;
    const int e1 = first_exponent();
    const int e2 = second_exponent();
    out.w = first.w.to_double(e1);
    out.w_dj = gj.step * first.s_j.to_double(e1);
    out.w_dk = gk.step * first.s_k.to_double(e1);
    out.w_djdk = gj.step * gk.step * first.q.to_double(e1);
    out.w2 = second.w.to_double(e2);
    out.w2_dj = gj.step * second.s_j.to_double(e2);
    out.w2_dk = gk.step * second.s_k.to_double(e2);
    out.w2_djdk = gj.step * gk.step * second.q.to_double(e2);
    return out;
  }

  [[nodiscard]] std::vector<double> histogram(std::size_t j) const override {
    check("group_sums.histogram", "j", j, layout_->measures);
    if (layout_->histogram_at[j] < 0) return {};
    const std::vector<double> kept =
        table(static_cast<std::size_t>(layout_->histogram_at[j]), layout_->histogram_size[j]);
    if (kept.size() == histogram_bins) return kept;
    // One slot per grid value: value v of 0..span falls into the bin that begins at or below it.
    std::vector<double> bins(histogram_bins, 0.0);
    const std::size_t span = kept.size() - 1;
    for (std::size_t v = 0; v < kept.size(); ++v) bins[v * (histogram_bins - 1) / span] += kept[v];
    return bins;
  }

  [[nodiscard]] value_distribution distribution(std::size_t j) const override {
    check("group_sums.distribution", "j", j, layout_->measures);
    value_distribution out;
    if (layout_->histogram_at[j] < 0) return out;
    const std::size_t size = layout_->histogram_size[j];
    out.w = table(static_cast<std::size_t>(layout_->histogram_at[j]), size);
    if (!weighted()) {
      out.w2 = out.w;
    } else if (const std::int64_t at = layout_->histogram_squared_at[j]; at >= 0) {
      for (std::size_t i = 0; i < size; ++i) {
        out.w2.push_back(
            int256(total_.sums[static_cast<std::size_t>(at) + i]).to_double(squared_weight_exponent));
      }
    }
    const measure_grid& g = layout_->plan.measures[j].grid;
    const std::int64_t span = g.highest - g.lowest;
    out.binned = size == histogram_bins && span >= static_cast<std::int64_t>(histogram_bins);
    out.width = out.binned ? g.step * static_cast<double>(span) / static_cast<double>(histogram_bins - 1) : 0;
    for (std::size_t i = 0; i < size; ++i) {
      out.value.push_back(out.binned ? g.score(g.lowest) + static_cast<double>(i) * out.width
                                     : g.score(g.lowest + static_cast<std::int64_t>(i)));
    }
    return out;
  }

  [[nodiscard]] std::vector<double> contingency(std::size_t a, std::size_t b) const override {
    check("group_sums.contingency", "item_a", a, layout_->items.size());
    check("group_sums.contingency", "item_b", b, layout_->items.size());
    const std::size_t rows = layout_->items[a].codes;
    const std::size_t columns = layout_->items[b].codes;
    if (a == b) {
      if (!layout_->options.contingency || layout_->items[a].form != item_form::single) return {};
      std::vector<double> diagonal(rows * rows, 0.0);
      const item_counts counts = item(a);
      for (std::size_t c = 0; c < rows; ++c) diagonal[c * rows + c] = counts.w_code[c];
      return diagonal;
    }
    const std::int64_t at = layout_->contingency_at[layout_->item_pair(std::min(a, b), std::max(a, b))];
    if (at < 0) return {};
    std::vector<double> kept = table(static_cast<std::size_t>(at), rows * columns);
    if (a < b) return kept;
    std::vector<double> turned(kept.size());
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) turned[r * columns + c] = kept[c * rows + r];
    }
    return turned;
  }

  [[nodiscard]] std::vector<psu_total> psu_totals() const override {
    std::vector<psu_total> out = unit_names_;
    for (std::size_t u = 0; u < out.size(); ++u) {
      out[u].n = static_cast<double>(entries_[u].n);
      for (std::size_t j = 0; j < layout_->measures; ++j) {
        const int256 w(entries_[u].sums[2 * j]);
        int256 centred(entries_[u].sums[2 * j + 1]);
        centred -= w.times(ref_[j]);
        out[u].w.push_back(w.to_double(first_exponent()));
        out[u].w_d.push_back(layout_->plan.measures[j].grid.step * centred.to_double(first_exponent()));
      }
    }
    return out;
  }

  [[nodiscard]] double replicate_mean(std::size_t r, std::size_t j) const override {
    check("group_sums.replicate_mean", "r", r, layout_->replicates);
    check("group_sums.replicate_mean", "j", j, layout_->measures);
    const int128* at = total_.sums.data() + layout_->replicates_at + r * layout_->replicate_size + j * 2;
    if (at[0] == 0) return nan;
    const measure_grid& g = layout_->plan.measures[j].grid;
    return g.origin + g.step * (int256(at[1]).to_double() / int256(at[0]).to_double());
  }

  [[nodiscard]] std::span<const stratum_part> strata() const override { return parts_; }

  [[nodiscard]] matrix unit_item(std::size_t i) const override {
    check("group_sums.unit_item", "item", i, layout_->items.size());
    if (!layout_->options.psu_totals || !layout_->options.answer_squares) return {};
    matrix out(entries_.size(), layout_->items[i].codes + missing_kinds + 1);
    for (std::size_t u = 0; u < entries_.size(); ++u) {
      spread_slots(entries_[u].sums.data() + 2 * layout_->measures, first_exponent(), i, out.row(u));
    }
    return out;
  }

  [[nodiscard]] matrix replicate_item(std::size_t i) const override {
    check("group_sums.replicate_item", "item", i, layout_->items.size());
    if (!layout_->given() || !layout_->options.answer_squares) return {};
    matrix out(layout_->replicates, layout_->items[i].codes + missing_kinds + 1);
    for (std::size_t r = 0; r < out.rows; ++r) {
      const int128* at = total_.sums.data() + layout_->replicates_at + r * layout_->replicate_size;
      spread_slots(at + 2 * layout_->measures, weight_exponent, i, out.row(r));
    }
    return out;
  }

 private:
  /// The sums of a pair under W1 (or counts) or under W2.
  struct block {
    int256 w, s_j, s_k, q;
    /// Sums of deviations from grid points a and b, exactly.
    [[nodiscard]] block centred(std::int64_t a, std::int64_t b) const {
      block c = *this;
      c.s_j -= w.times(a);
      c.s_k -= w.times(b);
      // sum (y_j - a)(y_k - b) = q - a s_k - b s_j + a b w = q - a (s_k - b w) - b s_j
      c.q -= c.s_k.times(a);
      c.q -= s_j.times(b);
      return c;
    }
  };

  void add_squares(item_counts& out, const item_slots& s, std::size_t codes_from) const {
    if (weighted() && !layout_->options.answer_squares) return;
    if (!weighted()) {
      out.w2_code = out.w_code;
      std::copy(std::begin(out.w_missing), std::end(out.w_missing), std::begin(out.w2_missing));
      out.w2_answered = out.w_answered;
      return;
    }
    const auto w2 = [&](std::size_t slot) {
      return int256(total_.sums[s.squared + slot]).to_double(squared_weight_exponent);
    };
    for (std::size_t c = 0; c < s.codes; ++c) out.w2_code.push_back(w2(codes_from + c));
    for (std::size_t k = 0; k < missing_kinds; ++k) out.w2_missing[k] = w2(s.answers + k);
    int128 answered = 0;
    for (std::size_t a = 0; a < s.answers; ++a) answered += total_.sums[s.squared + a];
    out.w2_answered = int256(answered).to_double(squared_weight_exponent);
  }

  /// The slots of an item among those of all items, as codes, kinds of missing and all answered.
  void spread_slots(const int128* all, int exponent, std::size_t i, std::span<double> out) const {
    const item_slots& s = layout_->items[i];
    const int128* at = all + (s.first - 1);
    const std::size_t codes_from = s.form == item_form::multiple ? s.answers + missing_kinds : 0;
    for (std::size_t c = 0; c < s.codes; ++c) out[c] = int256(at[codes_from + c]).to_double(exponent);
    for (std::size_t k = 0; k < missing_kinds; ++k) {
      out[s.codes + k] = int256(at[s.answers + k]).to_double(exponent);
    }
    int128 answered = 0;
    for (std::size_t a = 0; a < s.answers; ++a) answered += at[a];
    out[s.codes + missing_kinds] = int256(answered).to_double(exponent);
  }

  static void check(const char* function, const char* name, std::size_t value, std::size_t end) {
    if (value < end) return;
    throw error(errc::argument,
                std::string(function) + ": " + name + " is " + std::to_string(value) +
                    ", but must be below " + std::to_string(end),
                name);
  }

  [[nodiscard]] bool weighted() const noexcept { return layout_->options.weighted; }
  [[nodiscard]] int first_exponent() const noexcept { return weighted() ? weight_exponent : 0; }
  [[nodiscard]] int second_exponent() const noexcept { return weighted() ? squared_weight_exponent : 0; }

  [[nodiscard]] std::int64_t present(std::size_t j, std::size_t k) const {
    return total_.counts[layout_->pairs[layout_->pair_index(std::min(j, k), std::max(j, k))].n];
  }

  [[nodiscard]] block read(std::size_t j, std::size_t k, std::size_t which) const {
    if (j > k) {
      block turned = read(k, j, which);
      std::swap(turned.s_j, turned.s_k);
      return turned;
    }
    const pair_slots& p = layout_->pairs[layout_->pair_index(j, k)];
    const std::size_t size = j == k ? 2 : 3;
    std::size_t at = p.at + (weighted() ? which * (size + 1) : 0);
    const auto next = [&] {
      const std::size_t i = at++;
      return p.home == sum_home::counts ? int256(total_.counts[i])
             : p.home == sum_home::sums ? int256(total_.sums[i])
                                        : total_.wide[i];
    };
    block b;
    b.w = weighted() ? next() : int256(total_.counts[p.n]);
    b.s_j = next();
    b.s_k = j == k ? b.s_j : next();
    b.q = next();
    return b;
  }

  [[nodiscard]] std::vector<double> table(std::size_t at, std::size_t size) const {
    std::vector<double> out(size);
    for (std::size_t i = 0; i < size; ++i) {
      out[i] = weighted() ? int256(total_.sums[at + i]).to_double(weight_exponent)
                          : static_cast<double>(total_.counts[at + i]);
    }
    return out;
  }

  std::shared_ptr<const layout> layout_;
  accumulator total_;
  std::vector<psu_total> unit_names_;  ///< sorted by (stratum, psu)
  std::vector<psu_entry> entries_;
  std::vector<stratum_part> parts_;  ///< sorted
  double people_ = 0;
  std::vector<std::int64_t> ref_;  ///< per measure the grid point next to its mean
};

/// Slots, people and sampling units of some segments.
struct gathered {
  accumulator total;
  psu_map units;                              ///< by positions in the tally's dictionaries
  std::map<std::string, accumulator> strata;  ///< with strata apart
};

gathered gather(const tally_state& t, std::span<const std::size_t> segments) {
  const sorted_view& view = t.sorted();
  gathered out{accumulator(*t.plan), {}, {}};
  std::vector<std::size_t> chosen(segments.begin(), segments.end());
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  if (chosen.size() != segments.size()) {
    throw error(errc::argument, "tally.sums: a segment is given twice, but may count only once", "segments");
  }
  for (const std::size_t s : chosen) {
    if (s >= view.segments.size()) {
      throw error(errc::argument,
                  "tally.sums: segment is " + std::to_string(s) + ", but must be below " +
                      std::to_string(view.segments.size()),
                  "segments");
    }
    for (std::size_t cell = view.first[s]; cell < view.first[s + 1]; ++cell) {
      const accumulator& a = t.segments[view.home[cell]];
      out.total.add_slots(a);
      out.total.people.add(a.people.sorted());
      for (const auto& [unit, e] : a.psus) {
        psu_entry& to = out.units[unit];
        if (to.sums.empty()) to.sums.resize(e.sums.size());
        to.n += e.n;
        for (std::size_t i = 0; i < e.sums.size(); ++i) to.sums[i] += e.sums[i];
      }
      if (t.plan->options.strata) {
        accumulator& part =
            out.strata.try_emplace(view.strata[view.cells[cell].back()], *t.plan).first->second;
        part.add_slots(a);
        part.people.add(a.people.sorted());
      }
    }
  }
  return out;
}

double people_of(const accumulator& a, const layout& l) {
  return static_cast<double>(l.options.respondents ? static_cast<std::int64_t>(a.people.count()) : a.rows());
}

/// Sums of the rows of one stratum.
std::shared_ptr<const rolled_up> part_of(const tally_state& t, accumulator a, double people) {
  return std::make_shared<const rolled_up>(t.plan, std::move(a), people, std::vector<psu_total>{},
                                           std::vector<psu_entry>{}, std::vector<stratum_part>{});
}

psu_total named(const tally_state& t, std::uint64_t unit) {
  psu_total n;
  n.stratum = t.strata[unit >> 32U];
  n.psu = t.units[unit & 0xffffffffU];
  n.fpc = t.fpc[unit >> 32U];
  return n;
}

bool before(const psu_total& a, const psu_total& b) {
  return std::tie(a.stratum, a.psu) < std::tie(b.stratum, b.psu);
}

}  // namespace

std::shared_ptr<const group_sums> roll_up(const tally_state& t, std::span<const std::size_t> segments) {
  gathered g = gather(t, segments);
  std::vector<std::pair<psu_total, psu_entry>> units;
  for (auto& [unit, e] : g.units) units.emplace_back(named(t, unit), std::move(e));
  std::sort(units.begin(), units.end(),
            [](const auto& a, const auto& b) { return before(a.first, b.first); });
  std::vector<psu_total> names;
  std::vector<psu_entry> entries;
  for (auto& [n, e] : units) {
    names.push_back(std::move(n));
    entries.push_back(std::move(e));
  }
  std::vector<stratum_part> parts;
  for (auto& [name, part] : g.strata) {
    const double people = people_of(part, *t.plan);
    parts.push_back({name, t.fpc[t.strata.find(name)], part_of(t, std::move(part), people)});
  }
  const double people = people_of(g.total, *t.plan);
  return std::make_shared<rolled_up>(t.plan, std::move(g.total), people, std::move(names), std::move(entries),
                                     std::move(parts));
}

std::shared_ptr<const group_sums> take_away(const tally_state& t, const group_sums& whole,
                                            std::span<const std::size_t> part) {
  const auto* from = dynamic_cast<const rolled_up*>(&whole);
  if (from == nullptr || &from->made_by() != t.plan.get()) {
    throw error(errc::argument, "tally.sums_without: whole was not made by this tally's sums", "whole");
  }
  gathered g = gather(t, part);
  accumulator rest = from->total();
  rest.people = {};
  rest.subtract_slots(g.total);
  std::vector<psu_total> names;
  std::vector<psu_entry> entries;
  for (std::size_t u = 0; u < from->entries().size(); ++u) {
    names.push_back(from->unit_names()[u]);
    entries.push_back(from->entries()[u]);
  }
  std::string wrong = rest.rows() < 0 ? "fewer rows than none" : "";
  for (std::size_t j = 0; j < t.plan->measures; ++j) {
    if (rest.counts[t.plan->pairs[t.plan->pair_index(j, j)].n] < 0) wrong = "fewer answers than none";
  }
  for (const auto& [unit, e] : g.units) {
    const auto at = std::lower_bound(names.begin(), names.end(), named(t, unit), before);
    if (at == names.end() || before(named(t, unit), *at)) {
      wrong = "sampling units differ";
      break;
    }
    psu_entry& to = entries[static_cast<std::size_t>(at - names.begin())];
    to.n -= e.n;
    for (std::size_t i = 0; i < e.sums.size(); ++i) to.sums[i] -= e.sums[i];
  }
  std::vector<stratum_part> parts;
  for (const stratum_part& p : from->strata()) {
    const auto at = g.strata.find(p.stratum);
    if (at == g.strata.end()) {
      parts.push_back(p);
      continue;
    }
    accumulator others = static_cast<const rolled_up&>(*p.sums).total();
    others.people = {};
    others.subtract_slots(at->second);
    if (others.rows() < 0) wrong = "strata differ";
    const double people = std::max(0.0, p.sums->people() - people_of(at->second, *t.plan));
    g.strata.erase(at);
    if (others.rows() > 0) parts.push_back({p.stratum, p.population, part_of(t, std::move(others), people)});
  }
  if (!g.strata.empty()) wrong = "strata differ";
  if (!wrong.empty()) {
    throw error(errc::argument, "tally.sums_without: part is not a part of whole: " + wrong, "part");
  }
  std::size_t kept = 0;
  for (std::size_t u = 0; u < names.size(); ++u) {
    if (entries[u].n == 0) continue;
    if (kept != u) {
      names[kept] = std::move(names[u]);
      entries[kept] = std::move(entries[u]);
    }
    ++kept;
  }
  names.resize(kept);
  entries.resize(kept);
  // Who is in both may not be known without the part's people: the least that it can be.
  const double people = std::max(0.0, from->people() - people_of(g.total, *t.plan));
  return std::make_shared<rolled_up>(t.plan, std::move(rest), people, std::move(names), std::move(entries),
                                     std::move(parts));
}

}  // namespace cxm::detail
