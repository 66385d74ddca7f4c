// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <thread>

#include "mailer/worker.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;

namespace {

struct newsletter_fixture : ledger_fixture {
  std::int64_t purpose_id = store(purpose("newsletter"), sit);
  consent::requested asked = request(ticked(purpose_id, "anna@example.com"));
  outbox mails{"example.org"};
  smtp_server server;

  void enqueue() {
    new_message m;
    m.organiser_id = sit;
    m.template_name = "registration-known";
    m.language = "de";
    m.recipient = "anna@example.com";
    m.principal_id = asked.principal_id;
    m.purpose_id = purpose_id;
    m.needs_consent = true;
    m.urgency = priority::newsletter;
    db->write([&](schema::transaction& tx) { mails.enqueue(tx, m, tests::start); });
  }
  /// Sends with a composer that runs `meanwhile` while it looks things up; the figures afterwards.
  worker::figures send(const std::function<void()>& meanwhile = [] {}) {
    worker mailer(
        db.get(), plain_settings(server.url()),
        [&](const schema::reader&, const message&) {
          meanwhile();
          return std::optional(some_content());
        },
        [] { return tests::start + std::chrono::hours(1); });
    mailer.start();
    soon([&] {
      const auto now = mailer.counted();
      return now.sent + now.cancelled + now.deferred + now.failed > 0;
    });
    mailer.stop();
    return mailer.counted();
  }
  template <class T>
  T value(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<T>(sql).value_or(T{}); });
  }
};

}  // namespace

TEST_CASE("a message that needs consent names the record that permitted it", "[mailer]") {
  newsletter_fixture f;
  REQUIRE(f.confirm(f.asked.public_id));
  f.enqueue();
  CHECK(f.send().sent == 1);
  CHECK(f.value<std::int64_t>("SELECT permitted_by FROM message") ==
        f.value<std::int64_t>("SELECT id FROM consent_record WHERE event = 'given'"));
}

TEST_CASE("without a confirmed consent the message is withheld and cancelled", "[mailer]") {
  newsletter_fixture f;
  f.enqueue();
  CHECK(f.send().cancelled == 1);
  CHECK(f.value<std::string>("SELECT state FROM message") == "cancelled");
  CHECK(f.value<std::string>("SELECT outcome FROM delivery_attempt") == "withheld");
  CHECK(f.server.connections() == 0);
}

TEST_CASE("a revocation while the message is being composed still holds it back", "[mailer]") {
  newsletter_fixture f;
  REQUIRE(f.confirm(f.asked.public_id));
  f.enqueue();
  const auto figures = f.send([&] {
    f.db->write([&](schema::transaction& tx) {
      f.ledger.withdraw(tx, f.asked.public_id, "link", {}, tests::start + std::chrono::minutes(2));
    });
  });
  CHECK(figures.cancelled == 1);
  CHECK(figures.sent == 0);
  CHECK(f.server.connections() == 0);
}

TEST_CASE("a consent to a single message permits none after it", "[mailer][announce]") {
  newsletter_fixture f;
  auto once = purpose("once");
  once.ends_once_used = true;
  once.announces = "part-3";
  f.purpose_id = f.store(once, f.sit);
  f.asked = f.request(f.ticked(f.purpose_id, "anna@example.com"));
  REQUIRE(f.confirm(f.asked.public_id));
  f.enqueue();
  CHECK(f.send().sent == 1);
  CHECK(f.now_of(f.asked.public_id) == state::given);  // its end is not recorded yet
  f.enqueue();
  const auto second = f.send();
  CHECK(second.sent == 0);
  CHECK(second.cancelled == 1);
  CHECK(f.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE state = 'sent'") == 1);
}
