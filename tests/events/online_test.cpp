// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/online.hpp"

#include "events/link_file.hpp"
#include "events/personal_links.hpp"
#include "events/set_links.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

instant at(const std::string& local) {
  return local_to_instant(local, "Europe/Berlin").value();
}

struct online_fixture : registration_fixture {
  using registration_fixture::registration_fixture;

  // What somebody sees at a moment; `row` keeps what the case refers to.
  events::mail_case seen_by(const events::registered& who, instant now) {
    row = find(who.public_id).value();
    return db->read([&](const schema::reader& r) {
      return events::mail_case{*of,
                               row,
                               events::find_booked(r, row.id),
                               "de",
                               "https://x.example.org/r/1",
                               "x.example.org",
                               now,
                               events::find_personal_links(r, row.id)};
    });
  }
  std::string join(const events::registered& who, const std::string& session, instant now) {
    return events::join_url_of(seen_by(who, now), *of->find_session(session));
  }
  organisers::scope whose() const { return organisers::scope::of_operator(of->by.id); }

  zusage::checked<std::size_t> take_links(const std::string& file) {
    const auto table = events::read_links(*of, file);
    if (!table) return table.error();
    return db->write([&](schema::transaction& tx) {
      auto done = events::store_links(tx, whose(), *of, *table, signing_up);
      if (!done) tx.undo();
      return done;
    });
  }

  events::registration row;
};

}  // namespace

TEST_CASE("a join link is there from its time before the start until the end",
          "[events][online][S1]") {
  online_fixture in(json{{"join_minutes_before", 45}});
  const auto who = in.sign_up(least_form());
  CHECK(in.join(who, "forum-1", at("2030-05-15T12:14")).empty());
  CHECK(in.join(who, "forum-1", at("2030-05-15T12:15")) == "https://meet.example.org/forum-1");
  CHECK(in.join(who, "forum-1", at("2030-05-15T14:59")) == "https://meet.example.org/forum-1");
  CHECK(in.join(who, "forum-1", at("2030-05-15T15:00")).empty());
  const auto& session = *in.of->find_session("forum-1");
  CHECK(events::join_from(in.seen_by(who, at("2030-05-15T12:14")), session) ==
        at("2030-05-15T12:15"));
  CHECK_FALSE(events::join_from(in.seen_by(who, at("2030-05-15T12:15")), session));
  CHECK(in.join(who, "plenary", at("2030-05-15T08:20")) == "https://meet.example.org/kick-off");
}

TEST_CASE("only who is confirmed for a session gets its link", "[events][online]") {
  online_fixture in;
  const auto who = in.sign_up(least_form());
  const auto now = at("2030-05-15T12:45");
  CHECK(in.join(who, "forum-2", now).empty());
  CHECK(events::event_join_url_of(in.seen_by(who, now)).empty());
  in.cancel(who.public_id);
  CHECK(in.join(who, "forum-1", now).empty());
  CHECK(events::recordings_of(in.seen_by(who, at("2030-05-16T09:00"))).empty());
}

TEST_CASE("the event's own link is for who booked no session with a date", "[events][online]") {
  online_fixture in(json{{"sessions", nullptr}, {"choices", nullptr}});
  const auto who = in.sign_up(without(least_form(), "session"));
  CHECK(events::event_join_url_of(in.seen_by(who, at("2030-05-15T08:29"))).empty());
  CHECK(events::event_join_from(in.seen_by(who, at("2030-05-15T08:29"))) == at("2030-05-15T08:30"));
  CHECK(events::event_join_url_of(in.seen_by(who, at("2030-05-15T08:30"))) ==
        "https://meet.example.org/kick-off");
  CHECK(events::event_join_url_of(in.seen_by(who, at("2030-05-15T16:00"))).empty());
}

TEST_CASE("who only waits for a session has the event's own link", "[events][online]") {
  auto file = sample_event_file()["events"][0];
  file["sessions"].erase(0);
  file["sessions"][0]["capacity"] = 1;
  online_fixture in(file);
  const auto one = in.sign_up_as("one@stadt.example.org");
  const auto two = in.sign_up_as("two@stadt.example.org");
  const auto now = at("2030-05-15T09:00");
  CHECK(events::event_join_url_of(in.seen_by(one, now)).empty());
  CHECK(events::event_join_url_of(in.seen_by(two, now)) == "https://meet.example.org/kick-off");
}

TEST_CASE("a session at a place of its own does not promise the event's link", "[events][online]") {
  auto file = sample_event_file()["events"][0];
  file["mode"] = "online";
  file["venue"] = nullptr;
  file["sessions"][0]["place"] = "Rathaus Musterstadt";
  file["sessions"][1]["place"] = "Rathaus und online";
  online_fixture in(file);
  const auto who = in.sign_up(least_form());
  const auto own = in.take_links(
      "email,session,join_url\nada@stadt.example.org,,https://meet.example.org/ada\n");
  REQUIRE(own.has_value());
  const auto& town_hall = *in.of->find_session("plenary");
  CHECK_FALSE(events::join_from(in.seen_by(who, at("2030-05-15T08:00")), town_hall));
  CHECK(in.join(who, "plenary", at("2030-05-15T09:00")).empty());
  CHECK(in.join(who, "forum-1", at("2030-05-15T13:00")) == "https://meet.example.org/forum-1");
}

TEST_CASE("a recording is seen after the end by who booked what was recorded",
          "[events][online][S1]") {
  auto file = sample_event_file()["events"][0];
  file["sessions"][1]["recording_url"] = "https://video.example.org/forum-1";
  online_fixture in(file);
  const auto one = in.sign_up_as("one@stadt.example.org", "forum-1");
  const auto two = in.sign_up_as("two@stadt.example.org", "forum-2");
  CHECK(events::recordings_of(in.seen_by(one, at("2030-05-15T14:59"))).empty());
  const auto seen = events::recordings_of(in.seen_by(one, at("2030-05-15T15:00")));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].url == "https://video.example.org/forum-1");
  CHECK(events::recordings_of(in.seen_by(two, at("2030-05-15T15:00"))).empty());
}

TEST_CASE("a personal link goes before the general one, for that session alone",
          "[events][online][S1]") {
  online_fixture in;
  const auto one = in.sign_up_as("one@stadt.example.org");
  const auto two = in.sign_up_as("two@stadt.example.org");
  const auto taken = in.take_links(
      "E-Mail;Session;Join URL\n"
      "One@Stadt.example.org;forum-1;https://meet.example.org/own-1\n"
      "nobody@stadt.example.org;;https://meet.example.org/own-2\n");
  REQUIRE(taken.has_value());
  CHECK(*taken == 1);
  const auto now = at("2030-05-15T12:45");
  CHECK(in.join(one, "forum-1", now) == "https://meet.example.org/own-1");
  CHECK(in.join(two, "forum-1", now) == "https://meet.example.org/forum-1");
  CHECK(in.join(one, "plenary", at("2030-05-15T09:00")) == "https://meet.example.org/kick-off");

  // By reference and for the event; the session's own general link goes before it.
  REQUIRE(
      in.take_links("reference,join_url\n" + two.reference + ",https://meet.example.org/own-3\n")
          .has_value());
  CHECK(in.join(two, "plenary", at("2030-05-15T09:00")) == "https://meet.example.org/own-3");
  CHECK(in.join(two, "forum-1", now) == "https://meet.example.org/forum-1");
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%own-%'") == 0);

  // The same again changes nothing; another link replaces the first.
  REQUIRE(in.take_links("email,session,join_url\none@stadt.example.org,Forum 1: Register,"
                        "https://meet.example.org/own-4\n")
              .has_value());
  CHECK(in.join(one, "forum-1", now) == "https://meet.example.org/own-4");
  CHECK(in.number("SELECT COUNT(*) FROM personal_link") == 2);
}

TEST_CASE("a table of links with faults is refused as a whole, each with its line",
          "[events][online]") {
  online_fixture in;
  in.sign_up_as("one@stadt.example.org");
  const auto refused = in.take_links(
      "email,session,join_url\n"
      "one@stadt.example.org,,https://meet.example.org/a\n"
      "one@stadt.example.org,,https://meet.example.org/b\n"
      "one@stadt.example.org,forum-9,https://meet.example.org/c\n"
      "one@stadt.example.org,plenary,meet.example.org/d\n");
  REQUIRE_FALSE(refused.has_value());
  std::vector<std::string> all;
  for (const auto& one : refused.error())
    all.push_back(one.code + " " + one.arguments.at("line").dump());
  CHECK(all == std::vector<std::string>{"file_link_twice 3", "file_session 4", "file_link 5"});
  CHECK(in.number("SELECT COUNT(*) FROM personal_link") == 0);
  CHECK(in.take_links("email,name\na@b.de,x\n").error().at(0).code == "file_no_links");
  CHECK(in.take_links("wer,was\na@b.de,x\n").error().at(0).code == "file_no_heading");
  const auto stranger = organisers::scope::of_operator(in.of->by.id + 1);
  const auto table =
      events::read_links(*in.of, "email,join_url\none@stadt.example.org,https://x.example.org/\n");
  const auto seen = in.db->read(
      [&](const schema::reader& r) { return events::preview_links(r, stranger, *in.of, *table); });
  REQUIRE(seen.has_value());
  CHECK(seen->links.empty());
}

TEST_CASE("a table that was read is matched with the sessions and people that are there then",
          "[events][online]") {
  online_fixture in;
  const auto one = in.sign_up_as("one@stadt.example.org");
  const auto table = events::read_links(*in.of,
                                        "email,session,join_url\n"
                                        "one@stadt.example.org,Forum 1: Register,"
                                        "https://meet.example.org/a\n")
                         .value();
  REQUIRE(table.wrong.empty());
  const auto seen_in = [&](const events::event& of) {
    return in.db->read(
        [&](const schema::reader& r) { return events::preview_links(r, in.whose(), of, table); });
  };
  CHECK(seen_in(*in.of).value().links.size() == 1);
  auto later = *in.of;
  std::erase_if(later.sessions, [](const auto& each) { return each.key == "forum-1"; });
  CHECK(seen_in(later).error().at(0).code == "file_session");
  in.cancel(one.public_id);
  CHECK(seen_in(*in.of).value().unmatched.size() == 1);
}

TEST_CASE("links that the organiser's page sets outlive an import that says nothing of them",
          "[events][online]") {
  online_fixture in;
  const auto set = [&](const events::links_by_session& links) {
    return in.db->write([&](schema::transaction& tx) {
      return events::set_links(tx, in.whose(), *in.of, links, signing_up);
    });
  };
  CHECK(set({{"", {"https://meet.example.org/new", "https://video.example.org/all"}},
             {"forum-2", {"https://meet.example.org/f2", "https://video.example.org/f2"}}}));
  const auto links = [&] {
    return in.of->join_url + " " + in.of->recording_url + " " +
           in.of->find_session("forum-2")->join_url + " " +
           in.of->find_session("forum-2")->recording_url;
  };
  const auto all = std::string(
      "https://meet.example.org/new https://video.example.org/all"
      " https://meet.example.org/f2 https://video.example.org/f2");
  in.import_again(json::object());
  CHECK(links() == all);
  CHECK(in.of->find_session("forum-1")->join_url == "https://meet.example.org/forum-1");
  // The file names a join_url of its own for the event: that is taken at its word.
  in.import_again(json{{"title", {{"de", "Neu"}}}});
  CHECK(links() ==
        "https://meet.example.org/kick-off https://video.example.org/all"
        " https://meet.example.org/f2 https://video.example.org/f2");
  // What a file has said and says no more is gone.
  in.import_again(json{{"join_url", nullptr}});
  CHECK(in.of->join_url.empty());
  const auto stranger = organisers::scope::of_operator(in.of->by.id + 1);
  CHECK_FALSE(in.db->write([&](schema::transaction& tx) {
    return events::set_links(tx, stranger, *in.of, {{"", {}}}, signing_up);
  }));
  CHECK(events::check_links({{"", {"ftp://x", ""}}, {"forum-1", {"", "x"}}}).size() == 2);
}
