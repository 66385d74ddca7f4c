// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/barrier_report.hpp"

#include <algorithm>

#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"
#include "web/render.hpp"

using namespace zusage;
using nlohmann::json;
using tests::body_of;
using tests::contains;
using tests::header_of;

namespace {

using form_fields = std::map<std::string, std::string>;

// Somebody who meets a barrier at the sample's organiser.
struct reporter {
  tests::test_services with;
  json file = tests::sample_event_file();

  reporter() { store(); }
  void store() { tests::import_file(with.database(), file, nullptr, with.time()); }
  void add_other() {
    file["organisers"].push_back({{"key", "netz"},
                                  {"name", {{"de", "Innovationsnetz"}}},
                                  {"contact", "n@netz.example.org"}});
    store();
  }
  server::response post(const form_fields& changed = {}) {
    form_fields form = {{"organiser", "sit"},
                        {"chosen", "yes"},
                        {"what", "Der Knopf ist unsichtbar.\r\nIch nutze eine Lupe."},
                        {"page", "/e/kick-off"},
                        {"email", "ada@example.net"},
                        {"idempotency_key", "key-1"},
                        {"lang", "de"}};
    for (const auto& [name, value] : changed) form[name] = value;
    auto of = with.request("POST", "/barrier");
    for (const auto& [name, value] : form) of.form.add(name, value);
    return with.send(std::move(of));
  }
  std::int64_t mails() { return with.count("SELECT COUNT(*) FROM message"); }

  // The newest report as the mailer composes it.
  std::optional<mailer::content> composed() {
    return with.database()->read([&](const schema::reader& db) {
      const auto row = db.one<std::int64_t, std::string, std::string, std::string>(
          "SELECT organiser_id, template, language, data FROM message ORDER BY id DESC LIMIT 1");
      mailer::message message;
      std::string data;
      std::tie(message.organiser_id, message.template_name, message.language, data) = row.value();
      message.data = json::parse(data);
      events::mail_texts texts;
      texts.pick = [](const json& all, const std::string& language) {
        return web::pick(all, language);
      };
      const auto compose = events::make_composer(with->catalogue, with.link_maker(), texts);
      return compose(db, message);
    });
  }
};

}  // namespace

TEST_CASE("the form for barriers names the page it came from, of this site alone",
          "[server][duty]") {
  reporter r;
  const auto page_of = [&](const std::string& path) {
    return body_of(r.with.get("/barrier", {{"organiser", "sit"}, {"page", path}}));
  };
  CHECK(contains(page_of("/e/kick-off"), "value=\"/e/kick-off\""));
  CHECK(contains(page_of("/r/" + std::string(44, 'A')), "value=\"/r\""));
  for (const auto* foreign : {"https://evil.example", "//evil.example/x", "e/kick-off", "/a\nb"}) {
    INFO(foreign);
    CHECK(contains(page_of(foreign), "name=\"page\" type=\"text\" value=\"\""));
  }
  CHECK(contains(page_of("/"), "not-for-people"));
  CHECK(r.mails() == 0);
}

TEST_CASE("a report goes to the organiser as one mail, however often the form is sent",
          "[server][duty]") {
  reporter r;
  const auto sent = r.post();
  CHECK(sent.status == 303);
  CHECK(header_of(sent, "Location") == "/barrier/reported?organiser=sit");
  CHECK(r.post().status == 303);
  CHECK(r.mails() == 1);
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE recipient = 'info@sit.example.org'"
                     " AND template = 'barrier-report'") == 1);
  // Another report with the same key is one of its own.
  CHECK(r.post({{"what", "Etwas anderes"}}).status == 303);
  CHECK(r.mails() == 2);
  CHECK(r.post({{"what", "Etwas anderes"}}).status == 303);  // and is repeated itself
  CHECK(r.mails() == 2);
  CHECK(r.post({{"idempotency_key", "key-2"}}).status == 303);
  CHECK(r.mails() == 3);
  const auto thanks = body_of(r.with.get("/barrier/reported", {{"organiser", "sit"}}));
  CHECK(contains(thanks, "Danke für Ihre Meldung"));
  CHECK_FALSE(contains(thanks, "ada@example.net"));
}

TEST_CASE(
    "a contact gets thirty reports in an hour, and one that was sent is repeated all the same",
    "[events][duty]") {
  reporter r;
  for (int i = 0; i < 30; ++i) r.post({{"what", "Meldung " + std::to_string(i)}});
  CHECK(r.mails() == 30);
  const auto report = [&](const std::string& what) {
    return r.with.database()->write([&](schema::transaction& tx) {
      const auto whose = events::list_organiser_pages(tx).at(0);
      return events::report_barrier(tx, r.with->outbox, whose, {what, "", ""}, "key-9",
                                    r.with.time());
    });
  };
  const auto refused = report("zu viel");
  REQUIRE(refused.has_error());
  CHECK(refused.error().at(0).code == "too_many_reports");
  CHECK(refused.error().at(0).arguments.at("contact") == "info@sit.example.org");
  const auto page = r.post({{"what", "Meldung 31"}});
  CHECK(page.status == 429);
  CHECK(contains(body_of(page), "Bitte schreiben Sie eine E-Mail an info@sit.example.org."));
  CHECK(contains(body_of(page), "Meldung 31"));
  CHECK(r.post({{"what", "Meldung 7"}}).status == 303);
  CHECK(r.mails() == 30);
  r.with.set_time("2030-01-10T11:00:01Z");
  CHECK(report("zu viel").value() == events::report_outcome::sent);
  CHECK(report("zu viel").value() == events::report_outcome::repeated);
  CHECK(r.mails() == 31);
}

TEST_CASE("nothing about the reporter is stored but the mail", "[server][duty]") {
  reporter r;
  r.post();
  CHECK(r.with.count("SELECT COUNT(*) FROM principal") == 0);
  CHECK(r.with.count("SELECT COUNT(*) FROM audit_entry") == 0);
  CHECK(r.with.count("SELECT COUNT(*) FROM idempotency WHERE request LIKE '%ada%'"
                     " OR subject <> ''") == 0);
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE recipient LIKE '%ada%'") == 0);
}

TEST_CASE("the mail about a barrier says what, where, and goes back to the reporter",
          "[server][duty]") {
  reporter r;
  r.file["organisers"][0]["pages"]["accessibility"] = {{"declared_on", "2029-11-05"},
                                                       {"method", "external"},
                                                       {"conformance", "full"},
                                                       {"contact", "frei@sit.example.org"}};
  r.store();
  r.post({{"page", "/r/" + std::string(44, 'A')}});
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE recipient = 'frei@sit.example.org'") == 1);
  const auto made = r.composed();
  REQUIRE(made);
  CHECK(made->reply_to == "ada@example.net");
  const auto mail = web::render_mail("barrier-report", web::find_locale("de"), made->data);
  CHECK(mail.subject == "Barriere gemeldet");
  CHECK(contains(mail.text, "Der Knopf ist unsichtbar.\nIch nutze eine Lupe.\n"));
  CHECK(contains(mail.text, "Seite: " + r.with.link_maker().base_url() + "/r\n"));
  CHECK(contains(mail.text, "ada@example.net"));
  CHECK_FALSE(contains(mail.text, "AAAA"));
  r.post({{"email", ""}, {"page", ""}, {"what", "<b>Fett</b>"}});
  const auto anonymous = r.composed();
  REQUIRE(anonymous);
  CHECK(anonymous->reply_to.empty());
  const auto html =
      web::render_mail("barrier-report", web::find_locale("de"), anonymous->data).html;
  CHECK(contains(html, "&lt;b&gt;Fett"));
  CHECK(contains(html, "Eine Antwort ist nicht gewünscht"));
}

TEST_CASE("what is wrong with a report stands at its field, and nothing typed is lost",
          "[server][duty]") {
  reporter r;
  const auto wrong = r.post({{"what", ""}, {"page", "https://evil.example"}, {"email", "nobody"}});
  CHECK(wrong.status == 422);
  const auto page = body_of(wrong);
  CHECK(page.find("id=\"error-summary\"") < page.find("<h1"));
  for (const auto* part :
       {"href=\"#field-what\"", "href=\"#field-page\"", "href=\"#field-email\"",
        "value=\"https://evil.example\"", "value=\"nobody\"", "value=\"key-1\""}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  CHECK(contains(page, "Was ist das Problem? Bitte beschreiben Sie die Barriere."));
  CHECK_FALSE(contains(page, "Bitte füllen Sie dieses Feld aus."));
  const auto longer = r.post({{"what", std::string(4001, 'x')}});
  CHECK(longer.status == 422);
  CHECK(contains(body_of(longer), std::string(4001, 'x')));
  CHECK(contains(body_of(longer), "4.000 Zeichen"));
  CHECK(r.post({{"what", std::string(4000, 'x')}}).status == 303);
  CHECK(r.mails() == 1);
}

TEST_CASE("of several organisers one is chosen on the form", "[server][duty]") {
  reporter r;
  r.add_other();
  const auto page = body_of(r.with.get("/barrier", {{"page", "/"}}));
  CHECK(contains(page, "<option value=\"netz\""));
  const auto none = r.post({{"organiser", ""}, {"chosen", ""}});
  CHECK(none.status == 422);
  CHECK(contains(body_of(none), "href=\"#field-organiser\""));
  CHECK(contains(body_of(none), "Bitte wählen Sie den Veranstalter aus"));
  CHECK(r.post({{"organiser", "nobody"}}).status == 404);
  CHECK(r.post({{"organiser", "netz"}}).status == 303);
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE recipient = 'n@netz.example.org'") == 1);
}

TEST_CASE("whoever fills in the field for no people is thanked, and nothing is sent",
          "[server][duty]") {
  reporter r;
  CHECK(r.post({{"website", "https://spam.example"}}).status == 303);
  CHECK(r.mails() == 0);
}

TEST_CASE("reports of barriers count as sign-ups do, and only our own form sends them",
          "[server][duty]") {
  reporter r;
  auto foreign = r.with.request("POST", "/barrier");
  foreign.cross_site = true;
  foreign.form.add("what", "x");
  CHECK(r.with.send(foreign).status == 403);
  const auto all = server::all_routes();
  const auto form = std::find_if(all.begin(), all.end(), [](const server::route& one) {
    return one.method == "POST" && one.path == "/barrier";
  });
  REQUIRE(form != all.end());
  CHECK(form->registers);
  CHECK(r.mails() == 0);
}
