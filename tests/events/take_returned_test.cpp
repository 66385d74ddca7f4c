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
  std::string sent(std::optional<std::int64_t> by_purpose = {}, const std::string& to = "",
                   instant at = start) {
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
      const auto id = mails.enqueue(tx, m, at).value();
      tx.execute("UPDATE message SET state = 'sent', finished_at = :1 WHERE message_id = :2", at,
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
  /// At the address that names the message.
  mailer::returned_mail proven(const bounce_report& one) const {
    mailer::returned_mail mail;
    mail.sent_to = {marks.sender_of(one.message_id).value()};
    mail.reports = {one};
    return mail;
  }
  static mailer::returned_mail unproven(const bounce_report& one) { return {{}, {}, {one}}; }
  returns_taken take(const bounce_report& one, instant at = start + 1h) {
    return take(proven(one), at);
  }
  void revoke_and_consent_anew(instant at) {
    const auto id = db->read([&](const schema::reader& r) {
      return ledger.find_one(r, sit, newsletter, ada).value().public_id;
    });
    db->write([&](schema::transaction& tx) {
      ledger.withdraw(tx, id, "link", {}, at - 1h);
      return ledger.give_by_link(tx, ticked(newsletter, ada), "page", at);
    });
    REQUIRE(of(newsletter) == state::given);
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
  const auto done = take(unproven(report(returned::hard, "nobody@example.org")));
  CHECK(done.foreign == 1);
  CHECK(take(unproven(report(returned::hard, ""))).foreign == 1);
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

TEST_CASE_METHOD(returning, "where messages carry marks, a Message-ID alone ends nothing",
                 "[events][returned]") {
  const auto id = sent(newsletter);
  const auto done = take(unproven(report(returned::hard, id)));
  CHECK(done.noted == 1);
  CHECK(done.consents_ended == 0);
  CHECK(take(unproven(report(returned::complaint, id, "abuse"))).consents_ended == 0);
  CHECK(of(newsletter) == state::given);
  CHECK(count("SELECT MAX(returned) FROM message") == 0);
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'returned-unproven'") == 2);
}

TEST_CASE_METHOD(returning, "where no message carries a mark, a Message-ID is what there is",
                 "[events][returned]") {
  marks = {};
  CHECK(take(unproven(report(returned::hard, sent(newsletter)))).consents_ended == 2);
}

TEST_CASE_METHOD(returning, "unproven reports cannot fill the place of those that are proven",
                 "[events][returned]") {
  const auto id = sent(newsletter);
  for (int i = 0; i < 30; ++i)
    take(unproven(report(returned::soft, id, "452 try " + std::to_string(i))));
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt") == most_unproven);
  CHECK(take(report(returned::hard, id)).consents_ended == 2);
}

TEST_CASE_METHOD(returning, "of one message no more than twenty reports are kept",
                 "[events][returned]") {
  const auto id = sent(newsletter);
  for (int i = 0; i < 30; ++i) take(report(returned::soft, id, "452 try " + std::to_string(i)));
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt") == most_reports);
  CHECK(take(report(returned::soft, id, "452 one more")).repeated == 1);
  CHECK(take(report(returned::hard, id)).consents_ended == 2);
}

TEST_CASE_METHOD(returning, "of many reports in one mail the worst counts, and one is noted",
                 "[events][returned]") {
  auto mail = proven(report(returned::soft, sent(newsletter)));
  for (int i = 0; i < 48; ++i) mail.reports.push_back(mail.reports[0]);
  mail.reports.insert(mail.reports.begin() + 20,
                      report(returned::hard, mail.reports[0].message_id));
  CHECK(take(mail).noted == 1);
  CHECK(of(newsletter) == state::withdrawn);
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt") == 1);
}

TEST_CASE_METHOD(returning, "a complaint is proven by the sender of the mail that it is about",
                 "[events][returned]") {
  auto mail = unproven(report(returned::complaint, sent(newsletter)));
  mail.sent_to = {"abuse@example.org"};
  mail.original_senders = {marks.sender_of(mail.reports[0].message_id).value()};
  CHECK(take(mail).consents_ended == 1);
  CHECK(method_of(newsletter) == "complaint");
}

TEST_CASE_METHOD(returning, "a bounce of an older mail leaves what was consented to after it left",
                 "[events][returned]") {
  const auto id = sent(newsletter);
  revoke_and_consent_anew(start + 48h);
  CHECK(take(report(returned::hard, id), start + 50h).consents_ended == 1);
  CHECK(of(newsletter) == state::given);
  CHECK(of(second) == state::withdrawn);
  CHECK(take(report(returned::complaint, sent(newsletter)), start + 50h).consents_ended == 0);
  CHECK(of(newsletter) == state::given);
  CHECK(take(report(returned::hard, sent({}, "", start + 51h)), start + 52h).consents_ended == 1);
  CHECK(of(newsletter) == state::withdrawn);
}

TEST_CASE_METHOD(returning, "what came back for now before a new consent does not count against it",
                 "[events][returned]") {
  const auto soft = [&](std::chrono::hours after) {
    const auto id = sent({}, "", start + after - 1h);
    return take(report(returned::soft, id, "452 4.2.2 full"), start + after).consents_ended;
  };
  soft(1h);
  soft(24h);
  revoke_and_consent_anew(start + 24h * 13);
  CHECK(soft(24h * 15) == 1);  // the second newsletter's, given at the start
  CHECK(of(newsletter) == state::given);
  CHECK(soft(24h * 20) == 0);
  CHECK(soft(24h * 28) == 0);  // three since, but not for two weeks
  CHECK(soft(24h * 30) == 1);
  CHECK(of(newsletter) == state::withdrawn);
}

TEST_CASE_METHOD(returning, "an address that is full now and then does not count as gone",
                 "[events][returned]") {
  for (int month = 0; month < 6; ++month) {
    const auto at = start + 24h * 31 * month;
    take(report(returned::soft, sent({}, "", at), "452 4.2.2 full"), at + 1h);
  }
  CHECK(of(newsletter) == state::given);
}

TEST_CASE_METHOD(returning, "the message by which an address counts as gone shows it",
                 "[events][returned]") {
  std::string last;
  for (const auto after : {1h, 24h, 24h * 15}) {
    last = sent({}, "", start + after - 1h);
    take(report(returned::soft, last, "452 4.2.2 full"), start + after);
  }
  CHECK(count("SELECT COUNT(*) FROM message WHERE returned = 2") == 1);
  CHECK(count("SELECT MAX(id) FROM message") == count("SELECT id FROM message WHERE returned = 2"));
}

TEST_CASE_METHOD(returning, "the same words count again once the message was tried again",
                 "[events][returned]") {
  const auto id = sent();
  take(report(returned::hard, id));
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET returned = 0");
    tx.execute(
        "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
        " VALUES (1, :1, 'sent', 'end', 250, 'ok')",
        start + 2h);
  });
  CHECK(take(report(returned::hard, id), start + 3h).noted == 1);
  CHECK(count("SELECT returned FROM message") == 2);
  CHECK(take(report(returned::hard, id), start + 4h).repeated == 1);
}

TEST_CASE_METHOD(returning, "a repeated report raises no mark that was taken away",
                 "[events][returned]") {
  const auto id = sent();
  take(report(returned::hard, id));
  db->write([](schema::transaction& tx) { tx.execute("UPDATE message SET returned = 0"); });
  CHECK(take(report(returned::hard, id), start + 3h).repeated == 1);
  CHECK(count("SELECT returned FROM message") == 0);
}
