// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/route_world.hpp"

#include "tests/support/events.hpp"

namespace zusage::tests {
namespace {

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

void add_webhook(admin_side& side, const std::string& organiser) {
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret,"
        " state, created_at) SELECT id, :1, 'https://crm.stadt.example.org/', '', '', '', 'active',"
        " 1 FROM organiser WHERE key = :2",
        webhook_of(organiser), organiser);
  });
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

// As a comparison ring it has every page that there is.
void make_ring(admin_side& side) {
  auto file = sample_event_file();
  file["events"][0].merge_patch({{"kind", "comparison_ring"},
                                 {"approval", true},
                                 {"ring", nlohmann::json::object()},
                                 {"choices", nlohmann::json::array()}});
  file["events"][0]["sessions"] = {file["events"][0]["sessions"][0]};
  import_file(side.db, file);
}

}  // namespace

std::string newsletter_of(const std::string& organiser) {
  return organiser + "-newsletter";
}

std::string message_to_attendees_of(const std::string& organiser) {
  return organiser + "-to-attendees";
}

std::string webhook_of(const std::string& organiser) {
  return organiser + "-webhook";
}

std::string message_of(const std::string& organiser) {
  return organiser + "-message@example.org";
}

void put_newsletter(std::string& path, const std::string& organiser) {
  const bool of_event = path.find("/attendee-messages/") != path.npos;
  const auto id = of_event ? message_to_attendees_of(organiser) : newsletter_of(organiser);
  for (const auto& [name, value] :
       {std::pair<std::string, std::string>("{language}", "de"), {"{newsletter}", id}}) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
}

std::string route_path(std::string path, const named& by) {
  const std::pair<std::string, std::string> names[] = {{"{organiser}", by.organiser},
                                                       {"{slug}", by.slug},
                                                       {"{reference}", by.reference},
                                                       {"{section}", "questions"},
                                                       {"{item}", "diet"},
                                                       {"{session}", "plenary"},
                                                       {"{person}", by.person},
                                                       {"{purpose}", "newsletter"},
                                                       {"{request}", by.request},
                                                       {"{kind}", "paper-link"},
                                                       {"{webhook}", webhook_of(by.organiser)},
                                                       {"{message}", message_of(by.organiser)}};
  put_newsletter(path, by.organiser);
  for (const auto& [name, value] : names) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
  return path;
}

route_world::route_world() {
  foreign_attendee = side.add_attendee("other-day", "Fremde", "Person");
  attendee = side.add_attendee("kick-off", "Eigene", "Person");
  side.db->write([&](schema::transaction& tx) {  // so that there is a certificate
    tx.execute("UPDATE registration SET checked_in_at = 1 WHERE reference = :1", attendee);
  });
  make_ring(side);
  consent::evidence by;
  by.email = "eigene@example.org";
  person = side.add_consent("sit", by);
  by.email = "fremde@example.org";
  by.name = "Fremde Person";
  foreign_person = side.add_consent("kdn", by);
  add_webhook(side, "sit");
  add_webhook(side, "kdn");
  add_newsletter(side, "sit", "Eigener Brief");
  add_newsletter(side, "kdn", "Fremder Brief");
  side.add_sent_message(message_of("sit"), attendee);
  side.add_sent_message(message_of("kdn"), foreign_attendee);
  foreign_request = add_request(side, "kdn", "fremde@example.org");
  request = add_request(side, "sit", "eigene@example.org");
  side.sign_out();
}

}  // namespace zusage::tests
