// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/paper.hpp"

#include "events/event_file.hpp"
#include "events/import.hpp"
#include "events/next_edition.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

events::document_source only(const std::string& name, const std::string& content) {
  return [=](const std::string& wanted, std::size_t most) -> std::shared_ptr<const std::string> {
    if (wanted != name) return nullptr;
    return std::make_shared<const std::string>(content.substr(0, most + 1));
  };
}

json with_document(const std::string& name, json settings = json::object()) {
  settings["file"] = name;
  auto changes = as_paper();
  changes["join_url"] = nullptr;
  changes["paper"] = settings;
  return changes;
}

json file_with(const json& changes) {
  auto file = sample_event_file();
  file["events"][0].merge_patch(changes);
  return file;
}

std::string faults_in(const json& changes) {
  const auto parsed = events::parse_event_file(file_with(changes).dump());
  std::string lines;
  if (parsed.has_error()) {
    for (const auto& one : parsed.error()) lines += one.field + " " + one.code + "\n";
  }
  return lines;
}

std::string document_fault(const std::string& name, const std::string& content) {
  auto parsed = events::parse_event_file(file_with(with_document(name)).dump());
  REQUIRE(parsed.has_value());
  const auto wrong = events::read_documents(*parsed, only(name, content));
  return wrong.empty() ? "" : wrong.front().field + " " + wrong.front().code;
}

// All of a document as it is delivered.
std::string stored_content(test_database& db, std::int64_t event_id) {
  return db->read([&](const schema::reader& r) {
    std::string all;
    const auto found = events::find_document(r, event_id).value();
    for (std::int64_t n = 0;; ++n) {
      const auto chunk = events::read_document_chunk(r, found, n);
      if (!chunk) return all;
      CHECK(chunk->size() <= events::document_chunk);
      all += *chunk;
    }
  });
}

struct paper_fixture : registration_fixture {
  explicit paper_fixture(const json& settings = json::object())
      : registration_fixture([&] {
          auto changes = as_paper();
          changes["paper"] = settings;
          return changes;
        }()) {}

  std::int64_t registered(const std::string& email = "ada@stadt.example.org") {
    const auto made = sign_up(without(least_form(email), "session"));
    return find(made.public_id).value().id;
  }
  events::paper_link newest(std::int64_t registration_id) {
    return db->read([&](const schema::reader& r) {
      return events::newest_paper_link(r, registration_id).value();
    });
  }
  bool fetch(const std::string& public_id, instant at = signing_up) {
    return db->write(
        [&](schema::transaction& tx) { return events::take_download(tx, public_id, at); });
  }
  bool mail_again(std::int64_t registration_id, instant at) {
    return db->write([&](schema::transaction& tx) {
      return events::mail_paper_link(tx, outbox, registration_id, at);
    });
  }
};

}  // namespace

TEST_CASE("a paper names one document or address, of a type that is known", "[events][papers]") {
  CHECK(faults_in(with_document("a.pdf")) == "");
  CHECK(faults_in(with_document("a.exe")) == "events[0].paper.file unknown_document_type\n");
  CHECK(faults_in(with_document("a")) == "events[0].paper.file unknown_document_type\n");
  for (const auto* name : {"../a.pdf", "a/b.pdf", ".a.pdf", "a b.pdf", "a\".pdf", "-a.pdf"}) {
    INFO(name);
    CHECK(faults_in(with_document(name)) == "events[0].paper.file wrong_file_name\n");
  }
  CHECK(faults_in(with_document("a.pdf", {{"url", "https://a.example.org/b"}})) ==
        "events[0].paper paper_twice\n");
  CHECK(faults_in(with_document("a.pdf", {{"link_days", 0}, {"downloads", 1001}, {"x", 1}})) ==
        "events[0].paper.link_days out_of_range\nevents[0].paper.downloads out_of_range\n"
        "events[0].paper.x unknown_key\n");
  auto twice = with_document("a.pdf");
  twice["join_url"] = "https://a.example.org/b";
  CHECK(faults_in(twice) == "events[0].paper paper_twice\n");
  CHECK(faults_in({{"paper", {{"file", "a.pdf"}}}}) == "events[0].paper paper_not_expected\n");
}

TEST_CASE("a document is what its name says, and not too large", "[events][papers]") {
  const std::string zip = "PK\x03\x04" + std::string(26, '\0');
  CHECK(document_fault("a.pdf", "%PDF-1.7 …") == "");
  CHECK(document_fault("a.PDF", "%PDF-1.7 …") == "");
  CHECK(document_fault("a.epub", zip + "mimetypeapplication/epub+zip…") == "");
  CHECK(document_fault("a.docx", zip) == "");
  CHECK(document_fault("a.txt", "Grüße\n") == "");
  const std::string other = "events[0].paper.file not_what_it_is_called";
  CHECK(document_fault("a.pdf", "<html>") == other);
  CHECK(document_fault("a.odt", zip + "mimetypeapplication/epub+zip…") == other);
  CHECK(document_fault("a.txt", std::string("a\0b", 3)) == other);
  CHECK(document_fault("a.md", "\xff") == other);
  CHECK(document_fault("a.pdf", "") == "events[0].paper.file empty_document");
  CHECK(document_fault("a.pdf", "%PDF-" + std::string(events::file_limits::document, 'x')) ==
        "events[0].paper.file document_too_large");
  auto parsed = events::parse_event_file(file_with(with_document("a.pdf")).dump());
  CHECK(events::read_documents(*parsed, only("b.pdf", "%PDF-")).front().code == "no_such_document");
}

TEST_CASE("an event file finds its documents beside it and nowhere else", "[events][papers]") {
  temporary_folder folder;
  const auto source = events::documents_in(folder.path());
  CHECK(source("a.pdf", 10) == nullptr);
  CHECK(source("", 10) == nullptr);  // the folder itself
}

TEST_CASE("a document comes out as it went in, and an import without it is refused",
          "[events][papers]") {
  test_database db;
  std::string content = "%PDF-1.4\n";
  for (std::size_t i = 0; content.size() < 3 * events::document_chunk + 7; ++i) {
    content += char(i * 31 % 256);
  }
  const auto file = file_with(with_document("part-1.pdf"));
  import_file(db, file, nullptr, signing_up, only("part-1.pdf", content));
  const auto id = db->read([](const schema::reader& r) {
    return r.value<std::int64_t>("SELECT id FROM event").value();
  });
  CHECK(stored_content(db, id) == content);
  const auto first =
      db->read([&](const schema::reader& r) { return events::find_document(r, id).value(); });
  CHECK(first.name == "part-1.pdf");
  CHECK(first.media_type == "application/pdf");
  CHECK(first.size == std::int64_t(content.size()));

  const auto version = [&] {
    return db->read([](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT version FROM event").value();
    });
  };
  import_file(db, file, nullptr, signing_up, only("part-1.pdf", content));
  CHECK(version() == 1);  // the same again changes nothing
  import_file(db, file, nullptr, signing_up, only("part-1.pdf", content + "!"));
  CHECK(version() == 2);
  CHECK(stored_content(db, id) == content + "!");
  db->read([&](const schema::reader& r) {
    CHECK_FALSE(events::read_document_chunk(r, first, 0));  // never halves of both
  });

  const auto parsed = events::parse_event_file(file.dump());
  const auto refused = db->write(
      [&](schema::transaction& tx) { return events::import_events(tx, *parsed, signing_up); });
  REQUIRE(refused.has_error());
  CHECK(refused.error().front().code == "no_such_document");

  auto elsewhere = as_paper();  // its address instead: the document goes
  import_file(db, file_with(elsewhere));
  db->read([&](const schema::reader& r) { CHECK_FALSE(events::find_document(r, id)); });
}

TEST_CASE("a link delivers so often and so long, and not after the request was withdrawn",
          "[events][papers][S2]") {
  paper_fixture in(json{{"link_days", 3}, {"downloads", 2}});
  const auto ada = in.registered();
  const auto link = in.newest(ada);
  CHECK(link.expires_at == signing_up + 72h);
  CHECK(link.most == 2);
  CHECK(in.fetch(link.public_id));
  CHECK(in.find(in.db->read([&](const schema::reader& r) {
            return r.value<std::string>("SELECT public_id FROM registration").value();
          }))
            ->proven_at == signing_up);
  CHECK(in.fetch(link.public_id, signing_up + 71h));
  CHECK_FALSE(in.fetch(link.public_id, signing_up + 71h));  // used up
  CHECK(in.number("SELECT downloads FROM event") == 2);

  const auto bob = in.registered("bob@stadt.example.org");
  const auto other = in.newest(bob).public_id;
  CHECK_FALSE(in.fetch(other, signing_up + 72h));  // over
  CHECK_FALSE(in.fetch("AAAAAAAAAAAAAAAAAAAAAA"));
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE registration SET status = 'cancelled' WHERE id = :1", bob);
  });
  CHECK_FALSE(in.fetch(other));
  CHECK(in.number("SELECT downloads FROM event") == 2);
}

TEST_CASE("a new link is mailed to the address; asking again at once makes no further one",
          "[events][papers][S2]") {
  paper_fixture in(json{{"downloads", 1}});
  const auto ada = in.registered();
  const auto first = in.newest(ada).public_id;
  CHECK(in.mail_again(ada, signing_up + 1min));
  CHECK(in.newest(ada).public_id == first);
  CHECK(in.fetch(first, signing_up + 2min));
  CHECK(in.mail_again(ada, signing_up + 3min));
  const auto second = in.newest(ada).public_id;
  CHECK(second != first);
  CHECK(in.fetch(second, signing_up + 4min));
  CHECK(in.mails().back() == "paper-link > ada@stadt.example.org");
  in.db->read([&](const schema::reader& r) {
    CHECK(events::count_downloads(r, ada) == 2);
    CHECK(events::count_downloads_of(r, in.of->id) == 2);
  });
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE registration SET status = 'unverified'");
  });
  CHECK_FALSE(in.mail_again(ada, signing_up + 1h));
}

TEST_CASE("downloads count on when registrations are erased", "[events][papers]") {
  paper_fixture in;
  CHECK(in.fetch(in.newest(in.registered()).public_id));
  in.db->write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM message");
    tx.execute("DELETE FROM registration");
  });
  CHECK(in.number("SELECT COUNT(*) FROM paper_link") == 0);
  CHECK(in.number("SELECT downloads FROM event") == 1);
}

TEST_CASE("the next edition of a paper has its rules and no document", "[events][papers]") {
  paper_fixture in(json{{"link_days", 5}});
  const auto made = in.db->write([&](schema::transaction& tx) {
    const auto whose = organisers::scope::of_operator(in.of->by.id);
    return events::make_next_edition(tx, whose, {"kick-off", "part-2", "2031-05-14"}, signing_up);
  });
  REQUIRE(made.has_value());
  const auto next =
      in.db->read([&](const schema::reader& r) { return in.catalogue.find(r, "part-2"); });
  REQUIRE(next->paper);
  CHECK_FALSE(next->paper->has_document());
  CHECK(next->paper->link_days == 5);
  CHECK_FALSE(events::is_given_out(*next, signing_up));
}
