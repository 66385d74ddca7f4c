// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_mail_texts.hpp"

#include "events/newsletter_issue.hpp"
#include "events/own_events.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

// The languages in which a kind has own words, as the reader calls them.
std::string changed_in(std::string_view kind, const std::vector<events::changed_mail_text>& all,
                       const web::locale& in) {
  std::string names;
  for (const auto& one : all) {
    if (one.kind != kind) continue;
    names += (names.empty() ? "" : ", ") + web::language_name(in, one.language);
  }
  return names;
}

json groups_of(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto changed = events::list_mail_texts(db, *of.scope);
  auto groups = json::array();
  for (const auto& kind : events::mail_kinds()) {
    const std::string group(kind.group), name(kind.name);
    if (groups.empty() || groups.back().at("key") != group) {
      groups.push_back({{"key", group},
                        {"title", in.text("mail_texts.group." + group)},
                        {"rows", json::array()}});
    }
    groups.back()["rows"].push_back({{"name", in.text("mail_texts.kind." + name)},
                                     {"url", admin_link(of, "/mail-texts/" + name)},
                                     {"changed", changed_in(name, changed, in)}});
  }
  return groups;
}

}  // namespace

nlohmann::json mail_texts_page(const request& of, const schema::reader& db,
                               const std::string& title) {
  return page_in_area(of, db, title, of.language->text("mail_texts.title"),
                      admin_link(of, "/mail-texts"));
}

// GET /admin/{organiser}/mail-texts
response show_mail_texts(const request& of, const schema::reader& db, services& with) {
  auto data = mail_texts_page(of, db, of.language->text("mail_texts.title"));
  data["groups"] = groups_of(of, db);
  return page(200, of, with, "admin_mail_texts", std::move(data));
}

}  // namespace zusage::server
