// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mailer/imap.hpp"
#include "tests/support/imap_server.hpp"

namespace zusage::tests::imap {

using uids = std::vector<std::uint32_t>;

inline constexpr std::size_t plenty = 1'000'000;

inline mailer::imap_settings settings_for(const std::string& url) {
  mailer::imap_settings settings;
  settings.url = url;
  settings.username = "anna";
  settings.password = "geheim\"7";
  settings.connect_timeout = settings.reply_timeout = std::chrono::seconds(5);
  return settings;
}

inline mailer::imap_settings settings_for(const imap_server& server) {
  return settings_for(server.url());
}

// What is usual but at one point.
inline imap_server::script at(const std::string& where, imap_act what) {
  return [where, what](const std::string& point, int) {
    return point == where ? std::optional(what) : std::nullopt;
  };
}

// The fault of what is called, "" when there was none.
template <class F>
std::string fault_of(F call) {
  try {
    call();
  } catch (const mailer::imap_fault& fault) {
    return fault.what();
  }
  return {};
}

inline std::string fault_of_unseen(const mailer::imap_settings& settings) {
  return fault_of([&] { mailer::imap_mailbox(settings).unseen(10); });
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace zusage::tests::imap
