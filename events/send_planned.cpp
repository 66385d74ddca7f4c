// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/bookings.hpp"
#include "events/certificates.hpp"
#include "events/mail_plan.hpp"
#include "events/mail_runs.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

struct due_run {
  std::int64_t id = 0, event_id = 0, session_id = 0, after = 0;
  std::string plan;
  json details;
  instant due_at{}, planned_at{};
};

std::optional<due_run> find_due(const schema::reader& db, instant now) {
  const auto row = db.one<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string,
                          std::string, instant, instant>(
      "SELECT id, event_id, session_id, after_id, plan, details, due_at, planned_at FROM mail_run"
      " WHERE due_at <= :1 AND done_at IS NULL AND withdrawn_at IS NULL"
      " ORDER BY due_at, id LIMIT 1",
      now);
  if (!row) return {};
  due_run run;
  std::string details;
  std::tie(run.id, run.event_id, run.session_id, run.after, run.plan, details, run.due_at,
           run.planned_at) = *row;
  run.details = json::parse(details, nullptr, false);
  return run;
}

// Several processes look at the same time: one of them takes the step, and the next goes on where
// it ended.
std::optional<due_run> take_due(schema::transaction& tx, instant now) {
  auto run = find_due(tx, now);
  if (!run || !tx.is_shared()) return run;
  tx.value<std::int64_t>("SELECT id FROM mail_run WHERE id = :1 FOR NO KEY UPDATE", run->id);
  return find_due(tx, now);
}

struct recipient {
  std::int64_t id = 0;
  std::string language, email, name, answers;
};

std::vector<recipient> next_recipients(const schema::reader& db, const due_run& run,
                                       std::int64_t most) {
  std::vector<recipient> people;
  const auto take = [&](std::int64_t id, std::string language, std::string email,
                        const std::string& given, const std::string& family, std::string answers) {
    people.push_back(
        {id, std::move(language), std::move(email), given + " " + family, std::move(answers)});
  };
  const auto registered_until = std::max(run.due_at, run.planned_at);
  if (run.session_id == 0) {
    db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string>(
        "SELECT id, language, email, given_name, family_name, answers FROM registration"
        " WHERE event_id = :1 AND id > :2 AND status = 'confirmed' AND registered_at <= :3"
        " ORDER BY id LIMIT :4",
        take, run.event_id, run.after, registered_until, most);
  } else {
    db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string>(
        "SELECT r.id, r.language, r.email, r.given_name, r.family_name, r.answers"
        " FROM registration r"
        " JOIN registration_session b ON b.registration_id = r.id AND b.session_id = :1"
        " WHERE r.event_id = :2 AND r.id > :3 AND r.status = 'confirmed'"
        " AND r.registered_at <= :4 AND b.status = 'confirmed'"
        " ORDER BY r.id LIMIT :5",
        take, run.session_id, run.event_id, run.after, registered_until, most);
  }
  return people;
}

// Until when the run is worth sending; nothing: not at all (any more).
std::optional<instant> end_of(const due_run& run, const event& of) {
  if (of.status != event_status::published) return {};
  if (run.plan == recording_plan || run.plan == certificates_now_plan)
    return run.due_at + follow_up_lateness;
  for (const auto& one : planned_runs(of)) {
    if (one.plan == run.plan && one.session_id == run.session_id && one.due_at == run.due_at)
      return one.until;
  }
  return {};
}

// A recording concerns who booked what was recorded.
bool saw_any(const schema::reader& db, const json& sessions, std::int64_t registration_id) {
  const auto booked = find_booked(db, registration_id);
  return std::any_of(sessions.begin(), sessions.end(), [&](const json& id) {
    if (id == 0) return true;
    return std::any_of(booked.begin(), booked.end(), [&](const booked_row& row) {
      return id == row.session_id && row.status == booking::confirmed;
    });
  });
}

bool concerns(const schema::reader& db, const due_run& run, const event& of, const recipient& who) {
  if (run.plan == recording_plan) {
    return run.details.is_object() && run.details.contains("sessions") &&
           saw_any(db, run.details["sessions"], who.id);
  }
  if (is_certificates_plan(run.plan)) return true;  // asked when it is taken
  const auto* mail = find_planned(of, run.plan);
  if (!mail) return false;
  if (!mail->mode) return true;
  const auto how = attends(of, json::parse(who.answers, nullptr, false));
  return !how || *how == *mail->mode;
}

std::string template_of(const due_run& run) {
  if (is_certificates_plan(run.plan)) return std::string(certificate_mail);
  if (run.plan == recording_plan) return "event-recording";
  return run.plan.starts_with("reminder.") ? "event-reminder" : "event-follow-up";
}

mailer::new_message message_to(const due_run& run, const event& of, const recipient& who,
                               instant until) {
  mailer::new_message message;
  message.organiser_id = of.by.id;
  message.template_name = template_of(run);
  message.language = who.language;
  message.recipient = who.email;
  message.recipient_name = who.name;
  message.registration_id = who.id;
  message.event_id = of.id;
  message.urgency = mailer::priority::service;
  message.data = {{"plan", run.plan}, {"session", run.session_id}};
  if (message.template_name == "event-reminder") message.expires_at = until;
  return message;
}

// How many mails were queued; none: it was told before. A member of a ring is told through all who
// stand for it, in one transaction with the row that says so: nobody of them is told twice, and
// nobody left out, wherever the run is interrupted.
std::int64_t tell_one(schema::transaction& tx, const mailer::outbox& mails, const event& of,
                      std::int64_t run_id, mailer::new_message message, instant now) {
  const auto registration_id = message.registration_id.value();
  // Whatever run it is; of a member of a ring it bears the contact's name.
  if (message.template_name == certificate_mail) {
    if (!take_certificate(tx, of, registration_id, now)) return 0;
    mails.enqueue(tx, message, now);
    return 1;
  }
  const bool first = tx.execute(
                         "INSERT INTO mail_run_recipient (run_id, registration_id) VALUES (:1, :2)"
                         " ON CONFLICT (run_id, registration_id) DO NOTHING",
                         run_id, registration_id) == 1;
  if (!first) return 0;
  const auto people = of.ring ? people_of_member(tx, registration_id) : std::vector<ring_person>();
  if (people.empty()) {
    mails.enqueue(tx, message, now);
    return 1;
  }
  for (const auto& one : people) {
    message.language = one.language;
    message.recipient = one.email;
    message.recipient_name = one.name();
    message.data[person_member] = one.public_id;
    mails.enqueue(tx, message, now);
  }
  return std::int64_t(people.size());
}

}  // namespace

run_progress send_planned_mails(schema::transaction& tx, catalogue& events,
                                const mailer::outbox& mails, instant now, std::int64_t most) {
  const auto run = take_due(tx, now);
  if (!run) return {};
  run_progress progress{true, 0};
  const auto of = events.find(tx, run->event_id);
  const auto until = of ? end_of(*run, *of) : std::nullopt;
  std::vector<recipient> people;
  if (until && now < *until) people = next_recipients(tx, *run, most);
  auto reached = run->after;
  for (const auto& who : people) {
    if (progress.sent >= most) break;  // a member of a ring is several people
    reached = who.id;
    if (!concerns(tx, *run, *of, who)) continue;
    progress.sent += tell_one(tx, mails, *of, run->id, message_to(*run, *of, who, *until), now);
  }
  const bool all = people.empty() || reached == people.back().id;
  const bool done = all && std::int64_t(people.size()) < most;
  tx.execute("UPDATE mail_run SET after_id = :1, sent = sent + :2, done_at = :3 WHERE id = :4",
             reached, progress.sent, done ? std::optional<instant>(now) : std::nullopt, run->id);
  return progress;
}

}  // namespace zusage::events
