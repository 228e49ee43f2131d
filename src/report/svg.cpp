// SPDX-License-Identifier: Apache-2.0
#include "report/svg.hpp"

#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

std::string attribute(std::string_view name, double value) {
  return cat(" ", name, "=\"", coordinate(value), "\"");
}

std::string with_class(std::string_view cls) {
  return cls.empty() ? std::string() : cat(" class=\"", cls, "\"");
}

}  // namespace

svg_picture::svg_picture(std::string id, std::string_view title, std::string_view description, double width,
                         std::string_view cls)
    : id_(std::move(id)), title_(title), description_(description), cls_(cls), width_(width) {}

void svg_picture::text(double x, double y, std::string_view words, std::string_view cls, anchor at) {
  body_ += "<text" + attribute("x", x) + attribute("y", y) + with_class(cls);
  if (at == anchor::middle) body_ += " text-anchor=\"middle\"";
  if (at == anchor::end) body_ += " text-anchor=\"end\"";
  body_ += cat(">", escaped(words), "</text>\n");
}

void svg_picture::lines(double x, double y, const std::vector<std::string>& words, double leading,
                        std::string_view cls, anchor at) {
  for (std::size_t i = 0; i < words.size(); ++i)
    text(x, y + leading * static_cast<double>(i), words[i], cls, at);
}

void svg_picture::line(double x1, double y1, double x2, double y2, std::string_view cls) {
  body_ += "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) +
           with_class(cls) + "/>\n";
}

void svg_picture::rect(double x, double y, double width, double height, std::string_view cls,
                       double opacity) {
  body_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width < 0 ? 0 : width) +
           attribute("height", height < 0 ? 0 : height) + with_class(cls);
  // Two decimals: a tenth would band the tints of a heat map.
  if (opacity < 1) {
    const int hundredths = static_cast<int>(opacity * 100 + .5);
    body_ +=
        " fill-opacity=\"" + std::string(hundredths < 10 ? "0.0" : "0.") + std::to_string(hundredths) + "\"";
  }
  body_ += "/>\n";
}

void svg_picture::hatched(double x, double y, double width, double height) {
  hatches_ = true;
  body_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) +
           attribute("height", height) + " fill=\"url(#" + id_ + "-hatch)\" class=\"hatched\"/>\n";
}

void svg_picture::mark(marker shape, double x, double y, double r, std::string_view cls) {
  const bool open = shape == marker::ring || shape == marker::open_diamond || shape == marker::open_square ||
                    shape == marker::open_triangle;
  const std::string classes = std::string(open ? "open " : "solid ") + std::string(cls);
  const auto path = [&](std::initializer_list<std::pair<double, double>> corners) {
    body_ += "<path d=\"";
    char command = 'M';
    for (const auto& [px, py] : corners) {
      body_ += command + coordinate(px) + " " + coordinate(py);
      command = 'L';
    }
    body_ += "Z\"" + with_class(classes) + "/>\n";
  };
  switch (shape) {
    case marker::dot:
    case marker::ring:
      body_ += "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", r) + with_class(classes) +
               "/>\n";
      break;
    case marker::diamond:
    case marker::open_diamond: {
      const double h = r * 1.25;
      path({{x, y - h}, {x + h, y}, {x, y + h}, {x - h, y}});
      break;
    }
    case marker::square:
    case marker::open_square: {
      const double h = r * .9;
      path({{x - h, y - h}, {x + h, y - h}, {x + h, y + h}, {x - h, y + h}});
      break;
    }
    case marker::triangle:
    case marker::open_triangle: {
      const double h = r * 1.15;
      path({{x, y - h}, {x + h, y + h * .8}, {x - h, y + h * .8}});
      break;
    }
  }
}

void svg_picture::polyline(const std::vector<std::pair<double, double>>& points, std::string_view cls) {
  body_ += "<polyline points=\"";
  for (const auto& [x, y] : points) body_ += coordinate(x) + "," + coordinate(y) + " ";
  body_ += cat("\"", with_class(cls), "/>\n");
}

std::string svg_picture::finish(double height) const {
  const std::string w = coordinate(width_), h = coordinate(height);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" id=\"" + id_ +
                    "\" aria-labelledby=\"" + id_ + "-t " + id_ + "-d\"" + with_class("chart " + cls_) +
                    " preserveAspectRatio=\"xMinYMin\" viewBox=\"0 0 " + w + " " + h + "\" width=\"" + w +
                    "\" height=\"" + h + "\">\n<title id=\"" + id_ + "-t\">" + escaped(title_) +
                    "</title>\n<desc id=\"" + id_ + "-d\">" + escaped(description_) + "</desc>\n";
  if (hatches_)
    out +=
        "<defs><pattern id=\"" + id_ +
        "-hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
        "<rect width=\"7\" height=\"7\" class=\"hatch-ground\"/>"
        "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\" class=\"hatch-line\"/></pattern></defs>\n";
  return out + body_ + "</svg>\n";
}

}  // namespace cxm::report_detail
