// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/webhook_sender.hpp"

#include <future>

#include "server/maintenance.hpp"
#include "tests/server/webhook_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string people = "/api/v1/organiser/events/kick-off/registrations";

web_receiver::script always(int status) {
  return
      [status](const received_call&, int) { return web_receiver::answer(status, "Ihre Meldung"); };
}

std::vector<std::string> types_of(const web_receiver& there) {
  std::vector<std::string> all;
  for (const auto& one : there.calls()) all.push_back(json::parse(one.body).at("type"));
  return all;
}

// Gives and takes a consent of somebody to `sit`.
struct consenting {
  hooked& h;
  std::string public_id;

  explicit consenting(hooked& at) : h(at) {
    h.p.with.database()->write([&](schema::transaction& tx) {
      const auto [organiser, purpose, notice] =
          tx.one<std::int64_t, std::int64_t, std::int64_t>(
                "SELECT o.id, p.id, n.id FROM purpose p"
                " JOIN organiser o ON o.id = p.organiser_id"
                " JOIN notice n ON n.purpose_id = p.id AND n.language = 'de'"
                " WHERE p.key = 'newsletter' AND o.key = 'sit'")
              .value();
      consent::evidence by;
      by.email = "ada@example.net";
      by.name = "Ada Beispiel";
      public_id =
          h.p.with->ledger.request(tx, {organiser, purpose, notice, "email", by}, h.p.with.time())
              .public_id;
    });
  }
  void confirm() {
    h.p.with.database()->write([&](schema::transaction& tx) {
      consent::evidence by;
      by.email = "ada@example.net";
      h.p.with->ledger.confirm(tx, public_id, by, h.p.with.time());
    });
  }
  void withdraw() {
    h.p.with.database()->write([&](schema::transaction& tx) {
      h.p.with->ledger.withdraw(tx, public_id, "link", {}, h.p.with.time());
    });
  }
};

}  // namespace

TEST_CASE(
    "a registration is told with reference and status, signed, and with no word of the person",
    "[server][webhooks]") {
  hooked h;
  const auto made = h.make();
  const auto reference = h.p.register_one("ada");
  h.send_all();
  const auto calls = h.there.calls();
  REQUIRE(calls.size() == 1);
  const auto body = verified(calls[0], made.secret);
  CHECK(body == json{{"type", "registration.created"},
                     {"timestamp", "2030-01-10T10:00:00Z"},
                     {"data",
                      {{"organiser", "sit"},
                       {"event", "kick-off"},
                       {"reference", reference},
                       {"status", "confirmed"}}}});
  CHECK(calls[0].headers.at("webhook-id").starts_with("msg_"));
  CHECK(calls[0].headers.at("webhook-timestamp") == "1894269600");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'done' AND attempts = 1"
                " AND status = 204 AND finished_at IS NOT NULL") == 1);
  h.send_all();
  CHECK(h.there.calls().size() == 1);
}

TEST_CASE("names and addresses go out only where the owner chose them", "[server][webhooks]") {
  hooked h(always(200));
  const auto which = GENERATE(0, 1);
  const auto made =
      h.make({}, which == 0 ? std::vector<std::string>{"name"} : std::vector<std::string>{"email"});
  h.p.register_one("ada");
  h.send_all();
  const auto data = verified(h.there.calls().at(0), made.secret).at("data");
  CHECK(data.contains("family_name") == (which == 0));
  CHECK(data.contains("email") == (which == 1));
  // The receiver may repeat what it was told.
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE answer <> ''") == 0);
}

TEST_CASE("without a webhook, or of another organiser, nothing is noted", "[server][webhooks]") {
  hooked h;
  h.p.register_one("ada");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
  h.make({"consent.given"});
  h.p.register_one("eva");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
  h.run("UPDATE webhook_endpoint SET kinds = 'registration.created'");
  h.p.register_one("ina", "other-day");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
  h.run("UPDATE webhook_endpoint SET state = 'paused'");
  h.p.register_one("ida");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
}

TEST_CASE("changes, cancellations, decisions and check-ins are told", "[server][webhooks]") {
  hooked h;
  add_event(h.p.with.database(), {{"approval", true}});
  h.make();
  const auto path = people + "/" + h.p.register_one("ada");
  h.p.with.set_time("2030-01-10T10:01:00Z");
  REQUIRE(h.p.call("POST", path + "/decision", {.body = {{"approved", true}}}).status == 200);
  h.p.with.set_time("2030-01-10T10:02:00Z");
  const auto etag = header_of(h.p.call("GET", path), "ETag");
  REQUIRE(h.p.call("PATCH", path, {.body = {{"family_name", "Muster"}}, .if_match = etag}).status ==
          200);
  h.p.with.set_time("2030-05-15T07:30:00Z");
  h.p.token = h.p.make_token("sit", {"check-in", "write:registrations"});
  REQUIRE(h.p.call("POST", path + "/check-in").status == 200);
  h.send_all();
  CHECK(types_of(h.there) ==
        std::vector<std::string>{"registration.created", "registration.decided",
                                 "registration.changed", "registration.checked_in"});
  const auto last = json::parse(h.there.calls().at(3).body).at("data");
  CHECK(last.at("checked_in_at") == "2030-05-15T07:30:00Z");
  CHECK(last.at("session").is_null());
  CHECK(last.at("status") == "confirmed");
}

TEST_CASE("a check-in that is taken back is told once, with when it was made",
          "[server][webhooks]") {
  hooked h;
  const auto reference = h.p.register_one("ada");
  h.make({"registration.check_in_undone"});
  h.p.with.set_time("2030-05-15T07:30:00Z");
  h.p.token = h.p.make_token("sit", {"check-in"});
  REQUIRE(h.p.call("POST", people + "/" + reference + "/check-in").status == 200);
  h.p.with.set_time("2030-05-15T07:35:00Z");
  h.run("UPDATE check_in SET undone_at = at + 300000000");
  h.run("UPDATE check_in SET undone_at = undone_at + 1");
  h.send_all();
  CHECK(types_of(h.there) == std::vector<std::string>{"registration.check_in_undone"});
  const auto data = json::parse(h.there.calls().at(0).body).at("data");
  CHECK(data.at("reference") == reference);
  CHECK(data.at("checked_in_at") == "2030-05-15T07:30:00Z");
  CHECK(data.at("undone_at") == "2030-05-15T07:35:00Z");
  CHECK(data.at("session").is_null());
}

TEST_CASE("a cancellation is one call", "[server][webhooks]") {
  hooked h;
  h.make();
  const auto path = people + "/" + h.p.register_one("ada");
  h.p.with.set_time("2030-01-10T10:01:00Z");
  REQUIRE(h.p.call("POST", path + "/cancel").status == 200);
  h.send_all();
  CHECK(types_of(h.there) ==
        std::vector<std::string>{"registration.created", "registration.cancelled"});
}

TEST_CASE("a consent is told when it is given and when it ends, and not what was only asked for",
          "[server][webhooks]") {
  hooked h;
  const auto made = h.make({}, {"email"});
  {
    consenting other(h);
    other.withdraw();
    CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
  }
  consenting one(h);
  one.confirm();
  h.p.with.set_time("2030-01-11T10:00:00Z");
  one.withdraw();
  h.send_all();
  CHECK(types_of(h.there) == std::vector<std::string>{"consent.given", "consent.revoked"});
  const auto given = verified(h.there.calls().at(0), made.secret).at("data");
  CHECK(given.at("purpose") == "newsletter");
  CHECK(given.at("state") == "given");
  CHECK(given.at("channel") == "email");
  CHECK(given.at("email") == "ada@example.net");
  CHECK_FALSE(given.contains("name"));
  const auto revoked = verified(h.there.calls().at(1), made.secret).at("data");
  CHECK(revoked.at("state") == "withdrawn");
  CHECK(revoked.at("person") == given.at("person"));
}

TEST_CASE("what fails is tried again at the times that are said, then given up",
          "[server][webhooks]") {
  hooked h(always(500));
  h.make();
  h.p.register_one("ada");
  auto now = h.p.with.time();
  for (std::int64_t attempt = 1; attempt <= 10; ++attempt) {
    h.send_all();
    INFO(attempt);
    CHECK(std::int64_t(h.there.calls().size()) == attempt);
    const auto next = events::webhook_retry_after(attempt);
    if (!next) break;
    h.p.with.set_time(to_iso(now + *next - 1s));
    h.send_all();
    CHECK(std::int64_t(h.there.calls().size()) == attempt);
    now += *next;
    h.p.with.set_time(to_iso(now));
  }
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'failed' AND attempts = 10"
                " AND status = 500 AND answer = 'Ihre Meldung'") == 1);
  std::set<std::string> ids;
  for (const auto& one : h.there.calls()) ids.insert(one.headers.at("webhook-id"));
  CHECK(ids.size() == 1);
  // Three days without anything else: the owner has to look.
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE state = 'paused'"
                " AND pause_reason = 'failing'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'webhook.paused'") == 1);
  h.cookie.clear();
  h.sign_in("eva@example.org", "sit", "owner");
  CHECK(body_of(h.get("/admin/sit/start")).find("erreicht sein System nicht") != std::string::npos);
}

TEST_CASE("a success ends the time of failing", "[server][webhooks]") {
  hooked h([](const received_call&, int times) {
    return web_receiver::answer(times == 0 ? 503 : 200, "gut");
  });
  h.make();
  h.p.register_one("ada");
  h.send_all();
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE failures = 1"
                " AND failing_since IS NOT NULL") == 1);
  h.p.with.set_time("2030-01-10T10:00:05Z");
  h.send_all();
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE failures = 0"
                " AND failing_since IS NULL") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'done' AND attempts = 2"
                " AND answer = 'gut'") == 1);
}

TEST_CASE("a receiver that says 410 is called no more", "[server][webhooks]") {
  hooked h(always(410));
  h.make();
  h.p.register_one("ada");
  h.p.register_one("eva");
  h.send_all();
  CHECK(h.there.calls().size() == 1);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE state = 'paused'"
                " AND pause_reason = 'gone'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'failed'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'queued' AND attempts = 0") == 1);
}

TEST_CASE("redirects count as failures and lead nowhere", "[server][webhooks]") {
  const web_receiver other;
  hooked h([&](const received_call&, int) {
    return web_receiver::answer(302, "", "Location: " + other.url() + "\r\n");
  });
  h.make();
  h.p.register_one("ada");
  h.send_all();
  CHECK(other.connections() == 0);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE status = 302 AND state = 'queued'") == 1);
}

TEST_CASE("an endpoint that fails is left alone for a while, others are not",
          "[server][webhooks]") {
  hooked h([](const received_call& call, int) {
    return web_receiver::answer(call.target == "/zusage" ? 500 : 200);
  });
  h.make();
  h.make();
  h.run(
      "UPDATE webhook_endpoint SET url = url || '/well' WHERE id = (SELECT MAX(id) FROM "
      "webhook_endpoint)");
  for (const auto* name : {"ada", "eva", "ina"}) h.p.register_one(name);
  h.send_all();
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'done'") == 3);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'queued' AND attempts = 1") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'queued' AND attempts = 0") == 2);
  CHECK(h.there.calls().size() == 4);
}

TEST_CASE("a process that ends between sending and noting leaves the call to be sent again",
          "[server][webhooks]") {
  hooked h;
  h.make();
  h.p.register_one("ada");
  {
    server::webhook_sender killed(h.p.with.get());
    killed.before_noting = [] { throw std::runtime_error("killed"); };
    CHECK_THROWS_WITH(killed.pass(), "killed");
  }
  h.send_all();
  CHECK(h.there.calls().size() == 1);
  h.p.with.set_time("2030-01-10T10:05:00Z");
  h.send_all();
  const auto calls = h.there.calls();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].headers.at("webhook-id") == calls[1].headers.at("webhook-id"));
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'done' AND attempts = 1") == 1);
}

TEST_CASE("an address inside our own network is never called, however it came there",
          "[server][webhooks]") {
  hooked h;
  h.make();
  h.p.with.config().webhooks_allow_private = false;
  h.p.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE webhook_endpoint SET url = :1", h.there.url("https", "localhost"));
  });
  h.p.register_one("ada");
  h.send_all();
  CHECK(h.there.connections() == 0);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'queued' AND attempts = 1"
                " AND status = 0 AND answer = 'address'") == 1);
}

TEST_CASE("after a rotation both secrets sign for a day, then the new one alone",
          "[server][webhooks]") {
  hooked h;
  const auto made = h.make();
  const auto whose = h.p.scope_of("sit");
  const auto fresh = h.p.with.database()->write([&](schema::transaction& tx) {
    return events::rotate_webhook_secret(tx, whose, h.p.with->keys.sessions,
                                         *events::find_webhook(tx, whose, made.public_id),
                                         h.p.with.time());
  });
  CHECK(fresh != made.secret);
  h.p.register_one("ada");
  h.send_all();
  verified(h.there.calls().at(0), made.secret);
  verified(h.there.calls().at(0), fresh);
  h.p.with.set_time("2030-01-11T10:00:00Z");
  h.p.register_one("eva");
  h.send_all();
  verified(h.there.calls().at(1), fresh);
  CHECK(h.there.calls().at(1).headers.at("webhook-signature").find(' ') == std::string::npos);
}

TEST_CASE("a secret is stored encrypted", "[server][webhooks]") {
  hooked h;
  const auto made = h.make();
  CHECK(made.secret.starts_with("whsec_"));
  CHECK(from_base64(made.secret.substr(6))->size() == 32);
  const auto stored = h.p.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT secret FROM webhook_endpoint").value();
  });
  CHECK(stored.find(made.secret.substr(6, 20)) == std::string::npos);
  CHECK(events::open_webhook_secret(h.p.with->keys.sessions, made.public_id, stored) ==
        from_base64(made.secret.substr(6)));
  CHECK_FALSE(events::open_webhook_secret(h.p.with->keys.sessions, "another", stored));
}

TEST_CASE("calls that ended go after thirty days, and with the registration at once",
          "[server][webhooks]") {
  hooked h;
  h.make();
  h.p.register_one("ada");
  h.p.register_one("eva");
  h.send_all();
  h.run(
      "DELETE FROM registration_session WHERE registration_id = (SELECT MIN(id) FROM "
      "registration)");
  h.run("DELETE FROM message");
  h.run("DELETE FROM registration WHERE id = (SELECT MIN(id) FROM registration)");
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 1);
  server::maintenance rounds(h.p.with.get());
  rounds.run_once(h.p.with.time() + 24h * 30 - 1s);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 1);
  rounds.run_once(h.p.with.time() + 24h * 30);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
}

TEST_CASE("the sender stops while a receiver is silent, and the call is not lost",
          "[server][webhooks]") {
  std::promise<void> called;
  hooked h([&](const received_call&, int times) {
    if (times == 0) called.set_value();
    return web_receiver::silence;
  });
  h.make();
  h.p.register_one("ada");
  server::webhook_sender sender(h.p.with.get());
  sender.start();
  called.get_future().wait();
  const auto begin = std::chrono::steady_clock::now();
  sender.stop();
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'queued' AND attempts = 0") == 1);
}
