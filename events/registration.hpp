// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/link.hpp"
#include "base/result.hpp"
#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "mailer/outbox.hpp"
#include "organisers/scope.hpp"

/// Signing up: from what somebody typed to a registration with its consents and mails.
namespace zusage::events {

enum class registration_status {
  confirmed,
  waiting,
  offered,  ///< waited, and a place is kept for it until it is accepted
  applied,
  unverified,
  refused,
  cancelled
};
std::string_view to_text(registration_status s);
std::optional<registration_status> registration_status_from(std::string_view text);

/// What somebody typed, as it came: names of form fields of the contract with their values in
/// order.
using typed_fields = std::vector<std::pair<std::string, std::string>>;

/// A session that somebody chose, and what they take instead when it is full.
struct session_wish {
  std::int64_t session_id = 0;
  std::optional<std::int64_t> second_id;
};

struct application;

/// A form without faults.
struct sign_up {
  std::string given_name, family_name, email, organisation, job_function, phone, ags, municipality;
  std::string language, idempotency_key;
  std::vector<session_wish> sessions;
  bool package = false;  ///< every session that belongs to no choice, also those added later
  nlohmann::json answers = nlohmann::json::object();
  std::vector<std::int64_t> purpose_ids;  ///< boxes that were ticked, with …
  std::vector<std::int64_t> notice_ids;   ///< … the notices that stood beside them
  std::vector<std::string> purpose_channels;
  /// Colleagues who are registered with the same form (check_group.hpp). They consent to nothing
  /// here: everybody does that for themselves.
  std::vector<sign_up> companions;
  bool takes_fewer = false;  ///< some of them may come although others have to wait
  std::string code;          ///< of an invitation, as typed
  std::shared_ptr<const events::application> application;  ///< of a municipality, to a ring
};

/// How long a place is held for an address that nobody has confirmed.
inline constexpr std::chrono::hours verification_period{48};

/// Longest values, in code points.
namespace field_limits {
inline constexpr std::size_t name = 100, organisation = 200, function = 100, phone = 40,
                             long_text = 4000, text = 500;
}

/// Checks everything that can be said without writing: presence, length, UTF-8, control characters,
/// address, sessions (known, choices' minimum and maximum, no two that overlap), questions (known,
/// type, required, only those that apply), purposes, audience (faults on `municipality`, `email`,
/// `code`). All faults at once; `field` is the name in the form. Unknown fields are faults
/// (`unknown_field`, `unknown_purpose`); a box for calls without a number is `required` at `phone`.
/// Of the sessions that belong to no choice, all are booked when none of them is chosen, whatever
/// `package` says; with `package` = `single` that is a fault (package.hpp).
/// The hidden field `notice.<purpose key>` = id of the notice that stood beside the box: when it is
/// not the newest any more, a ticked box is a fault `notice_changed` at `consent.<purpose key>`.
/// Codes of faults are listed where they are made: form_input.hpp, answers.hpp, audience.hpp,
/// clashes.hpp; here `not_an_email`, `unknown_municipality` (digits that are no AGS),
/// `not_a_phone`, `unknown_option` (a language or box that is none), `bad_idempotency_key`.
/// `invited`: an invitation lets them in, whatever the audience is.
checked<sign_up> check_sign_up(const event& to, const typed_fields& typed, bool invited = false);

/// Why an event takes no registrations now, as a fault whose field is empty: `not_published`,
/// `cancelled`, `not_yet_open`, `closed`, `over`, `full` (no waiting list).
std::optional<fault> why_closed(const event& to, const occupancy& now_taken, instant now);

struct registered {
  enum class what {
    made,
    repeated,
    known_already,
    full,
    applied_already,  ///< not this person, but their municipality
    code_refused      ///< the invitation ended, or was used up, meanwhile
  } outcome = what::made;
  registration_status status = registration_status::confirmed;
  std::string public_id, reference;  ///< empty for known_already and full
  std::string full_session;          ///< key, when a session and not the event is full
};

/// Where a sign-up comes from, for the evidence of consents.
struct origin {
  std::string source;  ///< `/e/<slug>/register`
  std::string network_address, user_agent;
};

/// What opens a registration. Mails carry one link; whoever signs up gets another, which opens
/// nothing any more once somebody has acted by a link that only mails carry: who typed a foreign
/// address must not keep what its owner has taken over.
struct registration_link {
  std::string public_id;
  bool by_mail = true;
};

struct mail_subject;
struct welcome_mail;
struct decision;
struct named_person;

/// Writes registrations. All functions take places by conditional UPDATE, so nothing is oversold.
class registrar {
 public:
  registrar(const consent::ledger& consents, const mailer::outbox& mails);

  /// Registers: places, row, sessions, consents (requested, with their double opt-in mails),
  /// confirmation mail, idempotency key. Full with waiting list: waits. The same idempotency key
  /// again: `repeated` with the first result. The same address again: `known_already`; nothing is
  /// stored but a mail to that address that shows the way to the registration. For `full` nothing
  /// is stored; a known address gets the answer of an unknown one, and that mail.
  registered register_one(schema::transaction& tx, const event& to, const sign_up& form,
                          const origin& from, instant now) const;

  /// The same for a form with companions: everybody gets a registration, a link and a mail of their
  /// own. All get a place, or all wait; with `takes_fewer` as many as there are places for. Who is
  /// registered already is left out and told so by mail. The result is that of who filled in the
  /// form.
  registered register_group(schema::transaction& tx, const event& to, const sign_up& form,
                            const origin& from, instant now) const;

  /// Confirms the address of an `unverified` registration, which holds its place already; mail with
  /// the calendar entries, and ends the browser's link. A second time changes nothing. False: there
  /// is no such registration, or it has ended.
  bool verify(schema::transaction& tx, std::string_view public_id, instant now) const;

  /// Cancels: gives the places back, offers them to who waits longest (mail to them),
  /// mail with the cancelled calendar entries to the person. A second time changes nothing. False:
  /// the link opens nothing.
  bool cancel(schema::transaction& tx, catalogue& events, const registration_link& by,
              instant now) const;

  /// Cancels some of those whom the registration behind `by` has registered (group.hpp), by their
  /// references, itself too if it is named. The browser's link cancels nobody who has used their
  /// own mailed link. False: the link opens nothing.
  bool cancel_some(schema::transaction& tx, catalogue& events, const registration_link& by,
                   const std::vector<std::string>& references, instant now) const;

  /// Changes sessions, answers and contact data (not the address) as checked; mail with the
  /// changes. A fault with field `session` (`session_full` {session}) when a new session is full
  /// and has no waiting list; without field `unknown_registration`, `registration_ended`. Nothing
  /// is written, nor sent, when nothing differs. Consents are not part of a change.
  checked<registration_status> change(schema::transaction& tx, const event& to,
                                      const registration_link& by, const sign_up& form,
                                      instant now) const;

  enum class acceptance { accepted, nothing_offered, too_late };

  /// Accepts every place that is offered to the registration, by the mailed link. `too_late`: the
  /// offer has ended, whether or not that has been written down yet; a second time is
  /// `nothing_offered`. Nothing: the link opens nothing.
  std::optional<acceptance> accept(schema::transaction& tx, catalogue& events,
                                   const registration_link& by, instant now) const;

  /// Ends offers whose time is over, at most so many of each kind: a registration that got no place
  /// is cancelled, a session is not waited for any more; mail about it. The places go on to whoever
  /// is next. How many ended.
  std::int64_t lapse_offers(schema::transaction& tx, catalogue& events, instant now,
                            std::int64_t most) const;

  /// Approves or declines an application; mail about it, and to the people whom the municipality
  /// named. What was approved and is full waits. Faults without field: `unknown_registration`,
  /// `application_withdrawn`, `decided_already`, `applied_again` (a declined municipality applied
  /// anew), `full`, `session_full` {session}. Who was declined may be approved later.
  checked<registration_status> decide(schema::transaction& tx, const event& of,
                                      const organisers::scope& whose, const decision& what,
                                      instant now) const;

  /// Puts others in place of the people who stand for a municipality, by the mailed link alone:
  /// `wanted` has the contact first. A new contact gets the registration with a link of their own,
  /// and the old links end; both are told. Who is new gets a mail once the application is approved.
  /// Faults: `unknown_registration`, `registration_ended`, at `contact.email` `address_known`.
  checked<registration_status> exchange_people(schema::transaction& tx, const event& of,
                                               const registration_link& by,
                                               const std::vector<named_person>& wanted,
                                               instant now) const;

  /// Stores what was answered after the approval (follow_up.hpp); again replaces it. Faults:
  /// `unknown_registration`, `not_approved`.
  checked<registration_status> answer_follow_up(schema::transaction& tx, const event& of,
                                                const registration_link& by,
                                                const nlohmann::json& answers, instant now) const;

  /// Somebody confirmed or revoked a consent by its mailed link: ends the browser's link of the
  /// registrations that asked for it.
  static void prove_by_consent(schema::transaction& tx, std::int64_t principal_id,
                               std::int64_t purpose_id, instant now);

  /// Erases registrations whose address was not confirmed in time, at most so many, with their
  /// mails; gives the places to who waits longest. How many.
  std::int64_t expire_unverified(schema::transaction& tx, catalogue& events, instant now,
                                 std::int64_t most) const;

  /// Gives free places to who is next in line (places.hpp), or offers them where the event says so;
  /// called after every freed place and raised capacity. How many moved up or got an offer.
  std::int64_t promote_waiting(schema::transaction& tx, const event& of, instant now) const;

  /// After an event was changed, in the same transaction and before who waits moves up: whoever
  /// booked the package books the sessions that were added, and everybody whose booking moved, grew
  /// or was cancelled is told so (inform.cpp). Nothing for drafts, papers and what is over. The
  /// sequence number of a moved event's calendar entries is the caller's to raise.
  void follow_change(schema::transaction& tx, const event& before, const event& after,
                     instant now) const;

 private:
  registered answer_without_place(schema::transaction& tx, const event& to, const sign_up& form,
                                  registered answer, instant now) const;
  void tell_and_ask(schema::transaction& tx, const sign_up& form, welcome_mail mail,
                    const origin& from, instant now) const;
  void cancel_row(schema::transaction& tx, catalogue& events, std::int64_t id, instant now) const;

  const consent::ledger& consents_;
  const mailer::outbox& mails_;
};

/// A registration as its own page shows it.
struct registration {
  std::int64_t id = 0, event_id = 0, ical_sequence = 0;
  std::string public_id, reference, given_name, family_name, email, phone, organisation,
      job_function, ags, municipality, language;
  registration_status status = registration_status::confirmed;
  nlohmann::json answers;
  instant registered_at{}, updated_at{};
  std::optional<instant> cancelled_at, checked_in_at, proven_at, verify_until, offered_until;
  bool package = false;
  std::int64_t answered_version = 0;  ///< of the event whose questions were answered last
  std::string
      applicant;  ///< the municipality that takes part, not the person; empty: a person does
  std::optional<std::int64_t> ring_group_id;
  struct booked {
    std::string session_key;
    registration_status status = registration_status::confirmed;  ///< confirmed, waiting, offered
    std::string second_key;     ///< of the second choice, while it waits
    std::int64_t position = 0;  ///< in the session's line, 1 = next; 0 when not waiting for it
  };
  std::vector<booked> sessions;
  std::int64_t waiting_position = 0;  ///< 1 = next; 0 when not waiting
};

std::optional<registration> find_registration(const schema::reader& db, std::string_view public_id);
std::optional<registration> find_registration(const schema::reader& db, std::int64_t id);

/// Whether `by` opens this registration, which has its public id.
bool opens(const registration_link& by, const registration& row);

}  // namespace zusage::events
