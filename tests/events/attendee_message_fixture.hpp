// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/email_address.hpp"
#include "consent/append.hpp"
#include "events/newsletter_attendees.hpp"
#include "events/newsletter_delivery.hpp"
#include "events/newsletter_issue.hpp"
#include "mailer/claim.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {

/// The event `kick-off` of `sit` with people in it, and a mailer that does what it is told.
struct attendee_message_fixture {
  test_database db;
  consent::ledger ledger{key_of(1), key_of(2)};
  mailer::outbox mails{"example.org"};
  std::shared_ptr<const events::event> at = add_event(db);
  organisers::scope staff = organisers::scope::of_operator(at->by.id);
  events::delivery_limits limits{10, 10, 4};
  instant now = start + 1h;
  std::map<std::string, consent::requested> consents;
  std::string issue_id;
  std::int64_t last_claim = 0, people = 0;

  /// The id of a new registration.
  std::int64_t add(const std::string& email, const std::string& status = "confirmed",
                   const std::string& language = "de", const std::string& ags = "") {
    const auto number = std::to_string(++people);
    return db->write([&](schema::transaction& tx) {
      return tx
          .value<std::int64_t>(
              "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
              " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
              " municipality, language, answers, search, registered_at, updated_at)"
              " VALUES (:1, :2, :3, :4, :5, 'Ada', 'Muster', :6, :7, '', '', '', :8, '', :9, '{}',"
              " '', :10, :11) RETURNING id",
              at->by.id, at->id, "person-" + number, "R-" + number, status, email, email_key(email),
              ags, language, start, start)
          .value();
    });
  }
  void add_people(int count) {
    for (int i = 0; i < count; ++i) add("p" + std::to_string(i) + "@example.com");
  }
  void set_status(std::int64_t id, const std::string& status) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET status = :1 WHERE id = :2", status, id);
    });
  }
  void book(std::int64_t id, const std::string& session, const std::string& status = "confirmed") {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO registration_session (registration_id, session_id, status)"
          " VALUES (:1, :2, :3)",
          id, at->find_session(session)->id, status);
    });
  }
  /// As retention does it.
  void erase(std::int64_t id) {
    db->write([&](schema::transaction& tx) {
      mailer::outbox::forget_registration(tx, id, now);
      tx.execute("DELETE FROM registration WHERE id = :1", id);
    });
  }

  std::int64_t purpose_id() { return value("SELECT id FROM purpose WHERE key = 'newsletter'"); }
  void consent(const std::string& address) {
    consents[address] = db->write([&](schema::transaction& tx) {
      const auto notice =
          tx.value<std::int64_t>("SELECT MAX(id) FROM notice WHERE purpose_id = :1", purpose_id());
      consent::consent_request what{at->by.id, purpose_id(), notice.value(), "email", {}};
      what.by.email = address;
      return ledger.give_by_link(tx, what, "page", start);
    });
  }
  void revoke(const std::string& address) {
    const auto& who = consents.at(address);
    db->write([&](schema::transaction& tx) {
      ledger.withdraw(tx, who.public_id, "link", {}, start + 30min);
      mailer::outbox::cancel_queued(tx, who.principal_id, purpose_id(), now);
    });
  }

  events::issue_draft draft(const std::string& kind = "service") const {
    events::issue_draft made;
    made.event_id = at->id;
    made.kind = kind;
    if (kind == "advertising") made.purpose_key = "newsletter";
    made.subject = {{"de", "Anderer Raum"}, {"en", "Another room"}};
    made.body = {{"de", "Wir treffen uns im *Saal 2*."}, {"en", "We meet in *hall 2*."}};
    return made;
  }
  void write(const events::issue_draft& what) {
    issue_id = db->write(
        [&](schema::transaction& tx) { return events::add_issue(tx, staff, what, now).value(); });
  }
  events::newsletter_issue issue() {
    return db->read(
        [&](const schema::reader& r) { return events::find_issue(r, staff, issue_id).value(); });
  }
  /// What the page shows before it is sent.
  std::int64_t shown() {
    return db->read([&](const schema::reader& r) {
      return events::count_attendee_recipients(r, ledger, issue(), now);
    });
  }
  void schedule(instant due) {
    const auto seen = issue();
    const auto wrong = db->write([&](schema::transaction& tx) {
      return events::schedule_issue(tx, staff, seen, due, 0, now);
    });
    REQUIRE(wrong.empty());
  }
  void send_out(const events::issue_draft& what) {
    write(what);
    schedule(now);
  }
  events::delivery_step step() {
    return events::deliver_newsletters(db.get(), ledger, mails, limits, now);
  }
  void steps() {
    for (int i = 0; i < 100 && step().more; ++i) continue;
  }
  /// Claims up to so many and sends them; whom they went to.
  std::vector<std::string> send(std::size_t most = 100) {
    std::vector<std::string> seen;
    db->write([&](schema::transaction& tx) {
      const auto claim = ++last_claim;
      for (const auto& one : mailer::claim_due(tx, claim, most, now)) {
        mailer::settled what;
        what.message = one.id;
        what.becomes = {mailer::message_state::sent, {}};
        mailer::settle(tx, claim, what, now);
        seen.push_back(one.recipient);
      }
    });
    return seen;
  }
  /// Until it is over; whom messages went to, sorted.
  std::vector<std::string> run() {
    std::vector<std::string> all;
    for (int i = 0; i < 500 && !issue().finished_at; ++i) {
      step();
      for (auto& one : send(3)) all.push_back(std::move(one));
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  std::int64_t value(const std::string& sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  void check_sum() {
    const auto f = issue().figures;
    REQUIRE(f.recipients);
    CHECK(f.done() == *f.recipients);
  }
};

}  // namespace zusage::tests
