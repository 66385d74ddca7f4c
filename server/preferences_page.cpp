// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/preferences.hpp"

#include <algorithm>
#include <array>

#include "events/ask_anew.hpp"
#include "events/pause.hpp"
#include "events/renewal_mail.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/link_evidence.hpp"
#include "server/look_view.hpp"
#include "server/personal_pages.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

std::optional<events::preferences> find_own_preferences(const request& of, const schema::reader& db,
                                                        services& with) {
  const auto id = with.links.public_id(link_purpose::preferences, of.capture("token"));
  if (!id) return {};
  return events::find_preferences(db, with.ledger, *id, of.language->language(), of.at);
}

std::string state_words(const events::preference& one, const request& of) {
  const auto& in = *of.language;
  if (one.public_id.empty()) return in.text("preferences.state.never");
  const bool late = one.now == consent::state::requested && !one.is_open(of.at);
  const auto state = late ? "expired" : std::string(to_text(one.now));
  return in.text("preferences.state." + state, {{"at", in.date_time(one.changed_at, home_zone)}});
}

// Why a purpose has no box, where that is not plain from its state.
std::string why_not(const events::preference& one, const request& of) {
  if (one.is_open(of.at) || one.askable) return {};
  return of.language->text(one.offer.channel == "phone" ? "preferences.calls_elsewhere"
                                                        : "preferences.not_here");
}

nlohmann::json purpose_view(const events::preference& one, const request& of) {
  const auto& in = *of.language;
  const auto name = "consent." + one.offer.key;
  const bool open = one.is_open(of.at);
  return {
      {"id", web::field_id(name)},
      {"name", name},
      {"was_name", "was." + one.offer.key},
      {"notice_name", "notice." + one.offer.key},
      {"notice_id", one.offer.notice_id},
      {"boxed", open || one.askable},
      {"checked", open},
      {"asks", !open && one.askable},  // what is ticked is read first
      {"purpose_title", one.title},
      {"channel", in.text("channel." + one.offer.channel)},
      {"state", state_words(one, of)},
      {"why_not", why_not(one, of)},
      {"notice", one.text},
      {"content_language", language_to_mark(one.language, in)},
      {"recipients", joined(one.recipients)},
      {"ends", one.ends_at && consent::permits(one.now)
                   ? in.text("preferences.ends", {{"at", in.date_time(*one.ends_at, home_zone)}})
                   : ""},
      {"renewable_key", one.renewable ? one.offer.key : ""}};
}

// What was done, as the address says it.
std::string done_words(const request& of) {
  constexpr std::array known = {
      "saved",   "asked",          "paused",       "partly_paused",  "revoked",
      "nothing", "notice_changed", "saved_paused", "renewal_mailed", "renewal_paused"};
  const auto& done = of.query.get("done");
  if (std::find(known.begin(), known.end(), done) == known.end()) return {};
  return of.language->text("preferences.done." + done, {{"minutes", events::mail_pause.count()}});
}

// Whether something is left to do that was wanted.
bool is_left_undone(const std::string& done) {
  return done == "notice_changed" || done == "paused" || done == "partly_paused" ||
         done == "saved_paused" || done == "renewal_paused";
}

// What a form wants: the difference between what its boxes were and are, so that a form that was
// open for long neither takes back nor asks for what it never showed.
struct wishes {
  std::vector<events::preference> take_back, ask;
  bool notice_changed = false;
};

wishes wishes_of(const request& of, const events::preferences& own) {
  wishes wanted;
  const bool all = of.form.get("action") == "revoke_all";
  for (const auto& one : own.purposes) {
    const auto& key = one.offer.key;
    const bool was = of.form.get("was." + key) == "yes";
    const bool ticked = of.form.get("consent." + key) == "yes";
    if (one.is_open(of.at) && (all || (was && !ticked))) wanted.take_back.push_back(one);
    if (all || was || !ticked || one.is_open(of.at) || !one.askable) continue;
    if (of.form.get("notice." + key) == std::to_string(one.offer.notice_id)) {
      wanted.ask.push_back(one);
    } else {
      wanted.notice_changed = true;
    }
  }
  return wanted;
}

void take_back(schema::transaction& tx, services& with, const events::preferences& own,
               const events::preference& one, const request& of) {
  const auto purpose = one.offer.purpose_id;
  with.ledger.withdraw(tx, one.public_id, "preferences", evidence_by_link(of), of.at);
  mailer::outbox::cancel_queued(tx, own.principal_id, purpose, of.at);
  events::registrar::prove_by_consent(tx, own.principal_id, purpose, of.at);
}

// What became of a box that was ticked: without a mail it counts at once, or not at all yet.
enum class asked { mailed, counts, paused };

asked ask(schema::transaction& tx, services& with, const events::preferences& own,
          const events::preference& one, const request& of) {
  const events::asking_tools asks{{with.keys.lookup, with.keys.people}, with.outbox};
  if (events::was_asked_lately(tx, asks, one.offer, own.email, of.at)) return asked::paused;
  auto by = evidence_by_link(of);
  by.email = own.email;
  by.box = "ticked by the person";
  const bool mails = events::ask_anew(
      tx, asks, one.offer,
      {own.organiser_id, "preferences", std::move(by), of.language->language()}, of.at);
  return mails ? asked::mailed : asked::counts;
}

// Renewing is done by the link of a mail of its own: the link to this page stands in every
// newsletter, and whoever got one passed on must not lengthen the consent of its owner.
std::string mail_renewal(schema::transaction& tx, services& with, const events::preferences& own,
                         const request& of) {
  const auto& key = of.form.get("renew");
  const auto one = std::find_if(own.purposes.begin(), own.purposes.end(),
                                [&](const auto& it) { return it.offer.key == key; });
  if (one == own.purposes.end() || !one->renewable || own.email.empty()) return "nothing";
  const auto standing = with.ledger.find(tx, one->public_id);
  if (!standing) return "nothing";
  switch (events::mail_renewal_once(tx, {{with.keys.lookup, with.keys.people}, with.outbox},
                                    *standing, own.email, of.language->language(), of.at)) {
    case events::renewal_asked::mailed:
      return "renewal_mailed";
    case events::renewal_asked::paused:
      return "renewal_paused";
    case events::renewal_asked::nothing:
      break;
  }
  return "nothing";
}

// What the page then says.
std::string carry_out(schema::transaction& tx, services& with, const events::preferences& own,
                      const request& of) {
  if (!of.form.get("renew").empty()) return mail_renewal(tx, with, own, of);
  const auto wanted = wishes_of(of, own);
  bool mailed = false, paused = false, counts = !wanted.take_back.empty();
  for (const auto& one : wanted.take_back) take_back(tx, with, own, one, of);
  for (const auto& one : wanted.ask) {
    const auto came = ask(tx, with, own, one, of);
    mailed = mailed || came == asked::mailed;
    paused = paused || came == asked::paused;
    counts = counts || came == asked::counts;
  }
  if (wanted.notice_changed) return "notice_changed";
  if (paused) return mailed ? "partly_paused" : counts ? "saved_paused" : "paused";
  if (mailed) return "asked";
  if (!wanted.ask.empty()) return "saved";
  return wanted.take_back.empty() ? "nothing" : "revoked";
}

}  // namespace

std::string preferences_path(const schema::reader& db, services& with, std::int64_t organiser_id,
                             std::string_view email) {
  const auto id = events::find_person_id(db, with.ledger, organiser_id, email);
  return id ? "/p/" + with.links.token(link_purpose::preferences, *id) : "";
}

// GET /p/{token}
response show_preferences(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own_preferences(of, db, with);
  if (!own) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(own->organiser_name, in.language());
  auto purposes = nlohmann::json::array();
  std::int64_t open = 0;
  for (const auto& one : own->purposes) {
    purposes.push_back(purpose_view(one, of));
    if (one.is_open(of.at)) ++open;
  }
  const auto done = done_words(of);
  return page(200, of, with, "preferences",
              {{"title", in.text("preferences.title", {{"organiser", name}})},
               {"done", done},
               {"done_kind", is_left_undone(of.query.get("done")) ? "warning" : "success"},
               {"stands", in.text("preferences.stands", {{"count", open}})},
               {"email", own->email},
               {"organiser", name},
               {"contact", own->contact},
               {"has_open", open > 0},
               {"purposes", std::move(purposes)},
               {"action", link_to(of, of.path)},
               {"data_url", link_to(of, "/data")},
               {"footer_of", footer_of(own->organiser_key, name)},
               {"look", look_view(db, of, own->organiser_id)},
               {"no_index", true}});
}

// POST /p/{token}
decision post_preferences(const request& of, const schema::reader& db, services& with) {
  if (!find_own_preferences(of, db, with)) return error_page(404, of, with, "error.not_found");
  return action([of = std::make_shared<const request>(of), &with](schema::transaction& tx) {
    // Anew, since it may have changed between the check and this.
    const auto own = find_own_preferences(*of, tx, with);
    if (!own) return error_page(404, *of, with, "error.not_found");
    return see_other(link_to(*of, of->path + "?done=" + carry_out(tx, with, *own, *of)));
  });
}

}  // namespace zusage::server
