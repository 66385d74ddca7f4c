// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

faults found_in(const std::string& text) {
  const auto parsed = events::parse_event_file(text);
  return parsed ? faults() : parsed.error();
}

std::string lines(const faults& wrong) {
  std::string text;
  for (const auto& one : wrong) text += one.field + " " + one.code + "\n";
  return text;
}

// The faults of the sample after a change, one line for each: place, blank, code.
template <class Change>
std::string after(Change change) {
  auto file = tests::sample_event_file();
  change(file);
  return lines(found_in(file.dump()));
}

// As `after`, changing the one event.
template <class Change>
std::string after_event(Change change) {
  return after([&](json& file) { change(file["events"][0]); });
}

const auto* const longest =
    "0123456789012345678901234567890123456789012345678901234567890123456789";

}  // namespace

TEST_CASE("a valid event file is read whole", "[events]") {
  const auto parsed = events::parse_event_file(tests::sample_event_file().dump());
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->events.size() == 1);
  const auto& e = parsed->events[0].what;
  CHECK(parsed->organisers[0].what.languages == std::vector<std::string>{"de", "en"});
  CHECK(parsed->purposes[1].what.channel == "phone");
  CHECK(parsed->purposes[1].what.recipients == std::vector<std::string>{"Beispiel-Partner GmbH"});
  CHECK(parsed->events[0].purposes == std::vector<std::string>{"newsletter", "calls"});
  CHECK(to_iso(e.starts_at) == "2030-05-15T07:00:00Z");
  CHECK(e.kind == events::kind::conference);
  CHECK(e.mode == events::mode::hybrid);
  CHECK(e.venue["access"]["en"] == "lift, induction loop");
  CHECK(e.capacity == 100);
  CHECK(e.max_group == 5);
  REQUIRE(e.find_session("forum-2"));
  CHECK(e.find_session("forum-2")->choice == "forums");
  CHECK(e.find_session("forum-2")->capacity == 25);
  CHECK(e.find_choice("forums")->maximum == 1);
  CHECK(e.questions.size() == 9);
  CHECK(e.find_question("diet-details")->show_if_is == std::vector<std::string>{"vegan"});
  CHECK(e.find_question("nothing") == nullptr);
}

TEST_CASE("what an event file leaves out has its default", "[events]") {
  const auto parsed = events::parse_event_file(R"({"organisers":[{"key":"o","name":{"de":"O"},
    "contact":"a@b.example"}],"events":[{"slug":"e","organiser":"o","kind":"solution_day",
    "title":{"de":"T"},"starts_at":"2030-01-01T09:00","ends_at":"2030-01-01T10:00","mode":"online",
    "venue":{},"summary":{},"audience":{},"capacity":null}]})");
  REQUIRE(parsed.has_value());
  const auto& e = parsed->events[0].what;
  CHECK(parsed->organisers[0].what.languages == std::vector<std::string>{"de"});
  CHECK(e.status == events::event_status::draft);
  CHECK(e.time_zone == "Europe/Berlin");
  CHECK_FALSE(e.capacity);
  CHECK(e.retention_days == 365);
  CHECK(e.max_group == 1);
  CHECK(e.audience.open());
}

TEST_CASE("sessions may wait for their date", "[events]") {
  CHECK(after_event([](json& e) {
          e["sessions"][0]["starts_at"] = nullptr;
          e["sessions"][0].erase("ends_at");
        }) == "");
  CHECK(after_event([](json& e) { e["sessions"][0].erase("ends_at"); }) ==
        "events[0].sessions[0].ends_at missing\n");
  CHECK(after_event([](json& e) { e["sessions"][1]["starts_at"] = nullptr; }) ==
        "events[0].sessions[1].starts_at missing\n");
}

TEST_CASE("texts and keys of an event file are checked", "[events]") {
  CHECK(after([](json& f) { f["organisers"][0].erase("key"); }).find("organisers[0].key missing") ==
        0);
  CHECK(after([](json& f) { f["purposes"][0]["key"] = "News Letter"; }) ==
        "purposes[0].key wrong_key\nevents[0].purposes[0] unknown_purpose\n");
  CHECK(after([](json& f) { f["extra"] = 1; }) == "extra unknown_key\n");
  CHECK(after([](json& f) { f["ex\ntra"] = 1; }) == "? unknown_key\n");
  CHECK(after_event([](json& e) { e["titel"] = "x"; }) == "events[0].titel unknown_key\n");
  CHECK(after_event([](json& e) { e["sessions"][1]["room"] = 1; }) ==
        "events[0].sessions[1].room unknown_key\n");
  CHECK(after_event([](json& e) { e["title"] = json::object(); }) == "events[0].title missing\n");
  CHECK(after_event([](json& e) { e["title"]["de"] = "  "; }) == "events[0].title.de missing\n");
  CHECK(after_event([](json& e) { e["title"]["de"] = "a\nb"; }) ==
        "events[0].title.de control_character\nevents[0].title.de missing\n");
  CHECK(after_event([](json& e) { e["title"]["deutsch"] = "x"; }) ==
        "events[0].title wrong_language\n");
  CHECK(after_event([](json& e) { e["title"]["de"] = std::string(201, 'x'); }) ==
        "events[0].title.de too_long\n");
  CHECK(after_event([](json& e) { e["slug"] = "Kick Off"; }) == "events[0].slug wrong_slug\n");
  CHECK(after_event([](json& e) { e["slug"] = "kick--off"; }) == "events[0].slug wrong_slug\n");
  CHECK(after_event([](json& e) { e["kind"] = "party"; }) == "events[0].kind unknown_word\n");
  CHECK(after_event([](json& e) { e["status"] = "open"; }) == "events[0].status unknown_word\n");
  CHECK(after_event([](json& e) { e["sessions"][0]["key"] = longest; }) ==
        "events[0].sessions[0].key too_long\n");
  CHECK(after([](json& f) { f["purposes"][0]["channel"] = "fax"; }) ==
        "purposes[0].channel unknown_word\n");
}

TEST_CASE("addresses in an event file are checked", "[events]") {
  CHECK(after([](json& f) { f["organisers"][0]["contact"] = "nobody"; }) ==
        "organisers[0].contact wrong_email\n");
  for (const auto* url : {"ftp://a.example", "javascript:alert(1)", "https://", "https://a b",
                          "https://user@a.example", "//a.example", "https://a.example/\"x"}) {
    CAPTURE(url);
    CHECK(after([&](json& f) { f["organisers"][0]["imprint_url"] = url; }) ==
          "organisers[0].imprint_url wrong_url\n");
  }
  CHECK(after_event([](json& e) { e["sessions"][1]["join_url"] = "meet"; }) ==
        "events[0].sessions[1].join_url wrong_url\n");
  CHECK(after([](json& f) {
          f["organisers"][0]["languages"] = {"de", "german"};
        }) == "organisers[0].languages[1] wrong_language\n");
  CHECK(after_event([](json& e) {
          e["audience"] = {{"municipalities", {"05962016", "5962016", "0596201x"}},
                           {"email_domains", {"stadt.example", "a@b.example", "Müll heim"}}};
        }) ==
        "events[0].audience.municipalities[1] wrong_ags\n"
        "events[0].audience.municipalities[2] wrong_ags\n"
        "events[0].audience.email_domains[1] wrong_domain\n"
        "events[0].audience.email_domains[2] wrong_domain\n");
}

TEST_CASE("an e-mail domain is kept as A-labels in lower case", "[events]") {
  auto file = tests::sample_event_file();
  file["events"][0]["audience"]["email_domains"] = {"Mülheim.Example"};
  const auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_value());
  CHECK(parsed->events[0].what.audience.email_domains ==
        std::vector<std::string>{"xn--mlheim-3ya.example"});
}

TEST_CASE("references in an event file lead somewhere", "[events]") {
  CHECK(after([](json& f) { f["purposes"][0]["organiser"] = "other"; }) ==
        "purposes[0].organiser unknown_organiser\nevents[0].purposes[0] unknown_purpose\n");
  CHECK(after_event([](json& e) { e["organiser"] = "other"; }) ==
        "events[0].organiser unknown_organiser\n");
  CHECK(after_event([](json& e) { e["purposes"][1] = "letters"; }) ==
        "events[0].purposes[1] unknown_purpose\n");
  CHECK(after_event([](json& e) { e["sessions"][2]["choice"] = "halls"; }) ==
        "events[0].sessions[2].choice unknown_choice\n");
  CHECK(after_event([](json& e) { e["questions"][8]["show_if"]["question"] = "none"; }) ==
        "events[0].questions[8].show_if.question unknown_question\n");
  CHECK(after_event([](json& e) { std::swap(e["questions"][2], e["questions"][8]); }) ==
        "events[0].questions[2].show_if.question condition_on_later\n");
  CHECK(after_event([](json& e) {
          e["questions"][6]["show_if"] = {{"question", "hotel"}, {"is", {"yes"}}};
        }) == "events[0].questions[6].show_if.question condition_on_itself\n");
  CHECK(after_event([](json& e) { e["questions"][8]["show_if"]["question"] = "remark"; }) ==
        "events[0].questions[8].show_if.question question_without_options\n");
  CHECK(after_event([](json& e) {
          e["questions"][8]["show_if"]["is"] = {"vegan", "meat"};
        }) == "events[0].questions[8].show_if.is[1] unknown_option\n");
  CHECK(after_event([](json& e) { e["questions"][8]["show_if"]["is"] = json::array(); }) ==
        "events[0].questions[8].show_if.is missing\n");
  CHECK(after_event([](json& e) {
          e["questions"][8]["show_if"] = {{"question", "hotel"}, {"is", {"yes"}}};
        }) == "");
}

TEST_CASE("an event file may refer to what is stored already", "[events]") {
  auto file = tests::sample_event_file();
  file.erase("organisers");
  file.erase("purposes");
  events::known_keys stored;
  stored.organisers = {"sit"};
  stored.purposes = {{"sit", "newsletter"}, {"sit", "calls"}};
  CHECK(events::parse_event_file(file.dump(), stored).has_value());
  stored.purposes = {{"other", "newsletter"}, {"sit", "calls"}};
  const auto refused = events::parse_event_file(file.dump(), stored);
  REQUIRE_FALSE(refused.has_value());
  CHECK(lines(refused.error()) == "events[0].purposes[0] unknown_purpose\n");
}

TEST_CASE("keys in an event file are unique where they are looked up", "[events]") {
  CHECK(after([](json& f) { f["organisers"].push_back(f["organisers"][0]); }) ==
        "organisers[1].key repeated\n");
  CHECK(after([](json& f) { f["purposes"].push_back(f["purposes"][0]); }) ==
        "purposes[2].key repeated\n");
  CHECK(after([](json& f) { f["events"].push_back(f["events"][0]); }) ==
        "events[1].slug repeated\n");
  CHECK(after_event([](json& e) { e["sessions"][2]["key"] = "forum-1"; }) ==
        "events[0].sessions[2].key repeated\n");
  CHECK(after_event([](json& e) { e["choices"].push_back(e["choices"][0]); }) ==
        "events[0].choices[1].key repeated\n");
  CHECK(after_event([](json& e) { e["questions"][1]["key"] = "remark"; }) ==
        "events[0].questions[1].key repeated\n");
  CHECK(after_event([](json& e) { e["questions"][2]["options"][1]["key"] = "none"; }) ==
        "events[0].questions[2].options[1].key repeated\n"
        "events[0].questions[8].show_if.is[0] unknown_option\n");
  CHECK(after_event([](json& e) {
          e["purposes"] = {"calls", "calls"};
        }) == "events[0].purposes[1] repeated\n");
  auto file = tests::sample_event_file();
  auto other = file["organisers"][0];
  other["key"] = "other";
  file["organisers"].push_back(other);
  auto purpose = file["purposes"][0];
  purpose["organiser"] = "other";
  file["purposes"].push_back(purpose);
  CHECK(lines(found_in(file.dump())) == "");  // each organiser has purposes of its own
}

TEST_CASE("times of an event file exist and are in order", "[events]") {
  CHECK(after_event([](json& e) { e["time_zone"] = "Europe/Musterstadt"; }) ==
        "events[0].time_zone wrong_time_zone\n");
  CHECK(after_event([](json& e) { e["starts_at"] = "2030-02-30T09:00"; }) ==
        "events[0].starts_at wrong_time\n");
  CHECK(after_event([](json& e) { e["starts_at"] = "tomorrow"; }) ==
        "events[0].starts_at wrong_time\n");
  // On 31 March 2030 the clocks go from 2 to 3 o'clock.
  CHECK(after_event([](json& e) { e["registration"]["opens_at"] = "2030-03-31T02:30"; }) ==
        "events[0].registration.opens_at time_in_gap\n");
  CHECK(after_event([](json& e) { e["ends_at"] = e["starts_at"]; }) ==
        "events[0].ends_at ends_before_start\n");
  CHECK(after_event([](json& e) { e["sessions"][0]["ends_at"] = "2030-05-15T08:00"; }) ==
        "events[0].sessions[0].ends_at ends_before_start\n");
  CHECK(after_event([](json& e) { e["sessions"][0]["starts_at"] = "2030-05-14T09:00"; }) ==
        "events[0].sessions[0].starts_at outside_event\n");
  CHECK(after_event([](json& e) { e["sessions"][0]["ends_at"] = "2030-05-16T00:30"; }) ==
        "events[0].sessions[0].ends_at outside_event\n");
  CHECK(after_event([](json& e) { e["sessions"][0]["starts_at"] = "2030-05-15T08:00"; }) == "");
  CHECK(after_event([](json& e) {
          e["registration"]["opens_at"] = "2030-05-02T10:00";
          e["registration"]["closes_at"] = "2030-05-01T10:00";
        }) == "events[0].registration.closes_at closes_before_opening\n");
}

TEST_CASE("numbers of an event file are in range", "[events]") {
  CHECK(after_event([](json& e) { e["capacity"] = 0; }) == "events[0].capacity out_of_range\n");
  CHECK(after_event([](json& e) { e["capacity"] = -1; }) == "events[0].capacity out_of_range\n");
  CHECK(after_event([](json& e) { e["capacity"] = std::uint64_t(-1); }) ==
        "events[0].capacity out_of_range\n");
  CHECK(after_event([](json& e) { e["capacity"] = 1.5; }) == "events[0].capacity wrong_type\n");
  CHECK(after_event([](json& e) { e["sessions"][1]["capacity"] = 0; }) ==
        "events[0].sessions[1].capacity out_of_range\n");
  CHECK(after_event([](json& e) { e["choices"][0]["min"] = 2; }) ==
        "events[0].choices[0].min minimum_above_maximum\n");
  CHECK(after_event([](json& e) {
          e["choices"][0]["min"] = 3;
          e["choices"][0]["max"] = 3;
        }) == "events[0].choices[0].min minimum_above_sessions\n");
  CHECK(after_event([](json& e) {
          e["choices"].push_back({{"key", "empty"}, {"title", {{"de", "Leer"}}}});
        }) == "events[0].choices[1] choice_without_sessions\n");
  CHECK(after_event([](json& e) { e["registration"]["max_group"] = 0; }) ==
        "events[0].registration.max_group out_of_range\n");
  CHECK(after_event([](json& e) { e["retention_days"] = 0; }) ==
        "events[0].retention_days out_of_range\n");
}

TEST_CASE("options belong to questions that choose", "[events]") {
  CHECK(after_event([](json& e) { e["questions"][3].erase("options"); }) ==
        "events[0].questions[3].options options_missing\n");
  CHECK(after_event([](json& e) { e["questions"][3]["options"] = json::array(); }) ==
        "events[0].questions[3].options options_missing\n");
  CHECK(after_event([](json& e) { e["questions"][0]["options"] = e["questions"][3]["options"]; }) ==
        "events[0].questions[0].options options_not_expected\n");
  CHECK(after_event([](json& e) { e["questions"][0]["type"] = "date_time"; }) ==
        "events[0].questions[0].type unknown_word\n");
}

TEST_CASE("only a question for yes or no can ask for one answer, and only for yes", "[events]") {
  CHECK(after_event([](json& e) { e["questions"][6]["must_be"] = "yes"; }) == "");
  CHECK(after_event([](json& e) { e["questions"][6]["must_be"] = "no"; }) ==
        "events[0].questions[6].must_be unknown_word\n");
  CHECK(after_event([](json& e) { e["questions"][6]["must_be"] = true; }) ==
        "events[0].questions[6].must_be wrong_type\n");
  CHECK(after_event([](json& e) { e["questions"][0]["must_be"] = "yes"; }) ==
        "events[0].questions[0].must_be must_be_not_expected\n");
}

TEST_CASE("an answer that needs express consent is never needed", "[events]") {
  CHECK(after_event([](json& e) { e["questions"][2]["sensitive"] = true; }) == "");
  CHECK(after_event([](json& e) {
          e["questions"][2]["sensitive"] = true;
          e["questions"][2]["required"] = true;
        }) == "events[0].questions[2].sensitive sensitive_required\n");
  CHECK(after_event([](json& e) {
          e["questions"][6]["sensitive"] = true;
          e["questions"][6]["must_be"] = "yes";
        }) == "events[0].questions[6].sensitive sensitive_required\n");
}

TEST_CASE("the venue fits the mode", "[events]") {
  CHECK(after_event([](json& e) { e["mode"] = "online"; }) ==
        "events[0].venue venue_not_expected\n");
  CHECK(after_event([](json& e) { e.erase("venue"); }) == "events[0].venue venue_missing\n");
  CHECK(after_event([](json& e) { e["venue"].erase("city"); }) == "events[0].venue.city missing\n");
  const auto paper = [](json& e) {
    e["kind"] = "paper";
    e["mode"] = "online";
    e.erase("venue");
  };
  CHECK(after_event(paper) == "");
  CHECK(after_event([&](json& e) {
          paper(e);
          e.erase("join_url");
        }) == "events[0].join_url paper_needs_address\n");
  CHECK(after_event([](json& e) { e["kind"] = "paper"; }) == "events[0].mode paper_is_online\n");
}

TEST_CASE("all faults of an event file come at once", "[events]") {
  const auto found = after([](json& f) {
    f["organisers"][0]["contact"] = 7;
    f["purposes"][1].erase("notice");
    f["events"][0]["capacity"] = "many";
    f["events"][0]["sessions"][2]["ends_at"] = "2030-05-15T12:00";
  });
  CHECK(found ==
        "organisers[0].contact wrong_type\npurposes[1].notice missing\n"
        "events[0].capacity wrong_type\nevents[0].sessions[2].ends_at ends_before_start\n");
}

TEST_CASE("a fault of an event file reads as a sentence", "[events]") {
  auto file = tests::sample_event_file();
  file["events"][0]["sessions"][0]["ends_at"] = "2030-05-15T08:00";
  file["events"][0]["capacity"] = 0;
  const auto wrong = found_in(file.dump());
  REQUIRE(wrong.size() == 2);
  CHECK(events::describe(wrong[0]) == "events[0].capacity: must be between 1 and 1000000");
  CHECK(events::describe(wrong[1]) == "events[0].sessions[0].ends_at: lies not after starts_at");
  CHECK(events::describe(found_in("{]").front()) == "the file is not JSON: line 1, column 2");
}
