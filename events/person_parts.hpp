// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "events/erase_person.hpp"

/// What may be stored of a person at an organiser: each kind with how it is found and how it is
/// erased. Whoever stores an address in a new place adds a line here.
namespace zusage::events {

struct person_look {
  const schema::reader& db;
  const consent::ledger& consents;
  const person_at& who;
  instant now;
};

struct person_act {
  schema::transaction& tx;
  const erase_tools& with;
  const person_at& who;
  instant now;
  person_look look() const { return {tx, with.requests.ledger, who, now}; }
};

struct found_part {
  std::int64_t count = 0;
  std::vector<nlohmann::json> names;
};

struct person_part {
  std::string_view what;
  found_part (*find)(const person_look&);
  void (*erase)(const person_act&);  ///< null: it stays
};

/// In the order in which they are erased.
std::span<const person_part> person_parts();

/// The SQL by which the messages of a person are found; for a test of how it is carried out.
std::string_view question_for_persons_messages();

// person_registrations.cpp: their own registrations, and what they do for municipalities in rings.
found_part find_ahead(const person_look&);
found_part find_papers(const person_look&);
found_part find_past(const person_look&);
found_part find_handed_on(const person_look&);
found_part find_sole_contacts(const person_look&);
found_part find_positions(const person_look&);
void erase_ahead(const person_act&);
void erase_papers(const person_act&);
void erase_past(const person_act&);
void hand_on(const person_act&);
void erase_positions(const person_act&);

}  // namespace zusage::events
