// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_consents.hpp"

#include "events/json_members.hpp"
#include "events/mail_language.hpp"

namespace zusage::events {
namespace {

using std::string;

constexpr const char* kept_as = "consents";

}  // namespace

nlohmann::json named_consents(const std::vector<consent::requested>& asked) {
  auto ids = nlohmann::json::array();
  for (const auto& one : asked) {
    if (!one.needs_confirmation) ids.push_back(one.public_id);
  }
  auto made = nlohmann::json::object();
  if (!ids.empty()) made[kept_as] = std::move(ids);
  return made;
}

void add_consents(nlohmann::json& data, const schema::reader& db, const mailer::message& message,
                  const links& with) {
  auto consents = nlohmann::json::array();
  for (const auto& id : texts_of(member(message.data, kept_as))) {
    const auto row = db.one<string, string, string>(
        "SELECT n.title, n.language, n.channel"
        " FROM consent_state s"
        " JOIN consent_record r ON r.id = s.record_id"
        " JOIN notice n ON n.id = r.notice_id"
        " WHERE s.public_id = :1 AND s.organiser_id = :2 AND s.state IN ('given', 'renewed')",
        id, message.organiser_id);
    if (!row) continue;
    const auto& [title, language, channel] = *row;
    consents.push_back(
        {{"title", title},
         {"title_language", borrowed_language({{language, title}}, message.language)},
         {"by_phone", channel == "phone"},
         {"by_post", channel == "post"},
         {"revoke_url", with.url(link_purpose::revoke, id)}});
  }
  data["has_consents"] = !consents.empty();
  data["consents"] = std::move(consents);
}

}  // namespace zusage::events
