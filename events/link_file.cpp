// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/link_file.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"
#include "events/upload_table.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_faults = 20;

constexpr std::array columns{
    known_column{"reference", "reference anmeldenummer referenz vorgangsnummer"},
    known_column{"email",
                 "email emailaddress emailadresse mail mailadresse useremail benutzeremail"},
    known_column{"session", "session sessionkey programmpunkt sitzung termin"},
    known_column{"join_url",
                 "joinurl joinlink url link beitrittslink zugangslink zugang teilnahmelink"}};
constexpr std::array<std::string_view, 2> needed{"reference", "email"};

// By key or title; null for a text that names none.
const session* named(const event& of, const std::string& text) {
  if (const auto* by_key = of.find_session(text)) return by_key;
  const auto wanted = folded(text);
  for (const auto& one : of.sessions) {
    for (const auto& title : one.title) {
      if (title.is_string() && folded(title.get_ref<const std::string&>()) == wanted) return &one;
    }
  }
  return nullptr;
}

class reading {
 public:
  reading(const event& of, const people_index& people, const upload_table& table)
      : of_(of), people_(people), table_(table) {}

  checked<link_preview> run() {
    for (const auto& row : table_.rows()) {
      take(row);
      if (wrong_.size() >= most_faults) break;
    }
    if (!wrong_.empty()) return std::move(wrong_);
    return std::move(seen_);
  }

 private:
  void refuse(const csv_line& row, const char* code,
              nlohmann::json arguments = nlohmann::json::object()) {
    arguments["line"] = row.number;
    wrong_.push_back({"file", code, std::move(arguments)});
  }

  void take(const csv_line& row) {
    const auto reference = table_.cell(row, "reference"), email = table_.cell(row, "email"),
               wanted = table_.cell(row, "session"), url = table_.cell(row, "join_url");
    const auto* at = wanted.empty() ? nullptr : named(of_, wanted);
    if (!wanted.empty() && !at) return refuse(row, "file_session", {{"session", cut(wanted, 80)}});
    if (url.size() > file_limits::url || !is_web_address(url)) return refuse(row, "file_link");
    const auto known =
        reference.empty() ? people_.by_email(email) : people_.by_reference(reference);
    if (!known.who) {
      seen_.unmatched.push_back({row.number, cut(reference.empty() ? email : reference, 200)});
      return;
    }
    const auto session_id = at ? at->id : 0;
    if (!once_.emplace(known.who->id, session_id).second) return refuse(row, "file_link_twice");
    seen_.links.push_back({*known.who, session_id, url});
  }

  const event& of_;
  const people_index& people_;
  const upload_table& table_;
  link_preview seen_;
  std::set<std::pair<std::int64_t, std::int64_t>> once_;
  faults wrong_;
};

void store_link(schema::transaction& tx, std::int64_t organiser_id, const link_row& row,
                instant now) {
  constexpr auto at_event =
      "INSERT INTO personal_link (organiser_id, registration_id, session_id, join_url, noted_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (registration_id) WHERE session_id IS NULL"
      " DO UPDATE SET join_url = excluded.join_url";
  constexpr auto at_session =
      "INSERT INTO personal_link (organiser_id, registration_id, session_id, join_url, noted_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (registration_id, session_id) WHERE session_id IS NOT NULL"
      " DO UPDATE SET join_url = excluded.join_url";
  const auto session_id =
      row.session_id == 0 ? std::nullopt : std::optional<std::int64_t>(row.session_id);
  tx.execute(session_id ? at_session : at_event, organiser_id, row.who.id, session_id, row.url,
             now);
}

}  // namespace

checked<link_preview> preview_links(const schema::reader& db, const organisers::scope& whose,
                                    const event& of, std::string_view file) {
  const auto table = upload_table::read(file, columns, needed);
  if (!table) return table.error();
  if (!table->has("join_url")) return faults{{"file", "file_no_links"}};
  const people_index people(db, whose, of.id, 0);
  return reading(of, people, *table).run();
}

checked<std::size_t> store_links(schema::transaction& tx, const organisers::scope& whose,
                                 const event& of, std::string_view file, instant now) {
  const auto seen = preview_links(tx, whose, of, file);
  if (!seen) return seen.error();
  for (const auto& row : seen->links) store_link(tx, whose.organiser_id(), row, now);
  organisers::record(tx,
                     {whose.organiser_id(),
                      whose.staff_id(),
                      "links.taken_over",
                      of.slug,
                      {{"links", seen->links.size()}}},
                     now);
  return checked<std::size_t>(boost::system::in_place_value, seen->links.size());
}

std::int64_t count_personal_links(const schema::reader& db, const organisers::scope& whose,
                                  std::int64_t event_id) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration r JOIN personal_link l ON l.registration_id = r.id"
          " WHERE r.event_id = :1 AND r.organiser_id = :2",
          event_id, whose.organiser_id())
      .value_or(0);
}

}  // namespace zusage::events
