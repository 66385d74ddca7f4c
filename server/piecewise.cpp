// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/piecewise.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <charconv>

namespace zusage::server {

void next_piece::make(const piecewise& from) {
  try {
    piece = from.next();
  } catch (const std::exception& e) {
    spdlog::error("an answer broke off: {}", e.what());
    failed = true;
  }
}

std::string framed(std::string_view piece, bool chunked) {
  if (!chunked) return std::string(piece);
  constexpr int hexadecimal = 16;
  std::array<char, sizeof(std::size_t) * 2> size{};
  const auto written =
      std::to_chars(size.data(), size.data() + size.size(), piece.size(), hexadecimal);
  std::string frame(size.data(), written.ptr);
  return frame.append("\r\n").append(piece).append("\r\n");
}

}  // namespace zusage::server
