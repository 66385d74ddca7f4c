// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mailer/worker.hpp"

/// What the mail settings mean.
namespace zusage::mailer {

struct mailbox {
  std::string name, address;
};

/// `Name <a@b.de>`, `"Name, with comma" <a@b.de>` or `a@b.de`; nothing for anything else.
std::optional<mailbox> read_mailbox(std::string_view text);

/// Whom mails are from: the header, and where what comes back goes.
struct origin {
  origin(mailbox who, bounce_marks marks = {}) : from(std::move(who)), back(std::move(marks)) {}
  mailbox from;
  bounce_marks back;
};

struct destination {
  enum class kind { smtp, smtps, maildir } what = kind::maildir;
  std::string host;  ///< as in the URL, an IPv6 address in brackets
  int port = 0;
  std::string path;  ///< of a Maildir, absolute
};

/// Nothing when it is no transport that we know; `smtp:` means port 25, `smtps:` 465.
std::optional<destination> read_transport(std::string_view url);

}  // namespace zusage::mailer
