// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/composed_mail.hpp"
#include "tests/server/person.hpp"

using namespace zusage;
using tests::contains;
using tests::header_of;
using tests::newest_mail;
using tests::person;

namespace {

const std::string sent = "/links?sent=1";

}  // namespace

TEST_CASE("the links of a known address are mailed, in text and HTML", "[server][personal]") {
  person p;
  CHECK(header_of(p.post("/links", {{"email", "Ada@Example.net"}}), "Location") == sent);
  const auto mail = newest_mail(p.with, "personal-links").value();
  const auto id = p.text("SELECT public_id FROM registration");
  const auto base = std::string("https://events.example.org");
  for (const auto& body : {mail.text, mail.html}) {
    CHECK(contains(body, base + p.link(link_purpose::registration, id)));
    CHECK(contains(body, base + p.preferences()));
    CHECK(contains(body, p.text("SELECT reference FROM registration")));
    CHECK(contains(body, "15. Mai 2030"));
    CHECK(contains(body, "Stadt-IT Verbund"));
    CHECK_FALSE(contains(body, "Beispiel"));  // no name: perhaps a stranger typed it
  }
  CHECK(mail.subject == "Ihre Links");
}

TEST_CASE("an unknown address gets the same answer and no mail", "[server][personal]") {
  person p;
  const auto known = p.post("/links", {{"email", p.email}});
  const auto unknown = p.post("/links", {{"email", "nobody@example.net"}});
  CHECK(header_of(unknown, "Location") == header_of(known, "Location"));
  CHECK(unknown.status == known.status);
  CHECK(p.mails("personal-links") == 1);
  // Written down alike, and neither address in it.
  CHECK(p.with.count("SELECT COUNT(*) FROM idempotency WHERE scope = 'links'") == 2);
  CHECK(p.with.count("SELECT COUNT(*) FROM idempotency WHERE key LIKE '%example%'") == 0);
}

TEST_CASE("links are not mailed again for a while", "[server][personal]") {
  person p;
  p.post("/links", {{"email", p.email}});
  p.post("/links", {{"email", "ADA@example.net"}});
  CHECK(p.mails("personal-links") == 1);
  p.with.set_time("2030-01-10T10:09:59Z");
  p.post("/links", {{"email", p.email}});
  CHECK(p.mails("personal-links") == 1);
  p.with.set_time("2030-01-10T10:10:00Z");
  p.post("/links", {{"email", p.email}});
  CHECK(p.mails("personal-links") == 2);
}

TEST_CASE("what is no address is explained at the field and mails nothing", "[server][personal]") {
  person p;
  const auto empty = p.post("/links", {{"email", ""}});
  CHECK(empty.status == 422);
  CHECK(contains(tests::body_of(empty), "href=\"#field-email\""));
  CHECK(contains(tests::body_of(empty), "Bitte geben Sie die E-Mail-Adresse ein."));
  CHECK_FALSE(contains(tests::body_of(empty), "Bitte füllen Sie dieses Feld aus."));
  const auto wrong = p.post("/links", {{"email", "nobody"}});
  CHECK(wrong.status == 422);
  CHECK(contains(tests::body_of(wrong), "value=\"nobody\""));
  CHECK(p.mails("personal-links") == 0);
}

TEST_CASE("cancelled registrations and other people's are not among the links",
          "[server][personal]") {
  person p(std::map<std::string, std::string>{});
  p.registered({{"email", "bob@example.net"}, {"idempotency_key", "key-2"}});
  p.post("/links", {{"email", p.email}});
  const auto bob = p.text("SELECT public_id FROM registration WHERE email = 'bob@example.net'");
  const auto mail = newest_mail(p.with, "personal-links").value();
  CHECK_FALSE(contains(mail.text, p.link(link_purpose::registration, bob)));
  const auto id = p.text("SELECT public_id FROM registration WHERE email = 'ada@example.net'");
  p.post(p.link(link_purpose::registration, id) + "/cancel");
  CHECK_FALSE(newest_mail(p.with, "personal-links"));  // nothing is left to tell
  p.with.set_time("2030-01-10T11:00:00Z");
  p.post("/links", {{"email", p.email}});
  CHECK(p.mails("personal-links") == 1);
}

TEST_CASE("papers stand apart from registrations, without a date", "[server][personal]") {
  tests::test_services with;
  tests::add_event(with.database(), tests::as_paper("studie"));
  auto of = with.request("POST", "/papers/studie");
  for (const auto& [name, value] : std::map<std::string, std::string>{{"given_name", "Ada"},
                                                                      {"family_name", "Beispiel"},
                                                                      {"email", "ada@example.net"},
                                                                      {"idempotency_key", "key-1"},
                                                                      {"lang", "de"}})
    of.form.add(name, value);
  REQUIRE(with.send(std::move(of)).status == 303);
  auto asked = with.request("POST", "/links");
  asked.form.add("email", "ada@example.net");
  with.send(std::move(asked));
  const auto mail = newest_mail(with, "personal-links").value();
  CHECK(contains(mail.text, "Ihre Publikationen:"));
  CHECK_FALSE(contains(mail.text, "Ihre Anmeldungen:"));
  CHECK_FALSE(contains(mail.text, "2030"));
}

TEST_CASE("a link that opens nothing says the same whatever it was, and leads to a new one",
          "[server][personal]") {
  person p;
  const auto id = p.text("SELECT public_id FROM registration");
  const auto& make = p.with.link_maker();
  const auto page = [&](const std::string& path) {
    const auto made = p.with.get(path);
    CHECK(made.status == 404);
    auto body = tests::body_of(made);
    // The language links repeat the address that was asked for.
    for (auto at = body.find(path); at != std::string::npos; at = body.find(path))
      body.erase(at, path.size());
    return body;
  };
  for (const std::string kind : {"r", "c", "u", "p", "d", "v", "f", "m"}) {
    INFO(kind);
    const auto made_up = page("/" + kind + "/" + std::string(44, 'A'));
    CHECK(contains(made_up, "Dieser Link öffnet nichts"));
    CHECK(contains(made_up, "href=\"/links\""));
    CHECK(page("/" + kind + "/x") == made_up);
    // Genuine, and for something else.
    const auto foreign =
        make.token(kind == "p" ? link_purpose::verify : link_purpose::preferences, id);
    CHECK(page("/" + kind + "/" + foreign) == made_up);
  }
  const auto nowhere = tests::body_of(p.with.get("/nowhere"));
  CHECK_FALSE(contains(nowhere.substr(0, nowhere.find("<footer")), "/links"));
  CHECK(contains(nowhere, "Diese Seite gibt es nicht"));
}
