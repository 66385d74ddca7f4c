// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_text.hpp"

#include <set>

#include "organisers/audit.hpp"
#include "server/application.hpp"
#include "tests/events/mails_fixture.hpp"
#include "tests/support/text.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

struct text_fixture : mails_fixture {
  text_fixture() {
    compose = make_composer(catalogue, linked, server::mail_texts(), [this] { return clock; });
  }

  organisers::scope staff = organisers::scope::of_operator(of->by.id);

  faults save(const std::string& kind, const mail_text_draft& draft,
              std::optional<instant> seen = {}, instant at = signing_up,
              const std::string& language = "de") {
    return db->write([&](schema::transaction& tx) {
      return save_mail_text(tx, staff, {*find_mail_kind(kind), language}, draft, seen, at);
    });
  }
  faults drop(const std::string& kind, std::optional<instant> seen) {
    return db->write([&](schema::transaction& tx) {
      return drop_mail_text(tx, staff, {*find_mail_kind(kind), "de"}, seen, signing_up);
    });
  }
  std::optional<mail_text> stored(const std::string& kind, const std::string& language = "de") {
    return db->read([&](const schema::reader& r) {
      return find_mail_text(r, staff, {*find_mail_kind(kind), language});
    });
  }
  web::rendered_mail mail(const std::string& name) {
    const auto message = newest(name);
    return web::render_mail(name, web::find_locale(message.language), composed(name)->data);
  }
};

texts codes(const faults& wrong) {
  texts all;
  for (const auto& one : wrong) all.push_back(one.field + ": " + one.code);
  return all;
}

texts checked_codes(const std::string& kind, mail_text_draft draft) {
  return codes(check_mail_text(*find_mail_kind(kind), draft));
}

}  // namespace

TEST_CASE("own words take the place of subject and opening, and nothing else", "[events]") {
  text_fixture in;
  const auto made = in.sign_up(least_form());
  const auto before = in.mail("registration-confirmed");
  CHECK(in.save("registration-confirmed",
                {"Schön, dass Sie kommen: {event_title}",
                 "liebe Frau {family_name}, **willkommen** bei {organiser}!"})
            .empty());
  const auto mail = in.mail("registration-confirmed");
  CHECK(mail.subject == "Schön, dass Sie kommen: Strategie-Auftakt");
  CHECK(contains(mail.html, "<p>liebe Frau Muster, <strong>willkommen</strong> bei "));
  CHECK(contains(mail.text, "\n\nliebe Frau Muster, willkommen bei "));
  CHECK_FALSE(contains(mail.text, "Sie sind angemeldet für"));
  // What law and function need stays.
  for (const auto& part : {std::string("Guten Tag Ada Muster,"), made.reference,
                           in.linked.url(link_purpose::registration, made.public_id),
                           std::string("info@sit.example.org"), std::string("automatisch")}) {
    INFO(part);
    CHECK((contains(before.text, part) && contains(mail.text, part) && contains(mail.html, part)));
  }
  CHECK(in.composed("registration-confirmed")->calendar.size() == 2);
}

TEST_CASE("one of both alone leaves the other as it is, another language too", "[events]") {
  text_fixture in;
  in.sign_up(least_form());
  in.save("registration-confirmed", {"Nur der Betreff", ""});
  CHECK(in.mail("registration-confirmed").subject == "Nur der Betreff");
  CHECK(contains(in.mail("registration-confirmed").text, "Sie sind angemeldet für"));
  in.sign_up(with(least_form("b@stadt.example.org"), "lang", "en"));
  CHECK(contains(in.mail("registration-confirmed").subject, "Strategy kick-off"));
  in.save("registration-confirmed", {"", "Welcome to {event_title}."}, {}, signing_up, "en");
  CHECK(contains(in.mail("registration-confirmed").text, "Welcome to Strategy kick-off."));
}

TEST_CASE("where the opening says what has happened, own words come before it", "[events]") {
  text_fixture in;
  const auto made = in.sign_up(least_form());
  in.cancel(made.public_id);
  in.save("registration-cancelled", {"Schade", "schade, dass Sie nicht kommen."});
  const auto mail = in.mail("registration-cancelled");
  CHECK(mail.subject == "Schade");
  CHECK(mail.text.find("schade, dass Sie nicht kommen.") < mail.text.find("ist storniert"));
  CHECK(contains(mail.html, "ist storniert"));
}

TEST_CASE("a name as it was typed becomes no markup and no link", "[events]") {
  text_fixture in;
  in.sign_up(replaced(replaced(least_form(), "given_name", "**x** <b>evil.example/a"),
                      "family_name", "[b](https://evil.example)"));
  in.save("registration-confirmed", {"{given_name}", "Hallo {given_name} und {family_name}"});
  const auto mail = in.mail("registration-confirmed");
  for (const auto& part : {mail.subject, mail.text, mail.html}) {
    CHECK_FALSE(contains(part, "evil.example"));
    CHECK_FALSE(contains(part, "https://evil"));
  }
  CHECK(contains(mail.html, "Hallo **x** b evil example a und "));
}

TEST_CASE("every mail that can be changed puts own words in, and shows no brace of a placeholder",
          "[events]") {
  const auto texts = server::mail_texts();
  for (const auto& kind : mail_kinds()) {
    std::string all;
    nlohmann::json data = {{"organiser_name", "Verband"},
                           {"person", {{"given_name", "Ada"}, {"family_name", "Muster"}}}};
    for (const auto name : kind.placeholders) {
      all += "{" + std::string(name) + "} ";
      if (!data.contains(member_of_placeholder(name)))
        data[std::string(member_of_placeholder(name))] = "Wert";
    }
    mail_text_draft draft{"Betreff {event_title}", "Eigene Worte: " + all};
    INFO(kind.name);
    CHECK(check_mail_text(kind, draft).empty());
    put_own_words(data, kind, draft, texts);
    for (const auto& language : web::languages()) {
      const auto mail = web::render_mail(kind.name, web::find_locale(language), data);
      CHECK(mail.subject.rfind("Betreff ", 0) == 0);
      CHECK((contains(mail.text, "Eigene Worte: ") && contains(mail.html, "Eigene Worte: ")));
      const auto count = [&](const std::string& in_text) {
        return in_text.find("Eigene Worte") == in_text.rfind("Eigene Worte");
      };
      CHECK((count(mail.text) && count(mail.html)));
      CHECK_FALSE(contains(mail.subject + mail.text, "{"));
      CHECK_FALSE(contains(mail.html.substr(mail.html.find("<main>")), "{"));
      const auto opening = "mail." + std::string(kind.name) + ".intro";
      if (kind.replaces) CHECK(web::find_locale(language).has(opening));
    }
  }
}

TEST_CASE("mails that prove something or reach strangers cannot be changed", "[events]") {
  for (const auto name :
       {"consent-confirm", "consent-renewal", "consent-links", "registration-verify",
        "registration-known", "paper-verify", "paper-known", "data-link", "data-erased",
        "chain-head", "personal-links", "barrier-report", "newsletter", "event-follow-up"}) {
    INFO(name);
    CHECK(find_mail_kind(name) == nullptr);
  }
  std::set<std::string> names;
  for (const auto& one : web::mail_templates()) names.insert(one);
  for (const auto& kind : mail_kinds()) CHECK(names.contains(std::string(kind.name)));
}

TEST_CASE("a row of a mail that nobody may change is not looked at", "[events]") {
  text_fixture in;
  in.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO mail_text (organiser_id, kind, language, subject, body, changed_at, "
        "changed_by)"
        " VALUES (:1, 'consent-confirm', 'de', 'Werbung', 'Werbung', 1, 0)",
        in.of->by.id);
  });
  mailer::message message;
  message.organiser_id = in.of->by.id;
  message.template_name = "consent-confirm";
  message.language = "de";
  nlohmann::json data;
  in.db->read([&](const schema::reader& r) {
    add_own_style_and_words(data, r, message, server::mail_texts());
  });
  CHECK_FALSE(data.contains("own_text"));
  CHECK_FALSE(data.contains("own_subject"));
}

TEST_CASE("what is typed is checked, each fault at its field", "[events]") {
  const std::string kind = "registration-confirmed";
  CHECK(checked_codes(kind, {"", "  "}) == texts{": mail_text_empty"});
  CHECK(checked_codes(kind, {std::string(121, 'x'), ""}) == texts{"subject: too_long"});
  CHECK(checked_codes(kind, {std::string(120, 'x'), std::string(4000, 'x')}).empty());
  CHECK(checked_codes(kind, {"x", std::string(4001, 'x')}) == texts{"body: too_long"});
  CHECK(checked_codes(kind, {"a\nBcc: b@example.org", ""}) == texts{"subject: control_characters"});
  CHECK(checked_codes(kind, {"\xff", "x"}) == texts{"subject: not_utf8"});
  CHECK(checked_codes(kind, {"{event_titel}", "{{event_title}}"}) ==
        texts{"subject: placeholder_unknown", "body: placeholder_doubled"});
  CHECK(checked_codes(kind, {"", "{offer_until}"}) == texts{"body: placeholder_unknown"});
  CHECK(checked_codes("registration-offer", {"", "{offer_until}"}).empty());
}

TEST_CASE("of two people who edit at once the second overwrites nothing", "[events]") {
  text_fixture in;
  const std::string kind = "registration-confirmed";
  CHECK(in.save(kind, {"Erste", ""}).empty());
  CHECK(in.save(kind, {"Erste", ""}).empty());  // sent twice
  CHECK(codes(in.save(kind, {"Zweite", ""})) == texts{": mail_text_edited"});
  CHECK(in.stored(kind)->words.subject == "Erste");
  const auto seen = in.stored(kind)->changed_at;
  CHECK(in.save(kind, {"Zweite", ""}, seen).empty());  // within the same moment
  CHECK(in.stored(kind)->changed_at > seen);
  CHECK(codes(in.save(kind, {"Dritte", ""}, seen)) == texts{": mail_text_edited"});
  CHECK(codes(in.drop(kind, seen)) == texts{": mail_text_edited"});
  CHECK(in.drop(kind, in.stored(kind)->changed_at).empty());
  CHECK_FALSE(in.stored(kind));
  CHECK(in.drop(kind, seen).empty());  // it is so already
  // Who still has the form of the text that is gone is told as well.
  CHECK(codes(in.save(kind, {"Vierte", ""}, seen)) == texts{": mail_text_edited"});
}

TEST_CASE("the audit trail has what stood there before and after", "[events]") {
  text_fixture in;
  const std::string kind = "event-cancelled";
  in.save(kind, {"Eins", "Text"});
  in.save(kind, {"Zwei", "Text"}, in.stored(kind)->changed_at);
  in.drop(kind, in.stored(kind)->changed_at);
  const auto lines =
      in.db->read([&](const schema::reader& r) { return organisers::list_audit(r, in.staff, 3); });
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].action == "mail_text.dropped");
  CHECK(lines[0].details.at("before").at("subject") == "Zwei");
  CHECK(lines[1].action == "mail_text.changed");
  CHECK(lines[1].subject == kind);
  CHECK(lines[1].details.at("before").at("subject") == "Eins");
  CHECK(lines[1].details.at("after").at("subject") == "Zwei");
  CHECK(lines[2].details.at("before").is_null());
}

TEST_CASE("another organiser's words are not used", "[events]") {
  text_fixture in;
  in.sign_up(least_form());
  const auto other = organisers::scope::of_operator(in.of->by.id + 1000);
  const auto found = in.db->read([&](const schema::reader& r) {
    return find_mail_text(r, other, {*find_mail_kind("registration-confirmed"), "de"});
  });
  in.save("registration-confirmed", {"Eigener", ""});
  CHECK_FALSE(found);
  auto message = in.newest("registration-confirmed");
  message.organiser_id += 1000;
  const auto made = in.db->read([&](const schema::reader& r) { return in.compose(r, message); });
  CHECK_FALSE(made->data.contains("own_subject"));
}
