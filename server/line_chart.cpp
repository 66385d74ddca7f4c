// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/line_chart.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace zusage::server {
namespace {

// In a picture 640 wide and 300 high.
constexpr double left = 64, right = 590, top = 16, bottom = 252;
constexpr double between_marks = 18;
constexpr std::int64_t most_steps = 5;
constexpr std::size_t most_labels = 6;

// Whole tenths, so that the text does not depend on how a language writes numbers.
std::string tenths(double value) {
  const auto all = std::llround(value * 10);
  return std::to_string(all / 10) + "." + std::to_string(all % 10);
}

// 1, 2 or 5 and zeros: the distance of the lines that numbers stand at.
std::int64_t step_for(std::int64_t highest) {
  std::int64_t unit = 1;
  while (true) {
    for (const std::int64_t factor : {1, 2, 5}) {
      if (unit * factor * most_steps >= highest) return unit * factor;
    }
    unit *= 10;
  }
}

class drawing {
 public:
  explicit drawing(const line_chart& of) : of_(of) {
    std::int64_t highest = 1;
    for (const auto& line : of.lines) {
      for (const auto value : line.values) highest = std::max(highest, value);
    }
    step_ = step_for(highest);
    highest_ = (highest + step_ - 1) / step_ * step_;
  }

  std::string make() {
    svg_ = "<svg class=\"line-chart\" viewBox=\"0 0 640 300\" role=\"img\" aria-label=\"" +
           escape_html(of_.title) + "\">";
    scale();
    labels();
    for (std::size_t i = 0; i < of_.lines.size() && i < most_chart_lines; ++i) line(i);
    marks();
    return svg_ + "</svg>";
  }

 private:
  double x(std::size_t i) const {
    const auto last = of_.labels.size() - 1;
    return last == 0 ? right : left + double(i) / double(last) * (right - left);
  }
  double y(std::int64_t value) const {
    return bottom - double(value) / double(highest_) * (bottom - top);
  }

  void text(double at_x, double at_y, const char* anchor, const std::string& words) {
    svg_ += "<text x=\"" + tenths(at_x) + "\" y=\"" + tenths(at_y) + "\" text-anchor=\"" + anchor +
            "\">" + escape_html(words) + "</text>";
  }

  void scale() {
    for (std::int64_t value = 0; value <= highest_; value += step_) {
      const auto at = tenths(y(value));
      svg_.append("<line class=\"grid\" x1=\"").append(tenths(left));
      svg_.append("\" x2=\"").append(tenths(right));
      svg_.append("\" y1=\"").append(at).append("\" y2=\"").append(at).append("\"/>");
      text(left - 8, y(value) + 5, "end", of_.number(value));
    }
  }

  void labels() {
    const auto count = of_.labels.size();
    const auto every = std::max<std::size_t>(1, (count + most_labels - 1) / most_labels);
    // Counted from the newest, which is always named.
    for (std::size_t i = 0; i < count; ++i) {
      if ((count - 1 - i) % every == 0) text(x(i), bottom + 26, "middle", of_.labels[i]);
    }
  }

  void line(std::size_t number) {
    const auto& values = of_.lines[number].values;
    svg_ += "<polyline class=\"line line-" + std::to_string(number + 1) + "\" points=\"";
    for (std::size_t i = 0; i < values.size(); ++i)
      svg_ += (i == 0 ? "" : " ") + tenths(x(i)) + "," + tenths(y(values[i]));
    svg_ += "\"/>";
  }

  // At the ends of the lines, moved apart where those meet.
  void marks() {
    std::vector<std::pair<double, std::string>> ends;
    for (const auto& one : of_.lines) {
      if (!one.values.empty() && ends.size() < most_chart_lines)
        ends.emplace_back(y(one.values.back()) + 5, one.mark);
    }
    std::stable_sort(ends.begin(), ends.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    double above = bottom + 5 + between_marks;
    for (auto& [at, mark] : ends) {
      at = std::min(at, above - between_marks);
      above = at;
      text(right + 10, at, "start", mark);
    }
  }

  const line_chart& of_;
  std::int64_t step_ = 1, highest_ = 1;
  std::string svg_;
};

}  // namespace

std::string line_chart_svg(const line_chart& of) {
  return of.labels.empty() ? "" : drawing(of).make();
}

}  // namespace zusage::server
