// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/certificates.hpp"

#include "events/check_in.hpp"
#include "events/erase_registration.hpp"
#include "events/event_entry_json.hpp"
#include "events/event_file.hpp"
#include "events/mail_plan.hpp"
#include "events/mail_runs.hpp"
#include "server/application.hpp"
#include "tests/events/mails_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const json by_mail = {{"certificates", {{"by_mail", true}, {"hours_after", 2}}}};

// The sample's event: 2030-05-15, 9:00 to 16:00.
instant berlin(const std::string& local) {
  return local_to_instant(local, "Europe/Berlin").value();
}
const instant doors = berlin("2030-05-15T08:30"), over = berlin("2030-05-15T16:00");

struct certified : mails_fixture {
  explicit certified(const json& changes = json::object()) : mails_fixture(changes) {
    compose =
        events::make_composer(catalogue, linked, server::mail_texts(), [this] { return clock; });
  }

  organisers::scope staff = organisers::scope::of_operator(of->by.id);

  // Signs up and is checked in; the reference.
  std::string attends(const std::string& name, const std::string& session = "") {
    const auto made = sign_up_as(name + "@stadt.example.org");
    check_in(made.reference, session);
    return made.reference;
  }
  void check_in(const std::string& reference, const std::string& session = "") {
    const events::check_in_codes codes(some_key(5));
    const auto done = db->write([&](schema::transaction& tx) {
      return events::check_in(tx, {staff, *of, session.empty() ? 0 : session_id(session)}, codes,
                              {{reference, ""}, "", "", {}}, doors);
    });
    REQUIRE(done.what == events::check_in_outcome::checked_in);
  }
  void undo(const std::string& reference) {
    db->write([&](schema::transaction& tx) {
      events::undo_check_in(tx, {staff, *of, 0}, reference, doors + 5min);
    });
  }
  std::int64_t run(instant now, std::int64_t most = 100) {
    std::int64_t sent = 0;
    events::run_progress step{true, 0};
    while (step.any) {
      step = db->write([&](schema::transaction& tx) {
        return events::send_planned_mails(tx, catalogue, outbox, now, most);
      });
      sent += step.sent;
    }
    return sent;
  }
  std::int64_t ask(instant now) {
    return db->write(
        [&](schema::transaction& tx) { return events::ask_for_certificates(tx, staff, *of, now); });
  }
  bool send_to(const std::string& reference, instant now) {
    return db->write([&](schema::transaction& tx) {
      return events::send_certificate(tx, staff, *of, outbox, reference, now);
    });
  }
  std::int64_t mails() {
    return number("SELECT COUNT(*) FROM message WHERE template = 'event-certificate'");
  }
  events::certificate_count counted(const organisers::scope& whose) {
    return db->read(
        [&](const schema::reader& r) { return events::count_certificates(r, whose, *of); });
  }
};

}  // namespace

TEST_CASE("whoever was checked in gets a certificate by mail after the event, once",
          "[events][certificates]") {
  certified in(by_mail);
  in.attends("here");
  in.attends("at-forum", "forum-1");
  in.sign_up_as("absent@stadt.example.org");
  CHECK(in.run(berlin("2030-05-15T17:59")) == 0);
  CHECK(in.run(berlin("2030-05-15T18:00"), 1) == 2);
  CHECK(in.run(berlin("2030-05-15T18:01")) == 0);
  CHECK(in.mails() == 2);
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'event-certificate'"
                  " AND needs_consent = 0 AND priority = 1") == 2);
  // Asked for by hand, too: nobody is left.
  CHECK(in.ask(berlin("2030-05-15T18:02")) == 0);
}

TEST_CASE("an event that does not say so sends no certificates by itself",
          "[events][certificates]") {
  certified in;
  in.attends("here");
  CHECK(in.run(berlin("2030-05-16T16:00")) == 0);
  CHECK(in.run(berlin("2030-05-20T16:00")) == 0);
}

TEST_CASE("whose check-in was taken back gets none, also once the mail waits",
          "[events][certificates]") {
  certified in;
  const auto undone = in.attends("undone"), stays = in.attends("stays");
  in.undo(undone);
  CHECK(in.counted(in.staff).to_send == 1);
  CHECK(in.ask(over) == 1);
  CHECK(in.run(over) == 1);
  CHECK_FALSE(in.send_to(undone, over));
  in.clock = over;
  REQUIRE(in.composed("event-certificate"));
  in.undo(stays);
  CHECK_FALSE(in.composed("event-certificate"));
}

TEST_CASE("staff sends what is missing, and one person theirs again", "[events][certificates]") {
  certified in(by_mail);
  const auto first = in.attends("first");
  CHECK(in.ask(over - 1min) == 0);
  CHECK_FALSE(in.send_to(first, over - 1min));
  CHECK(in.ask(over) == 1);
  CHECK(in.run(over) == 1);
  in.attends("late");
  const auto count = in.counted(in.staff);
  CHECK(count.here == 2);
  CHECK(count.sent == 1);
  CHECK(count.to_send == 1);
  // The plan of the event has only the rest.
  CHECK(in.run(berlin("2030-05-15T18:00")) == 1);
  CHECK(in.send_to(first, berlin("2030-05-16T09:00")));
  CHECK(in.counted(in.staff).sent == 2);
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'certificate.sent'") == 2);
}

TEST_CASE("a second press replaces the mail that still waits", "[events][certificates]") {
  certified in;
  const auto one = in.attends("one");
  CHECK(in.send_to(one, over));
  CHECK(in.send_to(one, over + 1s));
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'event-certificate'"
                  " AND state = 'queued'") == 1);
}

TEST_CASE("the mail carries the certificate in the person's language", "[events][certificates]") {
  certified in;
  auto form = least_form("eve@stadt.example.org");
  form.emplace_back("lang", "en");
  const auto made = in.sign_up(form);
  in.check_in(made.reference);
  in.ask(over);
  in.run(over);
  in.clock = over;
  const auto mail = in.composed("event-certificate").value();
  REQUIRE(mail.attachments.size() == 1);
  const auto& file = mail.attachments.front();
  CHECK(file.name == "certificate-of-attendance-" + made.reference + ".pdf");
  CHECK(file.media_type == "application/pdf");
  CHECK(file.content.starts_with("%PDF-"));
  CHECK(file.content.find("/Lang (en)") != std::string::npos);
  CHECK(mail.calendar.empty());
}

TEST_CASE("another organiser counts, sends and lists none of them", "[events][certificates]") {
  certified in;
  const auto one = in.attends("one");
  const auto foreign = organisers::scope::of_operator(in.of->by.id + 1);
  CHECK(in.counted(foreign).here == 0);
  in.db->write([&](schema::transaction& tx) {
    CHECK(events::ask_for_certificates(tx, foreign, *in.of, over) == 0);
    CHECK_FALSE(events::send_certificate(tx, foreign, *in.of, in.outbox, one, over));
    CHECK(events::send_certificate(tx, in.staff, *in.of, in.outbox, one, over));
    CHECK(events::list_sent_certificates(tx, foreign, *in.of).empty());
    CHECK(events::list_sent_certificates(tx, in.staff, *in.of).size() == 1);
  });
}

TEST_CASE("the check proves a reference and no other one", "[events][certificates]") {
  const links with(some_key(3), "https://anmeldung.example.org"),
      other(some_key(4), "https://anmeldung.example.org");
  const auto check = events::certificate_check(with, "7K3-M9Q-2XC", 5);
  CHECK(check.size() == 9);
  CHECK(events::is_certificate_check(with, check, "7K3-M9Q-2XC", 5));
  auto typed = check;
  std::erase(typed, '-');
  for (auto& c : typed) c = c >= 'A' && c <= 'F' ? char(c - 'A' + 'a') : c;
  CHECK(events::is_certificate_check(with, typed, "7K3-M9Q-2XC", 5));
  CHECK_FALSE(events::is_certificate_check(with, check, "7K3-M9Q-2XC", 6));
  CHECK_FALSE(events::is_certificate_check(with, check, "7K3-M9Q-2XD", 5));
  CHECK_FALSE(events::is_certificate_check(other, check, "7K3-M9Q-2XC", 5));
  CHECK_FALSE(events::is_certificate_check(with, "", "7K3-M9Q-2XC", 5));
}

TEST_CASE("erasing a registration erases that it got a certificate", "[events][certificates]") {
  certified in;
  const auto one = in.attends("one");
  CHECK(in.send_to(one, over));
  in.db->write([&](schema::transaction& tx) {
    events::erase_registration(
        tx, tx.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1", one).value(),
        over);
  });
  CHECK(in.number("SELECT COUNT(*) FROM certificate") == 0);
}

TEST_CASE("the event file says whether certificates go out, and the entry gives it back",
          "[events][certificates]") {
  certified in(by_mail);
  REQUIRE(in.of->mail_plan);
  CHECK(in.of->mail_plan->certificates_after == std::chrono::hours(2));
  const auto entry =
      in.db->read([&](const schema::reader& r) { return events::event_as_entry(r, *in.of); });
  CHECK(entry.at("certificates") == by_mail.at("certificates"));
  auto file = sample_event_file();
  file["events"][0]["certificates"] = {{"by_mail", true}};
  CHECK(events::parse_event_file(file.dump())->events.front().what.mail_plan->certificates_after ==
        events::usual_certificate_delay);
  file["events"][0]["certificates"] = {{"by_mail", false}, {"hours_after", 3}};
  CHECK_FALSE(events::parse_event_file(file.dump())->events.front().what.mail_plan);
  file["events"][0]["certificates"] = {{"by_mail", true}, {"hours_after", -1}};
  CHECK(events::parse_event_file(file.dump()).error().front().field ==
        "events[0].certificates.hours_after");
}
