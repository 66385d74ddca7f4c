// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/dot_map.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.hpp"
#include "server/picture.hpp"

namespace zusage::server {
namespace {

constexpr double width = 640, margin = 24, lowest_height = 240, highest_height = 720;
constexpr double radius = 7, name_distance = 10;
// Millionths of a degree, about a kilometre: members in one place are not blown up to the frame.
constexpr double least_span = 10'000;

struct extent {
  double from, to;
  double middle() const { return (from + to) / 2; }
  double span() const { return std::max(to - from, least_span); }
};

template <class Of>
extent extent_of(const std::vector<map_dot>& dots, Of of) {
  const auto [least, most] = std::minmax_element(
      dots.begin(), dots.end(), [&](const auto& a, const auto& b) { return of(a) < of(b); });
  return {double(of(*least)), double(of(*most))};
}

class projection {
 public:
  explicit projection(const std::vector<map_dot>& dots)
      : north_(extent_of(dots, [](const auto& d) { return d.latitude; })),
        east_(extent_of(dots, [](const auto& d) { return d.longitude; })) {
    narrow_ = std::cos(north_.middle() / 1e6 * std::numbers::pi / 180);
    const auto wide = east_.span() * narrow_;
    const auto room = width - 2 * margin;
    height_ = std::clamp(north_.span() / wide * room + 2 * margin, lowest_height, highest_height);
    scale_ = std::min(room / wide, (height_ - 2 * margin) / north_.span());
  }

  std::int64_t height() const { return std::llround(height_); }
  double x(const map_dot& d) const {
    return width / 2 + (double(d.longitude) - east_.middle()) * narrow_ * scale_;
  }
  double y(const map_dot& d) const {
    return height_ / 2 - (double(d.latitude) - north_.middle()) * scale_;
  }

 private:
  extent north_, east_;
  double narrow_ = 1, height_ = 0, scale_ = 1;
};

// Whole tenths, so that the text does not depend on how a language writes numbers.
std::string tenths(double value) {
  const auto all = std::llround(value * 10);
  return std::to_string(all / 10) + "." + std::to_string(all % 10);
}

std::string dot_svg(const map_dot& one, const projection& to) {
  return std::string("<circle class=\"") + (one.filled ? "dot-filled" : "dot-ring") + "\" cx=\"" +
         tenths(to.x(one)) + "\" cy=\"" + tenths(to.y(one)) + "\" r=\"" + tenths(radius) +
         "\"><title>" + escape_html(one.title) + "</title></circle>";
}

// Towards the middle, where there is room.
std::string name_svg(const map_dot& one, const projection& to) {
  const bool left = to.x(one) < width / 2;
  const auto at = to.x(one) + (left ? 1 : -1) * name_distance;
  return "<text x=\"" + tenths(at) + "\" y=\"" + tenths(to.y(one) - name_distance) +
         "\" text-anchor=\"" + (left ? "start" : "end") + "\">" + escape_html(one.name) + "</text>";
}

}  // namespace

std::string dot_map_svg(const dot_map& of) {
  if (of.dots.empty()) return "";
  const projection to(of.dots);
  auto svg =
      picture_head("dot-map", {of.id, of.title, of.description}, std::llround(width), to.height());
  for (const bool filled : {false, true}) {
    for (const auto& one : of.dots) {
      if (one.filled == filled) svg += dot_svg(one, to);
    }
  }
  for (const auto& one : of.dots) {
    if (!one.name.empty()) svg += name_svg(one, to);
  }
  return svg + "</svg>";
}

}  // namespace zusage::server
