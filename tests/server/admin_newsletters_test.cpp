// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <nlohmann/json.hpp>

#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/newsletters";

// Somebody of `sit` who writes newsletters, and one person who consented to them.
struct editor : admin_side {
  editor() {
    consent::evidence by;
    by.email = "ada@example.org";
    add_consent("sit", by);
    sign_in_as("anna@example.org", "sit", "organiser");
  }
  tests::seen send(const std::string& path, tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(path, form);
  }
  static tests::pairs written(const std::string& version = "0",
                              const std::string& subject = "Neues aus dem Haus") {
    return {{"version", version},
            {"purpose", "newsletter"},
            {"subject.de", subject},
            {"body.de", "## Termine\n\nEs gibt *Neues* auf [der Seite](https://example.org/x)."}};
  }
  /// The path of a new draft.
  std::string draft() {
    const auto made = send(area, written());
    REQUIRE(made.status == 303);
    const auto to = made.header("Location");
    return to.substr(0, to.find('?'));
  }
  template <class T>
  T value(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<T>(sql).value_or(T{}); });
  }
  std::int64_t count(const char* sql) { return value<std::int64_t>(sql); }
};

}  // namespace

TEST_CASE("the list of newsletters says when there is none, and lists what is written",
          "[server][admin][newsletter]") {
  editor side;
  CHECK(has(side.get(area), "Es gibt noch keinen Newsletter."));
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
  const auto path = side.draft();
  const auto list = side.get(area);
  CHECK(has(list, "Neues aus dem Haus"));
  CHECK(has(list, "href=\"" + path + "\""));
  CHECK(has(list, "Entwurf vom"));
}

TEST_CASE("a purpose that nobody may mail to cannot be chosen", "[server][admin][newsletter]") {
  editor side;
  const auto form = side.get(area + "/new");
  CHECK(form.status == 200);
  CHECK(has(form, "value=\"newsletter\""));
  CHECK_FALSE(has(form, "value=\"calls\""));
  auto typed = editor::written();
  typed[1].second = "calls";
  const auto refused = side.send(area, typed);
  CHECK(refused.status == 422);
  CHECK(has(refused, "Es gibt *Neues* auf"));  // what was typed stays
  CHECK(side.count("SELECT COUNT(*) FROM newsletter") == 0);
}

TEST_CASE("a picture is refused, and what was typed stays", "[server][admin][newsletter]") {
  editor side;
  auto typed = editor::written();
  typed[3].second = "Sehen Sie: ![x](https://example.org/pixel.gif)";
  const auto refused = side.send(area, typed);
  CHECK(refused.status == 422);
  CHECK(has(refused, "pixel.gif"));
  CHECK(has(refused, "Bilder sind nicht möglich"));
}

TEST_CASE("of two people who edit at once the second is told and overwrites nothing",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  const auto version = side.get(path + "/edit").value_of("version");
  CHECK(side.send(path + "/edit", editor::written(version, "Erste")).status == 303);
  CHECK(side.send(path + "/edit", editor::written(version, "Erste")).status == 303);  // twice
  const auto second = side.send(path + "/edit", editor::written(version, "Zweite"));
  CHECK(second.status == 409);
  CHECK(has(second, "Zweite"));
  CHECK(has(second, "Jemand anderes hat den Text inzwischen geändert"));
  CHECK(has(side.get(path), "Erste"));
  const auto meant = second.value_of("version");
  CHECK(side.send(path + "/edit", editor::written(meant, "Zweite")).status == 303);
  CHECK(has(side.get(path), "Zweite"));
}

TEST_CASE("the preview shows text, design and dark in frames that can do nothing",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  const auto page = side.get(path + "/preview");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Security-Policy").find("frame-src 'self'") != std::string::npos);
  CHECK(has(page, "src=\"" + path + "/preview/de\""));
  CHECK(has(page, "src=\"" + path + "/preview/de?dark=1\""));
  CHECK(has(page, "https://example.org/x"));
  const auto mail = side.get(path + "/preview/de");
  CHECK(mail.status == 200);
  CHECK(mail.header("Content-Security-Policy").find("sandbox") != std::string::npos);
  CHECK(mail.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
  CHECK(has(mail, ">Termine</h"));
  CHECK(has(mail, "content=\"light\""));
  CHECK(has(mail, "/newsletter/sit"));
  const auto dark = side.get(path + "/preview/de", {{"dark", "1"}});
  CHECK(has(dark, "<meta name=\"color-scheme\" content=\"dark\">"));
  CHECK(side.get(path + "/preview/fr").status == 404);
}

TEST_CASE("a test mail goes to who is signed in and to nobody else",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  CHECK(side.send(path, {{"do", "test"}}).status == 303);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'newsletter'") == 1);
  CHECK(side.value<std::string>("SELECT recipient FROM message WHERE template = 'newsletter'") ==
        "anna@example.org");
  CHECK(side.count("SELECT needs_consent FROM message WHERE template = 'newsletter'") == 0);
}

TEST_CASE("nobody gets more than twenty tests an hour", "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  for (int i = 0; i < 20; ++i)
    CHECK(side.send(path, {{"do", "test"}}).header("Location").find("done=test") !=
          std::string::npos);
  const auto refused = side.send(path, {{"do", "test"}}).header("Location");
  CHECK(refused.find("done=many_tests") != std::string::npos);
  CHECK(has(side.get(path, {{"done", "many_tests"}}), "schon viele Test-Mails"));
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'newsletter'") == 20);
}

TEST_CASE("who has become more people since they were shown is asked about again",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  const auto grown = side.send(path + "/send", {{"version", "1"}, {"expected", "0"}, {"when", ""}});
  CHECK(grown.status == 409);
  CHECK(has(grown, "Inzwischen sind es mehr Menschen: 1 Person."));
  CHECK(side.value<std::string>("SELECT state FROM newsletter") == "draft");
  CHECK(side.send(path + "/send", {{"version", "1"}, {"expected", "5"}, {"when", ""}}).status ==
        303);
  // What the form says is not what the trail says.
  const auto details = nlohmann::json::parse(side.value<std::string>(
      "SELECT details FROM audit_entry WHERE action = 'newsletter.scheduled'"));
  CHECK(details.at("expected") == 1);
}

TEST_CASE("to how many it goes is shown before it is sent, and a second click sends it once",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  const auto page = side.get(path + "/send");
  CHECK(has(page, "Der Newsletter geht an eine Person."));
  const tests::pairs form = {
      {"version", page.value_of("version")}, {"expected", page.value_of("expected")}, {"when", ""}};
  CHECK(side.send(path + "/send", form).status == 303);
  CHECK(side.send(path + "/send", form).status == 303);
  CHECK(side.value<std::string>("SELECT state FROM newsletter") == "scheduled");
  side.db->read([&](const schema::reader& view) {
    const auto id = view.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
    const auto lines = organisers::list_audit(view, organisers::scope::of_operator(*id), 10);
    std::vector<std::string> actions;
    for (const auto& one : lines) actions.push_back(one.action);
    CHECK(std::count(actions.begin(), actions.end(), "newsletter.scheduled") == 1);
    CHECK(std::count(actions.begin(), actions.end(), "newsletter.created") == 1);
    for (const auto& one : lines) {
      if (one.action == "newsletter.scheduled") CHECK(one.details.at("expected") == 1);
    }
  });
  CHECK(side.get(path + "/edit").status == 303);  // it is no draft any more
}

TEST_CASE("the result says how many messages came back, as a part of those that were sent",
          "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  side.db->write([](schema::transaction& tx) {
    tx.execute(
        "UPDATE newsletter SET state = 'sent', recipients = 12, sent = 12, begun_at = created_at,"
        " finished_at = created_at");
    tx.execute(
        "INSERT INTO message (organiser_id, message_id, template, language, recipient,"
        " recipient_key, recipient_name, data, needs_consent, priority, state, created_at, due_at,"
        " expires_at, finished_at, newsletter_id, counted)"
        " SELECT organiser_id, 'm1@example.org', 'newsletter', 'de', 'ada@example.org',"
        "  'ada@example.org', '', '{}', 1, 0, 'sent', created_at, created_at, created_at,"
        "  created_at, id, 1"
        " FROM newsletter");
  });
  CHECK_FALSE(has(side.get(path), "davon"));
  side.db->write([](schema::transaction& tx) { tx.execute("UPDATE message SET returned = 3"); });
  const auto page = side.get(path);
  const auto row = [](const std::string& label, const std::string& value) {
    return label + "</th>\n<td class=\"kern-table__cell kern-table__cell--numeric\">" + value +
           "</td>";
  };
  CHECK(has(page, row("scope=\"row\">verschickt", "12")));
  CHECK(has(page, "figure-part\" scope=\"row\">" + row("davon mit Beschwerde", "1")));
  CHECK(has(page, row("davon zurückgekommen, Adresse nicht erreichbar", "0")));
  CHECK(has(page, row("davon zurückgekommen, vorerst nicht zustellbar", "0")));
}

TEST_CASE("a newsletter is not sent while something is missing, or at a time that is over",
          "[server][admin][newsletter]") {
  editor side;
  auto typed = editor::written();
  typed[3].second = "";
  const auto unfinished = side.send(area, typed).header("Location");
  const auto path = unfinished.substr(0, unfinished.find('?'));
  CHECK(side.send(path + "/send", {{"version", "1"}, {"expected", "1"}}).status == 422);
  const auto whole = side.draft();
  const auto past = side.send(whole + "/send",
                              {{"version", "1"}, {"expected", "1"}, {"when", "2020-01-01T10:00"}});
  CHECK(past.status == 422);
  CHECK(has(past, "Zeitpunkt in der Zukunft"));
  CHECK(side.send(whole + "/send", {{"version", "7"}, {"expected", "1"}}).status == 409);
  CHECK(side.count("SELECT COUNT(*) FROM newsletter WHERE state <> 'draft'") == 0);
}

TEST_CASE("cancelling and deleting are asked about first", "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  const auto question = side.send(path, {{"do", "delete"}});
  CHECK(question.status == 200);
  CHECK(has(question, "Entwurf löschen?"));
  CHECK(side.send(path, {{"do", "delete"}, {"confirm", "yes"}}).status == 303);
  CHECK(side.get(path).status == 404);
  const auto other = side.draft();
  side.db->write(
      [](schema::transaction& tx) { tx.execute("UPDATE newsletter SET state = 'sending'"); });
  CHECK(has(side.send(other, {{"do", "cancel"}}), "Versand abbrechen?"));
  CHECK(side.value<std::string>("SELECT state FROM newsletter") == "sending");
  CHECK(side.send(other, {{"do", "pause"}}).status == 303);
  CHECK(side.value<std::string>("SELECT state FROM newsletter") == "paused");
  CHECK(side.send(other, {{"do", "cancel"}, {"confirm", "yes"}}).status == 303);
  CHECK(side.value<std::string>("SELECT state FROM newsletter") == "cancelled");
}

TEST_CASE("newsletters are for owner and organiser alone", "[server][admin][newsletter]") {
  editor side;
  const auto path = side.draft();
  for (const auto* role : {"dpo", "check-in"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(area).status == 404);
    CHECK(side.get(path).status == 404);
    CHECK_FALSE(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
  }
}

TEST_CASE("markup of one's own in a newsletter is refused and not left out",
          "[server][admin][newsletter]") {
  editor side;
  auto form = editor::written();
  for (auto& [name, value] : form) {
    if (name == "body.de") value = "<b>Neu</b> und [Link](https://example.org/x)";
  }
  const auto refused = side.send(area, form);
  CHECK(refused.status == 422);
  CHECK(has(refused, "HTML ist hier nicht möglich"));
  CHECK(side.count("SELECT COUNT(*) FROM newsletter") == 0);
}
