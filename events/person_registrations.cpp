// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <stdexcept>

#include "base/email_address.hpp"
#include "events/application.hpp"
#include "events/erase_registration.hpp"
#include "events/json_members.hpp"
#include "events/own_rows.hpp"
#include "events/person_parts.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// What becomes of a registration. One of a ring belongs to the municipality, whose contact has it.
enum class treatment { ahead, paper, past, handed_on, sole_contact };

struct own_registration {
  std::int64_t id = 0, event_id = 0;
  std::string public_id, member;
  nlohmann::json title;
  bool live = false;
  treatment by = treatment::past;
};

bool wants_to_be_erased(const person_look& by, std::string_view email) {
  const auto all = data_requests_of(by.db, by.consents, by.who.organiser_id, email);
  return std::any_of(all.begin(), all.end(),
                     [](const data_request& one) { return one.kind == "erase" && one.open(); });
}

// Who becomes the contact: of those who stand for the municipality the first delegate, else the
// first substitute, who has no registration of their own at the ring (exchange_people.cpp) and has
// not asked to be erased too.
std::optional<std::int64_t> find_successor(const person_look& by, std::int64_t registration_id,
                                           std::int64_t event_id) {
  std::optional<std::int64_t> found;
  by.db.each<std::int64_t, std::string>(
      "SELECT p.id, p.email FROM ring_person p"
      " WHERE p.registration_id = :1 AND p.ended_at IS NULL AND p.email_key <> :2"
      "  AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.event_id = :3"
      "   AND r.email_key = p.email_key AND r.status <> 'cancelled')"
      " ORDER BY CASE p.role WHEN 'delegate' THEN 0 ELSE 1 END, p.position, p.id",
      [&](std::int64_t id, const std::string& email) {
        if (!found && !wants_to_be_erased(by, email)) found = id;
      },
      registration_id, email_key(by.who.email), event_id);
  return found;
}

treatment treatment_of(const person_look& by, const own_registration& one,
                       const std::string& applicant, bool paper, bool over) {
  if (!one.live) return treatment::past;
  if (!applicant.empty()) {
    if (find_successor(by, one.id, one.event_id)) return treatment::handed_on;
    return over ? treatment::past : treatment::sole_contact;
  }
  if (paper) return treatment::paper;
  return over ? treatment::past : treatment::ahead;
}

std::optional<own_registration> read_registration(const person_look& by, std::int64_t id) {
  using text = std::string;
  const auto row = by.db.one<std::int64_t, text, text, text, text, text, text, instant>(
      "SELECT r.event_id, r.public_id, r.status, r.applicant,"
      " COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation), e.kind, e.title, e.ends_at"
      " FROM registration r"
      " JOIN event e ON e.id = r.event_id"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " WHERE r.id = :1",
      id);
  if (!row) return {};
  const auto& [event_id, public_id, status, applicant, member, kind, title, ends_at] = *row;
  own_registration one{id, event_id, public_id, member, from_stored(title), false, {}};
  one.live = status != "cancelled" && status != "refused";
  one.by = treatment_of(by, one, applicant, kind == "paper", ends_at <= by.now);
  return one;
}

// By event: where several processes write, everybody who holds several events holds them in this
// order.
std::vector<own_registration> own_registrations(const person_look& by) {
  std::vector<own_registration> found;
  for (const auto& row : registrations_of(by.db, by.who.email, true)) {
    if (row.organiser_id != by.who.organiser_id) continue;
    if (auto one = read_registration(by, row.id)) found.push_back(std::move(*one));
  }
  std::sort(found.begin(), found.end(), [](const own_registration& a, const own_registration& b) {
    return a.event_id != b.event_id ? a.event_id < b.event_id : a.id < b.id;
  });
  return found;
}

found_part find_treated(const person_look& by, treatment how) {
  const bool of_member = how == treatment::handed_on || how == treatment::sole_contact;
  found_part found;
  for (auto& one : own_registrations(by)) {
    if (one.by != how) continue;
    ++found.count;
    found.names.push_back(of_member ? nlohmann::json(one.member) : std::move(one.title));
  }
  return found;
}

void erase_treated(const person_act& by, treatment how) {
  for (const auto& one : own_registrations(by.look())) {
    if (one.by != how) continue;
    hold_event(by.tx, one.event_id);
    if (one.live && how != treatment::past)
      by.with.places.cancel(by.tx, by.with.events, {one.public_id, true}, by.now);
    erase_registration(by.tx, one.id, by.now);
  }
}

std::vector<named_person> without(const std::vector<named_person_row>& people,
                                  const std::string& key, std::int64_t successor) {
  std::vector<named_person> stay;
  for (const auto& one : people) {
    if (email_key(one.who.email) == key) continue;
    if (one.id != successor) {
      stay.push_back(one.who);
      continue;
    }
    auto contact = one.who;
    contact.role = ring_role::contact;
    stay.insert(stay.begin(), std::move(contact));
  }
  return stay;
}

// Positions besides those that come with a registration of their own. A contact's goes with it.
std::vector<ring_position> other_positions(const person_look& by, bool handed_on_too) {
  const auto own = own_registrations(by);
  auto found = ring_positions_of(by.db, by.who.email);
  std::erase_if(found, [&](const ring_position& one) {
    if (one.organiser_id != by.who.organiser_id) return true;
    const auto with = std::find_if(own.begin(), own.end(), [&](const own_registration& row) {
      return row.id == one.registration_id;
    });
    if (with == own.end()) return false;
    if (with->by == treatment::sole_contact) return !one.ended;
    if (with->by == treatment::handed_on) return !one.ended && !handed_on_too;
    return true;
  });
  return found;
}

}  // namespace

found_part find_ahead(const person_look& by) {
  return find_treated(by, treatment::ahead);
}
found_part find_papers(const person_look& by) {
  return find_treated(by, treatment::paper);
}
found_part find_past(const person_look& by) {
  return find_treated(by, treatment::past);
}
found_part find_handed_on(const person_look& by) {
  return find_treated(by, treatment::handed_on);
}
found_part find_sole_contacts(const person_look& by) {
  return find_treated(by, treatment::sole_contact);
}

found_part find_positions(const person_look& by) {
  found_part found;
  for (const auto& one : other_positions(by, false)) {
    const auto member = by.db.value<std::string>(
        "SELECT COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation)"
        " FROM registration r LEFT JOIN municipality m ON m.ags = r.applicant WHERE r.id = :1",
        one.registration_id);
    ++found.count;
    found.names.emplace_back(member.value_or(""));
  }
  return found;
}

void erase_ahead(const person_act& by) {
  erase_treated(by, treatment::ahead);
}
void erase_papers(const person_act& by) {
  erase_treated(by, treatment::paper);
}
void erase_past(const person_act& by) {
  erase_treated(by, treatment::past);
}

// The way that the contact would go by their own page: others are told, links change hands.
void hand_on(const person_act& by) {
  const auto key = email_key(by.who.email);
  for (const auto& one : own_registrations(by.look())) {
    if (one.by != treatment::handed_on) continue;
    hold_event(by.tx, one.event_id);
    const auto of = by.with.events.find(by.tx, one.event_id);
    const auto successor = find_successor(by.look(), one.id, one.event_id);
    if (!of || !successor) throw std::logic_error("nobody follows the contact of a municipality");
    const auto wanted = without(find_application(by.tx, one.id).people, key, *successor);
    // What staff noted may be about who leaves.
    by.tx.execute("DELETE FROM registration_note WHERE registration_id = :1", one.id);
    if (!by.with.places.exchange_people(by.tx, *of, {one.public_id, true}, wanted, by.now))
      throw std::logic_error("the contact of a municipality could not be replaced");
  }
}

// The row stays without them, as when people are replaced (people_retention.hpp).
void erase_positions(const person_act& by) {
  for (const auto& one : other_positions(by.look(), true)) {
    by.tx.execute(
        "UPDATE ring_person SET given_name = '', family_name = '', email = '', email_key = '',"
        " phone = '', job_function = '', ended_at = COALESCE(ended_at, :1)"
        " WHERE id = :2",
        by.now, one.id);
  }
}

}  // namespace zusage::events
