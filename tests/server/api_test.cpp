// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using nlohmann::json;
using tests::header_of;
using tests::visitor;

namespace {

json ada() {
  return {{"given_name", "Ada"},
          {"family_name", "Beispiel"},
          {"email", "ada@example.net"},
          {"sessions", {"forum-1"}},
          {"answers", {{"diet", "vegan"}, {"topics", {"ai"}}, {"persons", 2}, {"hotel", true}}},
          {"consents", {"newsletter"}},
          {"language", "de"}};
}

server::response post(visitor& v, const std::string& body, const std::string& key = "key-1") {
  auto of = v.with.request("POST", "/api/v1/events/kick-off/registrations", {{"slug", "kick-off"}});
  of.content_type = "application/json";
  of.body = body;
  of.idempotency_key = key;
  return v.with.run(&server::api_register, of);
}

json read(const server::response& made) {
  auto parsed = json::parse(made.body, nullptr, false);
  REQUIRE_FALSE(parsed.is_discarded());
  return parsed;
}

bool has_error(const json& problem, const std::string& field, const std::string& code) {
  for (const auto& one : problem.at("errors")) {
    if (one.at("field") == field && one.at("code") == code) return one.at("message") != "";
  }
  return false;
}

}  // namespace

TEST_CASE("the interface registers like the form", "[server]") {
  visitor v;
  const auto made = post(v, ada().dump());
  CHECK(made.status == 201);
  const auto body = read(made);
  CHECK(body.at("status") == "confirmed");
  CHECK(body.at("reference").get<std::string>().size() == 11);
  CHECK(body.at("manage_url").get<std::string>().rfind("https://events.example.org/r/", 0) == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
}

TEST_CASE("the same call with the same key gets the same answer", "[server]") {
  visitor v;
  const auto first = post(v, ada().dump()), second = post(v, ada().dump());
  CHECK(second.status == 201);
  CHECK(read(first) == read(second));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
}

TEST_CASE("a known address is answered without a reference", "[server]") {
  visitor v;
  post(v, ada().dump());
  const auto made = post(v, ada().dump(), "key-2");
  CHECK(made.status == 202);
  CHECK(read(made) == json{{"status", "unverified"}});
}

TEST_CASE("faults name the members of the body and are told in the caller's language", "[server]") {
  visitor v;
  auto body = ada();
  body["email"] = "nobody";
  body["sessions"] = {"forum-1", "forum-9"};
  body["answers"]["persons"] = "many";
  body["consents"] = {"lottery"};
  const auto made = post(v, body.dump());
  CHECK(made.status == 422);
  CHECK(made.content_type == "application/problem+json");
  const auto problem = read(made);
  CHECK(has_error(problem, "email", "not_an_email"));
  CHECK(has_error(problem, "sessions", "unknown_session"));
  CHECK(has_error(problem, "answers.persons", "not_a_number"));
  CHECK(has_error(problem, "consents", "unknown_purpose"));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
}

TEST_CASE("wrong shapes are faults by member, all at once", "[server]") {
  visitor v;
  const auto made = post(v, R"({"given_name":5,"sessions":"forum-1","answers":[],"consents":[1],
                               "colour":"red","family_name":{}})");
  CHECK(made.status == 422);
  const auto problem = read(made);
  for (const auto* field : {"given_name", "sessions", "answers", "consents", "family_name"}) {
    INFO(field);
    CHECK(has_error(problem, field, "wrong_type"));
  }
  CHECK(has_error(problem, "colour", "unknown_field"));
}

TEST_CASE("what is no JSON object is refused", "[server]") {
  visitor v;
  const std::string deep(100000, '[');
  for (const auto& body : {std::string(), std::string("{"), std::string("[]"), std::string("null"),
                           std::string("\"a\""), std::string("{\"given_name\":\"\xff\"}"), deep,
                           std::string(R"({"a":[[[[[[[[[]]]]]]]]]})")}) {
    CHECK(post(v, body).status == 422);
  }
  auto of = v.with.request("POST", "/api/v1/events/kick-off/registrations", {{"slug", "kick-off"}});
  of.content_type = "text/plain";
  of.body = ada().dump();
  CHECK(v.with.run(&server::api_register, of).status == 415);
}

TEST_CASE("a member that stands twice is refused by name", "[server]") {
  visitor v;
  auto text = ada().dump();
  text.insert(1, R"("email":"other@example.net",)");
  const auto made = post(v, text);
  CHECK(made.status == 422);
  CHECK(has_error(read(made), "email", "duplicate_member"));
  const auto deep = post(v, R"({"answers":{"a":"1","b":{"a":"2"},"a":"3"}})");
  CHECK(has_error(read(deep), "a", "duplicate_member"));
  const auto apart = post(v, R"({"answers":{"given_name":"1"},"given_name":[{"a":1},{"a":1}]})");
  CHECK(has_error(read(apart), "given_name", "wrong_type"));
}

TEST_CASE("JSON begins with no byte order mark", "[server]") {
  visitor v;
  const auto made = post(v, "\xef\xbb\xbf" + ada().dump());
  CHECK(made.status == 422);
  CHECK(has_error(read(made), "", "bad_json"));
  CHECK(post(v, ada().dump()).status == 201);
}

TEST_CASE("a name that nobody can see is no name", "[server]") {
  visitor v;
  auto body = ada();
  body["given_name"] = "\u200b\u2060 \ufeff";
  const auto made = post(v, body.dump());
  CHECK(made.status == 422);
  CHECK(has_error(read(made), "given_name", "required"));
}

TEST_CASE("the interface takes the whole programme by name", "[server][S1]") {
  visitor v;
  auto body = ada();
  body["package"] = "all";
  CHECK(post(v, body.dump()).status == 201);
  body["package"] = "half";
  body["email"] = "bo@example.net";
  const auto made = post(v, body.dump(), "key-2");
  CHECK(made.status == 422);
  CHECK(has_error(read(made), "package", "unknown_option"));
}

TEST_CASE("the interface names an answer that must be yes and refuses the other", "[server][S3]") {
  auto questions = tests::sample_event_file()["events"][0]["questions"];
  questions[6]["must_be"] = "yes";
  visitor v(json{{"questions", questions}});
  const auto event =
      read(v.with.run(&server::api_event,
                      v.with.request("GET", "/api/v1/events/kick-off", {{"slug", "kick-off"}})));
  CHECK(event.at("questions")[6].at("must_be") == "yes");
  CHECK_FALSE(event.at("questions")[0].contains("must_be"));
  auto body = ada();
  body["answers"]["hotel"] = false;
  const auto made = post(v, body.dump());
  CHECK(made.status == 422);
  CHECK(has_error(read(made), "answers.hotel", "must_be_yes"));
  CHECK(post(v, ada().dump()).status == 201);
}

TEST_CASE("full is 409 and an unknown event 404", "[server]") {
  visitor v(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  post(v, ada().dump());
  auto other = ada();
  other["email"] = "bo@example.net";
  const auto made = post(v, other.dump(), "key-2");
  CHECK(made.status == 409);
  CHECK(has_error(read(made), "", "full"));
  const auto of = v.with.request("POST", "/api/v1/events/none/registrations", {{"slug", "none"}});
  CHECK(v.with.run(&server::api_register, of).status == 404);
}

TEST_CASE("a registration before the opening is told when it opens", "[server]") {
  visitor v(nlohmann::json{{"registration", {{"opens_at", "2030-02-01T08:00"}}}});
  const auto problem = read(post(v, ada().dump()));
  CHECK(has_error(problem, "", "not_yet_open"));
  const auto message = problem.at("errors")[0].at("message").get<std::string>();
  CHECK(message.find("Februar 2030") != std::string::npos);
}

TEST_CASE("a call registers companions and names their faults", "[server]") {
  visitor v;
  auto body = ada();
  body["companions"] = {{{"given_name", "Kim"}, {"family_name", "Muster"}, {"email", "nobody"}}};
  CHECK(has_error(read(post(v, body.dump())), "companions[0].email", "not_an_email"));
  body["companions"][0]["email"] = "kim@example.net";
  CHECK(post(v, body.dump()).status == 201);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration_group") == 1);
  body["companions"] = "Kim";
  CHECK(has_error(read(post(v, body.dump())), "companions", "wrong_type"));
  body["companions"] = nlohmann::json::array({nlohmann::json::object()});
  CHECK(has_error(read(post(v, body.dump())), "companions[0].given_name", "empty_person"));
  body["companions"] = {{{"given_name", 5}}};
  CHECK(has_error(read(post(v, body.dump())), "companions[0].given_name", "wrong_type"));
}

TEST_CASE("the list and the event tell what is public and nothing else", "[server]") {
  visitor v;
  const auto list = read(v.with.run(&server::api_events, v.with.request("GET", "/api/v1/events")));
  REQUIRE(list.at("events").size() == 1);
  CHECK(list.at("events")[0].at("slug") == "kick-off");
  const auto made = v.with.run(
      &server::api_event, v.with.request("GET", "/api/v1/events/kick-off", {{"slug", "kick-off"}}));
  const auto event = read(made);
  CHECK(event.at("sessions").size() == 3);
  CHECK(event.at("sessions")[1].at("places_left") == 25);
  CHECK(event.at("registration").at("open") == true);
  CHECK(made.body.find("meet.example.org") == std::string::npos);  // join links are for attendees
}

TEST_CASE("the description of the interface names each of its routes", "[server]") {
  visitor v;
  const auto described =
      read(v.with.run(&server::api_description, v.with.request("GET", "/api/v1/openapi.json")));
  for (const auto& one : server::api_routes()) {
    if (one.path == "/api/v1/openapi.json") continue;
    INFO(one.path);
    const auto method = one.method == "GET" ? "get" : "post";
    CHECK(described.at("paths").at(std::string(one.path)).contains(method));
  }
}
