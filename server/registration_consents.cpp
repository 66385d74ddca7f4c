// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/registration_consents.hpp"

#include <algorithm>

#include "events/ticked_purposes.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/personal_pages.hpp"

namespace zusage::server {
namespace {

bool is_ticked(const consent::offer& one, const std::vector<std::int64_t>& ticked) {
  return std::find(ticked.begin(), ticked.end(), one.purpose_id) != ticked.end();
}

// What whoever signed up knows already: they ticked it. The ledger is not asked, since it would
// tell how the owner of a foreign address decided.
nlohmann::json ticked_view(const own_registration& own, const schema::reader& db) {
  const auto& in = *own.in.language;
  const auto ticked = events::ticked_purposes(db, own.row.id);
  const auto when = in.date_time(own.row.registered_at, own.of->time_zone);
  auto list = nlohmann::json::array();
  for (const auto& offer : own.of->offers_in(in.language())) {
    if (!is_ticked(offer, ticked)) continue;
    list.push_back({{"title", offer.title},
                    {"title_language", language_to_mark(offer.language, in)},
                    {"state", in.text("consent.ticked", {{"at", when}})},
                    {"at", ""},
                    {"revoke_url", ""}});
  }
  return list;
}

}  // namespace

nlohmann::json consents_view(const own_registration& own, const schema::reader& db,
                             services& with) {
  if (!own.by.by_mail) return ticked_view(own, db);
  const auto& in = *own.in.language;
  auto consents = nlohmann::json::array();
  for (const auto& one : with.ledger.find_by_email(db, own.of->by.id, own.row.email)) {
    const auto path = "/u/" + with.links.token(link_purpose::revoke, one.public_id);
    consents.push_back({{"title", web::pick(one.title, in.language())},
                        {"title_language", foreign_language(one.title, in)},
                        {"state", in.text("consent.state." + std::string(to_text(one.now)))},
                        {"at", in.date_time(one.changed_at, own.of->time_zone)},
                        {"revoke_url", consent::permits(one.now) ? link_to(own.in, path) : ""}});
  }
  return consents;
}

std::string consents_to_come(const own_registration& own, const schema::reader& db) {
  using status = events::registration_status;
  const auto& in = *own.in.language;
  const bool ended = own.row.status == status::cancelled || own.row.status == status::refused;
  if (own.by.by_mail || ended) return {};
  const auto ticked = events::ticked_purposes(db, own.row.id);
  const auto& offers = own.of->offers_in(in.language());
  const bool any = std::any_of(offers.begin(), offers.end(), [&](const consent::offer& one) {
    return one.channel == "email" && is_ticked(one, ticked);
  });
  return any ? in.text("steps.after_consents") : "";
}

std::string preferences_link(const own_registration& own, const schema::reader& db,
                             services& with) {
  if (!own.by.by_mail) return {};
  const auto path = preferences_path(db, with, own.of->by.id, own.row.email);
  return path.empty() ? path : link_to(own.in, path);
}

}  // namespace zusage::server
