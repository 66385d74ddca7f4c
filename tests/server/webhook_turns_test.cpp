// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/webhook_calls.hpp"

#include <map>

#include "tests/server/webhook_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Endpoints of two organisers, the first of which has several with many calls that came before.
struct several_endpoints : hooked {
  std::int64_t last_claim = 0;

  void add(const char* organiser, const char* key, int calls) {
    p.with.database()->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret,"
          " state, created_at) SELECT id, :1, 'https://example.org/', '', '', '', 'active', 1"
          " FROM organiser WHERE key = :2",
          key, organiser);
      for (int i = 0; i < calls; ++i)
        tx.execute(
            "INSERT INTO webhook_call (endpoint_id, kind, at, due_at)"
            " SELECT id, 'test', 1, 1 FROM webhook_endpoint WHERE public_id = :1",
            key);
    });
  }
  /// The endpoint of the next claim, "" for none.
  std::string claim() {
    return p.with.database()->write([&](schema::transaction& tx) {
      const auto all = events::claim_webhook_calls(tx, ++last_claim, p.with.time());
      if (all.empty()) return std::string();
      return tx
          .value<std::string>("SELECT public_id FROM webhook_endpoint WHERE id = :1",
                              all.front().endpoint_id)
          .value();
    });
  }
  void finish(std::int64_t claim) {
    p.with.database()->write([&](schema::transaction& tx) {
      tx.execute("UPDATE webhook_call SET state = 'done' WHERE claim = :1 AND state = 'sending'",
                 claim);
    });
  }
};

}  // namespace

TEST_CASE("organisers take turns, and the endpoints of each among its own", "[server][webhooks]") {
  several_endpoints at;
  at.add("sit", "a1", 40);
  at.add("sit", "a2", 40);
  at.add("kdn", "b", 12);
  std::string order;
  for (int i = 0; i < 6; ++i) {
    order += at.claim() + " ";
    at.finish(at.last_claim);
  }
  CHECK(order == "a1 b a2 b a1 b ");
  CHECK(at.claim() == "a2");
}

TEST_CASE(
    "an endpoint that is being called is not called beside, nor more than two of an organiser",
    "[server][webhooks]") {
  several_endpoints at;
  for (const auto* key : {"a1", "a2", "a3"}) at.add("sit", key, 10);
  CHECK(at.claim() == "a1");
  CHECK(at.claim() == "a2");
  CHECK(at.claim().empty());
  at.add("kdn", "b", 1);
  CHECK(at.claim() == "b");
  at.finish(1);
  CHECK(at.claim() == "a3");
}

TEST_CASE("a call that cannot be made ends its own endpoint's turn and no other's",
          "[server][webhooks]") {
  several_endpoints at;
  at.add("sit", "broken", 3);  // no secret can be opened
  at.make();
  at.p.register_one("ada");
  at.send_all();
  CHECK(at.there.calls().size() == 1);
  CHECK(at.count("SELECT COUNT(*) FROM webhook_call WHERE answer = 'unmade' AND attempts = 1") ==
        1);
}

TEST_CASE("of several senders one has a call", "[server][webhooks]") {
  hooked h;
  h.make();
  h.p.register_one("ada");
  h.p.register_one("eva");
  server::webhook_sender first(h.p.with.get()), second(h.p.with.get());
  std::size_t of_second = 0;
  first.before_noting = [&] { of_second += second.pass(); };
  CHECK(first.pass() == 2);
  CHECK(of_second == 0);
  CHECK(h.there.calls().size() == 2);
}

TEST_CASE("what a sender claimed twice, the later claim alone notes", "[server][webhooks]") {
  hooked h;
  h.make();
  h.p.register_one("ada");
  const auto claim = [&](std::int64_t number) {
    return h.p.with.database()->write([&](schema::transaction& tx) {
      return events::claim_webhook_calls(tx, number, h.p.with.time());
    });
  };
  const auto call = claim(1).at(0).id;
  CHECK(claim(2).empty());
  h.p.with.set_time("2030-01-10T10:05:00Z");
  CHECK(claim(3).size() == 1);
  h.p.with.database()->write([&](schema::transaction& tx) {
    events::note_webhook_outcome(tx, 1, call, {500, ""}, h.p.with.time());
    events::note_webhook_outcome(tx, 3, call, {200, ""}, h.p.with.time());
  });
  CHECK(h.count("SELECT COUNT(*) FROM webhook_call WHERE state = 'done' AND attempts = 1") == 1);
}
