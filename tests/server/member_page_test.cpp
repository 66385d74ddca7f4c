// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/box_plot.hpp"
#include "server/public.hpp"
#include "tests/events/ring_fixture.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Members of ring group a, at their pages.
struct member_site {
  test_services with;
  std::shared_ptr<const events::event> of =
      add_event(with.database(), ring_with({ring_meeting("first-a", "a"), ring_meeting("all")}));
  std::vector<std::string> people;  // public ids

  explicit member_site(int members) {
    with.set_time("2030-06-01T10:00:00Z");
    for (int i = 0; i < members; ++i) add_member(i);
  }

  void add_member(int i, const events::typed_fields& more = {}) {
    const auto number = std::to_string(i);
    auto form = with.request("POST", "/e/kick-off/register", {{"slug", "kick-off"}});
    events::typed_fields typed = {{"given_name", "Ada"},
                                  {"family_name", "Muster"},
                                  {"email", "m" + number + "@stadt.example.org"}};
    typed.insert(typed.end(), more.begin(), more.end());
    const auto wanted = events::check_sign_up(*of, typed);
    with.database()->write([&](schema::transaction& tx) {
      const auto made = with->registrar.register_one(tx, *of, wanted.value(), {}, with.time());
      const auto id =
          tx.value<std::int64_t>("SELECT id FROM registration WHERE public_id = :1", made.public_id)
              .value();
      tx.execute(
          "UPDATE registration SET applicant = :1, ring_group_id = (SELECT id FROM ring_group"
          " WHERE key = 'a') WHERE id = :2",
          "1000000" + number, id);
      add_municipality(tx, "1000000" + number, "Stadt " + number, "municipality", 20'000, "Hessen");
      people.push_back(add_ring_person(tx, id, "contact", "m" + number + "@stadt.example.org"));
      events::book_meetings(tx, *of, with.time());
    });
  }

  std::string path(std::size_t person) const {
    return "/m/" + with.link_maker().token(link_purpose::member, people.at(person));
  }
  server::response get(std::size_t person, const std::string& rest = "") {
    return with.get(path(person) + rest);
  }
  server::response post(std::size_t person, const std::string& rest,
                        const std::vector<std::pair<std::string, std::string>>& form) {
    auto of_form = with.request("POST", path(person) + rest);
    for (const auto& [name, value] : form) of_form.form.add(name, value);
    return with.send(of_form);
  }
  server::response agree(std::size_t person, const std::string& purpose) {
    std::string notice;
    for (const auto& one : of->offers_in("de")) {
      if (one.key == purpose) notice = std::to_string(one.notice_id);
    }
    return post(person, "/consent", {{"purpose", purpose}, {"notice", notice}, {"do", "give"}});
  }
};

}  // namespace

TEST_CASE("the member's page opens by its own link alone, and looking changes nothing",
          "[server][rings][S3]") {
  member_site site(1);
  const auto records = site.with.count("SELECT COUNT(*) FROM consent_record");
  const auto page = site.get(0);
  CHECK(page.status == 200);
  CHECK(has(page, "Ring A"));
  CHECK(has(page, "September/Oktober"));
  CHECK(has(page, "Stadt 0"));
  CHECK(page.personal);
  CHECK(site.with.count("SELECT COUNT(*) FROM consent_record") == records);
  const auto other = site.with.link_maker().token(link_purpose::registration, site.people[0]);
  CHECK(site.with.get("/m/" + other).status == 404);
  const auto calendar = site.get(0, "/calendar.ics");
  CHECK(calendar.status == 200);
  CHECK(has(calendar, "BEGIN:VCALENDAR"));
  site.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET ended_at = 1 WHERE public_id = :1", site.people[0]);
  });
  CHECK(site.get(0).status == 404);
  CHECK(has(site.get(0), "Dieser Zugang ist beendet"));
}

TEST_CASE("who agrees on the member's page is shown at once, and hidden at once",
          "[server][rings][S3]") {
  member_site site(2);
  CHECK_FALSE(has(site.get(1), "mailto:"));
  CHECK(site.agree(0, "newsletter").status == 303);
  CHECK(has(site.get(1), "mailto:m0@stadt.example.org"));
  CHECK_FALSE(has(site.get(1), "+49 30 1234"));
  CHECK(site.agree(0, "calls").status == 303);
  CHECK(has(site.get(1), "+49 30 1234"));
  CHECK(has(site.get(0), "Zustimmung widerrufen"));
  CHECK(site.post(0, "/consent", {{"purpose", "newsletter"}, {"do", "withdraw"}}).status == 303);
  CHECK_FALSE(has(site.get(1), "mailto:"));
  CHECK(site.with.count("SELECT COUNT(*) FROM consent_record WHERE method = 'page'") == 3);
}

TEST_CASE("agreeing and revoking in turns fills no ledger, and revoking never waits",
          "[server][rings]") {
  member_site site(1);
  const auto records = [&] { return site.with.count("SELECT COUNT(*) FROM consent_record"); };
  const auto revoke = [&] {
    return site.post(0, "/consent", {{"purpose", "newsletter"}, {"do", "withdraw"}}).status;
  };
  CHECK(site.agree(0, "newsletter").status == 303);
  CHECK(revoke() == 303);
  const auto refused = site.agree(0, "newsletter");
  CHECK(refused.status == 422);
  CHECK(has(refused, "in zehn Minuten"));
  CHECK(has(refused, "href=\"#consent-newsletter\""));
  CHECK(records() == 2);
  site.with.set_time("2030-06-01T10:10:01Z");
  CHECK(site.agree(0, "newsletter").status == 303);
  CHECK(revoke() == 303);
  CHECK(records() == 4);
}

TEST_CASE("a consent that waits for its confirmation is not told as refused", "[server][rings]") {
  member_site site(1);
  std::string notice;
  for (const auto& one : site.of->offers_in("de")) {
    if (one.key == "newsletter") notice = std::to_string(one.notice_id);
  }
  site.add_member(1, {{"consent.newsletter", "yes"}, {"notice.newsletter", notice}});
  CHECK(has(site.get(0), "Sie haben nicht zugestimmt."));
  CHECK(has(site.get(1), "aber es ist noch nicht bestätigt"));
}

TEST_CASE("a number that was changed is shown only once it is agreed to again",
          "[server][rings][S3]") {
  member_site site(2);
  CHECK(site.agree(0, "newsletter").status == 303);
  CHECK(site.agree(0, "calls").status == 303);
  site.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET phone = '+49 30 999' WHERE email = 'm0@stadt.example.org'");
  });
  CHECK_FALSE(has(site.get(1), "+49 30 999"));
  CHECK(site.agree(0, "calls").status == 303);
  CHECK(has(site.get(1), "+49 30 999"));
  CHECK(site.with.count("SELECT COUNT(*) FROM consent_record WHERE method = 'number-changed'") ==
        1);
}

TEST_CASE("what is agreed to is the notice that stood beside the button", "[server][rings]") {
  member_site site(1);
  const auto answer =
      site.post(0, "/consent", {{"purpose", "newsletter"}, {"notice", "999"}, {"do", "give"}});
  CHECK(answer.status == 422);
  CHECK(has(answer, "href=\"#consent-newsletter\""));
  CHECK(site.post(0, "/consent", {{"purpose", "none"}, {"do", "give"}}).status == 404);
  CHECK(site.with.count("SELECT COUNT(*) FROM consent_record") == 0);
}

TEST_CASE("indicators are typed in the language, refused at the field with all kept, and compared",
          "[server][rings][S3]") {
  member_site site(5);
  const auto page = site.get(0, "/indicators");
  CHECK(page.status == 200);
  CHECK(has(page, "IT-Kosten (€)"));
  CHECK(has(page, "Es gibt noch keine fünf Antworten"));
  // value.<number of the indicator>.<number of its period>
  const auto wrong = site.post(
      0, "/indicators", {{"value.1.1", "viel"}, {"value.1.2", "1.234,5"}, {"value.2.1", "yes"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"viel\""));
  CHECK(has(wrong, "value=\"1.234,5\""));
  CHECK(has(wrong, "href=\"#field-value-1-1\""));
  CHECK(has(wrong, "<option value=\"yes\" selected>Ja</option>"));
  CHECK(site.with.count("SELECT COUNT(*) FROM indicator_answer") == 0);
  for (std::size_t i = 0; i < 5; ++i) {
    const auto value = std::to_string(i + 1) + ".000,5";
    CHECK(site.post(i, "/indicators", {{"value.1.2", value}, {"value.2.1", i < 4 ? "yes" : "no"}})
              .status == 303);
  }
  const auto compared = site.get(1, "/indicators");
  CHECK(has(compared, "value=\"2.000,5\""));
  CHECK(has(compared, "<strong>2.000,5 €</strong>"));
  CHECK(has(compared, "3.000,5 €"));  // the median
  CHECK(has(compared, "<svg class=\"box-plot\""));
  CHECK(has(compared, "Grundlage: 5 Antworten"));
  CHECK(has(compared, "Ja</span> (Ihre Antwort)"));
  // The other period has no answers yet.
  CHECK(has(compared, "Es gibt noch keine fünf Antworten"));
}

TEST_CASE("a box plot says in words what it shows, and marks one's own value on the same scale",
          "[server][rings]") {
  const events::five_figures figures{10, 20, 30, 40, 50};
  const auto svg = server::box_plot_svg(figures, 110, "A & <B>", "Ihr Wert: 110");
  CHECK(svg.find("aria-label=\"A &amp; &lt;B&gt;\"") != std::string::npos);
  CHECK(svg.find("cx=\"580.0\"") != std::string::npos);
  CHECK(svg.find("<line class=\"median\" x1=\"132.0\"") != std::string::npos);
  CHECK(svg.find("style=") == std::string::npos);
  const auto without = server::box_plot_svg({7, 7, 7, 7, 7}, {}, "", "");
  CHECK(without.find("circle") == std::string::npos);
  CHECK(without.find("nan") == std::string::npos);
}
