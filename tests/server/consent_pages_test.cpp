// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/purposes.hpp"
#include "events/confirm_link.hpp"
#include "server/read_request.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

/// Somebody who ticked the box of the newsletter and has the mail that asks to confirm.
struct subscriber : visitor {
  std::string confirm, revoke;

  subscriber() {
    registered({{"consent.newsletter", "yes"}});
    const auto id = with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT public_id FROM consent_state").value();
    });
    confirm = with.link_maker().token(link_purpose::confirm, id);
    revoke = with.link_maker().token(link_purpose::revoke, id);
  }

  void sign_up_at(const std::string& slug,
                  const std::vector<std::pair<std::string, std::string>>& more) {
    auto form = with.request("POST", "/e/" + slug + "/register", {{"slug", slug}});
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"given_name", "Eve"},
                                                          {"family_name", "X"},
                                                          {"email", "ada@example.net"},
                                                          {"session", "forum-1"}}) {
      form.form.add(name, value);
    }
    for (const auto& [name, value] : more) form.form.add(name, value);
    REQUIRE(with.run(&server::post_register, form).status == 303);
  }

  server::response press_confirm() {
    return with.run(&server::post_confirm, at("POST", "/c/" + confirm, confirm));
  }
  server::response press_revoke() {
    return with.run(&server::post_revoke, at("POST", "/u/" + revoke, revoke));
  }
  std::string show_revoke() {
    return body_of(with.run(&server::show_revoke, at("GET", "/u/" + revoke, revoke)));
  }
  std::string show_confirm() {
    return body_of(with.run(&server::show_confirm, at("GET", "/c/" + confirm, confirm)));
  }
  std::string state() {
    return with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT state FROM consent_state").value();
    });
  }
  std::string newest_method() {
    return with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT method FROM consent_record ORDER BY id DESC").value();
    });
  }
};

}  // namespace

TEST_CASE("opening the links of a mail changes nothing", "[server]") {
  subscriber s;
  const auto page = s.show_confirm();
  CHECK(contains(page, "Widerruf jederzeit"));  // the words that were agreed to
  CHECK(contains(page, "method=\"post\""));
  s.show_revoke();
  CHECK(s.state() == "requested");
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_record") == 1);
}

TEST_CASE("the button confirms, and pressing it again shows the same", "[server]") {
  subscriber s;
  const auto first = s.press_confirm(), second = s.press_confirm();
  CHECK(first.status == 303);
  CHECK(header_of(first, "Location") == "/c/" + s.confirm);
  CHECK(header_of(second, "Location") == header_of(first, "Location"));
  CHECK(s.state() == "given");
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_record") == 2);
  CHECK_FALSE(contains(s.show_confirm(), "method=\"post\""));
  CHECK(contains(s.show_confirm(), "Ihre Einwilligung ist bestätigt"));
}

TEST_CASE("the record of a confirmation names the mails that left and what their server replied",
          "[server]") {
  subscriber s;
  const auto sent = [&](const std::string& state, const std::string& reply) {
    s.with.database()->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT MAX(id), 0, 'deferred', 'rcpt', 450, '450 4.2.0 Greylisted' FROM message"
          " WHERE template = 'consent-confirm'");
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT MAX(id), 1, :1, 'end', 250, :2 FROM message"
          " WHERE template = 'consent-confirm'",
          state, reply);
      tx.execute(
          "UPDATE message SET state = :1 WHERE id ="
          " (SELECT MAX(id) FROM message WHERE template = 'consent-confirm')",
          state);
      return 0;
    });
  };
  sent("sent", "250 2.0.0 Ok: queued");
  const auto first = s.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>(
        "SELECT message_id FROM message WHERE template ="
        " 'consent-confirm'");
  });
  // Somebody else asks for the address as well; that mail is refused and does not stand for the one
  // whose link was used.
  tests::add_event(s.with.database(), {{"slug", "other"}});
  s.sign_up_at("other", {{"consent.newsletter", "yes"}});
  REQUIRE(s.with.count("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'") == 2);
  sent("failed", "550 5.1.1 unknown");
  s.press_confirm();
  const auto standing = s.with.database()->read([&](const schema::reader& db) {
    const auto id = db.value<std::string>("SELECT public_id FROM consent_state");
    return s.with->ledger.find(db, id.value()).value();
  });
  CHECK(standing.by.message_id == first);
  CHECK(standing.by.server_reply == "250 2.0.0 Ok: queued");
  CHECK_FALSE(standing.by.token_hash.empty());
}

TEST_CASE("an old link shows and confirms the wording of the newest request, and never another",
          "[server]") {
  subscriber s;
  const auto hash_of = [&](const char* order) {
    return s.with.database()->read([&](const schema::reader& db) {
      return db
          .value<std::string>(
              std::string("SELECT n.hash FROM consent_record r JOIN notice n ON n.id = r.notice_id"
                          " ORDER BY r.id ") +
              order)
          .value();
    });
  };
  const auto press_with = [&](const std::string& hash) {
    auto of = s.at("POST", "/c/" + s.confirm, s.confirm);
    of.form.add("notice", hash);
    return s.with.run(&server::post_confirm, of);
  };
  CHECK(contains(s.show_confirm(), "name=\"notice\" value=\"" + hash_of("LIMIT 1") + "\""));
  // While the page is open somebody asks again, by newer words.
  s.with.database()->write([&](schema::transaction& tx) {
    const auto [organiser, purpose] =
        tx.one<std::int64_t, std::int64_t>(
              "SELECT organiser_id, purpose_id FROM consent_state LIMIT 1")
            .value();
    consent::purpose_definition newer;
    newer.key = tx.value<std::string>("SELECT key FROM purpose WHERE id = :1", purpose).value();
    newer.channel = "email";
    newer.title = {{"de", "Rundbrief"}};
    newer.notice = {{"de", "Ganz neuer Wortlaut."}};
    newer.controller = nlohmann::json::object();
    consent::store_purpose(tx, organiser, newer, s.with.time());
    const auto notice = tx.value<std::int64_t>("SELECT MAX(id) FROM notice").value();
    consent::consent_request what{organiser, purpose, notice, "email", {}};
    what.by.email = "ada@example.net";
    s.with->ledger.request(tx, what, s.with.time());
  });
  const auto old_hash = hash_of("LIMIT 1"), new_hash = hash_of("DESC LIMIT 1");
  const auto refused = press_with(old_hash);
  CHECK(header_of(refused, "Location") == "/c/" + s.confirm + "?done=notice_changed");
  CHECK(s.state() == "requested");
  CHECK(contains(s.show_confirm(), "Ganz neuer Wortlaut."));
  press_with(new_hash);
  CHECK(s.state() == "given");
  CHECK(hash_of("DESC LIMIT 1") == new_hash);
}

TEST_CASE("after 14 days a request cannot be confirmed and the page says so", "[server]") {
  subscriber s;
  s.with.set_time("2030-01-25T10:00:01Z");
  CHECK(contains(s.show_confirm(), "nicht rechtzeitig bestätigt"));
  CHECK_FALSE(contains(s.show_confirm(), "method=\"post\""));
  s.press_confirm();
  CHECK(s.state() == "requested");
}

TEST_CASE("one button revokes without signing in, twice is the same as once", "[server]") {
  subscriber s;
  s.press_confirm();
  CHECK(contains(s.show_revoke(), "method=\"post\""));
  s.press_revoke();
  CHECK(s.press_revoke().status == 303);
  CHECK(s.state() == "withdrawn");
  CHECK(s.newest_method() == "link");
  CHECK(s.with.count("SELECT COUNT(*) FROM consent_record") == 3);
  CHECK(contains(s.show_revoke(), "keine Nachrichten mehr"));
}

TEST_CASE("one-click answers 200 at once, as a form and as multipart", "[server]") {
  subscriber s;
  s.press_confirm();
  auto of = s.at("POST", "/u/" + s.revoke, s.revoke);
  SECTION("form") {
    of.form.add("List-Unsubscribe", "One-Click");
  }
  SECTION("multipart") {
    of.content_type = "multipart/form-data; boundary=x";
    REQUIRE(
        server::take_body("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
                          "One-Click\r\n--x--\r\n",
                          of));
  }
  const auto made = s.with.run(&server::post_revoke, of);
  CHECK(made.status == 200);
  CHECK(header_of(made, "Location").empty());
  CHECK(s.state() == "withdrawn");
  CHECK(s.newest_method() == "one-click");
}

TEST_CASE("revoking cancels what is queued for that purpose", "[server]") {
  subscriber s;
  s.press_confirm();
  s.with.database()->write([&](schema::transaction& tx) {
    mailer::new_message message;
    message.organiser_id = s.of->by.id;
    message.template_name = "newsletter";
    message.language = "de";
    message.recipient = "ada@example.net";
    message.principal_id = tx.value<std::int64_t>("SELECT id FROM principal");
    message.purpose_id = tx.value<std::int64_t>("SELECT purpose_id FROM consent_state");
    message.needs_consent = true;
    s.with->outbox.enqueue(tx, message, s.with.time());
  });
  s.press_revoke();
  CHECK(s.with.count(
            "SELECT COUNT(*) FROM message WHERE template = 'newsletter' AND state = 'queued'") ==
        0);
}

TEST_CASE("the token of one purpose does not do the work of the other", "[server]") {
  subscriber s;
  CHECK(s.with.run(&server::post_confirm, s.at("POST", "/c/x", s.revoke)).status == 404);
  CHECK(s.with.run(&server::post_revoke, s.at("POST", "/u/x", s.confirm)).status == 404);
  CHECK(s.with.run(&server::show_confirm, s.at("GET", "/c/x", "forged")).status == 404);
  CHECK(s.with.run(&server::show_revoke, s.at("GET", "/u/x", "")).status == 404);
  CHECK(s.state() == "requested");
}

TEST_CASE("what was revoked is not brought back by the old confirmation link", "[server]") {
  subscriber s;
  s.press_revoke();
  s.press_confirm();
  CHECK(s.state() == "withdrawn");
}

TEST_CASE("an old link confirms nothing that was asked for after a revocation",
          "[server][consents]") {
  subscriber s;
  s.press_confirm();
  s.press_revoke();
  const auto state = [&] {
    return s.with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT state FROM consent_state").value();
    });
  };
  REQUIRE(state() == "withdrawn");
  tests::add_event(s.with.database(), {{"slug", "other"}});
  s.sign_up_at("other", {{"consent.newsletter", "yes"}});
  REQUIRE(state() == "requested");
  CHECK(contains(s.show_confirm(), "Er gehört zu einer früheren Anfrage."));
  CHECK_FALSE(contains(s.show_confirm(), "<form method=\"post\""));
  s.press_confirm();
  CHECK(state() == "requested");
  const auto fresh = s.with.database()->read([&](const schema::reader& db) {
    const auto id = db.value<std::string>("SELECT public_id FROM consent_state").value();
    return events::confirm_token(db, s.with.link_maker(), id);
  });
  CHECK(fresh != s.confirm);
  s.with.run(&server::post_confirm, s.at("POST", "/c/" + fresh, fresh));
  CHECK(state() == "given");
  // Once it stands, any of its links says so.
  CHECK(contains(s.show_confirm(), "Ihre Einwilligung ist bestätigt"));
  CHECK(contains(s.show_confirm(), "Link unten auf dieser Seite"));
}
