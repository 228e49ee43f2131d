// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cxm::report_detail {

enum class anchor { start, middle, end };

/// Marks are told apart by shape and filling first, so that a copy in grey still reads.
enum class marker { dot, ring, diamond, open_diamond, square, open_square, triangle, open_triangle };

/// One inline picture: `role="img"`, named by a title and a description, styled by classes alone so that
/// the page's style sheet (and a brand's) rules its look. Sizes are in CSS pixels.
class svg_picture {
 public:
  /// `id` must be unique in the page; `cls` goes on the root.
  svg_picture(std::string id, std::string_view title, std::string_view description, double width,
              std::string_view cls);

  void text(double x, double y, std::string_view words, std::string_view cls, anchor at = anchor::start);
  /// Lines of text one below the other, the first baseline at y.
  void lines(double x, double y, const std::vector<std::string>& words, double leading, std::string_view cls,
             anchor at = anchor::start);
  void line(double x1, double y1, double x2, double y2, std::string_view cls);
  void rect(double x, double y, double width, double height, std::string_view cls, double opacity = 1);
  /// A rectangle filled with hatching: "nothing to see here, and here is why".
  void hatched(double x, double y, double width, double height);
  void mark(marker shape, double x, double y, double r, std::string_view cls);
  void polyline(const std::vector<std::pair<double, double>>& points, std::string_view cls);

  [[nodiscard]] double width() const noexcept { return width_; }
  /// The whole element; the picture is done.
  [[nodiscard]] std::string finish(double height) const;

 private:
  std::string id_, title_, description_, cls_, body_;
  double width_;
  bool hatches_ = false;
};

}  // namespace cxm::report_detail
