// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/organiser_pages.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;
using lines = std::vector<std::string>;

namespace {

json with_pages(const json& pages) {
  auto file = tests::sample_event_file();
  file["organisers"][0]["pages"] = pages;
  return file;
}

lines fault_words(const json& pages) {
  lines found;
  const auto parsed = events::parse_event_file(with_pages(pages).dump());
  if (parsed) return found;
  for (const auto& one : parsed.error()) found.push_back(events::describe(one));
  return found;
}

json declaration(const json& changes = json::object()) {
  json said = {{"declared_on", "2029-03-31"},
               {"method", "self_assessment"},
               {"conformance", "partial"},
               {"barriers", {{{"text", {{"de", "Alte PDF"}}}}}}};
  said.merge_patch(changes);
  return {{"accessibility", said}};
}

events::organiser_pages stored(tests::test_database& db) {
  return db->read(
      [](const schema::reader& r) { return events::find_organiser_pages(r, "sit").value(); });
}

instant at(const char* iso) {
  return from_iso(iso).value();
}

}  // namespace

TEST_CASE("every fault of an organiser's pages is told with its place", "[events][duty]") {
  const std::string base = "organisers[0].pages";
  CHECK(fault_words("none") == lines{base + ": must be an object"});
  CHECK(fault_words({{"imprint", json::object()}}) ==
        lines{base + ".imprint.name: is missing", base + ".imprint.street: is missing",
              base + ".imprint.postal_code: is missing", base + ".imprint.city: is missing",
              base + ".imprint.email: is missing"});
  CHECK(fault_words({{"privacy",
                      {{"data_protection_officer", {{"name", "Büro"}, {"email", "nobody"}}},
                       {"legal_basis", "interest"}}}}) ==
        lines{base + ".privacy.data_protection_officer.email: is not an e-mail address",
              base + ".privacy.legal_basis: must be one of contract, public_task"});
  CHECK(fault_words(declaration({{"declared_on", "2029-02-30"}})) ==
        lines{base + ".accessibility.declared_on: is not an existing date such as 2027-09-11"});
  CHECK(fault_words(declaration({{"method", nullptr}, {"conformance", "good"}})) ==
        lines{base + ".accessibility.method: is missing",
              base + ".accessibility.conformance: must be one of full, partial, none"});
  CHECK(fault_words(declaration({{"conformance", "full"}})) ==
        lines{base + ".accessibility.barriers: there are none where conformance is full"});
  CHECK(fault_words(declaration({{"barriers", {json::object()}}})) ==
        lines{base + ".accessibility.barriers[0].text: is missing"});
  CHECK(fault_words({{"sign_language", {{"url", "film"}}}}) ==
        lines{base + ".sign_language.url: is not an address that begins with http:// or https://"});
  CHECK(fault_words({{"plain_language", "Text"}, {"cookies", true}}) ==
        lines{base + ".plain_language: must be an object of texts by language",
              base + ".cookies: is not a key that is known here"});
  CHECK(fault_words(declaration()).empty());
}

TEST_CASE("an organiser's pages are stored as the file has them, and replaced by the next one",
          "[events][duty]") {
  tests::test_database db;
  auto pages = declaration();
  pages["plain_language"] = {{"de", "Kurz gesagt."}};
  tests::import_file(db, with_pages(pages));
  CHECK(stored(db).content == pages);
  CHECK(stored(db).by.contact == "info@sit.example.org");
  tests::import_file(db, with_pages(declaration()));
  CHECK(stored(db).content == declaration());
  tests::import_file(db, tests::sample_event_file());
  CHECK(stored(db).content == json::object());
  CHECK(stored(db).page("imprint").is_null());
}

TEST_CASE("an organiser is reminded of its declaration eleven months after its date",
          "[events][duty]") {
  events::organiser_pages of;
  CHECK(events::declaration_is_due(of, at("2029-01-01T00:00:00Z")));
  of.content = declaration({{"declared_on", "2029-01-15"}});
  CHECK_FALSE(events::declaration_is_due(of, at("2029-12-14T23:59:59Z")));
  CHECK(events::declaration_is_due(of, at("2029-12-15T00:00:00Z")));
  // There is no 31 February: its last day counts.
  of.content = declaration();
  CHECK_FALSE(events::declaration_is_due(of, at("2030-02-27T23:59:59Z")));
  CHECK(events::declaration_is_due(of, at("2030-02-28T00:00:00Z")));
}
