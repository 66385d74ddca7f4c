// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/purposes.hpp"

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using consent::store_purpose;

namespace {

struct purposes_fixture : ledger_fixture {
  std::pair<std::int64_t, bool> put(const consent::purpose_definition& definition) {
    return db->write(
        [&](schema::transaction& tx) { return store_purpose(tx, sit, definition, start); });
  }
  std::int64_t version(std::int64_t id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT version FROM purpose WHERE id = :1", id).value();
    });
  }
  std::int64_t notices(std::int64_t id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM notice WHERE purpose_id = :1", id).value();
    });
  }
  std::int64_t event_with(const std::vector<std::int64_t>& purposes) {
    return db->write([&](schema::transaction& tx) {
      const auto event = tx.value<std::int64_t>(
          "INSERT INTO event (organiser_id, slug, kind, status, title, summary, description, "
          "starts_at,"
          " ends_at, time_zone, mode, venue, join_url, waiting_list, approval, audience, "
          "verify_email,"
          " max_group, retention_days, definition, created_at, updated_at)"
          " VALUES (:1, 'tag', 'conference', 'published', '{}', '{}', '{}', 0, 0, 'Europe/Berlin', "
          "'online',"
          " '{}', '', 0, 0, '{}', 0, 1, 365, '{}', 0, 0) RETURNING id",
          sit);
      std::int64_t position = 0;
      for (const auto id : purposes) {
        tx.execute("INSERT INTO event_purpose (event_id, purpose_id, position) VALUES (:1, :2, :3)",
                   *event, id, ++position);
      }
      return *event;
    });
  }
  std::vector<consent::offer> offers(std::int64_t event, const std::string& language) {
    return db->read(
        [&](const schema::reader& r) { return consent::offers_of_event(r, event, language); });
  }
};

}  // namespace

TEST_CASE_METHOD(purposes_fixture, "storing the same purpose again changes nothing", "[consent]") {
  const auto [id, changed] = put(purpose("newsletter"));
  CHECK(changed);
  CHECK(version(id) == 1);
  CHECK(notices(id) == 2);
  CHECK(put(purpose("newsletter")) == std::pair(id, false));
  CHECK(version(id) == 1);
  CHECK(notices(id) == 2);
}

TEST_CASE_METHOD(purposes_fixture,
                 "whatever a notice says differently makes a new version in every language",
                 "[consent]") {
  const auto id = put(purpose("newsletter")).first;
  auto changed = purpose("newsletter");
  SECTION("text") {
    changed.notice["en"] = "Yes, please.";
  }
  SECTION("title") {
    changed.title["de"] = "Neuigkeiten";
  }
  SECTION("recipients") {
    changed.recipients.push_back("Druck AG");
  }
  SECTION("channel") {
    changed.channel = "post";
  }
  SECTION("controller") {
    changed.controller["contact"] = "new@example.org";
  }
  SECTION("one more language") {
    changed.notice["nl"] = "Ja, graag.";
  }
  SECTION("one language less") {
    changed.notice.erase("en");
  }
  CHECK(put(changed) == std::pair(id, true));
  CHECK(version(id) == 2);
  CHECK(notices(id) == 2 + std::int64_t(changed.notice.size()));
  CHECK(put(changed) == std::pair(id, false));
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(purposes_fixture,
                 "a title in a language without notice is kept without a new version",
                 "[consent]") {
  const auto id = put(purpose("newsletter")).first;
  auto changed = purpose("newsletter");
  changed.title["fr"] = "Lettre";
  CHECK(put(changed) == std::pair(id, true));
  CHECK(version(id) == 1);
}

TEST_CASE_METHOD(purposes_fixture,
                 "a purpose without notice, of unknown channel or organiser is refused",
                 "[consent]") {
  auto wrong = purpose("newsletter");
  SECTION("no notice") {
    wrong.notice = nlohmann::json::object();
  }
  SECTION("empty notice") {
    wrong.notice = {{"de", ""}};
  }
  SECTION("notice of the wrong shape") {
    wrong.notice = {"de"};
  }
  SECTION("channel") {
    wrong.channel = "pigeon";
  }
  CHECK_THROWS_AS(put(wrong), std::invalid_argument);
  CHECK_THROWS_AS(store(purpose("newsletter"), 4711), std::invalid_argument);
}

TEST_CASE_METHOD(purposes_fixture,
                 "an event offers its purposes in its order and the visitor's language",
                 "[consent]") {
  const auto first = put(purpose("newsletter")).first;
  auto only_english = purpose("sponsor", "phone");
  only_english.notice.erase("de");
  const auto second = put(only_english).first;
  const auto event = event_with({second, first});

  const auto german = offers(event, "de");
  REQUIRE(german.size() == 2);
  CHECK(german[0].key == "sponsor");
  CHECK(german[0].language == "en");
  CHECK(german[0].channel == "phone");
  CHECK(german[1].key == "newsletter");
  CHECK(german[1].language == "de");
  CHECK(german[1].text == "Ja, ich möchte den Rundbrief.");
  CHECK(german[1].recipients == std::vector<std::string>{"Verlag GmbH"});
  CHECK(german[1].notice_id == newest_notice(first, "de"));
  CHECK(offers(event, "en")[1].title == "Newsletter");
  CHECK(offers(event, "fr")[1].language == "de");
  CHECK(offers(event + 1, "de").empty());
}

TEST_CASE_METHOD(purposes_fixture, "an event offers the newest version only", "[consent]") {
  const auto id = put(purpose("newsletter")).first;
  const auto event = event_with({id});
  auto changed = purpose("newsletter");
  changed.notice["de"] = "Neuer Text.";
  put(changed);
  const auto now = offers(event, "de");
  REQUIRE(now.size() == 1);
  CHECK(now[0].version == 2);
  CHECK(now[0].text == "Neuer Text.");
}

TEST_CASE_METHOD(purposes_fixture, "a purpose is found by its key within its organiser",
                 "[consent]") {
  const auto id = put(purpose("newsletter")).first;
  const auto other = db.add_organiser("kdz");
  db->read([&](const schema::reader& r) {
    CHECK(consent::find_purpose(r, sit, "newsletter") == id);
    CHECK_FALSE(consent::find_purpose(r, other, "newsletter"));
    CHECK_FALSE(consent::find_purpose(r, sit, "sponsor"));
    return 0;
  });
}
