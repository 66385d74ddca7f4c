// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/json_members.hpp"
#include "server/configuration.hpp"
#include "server/duty.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/target.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

using events::text_member;
using nlohmann::json;

// Kept only under the one address that it has, so that nobody fills the memory with others.
void keep(response& made, const request& of, std::string topic) {
  made.personal = false;
  if (!of.query.get("event").empty()) return;
  made.keep = kept_while{{std::move(topic)}, instant::max()};
}

}  // namespace

duty_section::duty_section(std::string heading)
    : made_({{"heading", std::move(heading)},
             {"html", ""},
             {"html_language", ""},
             {"paragraphs", nlohmann::json::array()},
             {"facts", nlohmann::json::array()},
             {"items", nlohmann::json::array()},
             {"links", nlohmann::json::array()}}) {}

duty_section& duty_section::say(const std::string& text, const std::string& language) {
  if (text.empty()) return *this;
  any_ = true;
  made_["paragraphs"].push_back({{"text", text}, {"content_language", language}});
  return *this;
}

duty_section& duty_section::fact(const std::string& term, const std::string& value,
                                 const std::string& url) {
  if (value.empty()) return *this;
  any_ = true;
  made_["facts"].push_back({{"term", term}, {"value", value}, {"url", url}});
  return *this;
}

duty_section& duty_section::item(const std::string& text, const std::string& note,
                                 const std::string& language) {
  if (text.empty()) return *this;
  any_ = true;
  made_["items"].push_back({{"text", text}, {"note", note}, {"content_language", language}});
  return *this;
}

duty_section& duty_section::link(const std::string& text, const std::string& url) {
  if (url.empty()) return *this;
  any_ = true;
  made_["links"].push_back({{"text", text}, {"url", url}});
  return *this;
}

duty_section& duty_section::prose(const nlohmann::json& texts, const web::locale& in) {
  if (!texts.is_object() || texts.empty()) return *this;
  any_ = true;
  made_["html"] = web::markdown_to_html(web::pick(texts, in.language()));
  made_["html_language"] = foreign_language(texts, in);
  return *this;
}

void add_party(duty_section& to, const nlohmann::json& party, const web::locale& in) {
  const auto say = [&](const char* key) { return text_member(party, key); };
  const auto city = say("postal_code") + (say("postal_code").empty() ? "" : " ") + say("city");
  const auto address = say("street") + (say("street").empty() || city.empty() ? "" : ", ") + city;
  to.fact(in.text("duty.name"), say("name"));
  to.fact(in.text("duty.address"), address.empty() ? say("postal") : address);
  to.fact(in.text("duty.phone"), say("phone"));
  to.fact(in.text("duty.email"), say("email"),
          say("email").empty() ? "" : "mailto:" + say("email"));
  to.fact(in.text("duty.website"), say("url"), say("url"));
}

asked_organiser asked_for(const request& of, const schema::reader& db) {
  asked_organiser asked;
  const auto& key = of.query.get("organiser");
  if (!key.empty()) {
    asked.one = events::find_organiser_pages(db, key);
    asked.unknown = !asked.one;
    return asked;
  }
  auto all = events::list_organiser_pages(db);
  if (all.size() == 1) asked.one = std::move(all.front());
  return asked;
}

response duty_page(const request& of, services& with, const events::organiser_pages& whose,
                   std::string_view key, nlohmann::json sections) {
  const auto& in = *of.language;
  const auto name = web::pick(whose.by.name, in.language());
  const auto path = of.path + "?organiser=" + whose.by.key;
  auto made = page(200, of, with, "duty",
                   {{"title", in.text("duty." + std::string(key) + ".of", {{"organiser", name}})},
                    {"canonical_url", with.config.base_url + path},
                    {"footer_of", footer_of(whose.by.key, name)},
                    {"sections", std::move(sections)}});
  // Which page this is without a query depends on how many there are.
  const bool alone = of.query.get("organiser").empty();
  keep(made, of,
       alone ? std::string(events::topic_of_all_organisers)
             : events::topic_of_organiser(whose.by.key));
  return made;
}

response everybodys_page(const request& of, const schema::reader& db, services& with,
                         std::string_view key) {
  const auto& in = *of.language;
  const auto all = events::list_organiser_pages(db);
  duty_section list(in.text("duty.organisers"));
  list.say(in.text(all.empty() ? "duty.no_organiser" : "duty.of_everybody"));
  for (const auto& one : all) {
    list.link(web::pick(one.by.name, in.language()),
              link_to(of, of.path + "?organiser=" + one.by.key));
  }
  auto made = page(200, of, with, "duty",
                   {{"title", in.text("duty." + std::string(key) + ".title")},
                    {"canonical_url", with.config.base_url + of.path},
                    {"sections", nlohmann::json::array({list.take()})}});
  keep(made, of, std::string(events::topic_of_all_organisers));
  return made;
}

}  // namespace zusage::server
