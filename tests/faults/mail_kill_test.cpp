// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <random>

#include "base/crypto.hpp"
#include "base/link.hpp"
#include "consent/purposes.hpp"
#include "events/newsletter_issue.hpp"
#include "tests/faults/clients.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t people_for_each_kill = 60;
constexpr std::int64_t most_in_one_commit = 500;
constexpr int connections = 4;

// A program that mails to a sink, and the database behind it while it is not running.
struct mailing {
  smtp_sink sink;
  installation site;

  mailing()
      : site("[limits]\nnewsletters_per_minute = 0\nnewsletters_per_domain_and_minute = 0\n",
             "transport = \"" + sink.url() +
                 "\"\ntls = \"none\"\nconnections = " + std::to_string(connections) + "\n") {
    site.import(sample_event_file().dump());
    site.start();  // makes the key
    REQUIRE(site.stop() == 0);
  }

  template <class Action>
  auto with_database(const Action& action) {
    schema::database db({site.database_url()});
    return action(db);
  }

  // Each asks for the newsletter, and gets a mail to confirm it or, `by_link`, has confirmed it.
  void add_people(std::int64_t count, bool by_link) {
    with_database([&](schema::database& db) {
      const auto keys = secrets::from_file(site.folder().path("key"));
      const consent::ledger ledger(keys.lookup, keys.people);
      const mailer::outbox outbox("example.org");
      consent::consent_request what;
      db.read([&](const schema::reader& r) {
        what.organiser_id = r.value<std::int64_t>("SELECT id FROM organiser ORDER BY id").value();
        what.purpose_id = consent::find_purpose(r, what.organiser_id, "newsletter").value();
        what.notice_id =
            r.value<std::int64_t>("SELECT id FROM notice WHERE purpose_id = :1 AND language = 'de'",
                                  what.purpose_id)
                .value();
      });
      what.channel = "email";
      for (std::int64_t done = 0; done < count; done += most_in_one_commit) {
        db.write([&](schema::transaction& tx) {
          for (auto i = done; i < std::min(count, done + most_in_one_commit); ++i) {
            what.by.email = "p" + std::to_string(i) + "@stadt.example.org";
            if (by_link) {
              ledger.give_by_link(tx, what, "page", now());
            } else {
              ask(tx, ledger, outbox, what);
            }
          }
        });
      }
    });
  }

  static void ask(schema::transaction& tx, const consent::ledger& ledger,
                  const mailer::outbox& outbox, const consent::consent_request& what) {
    const auto asked = ledger.request(tx, what, now());
    mailer::new_message message;
    message.organiser_id = what.organiser_id;
    message.template_name = "consent-confirm";
    message.language = "de";
    message.recipient = what.by.email;
    message.data = {{"state", asked.public_id}};
    message.principal_id = asked.principal_id;
    message.purpose_id = what.purpose_id;
    outbox.enqueue(tx, message, now());
  }

  void write_newsletter(std::int64_t recipients) {
    with_database([&](schema::database& db) {
      db.write([&](schema::transaction& tx) {
        const auto organiser =
            tx.value<std::int64_t>("SELECT id FROM organiser ORDER BY id").value();
        const auto of = organisers::scope::of_operator(organiser);
        const events::issue_draft draft{"newsletter", {{"de", "Neues"}}, {{"de", "Ein Absatz."}}};
        const auto id = events::add_issue(tx, of, draft, now()).value();
        const auto issue = events::find_issue(tx, of, id).value();
        REQUIRE(events::schedule_issue(tx, of, issue, now(), recipients, now()).empty());
      });
    });
  }

  void kill_again_and_again(std::size_t rounds) {
    std::mt19937 random(20261126);
    for (std::size_t round = 0; round < rounds; ++round) {
      site.start();
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 250));
      site.kill();
    }
  }

  std::int64_t count(const std::string& condition) {
    schema::database::options beside;
    beside.url = site.database_url();
    beside.writable = false;
    schema::database db(beside);
    return db.read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE " + condition).value();
    });
  }

  void finish() {
    site.start();
    const auto until = std::chrono::steady_clock::now() + 300s;
    while (count("state IN ('queued', 'sending')") > 0 && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(100ms);
    CHECK(site.stop() == 0);
  }

  std::set<std::string> ids_of(const std::string& condition) {
    std::set<std::string> ids;
    with_database([&](schema::database& db) {
      db.read([&](const schema::reader& r) {
        r.each<std::string>("SELECT message_id FROM message WHERE " + condition,
                            [&](std::string id) { ids.insert(std::move(id)); });
      });
    });
    return ids;
  }

  // Hand-overs of which nobody knows how they ended: only they may have left something behind.
  std::int64_t interrupted() {
    return with_database([&](schema::database& db) {
      return db.read([&](const schema::reader& r) {
        return r
            .value<std::int64_t>(
                "SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'uncertain'")
            .value();
      });
    });
  }
};

}  // namespace

TEST_CASE("killed again and again while it mails, it sends every confirmation", "[faults]") {
  mailing all;
  const auto rounds = rounds_of_kills();
  const auto people = std::int64_t(rounds) * people_for_each_kill;
  all.add_people(people, false);
  all.kill_again_and_again(rounds);
  all.finish();

  const auto received = all.sink.received();
  const auto sent = all.ids_of("state = 'sent'");
  CHECK(std::int64_t(sent.size()) == people);
  CHECK(received.size() == sent.size());
  std::int64_t twice = 0, missing = 0;
  for (const auto& id : sent) missing += received.count(id) == 0;
  for (const auto& [id, times] : received) {
    CHECK(sent.count(id) == 1);  // always the Message-ID that the row has had from the beginning
    twice += times - 1;
  }
  CHECK(missing == 0);
  const auto open = all.interrupted();
  CHECK(twice <= open);
  CHECK(open <= std::int64_t(rounds) * connections * 64);  // what its threads had claimed
  WARN(rounds << " kills, " << people << " confirmations: " << missing << " missing, " << twice
              << " arrived twice, " << open << " hand-overs were interrupted");
}

TEST_CASE("killed again and again, a newsletter reaches nobody twice and loses nobody",
          "[faults][newsletter]") {
  mailing all;
  const auto rounds = rounds_of_kills() / 2;
  const auto people = std::int64_t(rounds) * people_for_each_kill;
  all.add_people(people, true);
  all.write_newsletter(people);
  all.kill_again_and_again(rounds);
  all.finish();

  const auto received = all.sink.received();
  const auto sent = all.ids_of("state = 'sent'"), uncertain = all.ids_of("state = 'uncertain'");
  CHECK(std::int64_t(sent.size() + uncertain.size()) == people);
  std::int64_t missing = 0, twice = 0, strange = 0;
  for (const auto& id : sent) missing += received.count(id) == 0;
  for (const auto& [id, times] : received) {
    twice += times > 1;
    strange += sent.count(id) + uncertain.count(id) == 0;
  }
  CHECK(missing == 0);
  CHECK(twice == 0);
  CHECK(strange == 0);
  WARN(rounds << " kills, a newsletter to " << people << ": " << sent.size() << " sent, "
              << uncertain.size() << " uncertain, none twice");
}
