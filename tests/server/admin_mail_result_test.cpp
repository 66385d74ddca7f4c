// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <future>
#include <tuple>

#include "tests/server/mail_side.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::has;
using tests::mail_side;

TEST_CASE("what the mail server did not say is not shown as its answer", "[server][admin]") {
  const auto nobody_there = tests::smtp_server().url();
  mail_side side(nobody_there);
  const auto page = side.test();
  CHECK(has(page, "<dt>Was geschah</dt>"));
  CHECK_FALSE(has(page, "Antwort des Mailservers"));
}

TEST_CASE("the note that no mail leaves tells an answer of the server from what went wrong before",
          "[server][admin]") {
  const auto [at, reply, label] =
      GENERATE(std::tuple("connect", "Connection refused", "Was zuletzt geschah:"),
               std::tuple("mail", "451 4.3.0 later", "Letzte Antwort des Mailservers:"));
  mail_side side("smtps://mail.example.org:465");
  side.with.database()->write([&, in = std::string(at),
                               said = std::string(reply)](schema::transaction& tx) {
    mailer::new_message m;
    m.organiser_id = tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'").value();
    m.template_name = "registration-confirmed";
    m.language = "de";
    m.recipient = "ben@example.org";
    const auto due = side.with.time() - std::chrono::hours(1);
    side.with->outbox.enqueue(tx, m, due);
    tx.execute("UPDATE message SET attempts = 1, due_at = :1", side.with.time());
    tx.execute(
        "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
        " VALUES (:1, :2, 'deferred', :3, 0, :4)",
        *tx.value<std::int64_t>("SELECT MAX(id) FROM message"), due, in, said);
  });
  const auto page = side.get();
  CHECK(has(page, "Seit mindestens 15 Minuten ist keine E-Mail hinausgegangen."));
  CHECK(has(page, std::string(label) + " <code>" + reply + "</code>"));
}

TEST_CASE("the result of a test mail stands before what else the page says", "[server][admin]") {
  const tests::smtp_server server;
  mail_side side(server.url());
  CHECK(has(side.get(), "Hier sehen Sie, wie das Programm E-Mails verschickt"));
  const auto text = tests::body_of(side.test());
  CHECK(text.find("id=\"result\"") < text.find("id=\"test\""));
  CHECK(text.find("id=\"test\"") < text.find("id=\"settings\""));
  CHECK(text.find("Hier sehen Sie, wie") == std::string::npos);
}

TEST_CASE("while a test mail waits for its server nobody else can begin one", "[server][admin]") {
  std::promise<void> waits, may_answer;
  auto answer = may_answer.get_future();
  tests::smtp_server server([&](const std::string& point, int times) {
    if (point == "MAIL" && times == 0) {
      waits.set_value();
      answer.wait_for(std::chrono::seconds(10));
    }
    return tests::smtp_server::usual(point);
  });
  mail_side side(server.url());
  auto& mail = side.with.config().mail;
  mail.connect_timeout = mail.reply_timeout = std::chrono::seconds(10);
  auto first = std::async(std::launch::async, [&] { return side.test(); });
  const auto begun = waits.get_future().wait_for(std::chrono::seconds(10));
  side.sign_in_as("bernd@example.org", "owner");
  const auto second = side.test();
  may_answer.set_value();
  const auto first_page = first.get();
  REQUIRE(begun == std::future_status::ready);
  CHECK(second.status == 429);
  CHECK(has(second, "Gerade wird schon eine andere Test-Mail gesendet"));
  CHECK(tests::header_of(second, "Retry-After") == "45");
  CHECK(first_page.status == 200);
  CHECK(server.mails().size() == 1);
  CHECK(side.test().status == 200);  // it did not use up the person's own minute
}
