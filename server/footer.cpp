// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/footer.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "events/json_members.hpp"
#include "events/organiser_pages.hpp"
#include "server/event_view.hpp"
#include "server/page_cache.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

// Kept beside the pages, under a name that no path has.
const std::string kept_under = "footer of organisers";

// By key, what only the footer of that organiser has.
json offers_of_all(const schema::reader& db) {
  auto all = json::object();
  for (const auto& one : events::list_organiser_pages(db)) {
    const auto& plain = one.page("plain_language");
    const auto& sign = one.page("sign_language");
    if (plain.is_object() || sign.is_object()) all[one.by.key] = {{"plain", plain}, {"sign", sign}};
  }
  return all;
}

json ask_for_offers(services& with) {
  const auto as_of = with.pages.now();
  auto made = json::object();
  try {
    made = with.db.read([](const schema::reader& db) { return offers_of_all(db); });
  } catch (const schema::error& e) {
    spdlog::warn("the footer lacks plain and sign language: {}", e.what());
    return made;
  }
  response shown;
  shown.body = made.dump();
  shown.keep = kept_while{{std::string(events::topic_of_all_organisers)}, instant::max()};
  with.pages.keep(kept_under, shown, as_of);
  return made;
}

json offers_of(const std::string& key, const request& of, services& with, bool may_ask) {
  const auto kept = with.pages.find(kept_under, of.at);
  json all;
  if (kept) all = json::parse(*kept->body, nullptr, false);
  if (!kept && may_ask) all = ask_for_offers(with);
  return member(all, key.c_str());
}

json organisers_of(const request& of, const json& data, bool route_tells) {
  const auto& named = member(data, "footer_of");
  if (named.is_array()) return named;
  const auto& key = of.capture("organiser");
  if (key.empty() || !route_tells) return json::array();  // there may be nobody of that name
  return footer_of(key, "");
}

class link_list {
 public:
  explicit link_list(const request& of) : of_(of) {}

  void add(const char* text, const std::string& path, const std::string& whose = {}) {
    auto words = of_.language->text(text);
    if (!whose.empty()) words.append(" (").append(whose).append(")");
    add_url(words, link_to(of_, path), "");
  }
  void add_url(const std::string& text, const std::string& url, const std::string& language) {
    links_.push_back({{"text", text}, {"url", url}, {"content_language", language}});
  }
  json take() { return std::move(links_); }

 private:
  const request& of_;
  json links_ = json::array();
};

void add_languages(link_list& links, const std::string& key, const json& offers,
                   const web::locale& in) {
  if (member(offers, "plain").is_object()) {
    links.add("duty.plain.title", "/plain-language?organiser=" + key);
  }
  const auto& sign = member(offers, "sign");
  const auto& title = member(sign, "title");
  const auto url = text_member(sign, "url");
  if (url.empty()) return;
  const auto own = title.is_object() ? web::pick(title, in.language()) : "";
  links.add_url(own.empty() ? in.text("duty.sign.title") : own, url,
                own.empty() ? "" : foreign_language(title, in));
}

}  // namespace

nlohmann::json footer_of(const std::string& key, const std::string& name) {
  return nlohmann::json::array({{{"key", key}, {"name", name}}});
}

std::string path_to_tell(std::string_view path) {
  const bool single = path.size() > 3 && path[0] == '/' && path[2] == '/';
  if (!single) return std::string(path);
  // The first letter says what follows; but for events and series that is a token. Behind the form
  // of an event stands the one of its draft.
  const std::size_t parts = path[1] == 'e' ? 2 : path[1] == 's' ? 3 : 1;
  std::size_t end = 0;
  for (std::size_t i = 0; i < parts; ++i) end = std::min(path.find('/', end + 1), path.size());
  constexpr std::string_view form = "/register";
  const auto rest = path.substr(end);
  const bool is_form = path[1] == 'e' && (rest == form || rest.starts_with("/register/"));
  return std::string(path.substr(0, is_form ? end + form.size() : end));
}

nlohmann::json footer_links(const request& of, services& with, const nlohmann::json& data,
                            bool may_ask) {
  const auto whose = organisers_of(of, data, may_ask);
  const auto first = whose.empty() ? std::string() : text_member(whose.front(), "key");
  const auto query = first.empty() ? std::string() : "?organiser=" + encode_component(first);
  const auto event = text_member(data, "footer_event");
  link_list links(of);
  links.add("site.imprint", "/imprint" + query);
  links.add("site.privacy",
            "/privacy" + (event.empty() ? query : "?event=" + encode_component(event)));
  links.add("site.accessibility", "/accessibility" + query);
  links.add("site.barrier", "/barrier" + query + (query.empty() ? "?" : "&") +
                                "page=" + encode_path(path_to_tell(of.path)));
  // Whoever has lost the mail finds the way to change, cancel and revoke from every page.
  links.add("site.my_links", "/links");
  if (!first.empty()) {
    add_languages(links, first, offers_of(first, of, with, may_ask), *of.language);
  }
  for (std::size_t i = 1; i < whose.size(); ++i) {
    const auto other = "?organiser=" + encode_component(text_member(whose[i], "key"));
    const auto name = text_member(whose[i], "name");
    links.add("site.imprint", "/imprint" + other, name);
    links.add("site.privacy", "/privacy" + other, name);
  }
  return links.take();
}

}  // namespace zusage::server
