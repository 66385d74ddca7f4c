// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "base/time_zone.hpp"
#include "events/newsletter_attendees.hpp"
#include "events/newsletter_mail.hpp"
#include "organisers/audit.hpp"
#include "server/admin.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/ring_view.hpp"
#include "web/form.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
namespace state = events::issue_state;

// What a page says after something was done, by `?done=`.
constexpr const char* done_words[] = {"saved",   "test",       "sent",      "paused",
                                      "resumed", "resent",     "cancelled", "withdrawn",
                                      "edited",  "incomplete", "many_tests"};

std::string done_text(const request& of, const events::newsletter_issue& issue) {
  const auto& done = of.query.get("done");
  const bool waits = issue.state == state::scheduled && issue.due_at && *issue.due_at > of.at;
  if (done == "sent" && waits) {
    return of.language->text("newsletters.done_planned",
                             {{"when", of.language->date_time(*issue.due_at, home_zone)}});
  }
  const auto known = std::find(std::begin(done_words), std::end(done_words), done);
  return known == std::end(done_words) ? "" : of.language->text("newsletters.done." + done);
}

std::int64_t count_recipients(const request& of, const schema::reader& db, services& with,
                              const events::newsletter_issue& issue) {
  return issue.event_id ? events::count_attendee_recipients(db, with.ledger, issue, of.at)
                        : events::count_issue_recipients(db, *of.scope, issue.purpose_id);
}

response issue_page(int status, const request& of, const schema::reader& db, services& with,
                    const events::newsletter_issue& issue, const faults& wrong = {}) {
  const auto& in = *of.language;
  auto data = newsletters_page(of, db, with, issue_title(issue, in));
  const bool resends =
      issue.state == state::sent && issue.finished_at && issue.figures.uncertain > 0;
  data["content_language"] = issue.subject.empty() ? "" : foreign_language(issue.subject, in);
  data["done"] = wrong.empty() ? done_text(of, issue) : "";
  data["state"] = issue_state_words(issue, in);
  add_issue_facts(data, of, db, with, issue);
  data["figures"] = issue_figures_view(of, issue, events::count_returned(db, issue));
  data["result_text"] = area_text(of, "result_text");
  data["send_title"] = area_text(of, "send_title");
  data["send_next"] = area_text(of, "send_next");
  data["draft"] = issue.is_draft();
  data["scheduled"] = issue.state == state::scheduled;
  // Who is there when it leaves is counted then.
  if (issue.state == state::scheduled && wrong.empty())
    data["recipients_now"] = in.number(count_recipients(of, db, with, issue));
  data["sending"] = issue.state == state::sending;
  data["paused"] = issue.state == state::paused;
  data["can_cancel"] = issue.state == state::sending || issue.state == state::paused;
  data["can_resend"] = resends;
  data["can_act"] = issue.is_draft() || issue.is_open() || resends;
  data["open"] = issue.is_open();
  data["staff_address"] = of.staff_email;
  data["address_text"] = in.text("newsletters.test_text", {{"address", of.staff_email}});
  data["action"] = newsletter_link(of);
  data["here_url"] = newsletter_link(of);
  data["edit_url"] = newsletter_link(of, "/edit");
  data["preview_url"] = newsletter_link(of, "/preview");
  data["send_url"] = newsletter_link(of, "/send");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_newsletter", std::move(data));
}

// With languages as the reader calls them.
faults in_words(faults wrong, const web::locale& in) {
  for (auto& one : wrong) {
    const auto language = one.arguments.find("language");
    if (language != one.arguments.end())
      *language = web::language_name(in, language->get<std::string>());
  }
  return wrong;
}

// What is typed on the page that shows to how many it goes.
response send_page(int status, const request& of, const schema::reader& db, services& with,
                   const events::newsletter_issue& issue, const faults& wrong = {}) {
  const auto& in = *of.language;
  auto data = newsletters_page(of, db, with, area_text(of, "send_title"));
  const auto count = count_recipients(of, db, with, issue);
  data["subject"] = issue_title(issue, in);
  data["subject_language"] = issue.subject.empty() ? "" : foreign_language(issue.subject, in);
  data["recipients"] = area_text(of, "goes_to", {{"count", count}});
  data["send_text"] = area_text(of, issue.is_service() ? "send_service_text" : "send_text");
  add_issue_facts(data, of, db, with, issue);
  data["can_send"] = count > 0 && events::check_complete(issue).empty();
  data["edit_url"] = newsletter_link(of, "/edit");
  data["expected"] = std::to_string(count);
  data["version"] = std::to_string(issue.version);
  data["action"] = newsletter_link(of, "/send");
  data["back_url"] = newsletter_link(of);
  web::form_field when;
  when.name = "when";
  when.type = "datetime-local";
  when.label = in.text("newsletters.when");
  when.hint = in.text("newsletters.when_hint");
  when.value = typed_text(of, "when");
  when.autocomplete = "off";
  when.optional = true;
  data["fields"] = json::array({web::to_json(when)});
  web::show_faults(data, in_words(wrong, in), in);
  return page(status, of, with, "admin_newsletter_send", std::move(data));
}

constexpr std::chrono::days furthest{366};

// When it is to go out; now without a time.
std::optional<instant> due_at_in(const request& of, faults& wrong) {
  const auto typed = typed_text(of, "when");
  if (typed.empty()) return of.at;
  const auto at = local_to_instant(typed, home_zone);
  if (at && *at > of.at && *at < of.at + furthest) return at;
  wrong.push_back({"when", "newsletter_when"});
  return {};
}

response queue_test(schema::transaction& tx, const request& of, services& with,
                    const events::newsletter_issue& issue) {
  for (const auto& [language, text] : issue.subject.items()) {
    with.outbox.enqueue(tx, events::test_message(issue, of.staff_email, language), of.at);
  }
  const auto* what = issue.event_id ? "attendee_message.tested" : "newsletter.tested";
  organisers::record(tx, {of.scope->organiser_id(), of.scope->staff_id(), what, issue.public_id},
                     of.at);
  return see_other(newsletter_link(of, "?done=test"));
}

// Asked about before: what stops others' mails, or sends somebody a second one.
const char* question_for(const std::string& what) {
  if (what == "cancel") return "newsletters.ask_cancel";
  if (what == "resend") return "newsletters.ask_resend";
  if (what == "delete") return "newsletters.ask_delete";
  return nullptr;
}

response ask(const request& of, const schema::reader& db, services& with, const std::string& what,
             const char* key) {
  const auto& in = *of.language;
  const std::string text(key);
  return confirm_page(of, with, newsletters_page(of, db, with, in.text(text)),
                      {in.text(text + "_text"),
                       in.text(text + "_submit"),
                       newsletter_link(of),
                       newsletter_link(of),
                       {{"do", what}}});
}

struct outcome_of_act {
  faults wrong;
  std::string done;  ///< for `?done=`
};

outcome_of_act act(schema::transaction& tx, const request& of, const std::string& what) {
  const auto& id = of.capture("newsletter");
  if (what == "pause") return {events::pause_issue(tx, *of.scope, id, of.at), "paused"};
  if (what == "resume") return {events::resume_issue(tx, *of.scope, id, of.at), "resumed"};
  if (what == "resend") return {events::resend_uncertain(tx, *of.scope, id, of.at), "resent"};
  if (what == "withdraw") return {events::withdraw_issue(tx, *of.scope, id, of.at), "withdrawn"};
  return {events::cancel_issue(tx, *of.scope, id, of.at), "cancelled"};
}

// The log of messages names them all alike: one to attendees is shown below its event.
response elsewhere(const request& of, const schema::reader& db, services& with) {
  const auto found = is_to_attendees(of)
                         ? std::nullopt
                         : events::find_issue(db, *of.scope, of.capture("newsletter"));
  const auto at = found && found->event_id ? with.catalogue.find(db, *found->event_id) : nullptr;
  if (!at) return error_page(404, of, with, "error.not_found");
  return see_other(
      admin_link(of, "/events/" + at->slug + "/attendee-messages/" + found->public_id));
}

bool is_act(const std::string& what) {
  constexpr std::array known = {"pause", "resume", "resend", "withdraw", "cancel"};
  return std::find(known.begin(), known.end(), what) != known.end();
}

}  // namespace

// GET /admin/{organiser}/newsletters/{newsletter}: counts people of one that is planned, so not on
// the network's thread.
response show_newsletter_issue(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto issue = issue_of(of, db);
    if (!issue) return elsewhere(of, db, with);
    return issue_page(200, of, db, with, *issue);
  });
}

// POST /admin/{organiser}/newsletters/{newsletter}: `do` = test, pause, resume, withdraw,
// cancel, resend, delete
decision post_newsletter_issue(const request& of, const schema::reader& db, services& with) {
  const auto issue = issue_of(of, db);
  if (!issue) return error_page(404, of, with, "error.not_found");
  const auto& what = of.form.get("do");
  if (what == "test") {
    if (issue->subject.empty()) return see_other(newsletter_link(of, "?done=incomplete"));
    return action([of, &with](schema::transaction& tx) {
      const auto now = issue_of(of, tx);
      if (!events::may_test(tx, of.staff_email, of.at))
        return see_other(newsletter_link(of, "?done=many_tests"));
      return now ? queue_test(tx, of, with, *now) : error_page(404, of, with, "error.not_found");
    });
  }
  if (!is_act(what) && what != "delete")
    return issue_page(422, of, db, with, *issue, {{"", "unknown_option"}});
  if (const auto* key = question_for(what); key && !is_confirmed(of))
    return ask(of, db, with, what, key);
  return action([of, what](schema::transaction& tx) {
    if (what == "delete") {
      const auto wrong = events::delete_issue(tx, *of.scope, of.capture("newsletter"), of.at);
      return see_other(wrong.empty() ? newsletters_link(of, "?deleted=1")
                                     : newsletter_link(of, "?done=edited"));
    }
    const auto done = act(tx, of, what);
    if (done.wrong.empty()) return see_other(newsletter_link(of, "?done=" + done.done));
    tx.undo();
    return see_other(newsletter_link(of, "?done=edited"));
  });
}

// GET /admin/{organiser}/newsletters/{newsletter}/send: counts people, so not on the network's
// thread.
response show_send_newsletter(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto issue = issue_of(of, db);
    if (!issue) return error_page(404, of, with, "error.not_found");
    if (!issue->is_draft()) return see_other(newsletter_link(of));
    return send_page(200, of, db, with, *issue, events::check_complete(*issue));
  });
}

// POST /admin/{organiser}/newsletters/{newsletter}/send
response post_send_newsletter(const request& of, services& with) {
  faults wrong;
  std::optional<events::newsletter_issue> issue;
  std::optional<instant> due_at;
  std::int64_t expected = 0;
  auto answer = with.db.read([&](const schema::reader& db) -> std::optional<response> {
    issue = issue_of(of, db);
    if (!issue) return error_page(404, of, with, "error.not_found");
    if (!issue->is_draft()) return see_other(newsletter_link(of, "?done=sent"));
    wrong = events::check_complete(*issue);
    due_at = due_at_in(of, wrong);
    if (!wrong.empty()) return send_page(422, of, db, with, *issue, wrong);
    if (number_in(of, "version") != issue->version)
      return send_page(409, of, db, with, *issue, {{"", "newsletter_edited"}});
    expected = count_recipients(of, db, with, *issue);
    if (expected <= number_in(of, "expected")) return {};
    return send_page(409, of, db, with, *issue, {{"", "newsletter_grown", {{"count", expected}}}});
  });
  if (answer) return std::move(*answer);
  wrong = with.db.write([&](schema::transaction& tx) {
    return events::schedule_issue(tx, *of.scope, *issue, *due_at, expected, of.at);
  });
  return see_other(newsletter_link(of, wrong.empty() ? "?done=sent" : "?done=edited"));
}

}  // namespace zusage::server
