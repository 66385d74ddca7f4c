// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "base/placeholders.hpp"

/// Which mails an organiser may put into words of its own, and with which placeholders. Left out
/// are those that may reach who never used the program (…-verify, …-known), since they must not
/// advertise; those that ask for a consent or prove something (consent-…, data-…, chain-…); those
/// to the organiser itself; and those whose words are written anyway (newsletter, event-follow-up).
namespace zusage::events {

struct mail_kind {
  std::string_view name;   ///< of the template
  std::string_view group;  ///< `registration`, `event`, `ring`, `paper`
  /// Whether own words take the place of the text `mail.<name>.intro`; otherwise they come before
  /// it, because it says what has happened, which must not get lost.
  bool replaces = false;
  std::vector<std::string_view> placeholders;  ///< names
};

std::span<const mail_kind> mail_kinds();

/// Null for a mail that nobody may change.
const mail_kind* find_mail_kind(std::string_view name);

/// For checking a text of this kind.
std::vector<known_placeholder> known_placeholders(const mail_kind& kind);

/// What the placeholders of a kind stand for in the data of a mail (docs/mail-templates.md).
placeholder_values values_in_mail(const mail_kind& kind, const nlohmann::json& data);

/// The name of the member that a placeholder shows, as the texts in web/locales know it.
std::string_view member_of_placeholder(std::string_view name);

}  // namespace zusage::events
