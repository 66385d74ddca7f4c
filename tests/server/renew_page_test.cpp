// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/renewal.hpp"
#include "events/purpose_acts.hpp"
#include "server/maintenance.hpp"
#include "server/personal_pages.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::body_of;
using tests::contains;
using tests::header_of;

namespace {

// Somebody whose consent to the newsletter of `sit` stands.
struct subscriber : tests::visitor {
  std::string id;
  server::maintenance rounds{with.get()};

  subscriber() {
    registered({{"consent.newsletter", "yes"}});
    confirm();
  }

  void confirm() {
    id = with.database()->write([&](schema::transaction& tx) {
      const auto found = tx.value<std::string>("SELECT public_id FROM consent_state").value();
      with->ledger.confirm(tx, found, {}, with.time());
      return found;
    });
  }
  std::string token(link_purpose purpose) { return with.link_maker().token(purpose, id); }

  consent::kept_purpose purpose() {
    return with.database()->read([&](const schema::reader& db) {
      return consent::find_kept_purpose(db, organiser().organiser_id(), "newsletter").value();
    });
  }
  organisers::scope organiser() { return organisers::scope::of_operator(of->by.id); }

  // A new wording of the organiser, with or without a day by which older ones have to be renewed.
  void write(const std::string& text, std::int64_t months = 0, std::optional<instant> until = {}) {
    events::purpose_form form;
    form.title = {{"de", "Rundbrief"}};
    form.notice = {{"de", text}};
    form.valid_months = months;
    const auto wrong = with.database()->write([&](schema::transaction& tx) {
      return events::write_version(tx, organiser(), purpose(), form, purpose().version, until,
                                   with.time());
    });
    REQUIRE(wrong.empty());
  }

  std::string page() { return body_of(with.get("/n/" + token(link_purpose::renew))); }
  // Presses the button of a page as it was shown.
  std::string press(const std::string& shown) {
    const auto value = [&](const std::string& name) {
      const auto from = shown.find("name=\"" + name + "\" value=\"") + name.size() + 15;
      return shown.substr(from, shown.find('"', from) - from);
    };
    auto form = at("POST", "/n/" + token(link_purpose::renew), token(link_purpose::renew));
    form.form.add("record", value("record"));
    form.form.add("notice", value("notice"));
    return header_of(with.run(&server::post_renew, form), "Location");
  }
  std::string state() {
    return with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT state FROM consent_state").value();
    });
  }
  std::int64_t mails(const char* name) {
    return with.database()->read([&](const schema::reader& db) {
      return db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template = :1", name)
          .value();
    });
  }
  std::int64_t records() { return with.count("SELECT COUNT(*) FROM consent_record"); }
};

}  // namespace

TEST_CASE("a renewal is asked for once by mail, which says the day and leads to both wordings",
          "[server][renewal]") {
  subscriber s;
  const auto until = s.with.time() + 30 * 24h;
  s.write("Ich will beide Rundbriefe.", 0, until);
  s.rounds.run_once(s.with.time());
  s.rounds.run_once(s.with.time() + 2h);
  CHECK(s.mails("consent-renewal") == 1);
  const auto mail = tests::newest_mail(s.with, "consent-renewal").value();
  CHECK(mail.subject == "Bitte erneuern Sie Ihre Einwilligung: Rundbrief");
  CHECK(contains(mail.text, s.with.link_maker().url(link_purpose::renew, s.id)));
  CHECK(contains(mail.text, s.with.link_maker().url(link_purpose::revoke, s.id)));
  CHECK(contains(mail.text, "9. Februar 2030"));
  CHECK(contains(mail.text, "Der Wortlaut dieser Einwilligung hat sich geändert."));

  const auto page = s.page();
  CHECK(contains(page, "Ich möchte den Rundbrief per E-Mail erhalten."));
  CHECK(contains(page, "Ich will beide Rundbriefe."));
  CHECK(s.state() == "given");  // looking changes nothing
  CHECK(s.press(page) == "/n/" + s.token(link_purpose::renew) + "?done=renewed");
  CHECK(s.state() == "renewed");
  CHECK(s.press(page) == "/n/" + s.token(link_purpose::renew) + "?done=renewed");
  CHECK(s.records() == 3);
  CHECK(contains(s.page(), "Es ist nichts zu erneuern") == false);
  CHECK(contains(s.page(), "Ihre Einwilligung ist erneuert"));
  CHECK_FALSE(tests::newest_mail(s.with, "consent-renewal"));  // nothing to say any more
  s.rounds.run_once(until + 1h);
  CHECK(s.state() == "renewed");
}

TEST_CASE("who does nothing has a consent until the day, and then none", "[server][renewal]") {
  subscriber s;
  const auto until = s.with.time() + 30 * 24h;
  s.write("Ich will beide Rundbriefe.", 0, until);
  s.rounds.run_once(s.with.time());
  // As every mail it is tried for four days, however far the deadline is.
  CHECK(s.with.count("SELECT MAX(expires_at) FROM message WHERE template = 'consent-renewal'") ==
        to_micros(s.with.time() + 4 * 24h));
  s.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO message (organiser_id, message_id, template, language, recipient,"
        " recipient_key, recipient_name, data, principal_id, purpose_id, needs_consent, priority,"
        " state, due_at, expires_at, created_at)"
        " SELECT organiser_id, 'n@x', 'newsletter', 'de', 'a@example.org', 'a@example.org', '',"
        " '{}', principal_id, purpose_id, 1, 2, 'queued', 1, 1, 1 FROM consent_state");
  });
  s.rounds.run_once(until - 1s);
  CHECK(s.state() == "given");
  s.rounds.run_once(until);
  CHECK(s.state() == "expired");
  CHECK(s.with.count("SELECT COUNT(*) FROM message WHERE state = 'queued' AND needs_consent = 1") ==
        0);
  s.with.set_time("2030-03-01T10:00:00Z");
  const auto page = s.page();
  CHECK(contains(page, "Ihre Einwilligung ist abgelaufen"));
  CHECK_FALSE(contains(page, "name=\"record\""));
  const auto confirm = s.token(link_purpose::confirm);
  CHECK(contains(body_of(s.with.get("/c/" + confirm)), "Ihre Einwilligung ist abgelaufen"));
}

TEST_CASE("whoever revokes is asked no more", "[server][renewal]") {
  subscriber s;
  s.write("Ich will beide Rundbriefe.", 0, s.with.time() + 30 * 24h);
  s.rounds.run_once(s.with.time());
  const auto revoke = s.token(link_purpose::revoke);
  s.with.run(&server::post_revoke, s.at("POST", "/u/" + revoke, revoke));
  CHECK(s.with.count("SELECT COUNT(*) FROM message WHERE template = 'consent-renewal'"
                     " AND state = 'cancelled'") == 1);
  CHECK(contains(s.page(), "Ihre Einwilligung ist widerrufen"));
}

TEST_CASE("a form that shows an older wording renews nothing", "[server][renewal]") {
  subscriber s;
  s.write("Zweiter Wortlaut.");
  const auto page = s.page();
  s.write("Dritter Wortlaut.");
  CHECK(s.press(page) == "/n/" + s.token(link_purpose::renew) + "?done=changed");
  CHECK(s.state() == "given");
  CHECK(s.records() == 2);
  CHECK(contains(s.page(), "Dritter Wortlaut."));
}

TEST_CASE("a consent that ends with the time says so and can be renewed before",
          "[server][renewal]") {
  subscriber s;
  s.write("Ich will den Rundbrief ein Jahr lang.", 12);
  CHECK(contains(body_of(s.get_form()), "Die Einwilligung gilt 12 Monate lang"));
  REQUIRE(contains(s.press(s.page()), "done=renewed"));
  const auto shown =
      body_of(s.with.get("/n/" + s.token(link_purpose::renew), {{"done", "renewed"}}));
  CHECK(contains(shown, "Endet von selbst: "));
  CHECK(contains(shown, "10. Januar 2031"));
  CHECK_FALSE(contains(shown, "name=\"record\""));
  CHECK(contains(s.page(), "Ja, ich willige weiter ein"));  // later again
  s.rounds.run_once(from_iso("2031-01-10T09:59:00Z").value());
  CHECK(s.state() == "renewed");
  s.rounds.run_once(from_iso("2031-01-10T10:00:00Z").value());
  CHECK(s.state() == "expired");
}

TEST_CASE("the page of preferences mails the link to renew and never shows it",
          "[server][renewal]") {
  subscriber s;
  const auto person = s.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT public_id FROM principal").value();
  });
  const auto path = "/p/" + s.with.link_maker().token(link_purpose::preferences, person);
  const auto preferences = [&] { return body_of(s.with.get(path)); };
  const auto ask = [&](const char* purpose) {
    auto sent = s.with.request("POST", path);
    sent.form.add("renew", purpose);
    return header_of(s.with.send(std::move(sent)), "Location");
  };
  CHECK_FALSE(contains(preferences(), "Link zum Erneuern"));
  CHECK(contains(ask("newsletter"), "done=nothing"));
  s.write("Ich will den Rundbrief ein Jahr lang.", 12);
  CHECK(contains(preferences(), "Link zum Erneuern"));
  // Every newsletter carries the link to this page, and newsletters are passed on.
  CHECK_FALSE(contains(preferences(), "/n/"));
  CHECK(s.mails("consent-renewal") == 0);
  CHECK(contains(ask("newsletter"), "done=renewal_mailed"));
  CHECK(s.mails("consent-renewal") == 1);
  CHECK(s.state() == "given");
  CHECK(contains(ask("newsletter"), "done=renewal_paused"));
  CHECK(s.mails("consent-renewal") == 1);
  CHECK(contains(ask("somebody-elses"), "done=nothing"));
  s.press(s.page());
  CHECK(contains(preferences(), "10. Januar 2031"));
}

TEST_CASE("a forged link to renew opens nothing", "[server][renewal]") {
  subscriber s;
  CHECK(s.with.get("/n/" + s.token(link_purpose::confirm)).status == 404);
  CHECK(s.with.get("/c/" + s.token(link_purpose::renew)).status == 404);
}

TEST_CASE("the page of a confirmation says when its purpose is over", "[server]") {
  tests::visitor v;
  v.registered({{"consent.newsletter", "yes"}});
  const auto id = v.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT public_id FROM consent_state").value();
  });
  const auto confirm = v.with.link_maker().token(link_purpose::confirm, id);
  v.with.database()->write([&](schema::transaction& tx) {
    const auto scope = organisers::scope::of_operator(v.of->by.id);
    const auto at = consent::find_kept_purpose(tx, v.of->by.id, "newsletter").value();
    events::end_purpose(tx, scope, at, false, v.with.time());
  });
  CHECK(contains(body_of(v.with.get("/c/" + confirm)), "Diesen Zweck gibt es nicht mehr"));
  v.with.run(&server::post_confirm, v.at("POST", "/c/" + confirm, confirm));
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_record") == 1);
  CHECK_FALSE(tests::newest_mail(v.with, "consent-confirm"));  // one that waits is not sent
  // Nor is it offered any more.
  CHECK_FALSE(contains(body_of(v.get_form()), "consent.newsletter"));
}

TEST_CASE("whoever was asked by mistake says no on the page of the mail", "[server]") {
  tests::visitor v;
  v.registered({{"consent.newsletter", "yes"}});
  const auto id = v.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT public_id FROM consent_state").value();
  });
  const auto confirm = v.with.link_maker().token(link_purpose::confirm, id);
  CHECK(contains(body_of(v.with.get("/c/" + confirm)), "Nein, ich möchte das nicht"));
  auto no = v.at("POST", "/c/" + confirm, confirm);
  no.form.add("answer", "no");
  CHECK(v.with.run(&server::post_confirm, no).status == 303);
  CHECK(contains(body_of(v.with.get("/c/" + confirm)), "Sie haben abgelehnt"));
  v.with.run(&server::post_confirm, v.at("POST", "/c/" + confirm, confirm));
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'refused'") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'"
                     " AND state = 'queued'") == 0);
}

TEST_CASE("who subscribes again to what ends gets the link to renew it", "[server][newsletter]") {
  tests::test_services with;
  auto file = tests::sample_event_file();
  file["purposes"][0]["newsletter"] = true;
  file["purposes"][0]["valid_months"] = 6;
  tests::import_file(with.database(), file, nullptr, with.time());
  const auto subscribe = [&] {
    auto of = with.request("POST", "/newsletter/sit");
    const auto notice =
        with.count("SELECT id FROM notice WHERE language = 'de' ORDER BY id LIMIT 1");
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"email", "ada@example.net"},
                                            {"action", "subscribe"},
                                            {"consent.newsletter", "yes"},
                                            {"notice.newsletter", std::to_string(notice)}}) {
      of.form.add(name, value);
    }
    CHECK(header_of(with.send(std::move(of)), "Location") == "/newsletter/sit?sent=subscribe");
  };
  const auto mails = [&](const char* name) {
    return with.database()->read([&](const schema::reader& db) {
      return db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template = :1", name)
          .value();
    });
  };
  subscribe();
  with.database()->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::string>("SELECT public_id FROM consent_state").value();
    with->ledger.confirm(tx, id, {}, with.time());
  });
  with.set_time("2030-02-10T10:00:00Z");
  subscribe();
  subscribe();
  CHECK(mails("consent-confirm") == 1);
  CHECK(mails("consent-renewal") == 1);
  const auto mail = tests::newest_mail(with, "consent-renewal").value();
  CHECK(contains(mail.text, "Wenn Sie sie mit dem heutigen Wortlaut erneuern möchten"));
  CHECK_FALSE(contains(mail.text, "hat sich geändert"));
}
