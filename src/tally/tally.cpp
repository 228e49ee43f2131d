// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/tally.hpp"

#include "tally/tally_state.hpp"

namespace cxm {

struct tally::impl : detail::tally_state {
  using detail::tally_state::tally_state;
  explicit impl(const detail::tally_state& s) : detail::tally_state(s) {}
};

tally::tally(instrument_ptr source, tally_options options)
    : impl_(std::make_unique<impl>(detail::make_layout(std::move(source), options))) {}
tally::tally(const tally& o) : impl_(std::make_unique<impl>(*o.impl_)) {}
tally::tally(tally&&) noexcept = default;
tally& tally::operator=(const tally& o) {
  if (this != &o) impl_ = std::make_unique<impl>(*o.impl_);
  return *this;
}
tally& tally::operator=(tally&&) noexcept = default;
tally::~tally() = default;

void tally::update(const batch& b) { impl_->update(b); }
void tally::merge(const tally& o) { impl_->merge(*o.impl_); }
void tally::subtract(const tally& o) { impl_->subtract(*o.impl_); }

tally tally::regrouped(const tally_options& keep, const renaming& rename) const {
  tally out(shared_instrument(), keep);
  detail::regroup(*impl_, *out.impl_, rename);
  return out;
}

void tally::forget(std::span<const forgotten> what) { detail::forget(*impl_, what); }

std::vector<std::uint8_t> tally::serialize() const { return detail::encode(*impl_); }

tally tally::deserialize(std::span<const std::uint8_t> bytes, instrument_ptr source) {
  const auto state = detail::decode(bytes, std::move(source));
  tally t(state->plan->source, state->plan->options);
  t.impl_ = std::make_unique<impl>(*state);
  return t;
}

std::size_t tally::memory() const noexcept { return sizeof(*this) + impl_->memory(); }

const cxm::instrument& tally::instrument() const noexcept { return *impl_->plan->source; }
const instrument_ptr& tally::shared_instrument() const noexcept { return impl_->plan->source; }
const tally_options& tally::options() const noexcept { return impl_->plan->options; }
const std::vector<planned_measure>& tally::measures() const noexcept { return impl_->plan->plan.measures; }

int tally::measure_position(std::string_view id) const noexcept {
  const auto& all = measures();
  for (std::size_t j = 0; j < all.size(); ++j) {
    if (all[j].id == id) return static_cast<int>(j);
  }
  return -1;
}

const std::vector<std::string>& tally::group_columns() const noexcept { return impl_->plan->group_names; }

const std::vector<std::string>& tally::levels(std::size_t column) const {
  const auto& all = impl_->sorted().levels;
  if (column >= all.size()) {
    throw error(errc::argument,
                "tally.levels: column is " + std::to_string(column) + ", but must be below " +
                    std::to_string(all.size()),
                "column");
  }
  return all[column];
}

const std::vector<segment_key>& tally::segments() const { return impl_->sorted().segments; }

std::shared_ptr<const group_sums> tally::sums(std::span<const std::size_t> segments) const {
  return detail::roll_up(*impl_, segments);
}

std::shared_ptr<const group_sums> tally::sums_without(const group_sums& whole,
                                                      std::span<const std::size_t> part) const {
  return detail::take_away(*impl_, whole, part);
}

}  // namespace cxm
