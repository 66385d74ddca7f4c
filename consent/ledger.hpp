// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "schema/sql.hpp"

/// The consent ledger: append-only records, one per person × purpose × event of its life, in one
/// hash chain per organiser. Sources: GDPR 4(11), 5(2), 7; EDPB guidelines 05/2020; ISO/IEC TS
/// 27560.
///
/// What is personal is encrypted with a key per person and enters the chain as a salted commitment
/// only (the salt is derived from the person's key): taking the key away erases it, and the chain
/// still verifies.
namespace zusage::consent {

/// States by W3C DPV; only `given` and `renewed` permit sending.
enum class state {
  requested,
  refused,
  given,
  renewed,
  withdrawn,
  expired,
  terminated,
  invalidated
};

std::string_view to_text(state s);
std::optional<state> state_from(std::string_view text);
constexpr bool permits(state s) {
  return s == state::given || s == state::renewed;
}

/// The personal part of a record. Empty members are left out.
struct evidence {
  std::string email, name;
  std::string source;  ///< where: `/e/<slug>/register`, `/u`, `command line`
  std::string box;     ///< state of the box when the form came: `ticked by the person`
  std::string network_address, user_agent;
  std::string message_id;    ///< of the confirmation mail
  std::string server_reply;  ///< what the receiving server said to it
  std::string token_hash;    ///< SHA-256 of the token that was used
  std::string actor;         ///< staff member or `the person`
  std::string reason;
  std::string given_at;  ///< of an import: when it was given elsewhere, as the list has it
};

/// How long a request waits for its confirmation.
inline constexpr std::chrono::days confirmation_period{14};

/// Names a box that somebody ticked.
struct consent_request {
  std::int64_t organiser_id = 0;
  std::int64_t purpose_id = 0;
  std::int64_t notice_id = 0;
  std::string channel;
  evidence by;
};

/// A request that ran out, and when the person was asked first since they last decided.
struct expired_request {
  std::int64_t principal_id = 0, purpose_id = 0;
  instant asked_at{};
};

/// A consent that has ended by itself.
struct ended_consent {
  std::int64_t principal_id = 0, purpose_id = 0;
};

/// What somebody agreed to anew: the record that the page showed, and the notice beside it.
struct renewal_wish {
  std::int64_t record_id = 0, notice_id = 0;
};

enum class renewed {
  done,
  already,  ///< by an earlier press of the same button
  changed,  ///< there is a newer notice than the one that was shown, or another record
  ended     ///< it does not stand any more, or there is nothing to renew
};

struct requested {
  std::int64_t record_id = 0;
  std::int64_t principal_id = 0;
  std::string public_id;  ///< of the state, for links that confirm and revoke
  /// By mail: double opt-in for e-mail, and for every channel after a withdrawal. False also when
  /// it stands already.
  bool needs_confirmation;
};

/// How things are now between a person and a purpose.
struct standing {
  std::int64_t organiser_id = 0, principal_id = 0, purpose_id = 0, record_id = 0;
  std::string purpose_key, channel, public_id;
  nlohmann::json title;  ///< of the purpose, by language
  nlohmann::json organiser_name;
  state now = state::requested;  ///< by the newest record
  instant changed_at{};
  evidence by;  ///< of the newest record; empty after erasure
  /// When what stands ends by itself: by its notice, a renewal that is asked for, or because its
  /// purpose ended with it. Of what waits: until when its words can be agreed to.
  std::optional<instant> ends_at = {};
  state ends_as = state::expired;
  bool purpose_ended = false;  ///< nothing can be agreed to any more

  /// How it stands, also before maintenance has recorded an end.
  state at(instant when) const {
    return permits(now) && ends_at && *ends_at <= when ? ends_as : now;
  }
};

/// How a person can be reached who stands in the ledger by a keyed hash alone: as the newest record
/// that names an address has it.
struct contact {
  std::string email, name;
  std::string language;  ///< of the notice that was shown last
};

/// What verifying found; `problems` empty means every record is as it was written.
struct verification {
  std::int64_t records = 0;
  std::string head;
  std::vector<std::string> problems;  ///< `sit: record 17: its hash does not match its content`
};

class ledger {
 public:
  ledger(const key32& lookup, const key32& people);

  /// Appends `requested` (e-mail, which is confirmed by double opt-in; other channels where
  /// something is known already that does not stand) or `given` (other channels). A consent that
  /// stands is left as it is, and nothing is asked for a purpose that is over: nothing is appended.
  /// @throws std::invalid_argument when the ids or the channel do not belong together, or
  /// `by.email` is no address: forms are checked before.
  requested request(schema::transaction& tx, const consent_request& what, instant now) const;

  /// Appends `given` by double opt-in. A second time changes nothing. False when the request does
  /// not exist, was withdrawn or declined meanwhile, is older than 14 days, when its purpose is
  /// over, or its words had to be renewed by a day that is over.
  bool confirm(schema::transaction& tx, std::string_view public_id, const evidence& by,
               instant now) const;

  /// Appends `given`, for any channel, where the person says so on a page that only a link mailed
  /// to `by.email` opens: that link proves the address as a double opt-in would. `method` is
  /// `page`. A consent that stands already is left as it is; one that was requested is given with
  /// this.
  /// @throws as `request`
  requested give_by_link(schema::transaction& tx, const consent_request& what,
                         std::string_view method, instant now) const;

  /// Appends `withdrawn` with its method (`link`, `one-click`, `page`, `staff`, `command line`, …).
  /// Takes back a request as well, and works after erasure (nothing personal is kept then).
  /// A second time changes nothing. False when there is no such consent.
  bool withdraw(schema::transaction& tx, std::string_view public_id, std::string_view method,
                const evidence& by, instant now) const;

  /// Appends `renewed` under a newest notice of the purpose, on a page that only a mailed link
  /// opens: its time begins anew.
  renewed renew(schema::transaction& tx, std::string_view public_id, const renewal_wish& what,
                const evidence& by, instant now) const;

  /// Appends `refused`: whoever was asked says no. False when nothing waits.
  bool refuse(schema::transaction& tx, std::string_view public_id, const evidence& by,
              instant now) const;

  /// Appends `invalidated` by the method `staff`, for what stands or waits; `by` says who and why.
  /// False for everything else.
  bool invalidate(schema::transaction& tx, std::string_view public_id, const evidence& by,
                  instant now) const;

  /// Appends the ends of consents whose time is over, and of those whose purpose ended with what
  /// stood, at most so many. The personal part stays, since it proves what was agreed to.
  std::vector<ended_consent> end_overdue(schema::transaction& tx, instant now,
                                         std::int64_t most) const;

  /// The same of a single consent that has ended by itself; nothing when it has not.
  std::optional<ended_consent> end_if_overdue(schema::transaction& tx, std::string_view public_id,
                                              instant now) const;

  /// Ends requests that nobody confirmed in time, at most so many, oldest first: appends `expired`
  /// and takes the personal part of the request away; the person's key too, when nothing else of
  /// them is left. What they agreed to before stays as it is.
  std::vector<expired_request> expire_requests(schema::transaction& tx, instant now,
                                               std::int64_t most) const;

  /// Ends what stands because the message that it was given for has left: appends `terminated` by
  /// the method `used`. False, and nothing appended, when it does not stand.
  bool end_used(schema::transaction& tx, std::string_view public_id, instant now) const;

  /// Nothing after erasure.
  std::optional<contact> contact_of(const schema::reader& db, std::int64_t principal_id,
                                    std::int64_t purpose_id) const;

  std::optional<standing> find(const schema::reader& db, std::string_view public_id) const;

  /// Everything an organiser has on an address. Looks alone, so a key that cannot be opened only
  /// leaves the evidence empty; the same for `find_one`.
  std::vector<standing> find_by_email(const schema::reader& db, std::int64_t organiser_id,
                                      std::string_view email) const;

  /// For each of `emails` is too slow in an export: the state of one purpose for one address.
  std::optional<standing> find_one(const schema::reader& db, std::int64_t organiser_id,
                                   std::int64_t purpose_id, std::string_view email) const;

  /// By what a person stands in `principal.lookup`, for joins over many rows (an export). Nothing
  /// for what is no address.
  std::optional<std::string> lookup_of(std::int64_t organiser_id, std::string_view email) const;

  /// Takes the person's key and every personal part away; the chain stays and still verifies. What
  /// stood or waited for confirmation is `terminated`. Also with a key that cannot be opened. False
  /// when the address is not known.
  bool erase(schema::transaction& tx, std::int64_t organiser_id, std::string_view email,
             instant now) const;

  /// Computes the chain of one organiser again, record by record, and compares states with it.
  verification verify(const schema::reader& db, std::int64_t organiser_id) const;

  /// Everything that proves what was agreed to: records with notice as shown, times, method,
  /// confirmation and hashes, with the fields of ISO/IEC TS 27560. Empty array when nothing is
  /// known.
  nlohmann::json proof(const schema::reader& db, std::int64_t organiser_id,
                       std::string_view email) const;

 private:
  key32 lookup_key_, people_key_;
};

/// The record that permits sending to this person for this purpose at this moment, if there is one.
/// What has ended by itself permits nothing, whether or not its end is recorded yet. Cheap: one
/// indexed row; asked at the last moment before sending.
std::optional<std::int64_t> permitting_record(const schema::reader& db, std::int64_t principal_id,
                                              std::int64_t purpose_id, instant at = zusage::now());

}  // namespace zusage::consent
