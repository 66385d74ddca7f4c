// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/mail_text.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"
#include "web/render.hpp"

/// The pages on which an organiser puts its mails into words of its own.
namespace zusage::server {

// admin_mail_texts.cpp, admin_mail_text.cpp
response show_mail_texts(const request&, const schema::reader&, services&);
response show_mail_text(const request&, const schema::reader&, services&);
decision post_mail_text(const request&, const schema::reader&, services&);
decision post_original_mail_text(const request&, const schema::reader&, services&);

/// A page inside the area; the last step of its breadcrumb is `title`.
nlohmann::json mail_texts_page(const request& of, const schema::reader& db,
                               const std::string& title);

/// `/admin/<organiser>/mail-texts/<kind><rest>?language=<language>`.
std::string mail_text_link(const request& of, const events::mail_text_key& which,
                           const std::string& rest = {});

// mail_text_view.cpp

/// What the program says: its subject, and the opening that own words replace or stand before, with
/// the placeholders of the kind.
struct original_words {
  std::string subject, opening;
};
original_words original_of(const events::mail_text_key& which);

/// The mail with these words and sample data, as the organiser's colours make it.
web::rendered_mail sample_mail(const request& of, const schema::reader& db, services& with,
                               const events::mail_text_key& which,
                               const events::mail_text_draft& words);

/// The placeholders of a kind as rows {"name","meaning"}.
nlohmann::json placeholder_rows(const events::mail_kind& kind, const web::locale& in);

}  // namespace zusage::server
