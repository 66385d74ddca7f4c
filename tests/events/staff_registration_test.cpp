// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/staff_registration.hpp"

#include <algorithm>

#include "events/registration_history.hpp"
#include "events/registration_notes.hpp"
#include "tests/events/mails_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;

namespace {

struct staff_side : mails_fixture {
  using mails_fixture::mails_fixture;

  organisers::scope whose() const { return organisers::scope::of_operator(of->by.id); }

  template <class Act>
  auto act(Act&& what, instant at = signing_up + 2h) {
    return db->write([&](schema::transaction& tx) {
      return what(events::staff_act{tx, registrar, ledger, outbox, whose(), *of, at});
    });
  }
  auto cancel_it(const std::string& reference, bool tell = true) {
    return act([&](const events::staff_act& by) {
      return events::cancel_by_staff(by, catalogue, reference, tell);
    });
  }
  auto change_it(const events::registered& who, const events::typed_fields& form, bool tell = true,
                 std::optional<instant> seen = {}) {
    events::staff_change what{who.reference, seen.value_or(by_reference(who).updated_at),
                              checked(form), tell};
    return act([&](const events::staff_act& by) { return events::change_by_staff(by, what); });
  }
  events::registered add(const events::typed_fields& form, bool tell = true, bool over = false) {
    const events::staff_entry what{checked(form), tell, over};
    return act([&](const events::staff_act& by) { return events::add_by_staff(by, what); });
  }
  auto promote(const std::string& reference, bool over = false) {
    return act(
        [&](const events::staff_act& by) { return events::promote_by_staff(by, reference, over); });
  }
  events::registration by_reference(const events::registered& who) {
    return db->read([&](const schema::reader& r) {
      const auto id =
          r.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1", who.reference);
      return events::find_registration(r, *id).value();
    });
  }
  std::int64_t audited(const std::string& action) {
    return number("SELECT COUNT(*) FROM audit_entry WHERE action = :1", action);
  }
  // Places that are taken beyond what there is, at the event and in sessions.
  std::int64_t over() {
    return number("SELECT COALESCE(SUM(taken - capacity), 0) FROM event WHERE taken > capacity");
  }
};

const std::string ada = "ada@stadt.example.org", ben = "ben@stadt.example.org";

}  // namespace

TEST_CASE("staff cancel once, the person is told, and the place moves on", "[events][staff]") {
  staff_side in(nlohmann::json{{"capacity", 1}});
  const auto first = in.sign_up_as(ada);
  const auto second = in.sign_up_as(ben);
  CHECK(in.cancel_it(first.reference) == events::staff_cancel::cancelled);
  CHECK(in.cancel_it(first.reference) == events::staff_cancel::ended_already);
  CHECK(in.cancel_it("AAA-AAA-AAA") == events::staff_cancel::unknown);
  CHECK(in.by_reference(first).status == status::cancelled);
  CHECK(in.by_reference(first).proven_at == std::nullopt);
  CHECK(in.by_reference(second).status == status::confirmed);
  const auto mails = in.mails();
  CHECK(std::count(mails.begin(), mails.end(), "registration-cancelled > " + ada) == 1);
  CHECK(std::count(mails.begin(), mails.end(), "registration-promoted > " + ben) == 1);
  CHECK(in.audited("registration.cancelled_by_staff") == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("whom staff do not want to tell of the cancellation gets no mail, others do",
          "[events][staff]") {
  staff_side in(nlohmann::json{{"capacity", 1}});
  const auto first = in.sign_up_as(ada);
  in.sign_up_as(ben);
  const auto before = in.mails().size();
  in.cancel_it(first.reference, false);
  CHECK(in.mails().size() == before + 1);
  CHECK(in.mails().back() == "registration-promoted > " + ben);
}

TEST_CASE("a change by staff proves no address, ends no link and is told once", "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(least_form());
  auto form = replaced(replaced(least_form(), "session", "forum-2"), "family_name", "Beispiel");
  CHECK(in.change_it(made, form).value() == status::confirmed);
  const auto stored = in.by_reference(made);
  CHECK(stored.family_name == "Beispiel");
  CHECK(stored.public_id == made.public_id);
  CHECK_FALSE(stored.proven_at);
  CHECK(in.booked(made.public_id) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.mails().size() == 2);
  CHECK(in.mails().back() == "registration-changed > " + ada);
  CHECK(in.audited("registration.changed_by_staff") == 2);

  CHECK(in.change_it(made, with(form, "organisation", "Amt"), false).has_value());
  CHECK(in.by_reference(made).organisation == "Amt");
  CHECK(in.mails().size() == 2);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a change that changes nothing leaves no trace", "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(least_form());
  CHECK(in.change_it(made, least_form()).has_value());
  CHECK(in.mails().size() == 1);
  CHECK(in.audited("registration.changed_by_staff") == 0);
  CHECK(in.by_reference(made).updated_at == signing_up);
}

TEST_CASE("who has read an older state overwrites nothing", "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(least_form());
  const auto read = in.by_reference(made).updated_at;
  CHECK(in.change_it(made, replaced(least_form(), "family_name", "Eins")).has_value());
  const auto late = in.change_it(made, replaced(least_form(), "family_name", "Zwei"), true, read);
  REQUIRE(late.has_error());
  CHECK(late.error().front().code == "registration_changed");
  CHECK(in.by_reference(made).family_name == "Eins");
}

TEST_CASE("a full session without waiting list refuses the whole change by staff",
          "[events][staff]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  staff_side in(nlohmann::json{{"sessions", sessions}, {"waiting_list", false}});
  in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as(ben, "forum-2");
  const auto done = in.change_it(second, replaced(least_form(ben), "family_name", "Neu"));
  REQUIRE(done.has_error());
  CHECK(done.error().front().code == "session_full");
  CHECK(in.by_reference(second).family_name == "Muster");
  CHECK(in.audited("registration.changed_by_staff") == 0);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("another address gets a link of its own, and the old one opens nothing",
          "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(with(least_form(), "consent.newsletter", "yes"));
  CHECK(in.change_it(made, least_form("neu@stadt.example.org")).has_value());
  const auto stored = in.by_reference(made);
  CHECK(stored.email == "neu@stadt.example.org");
  CHECK(stored.public_id != made.public_id);
  CHECK_FALSE(in.find(made.public_id));
  CHECK(in.mails().back() == "registration-confirmed > neu@stadt.example.org");
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE state = 'queued' AND template ="
                  " 'registration-confirmed' AND recipient = :1",
                  ada) == 0);
  CHECK(in.db->read([&](const schema::reader& r) {
    return in.ledger.find_by_email(r, in.of->by.id, "neu@stadt.example.org").size();
  }) == 0);
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE search LIKE '%neu@stadt%'") == 1);
}

TEST_CASE("the old address of a registration is told that there is another, and not which",
          "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up_as(ada);
  CHECK(in.change_it(made, least_form("neu@stadt.example.org"), false).has_value());
  CHECK(in.number("SELECT COUNT(*) FROM message"
                  " WHERE template = 'registration-moved' AND recipient = :1 AND state = 'queued'",
                  ada) == 1);
  const auto mail = in.composed("registration-moved");
  REQUIRE(mail);
  const auto told = mail->data.dump();
  CHECK(told.find("neu@stadt") == told.npos);
  CHECK(told.find(made.reference) == told.npos);
  CHECK(told.find("/r/") == told.npos);
  CHECK(mail->calendar.empty());
  // Another change of the same registration concerns the old address no more.
  const auto seen = in.by_reference(made).updated_at;
  auto form = replaced(least_form("neu@stadt.example.org"), "family_name", "Anders");
  CHECK(in.change_it(made, form, true, seen).has_value());
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE recipient = :1 AND state = 'queued'", ada) ==
        1);
}

TEST_CASE("an address that is registered already is not given a second time", "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up_as(ada);
  in.sign_up_as(ben);
  const auto done = in.change_it(made, least_form(ben));
  REQUIRE(done.has_error());
  CHECK(done.error().front().field == "email");
  CHECK(done.error().front().code == "address_known");
  const auto added = in.add(least_form(ben));
  CHECK(added.outcome == events::registered::what::known_already);
  CHECK(in.mails().size() == 2);
}

TEST_CASE("staff register somebody once, however often the form is sent", "[events][staff]") {
  staff_side in(nlohmann::json{{"registration", {{"verify_email", true}}}});
  const auto form = with(least_form(), "idempotency_key", "key-1");
  const auto made = in.add(form);
  CHECK(made.outcome == events::registered::what::made);
  CHECK(in.add(form).outcome == events::registered::what::repeated);
  CHECK(in.by_reference(made).status == status::confirmed);
  CHECK(in.mails() == texts{"registration-confirmed > " + ada});
  CHECK(in.audited("registration.added_by_staff") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%/admin%'") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(in.add(least_form(ben), false).outcome == events::registered::what::made);
  CHECK(in.mails().size() == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("staff oversell only by saying so", "[events][staff]") {
  staff_side in(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  in.sign_up_as("a@stadt.example.org");
  CHECK(in.add(least_form(ada)).outcome == events::registered::what::full);
  CHECK(in.over() == 0);
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.add(least_form(ada), true, true).outcome == events::registered::what::made);
  CHECK(in.over() == 1);
  CHECK(in.number(
            "SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%\"over_capacity\":true%'") == 1);
}

TEST_CASE("who is added to a full event with a waiting list waits", "[events][staff]") {
  staff_side in(nlohmann::json{{"capacity", 1}});
  in.sign_up_as("a@stadt.example.org");
  CHECK(in.add(least_form(ada)).status == status::waiting);
  CHECK(in.mails().back() == "registration-waiting > " + ada);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("out of turn somebody moves up only into a place that there is", "[events][staff]") {
  staff_side in(nlohmann::json{{"capacity", 1}});
  const auto first = in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org");
  const auto third = in.sign_up_as(ada);
  const auto refused = in.promote(third.reference);
  REQUIRE(refused.has_error());
  CHECK(refused.error().front().code == "full");
  CHECK(in.promote(first.reference).error().front().code == "not_waiting");
  CHECK(in.promote(third.reference, true).value() == status::confirmed);
  CHECK(in.over() == 1);
  CHECK(in.booked(third.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.mails().back() == "registration-promoted > " + ada);
  CHECK(in.audited("registration.promoted_by_staff") == 1);
  CHECK(in.promote(third.reference, true).has_error());
}

TEST_CASE("notes are one's own to delete and go with the registration", "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(least_form());
  const auto note = [&](const std::string& text) {
    return in.db->write([&](schema::transaction& tx) {
      return events::add_note(tx, in.whose(), made.reference, text, signing_up);
    });
  };
  CHECK(note("Kommt später").empty());
  CHECK(note("").front().code == "required");
  CHECK(note(std::string(2001, 'x')).front().code == "too_long");
  const auto id = in.by_reference(made).id;
  const auto all = [&] {
    return in.db->read(
        [&](const schema::reader& r) { return events::list_notes(r, in.whose(), id); });
  };
  REQUIRE(all().size() == 1);
  CHECK(all().front().text == "Kommt später");
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%später%'") == 0);
  const auto remove = [&](const organisers::scope& whose) {
    return in.db->write([&](schema::transaction& tx) {
      return events::delete_note(tx, whose, made.reference, all().front().id, signing_up);
    });
  };
  CHECK_FALSE(remove(organisers::scope::of_operator(in.of->by.id + 1)));
  CHECK(remove(in.whose()));
  CHECK(note("Noch eine").empty());
  in.db->write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM message");
    tx.execute("DELETE FROM registration WHERE id = :1", id);
  });
  CHECK(in.number("SELECT COUNT(*) FROM registration_note") == 0);
}

TEST_CASE("the history tells by time who did what, the person's own cancellation apart",
          "[events][staff]") {
  staff_side in;
  const auto made = in.sign_up(least_form());
  in.change_it(made, replaced(least_form(), "phone", "0211 1234"));
  in.cancel(made.public_id, signing_up + 3h, false);
  const auto history = in.db->read([&](const schema::reader& r) {
    return events::list_history(r, in.whose(), in.by_reference(made));
  });
  texts actions;
  for (const auto& one : history) actions.push_back(one.action);
  CHECK(actions == texts{"registered", "registration.changed_by_staff", "cancelled"});
}
