// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/attendance.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/foreign_time.hpp"
#include "events/upload_table.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

constexpr std::array columns{
    known_column{"email",
                 "email emailaddress emailadresse mail mailadresse useremail emailuser"
                 " attendeeemail participantemail benutzeremail emaildesbenutzers"
                 " emailadressedesbenutzers benutzeremailadresse teilnehmeremail"},
    known_column{"name",
                 "name nameoriginalname nameoriginal nameoriginalername nameursprunglichername"
                 " username usernameoriginalname fullname displayname participant participantname"
                 " attendee attendeename benutzername benutzernameoriginalname teilnehmer"
                 " teilnehmername teilnehmerin teilnehmende anzeigename vollstandigername"},
    known_column{"given_name", "firstname givenname vorname"},
    known_column{"family_name", "lastname familyname surname nachname familienname"},
    known_column{"joined",
                 "join joined jointime joinedat joindate beitritt beitrittszeit beigetreten"
                 " beigetretenum beitrittum zeitdesbeitritts eintritt eintrittszeit betreten"},
    known_column{"left",
                 "left leave leavetime leftat verlassen verlassenum verlassenszeit austritt"
                 " austrittszeit austrittum zeitdesverlassens zeitpunktdesverlassens"},
    known_column{"duration",
                 "duration durationminutes durationmin totalduration totaldurationminutes dauer"
                 " dauerminuten dauerinminuten dauermin gesamtdauer gesamtdauerminuten"
                 " timeinsession timeinsessionminutes zeitinsitzungminuten zeitindersitzungminuten"
                 " anwesenheitsdauer onlinetime"},
    known_column{"attended", "attended teilgenommen anwesend"},
    known_column{"original_name",
                 "nameoriginalname usernameoriginalname nameoriginalername"
                 " nameursprunglichername benutzernameoriginalname"},
    known_column{"zoom", "isguest guest gast istgast recordingconsent inwaitingroom"},
    known_column{"bigbluebutton", "activityscore aktivitatswert talktime sprechzeit webcamtime"}};

constexpr std::size_t longest_shown = 200;  // of what a line says, in a preview

constexpr std::array<std::string_view, 3> needed{"email", "name", "family_name"};

std::string source_of(const upload_table& table) {
  if (table.has("bigbluebutton")) return "bigbluebutton";
  return table.has("zoom") || table.has("original_name") ? "zoom" : "generic";
}

bool says_no(const std::string& cell) {
  const auto word = folded(cell);
  return word == "no" || word == "nein" || word == "0" || word == "false";
}

// What one line says of when and how long.
struct line_times {
  std::optional<instant> joined_at;
  std::optional<std::int64_t> minutes;
  std::string unreadable;  // what was not understood
};

// Where a list's times lie.
struct held {
  std::string zone;
  std::optional<instant> day;  // of which a time of day alone is; none: it lasts for several

  std::optional<instant> read(const std::string& text) const {
    const auto whole = read_foreign_time(text, zone);
    return whole || !day ? whole : read_time_of_day(text, *day, zone);
  }
};

held when_held(const event& of, const session* at) {
  const auto begin = at && at->starts_at ? *at->starts_at : of.starts_at;
  const auto end = at && at->starts_at ? at->ends_at.value_or(begin) : of.ends_at;
  const auto first = to_local(begin, of.time_zone), last = to_local(end, of.time_zone);
  const bool one_day =
      first.year == last.year && first.month == last.month && first.day == last.day;
  return {of.time_zone, one_day ? std::optional(begin) : std::nullopt};
}

line_times times_of(const upload_table& table, const csv_line& row, const held& when) {
  const auto joined = table.cell(row, "joined"), left = table.cell(row, "left"),
             duration = table.cell(row, "duration");
  line_times times;
  times.joined_at = when.read(joined);
  times.minutes = read_minutes(duration);
  const auto left_at = when.read(left);
  if (!times.minutes && times.joined_at && left_at && *left_at >= *times.joined_at) {
    times.minutes = std::chrono::round<std::chrono::minutes>(*left_at - *times.joined_at).count();
  }
  if (!joined.empty() && !times.joined_at) times.unreadable = joined;
  if (!duration.empty() && !read_minutes(duration)) {
    times.unreadable += (times.unreadable.empty() ? "" : ", ") + duration;
  }
  return times;
}

std::string name_in(const upload_table& table, const csv_line& row) {
  auto whole = table.cell(row, "name");
  if (!whole.empty()) return whole;
  return cleaned(table.cell(row, "given_name") + " " + table.cell(row, "family_name"));
}

people_index::found recognise(const people_index& people, const std::string& email,
                              const std::string& name) {
  const auto known = people.by_email(email);
  return known.who ? known : people.by_name(name);
}

std::string shown_of(const std::string& name, const std::string& email) {
  return cut(name + (name.empty() || email.empty() ? "" : ", ") + email, longest_shown);
}

void add_line(presence_row& to, const attendance_line& times) {
  ++to.lines;
  if (times.joined_at && (!to.joined_at || *times.joined_at < *to.joined_at))
    to.joined_at = times.joined_at;
  if (times.minutes) to.minutes = to.minutes.value_or(0) + *times.minutes;
}

attendance_line line_of(const upload_table& table, const csv_line& row, const held& when) {
  attendance_line line;
  line.number = row.number;
  line.email = table.cell(row, "email");
  line.name = name_in(table, row);
  line.absent = says_no(table.cell(row, "attended"));
  if (line.absent) return line;
  const auto times = times_of(table, row, when);
  line.joined_at = times.joined_at;
  line.minutes = times.minutes;
  line.unreadable = cut(times.unreadable, longest_shown);
  return line;
}

attendance_preview matched(const attendance_list& list, const people_index& people) {
  attendance_preview seen;
  seen.source = list.source;
  std::unordered_map<std::int64_t, std::size_t> places;
  for (const auto& line : list.lines) {
    const auto shown = shown_of(line.name, line.email);
    if (line.absent) {
      seen.absent.push_back({line.number, shown});
      continue;
    }
    const auto known = recognise(people, line.email, line.name);
    if (!known.who) {
      seen.unmatched.push_back({line.number, shown, known.how == recognised::several});
      continue;
    }
    if (!line.unreadable.empty()) seen.unreadable_times.push_back({line.number, line.unreadable});
    const auto [place, first] = places.emplace(known.who->id, seen.present.size());
    if (first) {
      seen.present.push_back({*known.who, known.how, line.joined_at, line.minutes, 1});
    } else {
      add_line(seen.present[place->second], line);
    }
  }
  return seen;
}

// Two statements, since each has the partial index of its own kind.
void store_row(schema::transaction& tx, std::int64_t organiser_id,
               const std::optional<std::int64_t>& session_id, const presence_row& row,
               const std::string& source, instant now) {
  constexpr auto at_event =
      "INSERT INTO attendance (organiser_id, registration_id, session_id, joined_at, minutes,"
      " source, noted_at) VALUES (:1, :2, :3, :4, :5, :6, :7)"
      " ON CONFLICT (registration_id) WHERE session_id IS NULL"
      " DO UPDATE SET joined_at = excluded.joined_at, minutes = excluded.minutes,"
      " source = excluded.source";
  constexpr auto at_session =
      "INSERT INTO attendance (organiser_id, registration_id, session_id, joined_at, minutes,"
      " source, noted_at) VALUES (:1, :2, :3, :4, :5, :6, :7)"
      " ON CONFLICT (registration_id, session_id) WHERE session_id IS NOT NULL"
      " DO UPDATE SET joined_at = excluded.joined_at, minutes = excluded.minutes,"
      " source = excluded.source";
  tx.execute(session_id ? at_session : at_event, organiser_id, row.who.id, session_id,
             row.joined_at, row.minutes, source, now);
}

}  // namespace

checked<attendance_list> read_attendance(std::string_view file, const event& of,
                                         std::string_view session) {
  const auto table = upload_table::read(file, columns, needed);
  if (!table) return table.error();
  const auto when = when_held(of, of.find_session(session));
  attendance_list list;
  list.source = source_of(*table);
  for (const auto& row : table->rows()) {
    auto line = line_of(*table, row, when);
    if (!line.email.empty() || !line.name.empty()) list.lines.push_back(std::move(line));
  }
  return list;
}

checked<attendance_preview> preview_attendance(const schema::reader& db,
                                               const organisers::scope& whose, const event& of,
                                               const attendance_upload& what) {
  const auto* at = of.find_session(what.session);
  if (!what.session.empty() && !at) return faults{{"session", "unknown_session"}};
  const people_index people(db, whose, of.id, at ? at->id : 0);
  return matched(what.list, people);
}

checked<std::size_t> store_attendance(schema::transaction& tx, const organisers::scope& whose,
                                      const event& of, const attendance_upload& what, instant now) {
  const auto seen = preview_attendance(tx, whose, of, what);
  if (!seen) return seen.error();
  const auto* at = of.find_session(what.session);
  const auto session_id = at ? std::optional<std::int64_t>(at->id) : std::nullopt;
  for (const auto& row : seen->present) {
    store_row(tx, whose.organiser_id(), session_id, row, seen->source, now);
  }
  organisers::record(tx,
                     {whose.organiser_id(),
                      whose.staff_id(),
                      "attendance.taken_over",
                      of.slug,
                      {{"session", what.session}, {"people", seen->present.size()}}},
                     now);
  return checked<std::size_t>(boost::system::in_place_value, seen->present.size());
}

std::vector<attended> find_attendance(const schema::reader& db, const organisers::scope& whose,
                                      std::int64_t registration_id) {
  std::vector<attended> all;
  db.each<std::int64_t, std::optional<instant>, std::optional<std::int64_t>>(
      "SELECT COALESCE(session_id, 0), joined_at, minutes FROM attendance"
      " WHERE registration_id = :1 AND organiser_id = :2 ORDER BY id",
      [&](std::int64_t session_id, std::optional<instant> joined,
          std::optional<std::int64_t> minutes) {
        all.push_back({session_id, joined, minutes});
      },
      registration_id, whose.organiser_id());
  return all;
}

std::map<std::int64_t, std::int64_t> count_attendance(const schema::reader& db,
                                                      const organisers::scope& whose,
                                                      std::int64_t event_id) {
  std::map<std::int64_t, std::int64_t> counts;
  db.each<std::int64_t, std::int64_t>(
      "SELECT COALESCE(a.session_id, 0), COUNT(*) FROM registration r"
      " JOIN attendance a ON a.registration_id = r.id"
      " WHERE r.event_id = :1 AND r.organiser_id = :2 GROUP BY COALESCE(a.session_id, 0)",
      [&](std::int64_t session_id, std::int64_t count) { counts[session_id] = count; }, event_id,
      whose.organiser_id());
  return counts;
}

}  // namespace zusage::events
