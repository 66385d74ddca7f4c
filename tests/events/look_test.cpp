// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/look.hpp"

#include "base/crypto.hpp"
#include "events/event_file.hpp"
#include "events/import.hpp"
#include "events/organiser_pages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string svg =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\"><path d=\"M0 0h9\"/></svg>";

std::string bytes_of(const char* hex) {
  return from_hex(hex).value();
}

json file_with(const json& look) {
  auto file = sample_event_file();
  file["organisers"][0]["look"] = look;
  return file;
}

json with_logo(const std::string& name = "logo.svg") {
  return {{"logo", {{"file", name}, {"alt", {{"de", "Wappen"}}}}}};
}

// Every fault of the file as the command line shows it.
std::string fault_words(const json& look) {
  const auto parsed = events::parse_event_file(file_with(look).dump());
  std::string lines;
  if (parsed.has_error()) {
    for (const auto& one : parsed.error()) lines += events::describe(one) + "\n";
  }
  return lines;
}

events::document_source only(const std::string& name, const std::string& content) {
  return [=](const std::string& wanted, std::size_t most) -> std::shared_ptr<const std::string> {
    if (wanted != name) return nullptr;
    return std::make_shared<const std::string>(content.substr(0, most + 1));
  };
}

std::string logo_fault(const std::string& content, const std::string& name = "logo.svg") {
  auto parsed = events::parse_event_file(file_with(with_logo(name)).dump());
  REQUIRE(parsed.has_value());
  const auto wrong = events::read_documents(*parsed, only("logo.svg", content));
  return wrong.empty() ? "" : events::describe(wrong.front());
}

std::string kind_of(const std::string& content) {
  const auto kind = events::recognise_image(content);
  if (!kind) return kind.error().front().code;
  return kind->media_type + " " + std::to_string(kind->size.width) + "x" +
         std::to_string(kind->size.height);
}

std::optional<events::stored_look> look_of(test_database& db) {
  return db->read([](const schema::reader& r) { return events::find_look(r, "sit"); });
}

std::int64_t number(test_database& db, const char* sql) {
  return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
}

events::import_summary imported(test_database& db, const json& look, const std::string& content) {
  auto parsed = events::parse_event_file(file_with(look).dump());
  REQUIRE(parsed.has_value());
  REQUIRE(events::read_documents(*parsed, only("logo.svg", content)).empty());
  events::import_summary done;
  db->write(
      [&](schema::transaction& tx) { done = events::import_events(tx, *parsed, now()).value(); });
  return done;
}

}  // namespace

TEST_CASE("a colour that cannot be read is refused with its contrast and the nearest that can",
          "[events][look]") {
  CHECK(fault_words({{"colour", "#0b5fa5"}}) == "");
  CHECK(fault_words({{"colour", "#0b5fa5"}, {"colour_dark", "#8ec5ff"}}) == "");
  const auto grey = fault_words({{"colour", "#767676"}});
  CHECK_THAT(grey, Catch::StartsWith("organisers[0].look.colour: #767676 has a contrast of 4.13 to "
                                     "#f3f4f7, 4.50 are needed; the nearest"));
  // What the message proposes is taken.
  const auto proposed = grey.substr(grey.rfind('#'), 7);
  CHECK(fault_words({{"colour", proposed}}) == "");
  const auto dark = fault_words({{"colour", "#0b5fa5"}, {"colour_dark", "#0b5fa5"}});
  CHECK_THAT(dark, Catch::StartsWith("organisers[0].look.colour_dark: #0b5fa5 has a contrast of "));
  CHECK(fault_words({{"colour", "#0b5fa5"}, {"colour_dark", dark.substr(dark.rfind('#'), 7)}}) ==
        "");
}

TEST_CASE("what is wrong with a look is said with its place", "[events][look]") {
  CHECK(fault_words(json::object()) == "organisers[0].look: has neither colour nor logo\n");
  CHECK(fault_words({{"colour", "blue"}}) ==
        "organisers[0].look.colour: is not a colour such as #0b5fa5\n");
  CHECK(fault_words({{"colour_dark", "#8ec5ff"}}) == "organisers[0].look.colour: is missing\n");
  CHECK(fault_words({{"colour", 7}}) == "organisers[0].look.colour: must be a text\n");
  CHECK(fault_words("blue").starts_with("organisers[0].look: must be"));
  CHECK(fault_words({{"color", "#0b5fa5"}}) ==
        "organisers[0].look: has neither colour nor logo\n"
        "organisers[0].look.color: is not a key that is known here\n");
  CHECK(fault_words({{"logo", {{"file", "../logo.svg"}}}}) ==
        "organisers[0].look.logo.file: must be the name of a file beside the event file, of "
        "letters, digits, '.', '-', '_'\n"
        "organisers[0].look.logo.alt: is missing\n");
  CHECK(fault_words({{"logo", {{"alt", {{"de", "Wappen"}}}}}}) ==
        "organisers[0].look.logo.file: is missing\n");
}

TEST_CASE("a logo is refused for what it is, whatever its name", "[events][look]") {
  CHECK(logo_fault(svg) == "");
  CHECK(logo_fault(svg, "other.svg") ==
        "organisers[0].look.logo.file: there is no file 'other.svg' beside the event file");
  CHECK(logo_fault("") == "organisers[0].look.logo.file: 'logo.svg' is empty");
  CHECK(logo_fault(svg + std::string(events::logo_bytes, ' ')) ==
        "organisers[0].look.logo.file: 'logo.svg' is larger than 32768 bytes");
  CHECK(logo_fault("GIF89a") ==
        "organisers[0].look.logo.file: 'logo.svg' is neither SVG nor PNG nor WebP");
  CHECK(logo_fault("<html><svg/></html>") ==
        "organisers[0].look.logo.file: 'logo.svg' is neither SVG nor PNG nor WebP");
  CHECK(logo_fault("<svg><script/></svg>") ==
        "organisers[0].look.logo.file: 'logo.svg' must not contain the element script; export it "
        "as plain SVG");
  CHECK(logo_fault("<!DOCTYPE svg><svg/>") ==
        "organisers[0].look.logo.file: 'logo.svg' must not contain a document type or entity; "
        "export it as plain SVG");
  CHECK(logo_fault("<svg") ==
        "organisers[0].look.logo.file: 'logo.svg' is damaged or not complete");
  CHECK(
      logo_fault("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") ==
      "organisers[0].look.logo.file: 'logo.svg' has no width and height in pixels and no viewBox");
}

TEST_CASE("images tell their kind and size by their content", "[events][look]") {
  CHECK(kind_of(svg) == "image/svg+xml 120x40");
  const auto png = bytes_of("89504e470d0a1a0a0000000d49484452000000780000002808060000000000000000");
  CHECK(kind_of(png) == "image/png 120x40");
  // Lossy, once with a wrong start code; lossless; extended.
  CHECK(kind_of(bytes_of("5249464600000000574542505650382010000000100200"
                         "9d012b780028003e91")) == "logo_broken");
  CHECK(kind_of(bytes_of("5249464600000000574542505650382010000000100200"
                         "9d012a780028003e91")) == "image/webp 120x40");
  CHECK(kind_of(bytes_of("5249464600000000574542505650384c100000002f77c009"
                         "000000000000")) == "image/webp 120x40");
  CHECK(kind_of(bytes_of("524946460000000057454250565038580a00000010000000"
                         "770000270000")) == "image/webp 120x40");
  for (std::size_t length = 8; length < 24; ++length)
    CHECK(kind_of(png.substr(0, length)) == "logo_broken");
  CHECK(kind_of("RIFF____WEBP") == "logo_broken");
  CHECK(kind_of("RIFF____WAVE") == "logo_type_unknown");
  CHECK(kind_of("") == "logo_type_unknown");
}

TEST_CASE("a look is stored, changed and taken away with its entry in the file", "[events][look]") {
  test_database db;
  auto look = with_logo();
  look["colour"] = "#0b5fa5";
  imported(db, look, svg);
  const auto stored = look_of(db);
  REQUIRE(stored);
  CHECK(web::to_text(*stored->of.colour) == "#0b5fa5");
  CHECK(stored->of.colour_dark);  // computed
  CHECK(stored->of.alt == json{{"de", "Wappen"}});
  CHECK(stored->of.light.hash == sha256_hex(svg));
  CHECK(stored->of.light.size.width == 120);
  CHECK(stored->of.dark.hash.empty());

  CHECK_FALSE(imported(db, look, svg).anything_changed());
  const auto other = svg + "<!-- new -->";
  CHECK(imported(db, look, other).organisers.changed == 1);  // the file's content alone
  CHECK(look_of(db)->of.light.hash == sha256_hex(other));
  const auto found = db->read([&](const schema::reader& r) {
    return events::find_logo(r, "sit", sha256_hex(other).substr(0, 20));
  });
  REQUIRE(found);
  CHECK(*found->content == other);
  CHECK_FALSE(db->read(
      [&](const schema::reader& r) { return events::find_logo(r, "sit", sha256_hex(svg)); }));

  imported(db, {{"colour", "#0b5fa5"}}, svg);
  CHECK(look_of(db)->of.light.hash.empty());
  imported(db, nullptr, svg);
  CHECK_FALSE(look_of(db));
  CHECK(number(db, "SELECT COUNT(*) FROM organiser_logo") == 0);
}

TEST_CASE("what an organiser says on its duty pages is stored with a logo as without one",
          "[events][look]") {
  test_database db;
  auto file = file_with(with_logo());
  file["organisers"][0]["pages"]["plain_language"] = {{"de", "Hallo."}};
  auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_value());
  REQUIRE(events::read_documents(*parsed, only("logo.svg", svg)).empty());
  db->write([&](schema::transaction& tx) {
    return events::import_events(tx, *parsed, now()).value().anything_changed();
  });
  const auto whose =
      db->read([](const schema::reader& r) { return events::find_organiser_pages(r, "sit"); });
  REQUIRE(whose);
  CHECK(whose->page("plain_language").is_object());
}

TEST_CASE("a logo for dark pages stands beside the other", "[events][look]") {
  test_database db;
  auto look = with_logo();
  look["logo"]["dark_file"] = "logo.svg";
  imported(db, look, svg);
  CHECK(look_of(db)->of.dark.hash == sha256_hex(svg));
  look["logo"]["dark_file"] = "none.svg";
  auto parsed = events::parse_event_file(file_with(look).dump());
  CHECK(events::describe(events::read_documents(*parsed, only("logo.svg", svg)).at(0)) ==
        "organisers[0].look.logo.dark_file: there is no file 'none.svg' beside the event file");
}
