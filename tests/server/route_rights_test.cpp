// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "organisers/sessions.hpp"
#include "server/admin.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/message_path.hpp"
#include "tests/server/route_world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using organisers::role;
using server::access;

namespace {

// One who asks: with a role at a whole organiser, at a single event of `sit`, both, or neither.
struct asker {
  const char* name;
  const char* organiser = "";
  std::optional<role> whole = {};
  const char* slug = "";
  std::optional<role> part = {};

  bool is_there() const { return whole || part; }
  bool of_sit() const { return std::string_view(organiser) == "sit" && whole; }
  bool of_event() const { return std::string_view(slug) == "kick-off" && part; }
};

constexpr const char* here = "kick-off";
constexpr const char* elsewhere = "second-day";

const asker askers[] = {
    {"nobody signed in"},
    {"an owner", "sit", role::owner},
    {"an organiser", "sit", role::organiser},
    {"somebody at the check-in", "sit", role::check_in},
    {"a data protection officer", "sit", role::dpo},
    {"an organiser of the event", "", {}, here, role::organiser},
    {"somebody at the event's check-in", "", {}, here, role::check_in},
    {"an organiser of another event", "", {}, elsewhere, role::organiser},
    {"somebody at another event's check-in", "", {}, elsewhere, role::check_in},
    {"an owner of another organiser", "kdn", role::owner},
    {"somebody at the check-in who organises the event", "sit", role::check_in, here,
     role::organiser},
    {"an officer who helps at the event's check-in", "sit", role::dpo, here, role::check_in},
    {"another organiser's owner at the event's check-in", "kdn", role::owner, here, role::check_in},
};

// What makes another event is for those who work for the whole organiser.
const std::set<std::string> of_whole_organiser = {
    "GET /admin/{organiser}/events/{slug}/copy",
    "POST /admin/{organiser}/events/{slug}/copy",
};

std::string name_of(const server::route& one) {
  return std::string(one.method) + " " + std::string(one.path);
}

bool names_event(const server::route& one) {
  return one.path.starts_with("/admin/{organiser}/events/{slug}");
}

// As the rule of the route says.
bool lets_in(const server::route& to, const asker& who) {
  if (to.by.by == access::who::signed_in) return who.is_there();
  if (who.of_sit() && organisers::may(*who.whole, to.by.needs)) return true;
  return who.of_event() && names_event(to) && organisers::may(*who.part, to.by.needs) &&
         !of_whole_organiser.contains(name_of(to));
}

bool is_led_to_sign_in(const seen& answer) {
  return answer.status == 303 && answer.header("Location").starts_with("/admin/sign-in?next=");
}

// The world of two organisers, with a second event of the first. What is of that event, or the
// organiser's alone, bears the word Verborgene.
struct rights_world : route_world {
  std::string other_attendee, other_message = "second-message@example.org";
  std::int64_t staff_id = 0;

  rights_world() {
    add_event(side.db, {{"slug", elsewhere}, {"title", {{"de", "Verborgene Tagung"}}}});
    other_attendee = side.add_attendee(elsewhere, "Verborgene", "Person");
    side.add_sent_message(other_message, other_attendee);
    side.db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO newsletter (organiser_id, public_id, subject, body, state, created_at,"
          " event_id, kind) SELECT organiser_id, 'second-to-attendees', '{\"de\":\"Verborgene "
          "Post\"}',"
          " '{\"de\":\"Text\"}', 'draft', 1, id, 'service' FROM event WHERE slug = :1",
          elsewhere);
      tx.execute(
          "INSERT INTO export_preset (organiser_id, event_id, name, format, columns, filter,"
          " made_at) SELECT id, NULL, 'Verborgene Vorlage', 'csv', '[\"reference\"]', '{}', 1"
          " FROM organiser WHERE key = 'sit'");
    });
  }

  void enter_as(const asker& who) {
    const std::string email = "asker@example.org";
    if (who.whole)
      staff_id = side.sign_in_as(email, who.organiser, std::string(to_text(*who.whole)));
    if (!who.part) return;
    side.db->write([&](schema::transaction& tx) {
      if (!who.whole)
        staff_id = tx.value<std::int64_t>(
                         "INSERT INTO staff (email, password_hash, created_at, password_changed_at)"
                         " VALUES (:1, '', 1, 1) RETURNING id",
                         email)
                       .value();
      tx.execute(
          "INSERT INTO event_staff (event_id, organiser_id, staff_id, role, given_at)"
          " SELECT id, organiser_id, :1, :2, 1 FROM event WHERE slug = :3",
          staff_id, to_text(*who.part), who.slug);
    });
  }

  // In a session of its own, since some routes end it.
  seen ask(const server::route& to, const std::string& path) {
    if (staff_id != 0)
      side.use_token(side.db->write([&](schema::transaction& tx) {
        return organisers::start_session(tx, staff_id, side.now);
      }));
    const auto at = with_message_tokens(side, path);
    if (to.method == "GET") return side.get(at);
    return side.post(at, {{"csrf", side.csrf()}});
  }
};

void check_answer(const server::route& to, const asker& who, const seen& answer) {
  const bool turned_away =
      answer.status == 404 || answer.status == 403 || is_led_to_sign_in(answer);
  // What papers alone have, the event, which is none, answers as if it were not there.
  const bool of_paper = to.path.find("/edit/paper/") != to.path.npos;
  if (lets_in(to, who)) {
    if (of_paper) return;
    CHECK_FALSE(turned_away);
    CHECK(answer.status < 500);
  } else if (who.is_there()) {
    CHECK(answer.status == 404);
  } else if (to.method == "GET") {
    CHECK(is_led_to_sign_in(answer));
  } else {
    CHECK(answer.status == 403);
  }
  if (!who.of_sit()) CHECK_FALSE(has(answer, "Fremde"));
  if (!who.of_sit() && who.of_event()) CHECK_FALSE(has(answer, "Verborgene"));
}

}  // namespace

TEST_CASE("each route of the organiser's side lets in whom its rule names and nobody else",
          "[server][admin][rights]") {
  for (const auto& who : askers) {
    DYNAMIC_SECTION(who.name) {
      rights_world world;
      world.enter_as(who);
      int walked = 0, entered = 0;
      for (const auto& to : server::all_routes()) {
        if (to.by.by != access::who::staff && to.by.by != access::who::signed_in) continue;
        INFO(name_of(to));
        const auto path = route_path(std::string(to.path), world.own());
        REQUIRE(path.find('{') == path.npos);  // what stands for it: route_world.cpp
        check_answer(to, who, world.ask(to, path));
        ++walked;
        entered += lets_in(to, who) ? 1 : 0;
      }
      CHECK(walked > 150);
      CHECK((entered > 0) == who.is_there());
    }
  }
}

TEST_CASE("under the path of their event, its staff reaches nothing of another one",
          "[server][admin][rights]") {
  rights_world world;
  world.enter_as({"an organiser of the event", "", {}, here, role::organiser});
  int tried = 0;
  for (const auto& to : server::all_routes()) {
    if (!names_event(to) || !organisers::may(role::organiser, to.by.needs)) continue;
    const std::pair<std::string, std::string> others[] = {{"{reference}", world.other_attendee},
                                                          {"{message}", world.other_message},
                                                          {"{newsletter}", "second-to-attendees"}};
    for (const auto& [name, other] : others) {
      std::string path(to.path);
      const auto at = path.find(name);
      if (at == path.npos) continue;
      path.replace(at, name.size(), other);
      INFO(name_of(to));
      const auto answer = world.ask(to, route_path(path, world.own()));
      CHECK(answer.status == 404);
      CHECK_FALSE(has(answer, "Verborgene"));
      ++tried;
    }
  }
  CHECK(tried > 15);
}

TEST_CASE("a second factor that the organiser demands is demanded of an event's staff too",
          "[server][admin][rights]") {
  rights_world world;
  world.enter_as({"an organiser of the event", "", {}, here, role::organiser});
  world.side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE organiser SET second_factor = 1 WHERE key = 'sit'");
  });
  for (const auto& to : server::all_routes()) {
    if (!names_event(to) || !organisers::may(role::organiser, to.by.needs)) continue;
    INFO(name_of(to));
    const auto answer = world.ask(to, route_path(std::string(to.path), world.own()));
    CHECK(answer.status == (to.method == "GET" ? 303 : 403));
    if (to.method == "GET") CHECK(answer.header("Location") == "/admin/second-factor?needed=1");
  }
}

TEST_CASE("every route has a rule that fits its place", "[server][rights]") {
  // What leads in.
  const std::set<std::string_view> open = {"/admin/sign-in", "/admin/sign-in/code",
                                           "/admin/forgotten"};
  for (const auto& to : server::all_routes()) {
    INFO(name_of(to));
    const bool admin = to.path.starts_with("/admin");
    const bool program = to.path.starts_with("/api/v1/organiser");
    if (admin && to.by.by == access::who::anyone) CHECK(open.contains(to.path));
    if (to.path.starts_with("/admin/{organiser}")) CHECK(to.by.by == access::who::staff);
    CHECK(program == (to.by.by == access::who::token));
    const bool token = to.path.find("{token}") != to.path.npos;
    CHECK(token == (to.by.by == access::who::link_holder));
  }
}
