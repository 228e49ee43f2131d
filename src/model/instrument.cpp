// SPDX-License-Identifier: Apache-2.0
#include "cxm/model/instrument.hpp"

namespace cxm {
namespace {

template <class T>
int position_in(const std::vector<T>& all, std::string_view id) noexcept {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

template <class T>
const T* find_in(const std::vector<T>& all, std::string_view id) noexcept {
  const int at = position_in(all, id);
  return at < 0 ? nullptr : &all[static_cast<std::size_t>(at)];
}

}  // namespace

std::string fingerprint::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t b : bytes) {
    out += digits[b >> 4U];
    out += digits[b & 15U];
  }
  return out;
}

const scale* instrument::find_scale(std::string_view which) const noexcept { return find_in(scales, which); }
const dimension* instrument::find_dimension(std::string_view which) const noexcept {
  return find_in(dimensions, which);
}
const item* instrument::find_item(std::string_view which) const noexcept { return find_in(items, which); }
const measure* instrument::find_measure(std::string_view which) const noexcept {
  return find_in(measures, which);
}
const index_definition* instrument::find_index(std::string_view which) const noexcept {
  return find_in(indices, which);
}
const role* instrument::find_role(std::string_view which) const noexcept { return find_in(roles, which); }
int instrument::item_position(std::string_view which) const noexcept { return position_in(items, which); }
int instrument::measure_position(std::string_view which) const noexcept {
  return position_in(measures, which);
}

}  // namespace cxm
