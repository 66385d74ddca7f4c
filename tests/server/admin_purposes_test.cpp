// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::admin_side;
using tests::pairs;

namespace {

struct keeper : admin_side {
  std::string csrf_token;

  explicit keeper(const std::string& role = "dpo") {
    sign_in_as("heute@example.org", "sit", role);
    csrf_token = csrf();
  }
  tests::seen send(const std::string& path, pairs form) {
    form.emplace_back("csrf", csrf_token);
    return post("/admin/sit" + path, form);
  }
  std::int64_t number(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  std::string consent_of(const std::string& email) {
    consent::evidence by;
    by.email = email;
    by.name = "Ada Muster";
    return add_consent("sit", by);
  }
  pairs version_form(const std::string& text, const std::string& old = "stay") {
    return {{"title.de", "Rundbrief"}, {"notice.de", text}, {"base", "1"}, {"old", old}};
  }
  std::string audit() {
    return db->read([&](const schema::reader& r) {
      std::string all;
      r.each<std::string, std::string>(
          "SELECT action, subject FROM audit_entry"
          " WHERE action LIKE 'purpose.%' OR action LIKE 'consent.%' ORDER BY id",
          [&](const std::string& action, const std::string& subject) {
            all += action + " " + subject + "; ";
          });
      return all;
    });
  }
};

}  // namespace

TEST_CASE("the purposes of an organiser stand in a table with their people", "[server][purposes]") {
  keeper k;
  k.consent_of("ada@example.org");
  const auto page = k.get("/admin/sit/purposes");
  CHECK(page.status == 200);
  CHECK(has(page, "Rundbrief"));
  CHECK(has(page, "Beispiel-Partner GmbH"));
  CHECK(has(page, "niemand sonst"));
  const auto one = k.get("/admin/sit/purposes/newsletter");
  CHECK(has(one, "Eine Einwilligung gilt mit diesem Wortlaut."));
  CHECK(has(one, "Ich möchte den Rundbrief per E-Mail erhalten."));
  CHECK(has(one, "I want to receive the newsletter by e-mail."));
  const auto hash = k.db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT hash FROM notice WHERE language = 'de'").value();
  });
  CHECK(has(one, hash));
  CHECK(k.get("/admin/sit/purposes/none").status == 404);
}

TEST_CASE("a new wording is shown beside the old one before it is stored", "[server][purposes]") {
  keeper k;
  const auto form = k.get("/admin/sit/purposes/newsletter/version");
  CHECK(has(form, "Ich möchte den Rundbrief per E-Mail erhalten."));
  auto wanted = k.version_form("Neuer Wortlaut.");
  wanted.emplace_back("recipients", "Verlag GmbH\r\n\r\nDruck AG");
  wanted.emplace_back("valid_months", "24");
  const auto preview = k.send("/purposes/newsletter/version", wanted);
  CHECK(preview.status == 200);
  CHECK(has(preview, "Noch ist nichts gespeichert."));
  CHECK(has(preview, "Ich möchte den Rundbrief per E-Mail erhalten."));
  CHECK(has(preview, "Neuer Wortlaut."));
  CHECK(has(preview, "Verlag GmbH\nDruck AG"));
  CHECK(k.number("SELECT MAX(version) FROM purpose WHERE key = 'newsletter'") == 1);

  auto again = wanted;
  again.emplace_back("back", "yes");
  CHECK(has(k.send("/purposes/newsletter/version", again), "Neuer Wortlaut."));

  wanted.emplace_back("confirm", "yes");
  const auto stored = k.send("/purposes/newsletter/version", wanted);
  CHECK(stored.header("Location") == "/admin/sit/purposes/newsletter?done=written");
  CHECK(k.number("SELECT MAX(version) FROM purpose WHERE key = 'newsletter'") == 2);
  CHECK(k.number("SELECT valid_months FROM notice WHERE version = 2") == 24);
  CHECK(k.number("SELECT COUNT(*) FROM renewal") == 0);
  CHECK(k.audit() == "purpose.version newsletter; ");
  const auto page = k.get("/admin/sit/purposes/newsletter");
  CHECK(has(page, "Die Einwilligung gilt 24 Monate lang"));
  CHECK(has(page, "Ich möchte den Rundbrief per E-Mail erhalten."));  // the old one stays
}

TEST_CASE("what is wrong with a new wording is said at its field", "[server][purposes]") {
  keeper k;
  const auto wrong = [&](const pairs& changed) {
    auto form = k.version_form("Neuer Wortlaut.");
    for (const auto& [name, value] : changed) {
      for (auto& [known, was] : form) {
        if (known == name) was = value;
      }
      form.emplace_back(name, value);
    }
    return k.send("/purposes/newsletter/version", form);
  };
  CHECK(wrong({{"notice.de", ""}}).status == 422);
  CHECK(wrong({{"title.en", "Newsletter"}}).status == 422);  // a title alone
  CHECK(wrong({{"valid_months", "0"}}).status == 422);
  CHECK(wrong({{"valid_months", "viel"}}).status == 422);
  CHECK(wrong({{"valid_months", "121"}}).status == 422);
  CHECK(wrong({{"old", ""}}).status == 422);
  CHECK(wrong({{"old", "renew"}}).status == 422);  // without a day
  CHECK(wrong({{"old", "renew"}, {"deadline", "2020-01-01"}}).status == 422);
  CHECK(wrong({{"old", "renew"}, {"deadline", "2027-02-30"}}).status == 422);
  CHECK(wrong({{"notice.de",
                "Ich möchte den Rundbrief per E-Mail erhalten. Widerruf jederzeit "
                "über den Link in jeder Mail."},
               {"title.en", "Newsletter"},
               {"notice.en",
                "I want to receive the newsletter by e-mail. I can revoke this through "
                "the link in every mail."}})
            .status == 422);  // nothing has changed
  CHECK(k.number("SELECT MAX(version) FROM purpose WHERE key = 'newsletter'") == 1);
}

TEST_CASE("a wording that somebody else wrote meanwhile is not overwritten", "[server][purposes]") {
  keeper k;
  auto first = k.version_form("Von Anna."), second = k.version_form("Von Bert.");
  first.emplace_back("confirm", "yes");
  second.emplace_back("confirm", "yes");
  CHECK(k.send("/purposes/newsletter/version", first).status == 303);
  const auto late = k.send("/purposes/newsletter/version", second);
  CHECK(late.status == 422);
  CHECK(has(late, "Jemand anderes hat inzwischen einen neuen Wortlaut geschrieben."));
  CHECK(has(late, "Von Bert."));
  CHECK(has(late, "name=\"base\" value=\"2\""));
  CHECK(k.number("SELECT MAX(version) FROM purpose WHERE key = 'newsletter'") == 2);
}

TEST_CASE("older consents have to be renewed where the organiser decides so",
          "[server][purposes][renewal]") {
  keeper k;
  k.consent_of("ada@example.org");
  auto form = k.version_form("Neuer Wortlaut.", "renew");
  form.emplace_back("deadline", "2027-03-31");
  const auto preview = k.send("/purposes/newsletter/version", form);
  CHECK(has(preview, "Eine Person bekommt eine E-Mail"));
  form.emplace_back("confirm", "yes");
  CHECK(k.send("/purposes/newsletter/version", form).status == 303);
  // Until the end of the day.
  CHECK(k.number("SELECT deadline FROM renewal") ==
        to_micros(from_iso("2027-03-31T21:59:59Z").value()));
  CHECK(has(k.get("/admin/sit/purposes/newsletter"), "Eine ist noch zu erneuern."));
  CHECK(has(k.get("/admin/sit/purposes"), "wird erneuert bis"));

  SECTION("and decides otherwise while it runs") {
    CHECK(k.send("/purposes/newsletter/renewal", {{"action", "drop"}}).status == 303);
    CHECK(k.number("SELECT COUNT(*) FROM renewal WHERE state = 'dropped'") == 1);
    CHECK(k.send("/purposes/newsletter/renewal", {{"action", "drop"}}).status == 422);
    CHECK(k.audit() ==
          "purpose.version newsletter; purpose.renewal newsletter; "
          "purpose.renewal_dropped newsletter; ");
    // Later again, for the newest version.
    const pairs ask = {{"version", "2"}, {"deadline", "2027-04-30"}};
    CHECK(has(k.send("/purposes/newsletter/renewal", ask), "Erneuerung verlangen?"));
    CHECK(k.number("SELECT COUNT(*) FROM renewal") == 1);
    auto sure = ask;
    sure.emplace_back("confirm", "yes");
    CHECK(k.send("/purposes/newsletter/renewal", sure).status == 303);
    CHECK(k.number("SELECT COUNT(*) FROM renewal WHERE state = 'running'") == 1);
    sure[0].second = "1";
    CHECK(k.send("/purposes/newsletter/renewal", sure).status == 422);
  }
}

TEST_CASE("a purpose is created on the page and offered from then on", "[server][purposes]") {
  keeper k;
  const pairs form = {{"key", "briefe"},          {"channel", "post"},
                      {"title.de", "Briefe"},     {"notice.de", "Sie dürfen mir schreiben."},
                      {"recipients", "Druck AG"}, {"valid_months", "12"}};
  CHECK(k.send("/new-purpose", form).header("Location") ==
        "/admin/sit/purposes/briefe?done=created");
  CHECK(k.number("SELECT by_page FROM purpose WHERE key = 'briefe'") == 1);
  CHECK(k.number("SELECT COUNT(*) FROM notice n JOIN purpose p ON p.id = n.purpose_id"
                 " WHERE p.key = 'briefe'") == 1);
  CHECK(has(k.send("/new-purpose", form), "Diesen Kurznamen hat schon ein anderer Zweck."));
  const auto wrong = k.send("/new-purpose", {{"key", "Große Pläne"}, {"newsletter", "yes"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "Bitte verwenden Sie nur kleine Buchstaben"));
  CHECK(has(wrong, "Abonniert werden kann nur ein dauerhafter Zweck per E-Mail."));
  CHECK(k.send("/new-purpose", {{"key", "einmal"},
                                {"channel", "email"},
                                {"title.de", "Einmal"},
                                {"notice.de", "Einmal."},
                                {"announces", "teil-4"}})
            .status == 303);
  CHECK(k.number("SELECT COUNT(*) FROM notice WHERE ends = 'once-used'") == 1);
}

TEST_CASE("what the page has set a file does not unset, and says so", "[server][purposes]") {
  keeper k;
  auto form = k.version_form("Von der Seite.");
  form.emplace_back("confirm", "yes");
  REQUIRE(k.send("/purposes/newsletter/version", form).status == 303);
  const auto known = k.db->read([](const schema::reader& r) { return events::find_known_keys(r); });
  const auto file = events::parse_event_file(tests::sample_event_file().dump(), known).value();
  const auto done = k.db->write(
      [&](schema::transaction& tx) { return events::import_events(tx, file, k.now).value(); });
  CHECK(done.kept_purposes == std::vector<std::string>{"sit/newsletter"});
  CHECK(k.number("SELECT MAX(version) FROM purpose WHERE key = 'newsletter'") == 2);
  CHECK_FALSE(done.anything_changed());
}

TEST_CASE("a purpose ends alone or with what stands, after the numbers were seen",
          "[server][purposes]") {
  keeper k;
  k.consent_of("ada@example.org");
  CHECK(k.send("/purposes/newsletter/end", {}).status == 422);
  const auto ask = k.send("/purposes/newsletter/end", {{"standing", "end"}});
  CHECK(has(ask, "Eine Einwilligung endet."));
  CHECK(k.number("SELECT COUNT(*) FROM purpose WHERE ended_at IS NOT NULL") == 0);
  CHECK(k.send("/purposes/newsletter/end", {{"standing", "keep"}, {"confirm", "yes"}}).status ==
        303);
  const auto page = k.get("/admin/sit/purposes/newsletter");
  CHECK(has(page, "Eine Einwilligung gilt weiter."));
  CHECK(k.send("/purposes/newsletter/version", k.version_form("Zu spät.")).status == 422);
  // Still later with what stands.
  CHECK(k.send("/purposes/newsletter/end", {{"standing", "end"}, {"confirm", "yes"}}).status ==
        303);
  CHECK(k.db->write([&](schema::transaction& tx) {
    return k.ledger().end_overdue(tx, k.now + 1h, 10).size();
  }) == 1);
  CHECK(k.number("SELECT COUNT(*) FROM consent_state WHERE state = 'terminated'") == 1);
  CHECK(k.audit() == "purpose.ended newsletter; purpose.ended newsletter; ");
}

TEST_CASE("a purpose that was ever used cannot be deleted, one that was not can",
          "[server][purposes]") {
  keeper k;
  k.consent_of("ada@example.org");
  const auto used = k.send("/purposes/newsletter/delete", {{"confirm", "yes"}});
  CHECK(used.status == 422);
  CHECK(has(used, "Nach diesem Zweck wurde schon jemand gefragt."));
  const auto offered = k.send("/purposes/calls/delete", {{"confirm", "yes"}});
  CHECK(has(offered, "Veranstaltungen fragen nach diesem Zweck."));
  REQUIRE(k.send("/new-purpose",
                 {{"key", "weg"}, {"channel", "post"}, {"title.de", "Weg"}, {"notice.de", "Weg."}})
              .status == 303);
  CHECK(has(k.send("/purposes/weg/delete", {}), "Zweck löschen?"));
  CHECK(k.send("/purposes/weg/delete", {{"confirm", "yes"}}).header("Location") ==
        "/admin/sit/purposes?done=deleted");
  CHECK(k.number("SELECT COUNT(*) FROM purpose WHERE key = 'weg'") == 0);
  CHECK(k.get("/admin/sit/purposes/weg").status == 404);
}

TEST_CASE("organisers without the right see and change no purposes", "[server][purposes]") {
  keeper k("organiser");
  CHECK(k.get("/admin/sit/purposes").status == 404);
  CHECK(k.send("/purposes/newsletter/end", {{"standing", "end"}, {"confirm", "yes"}}).status ==
        404);
  CHECK(k.number("SELECT COUNT(*) FROM purpose WHERE ended_at IS NOT NULL") == 0);
}

TEST_CASE("staff records a revocation or that a consent is invalid, with the reason",
          "[server][purposes]") {
  keeper k;
  const auto person = k.consent_of("ada@example.org");
  const auto path = "/consents/" + person + "/newsletter/act";
  CHECK(has(k.get("/admin/sit/consents/" + person), path));
  const auto page = k.get("/admin/sit" + path);
  CHECK(page.status == 200);
  CHECK(has(page, "ada@example.org"));
  CHECK(k.send(path, {{"act", "revoke"}}).status == 422);
  CHECK(k.send(path, {{"reason", "Am Telefon."}}).status == 422);
  k.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO message (organiser_id, message_id, template, language, recipient,"
        " recipient_key, recipient_name, data, principal_id, purpose_id, needs_consent, priority,"
        " state, due_at, expires_at, created_at)"
        " SELECT organiser_id, 'n@x', 'newsletter', 'de', 'a@example.org', 'a@example.org', '',"
        " '{}', principal_id, purpose_id, 1, 2, 'queued', 1, 1, 1 FROM consent_state");
  });
  const bool revokes = GENERATE(true, false);
  const std::string act = revokes ? "revoke" : "invalidate";
  CHECK(k.send(path, {{"act", act}, {"reason", "Am Telefon."}}).header("Location") ==
        "/admin/sit" + path + "?done=" + act);
  const auto stands = k.db->read([&](const schema::reader& r) {
    const auto id = r.value<std::string>("SELECT public_id FROM consent_state").value();
    return k.ledger().find(r, id).value();
  });
  CHECK(stands.now == (revokes ? consent::state::withdrawn : consent::state::invalidated));
  CHECK(stands.by.actor == "heute@example.org");
  CHECK(stands.by.reason == "Am Telefon.");
  CHECK(k.number("SELECT COUNT(*) FROM message WHERE state = 'queued' AND needs_consent = 1") == 0);
  CHECK(k.audit() ==
        (revokes ? "consent.revoked newsletter; " : "consent.invalidated newsletter; "));
  // A second time there is nothing to end.
  k.send(path, {{"act", act}, {"reason", "Noch einmal."}});
  CHECK(k.number("SELECT COUNT(*) FROM consent_record") == 3);
  CHECK(has(k.get("/admin/sit" + path), "Es gibt nichts zu beenden."));
}

TEST_CASE("what a purpose is for is decided on its page, also after it was created",
          "[server][purposes]") {
  keeper k;
  const auto before = k.get("/admin/sit/purposes/newsletter");
  CHECK(has(before, "Newsletter können dafür verschickt werden."));
  CHECK_FALSE(has(before, "href=\"/newsletter/sit\""));
  const auto stored = k.send("/purposes/newsletter/use", {{"newsletter", "yes"}});
  CHECK(stored.header("Location") == "/admin/sit/purposes/newsletter?done=used");
  CHECK(has(k.get("/admin/sit/purposes/newsletter"), "href=\"/newsletter/sit\""));
  CHECK(k.audit() == "purpose.use newsletter; ");
  CHECK(k.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'purpose.use'"
                 " AND details LIKE '%\"before\":{\"newsletters\":true,\"subscribable\":false}%'"
                 " AND details LIKE '%\"after\":{\"newsletters\":true,\"subscribable\":true}%'") ==
        1);
  k.send("/purposes/newsletter/use", {});
  CHECK(has(k.get("/admin/sit/purposes/newsletter"), "Newsletter werden dafür nicht verschickt."));
  // By telephone there are none, and nothing to decide.
  CHECK(has(k.get("/admin/sit/purposes/calls"), "Newsletter und Abonnements gibt es nur per"));
  CHECK_FALSE(has(k.get("/admin/sit/purposes/calls"), "/purposes/calls/use"));
  CHECK(k.send("/purposes/calls/use", {{"mailings", "yes"}}).status == 422);
}

TEST_CASE("the people of a purpose are a list and a table, and who takes it is written down",
          "[server][purposes]") {
  keeper k;
  k.consent_of("ada@example.org");
  const auto page = k.get("/admin/sit/purposes/newsletter/people");
  CHECK(has(page, "ada@example.org"));
  CHECK(has(page, "Ada Muster"));
  CHECK(has(k.get("/admin/sit/purposes/calls/people"), "Zurzeit niemand."));
  const auto table = k.get("/admin/sit/purposes/newsletter/people.csv");
  CHECK(has(table, "email,name,language,state,since,valid_until,version,person"));
  CHECK(has(table, "ada@example.org,Ada Muster,"));
  CHECK(k.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'people.viewed'") == 2);
  CHECK(k.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'people.downloaded'") == 1);
}
