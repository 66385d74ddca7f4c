// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace zusage::events {

struct image_size {
  int width = 0, height = 0;  ///< pixels, at least 1
};

/// Checks an SVG image that somebody else made, for which a list of what may stand in it serves:
/// shapes, texts, gradients and their like (SVG 2), references only within the image. Its size by
/// `width` and `height`, else by `viewBox`.
///
/// Faults (without a field): `logo_unsafe` {what} for anything else, such as scripts, event
/// handlers, references to other places, DOCTYPE and entities; `logo_broken` for what is not
/// well-formed; `logo_without_size`. One fault at a time.
checked<image_size> check_svg(std::string_view text);

}  // namespace zusage::events
