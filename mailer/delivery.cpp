// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/delivery.hpp"

#include "base/text.hpp"

namespace zusage::mailer {

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
  const bool broken = !is_utf8(text);
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += ' ';
    } else {
      line += broken && byte >= 0x80 ? '?' : c;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  constexpr std::size_t longest = 500;
  const auto cut_line = cut(line, longest);
  // The ellipsis counts as well.
  return cut_line == line ? line : cut(line, longest - 1);
}

}  // namespace zusage::mailer
