// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipalities.hpp"
#include "server/municipality_suggestions.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using Catch::Contains;
using nlohmann::json;
using tests::body_of;
using tests::header_of;
using tests::visitor;

namespace {

constexpr auto suggestions = "/api/v1/municipalities";

void add_directory(tests::test_database& db) {
  using kind = events::municipality_kind;
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx, {{"05962016", "Hemer", "Stadt", kind::municipality, "05962",
                                    "Märkischer Kreis", "Nordrhein-Westfalen", 35'005, "58675"},
                                   {"03353029", "Neustadt", "", kind::municipality, "03353",
                                    "Harburg", "Niedersachsen", 900, "21000"},
                                   {"06534014", "Neustadt", "Stadt", kind::municipality, "06534",
                                    "Marburg-Biedenkopf", "Hessen", 9'900, "35279"},
                                   {"01054033", "Garding", "Stadt", kind::municipality, "01054",
                                    "Nordfriesland", "Schleswig-Holstein", 2'800, "25836"},
                                   {"01054034", "Garding", "", kind::municipality, "01054",
                                    "Nordfriesland", "Schleswig-Holstein", 300, "25836"}});
  });
}

// With a directory; up to three people in one form.
struct visitor_with_directory : visitor {
  visitor_with_directory() : visitor(json{{"registration", {{"max_group", 3}}}}) {
    add_directory(with.database());
  }
};

std::string stored_municipality(visitor& v, const std::string& email) {
  return v.with.database()->read([&](const schema::reader& r) {
    const auto row = r.one<std::string, std::string>(
        "SELECT ags, municipality FROM registration WHERE email = :1", email);
    return row ? std::get<0>(*row) + " " + std::get<1>(*row) : "nobody";
  });
}

}  // namespace

TEST_CASE("a name that several have is answered with the choice between them", "[server]") {
  visitor_with_directory v;
  const auto asked = v.sign_up({{"municipality", "Neustadt"}, {"function", "Amtsleitung"}});
  CHECK(asked.status == 422);
  const auto page = body_of(asked);
  CHECK_THAT(page, Contains("name=\"municipality\" type=\"radio\" value=\"06534014\"") &&
                       Contains("name=\"municipality\" type=\"radio\" value=\"03353029\"") &&
                       Contains("Marburg-Biedenkopf, Hessen") &&
                       Contains("Harburg, Niedersachsen"));
  CHECK_THAT(page, Contains("name=\"municipality.typed\" type=\"text\" value=\"Neustadt\"") &&
                       Contains("value=\"Amtsleitung\"") && Contains("href=\"#f-municipality\""));
  CHECK_THAT(page, !Contains("name=\"municipality\" type=\"text\""));

  CHECK(v.sign_up({{"municipality", "03353029"}, {"municipality.typed", "Neustadt"}}).status ==
        303);
  CHECK(stored_municipality(v, "ada@example.net") == "03353029 Neustadt");
}

TEST_CASE("instead of a namesake another name can be typed", "[server]") {
  visitor_with_directory v;
  CHECK(v.sign_up({{"municipality", "other"}, {"municipality.typed", "Hemer"}}).status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "05962016 Hemer");
  // Nothing chosen and nothing changed: asked again.
  const auto again = v.sign_up({{"email", "bo@example.net"},
                                {"idempotency_key", "key-2"},
                                {"municipality.typed", "Neustadt"}});
  CHECK(again.status == 422);
  CHECK_THAT(body_of(again), Contains("type=\"radio\" value=\"06534014\""));
}

TEST_CASE("companions choose between namesakes too", "[server]") {
  visitor_with_directory v;
  std::map<std::string, std::string> form = {{"municipality", "Hemer"},
                                             {"person.2.given_name", "Bo"},
                                             {"person.2.family_name", "Beispiel"},
                                             {"person.2.email", "bo@example.net"},
                                             {"person.2.municipality", "neustadt"}};
  const auto asked = v.sign_up(form);
  CHECK(asked.status == 422);
  CHECK_THAT(
      body_of(asked),
      Contains("name=\"person.2.municipality\" type=\"radio\" value=\"06534014\"") &&
          Contains("name=\"person.2.municipality.typed\" type=\"text\" value=\"neustadt\"") &&
          Contains("name=\"municipality\" type=\"text\" value=\"Hemer\"") &&
          Contains("href=\"#f-person-2-municipality\"") && Contains("value=\"bo@example.net\""));
  form["person.2.municipality"] = "06534014";
  form["person.2.municipality.typed"] = "neustadt";
  CHECK(v.sign_up(form).status == 303);
  CHECK(stored_municipality(v, "bo@example.net") == "06534014 Neustadt");
}

TEST_CASE("after another fault the chosen municipality stands there by its name", "[server]") {
  visitor_with_directory v;
  const auto page = body_of(v.sign_up({{"municipality", "03353029"}, {"email", "broken"}}));
  CHECK_THAT(page, Contains("name=\"municipality\" type=\"text\""
                            " value=\"Neustadt (Harburg, Niedersachsen)\""));
  CHECK_THAT(page, !Contains("03353029"));
  CHECK(v.sign_up({{"municipality", "Neustadt (Harburg, Niedersachsen)"}}).status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "03353029 Neustadt");
}

TEST_CASE("namesakes in one district are told apart by their keys", "[server]") {
  visitor_with_directory v;
  CHECK_THAT(body_of(v.sign_up({{"municipality", "Garding"}})),
             Contains("Nordfriesland, Schleswig-Holstein, Gemeindeschlüssel 01054033") &&
                 Contains("Nordfriesland, Schleswig-Holstein, Gemeindeschlüssel 01054034"));
  CHECK(v.sign_up({{"municipality", "Garding (Nordfriesland, Schleswig-Holstein, 01054034)"}})
            .status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "01054034 Garding");
}

TEST_CASE("the form for changes shows and understands a municipality that has namesakes",
          "[server]") {
  visitor_with_directory v;
  const auto token = v.registered({{"municipality", "03353029"}});
  const auto shown = body_of(v.with.run(&server::show_registration, v.at("GET", "/r/x", token)));
  CHECK_THAT(shown, Contains("value=\"Neustadt (Harburg, Niedersachsen)\""));
  const auto change = [&](const std::map<std::string, std::string>& fields) {
    auto of = v.at("POST", "/r/x", token);
    for (const auto& [name, value] : fields) of.form.add(name, value);
    return v.with.run(&server::post_registration, of);
  };
  std::map<std::string, std::string> form = {{"given_name", "Ada"},
                                             {"family_name", "Beispiel"},
                                             {"session", "forum-1"},
                                             {"municipality", "Neustadt (Harburg, Niedersachsen)"}};
  CHECK(change(form).status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "03353029 Neustadt");
  form["municipality"] = "Garding";
  const auto asked = change(form);
  CHECK(asked.status == 422);
  CHECK_THAT(body_of(asked), Contains("name=\"municipality\" type=\"radio\" value=\"01054034\""));
  form["municipality"] = "01054034";
  form["municipality.typed"] = "Garding";
  CHECK(change(form).status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "01054034 Garding");
}

TEST_CASE("to a comparison ring applies the namesake that was chosen", "[server]") {
  visitor v(json::parse(R"json({"kind": "comparison_ring", "approval": true, "choices": [],
    "sessions": [], "questions": [], "ring": {"delegates": 1, "substitutes": 0}})json"));
  add_directory(v.with.database());
  std::map<std::string, std::string> form = {{"municipality", "neustad"}};
  const auto apply = [&] {
    auto of = v.with.request("POST", "/e/kick-off/register", {{"slug", "kick-off"}});
    form.insert({{"given_name", "Ada"}, {"family_name", "B"}, {"email", "ada@example.net"}});
    for (const auto& [name, value] : form) of.form.add(name, value);
    return v.with.run(&server::post_register, of);
  };
  CHECK_THAT(body_of(apply()), Contains("Diese Kommune kennen wir nicht"));
  form["municipality"] = "Neustadt";
  CHECK_THAT(body_of(apply()), Contains("name=\"municipality\" type=\"radio\" value=\"06534014\""));
  form["municipality"] = "06534014";
  CHECK(apply().status == 303);
  CHECK(stored_municipality(v, "ada@example.net") == "06534014 Neustadt");
}

TEST_CASE("the interface names the municipalities that may be meant", "[server]") {
  visitor_with_directory v;
  auto of = v.with.request("POST", "/api/v1/events/kick-off/registrations", {{"slug", "kick-off"}});
  of.content_type = "application/json";
  of.body = json{{"given_name", "Ada"},
                 {"family_name", "Beispiel"},
                 {"email", "ada@example.net"},
                 {"sessions", {"forum-1"}},
                 {"municipality", "Neustadt"}}
                .dump();
  const auto answer = json::parse(v.with.run(&server::api_register, of).body);
  const auto& wrong = answer.at("errors").at(0);
  CHECK(wrong.at("field") == "municipality");
  CHECK(wrong.at("code") == "municipality_ambiguous");
  CHECK(wrong.at("choices").at(0) == json{{"ags", "06534014"},
                                          {"name", "Neustadt"},
                                          {"district", "Marburg-Biedenkopf"},
                                          {"state", "Hessen"}});
  CHECK(wrong.at("choices").size() == 2);
  CHECK_THAT(wrong.at("message").get<std::string>(), Contains("03353029 Neustadt"));
}

TEST_CASE("municipalities are suggested with what their key tells", "[server]") {
  visitor_with_directory v;
  const auto made = v.with.get(suggestions, {{"q", "stadt HEM"}});
  CHECK(made.status == 200);
  CHECK(json::parse(body_of(made)) == json::parse(R"json([{"ags": "05962016", "name": "Hemer",
    "label": "Hemer", "district": "Märkischer Kreis", "state": "Nordrhein-Westfalen",
    "population": 35005, "size_class": "20000-49999", "postal_code": "58675"}])json"));
  const auto several = json::parse(body_of(v.with.get(suggestions, {{"q", "neustadt"}})));
  CHECK(several.at(0).at("label") == "Neustadt (Marburg-Biedenkopf, Hessen)");
  CHECK(several.at(1).at("ags") == "03353029");
}

TEST_CASE("suggestions are kept for a day, until another directory is imported", "[server]") {
  visitor_with_directory v;
  auto of = v.with.request("GET", suggestions);
  of.query.add("q", "hem");
  const auto first = v.with.send(of);
  CHECK(header_of(first, "Cache-Control") == "public, max-age=86400");
  of.if_none_match = header_of(first, "ETag");
  CHECK(v.with.send(of).status == 304);
  add_directory(v.with.database());
  CHECK(v.with.send(of).status == 200);
}

TEST_CASE("without a directory nothing is suggested, and nothing is kept", "[server]") {
  visitor v;
  const auto made = v.with.get(suggestions, {{"q", "hemer"}});
  CHECK(made.status == 200);
  CHECK(body_of(made) == "[]");
  CHECK(header_of(made, "ETag").empty());
  CHECK(header_of(made, "Cache-Control").empty());
}

TEST_CASE("what is no text of a name is refused as a question for suggestions", "[server]") {
  visitor_with_directory v;
  CHECK(v.with.get(suggestions, {{"q", std::string(101, 'a')}}).status == 422);
  CHECK(v.with.get(suggestions, {{"q", "\xff\xfe"}}).status == 422);
  CHECK(v.with.get(suggestions, {{"q", "a\n"}}).status == 422);
  CHECK(body_of(v.with.get(suggestions)) == "[]");
  CHECK(body_of(v.with.get(suggestions, {{"q", std::string(100, 'a')}})) == "[]");
}
