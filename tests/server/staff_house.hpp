// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/staff_mails.hpp"
#include "organisers/second_factor.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/support/catch.hpp"

namespace zusage::tests {

inline constexpr auto new_password = "neun Dromedare im Sand";
inline const std::string staff_area = "/admin/sit/staff";

/// The staff pages of `sit`, with its owner signed in.
struct staff_house : admin_side {
  std::int64_t owner;

  staff_house() : owner(sign_in_as("leitung@example.org", "sit", "owner")) {}

  seen send(const std::string& path, pairs fields = {}) {
    fields.emplace_back("csrf", csrf());
    return post(path, fields);
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value_or(-1); });
  }
  static secrets keys() {
    key32 key{};
    key.fill(3);
    return secrets(key);
  }
  /// The newest mail of a template as it would leave now.
  std::optional<web::rendered_mail> mail(const std::string& name) {
    const links with(keys().links, "https://termine.example.org");
    return newest_mail(db.get(), name, [&](const schema::reader& view, const mailer::message& of) {
      return events::compose_staff_mail(view, of, with, server::mail_texts(), now);
    });
  }
  /// The path of the link in that mail.
  std::string link(const std::string& name) {
    const auto text = mail(name).value().text;
    const auto at = text.find("/admin/", text.find("https://"));
    return text.substr(at, text.find_first_of("\r\n ", at) - at);
  }
  std::string secret() {
    return db->read([&](const schema::reader& view) {
      return organisers::pending_secret(view, keys().sessions, owner).value();
    });
  }
  void switch_on() {
    send("/admin/second-factor");
    REQUIRE(send("/admin/second-factor/confirm", {{"code", organisers::code_at(secret(), now)}})
                .status == 200);
  }
};

}  // namespace zusage::tests
