// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "base/link_paths.hpp"
#include "base/text.hpp"
#include "events/listing.hpp"
#include "server/configuration.hpp"
#include "server/discovery.hpp"
#include "server/services.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::int64_t most_urls = 50'000;  // sitemaps.org, 'Sitemap file size'

// What is begun, or only for staff; besides, what opens by a link of one's own.
constexpr std::array<std::string_view, 3> not_for_search = {"/e/*/register/", "/admin", "/demo/"};

std::string disallow(std::string_view path) {
  return "Disallow: " + std::string(path) + "\n";
}

// One address with the same page in each language beside it.
std::string to_xml(const std::string& url, const std::optional<instant>& updated) {
  const auto loc = escape_html(url);
  auto text = "<url><loc>" + loc + "</loc>";
  if (updated) text += "<lastmod>" + to_iso(*updated) + "</lastmod>";
  for (const auto& language : web::languages()) {
    text.append("<xhtml:link rel=\"alternate\" hreflang=\"").append(language);
    text.append("\" href=\"").append(loc).append("?lang=").append(language).append("\"/>");
  }
  return text + "<xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"" + loc +
         "\"/></url>\n";
}

}  // namespace

// GET /sitemap.xml
response show_sitemap(const request&, const schema::reader& db, services& with) {
  const auto& base = with.config.base_url;
  const auto pages = events::list_addresses(db, most_urls - 1);
  std::optional<instant> newest;
  for (const auto& one : pages) newest = std::max(newest.value_or(one.updated_at), one.updated_at);
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
      " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n" +
      to_xml(base + "/", newest);
  for (const auto& one : pages) text += to_xml(base + encode_path(one.path), one.updated_at);
  response made;
  made.content_type = "application/xml; charset=utf-8";
  made.body = text + "</urlset>\n";
  made.personal = false;
  made.keep = kept_while{{std::string(events::topic_of_all_events), "series/"}, instant::max()};
  return made;
}

// GET /robots.txt (RFC 9309)
response show_robots(const request&, services& with) {
  response made;
  made.content_type = "text/plain; charset=utf-8";
  made.personal = false;
  made.body = "User-agent: *\n";
  for (const auto path : not_for_search) made.body += disallow(path);
  for (const auto letter : link_letters) made.body += disallow(std::string{'/', letter, '/'});
  made.body += "\nSitemap: " + with.config.base_url + "/sitemap.xml\n";
  return made;
}

}  // namespace zusage::server
