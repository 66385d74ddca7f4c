// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace zusage::web {

/// A QR code (ISO/IEC 18004) as an SVG drawing: error correction M, dark on white with a quiet zone
/// of four modules, as long as a side of `viewBox` has modules. `label` is what the drawing is
/// called; class `qr-code`. @throws std::runtime_error for a text that is too long for any code.
std::string qr_svg(std::string_view text, std::string_view label);

}  // namespace zusage::web
