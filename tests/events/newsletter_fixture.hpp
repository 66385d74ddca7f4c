// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "events/newsletter_delivery.hpp"
#include "events/newsletter_issue.hpp"
#include "events/purpose_use.hpp"
#include "mailer/claim.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

namespace zusage::tests {

/// An organiser with a newsletter, and a mailer that does what it is told.
struct newsletter_fixture : ledger_fixture {
  mailer::outbox mails{"example.org"};
  std::int64_t purpose_id = store_for_newsletters();
  organisers::scope staff = organisers::scope::of_operator(sit);
  events::delivery_limits limits{10, 10, 4};
  instant now = start + 1h;
  std::map<std::string, consent::requested> people;
  std::string issue_id = write_issue();
  std::int64_t last_claim = 0;

  std::int64_t store_for_newsletters() {
    const auto id = store(purpose("newsletter"), sit);
    db->write([&](schema::transaction& tx) { events::store_use(tx, id, {false, true}); });
    return id;
  }
  std::string write_issue() {
    const events::issue_draft draft{"newsletter", {{"de", "Neues"}}, {{"de", "Es gibt *Neues*."}}};
    return db->write(
        [&](schema::transaction& tx) { return events::add_issue(tx, staff, draft, now).value(); });
  }
  events::newsletter_issue issue() {
    return db->read(
        [&](const schema::reader& r) { return events::find_issue(r, staff, issue_id).value(); });
  }
  void consent(const std::string& address) {
    people[address] = db->write([&](schema::transaction& tx) {
      return ledger.give_by_link(tx, ticked(purpose_id, address), "page", start);
    });
  }
  void add_people(int count, const std::string& domain = "example.com") {
    for (int i = 0; i < count; ++i) consent("p" + std::to_string(i) + "@" + domain);
  }
  // As the pages do it: the record, and what waits is cancelled.
  void revoke(const std::string& address) {
    const auto& who = people.at(address);
    db->write([&](schema::transaction& tx) {
      ledger.withdraw(tx, who.public_id, "link", {}, start + 30min);
      mailer::outbox::cancel_queued(tx, who.principal_id, purpose_id, now);
    });
  }
  void schedule() {
    const auto seen = issue();
    const auto wrong = db->write([&](schema::transaction& tx) {
      return events::schedule_issue(tx, staff, seen, now, 0, now);
    });
    REQUIRE(wrong.empty());
  }
  faults act(faults (*what)(schema::transaction&, const organisers::scope&, std::string_view,
                            instant)) {
    return db->write([&](schema::transaction& tx) { return what(tx, staff, issue_id, now); });
  }
  events::delivery_step step() {
    return events::deliver_newsletters(db.get(), ledger, mails, limits, now);
  }
  void steps() {
    for (int i = 0; i < 100 && step().more; ++i) continue;
  }
  /// Claims up to so many and settles each as `becomes` says; whom they went to.
  template <class Becomes>
  std::vector<std::string> send(std::size_t most, Becomes&& becomes) {
    std::vector<std::string> seen;
    db->write([&](schema::transaction& tx) {
      const auto claim = ++last_claim;
      for (const auto& one : mailer::claim_due(tx, claim, most, now)) {
        mailer::settled what;
        what.message = one.id;
        what.becomes = {becomes(one), {}};
        mailer::settle(tx, claim, what, now);
        seen.push_back(one.recipient);
      }
    });
    return seen;
  }
  std::vector<std::string> send(std::size_t most = 100) {
    return send(most, [](const mailer::message&) { return mailer::message_state::sent; });
  }
  /// Until it is over; whom messages went to.
  std::vector<std::string> run() {
    std::vector<std::string> all;
    for (int i = 0; i < 500 && !issue().finished_at; ++i) {
      step();
      for (auto& one : send(3)) all.push_back(std::move(one));
    }
    return all;
  }
  std::int64_t count(const std::string& sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  void check_sum() {
    const auto f = issue().figures;
    REQUIRE(f.recipients);
    CHECK(f.done() == *f.recipients);
  }
};

}  // namespace zusage::tests
