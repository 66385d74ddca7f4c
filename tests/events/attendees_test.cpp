// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/attendees.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct attendees_fixture : registration_fixture {
  organisers::scope owner = organisers::scope::of_operator(of->by.id);

  events::attendee_page list(const events::attendee_filter& by) {
    return db->read(
        [&](const schema::reader& r) { return events::list_attendees(r, owner, of->id, by); });
  }

  std::string add(const std::string& given, const std::string& family, const std::string& email,
                  const std::string& organisation = "") {
    auto form = replaced(replaced(least_form(email), "given_name", given), "family_name", family);
    return sign_up(with(form, "organisation", organisation)).public_id;
  }

  /// Family names of what a search finds.
  texts search(const std::string& text) {
    texts names;
    events::attendee_filter by;
    by.text = text;
    const auto found = list(by);
    for (const auto& one : found.rows) names.push_back(one.family_name);
    return names;
  }
};

}  // namespace

TEST_CASE("attendees come in order of registration, a page at a time", "[events]") {
  attendees_fixture in;
  for (int i = 0; i < 7; ++i) {
    in.add("P", "Name" + std::to_string(i), std::to_string(i) + "@example.org");
  }
  events::attendee_filter by;
  by.page_size = 3;
  auto page = in.list(by);
  CHECK(page.total == 7);
  CHECK(page.pages == 3);
  REQUIRE(page.rows.size() == 3);
  CHECK(page.rows[0].family_name == "Name0");
  CHECK(page.rows[0].registered_at == signing_up);
  by.page = 3;
  page = in.list(by);
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0].family_name == "Name6");
}

TEST_CASE("a page that does not exist is the nearest that does", "[events]") {
  attendees_fixture in;
  CHECK(in.list({}).pages == 1);
  CHECK(in.list({}).rows.empty());
  in.add("A", "One", "a@example.org");
  events::attendee_filter by;
  for (const std::int64_t page : {-5L, 0L, 2L, 9'000'000'000'000'000'000L}) {
    by.page = page;
    CHECK(in.list(by).page == 1);
    CHECK(in.list(by).rows.size() == 1);
  }
  by.page_size = -1;
  CHECK(in.list(by).rows.size() == 1);
}

TEST_CASE("the search looks through what people know each other by", "[events]") {
  attendees_fixture in;
  in.add("Zoë", "Müßig", "zoe@stadt.de", "Stadt Köln");
  in.add("Max", "Meyer", "max@kreis.de", "Kreis Unna");
  CHECK(in.search("mussig") == texts{"Müßig"});
  CHECK(in.search("MÜSSIG zoe") == texts{"Müßig"});
  CHECK(in.search("koln") == texts{"Müßig"});
  CHECK(in.search("max@kreis") == texts{"Meyer"});
  CHECK(in.search("max koln").empty());
  CHECK(in.search("m").size() == 2);
  const auto reference = in.list({}).rows[1].reference;
  CHECK(in.search(reference) == texts{"Meyer"});
}

TEST_CASE("characters with a meaning to the database are searched for as they are", "[events]") {
  attendees_fixture in;
  in.add("A", "Hundred", "a@example.org", "100% Amt_1!");
  in.add("B", "Other", "b@example.org", "1000 Amtx1");
  CHECK(in.search("100%") == texts{"Hundred"});
  CHECK(in.search("amt_1") == texts{"Hundred"});
  CHECK(in.search("1!") == texts{"Hundred"});
  CHECK(in.search("'; DROP TABLE registration; --").empty());
  CHECK(in.search("\xff").size() == 2);  // not a text: does not filter
  CHECK(in.search(std::string(100'000, 'x')).empty());
}

TEST_CASE("attendees are filtered by status and counted", "[events]") {
  attendees_fixture in;
  in.add("A", "One", "a@example.org");
  in.cancel(in.add("B", "Two", "b@example.org"));
  events::attendee_filter by;
  by.status = events::registration_status::cancelled;
  const auto page = in.list(by);
  CHECK(page.total == 1);
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0].family_name == "Two");
  const auto counts = in.db->read(
      [&](const schema::reader& r) { return events::count_attendees(r, in.owner, in.of->id); });
  using status = events::registration_status;
  CHECK(counts == std::vector<std::pair<status, std::int64_t>>{{status::cancelled, 1},
                                                               {status::confirmed, 1}});
}

TEST_CASE("an attendee is found by the reference as it was heard", "[events]") {
  attendees_fixture in;
  const auto public_id = in.add("A", "One", "a@example.org");
  auto typed = lower_ascii(in.find(public_id)->reference);
  typed.erase(std::remove(typed.begin(), typed.end(), '-'), typed.end());
  const auto find = [&](const std::string& reference, const organisers::scope& whose) {
    return in.db->read(
        [&](const schema::reader& r) { return events::find_attendee(r, whose, reference); });
  };
  REQUIRE(find(typed, in.owner).has_value());
  CHECK(find(typed, in.owner)->public_id == public_id);
  CHECK_FALSE(find("000-000-001", in.owner).has_value());
  CHECK_FALSE(find("", in.owner).has_value());
  const auto stranger = organisers::scope::of_operator(in.db.add_organiser("other"));
  CHECK_FALSE(find(typed, stranger).has_value());
}

TEST_CASE("another organiser sees none of the attendees", "[events]") {
  attendees_fixture in;
  in.add("A", "One", "a@example.org");
  const auto stranger = organisers::scope::of_operator(in.db.add_organiser("other"));
  events::attendee_filter by;
  for (const auto* text : {"", "one"}) {
    by.text = text;
    const auto page = in.db->read([&](const schema::reader& r) {
      return events::list_attendees(r, stranger, in.of->id, by);
    });
    CHECK(page.total == 0);
    CHECK(page.rows.empty());
  }
  CHECK(in.db->read([&](const schema::reader& r) {
    return events::count_attendees(r, stranger, in.of->id).empty();
  }));
}

TEST_CASE("attendees come in the order that is asked for, and narrowed by what they booked",
          "[events]") {
  attendees_fixture in;
  in.add("Zoe", "Beta", "1@example.org");
  in.add("Ann", "Beta", "2@example.org");
  in.add("Udo", "Alpha", "3@example.org");
  const auto names = [&](events::attendee_sort by, bool descending) {
    events::attendee_filter filter;
    filter.sort = by;
    filter.descending = descending;
    texts all;
    for (const auto& one : in.list(filter).rows) all.push_back(one.given_name);
    return all;
  };
  using enum events::attendee_sort;
  CHECK(names(name, false) == texts{"Udo", "Ann", "Zoe"});
  CHECK(names(name, true) == texts{"Zoe", "Ann", "Udo"});
  CHECK(names(registered, true) == texts{"Udo", "Ann", "Zoe"});
  CHECK(names(status, false) == texts{"Zoe", "Ann", "Udo"});
  events::attendee_filter booked;
  booked.session_id = in.session_id("forum-1");
  CHECK(in.list(booked).total == 3);
  booked.session_id = in.session_id("forum-2");
  CHECK(in.list(booked).total == 0);
  events::attendee_filter counties;
  counties.of_kind = events::municipality_kind::county;
  CHECK(in.list(counties).total == 0);
}

TEST_CASE("every order of the list follows an index and sorts nothing", "[events][sqlite]") {
  attendees_fixture in;
  using enum events::attendee_sort;
  for (const auto by : {registered, name, municipality, status}) {
    for (const bool descending : {false, true}) {
      const auto question = events::page_question(by, descending);
      INFO(question);
      std::string plan;
      in.db->read([&](const schema::reader& r) {
        r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
            "EXPLAIN QUERY PLAN " + question,
            [&](std::int64_t, std::int64_t, std::int64_t, const std::string& step) {
              plan += step + "\n";
            },
            in.of->id, in.of->id, in.of->by.id, 50, 49'950);
      });
      INFO(plan);
      CHECK(plan.find("COVERING INDEX registration_by") != std::string::npos);
      CHECK(plan.find("USE TEMP B-TREE") == std::string::npos);
    }
  }
}
