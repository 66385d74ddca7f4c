// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin.hpp"
#include "tests/server/message_path.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

bool has(const tests::seen& page, const std::string& text) {
  return page.body.find(text) != std::string::npos;
}

// Each organiser has one draft with such an id.
std::string newsletter_of(const std::string& organiser) {
  return organiser + "-newsletter";
}

// And one to the attendees of its event.
std::string message_to_attendees_of(const std::string& organiser) {
  return organiser + "-to-attendees";
}

void put_newsletter(std::string& path, const std::string& organiser) {
  const bool of_event = path.find("/attendee-messages/") != path.npos;
  const auto id = of_event ? message_to_attendees_of(organiser) : newsletter_of(organiser);
  for (const auto& [name, value] :
       {std::pair<std::string, std::string>("{language}", "de"), {"{newsletter}", id}}) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
}

void add_newsletter(admin_side& side, const std::string& organiser, const std::string& subject) {
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO newsletter (organiser_id, public_id, purpose_id, subject, body, state,"
        " created_at) SELECT o.id, :1, p.id, :2, :3, 'draft', 1 FROM organiser o"
        " JOIN purpose p ON p.organiser_id = o.id AND p.key = 'newsletter' WHERE o.key = :4",
        newsletter_of(organiser), "{\"de\":\"" + subject + "\"}", "{\"de\":\"Text\"}", organiser);
    tx.execute(
        "INSERT INTO newsletter (organiser_id, public_id, subject, body, state, created_at,"
        " event_id, kind) SELECT o.id, :1, :2, :3, 'draft', 1, e.id, 'service' FROM organiser o"
        " JOIN event e ON e.organiser_id = o.id AND e.slug IN ('kick-off', 'other-day')"
        " WHERE o.key = :4",
        message_to_attendees_of(organiser), "{\"de\":\"" + subject + "\"}", "{\"de\":\"Text\"}",
        organiser);
  });
}

// Each organiser has one webhook with such an id.
std::string webhook_of(const std::string& organiser) {
  return organiser + "-webhook";
}

void add_webhook(admin_side& side, const std::string& organiser) {
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret,"
        " state, created_at) SELECT id, :1, 'https://crm.stadt.example.org/', '', '', '', 'active',"
        " 1 FROM organiser WHERE key = :2",
        webhook_of(organiser), organiser);
  });
}

// Each organiser has sent one such message about a registration.
std::string message_of(const std::string& organiser) {
  return organiser + "-message@example.org";
}

std::string filled(std::string path, const std::string& organiser, const std::string& slug,
                   const std::string& reference, const std::string& person = "nobody",
                   const std::string& asked = "000-000-000") {
  const std::pair<std::string, std::string> names[] = {{"{organiser}", organiser},
                                                       {"{slug}", slug},
                                                       {"{reference}", reference},
                                                       {"{section}", "questions"},
                                                       {"{item}", "diet"},
                                                       {"{session}", "plenary"},
                                                       {"{person}", person},
                                                       {"{purpose}", "newsletter"},
                                                       {"{request}", asked},
                                                       {"{kind}", "paper-link"},
                                                       {"{webhook}", webhook_of(organiser)},
                                                       {"{message}", message_of(organiser)}};
  put_newsletter(path, organiser);
  for (const auto& [name, value] : names) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
  return path;
}

// What leads in, and what a mailed link opens (admin_people_test.cpp).
bool opens_to_everybody(std::string_view path) {
  for (const auto* one : {"/admin/sign-in", "/admin/sign-in/code", "/admin/forgotten",
                          "/admin/invitation/{token}", "/admin/reset/{token}"}) {
    if (path == one) return true;
  }
  return false;
}

// A request for erasure, as the organiser's owner enters it; its reference.
std::string add_request(admin_side& side, const std::string& organiser, const std::string& email) {
  side.sign_in_as("owner@" + organiser + ".example.org", organiser, "owner");
  const auto made = side.post("/admin/" + organiser + "/requests", {{"csrf", side.csrf()},
                                                                    {"email", email},
                                                                    {"kind", "erase"},
                                                                    {"source", "letter"},
                                                                    {"identity", "Unterschrift"}});
  const auto to = made.header("Location");
  const auto begin = to.rfind('/') + 1;
  return to.substr(begin, to.find('?') - begin);
}

}  // namespace

TEST_CASE("every route of the organiser's side but the sign-in asks who is there",
          "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  for (const auto& route : server::all_routes()) {
    if (!route.path.starts_with("/admin") || opens_to_everybody(route.path)) continue;
    const auto path = filled(std::string(route.path), "sit", "kick-off", reference);
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
  admin_side side;
  const auto foreign = side.add_attendee("other-day", "Fremde", "Person");
  const auto own = side.add_attendee("kick-off", "Eigene", "Person");
  // As a comparison ring it has every page that there is.
  auto file = tests::sample_event_file();
  file["events"][0].merge_patch({{"kind", "comparison_ring"},
                                 {"approval", true},
                                 {"ring", nlohmann::json::object()},
                                 {"choices", nlohmann::json::array()}});
  file["events"][0]["sessions"] = {file["events"][0]["sessions"][0]};
  tests::import_file(side.db, file);
  consent::evidence by;
  by.email = "eigene@example.org";
  const auto own_person = side.add_consent("sit", by);
  by.email = "fremde@example.org";
  by.name = "Fremde Person";
  const auto foreign_person = side.add_consent("kdn", by);
  add_webhook(side, "sit");
  add_webhook(side, "kdn");
  add_newsletter(side, "sit", "Eigener Brief");
  add_newsletter(side, "kdn", "Fremder Brief");
  side.add_sent_message(message_of("sit"), own);
  side.add_sent_message(message_of("kdn"), foreign);
  const auto foreign_request = add_request(side, "kdn", "fremde@example.org");
  const auto own_request = add_request(side, "sit", "eigene@example.org");
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
    const auto reached = ask(filled(path, "sit", "kick-off", own, own_person, own_request)).status;
    CHECK((posts ? reached != 403 && reached != 404 && reached < 500 : reached == 200));
    const auto refused =
        ask(filled(path, "kdn", "other-day", foreign, foreign_person, foreign_request));
    CHECK(refused.status == 404);
    CHECK_FALSE(has(refused, "Fremde"));
    ++walked;
    if (path.find("{request}") != path.npos) {
      const auto mixed = ask(filled(path, "sit", "kick-off", own, own_person, foreign_request));
      CHECK(mixed.status == 404);
      CHECK_FALSE(has(mixed, "fremde"));
    }
    if (path.find("{person}") != path.npos) {
      const auto mixed = ask(filled(path, "sit", "kick-off", own, foreign_person));
      CHECK(mixed.status == 404);
      CHECK_FALSE(has(mixed, "Fremde"));
    }
    if (const auto at = path.find("{message}"); at != path.npos) {
      auto mixed = path;
      mixed.replace(at, std::string("{message}").size(), message_of("kdn"));
      const auto answer = ask(filled(mixed, "sit", "kick-off", own));
      CHECK(answer.status == 404);
      CHECK_FALSE(has(answer, "Fremde"));
    }
    if (const auto at = path.find("{webhook}"); at != path.npos) {
      auto mixed = path;
      mixed.replace(at, std::string("{webhook}").size(), webhook_of("kdn"));
      CHECK(ask(filled(mixed, "sit", "kick-off", own)).status == 404);
    }
    if (path.find("{newsletter}") != path.npos) {
      auto mixed = path;
      put_newsletter(mixed, "kdn");
      const auto answer = ask(filled(mixed, "sit", "kick-off", own));
      CHECK(answer.status == 404);
      CHECK_FALSE(has(answer, "Fremde"));
    }
    if (path.find("{slug}") == path.npos) continue;
    // The foreign event or person under one's own organiser.
    const auto mixed = ask(filled(path, "sit", "other-day", foreign));
    CHECK(mixed.status == 404);
    CHECK_FALSE(has(mixed, "Fremde"));
    if (path.find("{reference}") == path.npos) continue;
    CHECK(ask(filled(path, "sit", "kick-off", foreign)).status == 404);
  }
  CHECK(walked >= 5);
}
