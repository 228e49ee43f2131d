// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cxm::detail {

/// Walks through delimited text in steps of 64 bytes and says where fields and records end: RFC 4180, where a
/// quote opens a quoted field only as its first byte, two quotes inside stand for one, and LF, CRLF or a bare
/// CR end a record (of CRLF, the LF is marked).
///
/// The text is followed by at least 64 readable bytes, whatever they are. The usual block costs a few
/// vector comparisons; quotes are followed by parity as long as they stand where they should, else one by
/// one.
class field_scanner {
 public:
  static constexpr std::size_t nowhere = std::string_view::npos;

  /// Bit i is byte i of the block.
  struct marks {
    std::uint64_t fields;   ///< separators and line ends
    std::uint64_t records;  ///< line ends alone
  };

  field_scanner(std::string_view text, char separator) noexcept : text_(text), separator_(separator) {}

  [[nodiscard]] bool done() const noexcept { return base_ >= text_.size(); }
  /// Position of the next block.
  [[nodiscard]] std::size_t base() const noexcept { return base_; }

  marks next() noexcept {
    block b = compare(text_.data() + base_, separator_);
    const std::size_t left = text_.size() - base_;
    if (left < 64) {
      const std::uint64_t inside = (std::uint64_t{1} << left) - 1;
      b = {b.separator & inside, b.feed & inside, b.carriage & inside, b.quote & inside};
    }
    const char after = left > 64 ? text_[base_ + 64] : '\0';
    std::uint64_t records = b.feed;
    if (b.carriage != 0)
      records |= b.carriage & ~((b.feed >> 1U) | (static_cast<std::uint64_t>(after == '\n') << 63U));
    marks m{b.separator | records, records};
    if (b.quote != 0 || quoted_) {
      const std::uint64_t inside = skip_ == base_ ? 0 : by_parity(b, left, after);
      if (by_parity_) {
        m.fields &= ~inside;
        m.records &= ~inside;
      } else {
        m = one_by_one(b, m);
      }
    }
    if (m.fields != 0) field_begin_ = base_ + 64 - static_cast<std::size_t>(std::countl_zero(m.fields));
    base_ += 64;
    return m;
  }

  /// Is the text before base() inside a quoted field, and where did that begin?
  [[nodiscard]] bool quoted() const noexcept { return quoted_; }
  [[nodiscard]] std::size_t quote_at() const noexcept { return quote_at_; }
  /// First byte of text behind a closing quote, or nowhere.
  [[nodiscard]] std::size_t fault() const noexcept { return fault_; }

 private:
  struct block {
    std::uint64_t separator, feed, carriage, quote;
  };

#ifdef __SSE2__
  static std::uint64_t equal(const __m128i (&bytes)[4], char c) noexcept {
    const __m128i wanted = _mm_set1_epi8(c);
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < 4; ++i)
      mask |= static_cast<std::uint64_t>(
                  static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes[i], wanted))))
              << (16 * i);
    return mask;
  }
  static block compare(const char* at, char separator) noexcept {
    __m128i bytes[4];
    std::memcpy(bytes, at, 64);
    return {equal(bytes, separator), equal(bytes, '\n'), equal(bytes, '\r'), equal(bytes, '"')};
  }
#else
  static block compare(const char* at, char separator) noexcept {
    block b{};
    for (unsigned i = 0; i < 64; ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      if (at[i] == separator) b.separator |= bit;
      if (at[i] == '\n') b.feed |= bit;
      if (at[i] == '\r') b.carriage |= bit;
      if (at[i] == '"') b.quote |= bit;
    }
    return b;
  }
#endif

  [[nodiscard]] bool ends_field(char c) const noexcept { return c == separator_ || c == '\n' || c == '\r'; }

  /// The bytes inside quotes, when every opening quote stands at the beginning of a field and every closing
  /// one at its end (by_parity_ says whether): then an odd number of quotes before a byte means inside, and a
  /// doubled quote closes and opens again.
  std::uint64_t by_parity(const block& b, std::size_t left, char after) noexcept {
    std::uint64_t inside = b.quote;
    for (unsigned shift = 1; shift < 64; shift *= 2) inside ^= inside << shift;
    if (quoted_) inside = ~inside;
    const std::uint64_t opening = b.quote & inside;
    const std::uint64_t closing = b.quote & ~inside;
    const std::uint64_t ends = b.separator | b.feed | b.carriage;
    const bool starts = base_ == 0 || ends_field(text_[base_ - 1]);
    const std::uint64_t may_open = ((ends | closing) << 1U) | static_cast<std::uint64_t>(starts);
    const std::uint64_t last = std::uint64_t{1} << (left < 64 ? left - 1 : 63);
    const bool stops = left <= 64 || ends_field(after);
    const std::uint64_t may_close = ((ends | opening) >> 1U) | (stops ? last : 0);
    by_parity_ = (opening & ~may_open) == 0 && (closing & ~may_close) == 0;
    if (!by_parity_) return 0;
    quoted_ = (inside >> 63U) != 0;
    if (opening != 0) quote_at_ = base_ + 63 - static_cast<std::size_t>(std::countl_zero(opening));
    return inside;
  }

  marks one_by_one(const block& b, const marks& all) noexcept {
    marks m{0, 0};
    std::size_t field_begin = field_begin_;
    for (std::uint64_t bits = all.fields | b.quote; bits != 0; bits &= bits - 1) {
      const std::uint64_t bit = bits & -bits;
      const std::size_t at = base_ + static_cast<std::size_t>(std::countr_zero(bits));
      if ((b.quote & bit) == 0) {
        if (quoted_) continue;
        m.fields |= bit;
        m.records |= all.records & bit;
        field_begin = at + 1;
      } else if (at == skip_) {
        continue;
      } else if (!quoted_) {
        if (at != field_begin) continue;  // a quote inside an unquoted field is a character like any other
        quoted_ = true;
        quote_at_ = at;
      } else if (at + 1 < text_.size() && text_[at + 1] == '"') {
        skip_ = at + 1;
      } else {
        quoted_ = false;
        if (at + 1 < text_.size() && !ends_field(text_[at + 1]) && fault_ == nowhere) fault_ = at + 1;
      }
    }
    return m;
  }

  std::string_view text_;
  char separator_;
  std::size_t base_ = 0;
  std::size_t field_begin_ = 0;
  std::size_t skip_ = nowhere;  // the second half of a doubled quote
  std::size_t quote_at_ = nowhere;
  std::size_t fault_ = nowhere;
  bool quoted_ = false;
  bool by_parity_ = false;
};

}  // namespace cxm::detail
