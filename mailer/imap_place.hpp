// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>

namespace zusage::mailer {

/// Where a mailbox is.
struct imap_place {
  bool tls = true;
  std::string host;  ///< an IPv6 address in brackets
  int port = 993;
  std::string mailbox;  ///< printable ASCII, not quoted
};

/// Nothing when `url` is not as `imap_settings::url` says. A name and password, a query, a fragment
/// or a parameter (`;UID=5`) within it are refused too.
std::optional<imap_place> read_imap_url(const std::string& url);

}  // namespace zusage::mailer
