// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "mailer/delivery.hpp"
#include "mailer/smtp.hpp"
#include "mailer/worker.hpp"
#include "tests/support/smtp_server.hpp"

namespace zusage::tests {

inline const instant mail_start = from_micros(1'800'000'000'000'000);

/// What the templates for registrations need; `manage_url` is found again in the text.
inline mailer::content some_content(const std::string& title = "x",
                                    const std::string& manage_url = "https://example.org/r/x") {
  mailer::content made;
  made.data = {{"event", {{"title", title}}}, {"event_title", title}, {"manage_url", manage_url}};
  return made;
}

/// Whether `holds` becomes true soon; bounded, so that a test that fails ends.
inline bool soon(const std::function<bool()>& holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

inline mailer::mail_settings plain_settings(const std::string& transport) {
  mailer::mail_settings settings;
  settings.transport = transport;
  settings.from = "Zusage <events@example.org>";
  settings.tls_required = false;
  settings.connections = 2;
  settings.connect_timeout = std::chrono::seconds(5);
  settings.reply_timeout = std::chrono::seconds(5);
  return settings;
}

inline mailer::outgoing some_mail(std::string body = "Guten Tag\r\n") {
  return {"events@example.org", "anna@example.com", "Subject: test\r\n\r\n" + std::move(body)};
}

/// A script that is usual but at one point.
inline smtp_server::script but_at(const std::string& where, smtp_act what) {
  return [=](const std::string& point, int) {
    return point == where ? what : smtp_server::usual(point);
  };
}

inline mailer::delivery deliver_to(const smtp_server& server,
                                   const mailer::outgoing& mail = some_mail()) {
  mailer::smtp_transport transport(plain_settings(server.url()), {});
  return transport.hand_over(mail);
}

}  // namespace zusage::tests
