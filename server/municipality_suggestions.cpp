// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/municipality_suggestions.hpp"

#include "base/text.hpp"
#include "events/municipality_index.hpp"
#include "events/size_class.hpp"
#include "server/api_sign_up.hpp"
#include "server/etag.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_typed = 100;  // characters
constexpr std::size_t most_suggested = 8;
constexpr const char* for_a_day = "public, max-age=86400";

nlohmann::json view_of(const events::listed_municipality& one) {
  const auto size = events::size_class_of(one.population, events::usual_class_limits());
  return {{"ags", one.ags},
          {"name", one.name},
          {"label", one.label},
          {"district", one.district},
          {"state", one.state},
          {"population", one.population},
          {"size_class", to_text(size)},
          {"postal_code", one.postal_code}};
}

response refused(const request& of, const char* code) {
  const faults wrong = {{"q", code, {{"most", most_typed}}}};
  return problem(422, of.language->text("error.422.title"), api_errors(wrong, *of.language));
}

}  // namespace

// GET /api/v1/municipalities
response api_municipalities(const request& of, const schema::reader& db, services&) {
  const auto& typed = of.query.get("q");
  if (!is_utf8(typed) || has_control(typed)) return refused(of, "not_utf8");
  if (length(typed) > most_typed) return refused(of, "too_long");
  const auto index = events::index_of_directory(db);
  auto list = nlohmann::json::array();
  for (const auto* one : index->suggest(typed, most_suggested)) list.push_back(view_of(*one));
  auto made = json_response(200, list);
  made.personal = false;
  // Where there is no directory yet, one may be imported any moment.
  if (index->is_empty()) return made;
  const auto etag = "\"" + index->edition() + "\"";
  if (names_etag(of.if_none_match, etag)) {
    made.status = 304;
    made.body.clear();
  }
  made.with("Cache-Control", for_a_day).with("ETag", etag);
  return made;
}

}  // namespace zusage::server
