// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/take_returned.hpp"

#include "mailer/claim.hpp"
#include "mailer/outbox.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;
using mailer::bounce_report;
using mailer::returned;

namespace {

/// Ada has consented to two newsletters by mail and to calls, and got a message of each kind.
struct returning : ledger_fixture {
  mailer::bounce_marks marks{"bounces@example.org", key_of(3)};
  mailer::outbox mails{"example.org"};
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t second = store(purpose("second"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  const std::string ada = "ada@example.org";

  returning() {
    for (const auto& [id, channel] :
         {std::pair(newsletter, "email"), std::pair(second, "email"), std::pair(calls, "phone")}) {
      db->write([&, id = id, channel = channel](schema::transaction& tx) {
        return ledger.give_by_link(tx, ticked(id, ada, channel), "page", start);
      });
    }
  }

  /// Sent already; its Message-ID.
  std::string sent(std::optional<std::int64_t> by_purpose = {}, const std::string& to = "") {
    mailer::new_message m;
    m.organiser_id = sit;
    m.template_name = by_purpose ? "newsletter" : "registration-confirmed";
    m.language = "de";
    m.recipient = to.empty() ? ada : to;
    m.purpose_id = by_purpose;
    m.needs_consent = by_purpose.has_value();
    return db->write([&](schema::transaction& tx) {
      if (by_purpose) {
        m.principal_id = tx.value<std::int64_t>(
            "SELECT principal_id FROM consent_state WHERE purpose_id = :1", *by_purpose);
      }
      const auto id = mails.enqueue(tx, m, start).value();
      tx.execute("UPDATE message SET state = 'sent', finished_at = :1 WHERE message_id = :2", start,
                 id);
      return id;
    });
  }
  static bounce_report report(returned what, const std::string& id,
                              const std::string& said = "550 5.1.1 unknown") {
    return {what, id, "", "5.1.1", said};
  }
  returns_taken take(const mailer::returned_mail& what, instant at = start + 1h) {
    return db->write([&](schema::transaction& tx) {
      return take_returned(tx, {ledger, marks, "example.org"}, what, at);
    });
  }
  returns_taken take(const bounce_report& one, instant at = start + 1h) {
    return take(mailer::returned_mail{{}, {one}}, at);
  }
  state of(std::int64_t purpose_id) {
    return db->read([&](const schema::reader& r) {
      return ledger.find_one(r, sit, purpose_id, ada).value().now;
    });
  }
  std::string method_of(std::int64_t purpose_id) {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::string>(
              "SELECT method FROM consent_record WHERE purpose_id = :1"
              " ORDER BY id DESC LIMIT 1",
              purpose_id)
          .value();
    });
  }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(0); });
  }
};

}  // namespace

TEST_CASE_METHOD(returning, "a hard bounce of any mail ends every newsletter to that address",
                 "[events][returned]") {
  const auto id = sent();
  const auto waiting = sent(newsletter);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'queued' WHERE message_id = :1", waiting);
  });
  const auto done = take(report(returned::hard, id));
  CHECK(done.noted == 1);
  CHECK(done.consents_ended == 2);
  CHECK(of(newsletter) == state::withdrawn);
  CHECK(of(second) == state::withdrawn);
  CHECK(method_of(newsletter) == "bounce");
  CHECK(of(calls) == state::given);  // says nothing about the telephone
  CHECK(count("SELECT COUNT(*) FROM message WHERE state = 'cancelled'") == 1);
  CHECK(count("SELECT returned FROM message WHERE template = 'registration-confirmed'") == 2);
}

TEST_CASE_METHOD(returning, "the same report a second time changes nothing", "[events][returned]") {
  const auto id = sent();
  take(report(returned::hard, id));
  const auto records = count("SELECT COUNT(*) FROM consent_record");
  const auto again = take(report(returned::hard, id), start + 2h);
  CHECK(again.noted == 0);
  CHECK(again.repeated == 1);
  CHECK(count("SELECT COUNT(*) FROM consent_record") == records);
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt WHERE phase = 'report'") == 1);
}

TEST_CASE_METHOD(returning, "a complaint ends the consent that permitted the message, and no other",
                 "[events][returned]") {
  const auto done = take(report(returned::complaint, sent(newsletter)));
  CHECK(done.consents_ended == 1);
  CHECK(of(newsletter) == state::withdrawn);
  CHECK(method_of(newsletter) == "complaint");
  CHECK(of(second) == state::given);
}

TEST_CASE_METHOD(returning, "a complaint about a mail that needed no consent ends all of them",
                 "[events][returned]") {
  CHECK(take(report(returned::complaint, sent())).consents_ended == 2);
  CHECK(method_of(second) == "complaint");
}

TEST_CASE_METHOD(returning, "what comes back for now ends nothing until it has for two weeks",
                 "[events][returned]") {
  const auto soft = [&](std::chrono::hours after) {
    return take(report(returned::soft, sent(), "452 4.2.2 full"), start + after).consents_ended;
  };
  CHECK(soft(1h) == 0);
  CHECK(soft(24h) == 0);
  CHECK(soft(48h) == 0);  // three, but within days
  CHECK(of(newsletter) == state::given);
  CHECK(soft(24h * 15) == 2);
  CHECK(method_of(newsletter) == "bounce");
}

TEST_CASE_METHOD(returning, "many reports about one message count once", "[events][returned]") {
  const auto id = sent();
  for (int day = 0; day < 20; ++day) {
    take(report(returned::soft, id, "452 try " + std::to_string(day)), start + 24h * day);
  }
  CHECK(of(newsletter) == state::given);
}

TEST_CASE_METHOD(returning, "a report acts on the receiver of its message, whoever it names",
                 "[events][returned]") {
  auto forged = report(returned::hard, sent({}, "ben@example.org"));
  forged.recipient = ada;
  const auto done = take(forged);
  CHECK(done.noted == 1);
  CHECK(done.consents_ended == 0);
  CHECK(of(newsletter) == state::given);
}

TEST_CASE_METHOD(returning, "a report about no message of ours changes nothing",
                 "[events][returned]") {
  const auto done = take(report(returned::hard, "nobody@example.org"));
  CHECK(done.foreign == 1);
  CHECK(take(report(returned::hard, "")).foreign == 1);
  CHECK(of(newsletter) == state::given);
}

TEST_CASE_METHOD(returning, "the mark in its own address names the message, whatever the text says",
                 "[events][returned]") {
  const auto id = sent();
  mailer::returned_mail mail;
  mail.sent_to = {"postmaster@example.org", marks.sender_of(id).value()};
  mail.reports = {report(returned::hard, "")};
  CHECK(take(mail).noted == 1);
  CHECK(of(newsletter) == state::withdrawn);
  const auto other = mailer::bounce_marks("bounces@example.org", key_of(4)).sender_of(id).value();
  mail.sent_to = {other};
  CHECK(take(mail).foreign == 1);
}

TEST_CASE_METHOD(returning, "what came back is noted also of somebody whose key is damaged",
                 "[events][returned]") {
  const auto id = sent(), letter = sent(newsletter);
  db->write([](schema::transaction& tx) { tx.execute("UPDATE principal SET secret = 'broken'"); });
  CHECK(take(report(returned::hard, id)).noted == 1);
  CHECK(take(report(returned::complaint, letter)).noted == 1);
  CHECK(count("SELECT COUNT(*) FROM message WHERE returned > 1") == 2);
}

TEST_CASE_METHOD(returning, "who came back may consent anew", "[events][returned]") {
  take(report(returned::hard, sent()));
  const auto asked = request(ticked(newsletter, ada), start + 24h);
  CHECK(asked.needs_confirmation);
  CHECK(confirm(asked.public_id, start + 25h));
  CHECK(of(newsletter) == state::given);
}

TEST_CASE_METHOD(returning, "nothing of a report outlives the address of its message",
                 "[events][returned]") {
  const auto id = sent(newsletter);
  take(report(returned::soft, id, "452 <ada@example.org> is full"));
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET recipient = '', recipient_key = '' WHERE message_id = :1", id);
  });
  CHECK(take(report(returned::hard, id)).foreign == 1);
}
