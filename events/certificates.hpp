// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/link.hpp"
#include "events/event.hpp"
#include "events/registration.hpp"
#include "mailer/outbox.hpp"
#include "organisers/scope.hpp"

/// Certificates of attendance: who gets one, and to whom it was sent. One gets whoever was here: a
/// check-in of theirs stands, at the event or at one of its sessions, or a list of who attended
/// online names them; and they have a place. Papers have none.
namespace zusage::events {

/// Plans of `mail_run`: what the event's settings say, and what staff asked for.
inline constexpr std::string_view certificates_plan = "certificates",
                                  certificates_now_plan = "certificates.now";
inline constexpr std::string_view certificate_mail = "event-certificate";

bool is_certificates_plan(std::string_view plan);

/// The keys of the sessions that somebody attended, in no order; nothing: they were not here.
std::optional<std::vector<std::string>> find_presence(const schema::reader& db,
                                                      std::int64_t registration_id);
/// Those of them that were not cancelled, in the event's order.
std::vector<const session*> sessions_among(const event& of, const std::vector<std::string>& keys);

/// Whether certificates can be sent, and fetched by the people themselves: it is over and was not
/// cancelled.
bool gives_certificates(const event& of, instant now);

/// What stands beside the reference and proves that it was written here: `1F0A-93BC`. Nobody can
/// make it without the key of the links.
std::string certificate_check(const links& with, std::string_view reference, std::int64_t event_id);
/// Whether somebody typed that, in whatever case and grouping.
bool is_certificate_check(const links& with, std::string_view typed, std::string_view reference,
                          std::int64_t event_id);

/// All that a certificate says.
struct certificate_facts {
  const event& of;
  registration who;
  std::vector<const session*> sessions;  ///< that they attended
  std::string logo;                      ///< of the organiser, if it is a PNG
  std::string check, language;
  instant at{};  ///< when it is made
};
struct wanted_certificate {
  const event& of;
  std::int64_t registration_id = 0;
  std::string language;
};
/// Nothing: they were not here.
std::optional<certificate_facts> find_certificate(const schema::reader& db, const links& with,
                                                  const wanted_certificate& wanted, instant now);

struct certificate_count {
  std::int64_t here = 0, sent = 0;
  std::int64_t to_send = 0;  ///< are here, and have none
};
certificate_count count_certificates(const schema::reader& db, const organisers::scope& whose,
                                     const event& of);

/// When each registration got its certificate the last time, by its reference.
std::map<std::string, instant> list_sent_certificates(const schema::reader& db,
                                                      const organisers::scope& whose,
                                                      const event& of);

/// Asks that everybody who was here and has none yet gets one by mail; the mails are written in
/// small steps (mail_runs.hpp). Recorded in the audit trail. How many it will be; 0: nothing is
/// asked.
std::int64_t ask_for_certificates(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, instant now);

/// One person, whether they have it already or not; one that waits is replaced. Recorded. False:
/// nobody at this event has the reference, or they were not here.
bool send_certificate(schema::transaction& tx, const organisers::scope& whose, const event& of,
                      const mailer::outbox& mails, std::string_view reference, instant now);

/// For the run of a plan: takes it that this person gets one now. False: they have one, or were not
/// here.
bool take_certificate(schema::transaction& tx, const event& of, std::int64_t registration_id,
                      instant now);

}  // namespace zusage::events
