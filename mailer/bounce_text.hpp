// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mailer/bounce.hpp"
#include "mailer/bounce_parts.hpp"

/// Bounces in words alone: qmail, Exim, Exchange, Domino, and servers that quote a 5xx line.
namespace zusage::mailer::reports {

constexpr std::size_t most_reports = 50;

/// `local`, in lower case, is the name before the `@` that servers write by.
bool is_daemon_name(std::string_view local);

/// mailer-daemon or postmaster wrote it, by the address alone.
bool is_from_daemon(const fields& head);

/// As `is_from_daemon`, or it has an empty Return-Path (RFC 5321 4.5.5).
bool is_from_server(const fields& head);

/// An out-of-office note or another automatic answer. Servers mark bounces, too, as
/// `Auto-Submitted: auto-replied` (RFC 3834 5): from mailer-daemon that alone makes no answer.
bool is_automatic_reply(const fields& head);

/// The header of the original where a text holds a copy of it; empty if there is none.
fields copied_header(std::string_view text);

/// After `Message-ID:` at the beginning of a line, quoted or not; "" if there is none.
std::string message_id_in_text(std::string_view text);

/// What the server said, fit for `bounce_report::diagnostic`.
std::string as_diagnostic(std::string_view words);

/// Without Message-IDs. `ours`: addresses that the report was sent to, never a recipient of the
/// original. `has_original`: a header of it was found.
std::vector<bounce_report> read_text(const letter& of, const std::vector<std::string>& ours,
                                     bool has_original);

}  // namespace zusage::mailer::reports
