// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/application_fixture.hpp"
#include "tests/server/visitor.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct applicant : visitor {
  applicant() : visitor(ring_changes()) {}

  server::response apply(std::map<std::string, std::string> more) {
    auto of_form = with.request("POST", "/e/kick-off/register", {{"slug", "kick-off"}});
    std::map<std::string, std::string> all = {
        {"given_name", "Ada"},        {"family_name", "Beispiel"},  {"email", "ada@example.net"},
        {"municipality", "05962016"}, {"idempotency_key", "key-1"}, {"lang", "de"}};
    for (const auto& [name, value] : more) all[name] = value;
    for (const auto& [name, value] : all) of_form.form.add(name, value);
    return with.run(&server::post_register, of_form);
  }

  void approve() {
    with.database()->write([&](schema::transaction& tx) {
      const auto reference = tx.value<std::string>("SELECT reference FROM registration").value();
      const auto done =
          with->registrar.decide(tx, *of, organisers::scope::of_operator(of->by.id),
                                 {reference, true, "Schön, dass Sie dabei sind."}, with.time());
      REQUIRE(done.has_value());
    });
  }

  /// The link that only mails carry.
  std::string mailed_token() {
    const auto id = with.database()->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT public_id FROM registration").value();
    });
    return with.link_maker().token(link_purpose::registration, id);
  }

  server::response post(server::write_handler handler, const std::string& path,
                        const std::string& token,
                        const std::map<std::string, std::string>& values) {
    auto of_form = at("POST", path, token);
    for (const auto& [name, value] : values) of_form.form.add(name, value);
    return with.run(handler, of_form);
  }
};

}  // namespace

TEST_CASE("the application asks for municipality, people and fee", "[server][ring]") {
  applicant who;
  const auto page = body_of(who.get_form());
  for (const auto* part : {"Bewerbung: Strategie-Auftakt", "name=\"delegate.1.given_name\"",
                           "name=\"delegate.2.email\"", "name=\"substitute.1.phone\"",
                           "name=\"fee\"", "1.200 € je Jahr", "Bewerbung absenden"}) {
    INFO(part);
    CHECK(page.find(part) != std::string::npos);
  }
  CHECK(page.find("delegate.3") == std::string::npos);
  CHECK(page.find("answer.invoice") == std::string::npos);
}

TEST_CASE("what is wrong with an application is said at its field and nothing is lost",
          "[server][ring]") {
  applicant who;
  const auto answer = who.apply(
      {{"municipality", ""}, {"delegate.2.given_name", "Bo"}, {"delegate.2.email", "no address"}});
  CHECK(answer.status == 422);
  const auto page = body_of(answer);
  for (const auto* part : {"href=\"#f-municipality\"", "href=\"#f-delegate-2-email\"",
                           "href=\"#f-delegate-2-family_name\"", "href=\"#f-fee\"",
                           "value=\"no address\"", "value=\"Bo\""}) {
    INFO(part);
    CHECK(page.find(part) != std::string::npos);
  }
}

TEST_CASE("a municipality that has applied is told whom to ask", "[server][ring]") {
  applicant who;
  REQUIRE(who.apply({{"fee", "yes"}}).status == 303);
  const auto answer =
      who.apply({{"fee", "yes"}, {"email", "b@example.net"}, {"idempotency_key", "key-2"}});
  CHECK(answer.status == 409);
  CHECK(body_of(answer).find("info@sit.example.org") != std::string::npos);
  CHECK(body_of(answer).find("value=\"b@example.net\"") != std::string::npos);
}

TEST_CASE("an approved application shows what was written and asks what follows",
          "[server][ring]") {
  applicant who;
  const auto browser = token_of(header_of(who.apply({{"fee", "yes"}}), "Location"));
  const auto before =
      body_of(who.with.run(&server::show_registration, who.at("GET", "/r/x", browser)));
  CHECK(before.find("Ihre Bewerbung") != std::string::npos);
  CHECK(before.find("/follow-up") == std::string::npos);
  CHECK(before.find("/people\"") == std::string::npos);  // by the mailed link alone
  who.approve();
  const auto token = who.mailed_token();
  const auto page = body_of(who.with.run(&server::show_registration, who.at("GET", "/r/x", token)));
  for (const auto* part :
       {"Schön, dass Sie dabei sind.", "/follow-up", "/people", "1.200 € je Jahr", "Angenommen"}) {
    INFO(part);
    CHECK(page.find(part) != std::string::npos);
  }
}

TEST_CASE("the follow-up form is stored, shown again and says what is missing", "[server][ring]") {
  applicant who;
  REQUIRE(who.apply({{"fee", "yes"}}).status == 303);
  const auto token = who.mailed_token();
  CHECK(who.with.run(&server::show_follow_up, who.at("GET", "/r/x/follow-up", token)).status ==
        404);
  who.approve();
  const auto empty = who.post(&server::post_follow_up, "/r/x/follow-up", token, {});
  CHECK(empty.status == 422);
  CHECK(body_of(empty).find("href=\"#f-answer-invoice\"") != std::string::npos);
  const auto done = who.post(&server::post_follow_up, "/r/x/follow-up", token,
                             {{"answer.invoice", "Amt 1"}, {"lang", "de"}});
  CHECK(done.status == 303);
  const auto page =
      body_of(who.with.run(&server::show_follow_up, who.at("GET", "/r/x/follow-up", token)));
  CHECK(page.find("value=\"Amt 1\"") != std::string::npos);
  CHECK(page.find("answer.staff") == std::string::npos);
}

TEST_CASE("people are exchanged on their page, by the mailed link alone", "[server][ring]") {
  applicant who;
  const auto browser = token_of(header_of(who.apply({{"fee", "yes"},
                                                     {"delegate.1.given_name", "Bo"},
                                                     {"delegate.1.family_name", "Beispiel"},
                                                     {"delegate.1.email", "bo@example.net"}}),
                                          "Location"));
  CHECK(who.with.run(&server::show_ring_people, who.at("GET", "/r/x/people", browser)).status ==
        404);
  const auto token = who.mailed_token();
  const auto page =
      body_of(who.with.run(&server::show_ring_people, who.at("GET", "/r/x/people", token)));
  CHECK(page.find("value=\"bo@example.net\"") != std::string::npos);
  CHECK(page.find("value=\"ada@example.net\"") != std::string::npos);

  std::map<std::string, std::string> values = {{"contact.given_name", "Ada"},
                                               {"contact.family_name", "Beispiel"},
                                               {"contact.email", ""},
                                               {"substitute.1.given_name", "Bo"},
                                               {"substitute.1.family_name", "Beispiel"},
                                               {"substitute.1.email", "bo@example.net"}};
  const auto wrong = who.post(&server::post_ring_people, "/r/x/people", token, values);
  CHECK(wrong.status == 422);
  CHECK(body_of(wrong).find("href=\"#f-contact-email\"") != std::string::npos);
  values["contact.email"] = "ada@example.net";
  CHECK(who.post(&server::post_ring_people, "/r/x/people", token, values).status == 303);
  CHECK(who.with.count("SELECT COUNT(*) FROM ring_person WHERE role = 'substitute'") == 1);

  values["contact.email"] = "new@example.net";
  const auto handed = who.post(&server::post_ring_people, "/r/x/people", token, values);
  CHECK(handed.status == 303);
  CHECK(header_of(handed, "Location").find("/handed-over") != std::string::npos);
  CHECK(who.with.run(&server::show_registration, who.at("GET", "/r/x", token)).status == 404);
}
