// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_mail.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/email_address.hpp"
#include "events/json_members.hpp"
#include "events/mail_language.hpp"
#include "events/mail_members.hpp"
#include "events/preferences.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// What all messages of a newsletter in one language have in common.
struct written {
  std::string subject, html, text;
};

// A newsletter on its way is not changed, and a hundred thousand messages say the same; Markdown
// costs more than all else that is looked up for one. Of each thread the last one is kept.
const written& written_in(const std::string& public_id, std::int64_t version, const json& subject,
                          const std::function<std::string()>& markdown, const std::string& language,
                          const mail_texts& texts) {
  thread_local std::string key;
  thread_local written kept;
  auto wanted = public_id + " " + std::to_string(version) + " " + language;
  if (key != wanted) {
    const auto body = markdown();
    kept = {text_member(subject, language.c_str()), texts.markdown_html(body),
            texts.markdown_text(body)};
    key = std::move(wanted);
  }
  return kept;
}

std::string stored_body(const schema::reader& db, std::int64_t id, const std::string& language) {
  const auto body = db.value<std::string>("SELECT body FROM newsletter WHERE id = :1", id);
  return text_member(json::parse(body.value_or("{}"), nullptr, false), language.c_str());
}

struct sender {
  std::string key;
  organiser by;
};

std::string host_of(const std::string& base_url) {
  const auto scheme = base_url.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  return base_url.substr(start, base_url.find_first_of(":/", start) - start);
}

sender find_sender(const schema::reader& db, std::int64_t organiser_id) {
  const auto row = db.one<std::string, std::string, std::string>(
      "SELECT key, name, contact FROM organiser WHERE id = :1", organiser_id);
  sender found;
  std::string name;
  std::tie(found.key, name, found.by.contact) = row.value();
  found.by.key = found.key;
  found.by.name = json::parse(name, nullptr, false);
  return found;
}

mailer::content content_of(const sender& from, const written& what, const std::string& language,
                           const mail_texts& texts) {
  mailer::content made;
  made.data = organiser_members(from.by, language, texts);
  made.reply_to = from.by.contact;
  made.data["newsletter_subject"] = what.subject;
  made.data["body_html"] = what.html;
  made.data["body_text"] = what.text;
  made.data["is_newsletter"] = true;  // somebody wrote it
  made.data["test"] = "";
  return made;
}

// Without a person: the links lead to the page on which anybody revokes by mail.
mailer::content content_for(const sender& from, const std::string& purpose_title,
                            const written& what, const std::string& language, const links& with,
                            const mail_texts& texts) {
  auto made = content_of(from, what, language, texts);
  made.data["purpose_title"] = purpose_title;
  made.data["revoke_url"] = with.base_url() + "/newsletter/" + from.key;
  made.data["preferences_url"] = "";
  return made;
}

void add_person_links(mailer::content& made, const schema::reader& db,
                      const mailer::message& message, const std::string& state, const links& with) {
  made.unsubscribe_url = with.url(link_purpose::revoke, state);
  made.data["revoke_url"] = made.unsubscribe_url;
  const auto person =
      message.principal_id ? find_person_id(db, *message.principal_id) : std::nullopt;
  if (person) made.data["preferences_url"] = with.url(link_purpose::preferences, *person);
}

// The event that a service message is about, without a registration: the link leads to its page.
void add_event(mailer::content& made, const schema::reader& db, std::int64_t event_id,
               const std::string& language, const links& with, const mail_texts& texts) {
  const auto row = db.one<std::string, std::string, std::string>(
      "SELECT title, kind, slug FROM event WHERE id = :1", event_id);
  if (!row) return;
  const auto& [title, stored_kind, slug] = *row;
  const auto of_kind = kind_from(stored_kind).value_or(kind::conference);
  made.data["event_title"] = texts.pick(json::parse(title, nullptr, false), language);
  made.data["event_url"] = with.base_url() + public_path(of_kind, slug);
  made.data["is_ring"] = of_kind == kind::comparison_ring;
  made.data["is_paper"] = of_kind == kind::paper;
  made.data["manage_url"] = "";
  made.data["member_url"] = "";
}

// Whether the registration, or this person for it, belongs to those whom it was written to still,
// at the same address.
bool still_concerns(const schema::reader& db, const mailer::message& message, std::int64_t event_id,
                    const std::string& audience) {
  if (!message.registration_id) return false;
  const auto people = find_message_attendees(db, event_id, audience_from_stored(audience),
                                             *message.registration_id);
  return std::any_of(people.begin(), people.end(), [&](const message_attendee& who) {
    return who.person_id == person_in(message.data) &&
           email_key(who.email) == email_key(message.recipient);
  });
}

// The registration belongs to the contact; others who stand for a member have a page of their own.
void add_own_page(mailer::content& made, const schema::reader& db, const mailer::message& message,
                  const links& with) {
  const auto person_id = person_in(message.data);
  const auto person = person_id.empty() ? std::nullopt : find_ring_person(db, person_id);
  if (person) made.data["member_url"] = with.url(link_purpose::member, person->public_id);
  if (person && person->role != "contact") return;
  const auto registration = db.value<std::string>(
      "SELECT public_id FROM registration WHERE id = :1", message.registration_id.value());
  made.data["manage_url"] = with.url(link_purpose::registration, registration.value());
}

}  // namespace

std::optional<mailer::content> compose_attendee_message(const schema::reader& db,
                                                        const mailer::message& message,
                                                        const links& with,
                                                        const mail_texts& texts) {
  if (!message.data.is_object()) return {};
  const auto id = message.data.value("newsletter", std::int64_t(0));
  const auto row = db.one<std::string, std::int64_t, std::string, std::int64_t, std::string>(
      "SELECT public_id, version, subject, event_id, audience FROM newsletter"
      " WHERE id = :1 AND organiser_id = :2 AND event_id IS NOT NULL AND state <> 'cancelled'",
      id, message.organiser_id);
  if (!row) return {};
  const auto& [public_id, version, subject, event_id, audience] = *row;
  const bool test = message.data.value("test", false);
  if (!test && !still_concerns(db, message, event_id, audience)) return {};
  const auto& language = message.language;
  const auto& what = written_in(
      public_id, version, json::parse(subject, nullptr, false),
      [&] { return stored_body(db, id, language); }, language, texts);
  auto made = content_of(find_sender(db, message.organiser_id), what, language, texts);
  add_event(made, db, event_id, language, with, texts);
  if (test) {
    made.data["test"] = "yes";
    return made;
  }
  add_own_page(made, db, message, with);
  return made;
}

std::optional<mailer::content> compose_newsletter(const schema::reader& db,
                                                  const mailer::message& message, const links& with,
                                                  const mail_texts& texts) {
  if (!message.data.is_object()) return {};
  const auto id = message.data.value("newsletter", std::int64_t(0));
  const auto row = db.one<std::string, std::int64_t, std::string, std::string, std::string>(
      "SELECT i.public_id, i.version, i.subject, p.key, p.title FROM newsletter i"
      " JOIN purpose p ON p.id = i.purpose_id"
      " WHERE i.id = :1 AND i.organiser_id = :2 AND i.state <> 'cancelled'",
      id, message.organiser_id);
  if (!row) return {};
  const auto& [public_id, version, subject, purpose_key, purpose_title] = *row;
  const auto& language = message.language;
  const auto& what = written_in(
      public_id, version, json::parse(subject, nullptr, false),
      [&] { return stored_body(db, id, language); }, language, texts);
  const auto from = find_sender(db, message.organiser_id);
  auto made = content_for(from, texts.pick(json::parse(purpose_title, nullptr, false), language),
                          what, language, with, texts);
  if (message.data.value("test", false)) {
    made.data["test"] = "yes";
    return made;
  }
  const auto state = text_member(message.data, "state");
  if (state.empty()) return {};
  add_person_links(made, db, message, state, with);
  made.list_id = purpose_key + "." + from.key + "." + host_of(with.base_url());
  return made;
}

std::optional<mailer::content> preview_newsletter(const schema::reader& db,
                                                  const newsletter_issue& issue,
                                                  const std::string& language, const links& with,
                                                  const mail_texts& texts) {
  if (!issue.subject.contains(language) && !issue.body.contains(language)) return {};
  const auto body = text_member(issue.body, language.c_str());
  const written what{text_member(issue.subject, language.c_str()), texts.markdown_html(body),
                     texts.markdown_text(body)};
  const auto from = find_sender(db, issue.organiser_id);
  if (issue.is_service() && issue.event_id) {
    auto made = content_of(from, what, language, texts);
    add_event(made, db, *issue.event_id, language, with, texts);
    return made;
  }
  return content_for(from, texts.pick(issue.purpose_title, language), what, language, with, texts);
}

std::string template_of(const newsletter_issue& issue) {
  return issue.is_service() ? "attendee-message" : "newsletter";
}

mailer::new_message test_message(const newsletter_issue& issue, const std::string& address,
                                 const std::string& language) {
  mailer::new_message message;
  message.organiser_id = issue.organiser_id;
  message.template_name = template_of(issue);
  message.language = language;
  message.recipient = address;
  message.data = {{"newsletter", issue.id}, {"test", true}};
  message.urgency = mailer::priority::service;
  return message;
}

bool may_test(const schema::reader& db, const std::string& address, instant now) {
  const auto written = db.value<std::int64_t>(
      "SELECT COUNT(*) FROM message"
      " WHERE recipient_key = :1 AND created_at > :2 AND template IN ('newsletter',"
      " 'attendee-message') AND newsletter_id IS NULL",
      email_key(address), now - std::chrono::hours(1));
  return written.value_or(0) < most_tests_an_hour;
}

}  // namespace zusage::events
