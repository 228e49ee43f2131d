// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <vector>

/// The pictures of the report: plain data in, one accessible inline SVG out. They know nothing of surveys,
/// so that a host (a notebook, a dashboard) can draw the same pictures from its own numbers.
///
/// All numbers come with the text that is printed beside them, so that pictures and tables never disagree
/// in rounding or language. A mark without a value (NaN) prints its `text` (the reason) instead. Colours and
/// fonts come from the page's style sheet by class names (report_style_sheet()).
namespace cxm::chart {

/// What a reader who cannot see the picture is told, and how wide it is. `width` below 500 selects the
/// layout for a phone: labels above their rows instead of beside them.
struct frame {
  std::string id;  ///< unique in the page; becomes the id of the svg element
  std::string title;
  std::string description;
  double width = 840;
};

/// A numeric axis.
struct axis {
  double low = 0, high = 100;
  std::vector<std::pair<double, std::string>> ticks;
};

/// Shape and filling of a mark: told apart without colour.
enum class look {
  accent_dot,
  dot,
  ring,
  diamond,
  open_diamond,
  square,
  open_square,
  triangle,
  open_triangle
};

struct dot_row {
  std::string label;        ///< within its group; may be empty
  double value, low, high;  ///< NaN: not there
  std::string text;         ///< value with interval, or the reason why there is none
  look shape = look::dot;
  bool strong = false;  ///< the row that matters most
};
struct dot_group {
  std::string label;
  std::vector<dot_row> rows;
};
/// Values with intervals, one row each, in named groups.
struct dot_chart {
  axis scale;
  std::vector<dot_group> groups;
  double reference = 0;  ///< a vertical line when `show_reference`
  bool show_reference = false;
};
[[nodiscard]] std::string draw(const frame&, const dot_chart&);

struct dumbbell_point {
  double value, low, high;
  std::string text;
};
struct dumbbell_row {
  std::string label;
  dumbbell_point a, b;   ///< for example importance and effectiveness
  std::string gap_text;  ///< the difference with its interval, or the reason why there is none
  bool has_published = false;
  dumbbell_point published_a, published_b;
};
/// Two values of the same subject and the distance between them.
struct dumbbell_chart {
  axis scale;
  std::string a_name, b_name, published_name;
  std::vector<dumbbell_row> rows;
};
[[nodiscard]] std::string draw(const frame&, const dumbbell_chart&);

struct ladder_level {
  std::string name, range;    ///< range of the index as text
  double low, high;           ///< of the index
  double continuous, staged;  ///< probabilities, NaN where not known
  std::string continuous_text, staged_text;
};
/// Maturity levels with the probability of each, by the index alone and with the gates.
struct ladder_chart {
  axis scale;
  std::vector<ladder_level> levels;  ///< lowest first
  double value, low, high;           ///< of the index
  std::string value_text;
  std::string continuous_name, staged_name;
  std::size_t most_probable = 0;
};
[[nodiscard]] std::string draw(const frame&, const ladder_chart&);

struct heat_cell {
  double value;  ///< NaN: hidden or absent
  std::string text;
  bool hidden = false;  ///< hatched
};
struct heat_row {
  std::string label;
  std::vector<heat_cell> cells;
  bool strong = false;
};
/// Values of many units on several dimensions, numbers printed in the cells.
struct heat_chart {
  double low = 0, high = 100;  ///< values at which the tint is lightest and darkest
  std::string longest_label;   ///< of all pieces of a long map, so that their columns stand in line
  std::vector<std::string> columns;
  std::vector<heat_row> rows;
};
[[nodiscard]] std::string draw(const frame&, const heat_chart&);

struct funnel_row {
  std::string label;
  std::string passed_on;  ///< how many of the row before come here; empty for the first
  double value = std::numeric_limits<double>::quiet_NaN();  ///< share of all, 0..1; NaN: not there
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::string text;     ///< value with interval, or the reason why there is none
  bool strong = false;  ///< where most is lost
};
/// How many of all come to each step, and how many are passed on from one to the next.
struct funnel_chart {
  std::vector<funnel_row> rows;
};
[[nodiscard]] std::string draw(const frame&, const funnel_chart&);

struct series_point {
  std::string when;
  double value, low, high;
  std::string text;
};
struct series_panel {
  std::string label, note;
  std::vector<series_point> points;
  axis scale;
  bool strong = false;
  std::vector<double> fitted;  ///< parallel to points, NaN = none; a dashed line
  int event = -1;              ///< the first point after an event: a vertical line before it
};
/// One small panel an index, waves from left to right. Each panel has its own scale; scales of equal length
/// (equal_spans) keep slopes comparable.
struct series_chart {
  std::vector<series_panel> panels;
};
[[nodiscard]] std::string draw(const frame&, const series_chart&);

struct stack_part {
  double share;
  std::string text;  ///< "23%"
};
struct stack_row {
  std::string label;
  std::vector<stack_part> parts;  ///< in order of the legend
  std::string base;               ///< "n 680, don't know 4%", or the reason why there are no parts
};
/// Distributions of answers that add up to the whole.
struct stack_chart {
  std::vector<std::string> legend;
  bool ordered = true;  ///< tints from low to high; else all the same tint
  std::vector<stack_row> rows;
};
[[nodiscard]] std::string draw(const frame&, const stack_chart&);

struct path_node {
  std::string label, note;
};
struct path_arrow {
  std::size_t from = 0, to = 0;  ///< of nodes
  std::string text, note;        ///< the value, and its interval
  bool strong = false;
};
/// A path: boxes in a row (up to four, on wide pictures) or one below the other, arrows between neighbours
/// and from the first to the last. Other arrows are left to the table.
struct path_chart {
  std::vector<path_node> nodes;
  std::vector<path_arrow> arrows;
  bool directed = true;     ///< false: lines without heads
  std::string direct_name;  ///< words before the value of first to last, where they do not fit on its line
};
[[nodiscard]] std::string draw(const frame&, const path_chart&);
struct scatter_point {
  std::string number, label;  ///< printed at the mark; in the key beside it
  double x, x_low, x_high, y, y_low, y_high;
  std::string text;  ///< under the label in the key
  look shape = look::dot;
};
/// Lines that part the plot into four fields; NaN = none.
struct scatter_cross {
  double x, y;
  bool fine = false;  ///< dotted, to tell a second crosshair from the first
};
/// Two values of each of a few subjects, numbered; a key tells the names.
struct scatter_chart {
  axis x, y;
  std::string x_name, y_name;
  std::vector<scatter_point> points;
  std::vector<scatter_cross> crosses;
  /// What the four fields mean: top left, top right, bottom left, bottom right; empty = nothing.
  std::string fields[4];
};
[[nodiscard]] std::string draw(const frame&, const scatter_chart&);

struct timeline_row {
  std::string label;
  std::size_t from = 0, to = 0;  ///< first and last period, from 0
  std::string text;              ///< what it is expected to bring
  bool strong = false;
};
/// What is done when: a bar a row over the periods that it takes.
struct timeline_chart {
  std::vector<std::string> periods;
  std::vector<timeline_row> rows;
  std::string text_name;  ///< heading of the rows' texts
};
[[nodiscard]] std::string draw(const frame&, const timeline_chart&);

/// An axis for each range, all of the same length and step.
[[nodiscard]] std::vector<axis> equal_spans(const std::vector<std::pair<double, double>>& ranges,
                                            double factor = 1, const std::string& suffix = {});

/// An axis from low to high with about five round ticks; `suffix` follows each number ("%").
[[nodiscard]] axis round_axis(double low, double high, double factor = 1, const std::string& suffix = {});

}  // namespace cxm::chart
