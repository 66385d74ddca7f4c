// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export_presets.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr std::string_view excel = "excel-de";

std::string stored_format(const export_preset& what) {
  return std::string(what.excel_de ? excel : to_text(what.format));
}

std::string text_in(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What a later edition does not know any more is as if nothing had been said.
export_preset read(std::int64_t id, std::string name, bool every_event, const std::string& format,
                   const std::string& columns, const std::string& filter) {
  export_preset made;
  made.id = id;
  made.name = std::move(name);
  made.every_event = every_event;
  made.excel_de = format == excel;
  made.format = export_format_from(format).value_or(export_format::csv);
  const auto keys = json::parse(columns, nullptr, false);
  for (const auto& key : keys) {
    if (key.is_string()) made.columns.push_back(key.get<std::string>());
  }
  const auto by = json::parse(filter, nullptr, false);
  made.filter.who = export_who_from(text_in(by, "who")).value_or(export_who::everybody);
  made.filter.session = text_in(by, "session");
  return made;
}

std::int64_t count_presets(const schema::reader& db, const organisers::scope& whose) {
  return db
      .value<std::int64_t>("SELECT COUNT(*) FROM export_preset WHERE organiser_id = :1",
                           whose.acting_for())
      .value_or(0);
}

void record_act(schema::transaction& tx, const organisers::scope& whose, const char* act,
                const event& of, json details, instant now) {
  organisers::record(tx, {whose.acting_for(), whose.staff_id(), act, of.slug, std::move(details)},
                     now);
}

// What the trail tells of one: not its name, which may be anybody's.
json told(const export_preset& what) {
  return {{"format", stored_format(what)},
          {"columns", what.columns},
          {"who", to_text(what.filter.who)},
          {"session", what.filter.session}};
}

// Where a preset is kept: the event, 0 for all.
struct kept_at {
  std::int64_t organiser_id, event_id;
};

std::optional<std::int64_t> replace(schema::transaction& tx, const kept_at& where,
                                    const export_preset& what, std::optional<std::int64_t> maker,
                                    instant now) {
  const json by = {{"who", to_text(what.filter.who)}, {"session", what.filter.session}};
  return tx.value<std::int64_t>(
      "UPDATE export_preset SET format = :1, columns = :2, filter = :3, made_by = :4, made_at = :5"
      " WHERE organiser_id = :6 AND COALESCE(event_id, 0) = :7 AND name = :8 RETURNING id",
      stored_format(what), json(what.columns).dump(), by.dump(), maker, now, where.organiser_id,
      where.event_id, what.name);
}

// Presets for all events are the organiser's: who works at one event neither sees nor makes any.
bool serves_all(const organisers::scope& whose) {
  return !organisers::is_for_one_event(whose);
}

}  // namespace

std::vector<export_preset> list_presets(const schema::reader& db, const organisers::scope& whose,
                                        const event& of) {
  std::vector<export_preset> list;
  if (!whose.reaches(of.id)) return list;
  using std::string;
  db.each<std::int64_t, string, std::optional<std::int64_t>, string, string, string>(
      "SELECT id, name, event_id, format, columns, filter FROM export_preset"
      " WHERE organiser_id = :1 AND COALESCE(event_id, :2) = :3"
      " ORDER BY name, id",
      [&](std::int64_t id, string name, const std::optional<std::int64_t>& event_id,
          const string& format, const string& columns, const string& filter) {
        list.push_back(read(id, std::move(name), !event_id, format, columns, filter));
      },
      whose.acting_for(), serves_all(whose) ? of.id : 0, of.id);
  return list;
}

std::optional<export_preset> find_preset(const schema::reader& db, const organisers::scope& whose,
                                         const event& of, std::int64_t id) {
  for (auto& one : list_presets(db, whose, of)) {
    if (one.id == id) return std::move(one);
  }
  return {};
}

checked<std::string> check_preset_name(std::string_view typed) {
  if (!is_utf8(typed)) return faults{{"name", "not_utf8"}};
  const auto name = cleaned(typed);
  if (name.empty()) return faults{{"name", "required"}};
  if (has_control(name)) return faults{{"name", "control_characters"}};
  if (length(name) > preset_limits::name)
    return faults{{"name", "too_long", {{"most", preset_limits::name}}}};
  return {boost::system::in_place_value, name};
}

checked<std::int64_t> save_preset(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, const export_preset& wanted, instant now) {
  const auto maker =
      whose.staff_id() == 0 ? std::optional<std::int64_t>() : std::optional(whose.staff_id());
  auto what = wanted;
  what.every_event = wanted.every_event && serves_all(whose);
  const auto event_id = what.every_event ? std::optional<std::int64_t>() : std::optional(of.id);
  const kept_at where{whose.acting_for(), event_id.value_or(0)};
  auto before = json();
  for (const auto& one : list_presets(tx, whose, of)) {
    if (one.name == what.name && one.every_event == what.every_event) before = told(one);
  }
  auto id = replace(tx, where, what, maker, now);
  if (!id) {
    if (count_presets(tx, whose) >= preset_limits::per_organiser)
      return faults{{"", "too_many_presets", {{"most", preset_limits::per_organiser}}}};
    tx.execute(
        "INSERT INTO export_preset (organiser_id, event_id, name, format, columns, filter, made_by,"
        " made_at) VALUES (:1, :2, :3, '', '', '', :4, :5) ON CONFLICT DO NOTHING",
        where.organiser_id, event_id, what.name, maker, now);
    id = replace(tx, where, what, maker, now);
  }
  record_act(tx, whose, "export.preset_saved", of,
             {{"before", std::move(before)}, {"after", told(what)}}, now);
  return {boost::system::in_place_value, id.value()};
}

bool remove_preset(schema::transaction& tx, const organisers::scope& whose, const event& of,
                   std::int64_t id, instant now) {
  if (!whose.reaches(of.id)) return false;
  const auto there = find_preset(tx, whose, of, id);
  const auto removed = tx.execute(
      "DELETE FROM export_preset WHERE id = :1 AND organiser_id = :2"
      " AND COALESCE(event_id, :3) = :4",
      id, whose.acting_for(), serves_all(whose) ? of.id : 0, of.id);
  if (removed == 1 && there)
    record_act(tx, whose, "export.preset_removed", of,
               {{"before", told(*there)}, {"after", nullptr}}, now);
  return removed == 1;
}

}  // namespace zusage::events
