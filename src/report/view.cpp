// SPDX-License-Identifier: Apache-2.0
#include "report/view.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace cxm::report_detail {
namespace {

std::string joined(std::string_view table, std::string_view id, std::string_view detail,
                   const std::vector<std::string>& key) {
  std::string out;
  for (const std::string_view part : {table, id, detail}) {
    out += part;
    out += '\x1f';
  }
  for (const std::string& part : key) {
    out += part;
    out += '\x1f';
  }
  return out;
}

const instrument& nothing_asked() {
  static const instrument none;
  return none;
}

}  // namespace

view::view(const assessment& a, std::string_view language)
    : a_(&a), instrument_(a.source ? a.source.get() : &nothing_asked()), language_(language) {
  if (!a.waves.empty()) wave_ = a.waves.back();
  if (a.waves.size() > 1) previous_ = a.waves[a.waves.size() - 2];
  for (std::size_t k = 2; k < a.key_columns.size(); ++k) segments_.push_back(a.key_columns[k]);
  index_.reserve(2 * a.rows.size());
  std::set<std::string> roles;
  for (const result_row& row : a.rows) {
    index_.emplace(joined(row.table, row.id, row.detail, row.key), &row);
    if (row.key.size() > 1 && !row.key[1].empty()) roles.insert(row.key[1]);
  }
  for (const role& r : instrument_->roles)
    if (roles.erase(r.id) > 0) roles_.push_back(r.id);
  roles_.insert(roles_.end(), roles.begin(), roles.end());
}

std::string view::role_label(std::string_view id) const {
  const role* found = instrument_->find_role(id);
  const std::string label = found != nullptr ? found->label.in(language_) : std::string();
  return label.empty() ? std::string(id) : label;
}

std::string view::segment_label(std::size_t segment) const {
  for (const segment_definition& s : instrument_->segments)
    if (s.id == segments_[segment] && !s.label.in(language_).empty()) return s.label.in(language_);
  return segments_[segment];
}

std::vector<std::string> view::segment_values(std::size_t segment) const {
  std::vector<std::string> values;
  std::set<std::string> seen;
  for (const result_row& row : a_->rows) {
    const std::size_t at = 2 + segment;
    if (row.key.size() <= at || row.key[at].empty() || !row.key[1].empty() || row.key[0] != wave_) continue;
    if (row.table != "measure" && row.table != "index") continue;
    bool alone = true;
    for (std::size_t k = 2; k < row.key.size(); ++k) alone = alone && (k == at || row.key[k].empty());
    if (alone && seen.insert(row.key[at]).second) values.push_back(row.key[at]);
  }
  return values;
}

std::vector<std::string> view::key(const place& p) const {
  std::vector<std::string> made(std::max<std::size_t>(a_->key_columns.size(), 2));
  made[0] = p.wave;
  made[1] = p.role;
  if (p.segment >= 0 && 2U + static_cast<std::size_t>(p.segment) < made.size())
    made[2U + static_cast<std::size_t>(p.segment)] = p.value;
  made.resize(a_->key_columns.size());
  return made;
}

const result_row* view::row(std::string_view table, std::string_view id, std::string_view detail,
                            const place& p) const {
  const auto found = index_.find(joined(table, id, detail, key(p)));
  return found == index_.end() ? nullptr : found->second;
}

const result_row* view::main(const subject& s, const place& p) const { return row(s.table, s.id, "mean", p); }

const result_row* view::measure(std::string_view id, const place& p) const {
  return row("measure", id, "mean", p);
}

subject view::subject_of(std::string_view id) const {
  subject made;
  if (const index_definition* index = instrument_->find_index(id)) {
    made = {"index", index->id, index->label.in(language_), "points"};
  } else if (const cxm::measure* m = instrument_->find_measure(id)) {
    made = {"measure", m->id, m->label.in(language_), "points"};
    if (m->kind == measure_kind::share || m->kind == measure_kind::joint) made.unit = "share";
    if (m->kind == measure_kind::nps) made.unit = "nps";
    if (m->kind == measure_kind::value) made.unit = "score";
  } else {
    return made;
  }
  if (made.label.empty()) made.label = made.id;
  return made;
}

subject view::headline() const {
  if (!instrument_->levels.empty())
    if (subject s = subject_of(instrument_->levels.front().index); !s.id.empty()) return s;
  if (!instrument_->indices.empty()) return subject_of(instrument_->indices.front().id);
  for (const cxm::measure& m : instrument_->measures)
    if (m.kind == measure_kind::composite) return subject_of(m.id);
  if (!instrument_->measures.empty()) return subject_of(instrument_->measures.front().id);
  return {};
}

std::vector<subject> view::dimensions() const {
  std::vector<subject> made;
  for (const dimension& d : instrument_->dimensions)
    for (const cxm::measure& m : instrument_->measures)
      if (m.kind == measure_kind::composite && (m.dimension == d.id || m.id == d.id)) {
        made.push_back(subject_of(m.id));
        break;
      }
  if (made.empty())
    for (const cxm::measure& m : instrument_->measures)
      if (m.kind == measure_kind::composite) made.push_back(subject_of(m.id));
  return made;
}

const result_row* view::importance_gap(const importance_pair& pair, const place& p) const {
  return row("finding", "importance_gap:" + pair.id, "gap", p);
}

const result_row* view::say_not_done(const say_do_pair& pair, const place& p) const {
  if (!pair.say_not_done.empty()) return measure(pair.say_not_done, p);
  // Only the margins are known: sharp bounds instead of an estimate.
  return row("finding", "lip_service:" + pair.id, "bounds", p);
}

const result_row* view::change(const subject& s, const place& p) const {
  // Against the wave before the place's own.
  const auto at = std::find(a_->waves.begin(), a_->waves.end(), p.wave);
  if (at == a_->waves.end() || at == a_->waves.begin()) return nullptr;
  return row("change", s.id, "since:" + *(at - 1), p);
}

const result_row* view::base(const place& p) const { return row("base", "people", "count", p); }

double view::people(const place& p) const {
  const result_row* found = base(p);
  return found == nullptr || !found->suppressed.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                        : found->value.value;
}

}  // namespace cxm::report_detail
