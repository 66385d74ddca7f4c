// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "mailer/bounce_text.hpp"

namespace zusage::mailer::reports {
namespace {

constexpr std::array<std::string_view, 9> reply_subjects = {
    "out of office", "out of the office", "automatic reply", "automatische antwort", "abwesenheit",
    "auto-reply",    "autoreply",         "auto:",           "automatisch antwoord"};

bool has_empty_return_path(const fields& head) {
  const auto path = lower_ascii(head.get("return-path"));
  return path == "<>" || path.starts_with("<mailer-daemon");
}

}  // namespace

bool is_daemon_name(std::string_view local) {
  return local == "mailer-daemon" || local == "mail-daemon" || local == "postmaster" ||
         local.starts_with("microsoftexchange");
}

bool is_from_daemon(const fields& head) {
  const auto from = lower_ascii(head.get("from"));
  auto address = std::string_view(from);
  if (const auto open = address.rfind('<'); open != std::string_view::npos) {
    address.remove_prefix(open + 1);
  }
  return is_daemon_name(address.substr(0, address.find_first_of("@> ")));
}

bool is_from_server(const fields& head) {
  return is_from_daemon(head) || has_empty_return_path(head);
}

bool is_automatic_reply(const fields& head) {
  for (const auto name : {"x-autoreply", "x-autorespond", "x-autoresponder"}) {
    if (head.has(name)) return true;
  }
  const auto precedence = lower_ascii(head.get("precedence"));
  if (precedence == "auto_reply" || precedence == "auto-reply") return true;
  const auto subject = decoded_lower(head.get("subject"));
  const auto begins = [&](auto words) { return subject.starts_with(words); };
  if (std::any_of(reply_subjects.begin(), reply_subjects.end(), begins)) return true;
  return lower_ascii(head.get("auto-submitted")).starts_with("auto-replied") &&
         !is_from_daemon(head) && !head.has("x-failed-recipients");
}

}  // namespace zusage::mailer::reports
