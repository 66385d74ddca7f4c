// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>

#include "events/mails.hpp"
#include "server/application.hpp"
#include "tests/support/services.hpp"
#include "web/render.hpp"

namespace zusage::tests {

/// The newest mail of a template as `compose` makes it of a message now; nothing when there is
/// none, or nothing to tell.
template <class Compose>
std::optional<web::rendered_mail> newest_mail(schema::database& of, const std::string& name,
                                              const Compose& compose) {
  return of.read([&](const schema::reader& db) -> std::optional<web::rendered_mail> {
    using text = std::string;
    const auto row = db.one<std::int64_t, text, text, text, std::optional<std::int64_t>,
                            std::optional<std::int64_t>, std::optional<std::int64_t>>(
        "SELECT organiser_id, language, recipient, data, registration_id, event_id,"
        " principal_id FROM message WHERE template = :1 ORDER BY id DESC",
        name);
    if (!row) return {};
    mailer::message message;
    message.template_name = name;
    text data;
    std::tie(message.organiser_id, message.language, message.recipient, data,
             message.registration_id, message.event_id, message.principal_id) = *row;
    message.data = nlohmann::json::parse(data, nullptr, false);
    const auto made = compose(db, message);
    if (!made) return {};
    return web::render_mail(name, web::find_locale(message.language), made->data);
  });
}

/// The same with the words of the program.
inline std::optional<web::rendered_mail> newest_mail(test_services& with, const std::string& name) {
  const auto compose = events::make_composer(with->catalogue, with.link_maker(),
                                             server::mail_texts(), [&] { return with.time(); });
  return newest_mail(with.database().get(), name, compose);
}

}  // namespace zusage::tests
