// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace cxm::detail {

/// Remembers what the raw bytes of a column's cells mean: survey columns repeat a few texts for ever, so that
/// nearly every cell is one multiplication and one comparison. Direct-mapped; bounded; one thread.
template <class Value>
class cell_cache {
 public:
  /// The meaning of `raw`, from `find(raw)` when it is not remembered. At least 8 bytes behind the text may
  /// be read, and the text contains no NUL, so that the masked word determines texts of up to 8 bytes.
  template <class Find>
  Value get(std::string_view raw, const Find& find) {
    if (raw.size() <= 8) {
      std::uint64_t word;
      std::memcpy(&word, raw.data(), 8);
      if constexpr (std::endian::native == std::endian::little) {
        word &= raw.empty() ? 0 : ~std::uint64_t{0} >> (64 - 8 * raw.size());
      } else {
        word &= raw.empty() ? 0 : ~std::uint64_t{0} << (64 - 8 * raw.size());
      }
      auto& slot = short_[slot_of(word)];
      if (slot.word == word && slot.used) return slot.value;
      slot = {word, find(raw), true};
      return slot.value;
    }
    if (raw.size() > longest) return find(raw);
    std::uint64_t head;
    std::uint64_t tail;
    std::memcpy(&head, raw.data(), 8);
    std::memcpy(&tail, raw.data() + raw.size() - 8, 8);
    if (long_.empty()) long_.resize(slots);
    auto& slot = long_[slot_of(head ^ std::rotl(tail, 29) ^ raw.size())];
    if (slot.text == raw) return slot.value;
    const Value value = find(raw);
    slot.text = raw;
    slot.value = value;
    return value;
  }

 private:
  static constexpr std::size_t slots = 64;
  static constexpr std::size_t longest = 256;
  static std::size_t slot_of(std::uint64_t word) noexcept {
    return static_cast<std::size_t>((word * 0x9e3779b97f4a7c15U) >> 58U);
  }
  struct short_slot {
    std::uint64_t word = 0;
    Value value{};
    bool used = false;
  };
  struct long_slot {
    std::string text;  // never empty once used, because long texts have more than 8 bytes
    Value value{};
  };
  std::array<short_slot, slots> short_{};
  std::vector<long_slot> long_;
};

}  // namespace cxm::detail
