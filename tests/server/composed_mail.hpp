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

/// The newest mail of a template as it would leave now, with the words of the program; nothing when
/// there is none, or nothing to tell.
inline std::optional<web::rendered_mail> newest_mail(test_services& with, const std::string& name) {
  const auto compose = events::make_composer(with->catalogue, with.link_maker(),
                                             server::mail_texts(), [&] { return with.time(); });
  return with.database()->read([&](const schema::reader& db) -> std::optional<web::rendered_mail> {
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

}  // namespace zusage::tests
