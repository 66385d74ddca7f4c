// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicator_release.hpp"

#include "events/indicator_answers.hpp"
#include "events/ring.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct indicators_fixture : ring_fixture {
  std::vector<member> members;

  explicit indicators_fixture(int count) {
    std::map<std::string, std::string> groups;
    for (int i = 0; i < count; ++i) {
      members.push_back(add_member("m" + std::to_string(i)));
      groups[members.back().reference] = "a";
    }
    assign(groups);
    reload();
  }

  void answer(std::size_t number, const std::string& cost, const std::string& strategy = "") {
    db->write([&](schema::transaction& tx) {
      const auto who = events::find_ring_person(tx, members.at(number).contact).value();
      events::save_answers(
          tx, *of, who, {{{"cost", "2030"}, cost}, {{"strategy", "2030"}, strategy}}, signing_up);
    });
  }

  std::optional<events::group_figures> shown(std::size_t number = 0,
                                             const std::string& period = "2030") {
    return db->read([&](const schema::reader& r) -> std::optional<events::group_figures> {
      const auto group = events::list_groups(r, of->id).front().id;
      const auto found = events::find_released(r, group, of->ring->indicators[number], period);
      if (!found) return {};
      return found->what;
    });
  }

  std::optional<double> maximum() {
    const auto found = shown();
    if (!found) return {};
    return found->numbers.value().maximum;
  }
};

}  // namespace

TEST_CASE("a ring group sees figures from five answers on, and not what the sixth said",
          "[events][rings][S3]") {
  indicators_fixture in(8);
  for (std::size_t i = 0; i < 4; ++i) in.answer(i, std::to_string(10 * (i + 1)), "yes");
  CHECK_FALSE(in.shown());
  CHECK_FALSE(in.shown(1));
  in.answer(4, "50", "no");
  REQUIRE(in.shown());
  CHECK(in.shown()->numbers == events::five_figures{10, 20, 30, 40, 50});
  CHECK(in.shown(1).value().counts == std::vector<std::size_t>{4, 1});
  CHECK_FALSE(in.shown(0, "2029"));
  in.answer(5, "600", "no");
  CHECK(in.maximum() == 50);
  CHECK(in.shown(1).value().answers == 5);
  // One's own answer moved about shows nothing of the others either.
  for (const char* probe : {"0", "5", "25", "1000"}) {
    in.answer(0, probe, "yes");
    CHECK(in.shown()->numbers == events::five_figures{10, 20, 30, 40, 50});
  }
  // The third that differs, beside the sixth and the first, is the seventh.
  in.answer(6, "700", "no");
  CHECK(in.maximum() == 1000);
  CHECK(in.shown()->answers == 7);
}

TEST_CASE("an answer that is withdrawn, or whose member goes, does not show by difference",
          "[events][rings]") {
  indicators_fixture in(6);
  for (std::size_t i = 0; i < 5; ++i) in.answer(i, std::to_string(10 * (i + 1)));
  const auto before = in.shown();
  in.answer(4, "");
  CHECK(in.number("SELECT COUNT(*) FROM indicator_answer") == 4);
  CHECK(in.shown() == before);
  in.assign({{in.members[0].reference, "b"}});
  CHECK(in.shown() == before);
  in.db->write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM message WHERE registration_id = :1", in.members[1].id);
    tx.execute("DELETE FROM registration WHERE id = :1", in.members[1].id);
  });
  CHECK(in.number("SELECT COUNT(*) FROM indicator_answer") == 3);
  CHECK(in.shown() == before);
}

TEST_CASE("answers come out as CSV by the rules of exports", "[events][rings]") {
  indicators_fixture in(1);
  in.db->write(
      [&](schema::transaction& tx) { tx.execute("UPDATE municipality SET name = '=Böse;Stadt'"); });
  in.answer(0, "12.5", "yes");
  const auto csv = [&](bool excel) {
    std::string text;
    in.db->read([&](const schema::reader& r) {
      events::export_answers(r, in.whose, *in.of, excel, [&](std::string_view piece) {
        text += piece;
        return true;
      });
    });
    return text;
  };
  CHECK(csv(false) ==
        "\xEF\xBB\xBFreference,member,ags,ring_group,indicator,period,value,answered_at\r\n" +
            in.members[0].reference +
            ",\"'=Böse;Stadt\",10000001,a,cost,2030,12.5,2030-04-01T10:00:00+02:00\r\n" +
            in.members[0].reference +
            ",\"'=Böse;Stadt\",10000001,a,strategy,2030,yes,2030-04-01T10:00:00+02:00\r\n");
  CHECK(csv(true).find(";10000001;a;cost;2030;12.5;") != std::string::npos);
  in.db->read([&](const schema::reader& r) {
    const auto other = organisers::scope::of_operator(in.of->by.id + 1);
    CHECK_FALSE(
        events::export_answers(r, other, *in.of, false, [](std::string_view) { return true; }));
    CHECK(events::list_answers(r, other, in.of->id).empty());
  });
}
