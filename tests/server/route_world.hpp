// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "tests/server/admin_fixture.hpp"

/// What stands for the placeholders of routes, for tests that walk the whole route table.
namespace zusage::tests {

// Each organiser has one of these, by such an id: a draft of a newsletter, one to the attendees of
// its event, a webhook, and a message about a registration, which was sent.
std::string newsletter_of(const std::string& organiser);
std::string message_to_attendees_of(const std::string& organiser);
std::string webhook_of(const std::string& organiser);
std::string message_of(const std::string& organiser);

/// What a path of the organiser's side names.
struct named {
  std::string organiser, slug, reference;
  std::string person = "nobody", request = "000-000-000";
};

/// The path of a route with what it names. A placeholder that nothing stands for stays: every new
/// one gets its place here.
std::string route_path(std::string path, const named& by);

/// The ids alone, for who asks with one organiser's path for what is another's.
void put_newsletter(std::string& path, const std::string& organiser);

/// Two organisers with the same of everything: `sit` with the event `kick-off`, a comparison ring
/// and so with every page that an event has, and `kdn` with `other-day`. What is `kdn`'s bears the
/// word Fremde.
struct route_world {
  route_world();

  named own() const { return {"sit", "kick-off", attendee, person, request}; }
  named foreign() const {
    return {"kdn", "other-day", foreign_attendee, foreign_person, foreign_request};
  }

  admin_side side;
  std::string attendee, foreign_attendee;  ///< references
  std::string person, foreign_person;      ///< public ids
  std::string request, foreign_request;    ///< references
};

}  // namespace zusage::tests
