// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/confirm_link.hpp"
#include "events/json_members.hpp"
#include "events/preferences.hpp"
#include "mailer/handed_over.hpp"
#include "server/consent_end.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/link_evidence.hpp"
#include "server/look_view.hpp"
#include "server/personal_pages.hpp"
#include "server/public.hpp"
#include "server/subscribe_again.hpp"

namespace zusage::server {
namespace {

struct shown_notice {
  std::string title, text, language, recipients, hash;
  std::int64_t valid_months = 0;
};

// The words of the record that counts now, not today's: they are what was agreed to.
shown_notice find_notice(const schema::reader& db, const consent::standing& of) {
  const auto row =
      db.one<std::string, std::string, std::string, std::string, std::string, std::int64_t>(
          "SELECT n.title, n.text, n.language, n.recipients, n.hash, n.valid_months"
          " FROM consent_record r"
          " JOIN notice n ON n.id = r.notice_id"
          " WHERE r.id = :1 AND r.organiser_id = :2",
          of.record_id, of.organiser_id);
  if (!row) return {};
  const auto& [title, text, language, recipients, hash, months] = *row;
  return {title, text,  language, joined(events::texts_of(events::from_stored(recipients))),
          hash,  months};
}

std::optional<consent::standing> find_standing(const request& of, const schema::reader& db,
                                               services& with, link_purpose purpose) {
  const auto id = with.links.public_id(purpose, of.capture("token"));
  return id ? with.ledger.find(db, *id) : std::nullopt;
}

// What a link to confirm is about; `earlier` when it is of a request before the one that waits.
struct asked_consent {
  consent::standing standing;
  bool earlier = false;
};

std::optional<asked_consent> find_asked(const request& of, const schema::reader& db,
                                        services& with) {
  const auto link = events::read_confirm_token(db, with.links, of.capture("token"));
  auto standing = link ? with.ledger.find(db, link->state_public_id) : std::nullopt;
  if (!standing) return {};
  const bool waits = standing->now == consent::state::requested;
  return asked_consent{std::move(*standing), link->earlier && waits};
}

// Until when what stands goes on by itself.
std::string ends_words(const request& of, const consent::standing& standing) {
  const bool stands = consent::permits(standing.at(of.at));
  return stands && standing.ends_at ? of.language->date_time(*standing.ends_at, home_zone) : "";
}

nlohmann::json consent_view(const request& of, const schema::reader& db,
                            const consent::standing& standing) {
  const auto& in = *of.language;
  const auto notice = find_notice(db, standing);
  return {{"title", notice.title.empty() ? web::pick(standing.title, in.language()) : notice.title},
          {"notice", notice.text},
          {"notice_hash", notice.hash},
          {"content_language", language_to_mark(notice.language, in)},
          {"recipients", notice.recipients},
          {"organiser", web::pick(standing.organiser_name, in.language())},
          {"channel", in.text("channel." + standing.channel)},
          {"state", in.text("consent.state." + std::string(to_text(standing.at(of.at))))},
          {"ends_at", ends_words(of, standing)},
          {"valid", valid_words(notice.valid_months, in)},
          {"at", in.date_time(standing.changed_at, home_zone)}};
}

// By whose duty pages the page ends (footer.hpp).
nlohmann::json whose_footer(const schema::reader& db, const consent::standing& standing) {
  const auto key =
      db.value<std::string>("SELECT key FROM organiser WHERE id = :1", standing.organiser_id);
  return footer_of(key.value(), "");
}

bool is_one_click(const request& of) {
  return of.form.get("List-Unsubscribe") == "One-Click";
}

response plain_text(std::string text) {
  auto made = html(200, std::move(text));
  made.content_type = "text/plain; charset=utf-8";
  return made;
}

// A double opt-in is proven by the mails as well that carried its link. Somebody else can have
// asked for another one with the same link, so all of them are named.
consent::evidence with_mails(consent::evidence by, const schema::reader& db,
                             const consent::standing& about, instant now) {
  std::vector<std::string> ids, replies;
  for (auto& mail :
       mailer::list_handed_over(db, about.principal_id, about.purpose_id, "consent-confirm",
                                now - consent::confirmation_period)) {
    ids.push_back(std::move(mail.message_id));
    if (!mail.server_reply.empty()) replies.push_back(std::move(mail.server_reply));
  }
  by.message_id = joined(ids);
  by.server_reply = joined(replies);
  return by;
}

std::string revoke_path(const consent::standing& of, const services& with) {
  return "/u/" + with.links.token(link_purpose::revoke, of.public_id);
}

// Whoever has a link that was mailed to the address may see what else it agreed to there.
std::string preferences_url(const request& of, const schema::reader& db,
                            const consent::standing& standing, services& with) {
  const auto id = events::find_person_id(db, standing.principal_id);
  return id ? link_to(of, "/p/" + with.links.token(link_purpose::preferences, *id)) : "";
}

// The same link confirms the newest request, which may have come while the page was open: then its
// words are shown first. Whoever sends no form of the page, as the interface allows, says nothing
// about words.
bool shows_other_words(const request& of, const schema::reader& db,
                       const consent::standing& standing) {
  const auto& shown = of.form.get("notice");
  if (shown.empty() || standing.now != consent::state::requested) return false;
  return shown != find_notice(db, standing).hash;
}

// What pressing 'subscribe again' came to, while it is still so.
std::string done_words(const request& of, const consent::standing& standing) {
  const auto& done = of.query.get("done");
  if (done == "again" && standing.now == consent::state::requested)
    return of.language->text("preferences.again_sent");
  if (done == "paused" && standing.now == consent::state::withdrawn)
    return of.language->text("preferences.again_paused");
  if (done == "notice_changed") return of.language->text("preferences.notice_changed");
  return {};
}

nlohmann::json again_view(const request& of, const schema::reader& db,
                          const consent::standing& standing, services& with) {
  const auto& in = *of.language;
  const auto offer = offer_again(db, with, standing, in.language());
  if (!offer) return nullptr;
  return {{"url", link_to(of, of.path + "/again")},
          {"notice_id", offer->notice_id},
          {"notice", offer->text},
          {"notice_language", language_to_mark(offer->language, in)},
          {"recipients", joined(offer->recipients)}};
}

// Whoever was asked says no: the words do not matter for that.
response refuse(schema::transaction& tx, services& with, const consent::standing& standing,
                const consent::evidence& by, const request& of) {
  if (with.ledger.refuse(tx, standing.public_id, by, of.at)) {
    mailer::outbox::cancel_queued(tx, standing.principal_id, standing.purpose_id, of.at);
    events::registrar::prove_by_consent(tx, standing.principal_id, standing.purpose_id, of.at);
  }
  return see_other(link_to(of, of.path));
}

}  // namespace

// GET /c/{token}
response show_confirm(const request& of, const schema::reader& db, services& with) {
  const auto asked = find_asked(of, db, with);
  if (!asked) return error_page(404, of, with, "error.not_found");
  const auto* standing = &asked->standing;
  const auto how = asked->earlier ? "earlier" : how_it_stands(db, *standing, of.at);
  const auto& in = *of.language;
  const bool ended = how != "confirm" && how != "confirmed";
  return page(200, of, with, "consent_confirm",
              {{"title", standing_title(how, in)},
               {"consent", consent_view(of, db, *standing)},
               {"asked", how == "confirm"},
               {"changed", how == "confirm" && of.query.get("done") == "notice_changed"},
               {"given", how == "confirmed"},
               {"ended_text", how == "revoked" ? in.text("preferences.confirm_revoked")
                              : ended          ? standing_text(how, in)
                                               : ""},
               {"look", look_view(db, of, standing->organiser_id)},
               {"action", link_to(of, of.path)},
               {"revoke_url", link_to(of, revoke_path(*standing, with))},
               {"preferences_url", preferences_url(of, db, *standing, with)},
               {"footer_of", whose_footer(db, *standing)},
               {"no_index", true}});
}

// POST /c/{token}
decision post_confirm(const request& of, const schema::reader& db, services& with) {
  const auto asked = find_asked(of, db, with);
  if (!asked) return error_page(404, of, with, "error.not_found");
  return action([standing = asked->standing, by = evidence_by_link(of), at = of.at,
                 back = link_to(of, of.path), in = of, &with](schema::transaction& tx) {
    // Somebody may have asked anew meanwhile.
    const auto fresh = find_asked(in, tx, with);
    if (!fresh || fresh->earlier) return see_other(back);
    if (in.form.get("answer") == "no") return refuse(tx, with, standing, by, in);
    const auto now = with.ledger.find(tx, standing.public_id);
    if (now && shows_other_words(in, tx, *now)) {
      return see_other(link_to(in, in.path + "?done=notice_changed"));
    }
    with.ledger.confirm(tx, standing.public_id, with_mails(by, tx, standing, at), at);
    events::registrar::prove_by_consent(tx, standing.principal_id, standing.purpose_id, at);
    return see_other(back);  // the page says how it stands now
  });
}

// GET /u/{token}
response show_revoke(const request& of, const schema::reader& db, services& with) {
  const auto standing = find_standing(of, db, with, link_purpose::revoke);
  if (!standing) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto done = done_words(of, *standing);
  const bool asked = standing->now == consent::state::requested;
  const bool again = asked && !done.empty();
  const auto how = how_it_stands(db, *standing, of.at);
  const bool open = (how == "confirmed" || asked) && !again;
  return page(200, of, with, "consent_revoke",
              {{"title", again  ? in.text("preferences.again_asked")
                         : open ? in.text("consent.revoke_title")
                                : standing_title(how, in)},
               {"consent", consent_view(of, db, *standing)},
               {"done", done},
               {"look", look_view(db, of, standing->organiser_id)},
               {"open", open},
               {"ended", !open && !again},
               {"ended_text", open || again ? "" : standing_text(how, in)},
               {"again", again_view(of, db, *standing, with)},
               {"preferences_url", preferences_url(of, db, *standing, with)},
               {"footer_of", whose_footer(db, *standing)},
               {"action", link_to(of, of.path)},
               {"no_index", true}});
}

// POST /u/{token}
decision post_revoke(const request& of, const schema::reader& db, services& with) {
  const auto standing = find_standing(of, db, with, link_purpose::revoke);
  if (!standing) return error_page(404, of, with, "error.not_found");
  const bool one_click = is_one_click(of);
  return action([standing = *standing, one_click, by = evidence_by_link(of), at = of.at,
                 back = link_to(of, of.path), said = of.language->text("consent.revoked_title"),
                 &with](schema::transaction& tx) {
    with.ledger.withdraw(tx, standing.public_id, one_click ? "one-click" : "link", by, at);
    mailer::outbox::cancel_queued(tx, standing.principal_id, standing.purpose_id, at);
    events::registrar::prove_by_consent(tx, standing.principal_id, standing.purpose_id, at);
    return one_click ? plain_text(said + "\n") : see_other(back);
  });
}

}  // namespace zusage::server
