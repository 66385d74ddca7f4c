// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "mailer/outbox.hpp"
#include "organisers/scope.hpp"

/// The planned mails of an event (mail_plan.hpp) as rows: each run goes through all who are
/// registered, in small steps, and reaches nobody twice.
namespace zusage::events {

bool has_mail_runs(const schema::reader& db, std::int64_t event_id);

/// Makes the rows say what the event's plan means now: after each change of an event that moves
/// it, its sessions or its plan, in the same transaction. Runs that are done stay so; where a run
/// had begun, one that replaces it is new only if it is due later than now.
void plan_mails(schema::transaction& tx, const event& of, instant now);

/// Writes the mails of one run that is due into the outbox, for at most so many registrations.
/// Whoever registered after it was due does not get it: the confirmation has just told the same.
/// What is too late ends without a mail. False: nothing is due.
struct run_progress {
  bool any = false;  ///< a run was due, there may be more
  std::int64_t sent = 0;
};
run_progress send_planned_mails(schema::transaction& tx, catalogue& events,
                                const mailer::outbox& mails, instant now, std::int64_t most);

/// When the next run is due.
std::optional<instant> next_mail_run(const schema::reader& db);

/// Asks that everybody who booked it is told of the recordings of which nobody has been told yet:
/// each is told once. False: there is none.
bool tell_of_recordings(schema::transaction& tx, const organisers::scope& whose, const event& of,
                        instant now);

/// Recordings that can be seen and of which nobody has been told: session ids, 0 the event.
std::vector<std::int64_t> untold_recordings(const schema::reader& db, const event& of, instant now);

struct mail_run_row {
  std::string plan;
  std::int64_t session_id = 0, sent = 0;
  instant due_at{};
  std::optional<instant> done_at;
};
/// What is planned and what was sent, in order of time; without what was withdrawn unsent.
std::vector<mail_run_row> list_mail_runs(const schema::reader& db, const organisers::scope& whose,
                                         std::int64_t event_id);

inline constexpr std::string_view recording_plan = "recording";

}  // namespace zusage::events
