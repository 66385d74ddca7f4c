// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/person.hpp"

using namespace zusage;
using tests::contains;
using tests::header_of;

namespace {

/// Somebody who had the newsletter and has revoked it.
struct revoker : tests::person {
  revoker() {
    post(confirm());
    post(revoke());
  }
  server::response press() {
    return post(revoke() + "/again", {{"notice", notice_id("newsletter")}});
  }
};

}  // namespace

TEST_CASE("a revocation by mistake is asked for anew and gives nothing without the mail's link",
          "[server][personal]") {
  revoker r;
  CHECK(contains(r.see(r.revoke()), "Neue Bestätigungsmail anfordern"));
  const auto asked = r.press();
  CHECK(asked.status == 303);
  CHECK(r.state() == "requested");
  CHECK(r.newest_method() == "undo");
  CHECK(r.mails("consent-confirm") == 2);  // that of the registration, and this
  const auto page = r.see_after(asked);
  CHECK(contains(page, "Eine E-Mail ist an Ihre Adresse unterwegs"));
  CHECK_FALSE(contains(page, "Ja, widerrufen"));  // not right after asking for it
  CHECK(contains(r.see(r.revoke()), "Ja, widerrufen"));
  r.post(r.confirm());
  CHECK(r.state() == "given");
}

TEST_CASE("pressing a second time sends no second mail and says the same", "[server][personal]") {
  revoker r;
  const auto first = r.press(), second = r.press();
  CHECK(header_of(second, "Location") == header_of(first, "Location"));
  CHECK(r.mails("consent-confirm") == 2);
  CHECK(r.records() == 4);  // requested, given, withdrawn, requested
}

TEST_CASE("the new request names the notice of today and who pressed", "[server][personal]") {
  revoker r;
  auto file = tests::sample_event_file();
  file["purposes"][0]["notice"]["de"] = "Neuer Wortlaut. Widerruf jederzeit.";
  const auto before = r.notice_id("newsletter");
  tests::import_file(r.with.database(), file, nullptr, r.with.time());
  // What was on the screen is not what would be agreed to.
  const auto stale = r.post(r.revoke() + "/again", {{"notice", before}});
  CHECK(r.state() == "withdrawn");
  CHECK(contains(r.see_after(stale), "Der Wortlaut hat sich inzwischen geändert"));
  CHECK(contains(r.see(r.revoke()), "Neuer Wortlaut."));
  r.press();
  const auto now = r.with.database()->read(
      [&](const schema::reader& db) { return r.with->ledger.find(db, r.consent_id()).value(); });
  CHECK(now.now == consent::state::requested);
  CHECK(now.by.source == "/u");
  CHECK(now.by.email == r.email);
  CHECK(now.by.box == "pressed by the person after revoking");
  CHECK_FALSE(now.by.token_hash.empty());
  CHECK(r.text("SELECT CAST(notice_id AS TEXT) FROM consent_record ORDER BY id DESC") ==
        r.notice_id("newsletter"));
}

TEST_CASE("asking again after it was given anew, or before it was revoked, changes nothing",
          "[server][personal]") {
  revoker r;
  r.press();
  r.post(r.confirm());
  const auto late = r.press();
  CHECK(header_of(late, "Location") == r.revoke());
  CHECK(r.state() == "given");
  CHECK(r.mails("consent-confirm") == 2);
  CHECK_FALSE(contains(r.see(r.revoke()), "Versehen"));
}

TEST_CASE("after erasure nothing can be asked for again, since the address is not known",
          "[server][personal]") {
  revoker r;
  r.with.database()->write([&](schema::transaction& tx) {
    r.with->ledger.erase(tx, r.of->by.id, r.email, r.with.time());
  });
  CHECK_FALSE(contains(r.see(r.revoke()), "Versehen"));
  r.press();
  CHECK(r.state() == "withdrawn");
}

TEST_CASE("consents to calls are not asked for again without their number", "[server][personal]") {
  tests::person p({{"consent.calls", "yes"}, {"phone", "+49 30 1234"}});
  p.post(p.revoke());
  CHECK(p.state() == "withdrawn");
  CHECK_FALSE(contains(p.see(p.revoke()), "Versehen"));
  p.post(p.revoke() + "/again", {{"notice", p.notice_id("calls")}});
  CHECK(p.state() == "withdrawn");
}

TEST_CASE("mails that are asked for again count against what an address gets in an hour",
          "[server][personal]") {
  revoker r;
  // As if they had been sent within the hour: what waits is cancelled by the revocation.
  for (int i = 0; i < 25; ++i) {
    r.press();
    r.with.database()->write([](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = 'sent' WHERE state = 'queued'");
      tx.execute("DELETE FROM idempotency WHERE scope = 'ask'");
    });
    r.post(r.revoke());
  }
  r.press();
  CHECK(r.with.count(
            "SELECT COUNT(*) FROM message WHERE state = 'queued' AND due_at > created_at") == 1);
}

TEST_CASE("revoking and asking in turns neither mails nor writes anything for ten minutes",
          "[server][personal]") {
  revoker r;
  r.press();
  r.post(r.revoke());
  const auto records = r.records();
  const auto mails = r.mails("consent-confirm");
  r.press();
  r.with.set_time("2030-01-10T10:09:59Z");
  CHECK(contains(r.see_after(r.press()), "An Ihre Adresse ging gerade schon eine E-Mail."));
  CHECK(r.state() == "withdrawn");
  CHECK(r.records() == records);
  CHECK(r.mails("consent-confirm") == mails);
  r.with.set_time("2030-01-10T10:10:00Z");
  r.press();
  CHECK(r.state() == "requested");
  CHECK(r.mails("consent-confirm") == mails + 1);
  CHECK(r.with.count("SELECT COUNT(*) FROM idempotency WHERE key LIKE '%example%'") == 0);
}

TEST_CASE("the old link for confirming says that the consent was revoked", "[server][personal]") {
  revoker r;
  const auto page = r.see(r.confirm());
  CHECK(contains(page, "Ihre Einwilligung ist widerrufen"));
  CHECK(contains(page, "Mit diesem Link lässt sie sich nicht mehr bestätigen."));
  CHECK_FALSE(contains(page, "method=\"post\""));
}

TEST_CASE("a request that ran out is not called revoked", "[server][personal]") {
  tests::person p;
  p.with.set_time("2030-02-10T10:00:00Z");
  p.with.database()->write(
      [&](schema::transaction& tx) { p.with->ledger.expire_requests(tx, p.with.time(), 10); });
  const auto page = p.see(p.revoke());
  CHECK(contains(page, "nicht rechtzeitig bestätigt"));
  CHECK_FALSE(contains(page, "widerrufen haben"));
}
