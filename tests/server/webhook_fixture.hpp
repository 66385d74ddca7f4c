// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "base/base64.hpp"
#include "base/hmac.hpp"
#include "events/webhooks.hpp"
#include "server/webhook_sender.hpp"
#include "tests/server/program.hpp"
#include "tests/support/web_receiver.hpp"

namespace zusage::tests {

/// The organiser `sit` with somebody who owns it, and a system that is called.
struct hooked {
  program p;
  web_receiver there;
  std::string cookie, csrf;

  explicit hooked(web_receiver::script says = [](const received_call&,
                                                 int) { return web_receiver::answer(204); })
      : there(std::move(says)) {
    p.with.config().webhooks_allow_private = true;
    sign_in("anna@example.org", "sit", "owner");
  }

  void sign_in(const std::string& email, const std::string& organiser, const std::string& role) {
    const auto id = add_person(p.with.database().get(), email, organiser, role);
    cookie = p.with.database()->write(
        [&](schema::transaction& tx) { return organisers::start_session(tx, id, p.with.time()); });
    csrf = p.with.database()->read([&](const schema::reader& db) {
      return organisers::find_session(db, cookie, p.with->keys.sessions, p.with.time())->csrf;
    });
  }

  server::response get(const std::string& path) { return send("GET", path, {}); }
  server::response send(const std::string& method, const std::string& path,
                        const std::vector<std::pair<std::string, std::string>>& form) {
    const auto mark = path.find('?');
    auto of = p.with.request(method, path.substr(0, mark));
    if (mark != path.npos) of.query.add("done", path.substr(path.find('=') + 1));
    of.cookie = server::session_cookie_name(p.with.config()) + "=" + cookie;
    for (const auto& [name, value] : form) of.form.add(name, value);
    if (method == "POST") of.form.add("csrf", csrf);
    return p.with.send(std::move(of));
  }

  /// Sets up a webhook of `sit` to the receiver; all kinds unless said otherwise.
  events::made_webhook make(std::vector<std::string> kinds = {},
                            std::vector<std::string> personal = {}) {
    if (kinds.empty()) {
      for (const auto one : events::webhook_kinds()) kinds.emplace_back(one);
    }
    const auto what =
        events::check_webhook({there.url(), std::move(kinds), std::move(personal)}, true).value();
    const auto whose = p.scope_of("sit");
    return p.with.database()->write([&](schema::transaction& tx) {
      return events::make_webhook(tx, whose, p.with->keys.sessions, what, p.with.time()).value();
    });
  }

  /// What is due is sent, until nothing is.
  void send_all() {
    server::webhook_sender sender(p.with.get());
    while (sender.pass() > 0) continue;
  }

  std::int64_t count(const char* sql) { return p.with.count(sql); }
  void run(const char* sql) {
    p.with.database()->write([&](schema::transaction& tx) { tx.execute(sql); });
  }
};

/// The body of a call, whose signature by `secret` is right.
inline nlohmann::json verified(const received_call& call, const std::string& secret) {
  const auto signed_text =
      call.headers.at("webhook-id") + "." + call.headers.at("webhook-timestamp") + "." + call.body;
  const auto key = from_base64(secret.substr(std::string("whsec_").size())).value();
  INFO(call.body);
  CHECK((" " + call.headers.at("webhook-signature") + " ")
            .find(" v1," + to_base64(hmac_sha256(key, signed_text)) + " ") != std::string::npos);
  return nlohmann::json::parse(call.body);
}

}  // namespace zusage::tests
