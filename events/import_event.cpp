// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/event_details.hpp"
#include "events/event_file_parts.hpp"
#include "events/import_parts.hpp"
#include "events/invitation.hpp"
#include "events/load_event.hpp"
#include "events/mail_runs.hpp"
#include "events/paper.hpp"
#include "events/question_history.hpp"
#include "events/ring_members.hpp"
#include "events/series.hpp"
#include "events/venue_state.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

json to_json(const audience& from) {
  auto result = json::object();
  if (!from.municipalities.empty()) result["municipalities"] = from.municipalities;
  if (!from.email_domains.empty()) result["email_domains"] = from.email_domains;
  if (!from.code.empty()) result["code"] = from.code;
  return result;
}

json to_json(const std::vector<question_option>& options) {
  auto result = json::array();
  for (const auto& one : options) {
    auto stored = json::object();
    stored["key"] = one.key;
    stored["label"] = one.label;
    result.push_back(std::move(stored));
  }
  return result;
}

json condition_of(const question& from) {
  auto result = json::object();
  if (from.show_if_question.empty()) return result;
  result["question"] = from.show_if_question;
  result["is"] = from.show_if_is;
  return result;
}

std::optional<std::int64_t> series_of(const schema::reader& db, const event_entry& entry,
                                      std::int64_t organiser_id) {
  if (entry.series.empty()) return {};
  const auto id =
      db.value<std::int64_t>("SELECT id FROM event_series WHERE organiser_id = :1 AND key = :2",
                             organiser_id, entry.series);
  return id.value();
}

// The row alone; `taken` stays. On a change the new sequence number comes as 0 or 1 to add.
std::int64_t store_row(schema::transaction& tx, const event_entry& entry, const event_storing& with,
                       const std::optional<std::int64_t>& series) {
  const auto& e = entry.what;
  return tx
      .value<std::int64_t>(
          "INSERT INTO event (organiser_id, slug, kind, status, title, summary, description,"
          " starts_at, ends_at, time_zone, mode, venue, join_url, capacity, waiting_list, approval,"
          " audience, opens_at, closes_at, verify_email, max_group, retention_days, ical_sequence,"
          " definition, created_at, updated_at, offer_hours, series_id,"
          " details, hidden)"
          " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17,"
          " :18, :19, :20, :21, :22, :23, :24, :25, :26, :27, :28, :29, :30)"
          " ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind, status = excluded.status,"
          " title = excluded.title, summary = excluded.summary,"
          " description = excluded.description, starts_at = excluded.starts_at,"
          " ends_at = excluded.ends_at, time_zone = excluded.time_zone, mode = excluded.mode,"
          " venue = excluded.venue, join_url = excluded.join_url, capacity = excluded.capacity,"
          " waiting_list = excluded.waiting_list, approval = excluded.approval,"
          " audience = excluded.audience, opens_at = excluded.opens_at,"
          " closes_at = excluded.closes_at, verify_email = excluded.verify_email,"
          " max_group = excluded.max_group, retention_days = excluded.retention_days,"
          " offer_hours = excluded.offer_hours,"
          " ical_sequence = event.ical_sequence + excluded.ical_sequence,"
          " definition = excluded.definition, updated_at = excluded.updated_at,"
          " series_id = excluded.series_id, details = excluded.details, hidden = excluded.hidden,"
          " version = event.version + 1"
          " RETURNING id",
          with.organiser_id, e.slug, to_text(e.kind), to_text(e.status), canonical(e.title),
          canonical(e.summary), canonical(e.description), e.starts_at, e.ends_at, e.time_zone,
          to_text(e.mode), canonical(e.venue), e.join_url, e.capacity, e.waiting_list, e.approval,
          canonical(to_json(e.audience)), e.opens_at, e.closes_at, e.verify_email, e.max_group,
          e.retention_days, with.rescheduled, entry.definition, with.now, with.now,
          std::int64_t(e.offer_hours.count()), series, canonical(details_of(e)), e.hidden)
      .value();
}

// Of the entry and not of the event: only the form's own pages ask for it.
void store_steps(schema::transaction& tx, const event_entry& entry, std::int64_t id) {
  // What follows the first line tells of a paper's document.
  const auto line = entry.definition.substr(0, entry.definition.find('\n'));
  const auto definition = nlohmann::json::parse(line, nullptr, false);
  const nlohmann::json::json_pointer place("/registration/steps");
  std::optional<std::int64_t> steps;
  if (definition.is_object() && definition.contains(place) && definition[place].is_boolean()) {
    steps = definition[place].get<bool>() ? 1 : 0;
  }
  tx.execute("UPDATE event SET registration_steps = :1 WHERE id = :2", steps, id);
}

template <class T>
bool has_key(const std::vector<T>& in, const std::string& key) {
  return std::any_of(in.begin(), in.end(), [&](const T& one) { return one.key == key; });
}

// Ids of the rows whose keys are gone from the file.
template <class T>
std::vector<std::int64_t> gone(const std::vector<std::tuple<std::int64_t, std::string>>& stored,
                               const std::vector<T>& now) {
  std::vector<std::int64_t> ids;
  for (const auto& [id, key] : stored) {
    if (!has_key(now, key)) ids.push_back(id);
  }
  return ids;
}

void store_organisers(schema::transaction& tx, std::int64_t event_id,
                      const std::vector<std::string>& keys) {
  tx.execute("DELETE FROM event_organiser WHERE event_id = :1", event_id);
  std::int64_t position = 0;
  for (const auto& key : keys) {
    tx.execute(
        "INSERT INTO event_organiser (event_id, organiser_id, position)"
        " VALUES (:1, (SELECT id FROM organiser WHERE key = :2), :3)",
        event_id, key, position++);
  }
}

void store_choices(schema::transaction& tx, std::int64_t event_id, const event& of,
                   std::int64_t organiser_id) {
  const auto stored = tx.all<std::int64_t, std::string>(
      "SELECT id, key FROM event_choice WHERE event_id = :1", event_id);
  for (const auto id : gone(stored, of.choices)) {
    tx.execute("DELETE FROM event_choice WHERE id = :1", id);
  }
  std::int64_t position = 0;
  for (const auto& one : of.choices) {
    tx.execute(
        "INSERT INTO event_choice (organiser_id, event_id, key, position, title, minimum, maximum,"
        " second_choice)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
        " ON CONFLICT (event_id, key) DO UPDATE SET position = excluded.position,"
        " title = excluded.title, minimum = excluded.minimum, maximum = excluded.maximum,"
        " second_choice = excluded.second_choice",
        organiser_id, event_id, one.key, position++, canonical(one.title), one.minimum, one.maximum,
        one.second_choice);
  }
}

void store_sessions(schema::transaction& tx, std::int64_t event_id, const event& of,
                    std::int64_t organiser_id) {
  const auto stored = tx.all<std::int64_t, std::string>(
      "SELECT id, key FROM event_session WHERE event_id = :1", event_id);
  for (const auto id : gone(stored, of.sessions)) {
    tx.execute("DELETE FROM event_session WHERE id = :1", id);
  }
  std::int64_t position = 0;
  for (const auto& one : of.sessions) {
    tx.execute(
        "INSERT INTO event_session (organiser_id, event_id, key, position, title, starts_at,"
        " ends_at, capacity, choice, speakers, join_url, details)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12)"
        " ON CONFLICT (event_id, key) DO UPDATE SET position = excluded.position,"
        " title = excluded.title, starts_at = excluded.starts_at, ends_at = excluded.ends_at,"
        " capacity = excluded.capacity, choice = excluded.choice, speakers = excluded.speakers,"
        " join_url = excluded.join_url, details = excluded.details",
        organiser_id, event_id, one.key, position++, canonical(one.title), one.starts_at,
        one.ends_at, one.capacity, one.choice, canonical(json(one.speakers)), one.join_url,
        canonical(details_of(one)));
  }
}

void store_questions(schema::transaction& tx, std::int64_t event_id, const event& of,
                     std::int64_t organiser_id) {
  const auto stored = tx.all<std::int64_t, std::string>(
      "SELECT id, key FROM event_question WHERE event_id = :1", event_id);
  for (const auto id : gone(stored, of.questions)) {
    tx.execute("DELETE FROM event_question WHERE id = :1", id);
  }
  std::int64_t position = 0;
  for (const auto& one : of.questions) {
    tx.execute(
        "INSERT INTO event_question (organiser_id, event_id, key, position, type, label, hint,"
        " options, required, must_be_yes, show_if, retention_days, details)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13)"
        " ON CONFLICT (event_id, key) DO UPDATE SET position = excluded.position,"
        " type = excluded.type, label = excluded.label, hint = excluded.hint,"
        " options = excluded.options, required = excluded.required,"
        " must_be_yes = excluded.must_be_yes, show_if = excluded.show_if,"
        " retention_days = excluded.retention_days, details = excluded.details",
        organiser_id, event_id, one.key, position++, to_text(one.type), canonical(one.label),
        canonical(one.hint), canonical(to_json(one.options)), one.required, one.must_be_yes,
        canonical(condition_of(one)), one.retention_days, canonical(details_of(one)));
  }
}

void store_purposes_of_event(schema::transaction& tx, std::int64_t event_id,
                             const std::vector<std::string>& keys, std::int64_t organiser_id) {
  tx.execute("DELETE FROM event_purpose WHERE event_id = :1", event_id);
  std::int64_t position = 0;
  for (const auto& key : keys) {
    const auto purpose = consent::find_purpose(tx, organiser_id, key);
    tx.execute("INSERT INTO event_purpose (event_id, purpose_id, position) VALUES (:1, :2, :3)",
               event_id, purpose.value(), position++);
  }
}

// What was made on the organiser's page stays; what has ended stays ended.
void store_invitations(schema::transaction& tx, std::int64_t event_id, const event& from,
                       const event_storing& with) {
  event of = from;
  of.id = event_id;
  of.by.id = with.organiser_id;
  const auto entries = from.admission ? from.admission->entries : std::vector<invitation_entry>();
  end_left_out(tx, event_id, entries, with.now);
  for (const auto& one : entries) store_invitation(tx, of, one, true, with.now);
}

bool is_more(const std::optional<std::int64_t>& before, const std::optional<std::int64_t>& after) {
  return before && (!after || *after > *before);
}

}  // namespace

std::int64_t store_event(schema::transaction& tx, const event_entry& entry,
                         const event_storing& with) {
  const auto series = series_of(tx, entry, with.organiser_id);
  const auto id = store_row(tx, entry, with, series);
  store_steps(tx, entry, id);
  tx.announce(topic_of_event(id));
  // The page of a series that it leaves hears of the event; that of one it joins does not know it.
  if (series) tx.announce(topic_of_series(*series));
  store_organisers(tx, id, entry.also_by);
  store_choices(tx, id, entry.what, with.organiser_id);
  store_sessions(tx, id, entry.what, with.organiser_id);
  keep_old_questions(tx, id, entry.what);
  store_questions(tx, id, entry.what, with.organiser_id);
  store_document(tx, entry.document ? &*entry.document : nullptr, id, with.organiser_id, with.now);
  store_purposes_of_event(tx, id, entry.purposes, with.organiser_id);
  store_invitations(tx, id, entry.what, with);
  add_named_groups(tx, with.organiser_id, id, entry.what);
  if (entry.what.mail_plan || has_mail_runs(tx, id)) plan_mails(tx, *load_event(tx, id), with.now);
  return id;
}

bool is_rescheduled(const event& before, const event& after) {
  const auto what = [](const event& e) {
    return std::tie(e.starts_at, e.ends_at, e.time_zone, e.mode, e.status);
  };
  if (what(before) != what(after) || !is_same_place(before.venue, after.venue)) return true;
  return std::any_of(before.sessions.begin(), before.sessions.end(), [&](const session& old) {
    const auto* now = after.find_session(old.key);
    const auto what_of = [](const session& s) {
      return std::tie(s.starts_at, s.ends_at, s.place, s.cancelled);
    };
    return now && what_of(old) != what_of(*now);
  });
}

bool is_raised(const event& before, const event& after) {
  if (is_more(before.capacity, after.capacity)) return true;
  return std::any_of(before.sessions.begin(), before.sessions.end(), [&](const session& old) {
    const auto* now = after.find_session(old.key);
    return now && is_more(old.capacity, now->capacity);
  });
}

}  // namespace zusage::events
