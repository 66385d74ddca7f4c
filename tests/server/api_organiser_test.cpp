// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_organiser.hpp"

#include <set>

#include "tests/server/program.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string all_events = "/api/v1/organiser/events";
const std::string kick_off = all_events + "/kick-off";
const std::string people = kick_off + "/registrations";

json new_event(const std::string& slug) {
  auto entry = sample_event_file()["events"][0];
  entry["slug"] = slug;
  entry.erase("organiser");
  return entry;
}

// Rows as many sign-ups at once would leave them, without their mails.
void add_people(program& p, int count, const std::string& prefix) {
  p.with.database()->write([&](schema::transaction& tx) {
    for (int i = 0; i < count; ++i) {
      const auto name = prefix + std::to_string(i);
      tx.execute(
          "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
          " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
          " municipality, language, answers, search, registered_at, updated_at)"
          " SELECT organiser_id, id, :1, :2, 'confirmed', 'A', 'B', :3, :4, '', '', '', '', '',"
          " 'de', '{}', '', 1, 1 FROM event WHERE slug = 'kick-off'",
          name, name, name + "@example.net", name);
    }
  });
}

}  // namespace

TEST_CASE("a program lists its organiser's events with drafts, and no others", "[server][api]") {
  program p;
  p.call("POST", all_events, {.body = [] {
           auto entry = new_event("draft-day");
           entry["status"] = "draft";
           return entry;
         }()});
  std::set<std::string> slugs;
  const auto listed = get(p, all_events).body;
  for (const auto& one : listed.at("events")) slugs.insert(one.at("slug").get<std::string>());
  CHECK(slugs == std::set<std::string>{"kick-off", "draft-day"});
}

TEST_CASE("what another organiser has is not there for a program", "[server][api]") {
  program p;
  const auto there = p.register_one("fremd", "other-day");
  const auto before = p.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'");
  int tried = 0;
  for (const auto& one : server::api_organiser_routes()) {
    if (one.path.find("{slug}") == std::string_view::npos) continue;
    for (const std::string slug : {"other-day", "kick-off", "nothing"}) {
      const bool of_person = one.path.find("{reference}") != std::string_view::npos;
      if (slug == "kick-off" && !of_person) continue;
      std::string path(one.path);
      path.replace(path.find("{slug}"), 6, slug);
      if (of_person) path.replace(path.find("{reference}"), 11, there);
      INFO(one.method << " " << path);
      const auto made =
          p.call(std::string(one.method), path, {.body = json::object(), .if_match = "*"});
      CHECK(made.status == 404);
      CHECK(made.content_type == "application/problem+json");
      CHECK(made.body.find("fremd") == std::string::npos);
      ++tried;
    }
  }
  CHECK(tried >= 18);
  CHECK(p.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == before);
}

TEST_CASE("an event is read and written back as an entry of the event file", "[server][api]") {
  program p;
  auto [entry, etag] = get(p, kick_off);
  CHECK(entry.at("slug") == "kick-off");
  CHECK(p.call("GET", kick_off, {.if_none_match = etag}).status == 304);
  entry["title"]["de"] = "Neuer Titel";
  const auto stored = p.call("PUT", kick_off, {.body = entry, .if_match = etag});
  INFO(stored.body);
  REQUIRE(stored.status == 200);
  CHECK(header_of(stored, "ETag") != etag);
  const auto again = get(p, kick_off);
  CHECK(again.body.at("title").at("de") == "Neuer Titel");
  CHECK(again.etag == header_of(stored, "ETag"));
  CHECK(p.with.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'token.event_stored'") == 1);
}

TEST_CASE("a change by who has not read the newest state is refused", "[server][api]") {
  program p;
  auto [first, etag] = get(p, kick_off);
  auto second = first;
  first["title"]["de"] = "Von der einen";
  second["title"]["de"] = "Von der anderen";
  CHECK(p.call("PUT", kick_off, {.body = first, .if_match = etag}).status == 200);
  const auto lost = p.call("PUT", kick_off, {.body = second, .if_match = etag});
  CHECK(lost.status == 412);
  CHECK(tells(lost, "If-Match", "version_changed"));
  CHECK(get(p, kick_off).body.at("title").at("de") == "Von der einen");
  CHECK(p.call("PUT", kick_off, {.body = second}).status == 428);
  const auto now = get(p, kick_off).etag;
  CHECK(p.call("PUT", kick_off, {.body = second, .if_match = "W/" + now}).status == 412);
}

TEST_CASE("faults of an entry stand at the members of the body", "[server][api]") {
  program p;
  auto [entry, etag] = get(p, kick_off);
  entry["sessions"][1]["ends_at"] = "2030-05-15T12:00";
  entry["purposes"] = {"newsletter", "lottery"};
  const auto wrong = p.call("PUT", kick_off, {.body = entry, .if_match = etag});
  CHECK(wrong.status == 422);
  bool at_session = false;
  const auto problem = read_json(wrong);
  for (const auto& one : problem.at("errors"))
    at_session = at_session || one.at("field") == "sessions[1].ends_at";
  CHECK(at_session);
  CHECK(tells(wrong, "purposes[1]", "unknown_purpose"));
  CHECK(get(p, kick_off).etag == etag);
}

TEST_CASE("an entry cannot leave its path, its organiser or its partners", "[server][api]") {
  program p;
  const auto [entry, etag] = get(p, kick_off);
  const auto with = [&](const char* member, const json& value) {
    auto changed = entry;
    changed[member] = value;
    return p.call("PUT", kick_off, {.body = changed, .if_match = etag});
  };
  CHECK(tells(with("slug", "elsewhere"), "slug", "wrong_slug"));
  CHECK(tells(with("organiser", "kdn"), "organiser", "wrong_organiser"));
  CHECK(tells(with("also_by", {"kdn"}), "also_by", "wrong_organiser"));
  CHECK(get(p, kick_off).etag == etag);
}

TEST_CASE("an event is made once, however often the call is repeated", "[server][api]") {
  program p;
  const sent call{.body = new_event("made-here"), .key = "k1"};
  const auto first = p.call("POST", all_events, call), second = p.call("POST", all_events, call);
  INFO(first.body);
  CHECK(first.status == 201);
  CHECK(second.status == 201);
  CHECK(first.body == second.body);
  CHECK(header_of(second, "ETag") == header_of(first, "ETag"));
  CHECK(header_of(second, "Location") == all_events + "/made-here");
  CHECK(p.with.count("SELECT COUNT(*) FROM event WHERE slug = 'made-here'") == 1);
  CHECK(tells(p.call("POST", all_events, {.body = new_event("another"), .key = "k1"}),
              "Idempotency-Key", "key_reused"));
  CHECK(tells(p.call("POST", all_events, {.body = new_event("made-here"), .key = "k2"}), "slug",
              "slug_taken"));
  CHECK(p.call("POST", all_events, {.body = new_event("other-day")}).status == 409);
  CHECK(tells(p.call("POST", all_events, {.body = new_event("x"), .key = "a b"}), "Idempotency-Key",
              "bad_idempotency_key"));
  // Another token's keys are its own.
  p.token = p.make_token("sit", {"write:events"});
  CHECK(p.call("POST", all_events, {.body = new_event("third"), .key = "k1"}).status == 201);
}

TEST_CASE("a key is free again after a day, also before the old answer was removed",
          "[server][api]") {
  program p;
  CHECK(p.call("POST", all_events, {.body = new_event("first"), .key = "k1"}).status == 201);
  p.with.set_time("2030-01-11T09:59:59Z");
  CHECK(tells(p.call("POST", all_events, {.body = new_event("second"), .key = "k1"}),
              "Idempotency-Key", "key_reused"));
  p.with.set_time("2030-01-11T10:00:00Z");
  const sent call{.body = new_event("second"), .key = "k1"};
  CHECK(p.call("POST", all_events, call).status == 201);
  CHECK(p.call("POST", all_events, call).status == 201);
  CHECK(p.with.count("SELECT COUNT(*) FROM event WHERE slug = 'second'") == 1);
}

TEST_CASE("what was refused may be sent again with the same key", "[server][api]") {
  program p;
  auto entry = new_event("later-right");
  entry["organiser"] = "sit";
  const auto reference = p.register_one("ada");
  const auto path = people + "/" + reference + "/decision";
  const sent call{.body = {{"approved", true}}, .key = "k1"};
  CHECK(p.call("POST", path, call).status == 409);  // nothing to decide
  p.with.database()->write(
      [](schema::transaction& tx) { tx.execute("UPDATE registration SET status = 'applied'"); });
  CHECK(p.call("POST", path, call).status == 200);
}

TEST_CASE("pages of registrations hold everybody once while others register", "[server][api]") {
  program p;
  add_people(p, 1000, "a");
  std::vector<std::string> seen;
  std::string after;
  int pages = 0;
  while (true) {
    sent what{.query = {{"limit", "170"}}};
    if (!after.empty()) what.query.emplace_back("after", after);
    const auto made = p.call("GET", people, what);
    REQUIRE(made.status == 200);
    const auto body = read_json(made);
    for (const auto& one : body.at("registrations"))
      seen.push_back(one.at("reference").get<std::string>());
    if (++pages < 4) add_people(p, 25, "b" + std::to_string(pages) + "-");
    if (body.at("next").is_null()) break;
    const auto next = body.at("next").get<std::string>();
    CHECK(header_of(made, "Link") == "<" + next + ">; rel=\"next\"");
    CHECK(next.starts_with("https://events.example.org" + people + "?after="));
    const auto begin = next.find("after=") + 6;
    after = next.substr(begin, next.find('&') - begin);
  }
  CHECK(pages == 7);
  CHECK(seen.size() == 1075);
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 1075);
}

TEST_CASE("a wrong place or length of a page is a fault", "[server][api]") {
  program p;
  CHECK(tells(p.call("GET", people, {.query = {{"after", "x"}}}), "after", "bad_cursor"));
  CHECK(tells(p.call("GET", people, {.query = {{"limit", "0"}}}), "limit", "bad_limit"));
  CHECK(tells(p.call("GET", people, {.query = {{"limit", "501"}}}), "limit", "bad_limit"));
}

TEST_CASE("consents are named to tokens that may read them alone", "[server][api]") {
  program p({"read:registrations"});
  const auto reference = p.register_one("ada");
  const auto without = get(p, people + "/" + reference);
  CHECK_FALSE(without.body.contains("consents"));
  CHECK(without.body.at("email") == "ada@example.net");
  CHECK(without.body.at("sessions") == json{"plenary", "forum-1"});
  p.token = p.make_token("sit", {"read:registrations", "read:consents"});
  const auto with = get(p, people + "/" + reference);
  CHECK(with.body.at("consents") == json::object());
  CHECK(with.etag == without.etag);
}

TEST_CASE("a registration is changed by who has read it", "[server][api]") {
  program p;
  const auto path = people + "/" + p.register_one("ada");
  const auto [before, etag] = get(p, path);
  const json change = {{"family_name", "Muster"},
                       {"phone", "+49 30 123456"},
                       {"sessions", {"plenary", "forum-2"}},
                       {"answers", {{"diet", "vegan"}}}};
  CHECK(p.call("PATCH", path, {.body = change}).status == 428);
  const auto made = p.call("PATCH", path, {.body = change, .if_match = etag});
  INFO(made.body);
  REQUIRE(made.status == 200);
  const auto body = read_json(made);
  CHECK(body.at("given_name") == "ada");
  CHECK(body.at("family_name") == "Muster");
  CHECK(body.at("phone") == "+49 30 123456");
  CHECK(body.at("sessions") == json{"plenary", "forum-2"});
  CHECK(body.at("answers") == json{{"diet", "vegan"}});
  CHECK(get(p, path).etag == header_of(made, "ETag"));
  CHECK(p.call("PATCH", path, {.body = change, .if_match = etag}).status == 412);
  CHECK(p.with.count("SELECT COUNT(*) FROM registration WHERE proven_at IS NOT NULL") == 0);
  CHECK(p.with.count("SELECT COUNT(*) FROM message WHERE template = 'registration-changed'") == 1);
}

TEST_CASE("a change with a fault changes nothing of a registration", "[server][api]") {
  program p;
  const auto path = people + "/" + p.register_one("ada");
  const auto etag = get(p, path).etag;
  const auto patch = [&](const json& body) {
    return p.call("PATCH", path, {.body = body, .if_match = etag});
  };
  CHECK(tells(patch({{"given_name", ""}}), "given_name", "required"));
  CHECK(tells(patch({{"family_name", "Muster"}, {"sessions", {"plenary", "forum-9"}}}), "sessions",
              "unknown_session"));
  CHECK(tells(patch({{"email", "x@example.net"}}), "email", "unknown_field"));
  CHECK(tells(patch({{"phone", 5}}), "phone", "wrong_type"));
  CHECK(tells(patch(json::object()), "", "nothing_to_change"));
  CHECK(patch({{"phone", "call me"}}).status == 422);
  CHECK(tells(patch({{"sessions", nullptr}}), "sessions", "wrong_type"));
  CHECK(tells(patch({{"answers", json::array()}}), "answers", "wrong_type"));
  const json answers = {{"a", nullptr}, {"b", json::array({1})}, {"c", {{"d", 1}}}};
  const auto refused = patch({{"answers", answers}, {"sessions", "x"}});
  CHECK(refused.status == 422);
  CHECK(read_json(refused).at("errors").size() == 3);
  CHECK(get(p, path).etag == etag);
}

TEST_CASE("answers that a change does not name stay", "[server][api]") {
  program p;
  const auto path = people + "/" + p.register_one("ada");
  const auto patch = [&](const json& answers) {
    return p.call("PATCH", path, {.body = {{"answers", answers}}, .if_match = get(p, path).etag});
  };
  CHECK(patch({{"diet", "vegan"}, {"topics", {"ai", "data"}}}).status == 200);
  CHECK(patch({{"topics", {"ai"}}, {"persons", 2}}).status == 200);
  CHECK(get(p, path).body.at("answers") ==
        json{{"diet", "vegan"}, {"topics", {"ai"}}, {"persons", "2"}});
}

TEST_CASE("a program cancels a registration once and proves no address by it", "[server][api]") {
  program p;
  const auto path = people + "/" + p.register_one("ada") + "/cancel";
  for (int i = 0; i < 2; ++i) {
    const auto made = p.call("POST", path);
    CHECK(made.status == 200);
    CHECK(read_json(made).at("status") == "cancelled");
  }
  CHECK(p.with.count("SELECT COUNT(*) FROM message WHERE template = 'registration-cancelled'") ==
        1);
  CHECK(p.with.count("SELECT COUNT(*) FROM registration WHERE proven_at IS NOT NULL") == 0);
  CHECK(p.with.count("SELECT COUNT(*) FROM audit_entry"
                     " WHERE action = 'token.registration_cancelled'") == 1);
}

TEST_CASE("a program decides an application", "[server][api]") {
  program p;
  add_event(p.with.database(), {{"approval", true}});
  const auto path = people + "/" + p.register_one("ada") + "/decision";
  CHECK(tells(p.call("POST", path, {.body = json::object()}), "approved", "required"));
  CHECK(tells(p.call("POST", path, {.body = {{"approved", "yes"}}}), "approved", "wrong_type"));
  const auto made =
      p.call("POST", path, {.body = {{"approved", true}, {"text", "Willkommen"}}, .key = "k"});
  INFO(made.body);
  CHECK(made.status == 200);
  CHECK(read_json(made).at("status") == "confirmed");
  CHECK(p.call("POST", path, {.body = {{"approved", true}, {"text", "Willkommen"}}, .key = "k"})
            .body == made.body);
  CHECK(tells(p.call("POST", path, {.body = {{"approved", false}}}), "", "decided_already"));
}

TEST_CASE("a program notes who is here", "[server][api]") {
  program p({"check-in"});
  const auto reference = p.register_one("ada");
  p.with.set_time("2030-05-15T07:30:00Z");
  p.token = p.make_token("sit", {"check-in"});
  const auto path = people + "/" + reference + "/check-in";
  const auto first = p.call("POST", path);
  INFO(first.body);
  CHECK(first.status == 200);
  CHECK(read_json(first).at("checked_in_at") == "2030-05-15T09:30:00+02:00");
  p.with.set_time("2030-05-15T07:40:00Z");
  CHECK(read_json(p.call("POST", path)) == read_json(first));
  p.with.database()->write([](schema::transaction& tx) {
    tx.execute("DELETE FROM check_in");
    tx.execute("UPDATE registration SET checked_in_at = NULL, status = 'cancelled'");
  });
  CHECK(tells(p.call("POST", path), "", "not_confirmed"));
}

TEST_CASE("what is no JSON object is refused by every call with a body", "[server][api]") {
  program p;
  auto of = p.with.request("POST", all_events);
  of.authorization = "Bearer " + p.token;
  of.content_type = "text/plain";
  of.body = "{}";
  CHECK(p.with.send(of).status == 415);
  of.content_type = "application/json";
  for (const std::string body : {"", "{", "[]", "null", R"({"slug":"a","slug":"b"})"}) {
    INFO(body);
    of.body = body;
    CHECK(p.with.send(of).status == 422);
  }
}

TEST_CASE("the description of the interface names each call of programs", "[server][api]") {
  program p;
  const auto described = read_json(p.with.get("/api/v1/openapi.json"));
  for (const auto& one : server::api_organiser_routes()) {
    std::string method(one.method);
    for (auto& c : method) c = char(std::tolower(c));
    INFO(method << " " << one.path);
    const auto& call = described.at("paths").at(std::string(one.path)).at(method);
    CHECK(call.at("security").at(0).contains("token"));
    if (one.by.needs_of_token == organisers::token_scope::none) continue;
    const auto words = call.at("description").get<std::string>();
    CHECK(words.find(organisers::to_text(one.by.needs_of_token)) != std::string::npos);
  }
}
