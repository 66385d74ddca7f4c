// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/qr_code.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace zusage::web {
namespace {

constexpr int quiet_zone = 4;  // modules on each side (ISO/IEC 18004, 6.3.8)
constexpr int smallest_version = 0, case_matters = 1;

struct freed {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

// The dark modules of a row as bars: `M5 4h3v1h-3z`.
void append_row(std::string& path, const QRcode& code, int row) {
  const auto* modules = code.data + row * code.width;
  for (int from = 0; from < code.width; ++from) {
    int end = from;
    while (end < code.width && (modules[end] & 1) != 0) ++end;
    if (end == from) continue;
    const auto length = std::to_string(end - from);
    path += "M" + std::to_string(from + quiet_zone) + " " + std::to_string(row + quiet_zone);
    path.append("h").append(length).append("v1h-").append(length).append("z");
    from = end;
  }
}

}  // namespace

std::string qr_svg(std::string_view text, std::string_view label) {
  const std::unique_ptr<QRcode, freed> code(QRcode_encodeString(
      std::string(text).c_str(), smallest_version, QR_ECLEVEL_M, QR_MODE_8, case_matters));
  if (!code) throw std::runtime_error("a text cannot be made into a QR code");
  std::string path;
  for (int row = 0; row < code->width; ++row) append_row(path, *code, row);
  const auto side = std::to_string(code->width + 2 * quiet_zone);
  return "<svg class=\"qr-code\" viewBox=\"0 0 " + side + " " + side +
         "\" role=\"img\" shape-rendering=\"crispEdges\" aria-label=\"" + escape_html(label) +
         "\"><rect width=\"" + side + "\" height=\"" + side + "\" fill=\"#fff\"/><path d=\"" +
         path + "\" fill=\"#000\"/></svg>";
}

}  // namespace zusage::web
