// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration.hpp"

/// Applications: a municipality applies to a comparison ring, with people who stand for it; the
/// organiser decides.
namespace zusage::events {

enum class ring_role { contact, delegate, substitute };
std::string_view to_text(ring_role r);
std::optional<ring_role> ring_role_from(std::string_view text);

/// Somebody who stands for a municipality, as typed.
struct named_person {
  ring_role role = ring_role::delegate;
  std::string given_name, family_name, email, phone, job_function;
};

/// What an application says besides what every registration does.
struct application {
  std::vector<named_person> people;  ///< delegates and substitutes; the contact is who applies
  std::string fee;                   ///< the words that were accepted; empty: it costs nothing
};

/// check_group_sign_up for all kinds of events; for a comparison ring check_sign_up with these
/// fields besides: `fee` = `yes` where there is one (`must_be_yes`), `delegate.<n>.<field>` and
/// `substitute.<n>.<field>` for n from 1 up to what the ring allows, with the fields given_name,
/// family_name, email (all three once any is there), phone and function; `same_address` for an
/// address that two of them have. `municipality` is `required`.
checked<sign_up> check_application(const event& to, const typed_fields& typed,
                                   bool invited = false);

/// Delegates and substitutes alone, as above; `addresses` are those that are taken already.
std::vector<named_person> check_ring_people(const ring& by, const typed_fields& typed,
                                            std::vector<std::string> addresses, faults& wrong);

/// The contact alone, with faults at `contact.<field>`: a list of one, whatever is wrong with it.
std::vector<named_person> check_ring_contact(const typed_fields& typed, faults& wrong);

/// By what municipalities are told apart at one event: the AGS, else the folded name; empty for a
/// form that is no application.
std::string applicant_of(const sign_up& form);

/// Somebody who stands for a municipality, as stored.
struct named_person_row {
  std::int64_t id = 0;
  std::string public_id;  ///< in the link to their own page
  named_person who;
};

/// What is stored of an application.
struct application_row {
  std::optional<instant> decided_at, follow_up_at;
  std::string decision_text;  ///< what the organiser wrote to the applicant
  std::string fee;
  std::vector<named_person_row> people;  ///< contact, delegates, substitutes in this order
};

application_row find_application(const schema::reader& db, std::int64_t registration_id);

/// For whom somebody stands.
struct represented {
  std::int64_t registration_id = 0;
  std::string language;  ///< of the mails to them
};
void insert_ring_person(schema::transaction& tx, const represented& member, const named_person& who,
                        std::int64_t position, instant now);

/// Writes the contact and the people of a new application.
void store_ring_people(schema::transaction& tx, const sign_up& form, std::int64_t registration_id,
                       instant now);

}  // namespace zusage::events
