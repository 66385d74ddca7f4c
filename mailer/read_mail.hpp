// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace zusage::mailer {

/// What a person sees of a mail. Headers decoded, text as UTF-8.
struct mail_view {
  std::string subject, from, to;
  std::optional<instant> date;
  std::string text;                      ///< of the first text/plain part
  std::vector<std::string> attachments;  ///< names of the files, else their types
};

/// Reads a mail from a file (RFC 5322, RFC 2045). Nothing when there is none or it cannot be read.
std::optional<mail_view> read_mail(const std::string& path);

}  // namespace zusage::mailer
