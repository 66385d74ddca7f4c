// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/registration_consents.hpp"

#include <algorithm>

#include "events/asked_consents.hpp"
#include "server/event_view.hpp"
#include "server/personal_pages.hpp"

namespace zusage::server {
namespace {

// Calls and letters need no mail that confirms: what was given with the form itself, in the same
// transaction and so to the microsecond, and has not changed since.
bool came_with(const own_registration& own, const consent::standing& one) {
  return consent::permits(one.now) && one.changed_at == own.row.registered_at;
}

}  // namespace

nlohmann::json consents_view(const own_registration& own, const schema::reader& db,
                             services& with) {
  const auto& in = *own.in.language;
  const auto asked = events::purposes_asked_by(db, own.row.id);
  auto consents = nlohmann::json::array();
  for (const auto& one : with.ledger.find_by_email(db, own.of->by.id, own.row.email)) {
    const bool here =
        std::find(asked.begin(), asked.end(), one.purpose_id) != asked.end() || came_with(own, one);
    if (!here && !own.by.by_mail) continue;
    const bool stands = own.by.by_mail && consent::permits(one.now);
    const auto path = "/u/" + with.links.token(link_purpose::revoke, one.public_id);
    consents.push_back({{"title", web::pick(one.title, in.language())},
                        {"title_language", foreign_language(one.title, in)},
                        {"state", in.text("consent.state." + std::string(to_text(one.now)))},
                        {"at", in.date_time(one.changed_at, own.of->time_zone)},
                        {"revoke_url", stands ? link_to(own.in, path) : ""}});
  }
  return consents;
}

std::string preferences_link(const own_registration& own, const schema::reader& db,
                             services& with) {
  if (!own.by.by_mail) return {};
  const auto path = preferences_path(db, with, own.of->by.id, own.row.email);
  return path.empty() ? path : link_to(own.in, path);
}

}  // namespace zusage::server
