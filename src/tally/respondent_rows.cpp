// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/respondent_rows.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "cxm/base/error.hpp"
#include "tally/scorer.hpp"
#include "tally/tally_state.hpp"

namespace cxm {

int respondent_rows::measure_position(std::string_view id) const noexcept {
  const auto at = std::find(measures.begin(), measures.end(), id);
  return at == measures.end() ? -1 : static_cast<int>(at - measures.begin());
}

struct row_collector::impl {
  std::shared_ptr<const detail::layout> layout;
  detail::scorer scorer;
  std::vector<std::size_t> wanted;
  respondent_rows out;
  std::vector<std::map<std::string, std::uint32_t, std::less<>>> places;
  std::map<std::pair<std::string, std::string>, std::int32_t> units;

  explicit impl(std::shared_ptr<const detail::layout> l) : layout(std::move(l)), scorer(*layout) {}
};

namespace {

/// Nothing but scores; those of items too where one is asked for.
tally_options scores_alone(std::span<const std::string> measures) {
  tally_options o;
  o.item_moments = std::any_of(measures.begin(), measures.end(),
                               [](const std::string& id) { return id.starts_with("item:"); });
  o.pair_moments = false;
  o.histograms = false;
  return o;
}

}  // namespace

row_collector::row_collector(const instrument_ptr& instrument, std::span<const std::string> measures) {
  if (!instrument) {
    throw error(errc::argument, "row_collector: instrument is null, but must be there", "instrument");
  }
  impl_ = std::make_unique<impl>(detail::make_layout(instrument, scores_alone(measures)));
  const auto& known = impl_->layout->plan.measures;
  for (const std::string& id : measures) {
    const auto at =
        std::find_if(known.begin(), known.end(), [&](const planned_measure& m) { return m.id == id; });
    if (at == known.end()) {
      throw error(errc::argument, "row_collector: the instrument has no measure \"" + id + "\"", "measures");
    }
    impl_->wanted.push_back(static_cast<std::size_t>(at - known.begin()));
    impl_->out.measures.push_back(id);
  }
  impl_->out.values.resize(measures.size());
  impl_->out.present.resize(measures.size());
  impl_->out.group_columns = group_columns(*instrument);
  impl_->out.levels.resize(impl_->out.group_columns.size());
  impl_->out.groups.resize(impl_->out.group_columns.size());
  impl_->places.resize(impl_->out.group_columns.size());
}

row_collector::~row_collector() = default;

void row_collector::add(const batch& b) {
  detail::check_batch(*impl_->layout, b);
  respondent_rows& out = impl_->out;
  impl_->scorer.reserve(b.rows);
  impl_->scorer.score(b, 0, b.rows);
  for (std::size_t m = 0; m < impl_->wanted.size(); ++m) {
    const std::size_t j = impl_->wanted[m];
    const detail::scored_column& column = impl_->scorer.column(j);
    const measure_grid& grid = impl_->layout->plan.measures[j].grid;
    for (std::size_t i = 0; i < b.rows; ++i) {
      const bool there = column.present[i] != 0;
      out.present[m].push_back(there ? 1 : 0);
      out.values[m].push_back(there ? grid.score(column.at(i)) : 0);
    }
  }
  for (std::size_t g = 0; g < b.groups.size(); ++g) {
    std::vector<std::uint32_t> place;
    for (const std::string& level : *b.groups[g].levels) {
      const auto [at, fresh] =
          impl_->places[g].emplace(level, static_cast<std::uint32_t>(out.levels[g].size()));
      if (fresh) out.levels[g].push_back(level);
      place.push_back(at->second);
    }
    for (const std::uint32_t p : b.groups[g].positions) out.groups[g].push_back(place[p]);
  }
  out.weights.insert(out.weights.end(), b.weights.begin(), b.weights.end());
  if (!b.cluster.positions.empty()) {
    for (std::size_t i = 0; i < b.rows; ++i) {
      const std::string stratum =
          b.stratum.positions.empty() ? std::string() : (*b.stratum.levels)[b.stratum.positions[i]];
      const auto next = static_cast<std::int32_t>(impl_->units.size());
      const auto unit =
          impl_->units.emplace(std::pair(stratum, (*b.cluster.levels)[b.cluster.positions[i]]), next);
      out.cluster.push_back(unit.first->second);
    }
  }
  out.rows += b.rows;
}

respondent_rows row_collector::take() { return std::exchange(impl_->out, {}); }

}  // namespace cxm
