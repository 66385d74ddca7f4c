// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/stored_data.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "events/data_requests.hpp"
#include "events/group.hpp"
#include "events/json_members.hpp"
#include "events/own_rows.hpp"
#include "events/paper.hpp"
#include "events/registration.hpp"
#include "events/registration_import.hpp"
#include "server/access_words.hpp"
#include "server/answers_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::string_view format = "zusage-data-2";
constexpr std::int64_t most_attempts = 20;  // of a message, the newest

json time_or_null(const std::optional<instant>& at) {
  return at ? json(to_iso(*at)) : json();
}

struct gatherer {
  const schema::reader& db;
  const stored_data_source& with;
  const std::string& email;
  const web::locale& in;
};

json sessions_of(const events::registration& row, const events::event& of, const web::locale& in) {
  auto all = json::array();
  for (const auto& one : row.sessions) {
    const auto* session = of.find_session(one.session_key);
    if (!session) continue;
    all.push_back({{"key", one.session_key},
                   {"title", web::pick(session->title, in.language())},
                   {"title_language", foreign_language(session->title, in)},
                   {"status", to_text(one.status)}});
  }
  return all;
}

// What was typed for somebody else is the typist's to see while it is still that; who has used
// their own link may have changed it, and it is theirs.
json companions_of(const schema::reader& db, std::int64_t id) {
  auto all = json::array();
  for (const auto& one : events::find_group(db, id)) {
    if (one.id == id) continue;
    all.push_back({{"reference", one.reference},
                   {"given_name", one.proven ? "" : one.given_name},
                   {"family_name", one.proven ? "" : one.family_name}});
  }
  return all;
}

json attendance_of(const schema::reader& db, std::int64_t id) {
  auto all = json::array();
  db.each<std::optional<std::string>, std::optional<instant>, std::optional<std::int64_t>,
          std::string>(
      "SELECT s.key, a.joined_at, a.minutes, a.source"
      " FROM attendance a"
      " LEFT JOIN event_session s ON s.id = a.session_id"
      " WHERE a.registration_id = :1 ORDER BY a.id",
      [&](const std::optional<std::string>& session, const std::optional<instant>& joined_at,
          const std::optional<std::int64_t>& minutes, const std::string& source) {
        all.push_back({{"session", session.value_or("")},
                       {"joined_at", time_or_null(joined_at)},
                       {"minutes", minutes ? json(*minutes) : json()},
                       {"source", source}});
      },
      id);
  return all;
}

// What staff noted; who they are is not the person's.
json notes_of(const schema::reader& db, std::int64_t id) {
  auto all = json::array();
  db.each<instant, std::string>(
      "SELECT at, text FROM registration_note WHERE registration_id = :1 ORDER BY id",
      [&](instant at, const std::string& text) {
        all.push_back({{"at", to_iso(at)}, {"text", text}});
      },
      id);
  return all;
}

// At the event as a whole (no session) and at sessions; what was undone among it.
json check_ins_of(const schema::reader& db, std::int64_t id) {
  auto all = json::array();
  db.each<std::optional<std::string>, instant, std::string, std::optional<instant>>(
      "SELECT s.key, c.at, c.desk, c.undone_at"
      " FROM check_in c"
      " LEFT JOIN event_session s ON s.id = c.session_id"
      " WHERE c.registration_id = :1 ORDER BY c.id",
      [&](const std::optional<std::string>& session, instant at, const std::string& desk,
          const std::optional<instant>& undone_at) {
        all.push_back({{"session", session.value_or("")},
                       {"at", to_iso(at)},
                       {"desk", desk},
                       {"undone_at", time_or_null(undone_at)}});
      },
      id);
  return all;
}

// When it is erased by itself (registration_retention.cpp).
instant kept_until(const events::registration& row, const events::event& of) {
  const auto from = of.kind == events::kind::paper ? row.registered_at : of.ends_at;
  return from + std::chrono::days(of.retention_days);
}

json registration_of(const gatherer& by, std::int64_t id) {
  const auto row = events::find_registration(by.db, id);
  const auto of = row ? by.with.catalogue.find(by.db, row->event_id) : nullptr;
  if (!of) return nullptr;
  const auto origin = events::find_import_origin(by.db, id);
  auto answers = json::array();
  for (const auto& one : answers_view(by.db, *of, *row, by.in)) {
    answers.push_back({{"question", one.at("label")},
                       {"question_language", one.at("content_language")},
                       {"answer", one.at("value")},
                       {"answer_language", one.at("value_language")}});
  }
  return {{"reference", row->reference},
          {"event",
           {{"slug", of->slug},
            {"title", web::pick(of->title, by.in.language())},
            {"title_language", foreign_language(of->title, by.in)},
            {"kind", to_text(of->kind)},
            {"starts_at", to_iso(of->starts_at)},
            {"ends_at", to_iso(of->ends_at)}}},
          {"status", to_text(row->status)},
          {"registered_at", to_iso(row->registered_at)},
          {"imported_at", origin ? json(to_iso(origin->at)) : json()},
          {"imported_from", origin ? origin->from : ""},
          {"updated_at", to_iso(row->updated_at)},
          {"cancelled_at", time_or_null(row->cancelled_at)},
          {"checked_in_at", time_or_null(row->checked_in_at)},
          {"given_name", row->given_name},
          {"family_name", row->family_name},
          {"email", row->email},
          {"phone", row->phone},
          {"organisation", row->organisation},
          {"function", row->job_function},
          {"ags", row->ags},
          {"municipality", row->municipality},
          {"stands_for", row->applicant},
          {"language", row->language},
          {"kept_until", to_iso(kept_until(*row, *of))},
          {"answers", std::move(answers)},
          {"sessions", sessions_of(*row, *of, by.in)},
          {"companions", companions_of(by.db, id)},
          {"attendance", attendance_of(by.db, id)},
          {"check_ins", check_ins_of(by.db, id)},
          {"notes", notes_of(by.db, id)},
          {"downloads", events::count_downloads(by.db, id)}};
}

json position_of(const gatherer& by, const events::ring_position& one) {
  using text = std::string;
  const auto row = by.db.one<text, text, text, text, text, instant, std::optional<instant>, text>(
      "SELECT p.given_name, p.family_name, p.email, p.phone, p.job_function, p.since, p.ended_at,"
      " COALESCE(m.name, NULLIF(r.municipality, ''), NULLIF(r.organisation, ''), r.applicant)"
      " FROM ring_person p JOIN registration r ON r.id = p.registration_id"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " WHERE p.id = :1",
      one.id);
  if (!row) return nullptr;
  const auto& [given, family, email, phone, function, since, ended_at, member] = *row;
  return {{"role", one.role},      {"member", member},       {"given_name", given},
          {"family_name", family}, {"email", email},         {"phone", phone},
          {"function", function},  {"since", to_iso(since)}, {"ended_at", time_or_null(ended_at)}};
}

// Where somebody came from is theirs who acted: of a form that may have been another, who typed
// this address. A mailed link proves that it was its owner.
json evidence_shown(const json& event) {
  auto evidence = events::object_member(event, "evidence");
  if (evidence.contains("token_hash")) return evidence;
  evidence.erase("network_address");
  evidence.erase("user_agent");
  return evidence;
}

json names_in(const json& of, const char* name) {
  return json(events::texts_of(events::member(of, name)));
}

// A proof sheet has them word for word, as they were hashed; here they are read.
json notices_shown(json notices) {
  for (auto& one : notices) {
    for (const auto* part : {"controller", "recipients"}) {
      one[part] = json::parse(events::text_member(one, part), nullptr, false);
      if (one[part].is_discarded()) one[part] = nullptr;
    }
  }
  return notices;
}

// Each purpose with its records and the words that were shown (consent/proof.cpp).
json consents_of(const gatherer& by, std::int64_t organiser_id) {
  auto all = json::array();
  for (const auto& record : by.with.ledger.proof(by.db, organiser_id, by.email)) {
    auto records = json::array();
    for (const auto& event : record.at("event")) {
      records.push_back({{"at", event.at("event_time")},
                         {"state", event.at("event_state")},
                         {"method", event.at("event_type")},
                         {"notice_hash", event.at("notice_hash")},
                         {"evidence", evidence_shown(event)}});
    }
    const auto& purpose = record.at("pii_processing").at("purposes").at(0);
    const auto& newest = record.at("notices").back();
    const auto language = events::text_member(newest, "language");
    all.push_back({{"purpose", purpose.at("purpose_type")},
                   {"title", purpose.at("purpose")},
                   {"title_language", language == by.in.language() ? "" : language},
                   {"channel", newest.at("channel")},
                   {"recipients", names_in(purpose, "recipient_third_parties")},
                   {"retention", proof_period(events::text_member(newest, "channel"), by.in)},
                   {"records", std::move(records)},
                   {"notices", notices_shown(record.at("notices"))}});
  }
  return all;
}

// What mail servers said to it, reports that came back among it: replies often name the address.
// Of a Maildir the file's name alone: where the folder lies is the operator's business.
json attempts_of(const gatherer& by, std::int64_t message_id) {
  auto all = json::array();
  by.db.each<instant, std::string, std::string, std::string>(
      "SELECT at, outcome, phase, reply FROM delivery_attempt WHERE message_id = :1"
      " ORDER BY id DESC LIMIT :2",
      [&](instant at, const std::string& outcome, const std::string& phase, std::string reply) {
        if (phase == "file") reply.erase(0, reply.rfind('/') + 1);
        all.push_back(
            {{"at", to_iso(at)}, {"outcome", outcome}, {"phase", phase}, {"reply", reply}});
      },
      message_id, most_attempts);
  std::reverse(all.begin(), all.end());
  return all;
}

json messages_of(const gatherer& by, std::int64_t organiser_id) {
  auto all = json::array();
  std::vector<std::int64_t> ids;
  by.db.each<std::int64_t, std::string, std::string, instant, std::optional<instant>,
             std::optional<std::string>>(
      "SELECT m.id, m.template, m.state, m.created_at, m.finished_at, COALESCE(e.title, n.subject)"
      " FROM message m"
      " LEFT JOIN event e ON e.id = m.event_id"
      " LEFT JOIN newsletter n ON n.id = m.newsletter_id"
      " WHERE m.recipient_key = :1 AND +m.organiser_id = :2"
      " ORDER BY m.created_at DESC, m.id DESC",
      [&](std::int64_t id, const std::string& name, const std::string& state, instant created_at,
          const std::optional<instant>& finished_at, const std::optional<std::string>& title) {
        const auto of = title ? events::from_stored(*title) : json();
        all.push_back({{"kind", name},
                       {"about", title ? web::pick(of, by.in.language()) : ""},
                       {"about_language", foreign_language(of, by.in)},
                       {"state", state},
                       {"created_at", to_iso(created_at)},
                       {"finished_at", time_or_null(finished_at)}});
        ids.push_back(id);
      },
      email_key(by.email), organiser_id);
  for (std::size_t i = 0; i < ids.size(); ++i) all[i]["attempts"] = attempts_of(by, ids[i]);
  return all;
}

// Purposes for which nothing is to be asked by an import, since a list said so.
json blocked_of(const gatherer& by, std::int64_t organiser_id) {
  auto all = json::array();
  const auto lookup = by.with.ledger.lookup_of(organiser_id, by.email);
  if (!lookup) return all;
  by.db.each<std::string, std::string, instant>(
      "SELECT p.key, p.title, s.at"
      " FROM suppression s"
      " JOIN principal w ON w.id = s.principal_id"
      " JOIN purpose p ON p.id = s.purpose_id"
      " WHERE w.organiser_id = :1 AND w.lookup = :2 ORDER BY p.key",
      [&](const std::string& key, const std::string& stored, instant at) {
        const auto title = events::from_stored(stored);
        all.push_back({{"purpose", key},
                       {"title", web::pick(title, by.in.language())},
                       {"title_language", foreign_language(title, by.in)},
                       {"since", to_iso(at)}});
      },
      organiser_id, *lookup);
  return all;
}

json requests_of(const gatherer& by, std::int64_t organiser_id) {
  auto all = json::array();
  for (const auto& one : events::data_requests_of(by.db, by.with.ledger, organiser_id, by.email)) {
    const auto words = events::open_data_request(by.db, by.with.links, one.reference);
    all.push_back({{"reference", one.reference},
                   {"kind", one.kind},
                   {"state", one.state},
                   {"asked_at", to_iso(one.asked_at)},
                   {"due_at", to_iso(one.due_at)},
                   {"wish", words ? words->wish : ""},
                   {"extended_at", time_or_null(one.extended_at)},
                   {"extended_because", words ? words->extension : ""},
                   {"answered_at", time_or_null(one.answered_at)},
                   {"answer", words ? words->answer : ""}});
  }
  return all;
}

json organiser_of(const gatherer& by, std::int64_t id, const std::vector<events::own_row>& rows,
                  const std::vector<events::ring_position>& positions) {
  const auto row = by.db.one<std::string, std::string, std::string, std::string>(
      "SELECT key, name, contact, privacy_url FROM organiser WHERE id = :1", id);
  if (!row) return nullptr;
  const auto& [key, stored_name, contact, privacy_url] = *row;
  const auto name = events::from_stored(stored_name);
  json made = {{"key", key},
               {"name", web::pick(name, by.in.language())},
               {"name_language", foreign_language(name, by.in)},
               {"contact", contact},
               {"privacy_url", privacy_url},
               {"registrations", json::array()},
               {"ring_positions", json::array()},
               {"consents", consents_of(by, id)},
               {"blocked", blocked_of(by, id)},
               {"messages", messages_of(by, id)},
               {"requests", requests_of(by, id)}};
  for (const auto& one : rows) {
    if (one.organiser_id != id) continue;
    if (auto shown = registration_of(by, one.id); !shown.is_null())
      made["registrations"].push_back(std::move(shown));
  }
  for (const auto& one : positions) {
    if (one.organiser_id != id) continue;
    if (auto shown = position_of(by, one); !shown.is_null())
      made["ring_positions"].push_back(std::move(shown));
  }
  return made;
}

// Mails with links to all that there is are kept under some organiser, and anybody can cause them
// for any address.
bool is_of_the_site(const json& message) {
  const auto kind = events::text_member(message, "kind");
  return kind == "data-link" || kind == "personal-links";
}

bool knows_something(const json& organiser) {
  for (const auto* list : {"registrations", "ring_positions", "consents", "blocked", "requests"}) {
    if (!organiser.at(list).empty()) return true;
  }
  const auto& messages = organiser.at("messages");
  return !std::all_of(messages.begin(), messages.end(), is_of_the_site);
}

}  // namespace

nlohmann::json stored_data(const schema::reader& db, const stored_data_source& with,
                           const stored_data_of& whose) {
  const auto& email = whose.email;
  const gatherer by{db, with, email, whose.in};
  const auto rows = events::registrations_of(db, email, true);
  const auto positions = events::ring_positions_of(db, email);
  auto organisers = nlohmann::json::array();
  for (const auto& [id] : db.all<std::int64_t>("SELECT id FROM organiser ORDER BY key")) {
    if (whose.organiser_id && *whose.organiser_id != id) continue;
    auto one = organiser_of(by, id, rows, positions);
    if (one.is_null() || !knows_something(one)) continue;
    one["about"] = access_words(db, one, whose.in);
    one["privacy_information"] = with.links.base_url() +
                                 "/privacy?organiser=" + events::text_member(one, "key") +
                                 "&lang=" + whose.in.language();
    organisers.push_back(std::move(one));
  }
  return {{"format", format},
          {"address", email},
          {"made_at", to_iso(whose.at)},
          {"language", whose.in.language()},
          {"organisers", std::move(organisers)}};
}

}  // namespace zusage::server
