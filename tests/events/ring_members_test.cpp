// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE("who is put into a ring group is booked on its meetings and everybody's, and told",
          "[events][rings][S3]") {
  ring_fixture in;
  const auto one = in.add_member("eins"), two = in.add_member("zwei");
  CHECK(in.assign({{one.reference, "a"}, {two.reference, "b"}}).empty());
  CHECK(in.booked(one.public_id) == "first-a confirmed, all confirmed");
  CHECK(in.booked(two.public_id) == "first-b confirmed, all confirmed");
  CHECK(in.wrong_counters().empty());
  CHECK(in.mails_named("ring-assigned") == texts{"ring-assigned > eins@stadt.example.org",
                                                 "ring-assigned > eins-2@stadt.example.org",
                                                 "ring-assigned > zwei@stadt.example.org",
                                                 "ring-assigned > zwei-2@stadt.example.org"});
  const auto content = in.composed("ring-assigned").value();
  CHECK(content.data.at("ring_group") == "Ring B");
  CHECK(content.data.at("ring_member") == "zwei");
  CHECK(content.data.at("person_name") == "<Person> <zwei-2>");
  CHECK(content.data.at("member_url") == in.linked.url(link_purpose::member, two.delegate));
  // A delegate gets no link by which the municipality could be signed off.
  CHECK(content.data.at("manage_url") == "");
  CHECK(titled(content.data.at("booked"), "period") ==
        "Webinar first-b September/Oktober, Webinar all September/Oktober");
}

TEST_CASE("only approved members are booked, each from the moment that they are",
          "[events][rings]") {
  ring_fixture in;
  const auto late = in.add_member("eins");
  in.set_status(late.public_id, "applied");
  CHECK(in.assign({{late.reference, "a"}}).empty());
  CHECK(in.booked(late.public_id) == "");
  CHECK(in.mails_named("ring-assigned").empty());
  in.set_status(late.public_id, "confirmed");
  const auto book = [&] {
    return in.db->write([&](schema::transaction& tx) {
      return events::book_meetings(tx, *in.of, signing_up).booked;
    });
  };
  CHECK(book().size() == 1);
  CHECK(in.booked(late.public_id) == "all confirmed");
  CHECK(book().empty());
}

TEST_CASE("who moves to another ring group leaves the meetings of the first", "[events][rings]") {
  ring_fixture in;
  const auto one = in.add_member("eins");
  in.assign({{one.reference, "a"}});
  in.send();
  CHECK(in.assign({{one.reference, "b"}}).empty());
  CHECK(in.booked(one.public_id) == "first-b confirmed, all confirmed");
  CHECK(in.mails_named("ring-assigned").size() == 4);
  CHECK(in.assign({{one.reference, "b"}}).empty());
  CHECK(in.mails_named("ring-assigned").size() == 4);
  // What has not left yet is not sent beside the newer one.
  CHECK(in.assign({{one.reference, ""}}).empty());
  CHECK(in.mails_named("ring-assigned").size() == 4);
  CHECK(in.composed("ring-assigned").value().data.at("ring_group") == "");
  CHECK(in.booked(one.public_id) == "all confirmed");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("of two who edit the ring groups at once the later is told", "[events][rings]") {
  ring_fixture in;
  const auto one = in.add_member("eins");
  auto first = in.draft(), second = first;
  first.members[one.reference] = "a";
  second.members[one.reference] = "b";
  CHECK(in.save(first).empty());
  CHECK(in.save(second) == texts{": ring_edited"});
  CHECK(in.booked(one.public_id) == "first-a confirmed, all confirmed");
}

TEST_CASE("ring groups are named, added and, when empty, removed", "[events][rings]") {
  ring_fixture in;
  const auto one = in.add_member("eins");
  auto wanted = in.draft();
  wanted.groups.push_back({0, events::new_group_key(wanted.groups), "Neu", ""});
  wanted.members[one.reference] = "ring-1";
  CHECK(in.save(wanted).empty());
  wanted = in.draft();
  REQUIRE(wanted.groups.size() == 3);
  CHECK(wanted.groups[2].title == "Neu");
  auto without_new = wanted;
  without_new.groups.pop_back();
  CHECK(in.save(without_new) == texts{": group_not_empty"});
  without_new.members[one.reference] = "ring-1";
  CHECK(in.save(without_new) == texts{"member." + one.reference + ": unknown_group"});
  without_new.members[one.reference] = "a";
  CHECK(in.save(without_new).empty());
  wanted = in.draft();
  wanted.groups.erase(wanted.groups.begin() + 1);
  CHECK(in.save(wanted) == texts{": group_has_meetings"});
  wanted = in.draft();
  wanted.groups[0].title = " ";
  wanted.groups[1].title = "Ring A";
  CHECK(in.save(wanted) == texts{"title.a: required"});
  wanted.groups[0].title = "Ring A";
  CHECK(in.save(wanted) == texts{"title.b: title_twice"});
}

TEST_CASE("groups with a wrong key, or one that stands twice, are not stored", "[events][rings]") {
  ring_fixture in;
  auto wanted = in.draft();
  wanted.groups[0].title = "Anders";
  wanted.groups.push_back({0, "a", "Noch einer", ""});
  CHECK(in.save(wanted) == texts{"title.a: group_key_twice"});
  for (const auto& key : texts{"", "Ring", "a/b", "a\xff", std::string(65, 'a')}) {
    wanted.groups.back().key = key;
    CHECK(in.save(wanted) == texts{"title." + key + ": group_key_wrong"});
  }
  CHECK(in.draft().groups[0].title == "Ring A");
  wanted.groups.back().key = std::string(64, 'a');
  CHECK(in.save(wanted).empty());
}

TEST_CASE("a proposal goes on with the groups that there are and adds what is missing",
          "[events][rings]") {
  ring_fixture in;
  std::map<std::string, std::string> groups;
  for (int i = 0; i < 6; ++i) {
    const auto made = in.add_member("m" + std::to_string(i), 5000 * (i + 1));
    if (i > 2) groups[made.reference] = "b";
  }
  const auto county = in.add_member("kreis", 200'000, "county");
  const auto unknown = in.add_member("unbekannt");
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE registration SET applicant = 'unbekannt' WHERE id = :1", unknown.id);
  });
  CHECK(in.assign(groups).empty());
  const auto members =
      in.db->read([&](const schema::reader& r) { return events::list_members(r, *in.of); });
  auto now = in.draft();
  for (const auto& one : members) now.members[one.reference] = one.group;
  const auto proposed = events::propose_draft(*in.of, members, now, {"Städte", "Kreise"});
  texts lines;
  for (const auto& one : members)
    lines.push_back(one.name + " " + proposed.members.at(one.reference));
  // The empty group of anybody is filled before others are made.
  CHECK(lines == texts{" ", "kreis ring-1", "m0 a", "m1 a", "m2 a", "m3 b", "m4 b", "m5 b"});
  CHECK(proposed.groups.back().kind == "county");
  CHECK(proposed.groups.back().title == "Kreise 1");
  CHECK(proposed.members.at(county.reference) == "ring-1");
  now.groups[0].kind = "county";
  const auto by_kind = events::propose_draft(*in.of, members, now, {"Städte", "Kreise"});
  CHECK(by_kind.members.at(county.reference) == "a");
  CHECK(by_kind.groups.back().title == "Städte 1");
}

TEST_CASE("somebody who was replaced is nobody any more", "[events][rings]") {
  ring_fixture in;
  const auto one = in.add_member("eins");
  in.assign({{one.reference, "a"}});
  const auto find = [&] {
    return in.db->read([&](const schema::reader& r) {
      return events::find_ring_person(r, one.delegate).has_value();
    });
  };
  CHECK(find());
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET ended_at = 1 WHERE public_id = :1", one.delegate);
  });
  CHECK_FALSE(find());
  CHECK_FALSE(in.composed("ring-assigned"));  // the newest is theirs
}
