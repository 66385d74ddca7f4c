// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/message_log.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/email_address.hpp"

namespace zusage::events {
namespace {

constexpr std::int64_t most_attempts = 50;

constexpr const char* columns =
    "SELECT m.id, m.message_id, m.template, m.recipient, m.state, m.returned, m.attempts,"
    " m.created_at, m.due_at, m.finished_at, COALESCE(e.slug, ''), COALESCE(r.reference, ''),"
    " COALESCE((SELECT a.reply FROM delivery_attempt a WHERE a.message_id = m.id"
    "  ORDER BY a.id DESC LIMIT 1), '')"
    " FROM message m"
    " LEFT JOIN event e ON e.id = m.event_id"
    " LEFT JOIN registration r ON r.id = m.registration_id";

std::string visible_to(const organisers::scope& of) {
  // Consents were given to the main organiser of an event alone.
  return of.reaches_everything() && organisers::may(of.as(), organisers::permission::see_consents)
             ? ""
             : " AND m.registration_id IS NOT NULL AND m.purpose_id IS NULL";
}

std::string key_of(log_choice::list what) {
  using list = log_choice::list;
  if (what == list::of_event) return " AND m.event_id = :2";
  if (what == list::of_registration) return " AND m.registration_id = :2";
  if (what == list::to_address) return " AND m.recipient_key = :2";
  return " AND m.organiser_id = :2";
}

// Whether the scope is of one event alone, and which that is not.
bool is_within(const organisers::scope& of, const log_choice& which, const schema::reader& db) {
  if (of.reaches_everything()) return true;
  if (which.what == log_choice::list::of_event) return of.reaches(which.id);
  if (which.what != log_choice::list::of_registration) return false;
  const auto event =
      db.value<std::int64_t>("SELECT event_id FROM registration WHERE id = :1", which.id);
  return event && of.reaches(*event);
}

class row_taker {
 public:
  explicit row_taker(std::vector<logged_message>& into) : into_(into) {}

  void operator()(std::int64_t id, std::string message_id, std::string kind, std::string recipient,
                  std::string state, std::int64_t returned, std::int64_t attempts, instant created,
                  instant due, std::optional<instant> finished, std::string slug,
                  std::string reference, std::string reply) const {
    logged_message one;
    one.id = id;
    one.message_id = std::move(message_id);
    one.kind = std::move(kind);
    one.recipient = std::move(recipient);
    one.state = std::move(state);
    one.returned = static_cast<returned_as>(std::clamp<std::int64_t>(returned, 0, 3));
    one.attempts = attempts;
    one.created_at = created;
    one.due_at = due;
    one.finished_at = finished;
    one.event_slug = std::move(slug);
    one.reference = std::move(reference);
    one.reply = std::move(reply);
    into_.push_back(std::move(one));
  }

 private:
  std::vector<logged_message>& into_;
};

template <class... Arguments>
std::vector<logged_message> rows(const schema::reader& db, const std::string& rest,
                                 const Arguments&... arguments) {
  std::vector<logged_message> found;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::int64_t,
          std::int64_t, instant, instant, std::optional<instant>, std::string, std::string,
          std::string>(columns + rest, row_taker(found), arguments...);
  return found;
}

}  // namespace

std::vector<logged_message> list_messages(const schema::reader& db, const organisers::scope& of,
                                          const log_choice& which, std::int64_t most) {
  if (!is_within(of, which, db)) return {};
  const auto before = which.before > 0 ? which.before : std::numeric_limits<std::int64_t>::max();
  // As the partial index says it (message_in_trouble).
  const std::string trouble =
      which.only_trouble ? " AND (m.state IN ('failed', 'uncertain') OR m.returned > 0)" : "";
  // With the sign the index of the list's own key is taken, and not that of all messages.
  const std::string sign = which.what == log_choice::list::all ? "" : "+";
  const auto rest = " WHERE " + sign + "m.organiser_id = :1" + key_of(which.what) + trouble +
                    visible_to(of) + " AND m.id < :3 ORDER BY m.id DESC LIMIT :4";
  if (which.what == log_choice::list::to_address)
    return rows(db, rest, of.organiser_id(), email_key(which.address), before, most);
  const auto id = which.what == log_choice::list::all ? of.organiser_id() : which.id;
  return rows(db, rest, of.organiser_id(), id, before, most);
}

std::set<std::string> references_returned(const schema::reader& db, const organisers::scope& of,
                                          std::int64_t event_id) {
  std::set<std::string> found;
  if (!of.reaches(event_id)) return found;
  // With the words of the partial index (message_in_trouble).
  db.each<std::string>(
      "SELECT r.reference FROM message m"
      " JOIN registration r ON r.id = m.registration_id AND r.email_key = m.recipient_key"
      " WHERE m.organiser_id = :1 AND +m.event_id = :2"
      "  AND (m.state IN ('failed', 'uncertain') OR m.returned > 0) AND m.returned = 2",
      [&](std::string reference) { found.insert(std::move(reference)); }, of.organiser_id(),
      event_id);
  return found;
}

std::optional<std::int64_t> id_of_message(const schema::reader& db, const organisers::scope& of,
                                          std::string_view message_id) {
  const auto found = db.one<std::int64_t, std::optional<std::int64_t>>(
      "SELECT m.id, m.event_id FROM message m WHERE m.message_id = :1 AND m.organiser_id = :2" +
          visible_to(of),
      message_id, of.organiser_id());
  if (!found) return {};
  const auto& [id, event_id] = *found;
  const bool within = of.reaches_everything() || (event_id && of.reaches(*event_id));
  return within ? std::optional(id) : std::nullopt;
}

std::optional<message_details> find_message(const schema::reader& db, const organisers::scope& of,
                                            std::string_view message_id) {
  const auto id = id_of_message(db, of, message_id);
  if (!id) return {};
  auto found = rows(db, " WHERE m.id = :1", *id);
  if (found.empty()) return {};
  message_details all;
  all.row = std::move(found.front());
  const auto more = db.one<std::string, std::string, std::string, std::string, std::int64_t>(
      "SELECT m.language, m.recipient_name,"
      " CASE WHEN m.permitted_by IS NULL THEN '' ELSE COALESCE(w.public_id, '') END,"
      " COALESCE(p.key, ''), CASE WHEN m.newsletter_id IS NULL THEN 0 ELSE 1 END"
      " FROM message m"
      " LEFT JOIN principal w ON w.id = m.principal_id"
      " LEFT JOIN purpose p ON p.id = m.purpose_id"
      " WHERE m.id = :1",
      *id);
  std::int64_t newsletter = 0;
  if (more) std::tie(all.language, all.name, all.permitted_by, all.purpose_key, newsletter) = *more;
  all.is_newsletter = newsletter != 0;
  db.each<instant, std::string, std::string, std::string, std::int64_t>(
      "SELECT at, outcome, phase, reply, code FROM delivery_attempt WHERE message_id = :1"
      " ORDER BY id DESC LIMIT :2",
      [&](instant at, std::string outcome, std::string phase, std::string reply,
          std::int64_t code) {
        all.attempts.push_back({at, std::move(outcome), std::move(phase), std::move(reply), code});
      },
      *id, most_attempts);
  std::reverse(all.attempts.begin(), all.attempts.end());
  return all;
}

}  // namespace zusage::events
