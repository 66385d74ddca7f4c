// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/trail_subjects.hpp"

#include <optional>

#include "base/text.hpp"
#include "events/newsletter_issue.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using organisers::permission;

// A newsletter is known by its subject line; one that was deleted by nothing any more.
named_subject newsletter_named(const request& of, const schema::reader& db,
                               const std::string& public_id) {
  const auto& in = *of.language;
  const auto issue = events::find_issue(db, *of.scope, public_id);
  if (!issue) return {in.text("people.about_newsletter_gone"), ""};
  const auto subject = web::pick(issue->subject, in.language());
  const bool sees = may(of, permission::send_newsletters);
  return {subject.empty() ? in.text("people.about_newsletter") : subject,
          sees ? admin_link(of, "/newsletters/" + encode_component(public_id)) : ""};
}

struct named_event {
  std::string slug;
  nlohmann::json title;
};

std::optional<named_event> event_named(const schema::reader& db, const organisers::scope& whose,
                                       const char* sql, const std::string& key) {
  const auto found = db.one<std::string, std::string>(sql, key, whose.organiser_id());
  if (!found) return {};
  return named_event{std::get<0>(*found),
                     nlohmann::json::parse(std::get<1>(*found), nullptr, false)};
}

std::optional<named_event> event_of_slug(const schema::reader& db, const organisers::scope& whose,
                                         const std::string& slug) {
  return event_named(db, whose,
                     "SELECT slug, title FROM event WHERE slug = :1 AND organiser_id = :2", slug);
}

// A message to attendees by its subject line and event, as a newsletter is.
named_subject attendee_message_named(const request& of, const schema::reader& db,
                                     const std::string& public_id) {
  const auto& in = *of.language;
  const auto issue = events::find_issue(db, *of.scope, public_id);
  const auto at = event_named(db, *of.scope,
                              "SELECT e.slug, e.title FROM newsletter n"
                              " JOIN event e ON e.id = n.event_id"
                              " WHERE n.public_id = :1 AND n.organiser_id = :2",
                              public_id);
  if (!issue || !at) return {in.text("people.about_message_gone"), ""};
  const auto subject = web::pick(issue->subject, in.language());
  const bool sees = may(of, permission::send_newsletters);
  const auto path = "/events/" + at->slug + "/attendee-messages/" + encode_component(public_id);
  return {in.text("people.about_event",
                  {{"what", subject.empty() ? in.text("people.about_message") : subject},
                   {"event", web::pick(at->title, in.language())}}),
          sees ? admin_link(of, path) : ""};
}

// A registration by its number and event; one that was erased by its number alone.
named_subject registration_named(const request& of, const schema::reader& db,
                                 const std::string& reference) {
  const auto& in = *of.language;
  const auto at = event_named(db, *of.scope,
                              "SELECT e.slug, e.title FROM registration r"
                              " JOIN event e ON e.id = r.event_id"
                              " WHERE r.reference = :1 AND e.organiser_id = :2",
                              reference);
  if (!at) return {reference, ""};
  const bool sees = may(of, permission::see_attendees);
  return {in.text("people.about_event",
                  {{"what", reference}, {"event", web::pick(at->title, in.language())}}),
          sees ? admin_link(of, "/events/" + at->slug + "/attendees/" + reference) : ""};
}

// Where actions of this kind have the slug of an event, or the number of a registration.
std::optional<named_subject> about_event(const request& of, const schema::reader& db,
                                         const std::string& subject) {
  if (const auto at = event_of_slug(db, *of.scope, subject)) {
    return named_subject{web::pick(at->title, of.language->language()),
                         admin_link(of, "/events/" + encode_component(at->slug))};
  }
  auto one = registration_named(of, db, subject);
  if (one.url.empty() && one.text == subject) return {};
  return one;
}

}  // namespace

std::string event_titled(const schema::reader& db, const organisers::scope& whose,
                         const std::string& text) {
  if (text.empty()) return {};
  const auto wanted = folded(text);
  std::string found;
  db.each<std::string, std::string>(
      "SELECT slug, title FROM event WHERE organiser_id = :1 ORDER BY id",
      [&](const std::string& slug, const std::string& title) {
        const auto titles = nlohmann::json::parse(title, nullptr, false);
        for (const auto& [language, said] : titles.items()) {
          if (said.is_string() && folded(said.get<std::string>()).find(wanted) != std::string::npos)
            found = slug;
        }
      },
      whose.organiser_id());
  return found;
}

named_subject subject_of(const request& of, const schema::reader& db,
                         const organisers::found_entry& one,
                         const std::map<std::string, std::string>& purposes) {
  const auto& action = one.line.action;
  const auto& subject = one.line.subject;
  const auto path = encode_component(subject);
  if (action.starts_with("message."))
    return {of.language->text("people.about_message"), admin_link(of, "/messages/" + path)};
  if (action.starts_with("request.")) return {subject, admin_link(of, "/requests/" + path)};
  if (action.starts_with("attendee_message.")) return attendee_message_named(of, db, subject);
  const auto group = organisers::group_of(action);
  if (group == "events" || group == "exports") {
    if (auto named = about_event(of, db, subject)) return *named;
  }
  // One that was deleted is known by its key alone.
  if (action.starts_with("event.")) return {subject, ""};
  if (action.starts_with("newsletter.")) return newsletter_named(of, db, subject);
  // Who was invited stands in the list of staff, and is for whoever sees that.
  if (action == "staff.invited" && !may(of, permission::manage_staff)) return {};
  if (action.starts_with("staff.")) return {one.subject_email, ""};
  const auto titled = purposes.find(subject);
  const bool of_purpose =
      titled != purposes.end() && organisers::group_of(action) == std::string_view("consents");
  if (!of_purpose) return {subject, ""};
  return {titled->second, admin_link(of, "/purposes/" + path)};
}

}  // namespace zusage::server
