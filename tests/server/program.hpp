// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "organisers/api_tokens.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"

namespace zusage::tests {

/// What a program sends beside method and path.
struct sent {
  nlohmann::json body = nullptr;  ///< null: none
  std::string if_match = {}, key = {}, if_none_match = {}, authorization = {}, cookie = {};
  std::vector<std::pair<std::string, std::string>> query = {};
};

/// A program at the sample event `kick-off` of `sit`; `kdn` has an event `other-day`.
struct program {
  test_services with;
  std::string token;

  explicit program(std::vector<std::string> scopes = {"read:events", "write:events",
                                                      "read:registrations", "write:registrations",
                                                      "check-in"}) {
    auto other = sample_event_file();
    other["organisers"][0]["key"] = "kdn";
    for (auto& purpose : other["purposes"]) purpose["organiser"] = "kdn";
    other["events"][0]["organiser"] = "kdn";
    other["events"][0]["slug"] = "other-day";
    import_file(with.database(), sample_event_file());
    import_file(with.database(), other);
    token = make_token("sit", std::move(scopes));
  }

  organisers::scope scope_of(const std::string& organiser) {
    return with.database()->read([&](const schema::reader& db) {
      return organisers::scope::of_operator(
          db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser).value());
    });
  }

  std::string make_token(const std::string& organiser, std::vector<std::string> scopes,
                         const std::string& days = "") {
    const auto what = organisers::check_api_token({"Abgleich", std::move(scopes), days}).value();
    const auto whose = scope_of(organiser);
    return with.database()->write([&](schema::transaction& tx) {
      return organisers::make_api_token(tx, whose, what, with.time()).value();
    });
  }

  server::response call(const std::string& method, const std::string& path, const sent& what = {}) {
    auto of = with.request(method, path);
    of.authorization = what.authorization.empty() ? "Bearer " + token : what.authorization;
    if (of.authorization == "none") of.authorization.clear();
    of.if_match = what.if_match;
    of.if_none_match = what.if_none_match;
    of.idempotency_key = what.key;
    of.cookie = what.cookie;
    for (const auto& [name, value] : what.query) of.query.add(name, value);
    if (!what.body.is_null()) {
      of.content_type = "application/json";
      of.body = what.body.dump();
    }
    return with.send(std::move(of));
  }

  /// Registers somebody through the open interface; the reference.
  std::string register_one(const std::string& name, const std::string& slug = "kick-off") {
    auto of = with.request("POST", "/api/v1/events/" + slug + "/registrations");
    of.content_type = "application/json";
    of.remote_address = "2001:db8:" + std::to_string(++networks_ % 60000) + "::1";
    of.body = nlohmann::json{
        {"given_name", name},
        {"family_name", "Beispiel"},
        {"email", name + "@example.net"},
        {"sessions", {"forum-1"}},
        {"language",
         "de"}}.dump();
    const auto made = with.send(std::move(of));
    INFO(made.body);
    REQUIRE(made.status == 201);
    return nlohmann::json::parse(made.body).at("reference").get<std::string>();
  }

 private:
  int networks_ = 0;
};

inline nlohmann::json read_json(const server::response& made) {
  auto parsed = nlohmann::json::parse(body_of(made), nullptr, false);
  INFO(body_of(made));
  REQUIRE_FALSE(parsed.is_discarded());
  return parsed;
}

/// Whether a problem names this fault, with words for it.
inline bool tells(const server::response& made, const std::string& field, const std::string& code) {
  if (made.content_type != "application/problem+json") return false;
  const auto problem = read_json(made);
  for (const auto& one : problem.at("errors")) {
    if (one.at("field") == field && one.at("code") == code) return one.at("message") != "";
  }
  return false;
}

/// What is there for a program: its body, and the state that a change has to name.
struct read_entry {
  nlohmann::json body;
  std::string etag;
};
inline read_entry get(program& p, const std::string& path) {
  const auto made = p.call("GET", path);
  INFO(made.body);
  REQUIRE(made.status == 200);
  return {read_json(made), header_of(made, "ETag")};
}

}  // namespace zusage::tests
