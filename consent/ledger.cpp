// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/ledger.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "consent/append.hpp"
#include "consent/ask.hpp"
#include "consent/people.hpp"
#include "consent/validity.hpp"

namespace zusage::consent {
namespace {

constexpr auto state_names =
    std::to_array<std::string_view>({"requested", "refused", "given", "renewed", "withdrawn",
                                     "expired", "terminated", "invalidated"});

// The ids come from a form that was checked against the event's offers; that they fit together is
// made sure here again, because a record with a foreign notice could never be mended. Nothing: the
// purpose is over.
std::optional<subject> find_subject(const schema::reader& db, const consent_request& what) {
  const auto row =
      db.one<std::string, std::string, std::string, std::string, std::optional<instant>>(
          "SELECT o.key, p.key, n.hash, n.channel, p.ended_at"
          " FROM notice n"
          " JOIN purpose p ON p.id = n.purpose_id AND p.organiser_id = n.organiser_id"
          " JOIN organiser o ON o.id = n.organiser_id"
          " WHERE n.id = :1 AND n.purpose_id = :2 AND n.organiser_id = :3",
          what.notice_id, what.purpose_id, what.organiser_id);
  if (!row)
    throw std::invalid_argument(
        "organiser, purpose and notice of a consent do not belong together");
  const auto& [organiser_key, purpose_key, hash, channel, ended_at] = *row;
  if (channel != what.channel) throw std::invalid_argument("the notice is for channel " + channel);
  if (ended_at) return {};
  return subject{what.organiser_id, organiser_key, what.purpose_id, purpose_key,
                 what.notice_id,    hash,          channel};
}

// How a person and a purpose stand already, if they do.
struct known_state {
  requested ids;
  state now = state::requested;
  std::string channel;
  instant changed_at{};

  // One given for another channel, before its purpose changed, does not cover what is asked now.
  bool stands_for(const subject& about) const { return permits(now) && channel == about.channel; }

  // Anybody can type an address into a form. What its owner has withdrawn or declined, or what has
  // ended, comes back only by a link that was mailed there; also when a request in between ran out.
  bool needs_proof() const { return !permits(now); }

  bool waits_for(const subject& about, instant at) const {
    return now == state::requested && channel == about.channel &&
           at - changed_at <= confirmation_period;
  }
};

// What has ended by itself gets its record first, so that what follows is a life of its own.
std::optional<known_state> find_known(schema::transaction& tx, const key32& people_key,
                                      const principal& who, const subject& about, instant at) {
  if (who.is_new) return {};
  const auto public_id = tx.value<std::string>(
      "SELECT public_id FROM consent_state WHERE principal_id = :1 AND purpose_id = :2", who.id,
      about.purpose_id);
  if (!public_id) return {};
  auto present = find_present(tx, people_key, *public_id).value();
  append_end(tx, present, at);
  return known_state{{present.record_id, who.id, *public_id, false},
                     present.now,
                     present.about.channel,
                     present.changed_at};
}

struct new_request {
  const std::optional<known_state>& known;
  std::string_view method;
  const evidence& by;
  instant at;
};

requested append_request(schema::transaction& tx, const principal& who, const subject& about,
                         const new_request& what) {
  const bool asks = about.channel == "email" || (what.known && what.known->needs_proof());
  const auto event = asks ? state::requested : state::given;
  const auto done = append(tx, who, about, {event, what.method, what.by, what.at});
  return {done.record_id, who.id, done.state_public_id, asks};
}

// Nothing was asked, because the purpose is over.
requested nothing_asked() {
  return {0, 0, "", false};
}

}  // namespace

std::string_view to_text(state s) {
  return state_names.at(static_cast<std::size_t>(s));
}

std::optional<state> state_from(std::string_view text) {
  const auto found = std::find(state_names.begin(), state_names.end(), text);
  if (found == state_names.end()) return {};
  return static_cast<state>(found - state_names.begin());
}

ledger::ledger(const key32& lookup, const key32& people)
    : lookup_key_(lookup), people_key_(people) {}

requested ledger::request(schema::transaction& tx, const consent_request& what, instant now) const {
  hold_chain(tx, what.organiser_id);
  const auto about = find_subject(tx, what);
  if (!about) return nothing_asked();
  const auto who =
      find_or_add_principal(tx, {lookup_key_, people_key_}, what.organiser_id, what.by.email, now);
  const auto known = find_known(tx, people_key_, who, *about, now);
  if (known && known->stands_for(*about)) return known->ids;
  return append_request(tx, who, *about, {known, "form", what.by, now});
}

requested ask_once(schema::transaction& tx, const person_keys& keys, const consent_request& what,
                   std::string_view method, instant now) {
  hold_chain(tx, what.organiser_id);
  const auto about = find_subject(tx, what);
  if (!about) return nothing_asked();
  const auto who = find_or_add_principal(tx, keys, what.organiser_id, what.by.email, now);
  const auto known = find_known(tx, keys.people, who, *about, now);
  if (known && (known->stands_for(*about) || known->waits_for(*about, now))) return known->ids;
  return append_request(tx, who, *about, {known, method, what.by, now});
}

requested ledger::give_by_link(schema::transaction& tx, const consent_request& what,
                               std::string_view method, instant now) const {
  hold_chain(tx, what.organiser_id);
  const auto about = find_subject(tx, what);
  if (!about) return nothing_asked();
  const auto who =
      find_or_add_principal(tx, {lookup_key_, people_key_}, what.organiser_id, what.by.email, now);
  const auto known = find_known(tx, people_key_, who, *about, now);
  if (known && known->stands_for(*about)) return known->ids;
  const auto done = append(tx, who, *about, {state::given, method, what.by, now});
  return {done.record_id, who.id, done.state_public_id, false};
}

bool can_be_confirmed(const present_state& of, instant now) {
  if (of.now != state::requested || now - of.changed_at > confirmation_period) return false;
  // What was asked for in words that had to be renewed by a day that is over would end at once.
  const bool overtaken = of.ends.renew_by && *of.ends.renew_by <= now;
  return !of.purpose_ended && !overtaken;
}

bool ledger::confirm(schema::transaction& tx, std::string_view public_id, const evidence& by,
                     instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present) return false;
  if (permits(present->now)) return present->permits_at(now);
  if (!can_be_confirmed(*present, now)) return false;
  auto shown = by;
  if (present->about.channel != "email") {  // for calls the box names the number that is agreed to
    if (const auto asked = find(tx, public_id)) shown.box = asked->by.box;
  }
  append(tx, present->who, present->about, {state::given, "double-opt-in", shown, now});
  return true;
}

bool ledger::withdraw(schema::transaction& tx, std::string_view public_id, std::string_view method,
                      const evidence& by, instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present) return false;
  if (present->now == state::withdrawn) return true;
  append(tx, present->who, present->about, {state::withdrawn, method, by, now});
  return true;
}

bool ledger::refuse(schema::transaction& tx, std::string_view public_id, const evidence& by,
                    instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present || present->now != state::requested) return false;
  append(tx, present->who, present->about, {state::refused, "link", by, now});
  return true;
}

bool ledger::invalidate(schema::transaction& tx, std::string_view public_id, const evidence& by,
                        instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present || (!permits(present->now) && present->now != state::requested)) return false;
  append(tx, present->who, present->about, {state::invalidated, "staff", by, now});
  return true;
}

bool ledger::end_used(schema::transaction& tx, std::string_view public_id, instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present || !permits(present->now)) return false;
  append(tx, present->who, present->about, {state::terminated, "used", {}, now});
  return true;
}

bool ledger::erase(schema::transaction& tx, std::int64_t organiser_id, std::string_view email,
                   instant now) const {
  hold_chain(tx, organiser_id);
  auto who = look_up_person(tx, {lookup_key_, people_key_}, organiser_id, email);
  if (!who) return false;
  if (!erase_secret(tx, who->id, now)) return true;
  tx.execute(
      "UPDATE consent_record SET personal = NULL WHERE principal_id = :1 AND personal IS NOT NULL",
      who->id);
  who->key.reset();
  // What stood or waited ends here, and the chain says so. What was withdrawn stays withdrawn.
  const auto open = tx.all<std::string>(
      "SELECT public_id"
      " FROM consent_state"
      " WHERE principal_id = :1 AND state IN ('requested', 'given', 'renewed')"
      " ORDER BY purpose_id",
      who->id);
  for (const auto& [public_id] : open) {
    const auto present = find_present(tx, people_key_, public_id);
    append(tx, *who, present.value().about, {state::terminated, "erasure", {}, now});
  }
  return true;
}

std::optional<std::int64_t> permitting_record(const schema::reader& db, std::int64_t principal_id,
                                              std::int64_t purpose_id, instant at) {
  // The record itself must say so too, and for the channel that the purpose has now.
  const auto row = db.one<std::int64_t, instant, std::int64_t, bool, std::optional<instant>>(
      "SELECT r.id, r.at, n.valid_months, p.ends_standing,"
      "       (SELECT MIN(x.deadline) FROM renewal x WHERE x.purpose_id = p.id"
      "         AND x.version > n.version AND x.state IN ('running', 'done'))"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id AND r.event = s.state"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN purpose p ON p.id = s.purpose_id AND p.channel = n.channel"
      " WHERE s.principal_id = :1 AND s.purpose_id = :2 AND s.state IN ('given', 'renewed')",
      principal_id, purpose_id);
  if (!row) return {};
  const auto& [record_id, given_at, months, ends_standing, renew_by] = *row;
  bounds ends{{}, renew_by, ends_standing};
  if (months > 0) ends.valid_until = after_months(given_at, months);
  if (ended_by(state::given, ends, at)) return {};
  return record_id;
}

}  // namespace zusage::consent
