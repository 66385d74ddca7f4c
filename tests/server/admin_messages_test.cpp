// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/outbox.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/messages";
const std::string of_event = "/admin/sit/events/kick-off/messages";

bool has(const tests::seen& page, const std::string& text) {
  return page.body.find(text) != std::string::npos;
}

struct log_reader : admin_side {
  std::string reference = add_attendee("kick-off", "Ina", "Kurz");

  explicit log_reader(const std::string& role = "organiser") {
    sign_in_as("anna@example.org", "sit", role);
  }
  /// About the registration, or about a consent; its Message-ID.
  std::string add(const std::string& kind, const std::string& state = "sent",
                  bool of_consent = false) {
    return db->write([&](schema::transaction& tx) {
      mailer::new_message m;
      const auto row = tx.one<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "SELECT id, event_id, organiser_id, email FROM registration WHERE reference = :1",
          reference);
      std::tie(*(m.registration_id = 0), *(m.event_id = 0), m.organiser_id, m.recipient) =
          row.value();
      m.template_name = kind;
      m.language = "de";
      m.urgency = mailer::priority::service;
      if (of_consent) {
        m.purpose_id = tx.value<std::int64_t>(
            "SELECT id FROM purpose WHERE organiser_id = :1 ORDER BY id", m.organiser_id);
      }
      const auto id = mailer::outbox("example.org").enqueue(tx, m, now).value();
      tx.execute("UPDATE message SET state = :1 WHERE message_id = :2", state, id);
      return id;
    });
  }
  void returned(const std::string& id, int how) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET returned = :1 WHERE message_id = :2", how, id);
    });
  }
  std::string email() {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT email FROM registration WHERE reference = :1", reference)
          .value();
    });
  }
  tests::seen again(const std::string& path) { return post(path + "/again", {{"csrf", csrf()}}); }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(0); });
  }
};

}  // namespace

TEST_CASE("the log of messages says what became of each", "[server][admin][messages]") {
  log_reader side;
  CHECK(has(side.get(area), "Es gibt noch keine Nachrichten."));
  const auto id = side.add("registration-confirmed");
  side.add("event-reminder", "failed");
  for (const auto& path : {area, of_event}) {
    const auto page = side.get(path);
    CHECK(page.status == 200);
    CHECK(has(page, "Anmeldung bestätigt"));
    CHECK(has(page, "Erinnerung"));
    CHECK(has(page, "<strong>nicht zustellbar</strong>"));
    CHECK(has(page, side.email()));
  }
  const auto trouble = side.get(area, {{"trouble", "1"}});
  CHECK(has(trouble, "Erinnerung"));
  CHECK_FALSE(has(trouble, "Anmeldung bestätigt"));
  const auto details = side.get(area + "/" + id);
  CHECK(details.status == 200);
  CHECK(has(details, "&lt;" + id + "&gt;"));
  CHECK(has(details, "Noch kein Versuch."));
  CHECK(has(details, "/admin/sit/events/kick-off/attendees/" + side.reference));
}

TEST_CASE("messages to an address are found without it in the URL", "[server][admin][messages]") {
  log_reader side;
  side.add("registration-confirmed");
  const auto find = [&](const std::string& typed) {
    return side.post(area, {{"csrf", side.csrf()}, {"email", typed}});
  };
  CHECK(has(find(side.email()), "Anmeldung bestätigt"));
  CHECK(has(find("nobody@example.org"), "An diese Adresse gibt es keine Nachrichten."));
  CHECK(find("").status == 422);
  const auto wrong = find("kein Postfach");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"kein Postfach\""));
}

TEST_CASE("fifty messages are a page, and older ones follow", "[server][admin][messages]") {
  log_reader side;
  const auto oldest = side.add("event-recording");
  for (int i = 0; i < 50; ++i) side.add("registration-confirmed");
  const auto first = side.get(area);
  CHECK_FALSE(has(first, "Aufzeichnung"));
  REQUIRE(has(first, "before="));
  const auto from = first.body.find("before=") + 7;
  auto behind = first.body.substr(from, first.body.find('"', from) - from);
  behind.replace(behind.find("%40"), 3, "@");
  const auto second = side.get(area, {{"before", behind}});
  CHECK(has(second, "Aufzeichnung"));
  CHECK_FALSE(has(second, "rel=\"next\""));
}

TEST_CASE("who may not see consents sees no message that tells of one",
          "[server][admin][messages]") {
  for (const auto& [role, sees] :
       {std::pair("organiser", false), std::pair("owner", true), std::pair("dpo", true)}) {
    log_reader side(role);
    const auto id = side.add("consent-confirm", "sent", true);
    INFO(role);
    CHECK(has(side.get(area), "Einwilligung bestätigen") == sees);
    CHECK(side.get(area + "/" + id).status == (sees ? 200 : 404));
    CHECK(side.again(area + "/" + id).status == (std::string(role) == "owner" ? 303 : 404));
  }
}

TEST_CASE("a message is sent again once, and the audit trail says who did it",
          "[server][admin][messages]") {
  log_reader side;
  const auto failed = area + "/" + side.add("registration-confirmed", "failed");
  CHECK(has(side.get(failed), "Noch einmal senden"));
  const auto done = side.again(failed);
  CHECK(done.status == 303);
  CHECK(has(side.get(failed, {{"done", "queued"}}), "Die Nachricht wird jetzt verschickt."));
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 1);
  CHECK(side.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'message.sent_again'") == 1);
  side.now += 2min;
  const auto sent = of_event + "/" + side.add("event-reminder");
  side.now += 2min;
  CHECK(side.again(sent).header("Location").find("done=copied") != std::string::npos);
  CHECK(side.again(sent).header("Location").find("done=too_soon") != std::string::npos);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'event-reminder'") == 2);
  const auto cancelled = area + "/" + side.add("registration-changed", "cancelled");
  CHECK_FALSE(has(side.get(cancelled), "Noch einmal senden"));
  CHECK(side.again(cancelled).header("Location").find("done=not_this") != std::string::npos);
}

TEST_CASE("what came back is shown at the registration and in the list of attendees",
          "[server][admin][messages]") {
  log_reader side;
  const auto attendee = "/admin/sit/events/kick-off/attendees/" + side.reference;
  const auto id = side.add("registration-confirmed");
  CHECK_FALSE(has(side.get(attendee), "kam zurück"));
  side.returned(id, 1);
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
  side.returned(id, 2);
  CHECK(has(side.get(attendee), "Eine E-Mail an diese Adresse kam zurück."));
  CHECK(has(side.get(attendee), "/events/kick-off/messages/"));
  CHECK(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
  // The address was corrected.
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE registration SET email = 'new@example.org', email_key = 'new@example.org'"
        " WHERE reference = :1",
        side.reference);
  });
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
}

TEST_CASE("from a person's consents there is a way to their messages",
          "[server][admin][messages]") {
  log_reader side("dpo");
  consent::evidence by;
  by.email = side.email();
  const auto person = side.add_consent("sit", by);
  const auto page = side.get("/admin/sit/consents/" + person);
  CHECK(has(page, "action=\"" + area + "\""));
  CHECK(has(page, "name=\"email\" value=\"" + side.email() + "\""));
}

TEST_CASE("the start page and the log say that no mail leaves, to who can do something about it",
          "[server][admin][messages]") {
  log_reader side;
  const std::string warning = "Seit mindestens 15 Minuten ist keine E-Mail hinausgegangen.";
  side.add("registration-confirmed", "queued");
  CHECK_FALSE(has(side.get("/admin/sit/events"), warning));
  side.now += 20min;
  for (const auto* path : {"/admin/sit/events", "/admin/sit/messages", "/admin/sit/mail"}) {
    INFO(path);
    CHECK(has(side.get(path), warning));
    CHECK(has(side.get(path), "1 Nachricht wartet"));
  }
  side.sign_in_as("check@example.org", "sit", "check-in");
  CHECK_FALSE(has(side.get("/admin/sit/events"), warning));
}
