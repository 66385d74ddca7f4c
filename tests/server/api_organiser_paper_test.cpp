// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/paper.hpp"
#include "server/api_organiser.hpp"
#include "tests/events/ring_fixture.hpp"
#include "tests/server/program.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string all_events = "/api/v1/organiser/events", study = all_events + "/studie";
const std::string address = "https://bibliothek.example.org/studie";
const std::string pdf = "%PDF-1.7\nder Inhalt";

json paper_entry(const json& paper, const std::string& status = "published") {
  auto entry = sample_event_file()["events"][0];
  entry.merge_patch(as_paper("studie"));
  for (const auto* one : {"organiser", "join_url"}) entry.erase(one);
  entry["status"] = status;
  entry["paper"] = paper;
  return entry;
}

server::response put_document(program& p, const std::string& name, const std::string& content,
                              const std::string& etag, const std::string& event = study) {
  auto of = p.with.request("PUT", event + "/document");
  of.authorization = "Bearer " + p.token;
  of.content_type = "application/octet-stream";
  of.if_match = etag;
  of.query.add("name", name);
  of.body = content;
  return p.with.send(std::move(of));
}

std::string stored_document(program& p) {
  return p.with.database()->read([&](const schema::reader& db) {
    const auto id = db.value<std::int64_t>("SELECT id FROM event WHERE slug = 'studie'").value();
    const auto stored = events::find_document(db, id);
    return stored ? stored->name + ": " + events::read_document_chunk(db, *stored, 0).value_or("")
                  : std::string();
  });
}

}  // namespace

TEST_CASE("a paper at an address is made, read and changed by its entry", "[server][api][papers]") {
  program p;
  const auto made = p.call("POST", all_events, {.body = paper_entry({{"url", address}})});
  INFO(made.body);
  REQUIRE(made.status == 201);
  auto [entry, etag] = get(p, study);
  CHECK(entry.at("paper").at("url") == address);
  entry["paper"]["url"] = address + "-2";
  entry["paper"]["downloads"] = 3;
  CHECK(p.call("PUT", study, {.body = entry, .if_match = etag}).status == 200);
  CHECK(get(p, study).body.at("paper") == json{{"url", address + "-2"}, {"downloads", 3}});
  entry["paper"] = {{"url", "ftp://x"}};
  CHECK(p.call("PUT", study, {.body = entry, .if_match = get(p, study).etag}).status == 422);
}

TEST_CASE("nobody is checked in at a paper", "[server][api][papers]") {
  program p;
  REQUIRE(p.call("POST", all_events, {.body = paper_entry({{"url", address}})}).status == 201);
  const auto reference = new_reference();
  p.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
        " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
        " municipality, language, answers, search, registered_at, updated_at)"
        " SELECT organiser_id, id, 'p', :1, 'confirmed', 'Ina', 'Kurz', 'i@example.org',"
        " 'i@example.org', '', '', '', '', '', 'de', '{}', '', 1, 1 FROM event"
        " WHERE slug = 'studie'",
        reference);
  });
  p.token = p.make_token("sit", {"check-in"});
  const auto refused = p.call("POST", study + "/registrations/" + reference + "/check-in");
  CHECK(refused.status == 409);
  CHECK(refused.body.find("is_a_paper") != std::string::npos);
}

TEST_CASE("a paper begins as a draft, gets its document and is published",
          "[server][api][papers]") {
  program p;
  CHECK(tells(p.call("POST", all_events, {.body = paper_entry({{"file", "studie.pdf"}})}),
              "paper.file", "no_such_document"));
  REQUIRE(p.call("POST", all_events, {.body = paper_entry({{"downloads", 5}}, "draft")}).status ==
          201);
  const auto stored = put_document(p, "studie.pdf", pdf, get(p, study).etag);
  INFO(stored.body);
  REQUIRE(stored.status == 200);
  CHECK(stored_document(p) == "studie.pdf: " + pdf);
  auto [entry, etag] = get(p, study);
  CHECK(etag == header_of(stored, "ETag"));
  CHECK(entry.at("paper") == json{{"file", "studie.pdf"}, {"downloads", 5}});
  entry["status"] = "published";
  const auto published = p.call("PUT", study, {.body = entry, .if_match = etag});
  INFO(published.body);
  CHECK(published.status == 200);
  CHECK(stored_document(p) == "studie.pdf: " + pdf);
  CHECK(p.with.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'token.event_stored'") == 3);
}

TEST_CASE("another document takes the place of the first, and of an address",
          "[server][api][papers]") {
  program p;
  REQUIRE(p.call("POST", all_events, {.body = paper_entry({{"url", address}})}).status == 201);
  REQUIRE(put_document(p, "studie.pdf", pdf, get(p, study).etag).status == 200);
  CHECK_FALSE(get(p, study).body.at("paper").contains("url"));
  CHECK_FALSE(get(p, study).body.contains("join_url"));
  REQUIRE(put_document(p, "zweite.txt", "Zweite Fassung", get(p, study).etag).status == 200);
  CHECK(stored_document(p) == "zweite.txt: Zweite Fassung");
  // The same once more changes nothing.
  const auto etag = get(p, study).etag;
  CHECK(put_document(p, "zweite.txt", "Zweite Fassung", etag).status == 200);
  CHECK(get(p, study).etag == etag);
  auto entry = get(p, study).body;
  entry["paper"]["file"] = "dritte.txt";
  CHECK(tells(p.call("PUT", study, {.body = entry, .if_match = etag}), "paper.file",
              "no_such_document"));
}

TEST_CASE("a document that is none, or of an event that takes none, is refused",
          "[server][api][papers]") {
  program p;
  REQUIRE(p.call("POST", all_events, {.body = paper_entry({{"url", address}})}).status == 201);
  const auto etag = get(p, study).etag;
  CHECK(
      tells(put_document(p, "studie.pdf", "no PDF", etag), "paper.file", "not_what_it_is_called"));
  CHECK(tells(put_document(p, "studie.pdf", "", etag), "paper.file", "empty_document"));
  for (const auto* name : {"", "../studie.pdf", "studie.exe", "\xff.pdf", "a b.pdf"}) {
    INFO(name);
    CHECK(tells(put_document(p, name, pdf, etag), "name", "wrong_file_name"));
  }
  CHECK(put_document(p, "studie.pdf", pdf, "").status == 428);
  CHECK(put_document(p, "studie.pdf", pdf, "\"1000\"").status == 412);
  CHECK(get(p, study).etag == etag);
  const auto kick_off = all_events + "/kick-off";
  CHECK(tells(put_document(p, "studie.pdf", pdf, get(p, kick_off).etag, kick_off), "",
              "not_a_paper"));
  CHECK(put_document(p, "studie.pdf", pdf, etag, all_events + "/other-day").status == 404);
  p.token = p.make_token("sit", {"read:events"});
  CHECK(put_document(p, "studie.pdf", pdf, etag).status == 403);
}

TEST_CASE("a comparison ring is made, read and changed by its entry", "[server][api][rings]") {
  program p;
  auto entry = sample_event_file()["events"][0];
  entry.merge_patch(ring_with({ring_meeting("first-a", "a"), ring_meeting("all")}));
  entry["slug"] = "ring";
  entry.erase("organiser");
  const auto made = p.call("POST", all_events, {.body = entry});
  INFO(made.body);
  REQUIRE(made.status == 201);
  auto [read, etag] = get(p, all_events + "/ring");
  CHECK(read.at("ring").at("groups").size() == 2);
  // What was read is what is stored: writing it back changes nothing.
  CHECK(p.call("PUT", all_events + "/ring", {.body = read, .if_match = etag}).status == 200);
  CHECK(get(p, all_events + "/ring").body == read);
  read["ring"]["groups"][1]["title"] = "Ring der Großen";
  read["ring"]["indicators"][0]["max"] = 2'000'000;
  const auto changed = p.call("PUT", all_events + "/ring",
                              {.body = read, .if_match = get(p, all_events + "/ring").etag});
  INFO(changed.body);
  CHECK(changed.status == 200);
  CHECK(get(p, all_events + "/ring").body.at("ring").at("groups").at(1).at("title") ==
        "Ring der Großen");
}
