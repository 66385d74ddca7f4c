// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/announce.hpp"

#include "tests/events/mails_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string announced = "part-3";

// The sample as a paper with a purpose that ends by itself, and the announced part.
json file_with(const char* status, const json& third = json::object()) {
  auto file = sample_event_file();
  file["purposes"].push_back({{"key", "third"},
                              {"organiser", "sit"},
                              {"channel", "email"},
                              {"ends_once_used", true},
                              {"announces", announced},
                              {"title", {{"de", "Drittes Papier"}, {"en", "Third paper"}}},
                              {"notice", {{"de", "Eine einzige E-Mail."}, {"en", "One mail."}}}});
  auto& first = file["events"][0];
  first.merge_patch(as_paper());
  first["purposes"] = {"newsletter", "third"};
  auto part = first;
  part["slug"] = announced;
  part["status"] = status;
  part["starts_at"] = "2030-03-01T09:00";
  part["purposes"] = json::array();
  part.merge_patch(third);
  file["events"].push_back(part);
  return file;
}

struct announce_fixture : mails_fixture {
  announce_fixture() {
    import_file(db, file_with("draft"), nullptr, signing_up);
    of = db->read([&](const schema::reader& r) { return catalogue.find(r, "kick-off"); });
  }

  // Signs up with the box ticked and confirms the consent; the public id of its state.
  std::string consented(const std::string& email, bool confirmed = true) {
    sign_up(with(without(least_form(email), "session"), "consent.third", "yes"));
    const auto id = newest("consent-confirm").data.at("state").get<std::string>();
    if (confirmed) {
      db->write([&](schema::transaction& tx) {
        REQUIRE(ledger.confirm(tx, id, consent::evidence{}, signing_up));
      });
    }
    return id;
  }
  void publish(const json& third = json::object()) {
    import_file(db, file_with("published", third), nullptr, signing_up);
  }
  std::int64_t queue(std::int64_t most = 100, instant at = signing_up) {
    return db->write([&](schema::transaction& tx) {
      return events::queue_announcements(tx, ledger, outbox, at, most);
    });
  }
  void revoke(const std::string& id, instant at = signing_up) {
    db->write([&](schema::transaction& tx) {
      const auto standing = ledger.find(tx, id).value();
      ledger.withdraw(tx, id, "link", {}, at);
      mailer::outbox::cancel_queued(tx, standing.principal_id, standing.purpose_id, at);
    });
  }
  // The box is ticked and confirmed once more.
  void consent_again(const std::string& id, instant at) {
    db->write([&](schema::transaction& tx) {
      const auto before = ledger.find(tx, id).value();
      consent::consent_request what{before.organiser_id, before.purpose_id, 0, before.channel, {}};
      what.notice_id = tx.value<std::int64_t>("SELECT notice_id FROM consent_record WHERE id = :1",
                                              before.record_id)
                           .value();
      what.by.email = "ada@stadt.example.org";
      ledger.request(tx, what, at);
      REQUIRE(ledger.confirm(tx, id, consent::evidence{}, at));
    });
  }
  std::int64_t end() {
    return db->write([&](schema::transaction& tx) {
      return events::end_announced(tx, ledger, signing_up + 1min, 100);
    });
  }
  void settle_all(const char* state) {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "UPDATE message SET state = :1 WHERE template = 'paper-announced' AND state = 'queued'",
          state);
    });
  }
  std::int64_t told() {
    return number("SELECT COUNT(*) FROM message WHERE template = 'paper-announced'");
  }
  std::string state_of(const std::string& public_id) {
    return db->read([&](const schema::reader& r) {
      return std::string(consent::to_text(ledger.find(r, public_id).value().now));
    });
  }
};

}  // namespace

TEST_CASE("what is announced is told once to whose consent stands, which ends with it",
          "[events][announce][S2]") {
  announce_fixture in;
  const auto ada = in.consented("ada@stadt.example.org");
  const auto bob = in.consented("bob@stadt.example.org", false);
  in.sign_up(without(least_form("eve@stadt.example.org"), "session"));
  CHECK(in.queue() == 0);  // a draft
  in.publish();
  CHECK(in.queue() == 1);
  CHECK(in.queue() == 0);
  const auto message = in.newest("paper-announced");
  CHECK(message.recipient == "ada@stadt.example.org");
  CHECK(message.language == "de");
  CHECK(in.number("SELECT needs_consent FROM message WHERE template = 'paper-announced'") == 1);
  CHECK(in.end() == 0);  // it has not left
  CHECK(in.state_of(ada) == "given");
  in.settle_all("sent");
  CHECK(in.end() == 1);
  CHECK(in.state_of(ada) == "terminated");
  CHECK(in.state_of(bob) == "requested");
  CHECK(in.queue() == 0);
  CHECK(in.told() == 1);
  CHECK_FALSE(in.db->read([](const schema::reader& r) { return events::is_announcing(r); }));
  in.db->read([&](const schema::reader& r) {
    CHECK(in.ledger.verify(r, in.of->by.id).problems.empty());
    const auto proof = in.ledger.proof(r, in.of->by.id, "ada@stadt.example.org").dump();
    CHECK(proof.find("\"terminated\"") != std::string::npos);
    CHECK(proof.find("until used once, or withdrawn before") != std::string::npos);
  });
}

TEST_CASE("the mail that announces brings one-click revocation and no list", "[events][announce]") {
  announce_fixture in;
  const auto ada = in.consented("ada@stadt.example.org");
  in.publish();
  in.queue();
  const auto content = in.composed("paper-announced").value();
  CHECK(content.unsubscribe_url == in.linked.url(link_purpose::revoke, ada));
  CHECK(content.list_id.empty());
  CHECK(content.data.at("event_url") == "https://anmeldung.example.org:8443/papers/part-3");
  CHECK(content.data.at("purpose_title") == "Drittes Papier");
  import_file(in.db, file_with("cancelled"), nullptr, signing_up);
  CHECK_FALSE(in.composed("paper-announced"));  // nothing to tell any more
}

TEST_CASE("a consent that was revoked before permits nothing", "[events][announce]") {
  announce_fixture in;
  const auto before = in.consented("ada@stadt.example.org");
  const auto between = in.consented("bob@stadt.example.org");
  in.revoke(before);
  in.publish();
  CHECK(in.queue() == 1);
  in.revoke(between);  // queued, and not sent yet
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'paper-announced'"
                  " AND state = 'queued'") == 0);
  CHECK(in.end() == 1);
  CHECK(in.state_of(before) == "withdrawn");
  CHECK(in.state_of(between) == "withdrawn");
  CHECK(in.queue() == 0);
}

TEST_CASE("announcing goes on in small steps where it was", "[events][announce]") {
  announce_fixture in;
  for (int i = 0; i < 7; ++i) in.consented("p" + std::to_string(i) + "@stadt.example.org");
  in.publish();
  CHECK(in.queue(3) == 3);
  in.settle_all("sent");
  in.end();
  CHECK(in.queue(3) == 3);
  CHECK(in.queue(3) == 1);
  CHECK(in.queue(3) == 0);
  CHECK(in.number("SELECT COUNT(DISTINCT recipient) FROM message"
                  " WHERE template = 'paper-announced'") == 7);
}

TEST_CASE("a paper that is taken back before the mail left is told of when it is out again",
          "[events][announce]") {
  announce_fixture in;
  const auto ada = in.consented("ada@stadt.example.org");
  in.publish();
  in.queue();
  import_file(in.db, file_with("draft"), nullptr, signing_up);
  in.settle_all("cancelled");  // as the mailer does, since there is nothing to tell
  in.end();
  CHECK(in.state_of(ada) == "given");
  CHECK(in.queue() == 0);
  in.publish();
  CHECK(in.queue() == 1);
}

TEST_CASE("a message that may have arrived ends the consent too", "[events][announce]") {
  announce_fixture in;
  const auto ada = in.consented("ada@stadt.example.org");
  in.publish();
  in.queue();
  in.settle_all("uncertain");
  in.end();
  CHECK(in.state_of(ada) == "terminated");
  in.consent_again(ada, signing_up + 1h);
  CHECK(in.queue() == 0);
}

TEST_CASE("a message that could not be delivered has not used the consent", "[events][announce]") {
  announce_fixture in;
  const auto ada = in.consented("ada@stadt.example.org");
  in.publish();
  in.queue();
  in.settle_all("failed");
  CHECK(in.end() == 1);
  CHECK(in.end() == 0);
  CHECK(in.state_of(ada) == "given");
  CHECK_FALSE(in.db->read([](const schema::reader& r) { return events::is_announcing(r); }));
  CHECK(in.queue() == 0);  // nor is it tried again by itself
  CHECK(in.number("SELECT COUNT(*) FROM consent_record WHERE method = 'used'") == 0);

  SECTION("a consent given anew is used for the same event") {
    in.revoke(ada, signing_up + 1h);
    CHECK(in.queue() == 0);
    in.consent_again(ada, signing_up + 2h);
    CHECK(in.queue(100, signing_up + 3h) == 1);
    CHECK(in.queue(100, signing_up + 3h) == 0);
    in.settle_all("sent");
    in.end();
    CHECK(in.state_of(ada) == "terminated");
    in.consent_again(ada, signing_up + 4h);
    CHECK(in.queue(100, signing_up + 5h) == 0);
    CHECK(in.told() == 2);
  }
  SECTION("the consent that stands is used for what is announced next") {
    auto file = file_with("published");
    auto next = file["events"][1];
    next["slug"] = "part-4";
    file["events"].push_back(next);
    file["purposes"][2]["announces"] = "part-4";
    import_file(in.db, file, nullptr, signing_up);
    CHECK(in.queue() == 1);
    in.settle_all("sent");
    in.end();
    CHECK(in.state_of(ada) == "terminated");
  }
}

TEST_CASE("a consent given anew after a queued announcement was revoked is used",
          "[events][announce]") {
  for (const bool looked_at_between : {true, false}) {
    announce_fixture in;
    const auto ada = in.consented("ada@stadt.example.org");
    in.publish();
    CHECK(in.queue() == 1);
    in.revoke(ada, signing_up + 1h);
    if (looked_at_between) CHECK(in.end() == 1);
    CHECK(in.queue() == 0);
    in.consent_again(ada, signing_up + 2h);
    in.end();
    CHECK(in.state_of(ada) == "given");
    CHECK(in.queue(100, signing_up + 3h) == 1);
    CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'paper-announced'"
                    " AND state = 'queued'") == 1);
  }
}

TEST_CASE("what comes out later, or belongs to others, is not announced", "[events][announce]") {
  announce_fixture in;
  in.consented("ada@stadt.example.org");
  in.publish({{"starts_at", "2030-04-02T09:00"}});
  CHECK(in.queue() == 0);
  in.publish({{"starts_at", "2030-03-01T09:00"}, {"ends_at", "2030-03-31T09:00"}});
  CHECK(in.queue() == 0);  // withdrawn already
}

TEST_CASE("how a consent ends is a part of its notice", "[events][announce]") {
  announce_fixture in;
  const auto version = [&] { return in.number("SELECT version FROM purpose WHERE key = 'third'"); };
  CHECK(version() == 1);
  auto file = file_with("draft");
  auto& purpose = file["purposes"][2];
  purpose["announces"] = "part-4";
  import_file(in.db, file, nullptr, signing_up);
  CHECK(version() == 1);  // where it points to is no part of it
  purpose.erase("announces");
  purpose.erase("ends_once_used");
  import_file(in.db, file, nullptr, signing_up);
  CHECK(version() == 2);
  in.db->read(
      [&](const schema::reader& r) { CHECK(in.ledger.verify(r, in.of->by.id).problems.empty()); });
  in.db->write([](schema::transaction& tx) {
    tx.execute(tx.is_shared() ? "DROP TRIGGER notice_fixed ON notice"
                              : "DROP TRIGGER notice_fixed");
    tx.execute("UPDATE notice SET ends = '' WHERE ends <> ''");
  });
  in.db->read([&](const schema::reader& r) {
    CHECK(in.ledger.verify(r, in.of->by.id).problems.size() == 2);  // both languages
  });
}

TEST_CASE("a purpose that ends by itself is by mail and says what it announces",
          "[events][announce]") {
  const auto faults_of = [](const json& changes) {
    auto file = file_with("draft");
    file["purposes"][2].merge_patch(changes);
    const auto parsed = events::parse_event_file(file.dump());
    std::string lines;
    if (parsed.has_error()) {
      for (const auto& one : parsed.error()) lines += one.field + " " + one.code + "\n";
    }
    return lines;
  };
  CHECK(faults_of({{"announces", "part-9"}}) == "");  // need not be there yet
  CHECK(faults_of({{"announces", nullptr}}) == "purposes[2].announces missing\n");
  CHECK(faults_of({{"announces", "Part 9"}}) == "purposes[2].announces wrong_slug\n");
  CHECK(faults_of({{"ends_once_used", nullptr}}) == "purposes[2].announces announces_needs_end\n");
  CHECK(faults_of({{"channel", "phone"}}) == "purposes[2].ends_once_used ends_only_by_mail\n");
}
