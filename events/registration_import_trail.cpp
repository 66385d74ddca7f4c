// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import_trail.hpp"

#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "events/json_members.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr std::size_t digits_of_hash = 16;

// A heading as it is compared with those of a later file.
std::string hash_of_heading(const std::string& heading) {
  return sha256_hex("heading " + folded(heading)).substr(0, digits_of_hash);
}

// Arguments that words need and that nobody has typed: numbers, names of the event's own parts and
// of the directory.
json told_arguments(const json& all) {
  auto told = json::object();
  if (!all.is_object()) return told;
  for (const auto& [key, value] : all.items()) {
    const bool ours = key == "choices" || key == "session" || key == "other" || key == "choice";
    if (value.is_number() || (ours && value.is_string())) told[key] = value;
  }
  return told;
}

const char* reason_of(taken_as what) {
  if (what == taken_as::already) return "known";
  return what == taken_as::full ? "full" : "outdated";
}

std::vector<left_row> left_rows(const registration_counts& counts, const registration_list& list) {
  std::vector<left_row> all;
  const auto add = [&](const std::vector<std::size_t>& lines, const char* target,
                       const char* code) {
    for (const auto line : lines) all.push_back({line, target, {target, code}});
  };
  for (const auto& one : list.broken) all.push_back({one.line, one.target, one.what});
  add(list.open_lines, "status", "open");
  add(list.outside_lines, "municipality", "outside");
  add(list.doubled_lines, "email", "doubled");
  for (const auto& [line, what] : counts.left) {
    const auto* target = what == taken_as::already ? "email" : "row";
    all.push_back({line, target, {target, reason_of(what)}});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return all;
}

json stored_rows(const std::vector<left_row>& all) {
  auto rows = json::array();
  for (const auto& one : all) {
    if (rows.size() == most_left_rows) break;
    auto row = json::array({one.line, one.target, one.why.code});
    if (auto told = told_arguments(one.why.arguments); !told.empty()) row.push_back(told);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<left_row> read_rows(const json& stored) {
  std::vector<left_row> all;
  for (const auto& row : stored.is_array() ? stored : json::array()) {
    if (!row.is_array() || row.size() < 3 || !row[0].is_number_integer() || !row[1].is_string() ||
        !row[2].is_string())
      continue;
    const auto target = row[1].get<std::string>();
    all.push_back({row[0].get<std::size_t>(),
                   target,
                   {target, row[2].get<std::string>(), row.size() > 3 ? row[3] : json::object()}});
  }
  return all;
}

json details_of_import(const schema::reader& db, const organisers::scope& whose, const event& of,
                       std::int64_t id) {
  const auto text = db.value<std::string>(
      "SELECT details FROM audit_entry WHERE id = :1 AND organiser_id = :2"
      " AND action = 'registration.imported' AND subject = :3",
      id, whose.organiser_id(), of.slug);
  return text ? from_stored(*text) : json();
}

}  // namespace

json import_details(const registration_counts& counts, const registration_list& list,
                    import_source from, const column_meanings& meanings) {
  const auto left = left_rows(counts, list);
  json details = {{"source", to_text(from)},
                  {"placed", counts.of(taken_as::placed)},
                  {"over_capacity", counts.of(taken_as::over)},
                  {"waiting", counts.of(taken_as::waiting)},
                  {"applied", counts.of(taken_as::applied)},
                  {"cancelled", counts.of(taken_as::cancelled)},
                  {"known", counts.of(taken_as::already)},
                  {"full", counts.of(taken_as::full)},
                  {"outdated", counts.of(taken_as::outdated)},
                  {"open", list.open_lines.size()},
                  {"outside", list.outside_lines.size()},
                  {"broken", list.broken_rows}};
  if (!left.empty())
    details["left_out"] = {
        {"rows", stored_rows(left)},
        {"more", left.size() > most_left_rows ? left.size() - most_left_rows : 0}};
  if (!meanings.empty()) details["meanings"] = meanings;
  return details;
}

std::optional<import_result> find_import_result(const schema::reader& db,
                                                const organisers::scope& whose, const event& of,
                                                std::int64_t id) {
  auto details = details_of_import(db, whose, of, id);
  if (!details.is_object()) return {};
  import_result made;
  if (const auto left = details.find("left_out"); left != details.end() && left->is_object()) {
    made.left = read_rows(left->value("rows", json::array()));
    made.more = integer_member(*left, "more").value_or(0);
  }
  details.erase("left_out");
  details.erase("meanings");
  made.counts = std::move(details);
  return made;
}

std::optional<std::int64_t> last_import(const schema::reader& db, const organisers::scope& whose,
                                        const event& of) {
  return db.value<std::int64_t>(
      "SELECT id FROM audit_entry WHERE organiser_id = :1 AND action = 'registration.imported'"
      " AND subject = :2 ORDER BY id DESC LIMIT 1",
      whose.organiser_id(), of.slug);
}

column_meanings meanings_of(const import_table& table) {
  column_meanings all;
  for (const auto& one : table.columns) {
    if (!one.heading.empty()) all[hash_of_heading(one.heading)] = one.target;
  }
  return all;
}

void recall_meanings(const schema::reader& db, const organisers::scope& whose, const event& of,
                     import_table& table) {
  const auto id = last_import(db, whose, of);
  if (!id) return;
  const auto details = details_of_import(db, whose, of, *id);
  const auto known = details.is_object() ? details.value("meanings", json::object()) : json();
  if (!known.is_object() || known.empty()) return;
  std::vector<std::string> targets;
  for (const auto& one : table.columns) {
    const auto found = known.find(hash_of_heading(one.heading));
    const bool there = found != known.end() && found->is_string();
    targets.push_back(there ? found->get<std::string>() : one.target);
  }
  auto changed = table;
  if (set_targets(changed, of, targets).empty()) table.columns = std::move(changed.columns);
}

}  // namespace zusage::events
