// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/person.hpp"

using namespace zusage;
using tests::contains;
using tests::header_of;
using tests::person;

namespace {

using form_fields = std::map<std::string, std::string>;

/// Three purposes: newsletter and letters by e-mail and post, calls.
struct subscriber : person {
  subscriber() {
    auto file = tests::sample_event_file();
    auto letters = file["purposes"][0];
    letters["key"] = "letters";
    letters["channel"] = "post";
    letters["title"] = {{"de", "Briefe"}};
    letters["notice"] = {{"de", "Ich willige in Briefe ein."}};
    file["purposes"].push_back(letters);
    tests::import_file(with.database(), file, nullptr, with.time());
    post(confirm());
  }
  std::string state_of(const char* key) {
    return with.database()->read([&](const schema::reader& db) {
      return db
          .value<std::string>(
              "SELECT s.state FROM consent_state s"
              " JOIN purpose p ON p.id = s.purpose_id WHERE p.key = :1",
              key)
          .value_or("never");
    });
  }
  server::response save(form_fields sent) {
    sent["action"] = "save";
    for (const auto* key : {"newsletter", "letters", "calls"})
      sent.emplace(std::string("notice.") + key, notice_id(key));
    return post(preferences(), sent);
  }
};

}  // namespace

TEST_CASE("preferences show every purpose of the organiser, in words and with its notice",
          "[server][personal]") {
  subscriber s;
  const auto made = s.with.get(s.preferences());
  const auto page = tests::body_of(made);
  CHECK(made.status == 200);
  CHECK(made.personal);  // Cache-Control: no-store
  CHECK(contains(page, "<meta name=\"robots\" content=\"noindex\">"));
  CHECK(contains(page, "Ihre Einwilligungen bei Stadt-IT Verbund"));
  CHECK(contains(page, "Erteilt, gilt seit Donnerstag, 10. Januar 2030"));
  CHECK(contains(page, "Nicht erteilt."));
  CHECK(contains(page, "Widerruf jederzeit"));
  CHECK(contains(page, "Ich willige in Briefe ein."));
  CHECK(contains(page, "name=\"consent.newsletter\" type=\"checkbox\" value=\"yes\" checked"));
  CHECK_FALSE(contains(page, "name=\"consent.calls\""));  // it has no number here
  CHECK(contains(page, "bestimmte Telefonnummer"));
}

TEST_CASE("taking a box away revokes at once, and the same form again changes nothing",
          "[server][personal]") {
  subscriber s;
  const form_fields wish = {{"was.newsletter", "yes"}};
  const auto first = s.save(wish);
  CHECK(s.state_of("newsletter") == "withdrawn");
  CHECK(s.newest_method() == "preferences");
  CHECK(contains(s.see_after(first), "Widerrufen. Sie erhalten dazu keine Nachrichten mehr."));
  CHECK(contains(s.see(s.preferences()), "Widerrufen am Donnerstag, 10. Januar 2030"));
  const auto before = s.records();
  s.save(wish);
  CHECK(s.records() == before);
}

TEST_CASE("ticking a box asks by mail, once, and gives nothing by itself", "[server][personal]") {
  subscriber s;
  s.save({{"was.newsletter", "yes"}});
  const auto mails = s.mails("consent-confirm");
  const auto asked = s.save({{"consent.newsletter", "yes"}});
  CHECK(s.state_of("newsletter") == "requested");
  CHECK(s.newest_method() == "preferences");
  CHECK(s.mails("consent-confirm") == mails + 1);
  CHECK(contains(s.see_after(asked), "erst, wenn Sie sie mit dem Link darin bestätigen"));
  CHECK(contains(s.see(s.preferences()), "Gilt noch nicht"));
  s.save({{"consent.newsletter", "yes"}});
  CHECK(s.mails("consent-confirm") == mails + 1);
  s.post(s.confirm());
  CHECK(s.state_of("newsletter") == "given");
}

TEST_CASE("consents to letters count from the page, after a revocation only from the mail",
          "[server][personal]") {
  subscriber s;
  const form_fields wish = {
      {"was.newsletter", "yes"}, {"consent.newsletter", "yes"}, {"consent.letters", "yes"}};
  s.save(wish);
  CHECK(s.state_of("letters") == "given");
  CHECK(s.state_of("newsletter") == "given");
  s.save({{"was.newsletter", "yes"}, {"consent.newsletter", "yes"}, {"was.letters", "yes"}});
  CHECK(s.state_of("letters") == "withdrawn");
  s.save(wish);
  CHECK(s.state_of("letters") == "requested");
}

TEST_CASE("taking a box away and ticking it in turns mails once in ten minutes, for each purpose",
          "[server][personal]") {
  subscriber s;
  s.save({{"was.newsletter", "yes"}});
  s.save({{"consent.newsletter", "yes"}});
  const auto mails = s.mails("consent-confirm");
  s.save({{"was.newsletter", "yes"}});
  const auto again = s.save({{"consent.newsletter", "yes"}});
  CHECK(s.state_of("newsletter") == "withdrawn");
  CHECK(s.mails("consent-confirm") == mails);
  CHECK(header_of(again, "Location") == s.preferences() + "?done=paused");
  const auto told = tests::body_of(s.with.get(s.preferences(), {{"done", "paused"}}));
  CHECK(contains(told, "In den letzten 10 Minuten haben wir Ihnen dazu schon eine geschickt."));
  CHECK_FALSE(contains(told, "Ihre Auswahl ist gespeichert."));
  s.save({{"consent.letters", "yes"}});
  CHECK(s.state_of("letters") == "given");
  s.with.set_time("2030-01-10T10:10:00Z");
  s.save({{"consent.newsletter", "yes"}, {"was.letters", "yes"}, {"consent.letters", "yes"}});
  CHECK(s.state_of("newsletter") == "requested");
  CHECK(s.mails("consent-confirm") == mails + 1);
}

TEST_CASE("where one of two boxes brings no mail the page says so", "[server][personal]") {
  subscriber s;
  s.save({{"was.newsletter", "yes"}, {"consent.letters", "yes"}});
  s.save({{"consent.newsletter", "yes"}, {"was.letters", "yes"}});
  s.save({{"was.newsletter", "yes"}});
  const auto both = s.save({{"consent.newsletter", "yes"}, {"consent.letters", "yes"}});
  CHECK(header_of(both, "Location") == s.preferences() + "?done=partly_paused");
  CHECK(s.state_of("newsletter") == "withdrawn");
  CHECK(s.state_of("letters") == "requested");
}

TEST_CASE("where one box brings no mail and another counts at once the page says both",
          "[server][personal]") {
  subscriber s;
  s.save({{"was.newsletter", "yes"}});
  s.save({{"consent.newsletter", "yes"}});
  s.save({{"was.newsletter", "yes"}});
  const auto made = s.save({{"consent.newsletter", "yes"}, {"consent.letters", "yes"}});
  CHECK(header_of(made, "Location") == s.preferences() + "?done=saved_paused");
  CHECK(s.state_of("letters") == "given");
  CHECK(s.state_of("newsletter") == "withdrawn");
  const auto told = s.see_after(made);
  CHECK(contains(told, "Was Sie sonst gewählt haben, ist gespeichert."));
  CHECK(contains(told, "kern-alert--warning"));
  const auto back = s.save({{"consent.newsletter", "yes"}, {"was.letters", "yes"}});
  CHECK(s.state_of("letters") == "withdrawn");
  CHECK(header_of(back, "Location") == s.preferences() + "?done=saved_paused");
}

TEST_CASE("a form from before something was given elsewhere does not take it back",
          "[server][personal]") {
  subscriber s;
  // The box was not ticked when it was shown: that it is not ticked says nothing.
  const auto made = s.save({});
  CHECK(s.state_of("newsletter") == "given");
  CHECK(contains(s.see_after(made), "Es ist nichts zu ändern."));
}

TEST_CASE("one button without any field revokes everything", "[server][personal]") {
  subscriber s;
  s.save({{"was.newsletter", "yes"}, {"consent.newsletter", "yes"}, {"consent.letters", "yes"}});
  s.post(s.preferences(), {{"action", "revoke_all"}});
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_state WHERE state <> 'withdrawn'") == 0);
  CHECK_FALSE(contains(s.see(s.preferences()), "Alles widerrufen"));
  const auto before = s.records();
  s.post(s.preferences(), {{"action", "revoke_all"}});
  CHECK(s.records() == before);
}

TEST_CASE("what is asked for is what was read: another wording is shown again first",
          "[server][personal]") {
  subscriber s;
  const auto made = s.save({{"was.newsletter", "yes"},
                            {"consent.newsletter", "yes"},
                            {"consent.letters", "yes"},
                            {"notice.letters", "1"}});
  CHECK(s.state_of("letters") == "never");
  CHECK(contains(s.see_after(made), "Der Wortlaut einer Einwilligung hat sich inzwischen"));
}

TEST_CASE("the link of preferences opens nothing else, and no other link opens them",
          "[server][personal]") {
  subscriber s;
  const auto id = s.text("SELECT public_id FROM principal");
  const auto token = s.preferences().substr(3);
  for (const auto* path : {"/r/", "/c/", "/u/", "/v/", "/d/", "/m/", "/f/"}) {
    INFO(path);
    CHECK(s.with.get(path + token).status == 404);
  }
  for (const auto purpose : {link_purpose::registration, link_purpose::confirm,
                             link_purpose::revoke, link_purpose::data}) {
    CHECK(s.with.get("/p/" + s.with.link_maker().token(purpose, id)).status == 404);
  }
  CHECK(s.post("/p/" + s.with.link_maker().token(link_purpose::revoke, id),
               {{"action", "revoke_all"}})
            .status == 404);
  CHECK(s.state_of("newsletter") == "given");
}

TEST_CASE("another organiser's purposes neither show nor change", "[server][personal]") {
  subscriber s;
  auto file = tests::sample_event_file();
  file["organisers"][0]["key"] = "other";
  file["purposes"] = nlohmann::json::array({file["purposes"][0]});
  file["purposes"][0]["organiser"] = "other";
  file["purposes"][0]["key"] = "foreign";
  file["purposes"][0]["title"] = {{"de", "Fremder Brief"}};
  file["events"] = nlohmann::json::array();
  tests::import_file(s.with.database(), file, nullptr, s.with.time());
  CHECK_FALSE(contains(s.see(s.preferences()), "Fremder Brief"));
  s.save({{"was.newsletter", "yes"},
          {"consent.newsletter", "yes"},
          {"consent.foreign", "yes"},
          {"notice.foreign", s.notice_id("foreign")}});
  CHECK(s.state_of("foreign") == "never");
}

TEST_CASE("preferences are led to from the pages of mailed links, never from a browser's",
          "[server][personal]") {
  subscriber s;
  const auto path = s.preferences();
  CHECK(contains(s.see(s.revoke()), path));
  CHECK(contains(s.see(s.confirm()), path));
  const auto id = s.text("SELECT public_id FROM registration");
  CHECK(contains(s.see(s.link(link_purpose::registration, id)), path));
  tests::person other;
  const auto own = other.text("SELECT public_id FROM registration");
  const auto page = other.see("/r/" + other.with.link_maker().token(link_purpose::browser, own));
  CHECK(contains(page, "Ihre Angaben"));
  CHECK_FALSE(contains(page, "/p/"));
}
