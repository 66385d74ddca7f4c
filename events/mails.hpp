// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/link.hpp"
#include "base/placeholders.hpp"
#include "events/event.hpp"
#include "mailer/worker.hpp"

/// What the mails about registrations and consents say, looked up when they are sent
/// (docs/mail-templates.md has the members of each).
namespace zusage::events {

struct certificate_facts;  // certificates.hpp

/// The words that only web/ knows; server/ puts them in.
struct mail_texts {
  /// From, to, zone, language → `Samstag, 11. September 2027, 9:00–12:00 Uhr`.
  std::function<std::string(instant, instant, const std::string&, const std::string&)> period;
  /// Texts by language, language → one of them.
  std::function<std::string(const nlohmann::json&, const std::string&)> pick;
  /// A name as typed → one that makes no link and is not too long for a mail to an address that
  /// nobody has confirmed.
  std::function<std::string(const std::string&)> safe_name;
  /// Time, zone, language → `11. September 2027, 9:00 Uhr`.
  std::function<std::string(instant, const std::string&, const std::string&)> date_time;
  /// Markdown → HTML, and as plain text.
  std::function<std::string(const std::string&)> markdown_html = {}, markdown_text = {};
  /// The same with placeholders, whose values become neither Markdown nor HTML.
  std::function<std::string(const std::string&, const placeholder_values&)> filled_html = {},
                                                                            filled_text = {};
  /// A title, language → that of a calendar entry that was taken back, for programs that show it
  /// all the same.
  std::function<std::string(const std::string&, const std::string&)> cancelled_title = {};
  /// Time, zone, language → `11. September 2027`.
  std::function<std::string(instant, const std::string&, const std::string&)> date = {};
  /// A certificate of attendance as a file.
  std::function<mailer::attachment(const certificate_facts&)> certificate = {};
};

/// Composes registration-confirmed, -waiting, -applied, -promoted, -changed, -cancelled, -known,
/// -verify, what of these a paper has (paper-confirmed, …), paper-link, paper-announced,
/// event-changed, event-cancelled, event-reminder, event-follow-up, event-recording
/// (mail_planned.hpp), event-certificate (certificates.hpp), those about applications
/// (mail_application.hpp), consent-confirm, consent-renewal (renewal_mail.hpp) and consent-links;
/// nothing for any other template, and for a mail whose news is out of date: it told of a place
/// that was cancelled meanwhile, asks for what is confirmed, or of a change that was taken back.
/// `events` and `with` must outlive the composer.
mailer::composer make_composer(catalogue& events, const links& with, mail_texts texts,
                               clock_source clock = now);

}  // namespace zusage::events
