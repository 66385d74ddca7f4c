// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "mailer/own_end.hpp"
#include "mailer/retry.hpp"
#include "organisers/audit.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/message_token.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using events::message_details;
using nlohmann::json;
namespace state = mailer::message_state;

// Nothing for a message of another event than the one in the path.
std::optional<message_details> find_here(const request& of, const schema::reader& db,
                                         services& with) {
  const auto id = read_message_token(with.keys.links, of.capture("message"));
  auto found = id ? events::find_message(db, *of.scope, *id) : std::nullopt;
  const auto& slug = of.capture("slug");
  if (found && !slug.empty() && found->row.event_slug != slug) return {};
  return found;
}

struct fact {
  std::string label, value;
  std::string url = {}, language = {};
};

void add_fact(json& facts, const fact& one) {
  if (one.value.empty()) return;
  facts.push_back({{"label", one.label},
                   {"value", one.value},
                   {"url", one.url},
                   {"content_language", one.language}});
}

void add_matter(json& facts, const request& of, const message_details& found) {
  const auto& in = *of.language;
  const auto& row = found.row;
  if (!row.reference.empty() && !row.event_slug.empty()) {
    add_fact(facts, {in.text("messages.registration"), row.reference,
                     admin_link(of, "/events/" + row.event_slug + "/attendees/" + row.reference)});
  }
  if (!found.newsletter.empty()) {
    const bool can_open = may(of, organisers::permission::send_newsletters);
    // One to attendees names their event, and is shown below it.
    const bool of_event = !row.event_slug.empty();
    const auto area = of_event ? "/events/" + row.event_slug + "/attendee-messages/"
                               : std::string("/newsletters/");
    add_fact(facts,
             {in.text(of_event ? "messages.kind.attendee-message" : "messages.kind.newsletter"),
              web::pick(found.subject, in.language()),
              can_open ? admin_link(of, area + found.newsletter) : "",
              foreign_language(found.subject, in)});
  }
  if (!found.permitted_by.empty() && may(of, organisers::permission::see_consents)) {
    add_fact(facts,
             {in.text("messages.permitted_by"), web::pick(found.purpose_title, in.language()),
              admin_link(of, "/consents/" + found.permitted_by + "/" + found.purpose_key),
              foreign_language(found.purpose_title, in)});
  }
}

json facts_of(const request& of, const message_details& found) {
  const auto& in = *of.language;
  const auto& row = found.row;
  auto facts = json::array();
  const auto receiver =
      found.name.empty() ? row.recipient : found.name + " <" + row.recipient + ">";
  add_fact(facts, {in.text("messages.recipient"),
                   row.recipient.empty() ? in.text("proof.erased") : receiver});
  add_fact(facts, {in.text("admin.status"), message_state_words(row, in)});
  add_fact(facts, {in.text("messages.made_at"), in.date_time(row.created_at, home_zone)});
  if (row.finished_at)
    add_fact(facts, {in.text("messages.finished_at"), in.date_time(*row.finished_at, home_zone)});
  add_fact(facts, {in.text("admin.language"), web::language_name(in, found.language)});
  add_matter(facts, of, found);
  if (may_know_message_ids(of)) add_fact(facts, {"Message-ID", "<" + found.message_id + ">"});
  return facts;
}

json attempts_of(const request& of, const message_details& found, const services& with) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : found.attempts) {
    const bool report = one.what.phase == "report";
    const auto reply = said_words(one.what, of, with);
    rows.push_back({{"at", in.date_time(one.at, home_zone)},
                    {"outcome", in.text("messages.outcome." + one.outcome)},
                    {"phase", report ? "" : in.text("mail_check.phase." + one.what.phase)},
                    {"said_by", reply.empty() ? "" : said_by_words(one.what, in)},
                    {"reply", reply}});
  }
  return rows;
}

// What sending it again would do, or why it cannot be.
struct again_offer {
  std::string text = {};  ///< "" where there is nothing to say
  bool possible = false;
};

again_offer offer_of(const request& of, const message_details& found) {
  const auto& in = *of.language;
  const auto& row = found.row;
  const auto until = [&](instant at) { return json{{"until", in.date_time(at, home_zone)}}; };
  const bool waits = row.state == state::queued, sent = row.state == state::sent;
  const bool failed = row.state == state::failed, uncertain = row.state == state::uncertain;
  if (!found.newsletter.empty() || row.recipient.empty()) return {};
  if (!waits && !sent && !failed && !uncertain) return {};
  if (found.is_decided) return {in.text("messages.again_decided")};
  if (mailer::has_ended(row.created_at, found.expires_at, of.at))
    return {in.text("messages.again_ended", until(found.expires_at))};
  if (sent) return {in.text("messages.again_sent"), true};
  if (waits && !row.was_tried) return {in.text("messages.again_waits")};
  const auto last = mailer::has_own_end(row.created_at, found.expires_at)
                        ? found.expires_at
                        : std::max(found.expires_at, of.at + mailer::usual_lifetime);
  if (waits) return {in.text("messages.again_queued", until(last)), true};
  return {in.text(failed ? "messages.again_failed" : "messages.again_uncertain", until(last)),
          true};
}

// What a state means where that is not clear by itself.
std::string explanation(const message_details& found, const web::locale& in) {
  const auto& row = found.row;
  const bool dead = row.returned == events::returned_as::for_good;
  if (dead || row.returned == events::returned_as::complaint) {
    auto words = in.text(dead ? "messages.explain_for_good" : "messages.explain_complaint");
    if (found.permitted_by.empty()) return words;
    return words + " " +
           in.text("messages.explain_consent",
                   {{"title", web::pick(found.purpose_title, in.language())}});
  }
  if (row.state == state::cancelled) return in.text("messages.explain_cancelled");
  if (row.state != state::uncertain) return "";
  return in.text(found.newsletter.empty() ? "messages.explain_uncertain"
                                          : "messages.explain_uncertain_newsletter");
}

std::string done_words(const request& of, bool mail_leaves) {
  const auto& done = of.query.get("done");
  const bool goes = done == "queued" || done == "copied";
  if (goes && !mail_leaves) return of.language->text("messages.done.held");
  const bool known = goes || done == "waits" || done == "too_soon" || done == "ended" ||
                     done == "decided" || done == "not_this";
  return known ? of.language->text("messages.done." + done) : "";
}

std::string outcome_of(mailer::sent_again what) {
  switch (what) {
    case mailer::sent_again::queued:
      return "queued";
    case mailer::sent_again::copied:
      return "copied";
    case mailer::sent_again::waits:
      return "waits";
    case mailer::sent_again::too_soon:
      return "too_soon";
    case mailer::sent_again::ended:
      return "ended";
    case mailer::sent_again::not_this:
      break;
  }
  return "not_this";
}

// The one that was written because of it.
std::string link_to_made(const request& of, services& with) {
  const auto id = read_message_token(with.keys.links, of.query.get("made"));
  return id ? message_link(of, *id, with) : "";
}

response send_again(schema::transaction& tx, const request& of, std::int64_t id, services& with) {
  const auto done = with.outbox.send_again(tx, id, of.at);
  const auto words = outcome_of(done.what);
  if (done.id > 0) {
    organisers::record(tx,
                       {of.scope->organiser_id(),
                        of.scope->staff_id(),
                        "message.sent_again",
                        of.capture("message"),
                        {{"as", words}}},
                       of.at);
  }
  const auto made = done.what == mailer::sent_again::copied
                        ? "&made=" + message_token(with.keys.links, done.id)
                        : std::string();
  return see_other(message_link(of, id, with, "?done=" + words + made));
}

}  // namespace

// GET /admin/{organiser}/messages/{message}
// GET /admin/{organiser}/events/{slug}/messages/{message}
response show_message(const request& of, const schema::reader& db, services& with) {
  const auto found = find_here(of, db, with);
  if (!found) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto kind = message_kind_words(found->row.kind, in);
  auto data = admin_page(of, kind);
  add_message_steps(data, of, db, find_own_event(of, db, with).get());
  add_step(data, in.text("messages.title"), messages_link(of));
  add_step(data, kind);
  const bool leaves = add_mail_flow(data, of, db, with);
  data["facts"] = facts_of(of, *found);
  data["attempts"] = attempts_of(of, *found, with);
  data["explanation"] = explanation(*found, in);
  const bool can_act = may(of, organisers::permission::manage_events);
  const auto offer = can_act ? offer_of(of, *found) : again_offer{};
  data["again"] = offer.text;
  data["again_url"] = offer.possible ? message_link(of, found->row.id, with, "/again") : "";
  data["dead_end"] = found->is_dead_end;
  data["done"] = done_words(of, leaves);
  data["made_url"] = link_to_made(of, with);
  return page(200, of, with, "admin_message", std::move(data));
}

// POST …/messages/{message}/again
decision post_message_again(const request& of, const schema::reader& db, services& with) {
  const auto found = find_here(of, db, with);
  if (!found) return error_page(404, of, with, "error.not_found");
  const auto id = found->row.id;
  if (found->is_decided) return see_other(message_link(of, id, with, "?done=decided"));
  return action([of, id, &with](schema::transaction& tx) { return send_again(tx, of, id, with); });
}

}  // namespace zusage::server
