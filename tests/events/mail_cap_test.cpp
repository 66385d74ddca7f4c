// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr std::int64_t an_hour = 5;

/// Three events each of two organisers, and one outbox for all.
struct many_events {
  test_database db;
  events::catalogue catalogue;
  consent::ledger ledger{some_key(1), some_key(2)};
  mailer::outbox outbox{"zusage.example.org", {an_hour}};
  events::registrar by{ledger, outbox};
  std::vector<std::shared_ptr<const events::event>> all;

  many_events() {
    for (const std::string organiser : {"sit", "kdn"}) {
      for (const auto* number : {"1", "2", "3"}) add(organiser, organiser + "-" + number);
    }
  }

  void sign_up(const events::event& of, const std::string& email, instant at = signing_up) {
    const auto what =
        events::check_sign_up(of, with(least_form(email), "consent.newsletter", "yes")).value();
    db->write([&](schema::transaction& tx) {
      return by.register_one(tx, of, what, {"/e/" + of.slug, "192.0.2.7", "Testbrowser/1.0"}, at);
    });
  }
  std::int64_t due(const std::string& key, instant until) {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::int64_t>(
              "SELECT COUNT(*) FROM message WHERE recipient_key = :1 AND due_at <= :2", key, until)
          .value();
    });
  }

 private:
  void add(const std::string& organiser, const std::string& slug) {
    auto file = sample_event_file();
    file["organisers"][0]["key"] = organiser;
    for (auto& purpose : file["purposes"]) purpose["organiser"] = organiser;
    file["events"][0]["organiser"] = organiser;
    file["events"][0]["slug"] = slug;
    import_file(db, file);
    all.push_back(db->read([&](const schema::reader& r) { return catalogue.find(r, slug); }));
    REQUIRE(all.back());
  }
};

}  // namespace

TEST_CASE("an address has one cap over all events of all organisers", "[events][flood]") {
  many_events in;
  REQUIRE(in.all.front()->by.id != in.all.back()->by.id);
  const std::string victim = "ada@stadt.example.org";
  // However it is written.
  for (const auto& of : in.all)
    in.sign_up(*of, of->slug == "sit-1" ? "ADA@Stadt.example.org" : victim);
  const auto all = in.due(victim, signing_up + 24h);
  CHECK(all > an_hour);  // a confirmation for each event, the consents of two organisers
  CHECK(in.due(victim, signing_up) == an_hour);
  CHECK(in.due(victim, signing_up + 1h) == std::min(all, 2 * an_hour));
}

TEST_CASE("and holds back nobody else's mails", "[events][flood]") {
  many_events in;
  for (const auto& of : in.all) in.sign_up(*of, "ada@stadt.example.org");
  in.sign_up(*in.all.back(), "bo@stadt.example.org");
  CHECK(in.due("bo@stadt.example.org", signing_up) == 2);
}
