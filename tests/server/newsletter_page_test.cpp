// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter.hpp"

#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;

namespace {

// Somebody at the newsletter page of `sit`.
struct subscriber {
  tests::test_services with;

  subscriber() {
    auto file = tests::sample_event_file();
    file["purposes"][0]["newsletter"] = true;
    tests::import_file(with.database(), file, nullptr, with.time());
  }
  std::string page() { return body_of(with.get("/newsletter/sit")); }
  server::response post(const std::map<std::string, std::string>& form) {
    auto of = with.request("POST", "/newsletter/sit");
    for (const auto& [name, value] : form) of.form.add(name, value);
    return with.send(std::move(of));
  }
  server::response subscribe(const std::string& email,
                             std::map<std::string, std::string> changed = {}) {
    const auto notice = with.count(
        "SELECT n.id FROM notice n JOIN purpose p ON p.id = n.purpose_id AND p.version = n.version"
        " WHERE p.key = 'newsletter' AND n.language = 'de'");
    std::map<std::string, std::string> form = {{"email", email},
                                               {"action", "subscribe"},
                                               {"consent.newsletter", "yes"},
                                               {"notice.newsletter", std::to_string(notice)}};
    for (const auto& [name, value] : changed) form[name] = value;
    return post(form);
  }
  server::response revoke(const std::string& email) {
    return post({{"email", email}, {"action", "revoke"}});
  }
  std::int64_t mails(const char* name) {
    return with.database()->read([&](const schema::reader& db) {
      return db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template = :1", name)
          .value();
    });
  }
};

const std::string sent = "/newsletter/sit?sent=subscribe",
                  sent_links = "/newsletter/sit?sent=revoke";

}  // namespace

TEST_CASE("the newsletter page has the organiser's newsletters, unticked, and no other purpose",
          "[server][newsletter]") {
  subscriber s;
  const auto page = s.page();
  CHECK(contains(page, "Newsletter und Einwilligungen: Stadt-IT Verbund"));
  CHECK(contains(page, "name=\"consent.newsletter\""));
  CHECK(contains(page, "Widerruf jederzeit"));
  CHECK_FALSE(contains(page, "consent.calls"));
  CHECK_FALSE(contains(page, "checked"));
  CHECK(s.with.get("/newsletter/none").status == 404);
  CHECK(s.with.count("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("subscribing asks the address, once within a while", "[server][newsletter]") {
  subscriber s;
  CHECK(header_of(s.subscribe("ada@example.net"), "Location") == sent);
  CHECK(header_of(s.subscribe("ada@example.net"), "Location") == sent);
  CHECK(s.mails("consent-confirm") == 1);
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_record") == 1);
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
  s.with.set_time("2030-01-10T10:11:00Z");
  s.subscribe("ada@example.net");
  CHECK(s.mails("consent-confirm") == 2);
}

TEST_CASE("what is wrong on the newsletter page stands at its field", "[server][newsletter]") {
  subscriber s;
  const auto no_address = s.subscribe("nobody");
  CHECK(no_address.status == 422);
  CHECK(contains(body_of(no_address), "href=\"#field-email\""));
  CHECK(contains(body_of(no_address), "value=\"nobody\""));
  const auto nothing = s.subscribe("ada@example.net", {{"consent.newsletter", ""}});
  CHECK(nothing.status == 422);
  CHECK(contains(body_of(nothing), "Bitte kreuzen Sie das Angebot an."));
  CHECK(s.subscribe("ada@example.net", {{"notice.newsletter", "1234"}}).status == 422);
  const auto revoking = s.revoke("");
  CHECK(revoking.status == 422);
  CHECK(contains(body_of(revoking), "href=\"#field-revoke-email\""));
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(s.with.count("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("the form for revoking answers everybody alike and mails links to who has consents",
          "[server][newsletter][S2]") {
  subscriber s;
  CHECK(header_of(s.revoke("nobody@example.net"), "Location") == sent_links);
  CHECK(s.with.count("SELECT COUNT(*) FROM message") == 0);
  s.subscribe("ada@example.net");
  CHECK(header_of(s.revoke("Ada@example.net"), "Location") == sent_links);
  CHECK(header_of(s.revoke("ada@example.net"), "Location") == sent_links);
  CHECK(s.mails("consent-links") == 1);  // no more of them for a while
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
}

TEST_CASE("a newsletter is a lasting purpose by mail", "[events][newsletter]") {
  auto file = tests::sample_event_file();
  file["purposes"][1]["newsletter"] = true;  // by phone
  const auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_error());
  CHECK(parsed.error().front().field == "purposes[1].newsletter");
  CHECK(parsed.error().front().code == "not_a_newsletter");
}
