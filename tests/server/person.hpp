// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/confirm_link.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

namespace zusage::tests {

/// Somebody who ticked the box of the newsletter at the sample event, and the links of their mails.
/// Everything goes the whole way through the route table.
struct person : visitor {
  const std::string email = "ada@example.net";

  explicit person(const std::map<std::string, std::string>& form = {
                      {"consent.newsletter", "yes"}}) {
    registered(form);
  }

  server::response post(const std::string& path,
                        const std::map<std::string, std::string>& form = {}) {
    auto sent = with.request("POST", path);
    for (const auto& [name, value] : form) sent.form.add(name, value);
    return with.send(std::move(sent));
  }
  std::string see(const std::string& path) { return body_of(with.get(path)); }
  /// Where a form leads: the page with its `done`.
  std::string see_after(const server::response& made) {
    const auto to = header_of(made, "Location");
    const auto query = to.find('?');
    if (query == std::string::npos) return see(to);
    const auto equals = to.find('=', query);
    return body_of(with.get(to.substr(0, query),
                            {{to.substr(query + 1, equals - query - 1), to.substr(equals + 1)}}));
  }

  std::string text(const char* sql) {
    return with.database()->read(
        [&](const schema::reader& db) { return db.value<std::string>(sql).value_or(""); });
  }
  std::string link(link_purpose purpose, const std::string& id) {
    return "/" + std::string(1, char(purpose)) + "/" + with.link_maker().token(purpose, id);
  }
  std::string consent_id() {
    return text("SELECT public_id FROM consent_state ORDER BY purpose_id");
  }
  /// As the newest mail about it has it.
  std::string confirm() {
    return "/c/" + with.database()->read([&](const schema::reader& db) {
      return events::confirm_token(db, with.link_maker(), consent_id());
    });
  }
  std::string revoke() { return link(link_purpose::revoke, consent_id()); }
  std::string preferences() {
    return link(link_purpose::preferences, text("SELECT public_id FROM principal ORDER BY id"));
  }
  std::string state() { return text("SELECT state FROM consent_state ORDER BY purpose_id"); }
  std::string newest_method() { return text("SELECT method FROM consent_record ORDER BY id DESC"); }
  std::int64_t records() { return with.count("SELECT COUNT(*) FROM consent_record"); }
  std::int64_t mails(const char* name) {
    return with.database()->read([&](const schema::reader& db) {
      return db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template = :1", name)
          .value();
    });
  }
  std::string notice_id(const char* purpose) {
    return with.database()->read([&](const schema::reader& db) {
      return std::to_string(
          db.value<std::int64_t>("SELECT n.id FROM notice n"
                                 " JOIN purpose p ON p.id = n.purpose_id AND p.version = n.version"
                                 " WHERE p.key = :1 AND n.language = 'de'",
                                 purpose)
              .value());
    });
  }
};

}  // namespace zusage::tests
