// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"

/// The mails that are planned with an event: reminders before the start and messages after the end.
/// They belong to the registration (GDPR 6(1)(b), (e)) and advertise nothing, so that they need no
/// consent.
namespace zusage::events {

struct planned_mail {
  std::string key;
  bool before = true;                ///< a reminder; else a message after the end
  std::chrono::minutes distance{};   ///< from the start or the end
  std::optional<events::mode> mode;  ///< only to who attends so; nothing: to everybody
  bool each_session = false;         ///< about every session with a date, to who booked it
  nlohmann::json subject = nlohmann::json::object(),
                 text = nlohmann::json::object();  ///< by language; empty: the program's own words
};

/// How long after the end certificates go out, unless the event says otherwise: check-ins can be
/// put right until then.
inline constexpr std::chrono::hours usual_certificate_delay{24};

struct mail_plan {
  std::vector<planned_mail> mails;
  /// So long after the end everybody who was here gets a certificate (certificates.hpp).
  std::optional<std::chrono::hours> certificates_after = {};
};

/// `reminder.<key>` or `follow-up.<key>`, by which the plan is known in the database.
std::string plan_name(const planned_mail& of);
/// Null when the event plans no such mail (any more).
const planned_mail* find_planned(const event& of, std::string_view plan);

/// When a mail is due, and how long it is worth sending.
struct planned_run {
  std::string plan;
  std::int64_t session_id = 0;  ///< 0: the event
  instant due_at{}, until{};
  bool operator==(const planned_run&) const = default;
};

/// How late a message after the end is still sent (a program that was down, a plan made later).
inline constexpr std::chrono::days follow_up_lateness{7};

/// All runs that the plan means, past ones too: of a reminder until what it reminds of begins, of a
/// message afterwards until it is too late for it. None for drafts, cancelled events and papers.
std::vector<planned_run> planned_runs(const event& of);

/// How somebody attends a hybrid event: the answer `online` or `on_site` to the question with the
/// key `attendance`, nothing where there is none. Of other events it is the event's own mode.
std::optional<mode> attends(const event& of, const nlohmann::json& answers);

/// As `event.details` keeps it.
nlohmann::json to_json(const mail_plan& from);
/// Null for what holds no plan.
std::shared_ptr<const mail_plan> mail_plan_from(const nlohmann::json& stored);

}  // namespace zusage::events
