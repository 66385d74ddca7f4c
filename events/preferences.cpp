// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/preferences.hpp"

#include <algorithm>
#include <tuple>

#include "events/ask_anew.hpp"
#include "events/json_members.hpp"
#include "events/purpose_use.hpp"
#include "events/renewal_mail.hpp"

namespace zusage::events {
namespace {

// How it stands, in the words that were agreed to; what has ended, in those of today.
struct known_consent {
  std::int64_t purpose_id = 0;
  std::string public_id, state;
  instant changed_at{};
  std::string title, text, language, recipients;
};

std::vector<known_consent> known_consents(const schema::reader& db, std::int64_t principal_id) {
  std::vector<known_consent> all;
  using text = std::string;
  db.each<std::int64_t, text, text, instant, text, text, text, text>(
      "SELECT s.purpose_id, s.public_id, s.state, s.changed_at, n.title, n.text, n.language,"
      " n.recipients"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.principal_id = :1",
      [&](auto&&... columns) {
        all.push_back(known_consent{std::forward<decltype(columns)>(columns)...});
      },
      principal_id);
  return all;
}

preference preference_of(const consent::offer& offer, const std::vector<known_consent>& known) {
  preference made;
  made.offer = offer;
  made.title = offer.title;
  made.text = offer.text;
  made.language = offer.language;
  made.recipients = offer.recipients;
  const auto found = std::find_if(known.begin(), known.end(), [&](const known_consent& one) {
    return one.purpose_id == offer.purpose_id;
  });
  const auto state = found == known.end() ? std::nullopt : consent::state_from(found->state);
  if (!state) return made;
  made.public_id = found->public_id;
  made.now = *state;
  made.changed_at = found->changed_at;
  if (consent::permits(*state) || *state == consent::state::requested) {
    made.title = found->title;
    made.text = found->text;
    made.language = found->language;
    made.recipients = texts_of(nlohmann::json::parse(found->recipients, nullptr, false));
  }
  return made;
}

// The address stands in the personal part of the person's records alone.
std::string address_of(const schema::reader& db, const consent::ledger& ledger,
                       const preferences& of) {
  for (const auto& one : of.purposes) {
    if (one.public_id.empty()) continue;
    const auto found = ledger.contact_of(db, of.principal_id, one.offer.purpose_id);
    if (found && !found->email.empty()) return found->email;
  }
  return {};
}

// When what stands ends, and whether it has, though no record says so yet.
void add_ends(const schema::reader& db, const consent::ledger& ledger, preference& one,
              const std::string& language, instant now) {
  if (one.public_id.empty() || !consent::permits(one.now)) return;
  const auto stands = ledger.find(db, one.public_id).value();
  one.now = stands.at(now);
  one.ends_at = stands.ends_at;
  one.renewable = find_renewable(db, stands, language, now).has_value();
}

}  // namespace

bool preference::is_open(instant at) const {
  if (public_id.empty()) return false;
  if (now == consent::state::requested) return at - changed_at <= consent::confirmation_period;
  return consent::permits(now);
}

std::optional<preferences> find_preferences(const schema::reader& db, const consent::ledger& ledger,
                                            std::string_view public_id, std::string_view language,
                                            instant now) {
  using text = std::string;
  const auto row = db.one<std::int64_t, std::int64_t, text, text, text, text>(
      "SELECT p.id, p.organiser_id, p.public_id, o.key, o.contact, o.name"
      " FROM principal p"
      " JOIN organiser o ON o.id = p.organiser_id"
      " WHERE p.public_id = :1",
      public_id);
  if (!row) return {};
  preferences found;
  text name;
  std::tie(found.principal_id, found.organiser_id, found.public_id, found.organiser_key,
           found.contact, name) = *row;
  found.organiser_name = from_stored(name);
  const auto known = known_consents(db, found.principal_id);
  for (const auto& offer : consent::offers_of_organiser(db, found.organiser_id, language)) {
    found.purposes.push_back(preference_of(offer, known));
  }
  found.email = address_of(db, ledger, found);
  for (auto& one : found.purposes) {
    one.askable = !found.email.empty() && can_be_asked_anew(db, one.offer);
    add_ends(db, ledger, one, std::string(language), now);
  }
  // A purpose that is over is shown to whom it still concerns; the contact list of a ring to whom
  // it was offered there.
  const auto lists = purposes_of_contact_lists(db, found.organiser_id);
  std::erase_if(found.purposes, [&](const preference& one) {
    if (one.public_id.empty() && lists.contains(one.offer.key)) return true;
    return one.offer.ended && !(consent::permits(one.now) && !one.public_id.empty());
  });
  return found;
}

std::optional<std::string> find_person_id(const schema::reader& db, const consent::ledger& ledger,
                                          std::int64_t organiser_id, std::string_view email) {
  const auto lookup = ledger.lookup_of(organiser_id, email);
  if (!lookup) return {};
  return db.value<std::string>(
      "SELECT public_id FROM principal WHERE organiser_id = :1 AND lookup = :2", organiser_id,
      *lookup);
}

std::optional<std::string> find_person_id(const schema::reader& db, std::int64_t principal_id) {
  return db.value<std::string>("SELECT public_id FROM principal WHERE id = :1", principal_id);
}

}  // namespace zusage::events
