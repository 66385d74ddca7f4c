// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/ring_fixture.hpp"
#include "tests/server/admin_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// The organiser's side of a ring with two approved members.
struct ring_side : admin_side {
  std::string one, two;
  const std::string base = "/admin/sit/events/vergleich";

  ring_side() {
    auto file = sample_event_file();
    file["events"][0].merge_patch(ring_with({ring_meeting("first-a", "a"), ring_meeting("all")}));
    file["events"][0]["slug"] = "vergleich";
    now = signing_up;
    import_file(db, file, nullptr, now);
    one = add_approved("10000001", "Neudorf", 12'000);
    two = add_approved("10000002", "Altstadt", 60'000);
    sign_in_as("staff@sit.example.org", "sit", "organiser");
  }

  std::string add_approved(const std::string& ags, const std::string& name,
                           std::int64_t population) {
    const auto reference = add_attendee("vergleich", "Ina", name);
    db->write([&](schema::transaction& tx) {
      add_municipality(tx, ags, name, "municipality", population, "Hessen");
      tx.execute("UPDATE registration SET applicant = :1 WHERE reference = :2", ags, reference);
      const auto id =
          tx.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1", reference);
      add_ring_person(tx, id.value(), "contact", ags + "@stadt.example.org");
    });
    return reference;
  }

  pairs form(const seen& page, const pairs& more) {
    pairs made = {{"csrf", csrf()}, {"version", page.value_of("version")}};
    made.insert(made.end(), more.begin(), more.end());
    return made;
  }

  std::string group_of(const std::string& reference) {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::string>(
              "SELECT COALESCE(g.key, '') FROM registration r"
              " LEFT JOIN ring_group g ON g.id = r.ring_group_id WHERE r.reference = :1",
              reference)
          .value();
    });
  }
};

const pairs two_groups = {
    {"group", "a"}, {"title.a", "Ring A"}, {"group", "b"}, {"title.b", "Ring B"}};

pairs with_groups(const pairs& more) {
  auto all = two_groups;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

TEST_CASE("the page of the ring groups shows members, proposes without storing, and saves",
          "[server][admin][rings][S3]") {
  ring_side side;
  const auto page = side.get(side.base + "/ring");
  CHECK(page.status == 200);
  CHECK(has(page, "Altstadt"));
  CHECK(has(page, "10.000 bis unter 20.000"));
  CHECK(has(page, "60.000"));
  CHECK(has(page, "2 Kommunen sind noch keinem Ring zugeteilt."));
  const auto proposed =
      side.post(side.base + "/ring", side.form(page, with_groups({{"do", "propose"},
                                                                  {"member." + side.one, "a"},
                                                                  {"member." + side.two, ""}})));
  CHECK(proposed.status == 200);
  CHECK(has(proposed, "noch nicht gespeichert"));
  CHECK(has(proposed, "<option value=\"a\" selected>Ring A</option>"));
  CHECK(side.group_of(side.one) == "");
  const auto saved =
      side.post(side.base + "/ring", side.form(page, with_groups({{"do", "save"},
                                                                  {"member." + side.one, "a"},
                                                                  {"member." + side.two, "b"}})));
  CHECK(saved.status == 303);
  CHECK(side.group_of(side.one) == "a");
  CHECK(side.group_of(side.two) == "b");
  CHECK(has(side.get(side.base + "/ring", {{"saved", "1"}}), "Gespeichert."));
}

TEST_CASE("a form about ring groups that is out of date shows what another has stored",
          "[server][admin][rings]") {
  ring_side side;
  const auto page = side.get(side.base + "/ring");
  const auto mine = side.form(
      page, with_groups({{"do", "save"}, {"member." + side.one, "a"}, {"member." + side.two, ""}}));
  auto theirs = side.form(page, with_groups({{"do", "save"},
                                             {"group", "ring-1"},
                                             {"title.ring-1", "Neu"},
                                             {"member." + side.one, "ring-1"}}));
  CHECK(side.post(side.base + "/ring", theirs).status == 303);
  const auto refused = side.post(side.base + "/ring", mine);
  CHECK(refused.status == 409);
  CHECK(has(refused, "Jemand anderes hat die Einteilung gespeichert"));
  CHECK(has(refused, "Gespeichert ist: Neu"));
  CHECK(side.group_of(side.one) == "ring-1");
  // Sent again with what was seen, it counts; the other's group stays.
  const auto again = side.form(refused, with_groups({{"do", "save"},
                                                     {"group", "ring-1"},
                                                     {"title.ring-1", "Neu"},
                                                     {"member." + side.one, "a"}}));
  CHECK(side.post(side.base + "/ring", again).status == 303);
  CHECK(side.group_of(side.one) == "a");
}

TEST_CASE("what is wrong with the ring groups stands at the field, with everything kept",
          "[server][admin][rings]") {
  ring_side side;
  const auto page = side.get(side.base + "/ring");
  const auto answer =
      side.post(side.base + "/ring", side.form(page, {{"do", "save"},
                                                      {"group", "a"},
                                                      {"title.a", "Gleich"},
                                                      {"group", "b"},
                                                      {"title.b", "Gleich"},
                                                      {"member." + side.one, "b"}}));
  CHECK(answer.status == 422);
  CHECK(has(answer, "href=\"#field-title-b\""));
  CHECK(has(answer, "id=\"field-title-b-error\""));
  CHECK(has(answer, "<option value=\"b\" selected>Gleich</option>"));
  CHECK(side.group_of(side.one) == "");
}

TEST_CASE(
    "a key of a group that cannot be, or stands twice, is a fault at the field, and nothing"
    " typed is lost",
    "[server][admin][rings]") {
  ring_side side;
  const auto page = side.get(side.base + "/ring");
  const auto stored = [&] {
    return side.db->read([](const schema::reader& r) {
      return r.value<std::string>("SELECT MAX(title) FROM ring_group").value() + " of " +
             std::to_string(r.value<std::int64_t>("SELECT COUNT(*) FROM ring_group").value());
    });
  };
  const auto before = stored();
  const auto send = [&](const pairs& more) {
    return side.post(side.base + "/ring", side.form(page, more));
  };
  for (const std::string what : {"save", "propose", "add"}) {
    INFO(what);
    const auto twice = send({{"do", what},
                             {"group", "a"},
                             {"title.a", "Westen"},
                             {"group", "a"},
                             {"title.a", "Osten"},
                             {"member." + side.one, "a"}});
    CHECK(twice.status == 422);
    CHECK(has(twice, "href=\"#field-title-ring-1\""));
    CHECK(has(twice, "id=\"field-title-ring-1-error\""));
    CHECK(has(twice, "mit der Kennung eines anderen"));
    CHECK(has(twice, "value=\"Westen\""));
    CHECK(has(twice, "value=\"Osten\""));
    CHECK(has(twice, "<option value=\"a\" selected>Westen</option>"));
  }
  for (const auto& key : texts{"", "Ring A", "../a", "a\xff", "ä", std::string(65, 'a')}) {
    INFO(key);
    const auto wrong = send({{"do", "save"},
                             {"group", "b"},
                             {"title.b", "Norden"},
                             {"group", key},
                             {"title." + key, "Süden"},
                             {"member." + side.two, "b"},
                             {"member." + side.one, key == "a\xff" ? "" : key}});
    CHECK(wrong.status == 422);
    CHECK(has(wrong, "id=\"field-title-ring-1-error\""));
    CHECK(has(wrong, "die es nicht geben kann"));
    CHECK(has(wrong, "value=\"Norden\""));
    CHECK(has(wrong, "value=\"Süden\""));
    CHECK(has(wrong, "<option value=\"b\" selected>Norden</option>"));
    if (key != "a\xff" && !key.empty())
      CHECK(has(wrong, "<option value=\"ring-1\" selected>Süden</option>"));
  }
  CHECK(stored() == before);
  CHECK(side.group_of(side.one) == "");
  CHECK(side.group_of(side.two) == "");
}

TEST_CASE("meetings are added, dated, cancelled and attended on their pages",
          "[server][admin][rings][S3]") {
  ring_side side;
  const auto list = side.get(side.base + "/meetings");
  CHECK(list.status == 200);
  CHECK(has(list, "September/Oktober"));
  CHECK(has(list, "Alle Ringe"));
  auto wrong =
      side.post(side.base + "/meetings",
                side.form(list, {{"title", "Neues Treffen"}, {"starts_on", "2030-13-01"}}));
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"Neues Treffen\""));
  CHECK(has(wrong, "href=\"#field-starts_on\""));
  wrong = side.post(side.base + "/meetings", side.form(list, {{"title", "Neues Treffen"},
                                                              {"starts_on", "2031-03-04"},
                                                              {"starts_at", "10:00"},
                                                              {"ends_at", "12:00"}}));
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "vom 15.05.2030 bis zum 31.10.2030"));
  const auto added = side.post(
      side.base + "/meetings",
      side.form(list, {{"title", "Neues Treffen"}, {"ring_group", "b"}, {"when", "November"}}));
  CHECK(added.status == 303);
  const auto path = side.base + "/meetings/meeting-1";
  auto page = side.get(path);
  CHECK(has(page, "Ring B"));
  CHECK(has(page, "November"));
  CHECK(side.post(path, side.form(page, {{"title", "Neues Treffen"},
                                         {"starts_on", "2030-10-02"},
                                         {"starts_at", "10:00"},
                                         {"ends_at", "12:00"}}))
            .status == 303);
  page = side.get(path);
  CHECK(has(page, "2. Oktober 2030"));
  CHECK(has(page, "value=\"2030-10-02\""));
  const auto asked = side.post(path, side.form(page, {{"title", "Neuer Titel"}, {"do", "cancel"}}));
  CHECK(asked.status == 200);
  CHECK(has(asked, "„Neuer Titel“ absagen?"));
  CHECK_FALSE(has(side.get(path), "fällt aus"));
  CHECK(side.post(path, side.form(asked, {{"title", asked.value_of("title")},
                                          {"do", asked.value_of("do")},
                                          {"confirm", "yes"}}))
            .status == 303);
  CHECK(has(side.get(path), "Neuer Titel"));
  CHECK(has(side.get(path), "fällt aus"));
  // Attendance at everybody's meeting.
  side.post(side.base + "/ring",
            side.form(side.get(side.base + "/ring"), with_groups({{"member." + side.one, "a"}})));
  const auto all = side.base + "/meetings/all";
  CHECK(has(side.get(all), "Altstadt"));
  CHECK(side.post(all + "/attendance", {{"csrf", side.csrf()}, {"attended", side.two}}).status ==
        303);
  CHECK(has(side.get(all), "value=\"" + side.two + "\" checked"));
  CHECK_FALSE(has(side.get(all), "value=\"" + side.one + "\" checked"));
}

TEST_CASE("a meeting that another has changed meanwhile is not overwritten",
          "[server][admin][rings]") {
  ring_side side;
  const auto path = side.base + "/meetings/all";
  const auto page = side.get(path);
  CHECK(side.post(path, side.form(page, {{"title", "Zuerst"}})).status == 303);
  const auto refused = side.post(path, side.form(page, {{"title", "Danach"}}));
  CHECK(refused.status == 409);
  CHECK(has(refused, "value=\"Danach\""));
  CHECK(side.post(path, side.form(refused, {{"title", "Danach"}})).status == 303);
}

TEST_CASE("only comparison rings have these pages, and only what is a meeting has one",
          "[server][admin][rings]") {
  ring_side side;
  for (const std::string rest : {"/ring", "/meetings", "/meetings/plenary", "/indicators"})
    CHECK(side.get("/admin/sit/events/kick-off" + rest).status == 404);
  CHECK(side.get(side.base + "/meetings/none").status == 404);
  CHECK(side.get(side.base + "/indicators").status == 200);
}

TEST_CASE("indicators are exported by who may export, and that is recorded",
          "[server][admin][rings]") {
  ring_side side;
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO indicator_answer (organiser_id, event_id, registration_id, indicator, period,"
        " value, answered_at) SELECT organiser_id, event_id, id, 'cost', '2030', '1234.5', 0"
        " FROM registration WHERE reference = :1",
        side.one);
  });
  const auto page = side.get(side.base + "/indicators");
  CHECK(has(page, "1.234,5"));
  CHECK(has(page, "Vollständig beantwortet haben 0 von 2 Kommunen."));
  const auto csv = side.get(side.base + "/indicators.csv", {{"for", "excel-de"}});
  CHECK(csv.status == 200);
  CHECK(has(csv, side.one + ";Neudorf;10000001;;cost;2030;1234.5;"));
  CHECK(side.db->read([&](const schema::reader& r) {
    return r.value<std::int64_t>(
        "SELECT COUNT(*) FROM audit_entry WHERE action = 'export.downloaded'");
  }) == 1);
}
