// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/invitation.hpp"

#include <random>
#include <set>

#include "events/check_form.hpp"
#include "events/decision.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct invitation_fixture : registration_fixture {
  explicit invitation_fixture(const nlohmann::json& changes) : registration_fixture(changes) {}

  organisers::scope whose() const { return organisers::scope::of_operator(of->by.id); }

  zusage::checked<events::sign_up> check(const events::typed_fields& form,
                                         instant at = signing_up) {
    return db->read([&](const schema::reader& r) { return events::check_form(r, *of, form, at); });
  }

  // What came of it: a status, an outcome, or the faults of the form.
  std::string come(const std::string& email, const std::string& code, instant at = signing_up) {
    auto form = least_form(email);
    if (!code.empty()) form.emplace_back("code", code);
    const auto made = check(form, at);
    if (!made) return made.error().front().field + ": " + made.error().front().code;
    return come(*made, at);
  }

  std::string come(const events::sign_up& form, instant at = signing_up) {
    last = db->write(
        [&](schema::transaction& tx) { return registrar.register_one(tx, *of, form, from, at); });
    using what = events::registered::what;
    if (last.outcome == what::code_refused) return "refused";
    if (last.outcome == what::full) return "full";
    if (last.outcome == what::known_already) return "known";
    return std::string(to_text(last.status));
  }

  events::invitation stored(const std::string& code) {
    return db
        ->read([&](const schema::reader& r) { return events::find_invitation(r, of->id, code); })
        .value();
  }

  std::int64_t taken() { return number("SELECT taken FROM event WHERE id = :1", of->id); }

  std::int64_t end_overdue(instant at) {
    return db->write([&](schema::transaction& tx) {
      return events::end_overdue_invitations(tx, registrar, catalogue, at, 100);
    });
  }

  events::registered last;
};

nlohmann::json with_invitations(std::int64_t capacity, const nlohmann::json& invitations) {
  nlohmann::json changes = {{"capacity", capacity}, {"invitations", invitations}};
  for (auto& one : changes["invitations"]) {
    if (!one.contains("until")) one["until"] = "2030-05-01T12:00";
  }
  return changes;
}

}  // namespace

TEST_CASE("codes are the same however they are written", "[events][invitation]") {
  CHECK(events::code_key("Stadt-2030") == events::code_key(" stadt 2030 "));
  CHECK(events::code_key("- .") == "");
  CHECK(events::code_key("\xFF") == "");
  std::set<std::string> made;
  for (int i = 0; i < 1000; ++i) made.insert(events::new_code());
  CHECK(made.size() == 1000);
  CHECK(made.begin()->size() == 12);
}

TEST_CASE("an invitation lets in as often as it says", "[events][invitation]") {
  invitation_fixture f(with_invitations(100, {{{"code", "PRESSE"}, {"uses", 2}}}));
  CHECK(f.come("a@stadt.example.org", "presse") == "confirmed");
  CHECK(f.come("a@stadt.example.org", "presse") == "known");  // which uses nothing
  CHECK(f.stored("PRESSE").used == 1);
  CHECK(f.come("b@stadt.example.org", "Pres-Se") == "confirmed");
  CHECK(f.come("c@stadt.example.org", "presse") == "code: code_used_up");
  CHECK(f.come("c@stadt.example.org", "other") == "code: code_unknown");
  CHECK(f.come("c@stadt.example.org", "") == "confirmed");
  REQUIRE(f.cancel(f.db->read([&](const schema::reader& r) {
    return r
        .value<std::string>("SELECT public_id FROM registration WHERE email = :1",
                            std::string("b@stadt.example.org"))
        .value();
  })));
  CHECK(f.stored("PRESSE").used == 1);
  CHECK(f.come("d@stadt.example.org", "presse") == "confirmed");
}

TEST_CASE("of many who hold the last use one comes", "[events][invitation]") {
  invitation_fixture f(with_invitations(100, {{{"code", "EINS"}, {"uses", 1}}}));
  std::vector<events::sign_up> forms;
  for (int i = 0; i < 20; ++i) {
    auto form = least_form("a" + std::to_string(i) + "@stadt.example.org");
    form.emplace_back("code", "EINS");
    forms.push_back(f.check(form).value());  // all of them while it was still good
  }
  int in = 0, refused = 0;
  for (const auto& one : forms) {
    const auto what = f.come(one);
    in += what == "confirmed";
    refused += what == "refused";
  }
  CHECK(in == 1);
  CHECK(refused == 19);
  CHECK(f.stored("EINS").used == 1);
  CHECK(f.number("SELECT COUNT(*) FROM registration") == 1);
}

TEST_CASE("seats that are kept count as taken and are for who was invited",
          "[events][invitation]") {
  invitation_fixture f(with_invitations(3, {{{"code", "GAST"}, {"seats", 2}}}));
  CHECK(f.taken() == 2);
  CHECK(f.come("a@stadt.example.org", "") == "confirmed");
  CHECK(f.come("b@stadt.example.org", "") == "waiting");
  CHECK(f.come("c@stadt.example.org", "gast") == "confirmed");
  const auto guest = f.last.public_id;
  CHECK(f.taken() == 3);
  CHECK(f.stored("GAST").seats_left == 1);
  // Who cancels gives the seat back to the invitation, not to the waiting list.
  REQUIRE(f.cancel(guest));
  CHECK(f.stored("GAST").seats_left == 2);
  CHECK(f.taken() == 3);
  CHECK(f.come("d@stadt.example.org", "gast") == "confirmed");
  CHECK(f.come("e@stadt.example.org", "gast") == "confirmed");
  CHECK(f.come("f@stadt.example.org", "gast") == "waiting");  // any number may use it
  CHECK(f.wrong_counters() == texts{});
}

TEST_CASE("when its time is over what was kept goes to who waits", "[events][invitation]") {
  invitation_fixture f(with_invitations(2, {{{"code", "GAST"}, {"seats", 2}}}));
  CHECK(f.come("a@stadt.example.org", "gast") == "confirmed");
  CHECK(f.come("b@stadt.example.org", "") == "waiting");
  const auto waits = f.last.public_id;
  CHECK(f.end_overdue(local_to_instant("2030-05-01T11:59", "Europe/Berlin").value()) == 0);
  const auto over = local_to_instant("2030-05-01T12:00", "Europe/Berlin").value();
  CHECK(f.end_overdue(over) == 1);
  CHECK(f.end_overdue(over) == 0);
  CHECK(f.find(waits)->status == events::registration_status::confirmed);
  CHECK(f.come("c@stadt.example.org", "gast", over) == "code: code_ended");
  CHECK(f.wrong_counters() == texts{});
}

TEST_CASE("a group comes by one code, all of them or none", "[events][invitation]") {
  invitation_fixture f(with_invitations(2, {{{"code", "TEAM"}, {"uses", 3}, {"seats", 2}}}));
  const auto group = [&](int people, const std::string& name) {
    auto form = least_form(name + "1@stadt.example.org");
    form.emplace_back("code", "team");
    for (int i = 2; i <= people; ++i) {
      const auto prefix = "person." + std::to_string(i) + ".";
      form.emplace_back(prefix + "given_name", "P");
      form.emplace_back(prefix + "family_name", "Q");
      form.emplace_back(prefix + "email", name + std::to_string(i) + "@stadt.example.org");
    }
    return form;
  };
  const auto four = f.check(group(4, "x"));
  REQUIRE(four.has_error());
  CHECK(four.error().front().code == "code_used_up");
  CHECK(f.come(f.check(group(2, "a")).value()) == "confirmed");
  CHECK(f.stored("TEAM").used == 2);
  CHECK(f.stored("TEAM").seats_left == 0);
  CHECK(f.taken() == 2);
  CHECK(f.wrong_counters() == texts{});
}

TEST_CASE("a group that has to wait takes none of the seats that are kept",
          "[events][invitation]") {
  invitation_fixture f(with_invitations(3, {{{"code", "TEAM"}, {"seats", 2}}}));
  CHECK(f.come("a@stadt.example.org", "") == "confirmed");
  auto form = least_form("x1@stadt.example.org");
  form.emplace_back("code", "team");
  for (const std::string number : {"2", "3"}) {
    form.emplace_back("person." + number + ".given_name", "P");
    form.emplace_back("person." + number + ".family_name", "Q");
    form.emplace_back("person." + number + ".email", "x" + number + "@stadt.example.org");
  }
  CHECK(f.come(f.check(form).value()) == "waiting");
  CHECK(f.stored("TEAM").seats_left == 2);
  CHECK(f.stored("TEAM").used == 3);
  CHECK(f.taken() == 3);
}

TEST_CASE("an invitation lets in who is not in the lists", "[events][invitation]") {
  auto changes = with_invitations(100, {{{"code", "GAST"}}});
  changes["audience"] = {{"municipalities", {"05962016"}}};
  invitation_fixture f(changes);
  CHECK(f.come("a@stadt.example.org", "") == "municipality: required");
  CHECK(f.come("a@stadt.example.org", "falsch") == "code: code_unknown");
  CHECK(f.come("a@stadt.example.org", "gast") == "confirmed");
  const auto member = f.check(with(least_form("b@stadt.example.org"), "municipality", "05962016"));
  CHECK(member.has_value());
}

TEST_CASE("who types a wrong code is told that, and not also that the lists leave them out",
          "[events][invitation]") {
  auto changes = with_invitations(100, {{{"code", "GAST"}}});
  changes["audience"] = {{"municipalities", {"05962016"}},
                         {"email_domains", {"stadt.example.org"}}};
  invitation_fixture f(changes);
  const auto faults_with = [&](const std::string& code) {
    const auto made = f.check(with(least_form("a@gmail.example.com"), "code", code));
    std::string all;
    for (const auto& one : made.error()) all += one.field + ": " + one.code + " ";
    return all;
  };
  CHECK(faults_with("falsch") == "code: code_unknown ");
  CHECK(faults_with("") == "municipality: required email: not_your_domain ");
}

TEST_CASE("by invitation only means by invitation only", "[events][invitation]") {
  auto changes = with_invitations(100, {{{"code", "GAST"}}});
  changes["audience"] = {{"invited_only", true}};
  invitation_fixture f(changes);
  CHECK(f.come("a@stadt.example.org", "") == "code: required");
  CHECK(f.come("a@stadt.example.org", "falsch") == "code: code_unknown");
  CHECK(f.come("a@stadt.example.org", "gast") == "confirmed");
}

TEST_CASE("an import changes invitations and ends those that are gone", "[events][invitation]") {
  invitation_fixture f(
      with_invitations(10, {{{"code", "A"}, {"seats", 4}}, {{"code", "B"}, {"seats", 3}}}));
  CHECK(f.taken() == 7);
  f.import_again(with_invitations(10, {{{"code", "A"}, {"seats", 2}}}));
  CHECK(f.taken() == 2);
  CHECK(f.stored("B").ended_at.has_value());
  f.import_again(with_invitations(10, {{{"code", "A"}, {"seats", 9}}}));
  CHECK(f.taken() == 9);
  CHECK(f.stored("A").seats_left == 9);
}

TEST_CASE("seats that an import frees go to who waits", "[events][invitation]") {
  invitation_fixture f(with_invitations(2, {{{"code", "A"}, {"seats", 2}}}));
  CHECK(f.come("a@stadt.example.org", "") == "waiting");
  const auto waits = f.last.public_id;
  f.import_again(with_invitations(2, {{{"code", "A"}, {"seats", 1}}}));
  CHECK(f.find(waits)->status == events::registration_status::confirmed);
  CHECK(f.stored("A").seats_left == 1);
  // No more were kept than were free; fewer wanted than that leaves them as they are.
  f.import_again(with_invitations(2, {{{"code", "A"}, {"seats", 2}}}));
  f.import_again(with_invitations(2, {{{"code", "A"}, {"seats", 1}}}));
  CHECK(f.stored("A").seats_left == 1);
}

TEST_CASE("the same form again gets its first answer, though it took the code's last use",
          "[events][invitation]") {
  invitation_fixture in(with_invitations(5, {{{"code", "GAST-1"}, {"uses", 1}}}));
  auto form = with(with(least_form("a@example.org"), "code", "GAST-1"), "idempotency_key", "one");
  const auto first = in.check(form);
  REQUIRE(first.has_value());
  REQUIRE(in.come(*first) == "confirmed");
  const auto again = in.check(form);
  REQUIRE(again.has_value());
  in.come(*again);
  CHECK(in.last.outcome == events::registered::what::repeated);
}

TEST_CASE("nobody waits with a code while a seat is kept for it", "[events][invitation]") {
  auto rules = with_invitations(1, {{{"code", "GAST-1"}, {"seats", 1}}});
  rules["waiting_list"] = true;
  invitation_fixture in(rules);
  REQUIRE(in.come("guest@example.org", "GAST-1") == "confirmed");
  const auto guest = in.last.public_id;
  REQUIRE(in.come("second@example.org", "GAST-1") == "waiting");
  const auto second = in.last.public_id;
  REQUIRE(in.cancel(guest));
  CHECK(to_text(in.find(second)->status) == "confirmed");
}

TEST_CASE("a session that an invited person leaves goes to who waits for it",
          "[events][invitation]") {
  auto rules = with_invitations(5, {{{"code", "GAST-1"}, {"seats", 1}}});
  rules["waiting_list"] = true;
  rules["sessions"] = sample_event_file()["events"][0]["sessions"];
  for (auto& one : rules["sessions"]) {
    if (one["key"] == "forum-1") one["capacity"] = 1;
  }
  invitation_fixture in(rules);
  REQUIRE(in.come("guest@example.org", "GAST-1") == "confirmed");
  const auto guest = in.last.public_id;
  const auto other = in.come("other@example.org", "");
  REQUIRE(other == "confirmed");
  const auto waits = in.last.public_id;
  REQUIRE(in.booked(waits) == "plenary confirmed, forum-1 waiting");
  REQUIRE(in.cancel(guest));
  CHECK(in.booked(waits) == "plenary confirmed, forum-1 confirmed");
}

TEST_CASE("who applied with a code gets the seat that is kept for it when approved",
          "[events][invitation]") {
  auto rules = with_invitations(1, {{{"code", "GAST-1"}, {"seats", 1}}});
  rules["approval"] = true;
  rules["waiting_list"] = true;
  invitation_fixture in(rules);
  REQUIRE(in.come("a@example.org", "GAST-1") == "applied");
  const auto done = in.db->write([&](schema::transaction& tx) {
    return in.registrar.decide(tx, *in.of, in.whose(), {in.last.reference, true, ""},
                               signing_up + 1h);
  });
  REQUIRE(done.has_value());
  CHECK(to_text(*done) == "confirmed");
  CHECK(in.stored("GAST-1").seats_left == 0);
  CHECK(in.taken() == 1);
}

TEST_CASE("the use of a declined application is there for others, until it is approved after all",
          "[events][invitation]") {
  auto rules = with_invitations(9, {{{"code", "GAST-1"}, {"uses", 1}}});
  rules["approval"] = true;
  invitation_fixture in(rules);
  const auto decide = [&](const std::string& reference, bool approved) {
    return in.db->write([&](schema::transaction& tx) {
      return in.registrar.decide(tx, *in.of, in.whose(), {reference, approved, ""},
                                 signing_up + 1h);
    });
  };
  REQUIRE(in.come("a@example.org", "GAST-1") == "applied");
  const auto first = in.last;
  CHECK(in.come("b@example.org", "GAST-1") == "code: code_used_up");
  REQUIRE(decide(first.reference, false).has_value());
  CHECK(in.stored("GAST-1").used == 0);
  REQUIRE(in.come("b@example.org", "GAST-1") == "applied");
  // Nothing is left of the code, but the organiser decides.
  REQUIRE(decide(first.reference, true).has_value());
  CHECK(in.stored("GAST-1").used == 1);
  REQUIRE(in.cancel(first.public_id));
  CHECK(in.stored("GAST-1").used == 1);
}

TEST_CASE("a code whose time was over goes on with a later deadline, an ended one does not",
          "[events][invitation]") {
  auto rules = with_invitations(3, {{{"code", "A"}, {"seats", 2}}, {{"code", "B"}}});
  invitation_fixture in(rules);
  REQUIRE(in.come("a@example.org", "A") == "confirmed");
  const auto after = local_to_instant("2030-05-02T12:00", "Europe/Berlin").value();
  in.end_overdue(after);
  REQUIRE(in.stored("A").ended_at.has_value());
  in.import_again(rules, after);
  CHECK(in.stored("A").ended_at.has_value());
  rules["invitations"][0]["until"] = "2030-05-10T12:00";
  in.import_again(rules, after);
  CHECK_FALSE(in.stored("A").ended_at.has_value());
  CHECK(in.stored("A").seats_left == 1);  // the other one was used
  CHECK(in.taken() == 2);

  rules["invitations"].erase(0);
  in.import_again(rules, after);
  rules["invitations"].push_back({{"code", "A"}, {"until", "2030-05-11T12:00"}});
  in.import_again(rules, after);
  CHECK(in.stored("A").ended_at.has_value());
}

// Hundreds of people with and without codes come and go: places never exceed the capacity, no use
// is lost or spent twice, and whoever waits does so while nothing is free.
TEST_CASE("places and invitations stay in step whatever happens", "[events][invitation]") {
  invitation_fixture f(with_invitations(
      12, {{{"code", "A"}, {"uses", 6}, {"seats", 3}}, {{"code", "B"}, {"seats", 2}}}));
  std::mt19937 random(7);
  std::vector<std::string> in;
  for (int step = 0; step < 400; ++step) {
    const auto dice = random() % 10;
    if (dice < 6) {
      const auto* code = dice < 2 ? "" : dice < 4 ? "A" : "B";
      const auto what = f.come("p" + std::to_string(step) + "@stadt.example.org", code);
      if (what == "confirmed" || what == "waiting") in.push_back(f.last.public_id);
    } else if (!in.empty()) {
      const auto at = random() % in.size();
      REQUIRE(f.cancel(in[at]));
      in.erase(in.begin() + std::ptrdiff_t(at));
    }
    const auto a = f.stored("A"), b = f.stored("B");
    const auto placed = f.number("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'");
    const auto waiting = f.number("SELECT COUNT(*) FROM registration WHERE status = 'waiting'");
    REQUIRE(f.taken() == placed + a.seats_left + b.seats_left);
    REQUIRE(f.taken() <= 12);
    REQUIRE((waiting == 0 || f.taken() == 12));
    REQUIRE(a.used == f.number("SELECT COUNT(*) FROM registration WHERE invitation_id = :1"
                               " AND status <> 'cancelled'",
                               a.id));
    REQUIRE(a.used <= 6);
  }
}
