// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/delivery.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.hpp"
#include "mailer/bounce_mark.hpp"

namespace zusage::mailer {
namespace {

// C0, DEL, C1 (among them the line break U+0085), and the separators of lines and paragraphs.
bool is_control(UChar32 c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

// What would show the rest of the line in another order than it has, or is not seen at all: format
// characters (among them the bidirectional controls of Unicode 3.2), and letters without a shape.
bool is_unseen(UChar32 c) {
  return u_charType(c) == U_FORMAT_CHAR || c == 0x034f || c == 0x2800 || c == 0x3164;
}

std::string on_one_line(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const bool broken = !is_utf8(text);
  std::string line;
  for (std::size_t at = 0, begin = 0; at < text.size(); begin = at) {
    UChar32 c = bytes[at];
    if (broken || c < 0x80) {
      ++at;
    } else {
      U8_NEXT_UNSAFE(bytes, at, c);
    }
    if (broken && c >= 0x80) {
      line += '?';
    } else if (is_control(c)) {
      line += ' ';
    } else if (!is_unseen(c)) {
      line += text.substr(begin, at - begin);
    }
  }
  return line;
}

}  // namespace

std::string_view to_text(outcome what) {
  switch (what) {
    case outcome::sent:
      return "sent";
    case outcome::deferred:
      return "deferred";
    case outcome::refused:
      return "refused";
    case outcome::uncertain:
      return "uncertain";
    case outcome::withheld:
      return "withheld";
  }
  return {};
}

std::string_view to_text(phase at) {
  switch (at) {
    case phase::compose:
      return "compose";
    case phase::connect:
      return "connect";
    case phase::tls:
      return "tls";
    case phase::auth:
      return "auth";
    case phase::mail:
      return "mail";
    case phase::rcpt:
      return "rcpt";
    case phase::data:
      return "data";
    case phase::end:
      return "end";
    case phase::quit:
      return "quit";
    case phase::file:
      return "file";
  }
  return {};
}

bool begin_if_permitted(const outgoing& what, const std::function<void()>& begin) {
  if (what.start) return what.start(begin);
  begin();
  return true;
}

std::string as_evidence(std::string_view text) {
  auto line = without_marks(on_one_line(text));
  while (!line.empty() && line.back() == ' ') line.pop_back();
  constexpr std::size_t longest = 500;
  const auto cut_line = cut(line, longest);
  // The ellipsis counts as well.
  return cut_line == line ? line : cut(line, longest - 1);
}

bool is_reply_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  if (text.size() < 3 || text[0] < '2' || text[0] > '5') return false;
  if (text.substr(1, 2).find_first_not_of(digits) != std::string_view::npos) return false;
  return text.size() == 3 || text[3] == ' ' || text[3] == '-';
}

}  // namespace zusage::mailer
