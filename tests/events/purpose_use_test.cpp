// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_use.hpp"

#include "events/newsletter_issue.hpp"
#include "tests/events/ring_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;

namespace {

/// The sample's organiser with purposes of every sort.
struct organiser_with_purposes {
  tests::test_database db;
  nlohmann::json file = tests::sample_event_file();
  organisers::scope of = organisers::scope::of_operator(1);

  void add(const std::string& key, const nlohmann::json& more) {
    auto made = file["purposes"][0];
    made["key"] = key;
    made.merge_patch(more);
    file["purposes"].push_back(made);
  }
  void import() {
    tests::import_file(db, file);
    of = organisers::scope::of_operator(db->read([](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'").value();
    }));
  }
  std::string offered() {
    return db->read([&](const schema::reader& r) {
      std::string all;
      for (const auto& one : events::list_issue_purposes(r, of)) all += one.key + " ";
      return all;
    });
  }
  faults decide(const std::string& key, const events::purpose_use& use) {
    return db->write([&](schema::transaction& tx) {
      const auto at = consent::find_kept_purpose(tx, of.organiser_id(), key).value();
      return events::decide_use(tx, of, at, use, now());
    });
  }
  std::string faults_of_file() {
    const auto parsed = events::parse_event_file(file.dump());
    std::string all;
    if (parsed.has_value()) return all;
    for (const auto& one : parsed.error()) all += events::describe(one) + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("newsletters are for lasting purposes by e-mail that pass nothing on, unless it is said",
          "[events][purposes][newsletter]") {
  organiser_with_purposes o;
  o.add("group", {{"recipients", {"Verlag GmbH"}}, {"newsletter", true}});
  o.add("sponsor", {{"recipients", {"Sponsor AG"}}});
  o.add("named", {{"recipients", {"Druck AG"}}, {"mailings", true}});
  o.add("profile", {{"mailings", false}});
  o.add("by-post", {{"channel", "post"}});
  o.add("once", {{"ends_once_used", true}, {"announces", "some-paper"}});
  o.import();
  CHECK(o.offered() == "group named newsletter ");
  o.file["purposes"][0]["mailings"] = false;
  o.import();
  CHECK(o.offered() == "group named ");
}

TEST_CASE("the contact list of a comparison ring is for no newsletter, whatever is said of it",
          "[events][purposes][newsletter]") {
  organiser_with_purposes o;
  o.file["events"][0].merge_patch(tests::ring_event());
  o.file["events"][0]["questions"] = nlohmann::json::array();
  for (auto& session : o.file["events"][0]["sessions"]) session.erase("choice");
  o.import();
  CHECK(o.offered().empty());
  CHECK(o.decide("newsletter", {false, true}).at(0).code == "use_contact_list");
  CHECK(o.decide("calls", {true, true}).at(0).code == "use_by_mail_only");
}

TEST_CASE("staff decides what a purpose is for, and files leave it so",
          "[events][purposes][newsletter]") {
  organiser_with_purposes o;
  o.import();
  REQUIRE(o.decide("newsletter", {false, false}).empty());
  CHECK(o.offered().empty());
  o.import();
  CHECK(o.offered().empty());
  // What can be subscribed to takes newsletters.
  REQUIRE(o.decide("newsletter", {true, false}).empty());
  CHECK(o.offered() == "newsletter ");
  const auto open = o.db->read([&](const schema::reader& r) {
    return consent::newsletter_offers(r, o.of.organiser_id(), "de").size();
  });
  CHECK(open == 1);
}

TEST_CASE(
    "nothing is planned for a purpose that newsletters are not for, and none that is loses it",
    "[events][purposes][newsletter]") {
  organiser_with_purposes o;
  o.import();
  const events::issue_draft draft{"newsletter", {{"de", "Neues"}}, {{"de", "Text"}}};
  const auto id = o.db->write(
      [&](schema::transaction& tx) { return events::add_issue(tx, o.of, draft, now()).value(); });
  const auto schedule = [&] {
    return o.db->write([&](schema::transaction& tx) {
      const auto seen = events::find_issue(tx, o.of, id).value();
      return events::schedule_issue(tx, o.of, seen, now() + std::chrono::hours(1), 0, now());
    });
  };
  REQUIRE(o.decide("newsletter", {false, false}).empty());
  CHECK(schedule().at(0).code == "newsletter_purpose_wrong");
  REQUIRE(o.decide("newsletter", {false, true}).empty());
  CHECK(schedule().empty());
  CHECK(o.decide("newsletter", {false, false}).at(0).code == "use_newsletter_open");
}

TEST_CASE("a file that says what cannot be of a purpose's newsletters is refused",
          "[events][purposes]") {
  organiser_with_purposes o;
  o.add("by-post", {{"channel", "post"}, {"mailings", true}});
  o.add("both", {{"newsletter", true}, {"mailings", false}});
  CHECK(o.faults_of_file() ==
        "purposes[2].mailings: only lasting purposes of the channel email can be one\n"
        "purposes[3].mailings: what can be subscribed to takes newsletters\n");
}
