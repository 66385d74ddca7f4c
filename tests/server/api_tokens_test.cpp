// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_api_tokens.hpp"
#include "server/api_organiser.hpp"
#include "server/maintenance.hpp"
#include "tests/server/program.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

const std::string home = "/api/v1/organiser";

std::string put_names(std::string path) {
  for (const auto& [name, value] : {std::pair<std::string, std::string>("{slug}", "kick-off"),
                                    {"{reference}", "000-000-000"}}) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
  return path;
}

struct owner_page {
  program p;
  std::int64_t id;
  std::string cookie, csrf;

  owner_page() : id(add_person(p.with.database().get(), "anna@example.org", "sit", "owner")) {
    cookie = p.with.database()->write(
        [&](schema::transaction& tx) { return organisers::start_session(tx, id, p.with.time()); });
    csrf = p.with.database()->read([&](const schema::reader& db) {
      return organisers::find_session(db, cookie, p.with->keys.sessions, p.with.time())->csrf;
    });
  }

  server::response get(const std::string& path) { return send("GET", path, {}); }
  server::response send(const std::string& method, const std::string& path,
                        const std::vector<std::pair<std::string, std::string>>& form) {
    auto of = p.with.request(method, path);
    of.cookie = server::session_cookie_name(p.with.config()) + "=" + cookie;
    for (const auto& [name, value] : form) of.form.add(name, value);
    if (method == "POST") of.form.add("csrf", csrf);
    return p.with.send(std::move(of));
  }
};

}  // namespace

TEST_CASE("a token opens the interface for its organiser", "[server][api_tokens]") {
  program p;
  CHECK(p.token.size() == 47);
  CHECK(p.token.starts_with("zus_"));
  const auto made = p.call("GET", home);
  CHECK(made.status == 200);
  const auto body = read_json(made);
  CHECK(body.at("key") == "sit");
  CHECK(body.at("token").at("name") == "Abgleich");
  CHECK(body.at("token").at("scopes").size() == 5);
  CHECK(p.call("GET", home, {.authorization = "bearer " + p.token}).status == 200);
}

TEST_CASE("only the hash of a token is stored", "[server][api_tokens]") {
  program p;
  CHECK(p.with.count("SELECT COUNT(*) FROM api_token WHERE token_hash LIKE '%zus_%'") == 0);
  const auto stored = p.with.database()->read([&](const schema::reader& db) {
    return db.value<std::string>("SELECT token_hash FROM api_token").value();
  });
  CHECK(stored.size() == 64);
  CHECK(stored.find(p.token.substr(4)) == std::string::npos);
}

TEST_CASE("without a valid token every call of a program is answered 401", "[server][api_tokens]") {
  program p;
  auto wrong = p.token;
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  int tried = 0;
  for (const auto& one : server::api_organiser_routes()) {
    const auto path = put_names(std::string(one.path));
    for (const auto& said : {std::string("none"), "Bearer " + wrong, std::string("Bearer "),
                             "Basic " + p.token, p.token, "Bearer " + p.token + " x"}) {
      INFO(one.method << " " << path << " " << said);
      const auto made = p.call(std::string(one.method), path, {.authorization = said});
      CHECK(made.status == 401);
      CHECK(made.content_type == "application/problem+json");
      CHECK(header_of(made, "WWW-Authenticate").starts_with("Bearer"));
      const bool told =
          header_of(made, "WWW-Authenticate").find("invalid_token") != std::string::npos;
      CHECK(told == (said != "none"));
      ++tried;
    }
  }
  CHECK(tried >= 60);
}

TEST_CASE("a token ends by itself and by its organiser", "[server][api_tokens]") {
  program p;
  p.token = p.make_token("sit", {"read:events"}, "1");
  CHECK(p.call("GET", home).status == 200);
  p.with.set_time("2030-01-11T09:59:59Z");
  CHECK(p.call("GET", home).status == 200);
  p.with.set_time("2030-01-11T10:00:00Z");
  CHECK(p.call("GET", home).status == 401);

  p.token = p.make_token("sit", {"read:events"});
  const auto id = p.with.count("SELECT MAX(id) FROM api_token");
  const auto end = [&](const std::string& organiser) {
    const auto whose = p.scope_of(organiser);
    return p.with.database()->write([&](schema::transaction& tx) {
      return organisers::end_api_token(tx, whose, id, p.with.time());
    });
  };
  CHECK_FALSE(end("kdn"));
  CHECK(p.call("GET", home).status == 200);
  CHECK(end("sit"));
  CHECK(end("sit"));
  CHECK(p.call("GET", home).status == 401);
  CHECK(p.with.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'token.ended'") == 1);
}

TEST_CASE("what the token's scopes do not say is answered 403", "[server][api_tokens]") {
  program p;
  for (const auto& one : server::api_organiser_routes()) {
    const auto needed = one.by.needs_of_token;
    if (needed == organisers::token_scope::none) continue;
    std::vector<std::string> others;
    for (const auto scope : organisers::all_token_scopes()) {
      if (scope != needed) others.emplace_back(organisers::to_text(scope));
    }
    p.token = p.make_token("sit", others);
    INFO(one.method << " " << one.path);
    const auto made = p.call(std::string(one.method), put_names(std::string(one.path)));
    CHECK(made.status == 403);
    CHECK(made.content_type == "application/problem+json");
    CHECK(header_of(made, "WWW-Authenticate").find(organisers::to_text(needed)) !=
          std::string::npos);
    p.token = p.make_token("sit", {std::string(organisers::to_text(needed))});
    const auto status = p.call(std::string(one.method), put_names(std::string(one.path))).status;
    CHECK((status != 401 && status != 403));
  }
}

TEST_CASE("a cookie opens no call of programs and a token no page", "[server][api_tokens]") {
  owner_page o;
  auto of = o.p.with.request("GET", home);
  of.cookie = server::session_cookie_name(o.p.with.config()) + "=" + o.cookie;
  CHECK(o.p.with.send(of).status == 401);
  auto page = o.p.with.request("GET", "/admin/sit/events");
  page.authorization = "Bearer " + o.p.token;
  CHECK(o.p.with.send(page).status == 303);
  page.cookie = server::session_cookie_name(o.p.with.config()) + "=" + o.p.token;
  CHECK(o.p.with.send(page).status == 303);
}

TEST_CASE("a token that calls too often waits, another one does not", "[server][api_tokens]") {
  program p;
  int allowed = 0;
  server::response last;
  for (int i = 0; i < 3 * organisers::token_limits::requests_per_minute; ++i) {
    last = p.call("GET", home);
    if (last.status != 200) break;
    ++allowed;
  }
  CHECK(last.status == 429);
  CHECK(allowed >= organisers::token_limits::requests_per_minute);
  CHECK(std::stoi(header_of(last, "Retry-After")) > 0);
  p.token = p.make_token("sit", {"read:events"});
  CHECK(p.call("GET", home).status == 200);
}

TEST_CASE("when a token was used is written at most every five minutes", "[server][api_tokens]") {
  program p;
  const auto used = [&](const std::string& at) {
    p.with.set_time(at);
    return p.with.database()->write([&](schema::transaction& tx) {
      const auto found = organisers::find_api_token(tx, p.token, p.with.time());
      if (found->touch_due) organisers::touch_api_token(tx, found->id, p.with.time());
      return found->touch_due;
    });
  };
  CHECK(used("2030-01-10T10:00:00Z"));
  CHECK_FALSE(used("2030-01-10T10:04:59Z"));
  CHECK(used("2030-01-10T10:05:00Z"));
}

TEST_CASE("what staff types for a token is checked", "[server][api_tokens]") {
  using organisers::check_api_token;
  const auto codes = [](const organisers::new_api_token& typed) {
    std::vector<std::string> found;
    const auto checked = check_api_token(typed);
    if (checked) return found;
    for (const auto& one : checked.error()) found.push_back(one.field + " " + one.code);
    return found;
  };
  using texts = std::vector<std::string>;
  CHECK(codes({" ", {}, ""}) == texts{"name required", "scopes required"});
  CHECK(codes({"A", {"all"}, "0"}) == texts{"scopes unknown_option", "days number_out_of_range"});
  CHECK(codes({std::string(101, 'a'), {"check-in"}, "367"}) ==
        texts{"name too_long", "days number_out_of_range"});
  CHECK(codes({"\xff", {"check-in"}, "7x"}) == texts{"name not_utf8", "days not_a_number"});
  CHECK(codes({"A", {"check-in"}, "366"}).empty());
  CHECK(check_api_token({"A", {"check-in"}, ""})->days == 90);
}

TEST_CASE("the owner makes a token that is shown once and ends it", "[server][api_tokens]") {
  owner_page o;
  CHECK(has(o.get("/admin/sit/api"), "Abgleich"));
  const auto made = o.send("POST", "/admin/sit/api",
                           {{"name", "Adressen"}, {"scopes", "read:events"}, {"days", "30"}});
  REQUIRE(made.status == 200);
  const auto body = body_of(made);
  const auto begin = body.find("zus_");
  REQUIRE(begin != std::string::npos);
  o.p.token = body.substr(begin, 47);
  CHECK(o.p.call("GET", home).status == 200);
  const auto list = o.get("/admin/sit/api");
  CHECK(has(list, "Adressen"));
  CHECK(has(list, "anna@example.org"));
  CHECK_FALSE(has(list, "zus_"));

  const auto id = std::to_string(o.p.with.count("SELECT MAX(id) FROM api_token"));
  const auto asked = o.send("POST", "/admin/sit/api/end", {{"token", id}});
  CHECK(asked.status == 200);
  CHECK(o.p.call("GET", home).status == 200);
  CHECK(o.send("POST", "/admin/sit/api/end", {{"token", id}, {"confirm", "yes"}}).status == 303);
  CHECK(o.p.call("GET", home).status == 401);
  CHECK(o.send("POST", "/admin/sit/api/end", {{"token", "99999"}}).status == 422);
  CHECK(o.p.with.count("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'token.%'"
                       " AND staff_id IS NOT NULL") == 2);
}

TEST_CASE("a form for a token with faults keeps what was typed", "[server][api_tokens]") {
  owner_page o;
  const auto wrong = o.send("POST", "/admin/sit/api", {{"name", "Adressen"}, {"days", "900"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"Adressen\""));
  CHECK(has(wrong, "value=\"900\""));
  CHECK(has(wrong, "Bitte geben Sie eine ganze Zahl von 1 bis 366 ein."));
  CHECK(has(wrong, "type=\"number\""));
  CHECK(has(wrong, " min=\"1\" max=\"366\""));
  CHECK(o.p.with.count("SELECT COUNT(*) FROM api_token") == 1);
}

TEST_CASE("who is no owner, and another organiser, has no page of tokens", "[server][api_tokens]") {
  owner_page o;
  CHECK(o.get("/admin/kdn/api").status == 404);
  for (const auto* role : {"organiser", "check-in", "dpo"}) {
    o.id = add_person(o.p.with.database().get(), std::string(role) + "@example.org", "sit", role);
    o.cookie = o.p.with.database()->write([&](schema::transaction& tx) {
      return organisers::start_session(tx, o.id, o.p.with.time());
    });
    INFO(role);
    CHECK(o.get("/admin/sit/api").status == 404);
    CHECK_FALSE(has(o.get("/admin/sit/events"), "/admin/sit/api"));
  }
  o.cookie.clear();
  CHECK(o.get("/admin/sit/api").status == 303);
}

TEST_CASE("a token stays when who made it is gone, and the list says so", "[server][api_tokens]") {
  owner_page o;
  const auto other = add_person(o.p.with.database().get(), "ben@example.org", "sit", "owner");
  o.p.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE api_token SET created_by = :1", other);
    tx.execute("DELETE FROM staff_role WHERE staff_id = :1", other);
  });
  CHECK(has(o.get("/admin/sit/api"), "ben@example.org (arbeitet nicht mehr hier)"));
  o.p.with.database()->write(
      [&](schema::transaction& tx) { tx.execute("DELETE FROM staff WHERE id = :1", other); });
  CHECK(has(o.get("/admin/sit/api"), "dessen Zugang es nicht mehr gibt"));
  CHECK(o.p.call("GET", home).status == 200);
}

TEST_CASE("ended tokens go after ninety days, with their answers", "[server][api_tokens]") {
  program p;
  p.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO api_answer (token_id, key_hash, request, status, answer, created_at)"
        " SELECT id, 'a', 'b', 200, '{}', created_at FROM api_token");
  });
  const auto removed = [&](const std::string& at) {
    p.with.set_time(at);
    return p.with.database()->write([&](schema::transaction& tx) {
      return organisers::remove_ended_tokens(tx, p.with.time(), 100);
    });
  };
  const auto answers = [&](const std::string& at) {
    p.with.set_time(at);
    return p.with.database()->write([&](schema::transaction& tx) {
      return organisers::remove_old_answers(tx, p.with.time(), 100);
    });
  };
  CHECK(answers("2030-01-11T09:59:59Z") == 0);
  CHECK(removed("2030-07-09T09:59:59Z") == 0);  // 90 days valid, and 90 more
  CHECK(removed("2030-07-09T10:00:00Z") == 1);
  CHECK(p.with.count("SELECT COUNT(*) FROM api_answer") == 0);
}

TEST_CASE("more answers and calls than fit into one write are all removed in one round",
          "[server][api_tokens][webhooks]") {
  program p;
  constexpr int many = 250;
  p.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret, "
        "state,"
        " created_at) SELECT id, 'a', 'https://example.org/', '', '', '', 'active', 1"
        " FROM organiser WHERE key = 'sit'");
    for (int i = 0; i < many; ++i) {
      tx.execute(
          "INSERT INTO api_answer (token_id, key_hash, request, status, answer, created_at)"
          " SELECT id, :1, 'b', 200, '{}', 1 FROM api_token",
          std::to_string(i));
      tx.execute(
          "INSERT INTO webhook_call (endpoint_id, kind, at, state, due_at, finished_at)"
          " SELECT id, 'test', 1, 'done', 1, 1 FROM webhook_endpoint");
    }
  });
  server::maintenance(p.with.get()).run_once(p.with.time());
  CHECK(p.with.count("SELECT COUNT(*) FROM api_answer") == 0);
  CHECK(p.with.count("SELECT COUNT(*) FROM webhook_call") == 0);
}

TEST_CASE("an organiser has at most fifty valid tokens", "[server][api_tokens]") {
  program p;
  for (int i = 1; i < organisers::token_limits::per_organiser; ++i)
    p.make_token("sit", {"check-in"});
  const auto what = organisers::check_api_token({"Einer mehr", {"check-in"}, ""}).value();
  const auto whose = p.scope_of("sit");
  const auto refused = p.with.database()->write([&](schema::transaction& tx) {
    return organisers::make_api_token(tx, whose, what, p.with.time());
  });
  REQUIRE(refused.has_error());
  CHECK(refused.error().front().code == "too_many_tokens");
}
