// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/box_plot.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace zusage::server {
namespace {

constexpr double left = 20, right = 580;  // of the scale, in a picture 600 wide and 90 high

class scale {
 public:
  scale(double from, double to) : from_(from), width_(to - from) {}

  /// Whole tenths, so that the text does not depend on how a language writes numbers.
  std::string x(double value) const {
    const double share = width_ > 0 ? (value - from_) / width_ : 0.5;
    const auto tenths = std::llround((left + share * (right - left)) * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  }

  std::string line(const char* of, double from, double to, const char* y1, const char* y2) const {
    return std::string("<line class=\"") + of + "\" x1=\"" + x(from) + "\" x2=\"" + x(to) +
           "\" y1=\"" + y1 + "\" y2=\"" + y2 + "\"/>";
  }

 private:
  double from_, width_;
};

// At least a pixel wide, so that a box of one value is seen.
std::string box(const scale& on, double from, double to) {
  const auto begin = std::stod(on.x(from)), end = std::stod(on.x(to));
  const auto width = std::llround(std::max(end - begin, 1.0) * 10);
  return "<rect class=\"box\" x=\"" + on.x(from) + "\" y=\"38\" width=\"" +
         std::to_string(width / 10) + "." + std::to_string(width % 10) + "\" height=\"36\"/>";
}

std::string own_point(const scale& on, double own, const std::string& words) {
  const auto at = std::stod(on.x(own));
  const auto* anchor = at < 150 ? "start" : at > 450 ? "end" : "middle";
  return "<circle class=\"own\" cx=\"" + on.x(own) +
         "\" cy=\"56\" r=\"7\"/><text class=\"own-text\" x=\"" + on.x(own) +
         "\" y=\"22\" text-anchor=\"" + anchor + "\">" + escape_html(words) + "</text>";
}

}  // namespace

std::string box_plot_svg(const events::five_figures& of, std::optional<double> own,
                         const std::string& title, const std::string& own_words) {
  const scale on(std::min(of.minimum, own.value_or(of.minimum)),
                 std::max(of.maximum, own.value_or(of.maximum)));
  std::string svg = "<svg class=\"box-plot\" viewBox=\"0 0 600 90\" role=\"img\" aria-label=\"" +
                    escape_html(title) + "\">";
  svg += on.line("whisker", of.minimum, of.lower_quartile, "56", "56");
  svg += on.line("whisker", of.upper_quartile, of.maximum, "56", "56");
  svg += on.line("whisker", of.minimum, of.minimum, "44", "68");
  svg += on.line("whisker", of.maximum, of.maximum, "44", "68");
  svg += box(on, of.lower_quartile, of.upper_quartile);
  svg += on.line("median", of.median, of.median, "38", "74");
  if (own) svg += own_point(on, *own, own_words);
  return svg + "</svg>";
}

}  // namespace zusage::server
