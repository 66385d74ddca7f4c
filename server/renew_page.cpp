// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "events/preferences.hpp"
#include "events/renewal_mail.hpp"
#include "server/consent_end.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/link_evidence.hpp"
#include "server/look_view.hpp"
#include "server/personal_pages.hpp"

namespace zusage::server {
namespace {

std::optional<consent::standing> find_standing(const request& of, const schema::reader& db,
                                               services& with) {
  const auto id = with.links.public_id(link_purpose::renew, of.capture("token"));
  return id ? with.ledger.find(db, *id) : std::nullopt;
}

struct wording {
  std::string title, text, language, recipients;
  std::int64_t valid_months = 0;
};

wording agreed_wording(const schema::reader& db, const consent::standing& of) {
  const auto row = db.one<std::string, std::string, std::string, std::string, std::int64_t>(
      "SELECT n.title, n.text, n.language, n.recipients, n.valid_months"
      " FROM consent_record r"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE r.id = :1",
      of.record_id);
  if (!row) return {};
  const auto& [title, text, language, recipients, months] = *row;
  return {title, text, language, joined(events::texts_of(events::from_stored(recipients))), months};
}

nlohmann::json wording_view(const wording& of, const web::locale& in) {
  return {{"purpose_title", of.title},
          {"notice", of.text},
          {"content_language", language_to_mark(of.language, in)},
          {"recipients", of.recipients},
          {"valid", valid_words(of.valid_months, in)}};
}

// Of what cannot be renewed; of what was, as long as the page that says so is open.
nlohmann::json ended_view(const request& of, const schema::reader& db,
                          const consent::standing& standing) {
  const auto& in = *of.language;
  const auto how = how_it_stands(db, standing, of.at);
  if (how == "confirmed") {
    const bool done = standing.now == consent::state::renewed;
    return {
        {"title", in.text(done ? "consent.renewed_title" : "consent.nothing_to_renew_title")},
        {"ended_text", in.text(done ? "consent.confirmed_text" : "consent.nothing_to_renew_text")}};
  }
  return {{"title", standing_title(how == "confirm" ? "ended" : how, in)},
          {"ended_text", standing_text(how == "confirm" ? "ended" : how, in)}};
}

nlohmann::json open_view(const request& of, const wording& old, const events::renewable& wanted,
                         const consent::standing& standing) {
  const auto& in = *of.language;
  const wording fresh{wanted.title, wanted.text, wanted.language, joined(wanted.recipients),
                      wanted.valid_months};
  const bool same = old.text == fresh.text && old.title == fresh.title &&
                    old.recipients == fresh.recipients && old.valid_months == fresh.valid_months;
  const auto at = [&](const std::optional<instant>& when) {
    return when ? in.date_time(*when, home_zone) : std::string();
  };
  return {
      {"title", in.text("consent.renew_title")},
      {"open", true},
      {"old", same ? nlohmann::json() : wording_view(old, in)},
      {"fresh", wording_view(fresh, in)},
      {"until", wanted.deadline    ? in.text("consent.renew_until", {{"at", at(wanted.deadline)}})
                : standing.ends_at ? in.text("consent.renew_ends", {{"at", at(standing.ends_at)}})
                                   : ""},
      {"record_id", standing.record_id},
      {"notice_id", wanted.notice_id}};
}

std::int64_t number_in(const request& of, const char* field) {
  try {
    return std::stoll(of.form.get(field));
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

// GET /n/{token}
response show_renew(const request& of, const schema::reader& db, services& with) {
  const auto standing = find_standing(of, db, with);
  if (!standing) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto wanted = events::find_renewable(db, *standing, in.language(), of.at);
  // Renewed just now: again makes no sense, though it would be possible where it ends with the
  // time.
  const bool done = of.query.get("done") == "renewed" && standing->now == consent::state::renewed;
  const auto old = agreed_wording(db, *standing);
  auto data =
      wanted && !done ? open_view(of, old, *wanted, *standing) : ended_view(of, db, *standing);
  const auto key =
      db.value<std::string>("SELECT key FROM organiser WHERE id = :1", standing->organiser_id);
  const auto person = events::find_person_id(db, standing->principal_id);
  data["purpose_title"] = old.title;
  data["content_language"] = language_to_mark(old.language, in);
  data["changed"] = of.query.get("done") == "changed";
  data["ends"] =
      standing->ends_at && done
          ? in.text("preferences.ends", {{"at", in.date_time(*standing->ends_at, home_zone)}})
          : "";
  data["organiser"] = web::pick(standing->organiser_name, in.language());
  data["action"] = link_to(of, of.path);
  data["revoke_url"] =
      consent::permits(standing->at(of.at))
          ? link_to(of, "/u/" + with.links.token(link_purpose::revoke, standing->public_id))
          : "";
  data["preferences_url"] =
      person ? link_to(of, "/p/" + with.links.token(link_purpose::preferences, *person)) : "";
  data["look"] = look_view(db, of, standing->organiser_id);
  data["footer_of"] = footer_of(key.value(), "");
  data["no_index"] = true;
  return page(200, of, with, "consent_renew", std::move(data));
}

// POST /n/{token}
decision post_renew(const request& of, const schema::reader& db, services& with) {
  const auto standing = find_standing(of, db, with);
  if (!standing) return error_page(404, of, with, "error.not_found");
  const consent::renewal_wish wish{number_in(of, "record"), number_in(of, "notice")};
  return action([in = of, wish, standing = *standing, by = evidence_by_link(of),
                 &with](schema::transaction& tx) {
    auto shown = by;
    shown.box = "button beside the notice pressed by the person";
    const auto came = with.ledger.renew(tx, standing.public_id, wish, shown, in.at);
    const bool done = came == consent::renewed::done || came == consent::renewed::already;
    if (done) {
      events::registrar::prove_by_consent(tx, standing.principal_id, standing.purpose_id, in.at);
    }
    const auto* says = done                                ? "?done=renewed"
                       : came == consent::renewed::changed ? "?done=changed"
                                                           : "";
    return see_other(link_to(in, in.path + says));
  });
}

}  // namespace zusage::server
