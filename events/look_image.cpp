// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/look.hpp"

#include <algorithm>

namespace zusage::events {
namespace {

bool has_at(std::string_view content, std::size_t at, std::string_view part) {
  return content.size() >= at && content.substr(at).starts_with(part);
}

int byte(std::string_view of, std::size_t at) {
  return static_cast<unsigned char>(of[at]);
}

constexpr int byte_bits = 8;

int big_endian(std::string_view of, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) value = (value << byte_bits) | byte(of, at + i);
  return value;
}

int little_endian(std::string_view of, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = count; i-- > 0;) value = (value << byte_bits) | byte(of, at + i);
  return value;
}

// PNG, third edition, 11.2.1: IHDR comes first, with width and height of 31 bits.
std::optional<image_size> png_size(std::string_view content) {
  constexpr std::size_t type_at = 12, width_at = 16, height_at = 20, end = 24, count = 4;
  constexpr int sign = 0x80;
  if (content.size() < end || !has_at(content, type_at, "IHDR")) return {};
  if (byte(content, width_at) >= sign || byte(content, height_at) >= sign) return {};
  return image_size{big_endian(content, width_at, count), big_endian(content, height_at, count)};
}

// RFC 9649: lossy 2.5 (RFC 6386 9.1), lossless 3.4, extended 2.7.
std::optional<image_size> webp_size(std::string_view content) {
  constexpr std::size_t chunk_at = 12, data_at = 20, end = 30, two = 2, three = 3;
  constexpr int mask = 0x3fff;
  if (content.size() < end) return {};
  if (has_at(content, chunk_at, "VP8 ")) {
    constexpr std::size_t code_at = data_at + 3, width_at = data_at + 6, height_at = data_at + 8;
    if (!has_at(content, code_at, "\x9d\x01\x2a")) return {};
    return image_size{little_endian(content, width_at, two) & mask,
                      little_endian(content, height_at, two) & mask};
  }
  if (has_at(content, chunk_at, "VP8L") && has_at(content, data_at, "\x2f")) {
    constexpr int bits = 14, in_first = 2;  // of the height's 14 bits, two stand with the width's
    const int low = little_endian(content, data_at + 1, two);
    const int high = little_endian(content, data_at + 3, two);
    return image_size{(low & mask) + 1, (((high << in_first) | (low >> bits)) & mask) + 1};
  }
  if (has_at(content, chunk_at, "VP8X")) {
    return image_size{little_endian(content, data_at + 4, three) + 1,
                      little_endian(content, data_at + 7, three) + 1};
  }
  return {};
}

bool looks_like_svg(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  content.remove_prefix(std::min(content.find_first_not_of(" \t\r\n"), content.size()));
  return content.starts_with("<?xml") || content.starts_with("<svg") ||
         content.starts_with("<!--") || content.starts_with("<!DOCTYPE svg");
}

checked<image_kind> sized(const char* media_type, const std::optional<image_size>& size) {
  if (!size || size->width < 1 || size->height < 1) return faults{{"", "logo_broken"}};
  return image_kind{media_type, *size};
}

}  // namespace

checked<image_kind> recognise_image(std::string_view content) {
  if (content.starts_with("\x89PNG\r\n\x1a\n")) return sized("image/png", png_size(content));
  if (content.starts_with("RIFF") && has_at(content, 8, "WEBP")) {
    return sized("image/webp", webp_size(content));
  }
  if (!looks_like_svg(content)) return faults{{"", "logo_type_unknown"}};
  const auto size = check_svg(content);
  if (!size) return size.error();
  return image_kind{"image/svg+xml", *size};
}

}  // namespace zusage::events
