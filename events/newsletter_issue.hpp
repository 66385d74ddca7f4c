// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/message_audience.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// One newsletter of an organiser: what is written, for which purpose, and what became of it. The
/// recipients follow from the purpose and nothing else: whoever consented to it when sending begins
/// (newsletter_delivery.hpp). The page on which people subscribe is events/newsletter.hpp.
///
/// A message to the attendees of an event is one as well. It goes to those of its audience: a
/// *service* message, which is about the event, to all of them; *advertising* to those of them
/// whose consent to its purpose stands.
namespace zusage::events {

namespace issue_state {
inline constexpr std::string_view draft = "draft", scheduled = "scheduled", sending = "sending",
                                  paused = "paused", sent = "sent", cancelled = "cancelled";
}

namespace issue_kind {
inline constexpr std::string_view newsletter = "newsletter", service = "service",
                                  advertising = "advertising";
}

namespace issue_limits {
inline constexpr std::size_t subject = 150, body = 50'000;  ///< code points
inline constexpr std::int64_t newsletters = 2000;  ///< of an organiser, and as many of each event
}  // namespace issue_limits

/// How many of the recipients each thing happened to. Once all is over they add up to `recipients`.
struct issue_figures {
  std::optional<std::int64_t> recipients;  ///< none until sending has begun
  std::int64_t sent = 0, failed = 0, uncertain = 0, revoked = 0, cancelled = 0;
  std::int64_t done() const { return sent + failed + uncertain + revoked + cancelled; }
};

struct newsletter_issue {
  std::int64_t id = 0, organiser_id = 0, purpose_id = 0, version = 0;  ///< purpose 0: service
  std::string public_id, purpose_key, state, kind;
  std::optional<std::int64_t> event_id;  ///< to whose attendees it goes
  message_audience audience;
  nlohmann::json purpose_title, subject, body;  ///< by language; the body in Markdown
  instant created_at{};
  std::optional<instant> due_at, begun_at, finished_at;
  issue_figures figures;

  bool is_draft() const { return state == issue_state::draft; }
  bool is_service() const { return kind == issue_kind::service; }
  /// It may still reach somebody: it goes out, pauses, or what was under way is being counted.
  bool is_open() const { return !is_draft() && !finished_at; }
};

/// The newest first, without their bodies.
std::vector<newsletter_issue> list_issues(const schema::reader& db, const organisers::scope& of);

/// The same of the messages to the attendees of an event; for another organiser than the main one
/// without advertising, since consents were given to that one alone.
std::vector<newsletter_issue> list_event_issues(const schema::reader& db,
                                                const organisers::scope& of, std::int64_t event_id);

/// A newsletter, or a message to attendees that the scope reaches.
std::optional<newsletter_issue> find_issue(const schema::reader& db, const organisers::scope& of,
                                           std::string_view public_id);

/// How many people a newsletter for this purpose would go to now. Looks at each of them.
std::int64_t count_issue_recipients(const schema::reader& db, const organisers::scope& of,
                                    std::int64_t purpose_id);

/// The languages in which an organiser writes.
std::vector<std::string> languages_of_organiser(const schema::reader& db, std::int64_t id);

/// The same for a newsletter; of a message to attendees only those that the event has a title in.
std::vector<std::string> languages_of_issue(const schema::reader& db, std::int64_t organiser_id,
                                            const std::optional<std::int64_t>& event_id);

/// What somebody wrote. A language without subject and body is left out.
struct issue_draft {
  std::string purpose_key;
  nlohmann::json subject = nlohmann::json::object(), body = nlohmann::json::object();
  std::optional<std::int64_t> event_id = {};  ///< not changed by saving
  std::string kind{issue_kind::newsletter};
  message_audience audience = {};
};

/// What is wrong with a draft that is to be kept: too long, no text, a picture from elsewhere. An
/// unfinished one may be kept.
/// Cleans the texts. Fields: `purpose`, `subject.<language>`, `body.<language>`; of a message to
/// attendees `kind` and `status` besides. Only the main organiser of an event has consents, so that
/// others who run it together write service messages.
faults check_issue(const schema::reader& db, const organisers::scope& of, issue_draft& draft);
/// What is missing before it can be sent: `newsletter_empty`, or `newsletter_incomplete` {language}
/// for each that has only one of both.
faults check_complete(const newsletter_issue& issue);

/// @returns the public id. `draft` is checked. Faults: `too_many_newsletters`.
checked<std::string> add_issue(schema::transaction& tx, const organisers::scope& of,
                               const issue_draft& draft, instant now);

/// Keeps a draft. Faults: `newsletter_edited` when it is not the version that was opened any more,
/// or no draft. That it was changed is recorded, not what it says.
faults save_issue(schema::transaction& tx, const organisers::scope& of, std::string_view public_id,
                  std::int64_t version, const issue_draft& draft, instant at);

// What staff does with a newsletter. Done twice it is done once: where it is so already, nothing
// happens and nothing is wrong. Where somebody else did something else meanwhile:
// `newsletter_edited`. Each is written into the audit trail.

/// Sends it at `due_at`. `expected`: how many recipients were shown and confirmed. Fault besides:
/// `newsletter_purpose_wrong` when no newsletters are for its purpose (any more); service messages
/// have none.
faults schedule_issue(schema::transaction& tx, const organisers::scope& of,
                      const newsletter_issue& seen, instant due_at, std::int64_t expected,
                      instant now);
faults pause_issue(schema::transaction& tx, const organisers::scope& of, std::string_view public_id,
                   instant now);
faults resume_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now);
/// One that has not begun becomes a draft again; one that has meanwhile stays as it is.
faults withdraw_issue(schema::transaction& tx, const organisers::scope& of,
                      std::string_view public_id, instant now);
/// No message of one that has begun begins any more.
faults cancel_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now);
/// Sends once more to those whose server gave no answer: somebody may get it twice.
faults resend_uncertain(schema::transaction& tx, const organisers::scope& of,
                        std::string_view public_id, instant now);
/// Of a draft.
faults delete_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now);

}  // namespace zusage::events
