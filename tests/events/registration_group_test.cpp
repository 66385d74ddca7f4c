// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_group.hpp"
#include "events/decision.hpp"
#include "events/group.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;

namespace {

// Ada with so many companions.
events::typed_fields form_of(int companions, const std::string& first = "ada@stadt.example.org") {
  auto form = least_form(first);
  form.emplace_back("organisation", "Stadt Musterstadt");
  for (int i = 2; i < companions + 2; ++i) {
    const auto person = "person." + std::to_string(i) + ".";
    form.emplace_back(person + "given_name", "Kim");
    form.emplace_back(person + "family_name", "Muster" + std::to_string(i));
    form.emplace_back(person + "email", "p" + std::to_string(i) + "@stadt.example.org");
  }
  return form;
}

events::registered register_all(registration_fixture& in, const events::typed_fields& form,
                                instant at = signing_up) {
  const auto checked = events::check_group_sign_up(*in.of, form).value();
  return in.db->write([&](schema::transaction& tx) {
    return in.registrar.register_one(tx, *in.of, checked, in.from, at);
  });
}

std::vector<events::group_member> group_of(registration_fixture& in, const std::string& public_id) {
  return in.db->read([&](const schema::reader& db) {
    return events::find_group(db, events::find_registration(db, public_id)->id);
  });
}

texts statuses(registration_fixture& in) {
  texts all;
  in.db->read([&](const schema::reader& db) {
    db.each<std::string>("SELECT status FROM registration ORDER BY id",
                         [&](std::string one) { all.push_back(std::move(one)); });
  });
  return all;
}

texts group_faults(const events::event& to, const events::typed_fields& form) {
  const auto checked = events::check_group_sign_up(to, form);
  texts lines;
  if (!checked.has_error()) return lines;
  for (const auto& one : checked.error()) lines.push_back(one.field + ": " + one.code);
  return lines;
}

// What everybody of a group has booked, in the order of the form.
texts booked_by(registration_fixture& in, const std::string& public_id) {
  texts all;
  for (const auto& one : group_of(in, public_id)) {
    const auto id = in.db->read([&](const schema::reader& db) {
      return db.value<std::string>("SELECT public_id FROM registration WHERE reference = :1",
                                   one.reference);
    });
    all.push_back(in.booked(id.value()));
  }
  return all;
}

nlohmann::json with_forums(std::int64_t first, std::int64_t second) {
  auto file = sample_event_file()["events"][0];
  nlohmann::json changes = {{"sessions", file["sessions"]}, {"choices", file["choices"]}};
  changes["sessions"][1]["capacity"] = first;
  changes["sessions"][2]["capacity"] = second;
  changes["choices"][0]["second_choice"] = true;
  return changes;
}

const std::string waits_for_first = "plenary confirmed, forum-1 waiting",
                  has_first = "plenary confirmed, forum-1 confirmed",
                  has_second = "plenary confirmed, forum-2 confirmed";

}  // namespace

TEST_CASE("a group waits together for a session, and moves up when all of it fits",
          "[events][S4]") {
  registration_fixture in(with_forums(3, 9));
  const auto first = in.sign_up_as("x@stadt.example.org");
  const auto group = register_all(in, form_of(2));
  CHECK(booked_by(in, group.public_id) == texts(3, waits_for_first));
  // Two places are free, and who comes alone need not wait for the group.
  const auto alone = in.sign_up_as("y@stadt.example.org");
  CHECK(in.booked(alone.public_id) == has_first);
  in.cancel(first.public_id);
  CHECK(booked_by(in, group.public_id) == texts(3, waits_for_first));
  in.cancel(alone.public_id);
  CHECK(booked_by(in, group.public_id) == texts(3, has_first));
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who waits for a session with a group goes on alone after choosing otherwise",
          "[events][S4]") {
  registration_fixture in(with_forums(2, 9));
  const auto group = register_all(in, form_of(2));
  CHECK(booked_by(in, group.public_id) == texts(3, waits_for_first));
  const auto others = replaced(least_form(), "session", "forum-2");
  REQUIRE(in.change(group.public_id, others).has_value());
  CHECK(booked_by(in, group.public_id) == texts{has_second, has_first, has_first});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group of which one cancels needs one place less in its session", "[events][S4]") {
  registration_fixture in(with_forums(2, 9));
  const auto group = register_all(in, form_of(2));
  in.cancel(group.public_id);
  const auto booked = booked_by(in, group.public_id);
  CHECK(texts(booked.end() - 2, booked.end()) == texts(2, has_first));
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group takes its second choice together", "[events][S4]") {
  registration_fixture in(with_forums(2, 3));
  const auto group = register_all(in, with(form_of(2), "second.forums", "forum-2"));
  CHECK(booked_by(in, group.public_id) == texts(3, has_second));
  CHECK(in.number("SELECT COUNT(*) FROM registration_session b JOIN event_session s"
                  " ON s.id = b.instead_of WHERE s.key = 'forum-1'") == 3);
  // The first choice is not full, only too small for three.
  const auto alone = in.sign_up_as("z@stadt.example.org");
  CHECK(in.booked(alone.public_id) == has_first);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group that waits together moves to the second choice when that has room first",
          "[events][S4]") {
  registration_fixture in(with_forums(1, 1));
  const auto group = register_all(in, with(form_of(1), "second.forums", "forum-2"));
  CHECK(booked_by(in, group.public_id) == texts(2, waits_for_first));
  in.import_again(with_forums(1, 2));
  CHECK(booked_by(in, group.public_id) == texts(2, has_second));
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group that takes fewer gets as many places in a session as there are",
          "[events][S4]") {
  registration_fixture in(with_forums(2, 9));
  const auto group = register_all(in, with(form_of(2), "takes_fewer", "yes"));
  CHECK(booked_by(in, group.public_id) == texts{has_first, has_first, waits_for_first});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group that moves up to the event waits together for its session", "[events][S4]") {
  auto rules = with_forums(1, 9);
  rules["capacity"] = 2;
  registration_fixture in(rules);
  const auto first = in.sign_up_as("x@stadt.example.org", "forum-2");
  const auto group = register_all(in, form_of(1));
  CHECK(group.status == status::waiting);
  in.cancel(first.public_id);
  CHECK(statuses(in) == texts{"cancelled", "confirmed", "confirmed"});
  CHECK(booked_by(in, group.public_id) == texts(2, waits_for_first));
  rules["sessions"][1]["capacity"] = 2;
  in.import_again(rules);
  CHECK(booked_by(in, group.public_id) == texts(2, has_first));
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("without a waiting list a group that does not fit in a session is refused whole",
          "[events][S4]") {
  auto rules = with_forums(2, 9);
  rules["waiting_list"] = false;
  registration_fixture in(rules);
  const auto group = register_all(in, form_of(2));
  CHECK(group.outcome == events::registered::what::full);
  CHECK(group.full_session == "forum-1");
  CHECK(statuses(in).empty());
}

TEST_CASE("who of a group was approved and waits, waits for one place", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 1}, {"approval", true}});
  const auto decide = [&](const std::string& reference) {
    return in.db->write([&](schema::transaction& tx) {
      return in.registrar.decide(tx, *in.of, organisers::scope::of_operator(in.of->by.id),
                                 {reference, true, ""}, signing_up + 1h);
    });
  };
  const auto first = in.sign_up_as("x@stadt.example.org");
  REQUIRE(to_text(decide(first.reference).value()) == "confirmed");
  const auto group = register_all(in, form_of(2));
  CHECK(to_text(decide(group.reference).value()) == "waiting");
  in.cancel(first.public_id);
  CHECK(to_text(in.find(group.public_id)->status) == "confirmed");
}

TEST_CASE("everybody of a group has a registration, a link and a mail of their own", "[events]") {
  registration_fixture in;
  const auto made = register_all(in, form_of(2));
  CHECK(made.outcome == events::registered::what::made);
  CHECK(made.status == status::confirmed);
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org",
                            "registration-confirmed > p2@stadt.example.org",
                            "registration-confirmed > p3@stadt.example.org"});
  const auto group = group_of(in, made.public_id);
  REQUIRE(group.size() == 3);
  CHECK(group[0].given_name == "Ada");
  CHECK(group[2].family_name == "Muster3");
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE organisation = 'Stadt Musterstadt'") ==
        3);
  CHECK(in.number("SELECT COUNT(*) FROM registration_session") == 6);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("companions see no group, and a single person has none", "[events]") {
  registration_fixture in;
  const auto made = register_all(in, form_of(1));
  const auto other = in.db->read([&](const schema::reader& db) {
    return events::find_group(db, *db.value<std::int64_t>("SELECT MAX(id) FROM registration"));
  });
  CHECK(other.empty());
  CHECK(group_of(in, in.sign_up_as("b@stadt.example.org").public_id).empty());
  CHECK(in.number("SELECT COUNT(*) FROM registration_group") == 1);
  CHECK(made.outcome == events::registered::what::made);
}

TEST_CASE("who filled in the form consents for nobody else", "[events]") {
  registration_fixture in;
  register_all(in, with(form_of(2), "consent.newsletter", "yes"));
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 1);
  CHECK(in.mails().size() == 4);
  CHECK(group_faults(*in.of, with(form_of(1), "person.2.consent.newsletter", "yes")) ==
        texts{"person.2.consent.newsletter: unknown_field"});
}

TEST_CASE("every fault of a companion is named with its person", "[events]") {
  const registration_fixture in(nlohmann::json{
      {"questions",
       {{{"key", "fee"}, {"type", "yes_no"}, {"label", {{"de", "Gebühr"}}}, {"must_be", "yes"}}}}});
  const auto form = with(form_of(1), "answer.fee", "yes");
  CHECK(group_faults(*in.of, form) == texts{"person.2.answer.fee: must_be_yes"});
  auto wrong = with(form, "person.2.answer.fee", "yes");
  wrong = replaced(wrong, "person.2.email", "nobody");
  wrong = with(wrong, "person.3.family_name", "X");
  CHECK(group_faults(*in.of, wrong) ==
        texts{"person.2.email: not_an_email", "person.3.given_name: required",
              "person.3.email: required", "person.3.answer.fee: must_be_yes"});
}

TEST_CASE("an address stands once in a form, and a form has only so many people", "[events]") {
  const registration_fixture in;
  CHECK(group_faults(*in.of, replaced(form_of(2), "person.3.email", "ADA@stadt.example.org")) ==
        texts{"person.3.email: same_address"});
  CHECK(group_faults(*in.of, form_of(4)).empty());
  CHECK(group_faults(*in.of, form_of(5)) == texts{"people: too_many_people"});
  CHECK(group_faults(*in.of, with(form_of(0), "person.4000000000.email", "x@stadt.example.org")) ==
        texts{"people: too_many_people"});
  CHECK(group_faults(*in.of, with(form_of(0), "person.1.email", "x@stadt.example.org")) ==
        texts{"person.1.email: unknown_field"});
}

TEST_CASE("a person who was added and left empty is asked for and not left out", "[events]") {
  const registration_fixture in;
  auto form = form_of(1);
  form.emplace_back("person.3.given_name", "");
  form.emplace_back("person.3.email", "");
  CHECK(group_faults(*in.of, form) == texts{"person.3.given_name: empty_person"});
  // A number between others that the form has no fields of is nobody.
  const auto gap = group_faults(*in.of, with(form_of(0), "person.4.email", "x@example.net"));
  CHECK(gap == texts{"person.4.given_name: required", "person.4.family_name: required"});
}

TEST_CASE("who is taken away goes with everything, and those after move up", "[events]") {
  const registration_fixture in;
  auto form = form_of(3);
  form.emplace_back("without", "2");
  const auto left = events::with_people(form, *in.of);
  REQUIRE(left.has_value());
  CHECK(events::last_person(*left) == 3);
  const auto checked = events::check_group_sign_up(*in.of, *left);
  REQUIRE(checked.has_value());
  REQUIRE(checked->companions.size() == 2);
  CHECK(checked->companions[0].email == "p3@stadt.example.org");
  CHECK(checked->companions[1].email == "p4@stadt.example.org");
  CHECK_FALSE(events::with_people(with(form_of(1), "without", "1"), *in.of));
}

TEST_CASE("a group gets all its places or waits, and moves up together", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 3}});
  const auto one = in.sign_up_as("x@stadt.example.org").public_id;
  const auto group = register_all(in, form_of(2));
  CHECK(group.status == status::waiting);
  CHECK(statuses(in) == texts{"confirmed", "waiting", "waiting", "waiting"});
  // Two places are free, and who comes alone need not wait for the group.
  const auto alone = in.sign_up_as("y@stadt.example.org");
  CHECK(alone.status == status::confirmed);
  in.cancel(one);
  CHECK(statuses(in)[1] == "waiting");
  in.cancel(alone.public_id);
  CHECK(statuses(in) == texts{"cancelled", "confirmed", "confirmed", "confirmed", "cancelled"});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a group that takes fewer gets as many places as there are", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 2}});
  register_all(in, with(form_of(2), "takes_fewer", "yes"));
  CHECK(statuses(in) == texts{"confirmed", "confirmed", "waiting"});
  in.import_again(nlohmann::json{{"capacity", 3}});
  CHECK(statuses(in) == texts{"confirmed", "confirmed", "confirmed"});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a waiting group that becomes smaller may move up", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 2}});
  const auto made = register_all(in, form_of(2));
  CHECK(made.status == status::waiting);
  const auto last = group_of(in, made.public_id).back();
  CHECK(in.db->write([&](schema::transaction& tx) {
    return in.registrar.cancel_some(tx, in.catalogue, {made.public_id, true}, {last.reference},
                                    signing_up + 1h);
  }));
  CHECK(statuses(in) == texts{"confirmed", "confirmed", "cancelled"});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("without a waiting list a group that does not fit is refused whole", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 2}, {"waiting_list", false}});
  CHECK(register_all(in, form_of(2)).outcome == events::registered::what::full);
  CHECK(register_all(in, with(form_of(2), "takes_fewer", "yes")).outcome ==
        events::registered::what::full);
  CHECK(statuses(in).empty());
  CHECK(in.mails().empty());
  CHECK(register_all(in, form_of(1)).outcome == events::registered::what::made);
}

TEST_CASE("who is registered already is left out of the group and told so", "[events]") {
  registration_fixture in;
  in.sign_up_as("p2@stadt.example.org");
  const auto made = register_all(in, form_of(2));
  CHECK(made.outcome == events::registered::what::made);
  CHECK(group_of(in, made.public_id).size() == 2);
  CHECK(in.mails().back() == "registration-known > p2@stadt.example.org");

  const auto again = register_all(in, form_of(3));
  CHECK(again.outcome == events::registered::what::known_already);
  CHECK(again.public_id.empty());
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE email = 'p4@stadt.example.org'") == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("the same form of a group with the same key registers once", "[events]") {
  registration_fixture in;
  const auto form = with(form_of(2), "idempotency_key", "k");
  const auto first = register_all(in, form), second = register_all(in, form);
  CHECK(second.outcome == events::registered::what::repeated);
  CHECK(second.public_id == first.public_id);
  CHECK(statuses(in).size() == 3);
  CHECK(in.mails().size() == 3);
}

TEST_CASE("a group is cancelled one by one or as a whole", "[events]") {
  registration_fixture in;
  const auto made = register_all(in, form_of(2));
  const auto group = group_of(in, made.public_id);
  const auto cancel = [&](const std::vector<std::string>& whom, bool by_mail) {
    return in.db->write([&](schema::transaction& tx) {
      return in.registrar.cancel_some(tx, in.catalogue, {made.public_id, by_mail}, whom,
                                      signing_up + 1h);
    });
  };
  const auto foreign = in.sign_up_as("z@stadt.example.org");
  CHECK(cancel({group[1].reference, foreign.reference}, false));
  CHECK(statuses(in) == texts{"confirmed", "cancelled", "confirmed", "confirmed"});
  CHECK(in.mails().back() == "registration-cancelled > p2@stadt.example.org");

  SECTION("but the browser's link cancels nobody who has used their own") {
    in.db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET proven_at = 1 WHERE reference = :1", group[2].reference);
    });
    CHECK(cancel({group[2].reference}, false));
    CHECK(statuses(in)[2] == "confirmed");
    CHECK(cancel({group[2].reference}, true));
    CHECK(statuses(in)[2] == "cancelled");
  }
  SECTION("all") {
    CHECK(cancel({group[0].reference, group[2].reference}, true));
    CHECK(statuses(in) == texts{"cancelled", "cancelled", "cancelled", "confirmed"});
  }
  CHECK(in.wrong_counters().empty());
}
