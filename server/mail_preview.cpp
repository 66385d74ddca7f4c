// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mail_preview.hpp"

#include <string_view>

namespace zusage::server {
namespace {

constexpr std::string_view both = "content=\"light dark\"";
constexpr std::string_view in_dark = "@media (prefers-color-scheme: dark)";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::string as_light(std::string mail) {
  replace_all(mail, both, "content=\"light\"");
  replace_all(mail, in_dark, "@media not all");
  return mail;
}

std::string as_dark(std::string mail) {
  replace_all(mail, both, "content=\"dark\"");
  replace_all(mail, in_dark, "@media all");
  return mail;
}

std::string style_of_mail(const std::string& mail) {
  constexpr std::string_view opening = "<style>";
  const auto begin = mail.find(opening);
  const auto end = mail.find("</style>");
  if (begin == std::string::npos || end == std::string::npos) return {};
  return mail.substr(begin + opening.size(), end - begin - opening.size());
}

std::string without_line_ends(std::string text) {
  for (auto at = text.find(" \n"); at != std::string::npos; at = text.find(" \n"))
    text.erase(at, 1);
  return text;
}

}  // namespace zusage::server
