// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

/// Somebody typed an address, perhaps a foreign one; whoever reads its mails has the other link.
struct two_links : visitor {
  using visitor::visitor;
  std::string browser = registered({{"consent.newsletter", "yes"}});
  std::string id = with.link_maker().public_id(link_purpose::browser, browser).value();
  std::string mailed = with.link_maker().token(link_purpose::registration, id);

  server::response show(const std::string& token) {
    return with.run(&server::show_registration, at("GET", "/r/" + token, token));
  }
  server::response calendar(const std::string& token) {
    return with.run(&server::show_registration_calendar, at("GET", "/r/" + token, token));
  }
  server::response cancel(const std::string& token) {
    return with.run(&server::post_cancel, at("POST", "/r/" + token + "/cancel", token));
  }
  server::response change(const std::string& token, const std::string& given_name) {
    return with.run(&server::post_registration, change_request(token, given_name));
  }
  server::request change_request(const std::string& token, const std::string& given_name) {
    auto asked = at("POST", "/r/" + token, token);
    asked.form.add("given_name", given_name);
    asked.form.add("family_name", "Beispiel");
    asked.form.add("session", "forum-1");
    return asked;
  }
  /// By the link of a mail about a consent.
  server::response post_consent(link_purpose purpose) {
    const auto state = with.database()->read([](const schema::reader& db) {
      return db.value<std::string>("SELECT public_id FROM consent_state").value();
    });
    const auto token = with.link_maker().token(purpose, state);
    return purpose == link_purpose::confirm
               ? with.run(&server::post_confirm, at("POST", "/c/" + token, token))
               : with.run(&server::post_revoke, at("POST", "/u/" + token, token));
  }
  bool browser_opens() { return show(browser).status == 200; }
};

// RFC 5545 3.1
std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n "); at != text.npos; at = text.find("\r\n ", at))
    text.erase(at, 3);
  return text;
}

}  // namespace

TEST_CASE("the browser's link is not the mailed one and shows it nowhere", "[server][links]") {
  two_links v;
  REQUIRE(v.browser != v.mailed);
  const auto page = body_of(v.show(v.browser));
  CHECK(contains(page, "/r/" + v.browser + "/cancel"));
  CHECK_FALSE(contains(page, v.mailed));
  const auto entries = v.calendar(v.browser);
  CHECK(entries.status == 200);
  CHECK(contains(unfolded(entries.body), "/r/" + v.browser));
  CHECK_FALSE(contains(unfolded(entries.body), v.mailed));
  CHECK_FALSE(contains(header_of(v.change(v.browser, "Ada"), "Location"), v.mailed));
  CHECK_FALSE(contains(header_of(v.cancel(v.browser), "Location"), v.mailed));
}

TEST_CASE("who signed up sees, changes and cancels from the page at once", "[server][links]") {
  two_links v;
  CHECK(v.change(v.browser, "Ada Maria").status == 303);
  CHECK(contains(body_of(v.show(v.browser)), "Ada Maria"));
  CHECK(v.cancel(v.browser).status == 303);
  CHECK(v.browser_opens());
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'") == 1);
}

TEST_CASE("opening a mailed link ends nothing", "[server][links]") {
  two_links v;
  CHECK(v.show(v.mailed).status == 200);
  CHECK(v.calendar(v.mailed).status == 200);
  CHECK(v.browser_opens());
}

TEST_CASE("acting by a mailed link ends the browser's, which says so", "[server][links]") {
  two_links v;
  SECTION("a change") {
    CHECK(v.change(v.mailed, "Geheim").status == 303);
  }
  SECTION("a change in which nothing differs") {
    CHECK(v.change(v.mailed, "Ada").status == 303);
  }
  SECTION("cancelling") {
    CHECK(v.cancel(v.mailed).status == 303);
  }
  SECTION("confirming a consent") {
    CHECK(v.post_consent(link_purpose::confirm).status == 303);
  }
  SECTION("revoking a consent") {
    CHECK(v.post_consent(link_purpose::revoke).status == 303);
  }
  const auto before = v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'");
  for (const auto& made : {v.show(v.browser), v.calendar(v.browser), v.cancel(v.browser),
                           v.change(v.browser, "Mallory")}) {
    CHECK(made.status == 404);
    CHECK(contains(body_of(made), "Dieser Link gilt nicht mehr"));
    CHECK_FALSE(contains(body_of(made), "Geheim"));
  }
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'") == before);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE given_name = 'Mallory'") == 0);
  CHECK(v.show(v.mailed).status == 200);
}

TEST_CASE("a form that was checked before the link ended does nothing after it",
          "[server][links]") {
  two_links v;
  const auto decide = [&](server::write_handler handler, const server::request& of) {
    auto decided = v.with.database()->read(
        [&](const schema::reader& db) { return handler(of, db, v.with.get()); });
    return std::get<server::action>(std::move(decided));
  };
  const auto late_change =
      decide(&server::post_registration, v.change_request(v.browser, "Mallory"));
  const auto late_cancel =
      decide(&server::post_cancel, v.at("POST", "/r/" + v.browser + "/cancel", v.browser));
  REQUIRE(v.change(v.mailed, "Geheim").status == 303);
  for (const auto& act : {late_change, late_cancel}) {
    const auto made = v.with.database()->write([&](schema::transaction& tx) { return act(tx); });
    CHECK(made.status == 404);
    CHECK_FALSE(contains(body_of(made), "Geheim"));
  }
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'"
                     " AND given_name = 'Geheim'") == 1);
}

TEST_CASE("the form sent again after the owner acted leads to a neutral page", "[server][links]") {
  two_links v;
  CHECK(header_of(v.sign_up({{"consent.newsletter", "yes"}}), "Location") == "/r/" + v.browser);
  REQUIRE(v.change(v.mailed, "Geheim").status == 303);
  const auto again = v.sign_up({{"consent.newsletter", "yes"}});
  CHECK(header_of(again, "Location") == "/e/kick-off/registered");
}

TEST_CASE(
    "the form sent again after a cancellation registers anew, and nothing is promised in vain",
    "[server][links]") {
  two_links v;
  REQUIRE(v.cancel(v.mailed).status == 303);
  const auto again = header_of(v.sign_up({{"consent.newsletter", "yes"}}), "Location");
  CHECK(again.rfind("/r/", 0) == 0);
  CHECK(again != "/r/" + v.browser);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
  // And once more: the key stands for the new one now.
  CHECK(header_of(v.sign_up({{"consent.newsletter", "yes"}}), "Location") == again);
}

TEST_CASE("a consent to calls is shown with the way to end it to who came by the mailed link",
          "[server][links]") {
  visitor v;
  v.sign_up({{"consent.calls", "yes"}, {"phone", "+49 30 1234"}});
  const auto id = v.with.database()->read([](const schema::reader& r) {
    return *r.value<std::string>("SELECT public_id FROM registration");
  });
  const auto mailed = v.with.link_maker().token(link_purpose::registration, id);
  const auto page =
      body_of(v.with.run(&server::show_registration, v.at("GET", "/r/" + mailed, mailed)));
  CHECK(contains(page, "href=\"/u/"));
  CHECK(contains(page, "endet, wenn Sie sie ändern oder entfernen"));
  const auto browser = v.with.link_maker().token(link_purpose::browser, id);
  const auto seen = [&] {
    return body_of(v.with.run(&server::show_registration, v.at("GET", "/r/" + browser, browser)));
  };
  CHECK_FALSE(contains(seen(), "href=\"/u/"));
}

TEST_CASE("the browser's link tells what was ticked and nothing of how the address had decided",
          "[server][links]") {
  // The same form from whoever types the address: when its owner never agreed, agreed already for
  // this or another number, or took it back.
  const auto seen_after = [](const std::function<void(visitor&)>& before) {
    visitor v;
    before(v);
    tests::add_event(v.with.database(), {{"slug", "other"}});
    auto of = v.with.request("POST", "/e/other/register", {{"slug", "other"}});
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"given_name", "Eve"},
                                            {"family_name", "X"},
                                            {"email", "ada@example.net"},
                                            {"phone", "+49 30 1234"},
                                            {"consent.newsletter", "yes"},
                                            {"consent.calls", "yes"},
                                            {"session", "forum-1"}}) {
      of.form.add(name, value);
    }
    const auto token =
        tests::token_of(header_of(v.with.run(&server::post_register, of), "Location"));
    const auto body =
        body_of(v.with.run(&server::show_registration, v.at("GET", "/r/" + token, token)));
    const auto from = body.find("id=\"consents\"");
    REQUIRE(from != std::string::npos);
    return body.substr(from, body.find("</section>", from) - from);
  };
  const auto agree = [](visitor& v, const std::string& number) {
    v.sign_up({{"consent.newsletter", "yes"}, {"consent.calls", "yes"}, {"phone", number}});
  };
  const auto unknown = seen_after([](visitor&) {});
  CHECK(contains(unknown, ">Anruf<"));
  CHECK(contains(unknown, ">Rundbrief<"));
  CHECK(contains(unknown, "angekreuzt"));
  CHECK(seen_after([&](visitor& v) { agree(v, "+49 30 1234"); }) == unknown);
  CHECK(seen_after([&](visitor& v) { agree(v, "+49 30 9999"); }) == unknown);
  CHECK(seen_after([&](visitor& v) {
          agree(v, "+49 30 1234");
          v.with.database()->write([&](schema::transaction& tx) {
            for (const auto& id : tx.all<std::string>("SELECT public_id FROM consent_state")) {
              v.with->ledger.withdraw(tx, std::get<0>(id), "link", {}, v.with.time());
            }
            return 0;
          });
        }) == unknown);
}
