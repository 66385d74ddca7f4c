// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/log_reader.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using namespace zusage::tests;

TEST_CASE("a Message-ID is shown to who manages consents, and names nothing in a path",
          "[server][admin][messages]") {
  for (const auto& [role, sees] :
       {std::pair("organiser", false), std::pair("owner", true), std::pair("dpo", true)}) {
    log_reader side(role);
    const auto id = side.add("registration-confirmed", "failed");
    INFO(role);
    CHECK(has(side.get(area + "/" + side.token(id)), "&lt;" + id + "&gt;") == sees);
    CHECK(side.get(area + "/" + id).status == 404);
    CHECK(side.get(area + "/17").status == 404);
    const auto attendee = "/admin/sit/events/kick-off/attendees/" + side.reference;
    for (const auto& path : {area, of_event, attendee}) {
      const auto page = side.get(path);
      CHECK(has(page, "/messages/" + side.token(id)));
      CHECK_FALSE(has(page, id.substr(0, id.find('@'))));
    }
  }
}

TEST_CASE("a message is sent again once, and the audit trail says who did it",
          "[server][admin][messages]") {
  log_reader side;
  const auto token = side.token(side.add("registration-confirmed", "failed"));
  const auto failed = area + "/" + token;
  CHECK(has(side.get(failed), "Noch einmal senden"));
  const auto done = side.again(failed);
  CHECK(done.status == 303);
  CHECK(has(side.get(failed, {{"done", "queued"}}), "Die Nachricht wird jetzt versucht."));
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 1);
  CHECK(side.db->read([&](const schema::reader& r) {
    return r.value<std::string>(
        "SELECT subject FROM audit_entry WHERE action = 'message.sent_again'");
  }) == token);
  side.now += 2min;
  const auto sent = of_event + "/" + side.token(side.add("event-reminder"));
  side.now += 2min;
  const auto copied = side.again(sent).header("Location");
  CHECK(copied.find("done=copied") != std::string::npos);
  REQUIRE(copied.find("made=") != std::string::npos);
  const auto made = copied.substr(copied.find("made=") + 5, 22);
  CHECK(has(side.get(sent, {{"done", "copied"}, {"made", made}}), of_event + "/" + made));
  CHECK(side.get(of_event + "/" + made).status == 200);
  CHECK(side.again(sent).header("Location").find("done=too_soon") != std::string::npos);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'event-reminder'") == 2);
  const auto cancelled = area + "/" + side.token(side.add("registration-changed", "cancelled"));
  CHECK_FALSE(has(side.get(cancelled), "Noch einmal senden"));
  CHECK(side.again(cancelled).header("Location").find("done=not_this") != std::string::npos);
}

TEST_CASE("what waits for its first attempt, or has ended, is not offered to be sent again",
          "[server][admin][messages]") {
  log_reader side;
  const auto waits = area + "/" + side.token(side.add("registration-confirmed", "queued"));
  CHECK(has(side.get(waits), "wartet auf ihren ersten Versuch"));
  CHECK_FALSE(has(side.get(waits), "/again"));
  CHECK(side.again(waits).header("Location").find("done=waits") != std::string::npos);
  const auto ended = area + "/" + side.token(side.add("registration-verify", "failed"));
  side.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET expires_at = created_at + 1 WHERE state = 'failed'");
  });
  side.now += 2min;
  CHECK(has(side.get(ended), "Noch einmal senden lässt sie sich nicht: Was darin steht, galt bis"));
  CHECK_FALSE(has(side.get(ended), "/again"));
  CHECK(side.again(ended).header("Location").find("done=ended") != std::string::npos);
}

TEST_CASE("a consent that is decided is not asked for again", "[server][admin][messages]") {
  log_reader side("owner");
  consent::evidence by;
  by.email = side.email();
  side.add_consent("sit", by);
  const auto path = area + "/" + side.token(side.add("consent-confirm", "failed", true));
  CHECK(has(side.get(path), path + "/again"));
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE message SET purpose_id = (SELECT purpose_id FROM consent_state),"
        " principal_id = (SELECT principal_id FROM consent_state)"
        " WHERE template = 'consent-confirm'");
  });
  CHECK(has(side.get(path), "Über die Einwilligung ist schon entschieden"));
  CHECK_FALSE(has(side.get(path), path + "/again"));
  CHECK(side.again(path).header("Location").find("done=decided") != std::string::npos);
  side.db->write(
      [&](schema::transaction& tx) { tx.execute("UPDATE consent_state SET state = 'requested'"); });
  CHECK(side.again(path).header("Location").find("done=queued") != std::string::npos);
}

TEST_CASE("before it is sent to a dead address, the page warns", "[server][admin][messages]") {
  log_reader side;
  const auto path = area + "/" + side.token(side.add("registration-confirmed"));
  const std::string warning = "Wahrscheinlich kommt auch die nächste nicht an.";
  CHECK_FALSE(has(side.get(path), warning));
  side.returned(side.add("event-reminder"), 2);
  CHECK(has(side.get(path), warning));
}

TEST_CASE("while no mail leaves, the message's page promises no attempt",
          "[server][admin][messages]") {
  log_reader side;
  const auto path = area + "/" + side.token(side.add("registration-confirmed", "queued"));
  side.now += 20min;
  const auto page = side.get(path, {{"done", "queued"}});
  CHECK(has(page, "Im Augenblick verlässt aber keine E-Mail das Programm."));
  CHECK_FALSE(has(page, "wird jetzt versucht"));
  CHECK(has(page, "/admin/sit/mail"));
}
