// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_webhooks.hpp"

#include "tests/server/webhook_fixture.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string all = "/admin/sit/webhooks";

}  // namespace

TEST_CASE("the owner makes a webhook whose secret is shown once", "[server][webhooks]") {
  hooked h;
  CHECK(has(h.get(all), "Es gibt noch keinen Webhook."));
  const auto made =
      h.send("POST", all, {{"url", h.there.url()}, {"kinds", "registration.created"}});
  CHECK(made.status == 200);
  CHECK(has(made, "whsec_"));
  const auto listed = h.get(all);
  CHECK(has(listed, "127.0.0.1"));
  CHECK(has(listed, "Anmeldung eingegangen"));
  CHECK_FALSE(has(listed, "whsec_"));
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'webhook.made'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'webhook.%'"
                " AND details LIKE '%/zusage%'") == 0);
}

TEST_CASE("a form for a webhook with faults keeps what was typed", "[server][webhooks]") {
  hooked h;
  h.p.with.config().webhooks_allow_private = false;
  const auto made = h.send("POST", all, {{"url", "https://192.168.7.9/x"}, {"personal", "email"}});
  CHECK(made.status == 422);
  CHECK(has(made, "https://192.168.7.9/x"));
  CHECK(has(made, "liegt nicht im öffentlichen Internet"));
  CHECK(has(made, "Bitte kreuzen Sie mindestens einen Anlass an."));
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint") == 0);
}

TEST_CASE("a webhook is tried, paused, resumed, changed and deleted", "[server][webhooks]") {
  hooked h;
  const auto one = all + "/" + h.make().public_id;
  CHECK(has(h.get(one), "Es gab noch keinen Aufruf."));
  CHECK(h.send("POST", one + "/test", {}).status == 303);
  h.send_all();
  REQUIRE(h.there.calls().size() == 1);
  CHECK(nlohmann::json::parse(h.there.calls()[0].body).at("type") == "test");
  const auto shown = h.get(one);
  CHECK(has(shown, "angekommen"));
  CHECK(has(shown, "HTTP 204"));
  CHECK(has(shown, h.there.calls()[0].headers.at("webhook-id")));

  const auto call = std::to_string(h.count("SELECT MAX(id) FROM webhook_call"));
  CHECK(h.send("POST", one + "/again", {{"call", call}}).status == 303);
  CHECK(h.send("POST", one + "/again", {{"call", call}}).status == 422);
  h.send_all();
  CHECK(h.there.calls().size() == 2);
  CHECK(h.there.calls()[1].headers.at("webhook-id") == h.there.calls()[0].headers.at("webhook-id"));

  CHECK(h.send("POST", one + "/state", {{"state", "paused"}}).status == 303);
  CHECK(has(h.get(one + "?done=paused"), "angehalten am 10.01.2030"));
  CHECK(h.send("POST", one + "/state", {{"state", "active"}}).status == 303);
  CHECK(has(h.get(one), "Zustand: aktiv"));

  CHECK(h.send("POST", one, {{"url", "x"}, {"kinds", "consent.given"}}).status == 422);
  CHECK(h.send("POST", one, {{"url", h.there.url()}, {"kinds", "consent.given"}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE kinds = 'consent.given'") == 1);

  CHECK(has(h.send("POST", one + "/delete", {}), "löschen?"));
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint") == 1);
  CHECK(h.send("POST", one + "/delete", {{"confirm", "yes"}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint") == 0);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 0);
  CHECK(h.get(one).status == 404);
}

TEST_CASE("one test call waits at a time, and none while it is paused", "[server][webhooks]") {
  hooked h;
  const auto one = all + "/" + h.make().public_id;
  const auto leads_to = [&](const server::response& answer) {
    return header_of(answer, "Location");
  };
  CHECK(leads_to(h.send("POST", one + "/test", {})).find("done=test") != std::string::npos);
  CHECK(leads_to(h.send("POST", one + "/test", {})).find("done=no_test") != std::string::npos);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 1);
  h.send_all();
  CHECK(h.send("POST", one + "/state", {{"state", "paused"}}).status == 303);
  CHECK(leads_to(h.send("POST", one + "/test", {})).find("done=no_test") != std::string::npos);
  CHECK(has(h.get(one + "?done=no_test"), "oder dieser Webhook ist angehalten"));
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call") == 1);
}

TEST_CASE("a new secret is asked for first and shown once", "[server][webhooks]") {
  hooked h;
  const auto made = h.make();
  const auto path = all + "/" + made.public_id + "/secret";
  CHECK_FALSE(has(h.send("POST", path, {}), "whsec_"));
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE old_secret IS NOT NULL") == 0);
  const auto shown = h.send("POST", path, {{"confirm", "yes"}});
  CHECK(has(shown, "whsec_"));
  CHECK_FALSE(has(shown, made.secret));
}

TEST_CASE("webhooks are the owner's, and no other organiser's", "[server][webhooks]") {
  hooked h;
  const auto id = h.make().public_id;
  h.sign_in("ida@example.org", "kdn", "owner");
  for (const auto& organiser : {std::string("sit"), std::string("kdn")}) {
    const auto one = "/admin/" + organiser + "/webhooks/" + id;
    CHECK(h.get(one).status == 404);
    for (const auto* act : {"", "/state", "/test", "/again", "/secret", "/delete"}) {
      INFO(organiser << act);
      CHECK(h.send("POST", one + act,
                   {{"confirm", "yes"}, {"url", h.there.url()}, {"kinds", "consent.given"}})
                .status == 404);
    }
  }
  h.sign_in("ute@example.org", "sit", "organiser");
  CHECK(h.get(all).status == 404);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint WHERE state = 'active'") == 1);
}

TEST_CASE("an organiser has at most ten webhooks", "[server][webhooks]") {
  hooked h;
  for (int i = 0; i < 10; ++i) h.make();
  const auto made = h.send("POST", all, {{"url", h.there.url()}, {"kinds", "consent.given"}});
  CHECK(made.status == 409);
  CHECK(h.count("SELECT COUNT(*) FROM webhook_endpoint") == 10);
}
