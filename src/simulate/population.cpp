// SPDX-License-Identifier: Apache-2.0
#include "simulate/population.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

item_shape make_shape(const item& asked, const scale& s) {
  item_shape out;
  out.order.resize(s.codes.size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  if (s.kind != scale_kind::choice) {
    std::stable_sort(out.order.begin(), out.order.end(), [&](std::size_t a, std::size_t b) {
      return s.codes[a].score_or_code() < s.codes[b].score_or_code();
    });
    if (asked.reverse) std::reverse(out.order.begin(), out.order.end());
  }
  if (asked.multiple) out.slots = s.codes.size();
  return out;
}

/// Cut points of given probabilities on the standard normal scale.
std::vector<double> probability_cuts(const std::string& path, const std::map<std::string, double>& given,
                                     const item& asked, const scale& s, const item_shape& shape) {
  std::vector<double> p(s.codes.size(), 0);
  double sum = 0;
  for (const auto& [code, probability] : given) {
    p[code_position(s, path + "." + code, code)] = probability;
    sum += probability;
  }
  std::vector<double> cuts;
  if (asked.multiple) {
    for (const double one : p) cuts.push_back(stats::normal_quantile(1 - one));
    return cuts;
  }
  if (std::fabs(sum - 1) > 1e-9)
    refuse(path, "the probabilities sum to " + number_text(sum) + ", but must sum to 1");
  double below = 0;
  for (std::size_t k = 0; k + 1 < shape.order.size(); ++k) {
    below += p[shape.order[k]];
    cuts.push_back(stats::normal_quantile(std::clamp(below, 0.0, 1.0)));
  }
  return cuts;
}

/// The builder's view of one role's items: the role's own entry, else the profile's, else an empty one.
struct item_source {
  const profile_item* entry = nullptr;
  std::string path;
  bool of_role = false;
};

class builder {
 public:
  builder(const instrument& in, const profile& p, const simulate_options& options)
      : in_(in), p_(p), options_(options) {}

  population build() {
    out_.source = &in_;
    out_.profile = &p_;
    out_.seed = options_.seed.value_or(p_.seed);
    out_.copies = options_.copies;
    out_.factors = p_.factors.size() + 1;  // the last is for items without a factor
    for (const profile_wave& w : p_.waves) out_.waves.push_back(w.id);
    if (out_.waves.empty()) out_.waves.emplace_back();
    for (const item& i : in_.items) out_.shapes.push_back(make_shape(i, *in_.find_scale(i.scale)));
    check_names();
    draw_unit_effects();
    if (options_.copies == 0) refuse("copies", "is 0, but must be at least 1");
    for (std::size_t w = 0; w < out_.waves.size(); ++w) {
      for (std::size_t u = 0; u < p_.units.size(); ++u) {
        for (std::size_t r = 0; r < p_.roles.size(); ++r) add_cell(w, u, r);
      }
    }
    if (out_.cells.empty()) refuse("units", "nobody answers: every unit has 0 people");
    return std::move(out_);
  }

 private:
  void check_items(const std::string& path, const std::map<std::string, profile_item>& items) {
    for (const auto& [id, entry] : items) {
      const std::string here = path + "." + id;
      const item* asked = in_.find_item(id);
      if (asked == nullptr) refuse(here, "unknown item" + suggestion(id, ids(in_.items)));
      const scale& s = *in_.find_scale(asked->scale);
      if (!entry.factor.empty() && factor_position(entry.factor) + 1 == out_.factors) {
        refuse(here + ".factor",
               "unknown factor " + in_quotes(entry.factor) + suggestion(entry.factor, ids(p_.factors)));
      }
      if (s.kind == scale_kind::number && !entry.probabilities.empty()) {
        refuse(here + ".probabilities", "a number scale has no codes; give mean and sd");
      }
      if (entry.none) {
        if (!asked->multiple) refuse(here + ".none", "is for items with several answers at once only");
        if (s.position(*entry.none) < 0) {
          refuse(here + ".none", std::to_string(*entry.none) + " is not a code of scale " + in_quotes(s.id));
        }
        out_.shapes[static_cast<std::size_t>(in_.item_position(id))].none = s.position(*entry.none);
      }
    }
  }

  void check_names() {
    check_items("items", p_.items);
    for (std::size_t r = 0; r < p_.roles.size(); ++r) {
      if (!in_.roles.empty() && in_.find_role(p_.roles[r].id) == nullptr) {
        refuse(at("roles", r, "id"),
               "unknown role " + in_quotes(p_.roles[r].id) + suggestion(p_.roles[r].id, ids(in_.roles)));
      }
      check_items(at("roles", r, "items"), p_.roles[r].items);
    }
    if (!p_.segment.empty()) {
      const auto known = ids(in_.segments);
      if (std::find(known.begin(), known.end(), p_.segment) == known.end()) {
        refuse("segment", "unknown segment " + in_quotes(p_.segment) + suggestion(p_.segment, known));
      }
    }
  }

  /// Position of a factor; the place after the last for an unknown one.
  [[nodiscard]] std::size_t factor_position(const std::string& id) const {
    const auto found =
        std::find_if(p_.factors.begin(), p_.factors.end(), [&](const auto& f) { return f.id == id; });
    return static_cast<std::size_t>(found - p_.factors.begin());
  }

  [[nodiscard]] const profile_factor& factor(std::size_t position) const {
    static const profile_factor other;
    return position < p_.factors.size() ? p_.factors[position] : other;
  }

  /// Effects of the units, drawn once: streams of the upper half are never a person's.
  void draw_unit_effects() {
    unit_effect_.assign(p_.units.size(), std::vector<double>(out_.factors, 0));
    for (std::size_t u = 0; u < p_.units.size(); ++u) {
      random_stream stream(out_.seed, (std::uint64_t{1} << 63U) + u);
      for (std::size_t f = 0; f < p_.factors.size(); ++f) {
        unit_effect_[u][f] = p_.factors[f].unit_sd * stream.normal();
      }
    }
  }

  void add_shift(const profile_shift& shift, std::vector<double>& points) const {
    for (const auto& [id, value] : shift) {
      if (id == "*") {
        for (double& one : points) one += value;
      } else {
        points[factor_position(id)] += value;
      }
    }
  }

  [[nodiscard]] const profile_unit* parent_of(const profile_unit& u) const {
    const auto found =
        std::find_if(p_.units.begin(), p_.units.end(), [&](const auto& one) { return one.id == u.parent; });
    return u.parent.empty() || found == p_.units.end() ? nullptr : &*found;
  }

  void add_cell(std::size_t w, std::size_t u, std::size_t r) {
    const profile_unit& unit = p_.units[u];
    const std::string& role_id = p_.roles[r].id;
    std::int64_t people = 0;
    if (const auto found = unit.people.find(role_id); found != unit.people.end()) people = found->second;
    const auto episode = unit.waves.find(out_.waves[w]);
    if (episode != unit.waves.end()) {
      const auto& special = episode->second.people;
      if (const auto found = special.find(role_id); found != special.end()) people = found->second;
    }
    if (people == 0) return;

    std::vector<double> shift = unit_effect_[u];
    if (!p_.waves.empty()) add_shift(p_.waves[w].shift, shift);
    for (const profile_unit* up = &unit; up != nullptr; up = parent_of(*up)) {
      add_shift(up->shift, shift);
      const auto wave = up->waves.find(out_.waves[w]);
      if (wave != up->waves.end()) add_shift(wave->second.shift, shift);
    }
    std::vector<double> role_shift(out_.factors, 0);
    add_shift(p_.roles[r].shift, role_shift);

    population_cell cell;
    cell.wave = w;
    cell.unit = u;
    cell.role = r;
    cell.people = people * options_.copies;
    cell.first = out_.people;
    out_.people += cell.people;
    for (std::size_t i = 0; i < in_.items.size(); ++i)
      cell.items.push_back(make_law(i, r, shift, role_shift));
    out_.cells.push_back(std::move(cell));
  }

  [[nodiscard]] item_source source_of(const std::string& id, std::size_t r) const {
    static const profile_item nothing;
    const auto& own = p_.roles[r].items;
    if (const auto found = own.find(id); found != own.end()) {
      return {&found->second, at("roles", r, "items") + "." + id, true};
    }
    if (const auto found = p_.items.find(id); found != p_.items.end())
      return {&found->second, "items." + id, false};
    return {&nothing, "items." + id, false};
  }

  [[nodiscard]] item_law make_law(std::size_t i, std::size_t r, const std::vector<double>& shift,
                                  const std::vector<double>& role_shift) const {
    const item& asked = in_.items[i];
    const scale& s = *in_.find_scale(asked.scale);
    const item_source source = source_of(asked.id, r);
    const profile_item& entry = *source.entry;
    item_law law;
    law.asked = asked.roles.empty() ||
                std::find(asked.roles.begin(), asked.roles.end(), p_.roles[r].id) != asked.roles.end();
    if (!law.asked) return law;
    law.factor = factor_position(entry.factor.empty() ? asked.dimension : entry.factor);
    const profile_factor& f = factor(law.factor);
    // Options chosen together share nothing unless the profile says so.
    const double correlation = entry.correlation.value_or(asked.multiple ? 0 : f.correlation);
    law.loading = std::copysign(std::sqrt(std::fabs(correlation)), correlation);
    law.sd = entry.sd.value_or(f.sd);
    law.mean = entry.mean.value_or(f.mean) + shift[law.factor] + role_shift[law.factor];
    if (!entry.probabilities.empty()) {
      law.cuts =
          probability_cuts(source.path + ".probabilities", entry.probabilities, asked, s, out_.shapes[i]);
      // Probabilities of a role already hold what is special about the role.
      const double points = shift[law.factor] + (source.of_role ? 0 : role_shift[law.factor]);
      law.delta = asked.multiple ? 0 : points / law.sd;
    } else if (asked.multiple) {
      refuse(source.path + ".probabilities",
             "is missing; an item with several answers needs one for each option");
    } else if (s.kind != scale_kind::number) {
      const auto steps = static_cast<double>(s.codes.size() - 1);
      for (std::size_t k = 0; k + 1 < s.codes.size(); ++k) {
        law.cuts.push_back((static_cast<double>(k) + 0.5) * 100 / steps / law.sd);
      }
      law.delta = law.mean / law.sd;
    }
    set_missing(law, entry, source.path, s, r);
    return law;
  }

  void set_missing(item_law& law, const profile_item& entry, const std::string& path, const scale& s,
                   std::size_t r) const {
    const bool own = entry.missing.has_value();
    const auto& rates = own ? *entry.missing : p_.roles[r].missing ? *p_.roles[r].missing : p_.missing;
    for (const auto& [kind, rate] : rates) {
      const auto found = std::find(missing_kind_names.begin(), missing_kind_names.end(), kind);
      const auto k = static_cast<std::size_t>(found - missing_kind_names.begin());
      const auto declared = std::find_if(s.missing.begin(), s.missing.end(), [&](const missing_code& m) {
        return static_cast<std::size_t>(m.kind) == k;
      });
      // An empty cell is "no answer" everywhere; the other kinds need a spelling.
      const bool spelled =
          declared != s.missing.end() || static_cast<missing_kind>(k) == missing_kind::no_answer;
      if (!spelled && own) {
        refuse(path + ".missing." + kind,
               "scale " + in_quotes(s.id) + " has no value for this kind of missing");
      }
      if (spelled) law.missing[k] = rate;
    }
  }

  const instrument& in_;
  const profile& p_;
  const simulate_options& options_;
  population out_;
  std::vector<std::vector<double>> unit_effect_;
};

}  // namespace

void refuse(const std::string& path, const std::string& what) { fault(errc::argument, path, what); }

std::size_t code_position(const scale& s, const std::string& path, const std::string& code) {
  std::int32_t value = 0;
  const auto [end, failed] = std::from_chars(code.data(), code.data() + code.size(), value);
  const int at = failed == std::errc{} && end == code.data() + code.size() ? s.position(value) : -1;
  if (at < 0) refuse(path, in_quotes(code) + " is not a code of scale " + in_quotes(s.id));
  return static_cast<std::size_t>(at);
}

population make_population(const instrument& in, const profile& p, const simulate_options& options) {
  return builder(in, p, options).build();
}

std::vector<std::size_t> slot_offsets(const population& all) {
  std::vector<std::size_t> out{0};
  for (const item_shape& s : all.shapes) out.push_back(out.back() + s.slots);
  return out;
}

void draw_person(const population& all, const population_cell& cell, std::int64_t number,
                 latent_person& out) {
  random_stream stream(all.seed, static_cast<std::uint64_t>(number));
  const double shared = std::sqrt(all.profile->factor_correlation);
  const double own = std::sqrt(1 - all.profile->factor_correlation);
  const double general = stream.normal();
  out.factors.resize(all.factors);
  for (double& f : out.factors) f = shared * general + own * stream.normal();
  const double w = all.profile->weight_sd;
  out.weight = w > 0 ? stats::exp(w * stream.normal() - w * w / 2) : 1;

  out.missing.resize(cell.items.size());
  out.z.clear();
  for (std::size_t i = 0; i < cell.items.size(); ++i) {
    const item_law& law = cell.items[i];
    const std::size_t begin = out.z.size();
    out.z.resize(begin + all.shapes[i].slots);
    if (!law.asked) continue;
    const double common = law.loading * out.factors[law.factor];
    const double unique = std::sqrt(1 - law.loading * law.loading);
    for (std::size_t slot = begin; slot < out.z.size(); ++slot)
      out.z[slot] = common + unique * stream.normal();
    out.missing[i] = stream.uniform();
  }
}

std::size_t answer_of(const item_law& law, double z) noexcept {
  const double y = law.delta + z;
  std::size_t k = 0;
  while (k < law.cuts.size() && y > law.cuts[k]) ++k;
  return k;
}

double latent_correlation(const population& all, const item_law& a, const item_law& b) noexcept {
  return a.loading * b.loading * (a.factor == b.factor ? 1 : all.profile->factor_correlation);
}

}  // namespace cxm::detail
