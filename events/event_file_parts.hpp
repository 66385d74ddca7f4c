// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"

/// The parts of an event file, each in the file of its name.
namespace zusage::events {

/// The definition of a paper counts its document: by its hash, on a line of its own.
std::string with_document(std::string definition, const std::string& hash);

organiser_entry parse_organiser(const nlohmann::json& from, const std::string& place,
                                fault_list& wrong);
/// `look` of an organiser, null when it has none (event_file_look.cpp); logos are read later.
std::shared_ptr<look> parse_look(object_reader& from);
purpose_entry parse_purpose(const nlohmann::json& from, const std::string& place,
                            const known_keys& known, fault_list& wrong);
series_entry parse_series(const nlohmann::json& from, const std::string& place,
                          const known_keys& known, fault_list& wrong);
event_entry parse_event(const nlohmann::json& from, const std::string& place,
                        const known_keys& known, fault_list& wrong);

/// `ring` of a comparison ring: what members apply with (event_file_ring.cpp), and how they meet
/// and compare themselves (event_file_indicators.cpp).
void parse_ring(object_reader& from, event& into);
void parse_ring_life(object_reader& in, ring& into);

/// Choices and sessions; after the ring, whose groups sessions name; needs the event's times and
/// zone.
void parse_programme(object_reader& from, event& into);
void parse_questions(object_reader& from, event& into);
/// What a paper delivers, after `kind` and `join_url`; the name of the document that it needs.
std::string parse_paper(object_reader& from, event& into);

/// `invitations`; needs capacity, zone and audience.
void parse_invitations(object_reader& from, event& into);

/// `ring`, of a comparison ring alone, which has the usual settings without it.
void parse_ring(object_reader& from, event& into);

/// Reminders and messages afterwards; needs the event's mode and kind.
void parse_mail_plan(object_reader& from, event& into);

/// Object keys sorted, no white space.
std::string canonical(const nlohmann::json& entry);

}  // namespace zusage::events
