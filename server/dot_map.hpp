// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zusage::server {

struct map_dot {
  std::string title;                         ///< shown when it is pointed at
  std::int64_t latitude = 0, longitude = 0;  ///< millionths of a degree, WGS84
  bool filled = false;                       ///< else a ring
  std::string name = {};                     ///< written beside it, where it is not empty
};

struct dot_map {
  std::string id;  ///< of the picture in its page: letters, digits, `-`
  std::string title, description;
  std::vector<map_dot> dots;
};

/// An SVG picture for HTML, role `img`, north at the top: the dots where they lie, as large as the
/// picture allows, the filled ones above the rings, names above all. Equirectangular with the
/// middle latitude as standard parallel, which keeps shapes over a few hundred kilometres; not for
/// what crosses the 180th meridian. "" without dots.
std::string dot_map_svg(const dot_map& of);

}  // namespace zusage::server
