// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cxm::report_detail {

/// Columns padded with spaces to the width of their longest cell, two spaces apart, indented by two. Width
/// counts characters, not bytes. A `>` in `alignment` sets its column to the right; those not told are left.
class text_table {
 public:
  explicit text_table(std::vector<std::string> header, std::string_view alignment = {})
      : alignment_(alignment) {
    rows_.push_back(std::move(header));
  }
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size() - 1; }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::string alignment_;
};

/// Break at spaces so that no line is longer than `width` characters (unless a word is); every line starts
/// with `indent`.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace cxm::report_detail
