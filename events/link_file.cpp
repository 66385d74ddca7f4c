// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/link_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"
#include "events/upload_table.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_faults = 20, longest_shown_session = 80, longest_shown_person = 200;

constexpr std::array columns{
    known_column{"reference", "reference anmeldenummer referenz vorgangsnummer"},
    known_column{"email",
                 "email emailaddress emailadresse mail mailadresse useremail benutzeremail"},
    known_column{"session", "session sessionkey programmpunkt sitzung termin"},
    known_column{"join_url",
                 "joinurl joinlink url link beitrittslink zugangslink zugang teilnahmelink"}};
constexpr std::array<std::string_view, 2> needed{"reference", "email"};

// Sessions by key or title, each folded once however long the table is.
class session_names {
 public:
  explicit session_names(const event& of) {
    for (const auto& one : of.sessions) {
      for (const auto& title : one.title) {
        if (title.is_string()) titles_.emplace(folded(title.get_ref<const std::string&>()), &one);
      }
    }
    for (const auto& one : of.sessions) keys_.emplace(one.key, &one);
  }

  // Null for a text that names none.
  const session* find(const std::string& text) {
    if (const auto by_key = keys_.find(text); by_key != keys_.end()) return by_key->second;
    const auto [known, is_new] = asked_.try_emplace(text, nullptr);
    if (is_new) {
      if (const auto at = titles_.find(folded(text)); at != titles_.end())
        known->second = at->second;
    }
    return known->second;
  }

 private:
  std::unordered_map<std::string, const session*> keys_, titles_, asked_;
};

// What is wrong with lines, as long as there is room for it.
class line_faults {
 public:
  explicit line_faults(faults before = {}) : all_(std::move(before)) {}

  void refuse(std::size_t line, const char* code,
              nlohmann::json arguments = nlohmann::json::object()) {
    arguments["line"] = line;
    all_.push_back({"file", code, std::move(arguments)});
  }
  bool is_full() const { return all_.size() >= most_faults; }
  // In the order of the lines.
  faults all() && {
    const auto line = [](const fault& one) { return one.arguments.at("line").get<std::size_t>(); };
    std::stable_sort(all_.begin(), all_.end(),
                     [&](const fault& a, const fault& b) { return line(a) < line(b); });
    if (is_full()) all_.resize(most_faults);
    return std::move(all_);
  }
  bool is_empty() const { return all_.empty(); }

 private:
  faults all_;
};

void refuse_session(line_faults& wrong, std::size_t line, const std::string& named) {
  wrong.refuse(line, "file_session", {{"session", cut(named, longest_shown_session)}});
}

std::vector<link_line> read_lines(const event& of, const upload_table& table, line_faults& wrong) {
  session_names sessions(of);
  std::vector<link_line> lines;
  for (const auto& row : table.rows()) {
    if (wrong.is_full()) break;
    link_line line{row.number, table.cell(row, "reference"), table.cell(row, "email"), "",
                   table.cell(row, "join_url")};
    const auto named = table.cell(row, "session");
    const auto* at = named.empty() ? nullptr : sessions.find(named);
    if (at) line.session_key = at->key;
    if (!named.empty() && !at) {
      refuse_session(wrong, row.number, named);
    } else if (line.url.size() > file_limits::url || !is_web_address(line.url)) {
      wrong.refuse(row.number, "file_link");
    } else {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

class matching {
 public:
  matching(const event& of, const people_index& people, const link_table& table)
      : of_(of), people_(people), table_(table) {}

  checked<link_preview> run() {
    line_faults wrong(table_.wrong);
    for (const auto& line : table_.lines) take(line, wrong);
    if (!wrong.is_empty()) return std::move(wrong).all();
    return std::move(seen_);
  }

 private:
  void take(const link_line& line, line_faults& wrong) {
    const auto* at = line.session_key.empty() ? nullptr : of_.find_session(line.session_key);
    if (!at && !line.session_key.empty())
      return refuse_session(wrong, line.number, line.session_key);
    const bool by_email = line.reference.empty();
    const auto known =
        by_email ? people_.by_email(line.email) : people_.by_reference(line.reference);
    if (!known.who) {
      const auto& shown = by_email ? line.email : line.reference;
      seen_.unmatched.push_back({line.number, cut(shown, longest_shown_person)});
      return;
    }
    const auto session_id = at ? at->id : 0;
    if (!once_.emplace(known.who->id, session_id).second)
      return wrong.refuse(line.number, "file_link_twice");
    seen_.links.push_back({*known.who, session_id, line.url});
  }

  const event& of_;
  const people_index& people_;
  const link_table& table_;
  link_preview seen_;
  std::set<std::pair<std::int64_t, std::int64_t>> once_;
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

checked<link_table> read_links(const event& of, std::string_view file) {
  const auto table = upload_table::read(file, columns, needed);
  if (!table) return table.error();
  if (!table->has("join_url")) return faults{{"file", "file_no_links"}};
  line_faults wrong;
  auto lines = read_lines(of, *table, wrong);
  return link_table{std::move(lines), std::move(wrong).all()};
}

checked<link_preview> preview_links(const schema::reader& db, const organisers::scope& whose,
                                    const event& of, const link_table& table) {
  const people_index people(db, whose, of.id, 0);
  return matching(of, people, table).run();
}

checked<std::size_t> store_links(schema::transaction& tx, const organisers::scope& whose,
                                 const event& of, const link_table& table, instant now) {
  const auto seen = preview_links(tx, whose, of, table);
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
