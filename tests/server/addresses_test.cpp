// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "organisers/staff.hpp"
#include "tests/events/application_fixture.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::visitor;

namespace {

// Local parts beyond ASCII would need SMTPUTF8; the others are no addresses, or would become more.
const std::vector<std::string> refused = {"jürgen@stadt.example.org",
                                          "а@stadt.example.org",  // Cyrillic
                                          "a@b",
                                          "a",
                                          "a@@stadt.example.org",
                                          "a@b@stadt.example.org",
                                          "a@stadt.example.org, b@stadt.example.org",
                                          "Ada <a@stadt.example.org>",
                                          "\"a b\"@stadt.example.org",
                                          "a b@stadt.example.org",
                                          "a\r\nBcc: b@stadt.example.org",
                                          "a@stadt.example.org\nBcc: b@stadt.example.org",
                                          "a\tb@stadt.example.org",
                                          "a\u202eb@stadt.example.org",
                                          "a\u200bb@stadt.example.org",
                                          std::string("a\0@stadt.example.org", 21),
                                          std::string(65, 'a') + "@stadt.example.org",
                                          "a@" + std::string(10'000, 'x') + ".example.org"};

const std::string typed = "info@münchen.example", kept = "info@xn--mnchen-3ya.example";

constexpr const char* no_address = "Das ist keine E-Mail-Adresse, an die wir schreiben können.";

/// The sample event with a newsletter that has its page, asked over the whole route table.
struct site : visitor {
  site() {
    auto file = tests::sample_event_file();
    file["purposes"][0]["newsletter"] = true;
    tests::import_file(with.database(), file, nullptr, with.time());
  }

  server::response post(const std::string& path, const std::map<std::string, std::string>& form) {
    auto sent = with.request("POST", path);
    for (const auto& [name, value] : form) sent.form.add(name, value);
    return with.send(std::move(sent));
  }
  server::response subscribe(const std::string& email) {
    const auto notice = with.count(
        "SELECT n.id FROM notice n JOIN purpose p ON p.id = n.purpose_id AND p.version = n.version"
        " WHERE p.key = 'newsletter' AND n.language = 'de'");
    return post("/newsletter/sit", {{"email", email},
                                    {"action", "subscribe"},
                                    {"consent.newsletter", "yes"},
                                    {"notice.newsletter", std::to_string(notice)}});
  }
  server::response sign_up_with(const std::string& companion) {
    return sign_up({{"person.2.given_name", "Bo"},
                    {"person.2.family_name", "Beispiel"},
                    {"person.2.email", companion}});
  }
  server::response report_barrier(const std::string& email) {
    return post("/barrier", {{"organiser", "sit"},
                             {"chosen", "yes"},
                             {"what", "Der Knopf ist unsichtbar."},
                             {"email", email},
                             {"idempotency_key", "key-1"},
                             {"lang", "de"}});
  }
  server::response register_by_json(const std::string& email) {
    auto sent =
        with.request("POST", "/api/v1/events/kick-off/registrations", {{"slug", "kick-off"}});
    sent.content_type = "application/json";
    sent.idempotency_key = "key-1";
    sent.body = nlohmann::json{{"given_name", "Ada"},
                               {"family_name", "Beispiel"},
                               {"email", email},
                               {"sessions", {"forum-1"}}}
                    .dump();
    return with.run(&server::api_register, sent);
  }

  /// Whom the only mail of a template goes to.
  std::string recipient(const char* name) {
    return with.database()->read([&](const schema::reader& db) {
      return db.value<std::string>("SELECT recipient FROM message WHERE template = :1", name)
          .value_or("");
    });
  }
  std::int64_t stored() {
    return with.count(
        "SELECT (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM registration)"
        " + (SELECT COUNT(*) FROM data_access) + (SELECT COUNT(*) FROM consent_record)");
  }
};

/// Consents of a list that an organiser has from elsewhere.
struct importing : tests::admin_side {
  importing() { sign_in_as("owner@example.org", "sit", "owner"); }

  tests::seen send(const std::string& email, bool store) {
    // Quotes as CSV has them (RFC 4180).
    std::string cell;
    for (const char c : email) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    const auto csv = "email,name,language\n\"" + cell + "\",Ada,de\n";
    tests::pairs form = {{"csrf", csrf()}, {"purpose", "newsletter"}};
    if (store) form.insert(form.end(), {{"confirm", "yes"}, {"kept", to_base64url(csv)}});
    if (!store) form.emplace_back("file", csv);
    return post("/admin/sit/consents/import", form);
  }
  std::string recipient() {
    return db->read([](const schema::reader& view) {
      return view.value<std::string>("SELECT recipient FROM message").value_or("");
    });
  }
};

}  // namespace

TEST_CASE("no form for visitors takes what is no address, and none keeps or mails anything",
          "[server][address]") {
  site s;
  for (const auto& email : refused) {
    INFO(email.substr(0, 60));
    CHECK(s.sign_up({{"email", email}}).status == 422);
    CHECK(s.sign_up_with(email).status == 422);
    CHECK(s.register_by_json(email).status == 422);
    CHECK(s.subscribe(email).status == 422);
    CHECK(s.post("/newsletter/sit", {{"email", email}, {"action", "revoke"}}).status == 422);
    CHECK(s.post("/data", {{"email", email}}).status == 422);
    CHECK(s.post("/links", {{"email", email}}).status == 422);
    CHECK(s.report_barrier(email).status == 422);
  }
  CHECK(s.stored() == 0);
}

TEST_CASE("an umlaut before the @ is refused in words, with what was typed left in the field",
          "[server][address]") {
  site s;
  const auto& email = refused.front();
  for (const auto& made :
       {s.sign_up({{"email", email}}), s.subscribe(email), s.post("/data", {{"email", email}}),
        s.post("/links", {{"email", email}})}) {
    const auto page = body_of(made);
    CHECK(contains(page, no_address));
    CHECK(contains(page, "value=\"" + email + "\""));
  }
  const auto problem = nlohmann::json::parse(s.register_by_json(email).body);
  CHECK(problem.at("errors").at(0).at("field") == "email");
  CHECK(problem.at("errors").at(0).at("code") == "not_an_email");
}

TEST_CASE("an international domain is taken everywhere, as A-labels", "[server][address]") {
  for (const auto& email : {typed, std::string("info@MÜNCHEN.example"), kept}) {
    INFO(email);
    site form;
    CHECK(form.sign_up({{"email", email}}).status == 303);
    CHECK(form.recipient("registration-confirmed") == kept);
    CHECK(form.post("/links", {{"email", email}}).status == 303);
    CHECK(form.recipient("personal-links") == kept);
    CHECK(form.post("/data", {{"email", email}}).status == 303);
    CHECK(form.recipient("data-link") == kept);
    CHECK(form.subscribe(email).status == 303);
    CHECK(form.recipient("consent-confirm") == kept);

    CHECK(form.post("/newsletter/sit", {{"email", email}, {"action", "revoke"}}).status == 303);
    CHECK(form.report_barrier(email).status == 303);
    CHECK(form.with.count("SELECT COUNT(*) FROM message WHERE template = 'barrier-report'"
                          " AND data LIKE '%info@xn--mnchen-3ya.example%'") == 1);

    site group;
    CHECK(group.sign_up_with(email).status == 303);
    CHECK(group.with.count("SELECT COUNT(*) FROM registration"
                           " WHERE email = 'info@xn--mnchen-3ya.example'") == 1);

    site by_json;
    CHECK(by_json.register_by_json(email).status == 201);
    CHECK(by_json.recipient("registration-confirmed") == kept);
  }
}

TEST_CASE("a list of consents is held to the same", "[server][address]") {
  importing side;
  for (const auto& email : refused) {
    INFO(email.substr(0, 60));
    CHECK(side.send(email, true).status != 303);
  }
  CHECK(contains(side.send(refused.front(), false).body, "Keine E-Mail-Adresse."));
  CHECK(side.recipient() == "");
  CHECK(side.send(typed, true).status == 303);
  CHECK(side.recipient() == kept);
}

TEST_CASE("so are staff and the people of a ring", "[server][address]") {
  const auto least = organisers::hashing_cost::least();
  const auto user = [&](const std::string& email) {
    return organisers::prepare_user({email, "sit", "owner", "vier Pinguine am Kanal"}, least);
  };
  tests::application_fixture ring;
  for (const auto& email : refused) {
    INFO(email.substr(0, 60));
    const auto made = user(email);
    REQUIRE(made.has_error());
    CHECK(made.error().front().code == "not_an_email");
    auto form = tests::ring_form();
    form.insert(form.end(), {{"delegate.1.given_name", "Bo"},
                             {"delegate.1.family_name", "Beispiel"},
                             {"delegate.1.email", email}});
    const auto wrong = ring.faults_in(form);
    REQUIRE(wrong.size() == 1);
    CHECK(wrong.front().starts_with("delegate.1.email: "));
  }
  CHECK(user(typed)->email == kept);
}
