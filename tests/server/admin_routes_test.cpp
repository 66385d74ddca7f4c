// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/message_path.hpp"
#include "tests/server/route_world.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

// What leads in, and what a mailed link opens (admin_people_test.cpp).
bool opens_to_everybody(std::string_view path) {
  for (const auto* one : {"/admin/sign-in", "/admin/sign-in/code", "/admin/forgotten",
                          "/admin/invitation/{token}", "/admin/reset/{token}"}) {
    if (path == one) return true;
  }
  return false;
}

// One's own path with one thing of another organiser.
tests::named mixed_with(tests::named own, std::string tests::named::*what,
                        const tests::named& foreign) {
  own.*what = foreign.*what;
  return own;
}

}  // namespace

TEST_CASE("every route of the organiser's side but the sign-in asks who is there",
          "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  for (const auto& route : server::all_routes()) {
    if (!route.path.starts_with("/admin") || opens_to_everybody(route.path)) continue;
    const auto path = tests::route_path(std::string(route.path), {"sit", "kick-off", reference});
    INFO(route.method << " " << path);
    CHECK(route.by.by != server::access::who::anyone);
    if (route.method == "POST") {
      CHECK(side.post(path, {}).status == 403);
    } else {
      const auto sent_away = side.get(path);
      CHECK(sent_away.status == 303);
      CHECK(sent_away.header("Location").rfind("/admin/sign-in?next=", 0) == 0);
    }
  }
}

TEST_CASE("another organiser's data is unreachable by every route", "[server][admin]") {
  tests::route_world world;
  auto& side = world.side;
  const auto own = world.own(), foreign = world.foreign();
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto csrf = side.csrf();
  int walked = 0;
  for (const auto& route : server::all_routes()) {
    if (!route.path.starts_with("/admin/{organiser}")) continue;
    const std::string path(route.path);
    const bool posts = route.method == "POST";
    INFO(route.method << " " << path);
    const auto ask = [&](const std::string& named) {
      const auto at = tests::with_message_tokens(side, named);
      return posts ? side.post(at, {{"csrf", csrf}}) : side.get(at);
    };
    // A form without content is wrong, or does nothing; what matters is that it is found.
    const auto reached = ask(route_path(path, own)).status;
    // What papers alone have is not there at the event, which is none (admin_editor_document_test).
    if (path.find("/edit/paper/") == path.npos)
      CHECK((posts ? reached != 403 && reached != 404 && reached < 500 : reached == 200));
    const auto refused = ask(route_path(path, foreign));
    CHECK(refused.status == 404);
    CHECK_FALSE(has(refused, "Fremde"));
    ++walked;
    if (path.find("{request}") != path.npos) {
      const auto mixed = ask(route_path(path, mixed_with(own, &tests::named::request, foreign)));
      CHECK(mixed.status == 404);
      CHECK_FALSE(has(mixed, "fremde"));
    }
    if (path.find("{person}") != path.npos) {
      const auto mixed = ask(route_path(path, mixed_with(own, &tests::named::person, foreign)));
      CHECK(mixed.status == 404);
      CHECK_FALSE(has(mixed, "Fremde"));
    }
    if (const auto at = path.find("{message}"); at != path.npos) {
      auto mixed = path;
      mixed.replace(at, std::string("{message}").size(), tests::message_of("kdn"));
      const auto answer = ask(route_path(mixed, own));
      CHECK(answer.status == 404);
      CHECK_FALSE(has(answer, "Fremde"));
    }
    if (const auto at = path.find("{webhook}"); at != path.npos) {
      auto mixed = path;
      mixed.replace(at, std::string("{webhook}").size(), tests::webhook_of("kdn"));
      CHECK(ask(route_path(mixed, own)).status == 404);
    }
    if (path.find("{newsletter}") != path.npos) {
      auto mixed = path;
      tests::put_newsletter(mixed, "kdn");
      const auto answer = ask(route_path(mixed, own));
      CHECK(answer.status == 404);
      CHECK_FALSE(has(answer, "Fremde"));
    }
    if (path.find("{slug}") == path.npos) continue;
    // The foreign event or person under one's own organiser.
    const auto mixed = ask(tests::route_path(path, {"sit", "other-day", foreign.reference}));
    CHECK(mixed.status == 404);
    CHECK_FALSE(has(mixed, "Fremde"));
    if (path.find("{reference}") == path.npos) continue;
    CHECK(ask(route_path(path, mixed_with(own, &tests::named::reference, foreign))).status == 404);
  }
  CHECK(walked >= 5);
}
