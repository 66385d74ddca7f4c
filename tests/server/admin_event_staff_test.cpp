// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_event_staff.hpp"

#include "events/staff_mails.hpp"
#include "server/application.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "web/render.hpp"

using namespace zusage;

namespace {

constexpr auto chosen_password = "neun Dromedare im Sand";
const std::string event_path = "/admin/sit/events/kick-off", page_of_staff = event_path + "/staff";

struct office : tests::admin_side {
  std::string owner;

  office() {
    tests::add_event(db, {{"slug", "second-day"}, {"title", {{"de", "Zweiter Tag"}}}});
    sign_in_as("leitung@example.org", "sit", "owner");
    owner = token();
  }
  tests::seen send(const std::string& path, tests::pairs fields = {}) {
    fields.emplace_back("csrf", csrf());
    return post(path, fields);
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value_or(-1); });
  }
  /// The newest invitation as it would leave now.
  web::rendered_mail mail() {
    key32 key{};
    key.fill(3);
    const links with(secrets(key).links, "https://termine.example.org");
    return db->read([&](const schema::reader& view) {
      const auto row = view.one<std::int64_t, std::string, std::string>(
          "SELECT organiser_id, recipient, data FROM message WHERE template = 'staff-invitation'"
          " ORDER BY id DESC");
      mailer::message message;
      message.template_name = "staff-invitation";
      message.language = "de";
      std::string data;
      std::tie(message.organiser_id, message.recipient, data) = row.value();
      message.data = nlohmann::json::parse(data);
      const auto made = events::compose_staff_mail(view, message, with, server::mail_texts(), now);
      return web::render_mail("staff-invitation", web::find_locale("de"), made.value().data);
    });
  }
  std::string link() {
    const auto text = mail().text;
    const auto at = text.find("/admin/", text.find("https://"));
    return text.substr(at, text.find_first_of("\r\n ", at) - at);
  }
  void invite(const std::string& email, const std::string& as,
              const std::string& slug = "kick-off") {
    use_token(owner);
    REQUIRE(send("/admin/sit/events/" + slug + "/staff/invite", {{"email", email}, {"role", as}})
                .status == 303);
  }
  /// Somebody new accepts the newest invitation and is signed in; where they are led.
  std::string accept() {
    const auto path = link();
    sign_out();
    const auto in =
        post(path, {{"new_password", chosen_password}, {"repeat_password", chosen_password}});
    REQUIRE(in.status == 303);
    use_token(tests::session_in(in));
    return get(in.header("Location")).header("Location");
  }
};

}  // namespace

TEST_CASE("an owner invites somebody to an event, whom the mail and the page tell of it",
          "[server][event_staff]") {
  office o;
  o.invite("nora@example.org", "organiser");
  CHECK(has(o.get(page_of_staff), "nora@example.org"));
  CHECK_FALSE(has(o.get("/admin/sit/staff"), "nora@example.org"));
  const auto title = o.db->read([](const schema::reader& view) {
    return nlohmann::json::parse(
               view.value<std::string>("SELECT title FROM event WHERE slug = 'kick-off'").value())
        .at("de")
        .get<std::string>();
  });
  const auto mail = o.mail();
  for (const auto& part : {mail.text, mail.html}) {
    CHECK(part.find(title) != std::string::npos);
    CHECK(part.find("diese Veranstaltung und ihre Teilnehmenden") != std::string::npos);
  }
  const auto path = o.link();
  o.sign_out();
  const auto asked = o.get(path);
  CHECK(has(asked, title));
  CHECK(has(asked, "Verwaltet diese Veranstaltung"));
  CHECK(o.accept() == event_path);
  CHECK(o.get(event_path).status == 200);
  CHECK(o.get(event_path + "/edit").status == 200);
  for (const auto* shut : {"/admin/sit/events", "/admin/sit/start", "/admin/sit/events/second-day",
                           "/admin/sit/staff", "/admin/sit/messages"}) {
    INFO(shut);
    CHECK(o.get(shut).status == 404);
    CHECK_FALSE(has(o.get(event_path), "\"" + std::string(shut) + "\""));
  }
  CHECK(o.get(page_of_staff).status == 404);
  o.use_token(o.owner);
  CHECK(has(o.get("/admin/sit/staff"), "nora@example.org"));
  CHECK(has(o.get("/admin/sit/staff"), page_of_staff));
  CHECK(has(o.get(event_path), page_of_staff));
}

TEST_CASE("who has several events is shown them, and who has one is led there",
          "[server][event_staff]") {
  office o;
  o.invite("paul@example.org", "check-in");
  CHECK(o.accept() == event_path + "/check-in");
  CHECK(o.get(event_path + "/check-in").status == 200);
  CHECK(o.get(event_path).status == 404);
  const auto session = o.token();
  o.invite("paul@example.org", "organiser", "second-day");
  const auto path = o.link();
  o.sign_out();
  CHECK(o.post(path, {}).status == 303);
  o.use_token(session);
  const auto start = o.get("/admin");
  CHECK(start.status == 200);
  CHECK(has(start, "href=\"/admin/sit/events/second-day\""));
  CHECK(has(start, "href=\"/admin/sit/events/kick-off/check-in\""));
  CHECK(has(start, "Zweiter Tag"));
}

TEST_CASE("an event's staff is changed and removed after a question", "[server][event_staff]") {
  office o;
  o.invite("nora@example.org", "organiser");
  o.accept();
  const auto hers = o.token();
  o.use_token(o.owner);
  const auto id = o.get(page_of_staff).value_of("staff");
  REQUIRE_FALSE(id.empty());
  CHECK(o.send(page_of_staff + "/role", {{"staff", id}, {"role", "owner"}}).status == 422);
  CHECK(o.send(page_of_staff + "/role", {{"staff", id}, {"role", "check-in"}}).status == 303);
  o.use_token(hers);
  CHECK(o.get(event_path).status == 404);
  CHECK(o.get(event_path + "/check-in").status == 200);
  o.use_token(o.owner);
  CHECK(has(o.send(page_of_staff + "/remove", {{"staff", id}}), "nora@example.org entfernen?"));
  CHECK(o.count("SELECT COUNT(*) FROM event_staff") == 1);
  CHECK(o.send("/admin/sit/events/second-day/staff/remove", {{"staff", id}, {"confirm", "yes"}})
            .status == 422);
  CHECK(o.send(page_of_staff + "/remove", {{"staff", id}, {"confirm", "yes"}}).status == 303);
  CHECK(o.count("SELECT COUNT(*) FROM event_staff") == 0);
  o.use_token(hers);
  CHECK(o.get("/admin").header("Location").starts_with("/admin/sign-in"));
}

TEST_CASE("a faulty invitation keeps what was typed, and one that is withdrawn opens nothing",
          "[server][event_staff]") {
  office o;
  const auto wrong = o.send(page_of_staff + "/invite", {{"email", "kein Postfach"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"kein Postfach\""));
  CHECK(has(wrong, "href=\"#email\""));
  CHECK(has(wrong, "href=\"#role\""));
  o.invite("nora@example.org", "organiser");
  const auto path = o.link();
  CHECK(o.send(page_of_staff + "/withdraw", {{"email", "nora@example.org"}}).status == 303);
  CHECK(o.send(page_of_staff + "/withdraw", {{"email", "nora@example.org"}}).status == 422);
  o.sign_out();
  CHECK(o.get(path).status == 404);
}

TEST_CASE("the copy of an event has none of its staff", "[server][event_staff]") {
  office o;
  o.invite("nora@example.org", "organiser");
  o.accept();
  o.use_token(o.owner);
  REQUIRE(
      o.send(event_path + "/copy", {{"slug", "next-day"}, {"starts_on", "2031-05-14"}}).status ==
      303);
  CHECK(o.count("SELECT COUNT(*) FROM event") == 4);
  CHECK(o.count("SELECT COUNT(*) FROM event_staff") == 1);
}

TEST_CASE("staff of one event neither see nor make export templates for all",
          "[server][event_staff][export]") {
  office o;
  o.invite("nora@example.org", "organiser");
  o.accept();
  const auto form = o.get(event_path + "/export");
  CHECK(form.status == 200);
  CHECK_FALSE(has(form, "name=\"every_event\""));
  o.use_token(o.owner);
  CHECK(has(o.get(event_path + "/export"), "name=\"every_event\""));
}
