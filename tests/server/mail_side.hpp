// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "organisers/access.hpp"
#include "organisers/audit.hpp"
#include "organisers/sign_in.hpp"
#include "server/dispatcher.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"
#include "tests/support/smtp_server.hpp"

namespace zusage::tests {

inline const std::string mail_area = "/admin/sit/mail";

// Staff of `sit` who look at an installation whose mail settings a test chooses.
class mail_side {
 public:
  explicit mail_side(const std::string& transport, const std::string& role = "organiser") {
    auto& mail = with.config().mail;
    mail.transport = transport;
    mail.tls_required = false;
    mail.connect_timeout = mail.reply_timeout = std::chrono::seconds(1);
    import_file(with.database(), sample_event_file());
    sign_in_as("anna@example.org", role);
  }

  void sign_in_as(const std::string& email, const std::string& role) {
    const auto id = add_person(with.database().get(), email, "sit", role);
    token_ = with.database()->write(
        [&](schema::transaction& tx) { return organisers::start_session(tx, id, with.time()); });
  }

  server::response get(const std::string& path = mail_area) {
    return with.send(asked("GET", path));
  }

  server::response test(const std::string& address = {}) {
    auto of = asked("POST", mail_area + "/test");
    of.form.add("csrf", csrf());
    if (!address.empty()) of.form.add("address", address);
    return with.send(std::move(of));
  }

  std::vector<organisers::audit_line> audited() {
    return with.database()->read([](const schema::reader& view) {
      const auto id = view.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
      return organisers::list_audit(view, organisers::scope::of_operator(id.value()), 5);
    });
  }

  test_services with;

 private:
  server::request asked(const std::string& method, const std::string& path) {
    auto of = with.request(method, path);
    of.cookie = server::session_cookie_name(with.config()) + "=" + token_;
    return of;
  }

  std::string csrf() {
    return with.database()->read([&](const schema::reader& view) {
      return organisers::find_session(view, token_, with->keys.sessions, with.time())->csrf;
    });
  }

  std::string token_;
};

}  // namespace zusage::tests
