// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/paper.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::token_of;

namespace {

const std::string paper_bytes = "%PDF-1.4 " + std::string(100'000, 'x') + " %%EOF";
const std::string large = "%PDF-1.4 " + std::string(1'200'000, 'y') + " %%EOF";

// Somebody at the paper `part-1`, whose document lies in the database.
struct paper_reader {
  tests::test_services with;

  explicit paper_reader(const nlohmann::json& settings = {{"file", "part-1.pdf"}, {"downloads", 2}},
                        const std::string& document = paper_bytes) {
    auto file = tests::sample_event_file();
    auto changes = tests::as_paper("part-1");
    changes["join_url"] = nullptr;
    changes["paper"] = settings;
    file["events"][0].merge_patch(changes);
    tests::import_file(with.database(), file, nullptr, with.time(),
                       [&](const std::string&, std::size_t) {
                         return std::make_shared<const std::string>(document);
                       });
  }

  server::response post(const std::string& path,
                        const std::map<std::string, std::string>& form = {}) {
    auto of = with.request("POST", path);
    for (const auto& [name, value] : form) of.form.add(name, value);
    return with.send(std::move(of));
  }
  server::response request_paper(std::map<std::string, std::string> changed = {}) {
    std::map<std::string, std::string> form = {{"given_name", "Ada"},
                                               {"family_name", "Beispiel"},
                                               {"email", "ada@example.net"},
                                               {"lang", "de"}};
    for (const auto& [name, value] : changed) form[name] = value;
    return post("/papers/part-1", form);
  }
  // The newest link to the document, as its mail has it.
  std::string link() {
    return "/f/" + with.database()->read([&](const schema::reader& db) {
      const auto id =
          db.value<std::string>("SELECT public_id FROM paper_link ORDER BY id DESC").value();
      return with.link_maker().token(link_purpose::document, id);
    });
  }
  std::int64_t downloads() { return with.count("SELECT downloads FROM event"); }
};

// The document, whether it came at once or piece by piece.
std::string delivered(const server::response& made) {
  if (!made.stream) return made.body;
  std::string all;
  made.stream([&](std::string_view piece) {
    all += piece;
    return true;
  });
  return all;
}

}  // namespace

TEST_CASE("the page of a paper says what one gets and has the form on it", "[server][papers][S2]") {
  paper_reader r;
  const auto page = body_of(r.with.get("/papers/part-1"));
  CHECK(contains(page, "part-1.pdf, 100 kB"));
  CHECK(contains(page, "14 Tage lang"));
  CHECK(contains(page, "<strong>Programm</strong>"));
  CHECK(contains(page, "action=\"/papers/part-1\""));
  CHECK(contains(page, "name=\"consent.newsletter\""));
  CHECK_FALSE(contains(page, "value=\"yes\" checked"));
  CHECK(header_of(r.with.get("/e/part-1"), "Location") == "/papers/part-1");
  CHECK(header_of(r.with.get("/e/part-1/register", {{"lang", "en"}}), "Location") ==
        "/papers/part-1?lang=en");
  tests::add_event(r.with.database());
  CHECK(r.with.get("/papers/kick-off").status == 404);  // no paper
  CHECK(r.post("/papers/kick-off").status == 404);
}

TEST_CASE("a form for a paper that is wrong comes back on its page", "[server][papers]") {
  paper_reader r;
  const auto made = r.request_paper({{"email", "nobody"}});
  CHECK(made.status == 422);
  CHECK(contains(body_of(made), "part-1.pdf"));
  CHECK(contains(body_of(made), "value=\"nobody\""));
  CHECK(contains(body_of(made), "href=\"#f-email\""));
  CHECK(r.with.count("SELECT COUNT(*) FROM paper_link") == 0);
}

TEST_CASE("only pressing the button of the mailed link delivers, and counts", "[server][papers]") {
  paper_reader r;
  REQUIRE(r.request_paper().status == 303);
  for (int i = 0; i < 3; ++i) {
    const auto page = r.with.get(r.link());
    CHECK(page.status == 200);
    CHECK(page.personal);
    CHECK(contains(body_of(page), "für 2 weitere Abrufe"));
    CHECK_FALSE(contains(body_of(page), "%PDF"));
  }
  CHECK(r.downloads() == 0);
  const auto made = r.post(r.link());
  CHECK(made.status == 200);
  CHECK(made.content_type == "application/pdf");
  CHECK(made.personal);  // no-store
  CHECK(header_of(made, "Content-Disposition") == "attachment; filename=\"part-1.pdf\"");
  CHECK(delivered(made) == paper_bytes);
  CHECK(r.downloads() == 1);
  CHECK(delivered(r.post(r.link())) == paper_bytes);
  const auto third = r.post(r.link());
  CHECK(third.status == 303);
  CHECK(r.downloads() == 2);
  CHECK(contains(body_of(r.with.get(r.link())), "Dieser Link ist aufgebraucht."));
}

TEST_CASE("a large document is sent piece by piece, and no more than is taken",
          "[server][papers]") {
  paper_reader r({{"file", "part-1.pdf"}}, large);
  r.request_paper();
  CHECK(delivered(r.post(r.link())) == large);
  const auto made = r.post(r.link());
  REQUIRE(made.stream);
  CHECK(made.body.empty());
  int pieces = 0;
  made.stream([&](std::string_view) { return ++pieces < 2; });
  CHECK(pieces == 2);
}

TEST_CASE("a link that is over sends a new one to the address", "[server][papers]") {
  paper_reader r;
  r.request_paper();
  const auto old = r.link();
  r.with.set_time("2030-02-10T10:00:00Z");
  const auto page = body_of(r.with.get(old));
  CHECK(contains(page, "Dieser Link gilt nicht mehr."));
  CHECK(contains(page, old + "/renew"));
  CHECK(r.post(old).status == 303);
  CHECK(r.downloads() == 0);
  const auto asked = r.post(old + "/renew");
  CHECK(header_of(asked, "Location") == old + "?done=renewed");
  CHECK(r.link() != old);
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE template = 'paper-link'") == 1);
  CHECK(delivered(r.post(r.link())) == paper_bytes);
}

TEST_CASE("the browser's page of a request leads to no document, the mailed one does",
          "[server][papers]") {
  paper_reader r;
  const auto token = token_of(header_of(r.request_paper(), "Location"));
  const auto own = body_of(r.with.get("/r/" + token));
  CHECK_FALSE(contains(own, "/f/"));
  CHECK(contains(own, "/r/" + token + "/paper"));
  CHECK(header_of(r.post("/r/" + token + "/paper"), "Location") ==
        "/r/" + token + "?done=paper_sent");
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE template = 'paper-link'") == 1);
  const auto id = r.with.link_maker().public_id(link_purpose::browser, token).value();
  const auto mailed = "/r/" + r.with.link_maker().token(link_purpose::registration, id);
  CHECK(contains(body_of(r.with.get(mailed)), "href=\"" + r.link() + "\""));
  r.post(r.link());  // proves the address: the browser's link is replaced
  CHECK(r.with.get("/r/" + token).status == 404);
  CHECK(r.post("/r/" + token + "/paper").status == 404);
}

TEST_CASE("a paper that lies elsewhere is counted and then linked", "[server][papers]") {
  paper_reader r(nlohmann::json{{"url", "https://files.example.org/part-1.pdf"}});
  CHECK(contains(body_of(r.with.get("/papers/part-1")), "Datei bei files.example.org"));
  r.request_paper();
  CHECK_FALSE(contains(body_of(r.with.get(r.link())), "https://files.example.org"));
  const auto made = r.post(r.link());
  CHECK(made.status == 200);
  CHECK(contains(body_of(made), "href=\"https://files.example.org/part-1.pdf\""));
  CHECK(r.downloads() == 1);
}

TEST_CASE("what was withdrawn is delivered to nobody", "[server][papers]") {
  paper_reader r;
  r.request_paper();
  r.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET status = 'cancelled', version = version + 1");
  });
  CHECK(r.post(r.link()).status == 303);
  CHECK(contains(body_of(r.with.get(r.link())), "Diese Publikation wird nicht mehr angeboten."));
  CHECK(r.post(r.link() + "/renew").status == 303);
  CHECK(r.with.count("SELECT COUNT(*) FROM message WHERE template = 'paper-link'") == 0);
  CHECK(r.downloads() == 0);
}

TEST_CASE("a link to a document opens nothing else, and others no document", "[server][papers]") {
  paper_reader r;
  const auto token = token_of(header_of(r.request_paper(), "Location"));
  CHECK(r.with.get("/f/" + token).status == 404);
  CHECK(r.post("/f/" + token).status == 404);
  CHECK(r.post("/f/" + token + "/renew").status == 404);
  const auto document = r.link().substr(3);
  CHECK(r.with.get("/r/" + document).status == 404);
}

TEST_CASE("who ticked a box for e-mails with a paper is told of the second mail",
          "[server][papers]") {
  paper_reader r;
  const auto plain = header_of(r.request_paper(), "Location");
  CHECK_FALSE(contains(body_of(r.with.get(plain)), "zweite E-Mail"));
  const auto ticked = header_of(
      r.request_paper({{"email", "eva@example.net"}, {"consent.newsletter", "yes"}}), "Location");
  const auto page = body_of(r.with.get(ticked));
  CHECK(contains(page, "Dafür kommt eine zweite E-Mail."));
  CHECK(contains(page, "Fragen beantwortet der Herausgeber:"));
}
