// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_people.hpp"

#include <utility>

#include "events/consent_file.hpp"
#include "events/csv.hpp"

namespace zusage::events {
namespace {

constexpr std::int64_t at_once = 500;  // people of an export that are in memory

// When what stands was given elsewhere, as its import had it.
std::optional<instant> given_at(const schema::reader& db, const consent::ledger& ledger,
                                const std::string& state_id) {
  const auto stands = ledger.find(db, state_id);
  return stands ? read_given_at(stands->by.given_at) : std::nullopt;
}

std::vector<purpose_person> list_behind(const schema::reader& db, const consent::ledger& ledger,
                                        const organisers::scope& of, std::int64_t purpose_id,
                                        std::int64_t after, std::int64_t most) {
  std::vector<purpose_person> found;
  std::vector<std::string> states;  // public ids, in the same order
  db.each<std::int64_t, std::string, std::string, std::string, instant, std::optional<instant>,
          std::int64_t>(
      "SELECT s.principal_id, w.public_id, s.public_id, s.state, s.changed_at, s.valid_until,"
      "       n.version"
      " FROM consent_state s"
      " JOIN principal w ON w.id = s.principal_id"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.purpose_id = :1 AND s.organiser_id = :2 AND s.principal_id > :3"
      "  AND s.state IN ('given', 'renewed', 'requested')"
      " ORDER BY s.principal_id LIMIT :4",
      [&](std::int64_t id, std::string public_id, std::string state_id, const std::string& state,
          instant since, std::optional<instant> until, std::int64_t version) {
        purpose_person one;
        one.principal_id = id;
        one.public_id = std::move(public_id);
        one.now = consent::state_from(state).value_or(consent::state::invalidated);
        one.since = since;
        one.valid_until = until;
        one.version = version;
        one.imported = version < 0;
        found.push_back(std::move(one));
        states.push_back(std::move(state_id));
      },
      purpose_id, of.organiser_id(), after, most);
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto& one = found[i];
    if (one.imported) one.given_at = given_at(db, ledger, states[i]);
    auto at = ledger.contact_of(db, one.principal_id, purpose_id);
    if (!at) continue;  // erased, or its key is damaged
    one.email = std::move(at->email);
    one.name = std::move(at->name);
    one.language = std::move(at->language);
  }
  return found;
}

std::vector<std::string> cells_of(const purpose_person& one) {
  const auto iso = [](const std::optional<instant>& at) { return at ? to_iso(*at) : ""; };
  return {one.email,
          one.name,
          one.language,
          std::string(to_text(one.now)),
          to_iso(one.given_at.value_or(one.since)),
          iso(one.valid_until),
          one.imported ? "imported" : std::to_string(one.version),
          one.public_id,
          iso(one.given_at)};
}

}  // namespace

std::vector<purpose_person> list_people(const schema::reader& db, const consent::ledger& ledger,
                                        const organisers::scope& of, std::int64_t purpose_id,
                                        std::string_view after, std::int64_t most) {
  const auto from = after.empty()
                        ? std::nullopt
                        : db.value<std::int64_t>(
                              "SELECT id FROM principal WHERE public_id = :1 AND organiser_id = :2",
                              after, of.organiser_id());
  return list_behind(db, ledger, of, purpose_id, from.value_or(0), most);
}

void export_people(const schema::reader& db, const consent::ledger& ledger,
                   const organisers::scope& of, std::int64_t purpose_id, bool excel,
                   const std::function<bool(std::string_view)>& to) {
  const char separator = excel ? ';' : ',';
  const auto put = [&](const std::vector<std::string>& cells) {
    return to(csv_row(cells, separator));
  };
  if (!to("\xEF\xBB\xBF")) return;
  if (!put({"email", "name", "language", "state", "since", "valid_until", "version", "person",
            "given_at"}))
    return;
  std::int64_t after = 0;
  while (true) {
    const auto people = list_behind(db, ledger, of, purpose_id, after, at_once);
    if (people.empty()) return;
    after = people.back().principal_id;
    for (const auto& one : people) {
      if (!put(cells_of(one))) return;
    }
  }
}

}  // namespace zusage::events
