// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/paper_view.hpp"

#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/structured_data.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(start, url.find_first_of(":/?#", start) - start);
}

// Whole kB, from one MB on whole MB: enough to know whether to fetch it on the way.
std::string size_words(std::int64_t bytes, const web::locale& in) {
  constexpr std::int64_t kilo = 1000, mega = 1000 * kilo;
  if (bytes >= mega) return in.text("paper.page.megabytes", {{"count", (bytes + mega / 2) / mega}});
  return in.text("paper.page.kilobytes", {{"count", std::max<std::int64_t>(1, bytes / kilo)}});
}

}  // namespace

std::string document_words(const schema::reader& db, const events::event& of,
                           const web::locale& in) {
  if (const auto stored = events::find_document(db, of.id)) {
    return stored->name + ", " + size_words(stored->size, in);
  }
  if (!of.paper || of.paper->url.empty()) return {};
  return in.text("paper.page.elsewhere", {{"host", host_of(of.paper->url)}});
}

void add_paper(nlohmann::json& data, const request& of, const schema::reader& db, services& with,
               const events::event& shown) {
  const auto& in = *of.language;
  data["canonical_url"] = with.config.base_url + events::public_path(shown);
  data["description"] = description_of(shown.summary, shown.description, in);
  data["json_ld"] = structured_data(shown, {}, of, with);
  data["og_type"] = "article";
  data["title"] = web::pick(shown.title, in.language());
  data["no_index"] = shown.hidden;
  data["about_html"] = web::markdown_to_html(web::pick(shown.description, in.language()));
  data["about_language"] = foreign_language(shown.description, in);
  data["document"] = document_words(db, shown, in);
  const auto days = shown.paper ? shown.paper->link_days : 0;
  data["delivery"] = in.text("paper.page.delivery", {{"days", days}});
}

}  // namespace zusage::server
