// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const mailer::calendar_entry* entry_of(const mailer::content& content, const std::string& key) {
  for (const auto& one : content.calendar) {
    if (one.uid.starts_with(key + ".")) return &one;
  }
  return nullptr;
}

struct assigned_fixture : ring_fixture {
  member one = add_member("eins"), two = add_member("zwei");
  assigned_fixture() {
    assign({{one.reference, "a"}, {two.reference, "b"}});
    send();
  }
};

}  // namespace

TEST_CASE("a date that is set reaches everybody of the ring group, moved with a higher sequence",
          "[events][rings][S3]") {
  assigned_fixture in;
  CHECK(in.store_meeting(on(in.form_for("first-a"), "2030-09-12")).empty());
  CHECK(in.told() == texts{"event-changed > eins@stadt.example.org",
                           "event-changed > eins-2@stadt.example.org"});
  const auto set = in.composed("event-changed").value();
  CHECK(titled(set.data.at("moved"), "period_before") == "Webinar first-a September/Oktober");
  CHECK(titled(set.data.at("moved"), "period") ==
        "Webinar first-a 2030-09-12T10:00/2030-09-12T12:30 de");
  CHECK(set.data.at("is_ring") == true);
  const auto* first = entry_of(set, "first-a");
  REQUIRE(first);
  CHECK(first->uid == "first-a." + in.one.reference + "@anmeldung.example.org");
  in.send();
  auto moved = on(in.form_for("first-a"), "2030-09-13");
  moved.place = "Bürgerhaus";
  CHECK(in.store_meeting(moved).empty());
  const auto later = in.composed("event-changed").value();
  const auto* second = entry_of(later, "first-a");
  REQUIRE(second);
  CHECK(second->uid == first->uid);
  CHECK(second->sequence > first->sequence);
  CHECK(second->location == "Bürgerhaus");
  CHECK(titled(later.data.at("moved"), "place") == "Webinar first-a Bürgerhaus");
}

TEST_CASE("a cancelled meeting is taken out of calendars, and comes back", "[events][rings]") {
  assigned_fixture in;
  in.store_meeting(on(in.form_for("first-a"), "2030-09-12"));
  in.send();
  auto form = in.form_for("first-a");
  form.cancelled = true;
  CHECK(in.store_meeting(form).empty());
  CHECK(in.told().size() == 4);
  auto content = in.composed("event-changed").value();
  REQUIRE(content.data.at("moved").size() == 1);
  CHECK(content.data.at("moved")[0].at("cancelled") == true);
  const auto* entry = entry_of(content, "first-a");
  REQUIRE(entry);
  CHECK(entry->cancelled);
  // Taken back before it has left: there is nothing to tell.
  form.cancelled = false;
  CHECK(in.store_meeting(form).empty());
  CHECK(in.told().size() == 2);
  form.cancelled = true;
  in.store_meeting(form);
  in.send();
  form.cancelled = false;
  in.store_meeting(form);
  content = in.composed("event-changed").value();
  CHECK(content.data.at("moved")[0].at("on_again") == true);
  CHECK_FALSE(entry_of(content, "first-a")->cancelled);
}

TEST_CASE("a meeting that is added on the page is booked by its group and told",
          "[events][rings]") {
  assigned_fixture in;
  events::meeting_form form;
  form.title = "Zweites Treffen";
  form.ring_group = "b";
  CHECK(in.store_meeting(on(form, "2030-10-01")).empty());
  CHECK(in.booked(in.two.public_id) == "first-b confirmed, all confirmed, meeting-1 confirmed");
  CHECK(in.booked(in.one.public_id) == "first-a confirmed, all confirmed");
  CHECK(in.told() == texts{"event-changed > zwei@stadt.example.org",
                           "event-changed > zwei-2@stadt.example.org"});
  const auto content = in.composed("event-changed").value();
  CHECK(titled(content.data.at("added"), "period") ==
        "Zweites Treffen 2030-10-01T10:00/2030-10-01T12:30 de");
  CHECK(entry_of(content, "meeting-1"));
}

TEST_CASE("an import keeps what the page has made and set, and sets what it has not",
          "[events][rings]") {
  assigned_fixture in;
  events::meeting_form form;
  form.title = "Zweites Treffen";
  form.ring_group = "b";
  in.store_meeting(form);
  in.store_meeting(on(in.form_for("first-a"), "2030-09-12"));
  in.send();
  auto dated = ring_meeting("all");
  dated["starts_at"] = "2030-10-20T09:00";
  dated["ends_at"] = "2030-10-20T10:00";
  auto renamed = ring_meeting("first-a", "a");
  renamed["title"]["de"] = "Umbenannt";
  in.import_again(ring_with({renamed, ring_meeting("first-b", "b"), dated}));
  CHECK(in.of->find_session("meeting-1"));
  CHECK(in.of->find_session("first-a")->starts_at.has_value());
  CHECK(in.of->find_session("first-a")->title.at("de") == "Umbenannt");
  CHECK(in.of->find_session("all")->starts_at.has_value());
  CHECK(in.told().size() == 2 + 4 + 2);  // meeting-1, first-a, and everybody of `all`
  // Also when the file does not know a meeting of the page at all.
  in.import_again(ring_with({ring_meeting("first-a", "a"), ring_meeting("first-b", "b"), dated}));
  CHECK(in.of->find_session("meeting-1"));
}

TEST_CASE("a form of a meeting says everything that is wrong with it", "[events][rings]") {
  ring_fixture in;
  const auto wrong = [&](const events::meeting_form& form) { return in.store_meeting(form); };
  events::meeting_form form;
  CHECK(wrong(form) == texts{"title: required"});
  form.title = "Treffen";
  form.ring_group = "none";
  form.join_url = "javascript:alert(1)";
  CHECK(wrong(form) == texts{"ring_group: unknown_group", "join_url: wrong_url"});
  form.ring_group = form.join_url = "";
  form.starts_on = "2030-02-30";
  CHECK(wrong(form) == texts{"starts_on: wrong_date"});
  form.starts_on = "2030-09-12";
  CHECK(wrong(form) == texts{"starts_at: wrong_time"});
  form.starts_at = "10:00";
  form.ends_at = "09:00";
  CHECK(wrong(form) == texts{"ends_at: ends_before_start"});
  form.ends_on = "2030-12-01";
  CHECK(wrong(form) == texts{"ends_on: outside_event"});
  form.starts_on = "2030-01-01";
  form.ends_on = "";
  form.ends_at = "11:00";
  CHECK(wrong(form) == texts{"starts_on: outside_event"});
  form.starts_on = "2031-03-30";
  form.starts_at = "02:30";
  CHECK(wrong(form) == texts{"starts_at: time_in_gap"});
}

TEST_CASE("of two who change meetings at once the later is told", "[events][rings]") {
  assigned_fixture in;
  const auto old = in.of;
  const auto meeting =
      events::check_meeting(*old, {"a", "b"}, on(in.form_for("first-a"), "2030-09-12"),
                            old->find_session("first-a"), "de")
          .value();
  const auto save = [&](const events::event& of) {
    return in.db->write([&](schema::transaction& tx) {
      const auto done = events::save_meeting(tx, in.whose, of, meeting, in.registrar, signing_up);
      return done ? *done : done.error().front().code;
    });
  };
  in.reload();
  const auto seen = in.of;
  CHECK(save(*seen) == "first-a");
  CHECK(save(*seen) == "meeting_edited");
}

TEST_CASE("attendance is noted by staff, and what a webinar tool told stays", "[events][rings]") {
  assigned_fixture in;
  in.reload();
  const auto all = in.session_id("all");
  const auto note = [&](const std::vector<std::string>& there) {
    in.db->write([&](schema::transaction& tx) {
      events::note_attendance(tx, in.whose, all, there, signing_up);
    });
    texts lines;
    for (const auto& guest : in.db->read(
             [&](const schema::reader& r) { return events::list_guests(r, in.whose, all); }))
      if (guest.attended) lines.push_back(guest.name + " " + guest.source);
    return lines;
  };
  CHECK(note({in.one.reference, "no such"}) == texts{"eins staff"});
  CHECK(note({in.one.reference, in.two.reference}) == texts{"eins staff", "zwei staff"});
  CHECK(note({in.two.reference}) == texts{"zwei staff"});
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE attendance SET source = 'zoom' WHERE session_id = :1", all);
  });
  CHECK(note({}) == texts{"zwei zoom"});
  CHECK(note({in.two.reference}) == texts{"zwei zoom"});
}

TEST_CASE("changing one's registration does not touch the meetings of the ring",
          "[events][rings]") {
  assigned_fixture in;
  in.reload();
  CHECK(in.change(in.one.public_id, with(without(least_form("eins@stadt.example.org"), "session"),
                                         "function", "Leitung"))
            .has_value());
  CHECK(in.booked(in.one.public_id) == "first-a confirmed, all confirmed");
  CHECK(faults_of(*in.of, with(least_form(), "session", "first-b")).size() == 2);
}

namespace {

// The meeting of group a has a date; member one is in a, two in b, and both know of it.
struct dated_fixture : ring_fixture {
  static nlohmann::json first(const std::string& group, const std::string& day = "2030-09-12") {
    auto one = webinar("first-a", day);
    one["ring_group"] = group;
    return one;
  }
  static nlohmann::json file(const nlohmann::json& first) {
    return ring_with({first, ring_meeting("first-b", "b"), ring_meeting("all")});
  }

  member one = add_member("eins"), two = add_member("zwei");
  dated_fixture() : ring_fixture(file(first("a"))) {
    assign({{one.reference, "a"}, {two.reference, "b"}});
  }
};

}  // namespace

TEST_CASE("a file that moves a meeting to another ring group takes it back from who loses it",
          "[events][rings][S3]") {
  dated_fixture in;
  const auto assigned = in.composed_for("ring-assigned", "eins@stadt.example.org").value();
  const auto* had = entry_of(assigned, "first-a");
  REQUIRE(had);
  CHECK_FALSE(had->cancelled);
  in.send();
  in.import_again(in.file(in.first("b")), signing_up + 2h);
  CHECK(in.booked(in.one.public_id) == "all confirmed");
  CHECK(in.booked(in.two.public_id) == "first-a confirmed, first-b confirmed, all confirmed");
  CHECK(in.told() == texts{"event-changed > eins@stadt.example.org",
                           "event-changed > eins-2@stadt.example.org",
                           "event-changed > zwei@stadt.example.org",
                           "event-changed > zwei-2@stadt.example.org"});
  for (const std::string to : {"eins@stadt.example.org", "eins-2@stadt.example.org"}) {
    const auto told = in.composed_for("event-changed", to).value();
    CHECK(titled(told.data.at("lost"), "period") ==
          "Webinar first-a 2030-09-12T10:00/2030-09-12T11:00 de");
    CHECK(told.data.at("has_added") == false);
    const auto* entry = entry_of(told, "first-a");
    REQUIRE(entry);
    CHECK(entry->cancelled);
    CHECK(entry->uid == had->uid);
    CHECK(entry->sequence > had->sequence);
    CHECK(entry->starts_at == had->starts_at);
    CHECK_FALSE(told.data.at("manage_url") == told.data.at("member_url"));
  }
  const auto gained = in.composed_for("event-changed", "zwei@stadt.example.org").value();
  CHECK(gained.data.at("has_lost") == false);
  CHECK(gained.data.at("added").size() == 1);
  CHECK_FALSE(entry_of(gained, "first-a")->cancelled);
  // The same again tells nobody.
  in.import_again(in.file(in.first("b")), signing_up + 3h);
  CHECK(in.told().size() == 4);
}

TEST_CASE("a meeting that comes back before anybody was told of its loss is no news",
          "[events][rings]") {
  dated_fixture in;
  in.send();
  in.import_again(in.file(in.first("b")), signing_up + 2h);
  in.import_again(in.file(in.first("a")), signing_up + 3h);
  CHECK(in.told().empty());
  // Unless it has moved meanwhile: that is told, and no more than that.
  in.import_again(in.file(in.first("b")), signing_up + 4h);
  in.import_again(in.file(in.first("b", "2030-09-20")), signing_up + 5h);
  in.import_again(in.file(in.first("a", "2030-09-20")), signing_up + 6h);
  CHECK(in.told() == texts{"event-changed > eins@stadt.example.org",
                           "event-changed > eins-2@stadt.example.org"});
  const auto told = in.composed("event-changed").value();
  CHECK(told.data.at("has_lost") == false);
  CHECK(told.data.at("has_added") == false);
  CHECK(titled(told.data.at("moved"), "period_before") ==
        "Webinar first-a 2030-09-12T10:00/2030-09-12T11:00 de");
}

TEST_CASE("a meeting that loses its date with its group is taken out of calendars at its old date",
          "[events][rings]") {
  dated_fixture in;
  in.send();
  in.import_again(in.file(ring_meeting("first-a", "b")), signing_up + 2h);
  const auto told = in.composed_for("event-changed", "eins-2@stadt.example.org").value();
  const auto* entry = entry_of(told, "first-a");
  REQUIRE(entry);
  CHECK(entry->cancelled);
  CHECK(entry->starts_at == local_to_instant("2030-09-12T10:00", "Europe/Berlin"));
  CHECK(titled(told.data.at("lost"), "period") ==
        "Webinar first-a 2030-09-12T10:00/2030-09-12T11:00 de");
}

TEST_CASE("the organiser's page tells who loses a meeting as a file does", "[events][rings]") {
  dated_fixture in;
  in.send();
  auto form = in.form_for("first-a");
  form.ring_group = "b";
  CHECK(in.store_meeting(form).empty());
  CHECK(in.told().size() == 4);
  const auto told = in.composed_for("event-changed", "eins@stadt.example.org").value();
  CHECK(told.data.at("lost").size() == 1);
  CHECK(entry_of(told, "first-a")->cancelled);
}
