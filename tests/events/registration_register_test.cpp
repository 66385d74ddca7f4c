// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using what = events::registered::what;
using status = events::registration_status;

TEST_CASE("a sign-up is a row with its sessions, its place and its mail", "[events]") {
  registration_fixture in;
  auto form = with(least_form(), "municipality", "05962016");
  form = with(with(form, "organisation", "Stadt Altena"), "answer.diet", "vegan");
  const auto made = in.sign_up(form);
  CHECK(made.outcome == what::made);
  CHECK(made.status == status::confirmed);
  CHECK(read_reference(made.reference) == made.reference);

  const auto stored = in.find(made.public_id).value();
  CHECK(stored.reference == made.reference);
  CHECK(stored.given_name == "Ada");
  CHECK(stored.email == "ada@stadt.example.org");
  CHECK(stored.organisation == "Stadt Altena");
  CHECK(stored.ags == "05962016");
  CHECK(stored.answers == nlohmann::json({{"diet", "vegan"}}));
  CHECK(stored.registered_at == signing_up);
  CHECK(stored.waiting_position == 0);
  CHECK(in.booked(made.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org"});
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("ticked boxes become requests in the ledger, each with a mail of its own", "[events]") {
  registration_fixture in;
  auto form = with(with(least_form(), "consent.newsletter", "yes"), "consent.calls", "yes");
  in.sign_up(with(form, "phone", "+49 30 1"));
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org",
                            "consent-confirm > ada@stadt.example.org"});
  const auto standings = in.db->read([&](const schema::reader& r) {
    return in.ledger.find_by_email(r, in.of->by.id, "ada@stadt.example.org");
  });
  REQUIRE(standings.size() == 2);
  for (const auto& one : standings) {
    // Calls need no confirmation by mail (BGH I ZR 164/09: it would prove nothing).
    const bool by_mail = one.channel == "email";
    CHECK(one.now == (by_mail ? consent::state::requested : consent::state::given));
    CHECK(one.by.source == "/e/kick-off/register");
    CHECK(one.by.box ==
          (by_mail ? "ticked by the person" : "ticked by the person, for the number +49 30 1"));
    CHECK(one.by.network_address == "192.0.2.7");
    CHECK(one.by.user_agent == "Testbrowser/1.0");
    CHECK(one.by.name == "Ada Muster");
  }
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'"
                  " AND principal_id IS NOT NULL AND purpose_id IS NOT NULL"
                  " AND needs_consent = 0") == 1);
}

TEST_CASE("the event is had without any consent", "[events]") {
  registration_fixture in;
  in.sign_up(least_form());
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
}

TEST_CASE("the same form again gets the first answer and makes nothing", "[events]") {
  registration_fixture in;
  const auto form = with(least_form(), "idempotency_key", "key-1");
  const auto first = in.sign_up(form);
  const auto again = in.sign_up(form, signing_up + 1min);
  CHECK(first.outcome == what::made);
  CHECK(again.outcome == what::repeated);
  CHECK(again.public_id == first.public_id);
  CHECK(again.reference == first.reference);
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.mails().size() == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("another form with a key that was used is a sign-up of its own", "[events]") {
  registration_fixture in;
  const auto first = in.sign_up(with(least_form(), "idempotency_key", "key-1"));
  const auto other =
      in.sign_up(with(least_form("eve@stadt.example.org"), "idempotency_key", "key-1"));
  CHECK(other.outcome == what::made);
  CHECK(other.public_id != first.public_id);
  CHECK(in.sign_up(with(least_form(), "idempotency_key", "key-1")).outcome == what::repeated);
}

TEST_CASE("a second registration of an address stores nothing and reveals nothing", "[events]") {
  registration_fixture in;
  const auto first = in.sign_up(least_form());
  auto form = replaced(least_form("ADA@stadt.example.org"), "family_name", "Other");
  form = with(with(form, "consent.newsletter", "yes"), "idempotency_key", "key-2");
  const auto second = in.sign_up(form);
  CHECK(second.outcome == what::known_already);
  CHECK(second.public_id.empty());
  CHECK(second.reference.empty());
  CHECK(in.find(first.public_id)->family_name == "Muster");
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(in.wrong_counters().empty());
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org",
                            "registration-known > ADA@stadt.example.org"});

  // Sent again, it gets the same answer and no further mail.
  CHECK(in.sign_up(form).outcome == what::known_already);
  CHECK(in.mails().size() == 2);
  CHECK(in.number("SELECT COUNT(*) FROM idempotency WHERE subject = ''") == 1);
}

TEST_CASE(
    "who registered for a full event is told so by mail; the page says what it says to anybody",
    "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  in.sign_up(least_form());
  CHECK(in.sign_up(least_form()).outcome == what::full);
  CHECK(in.mails().size() == 2);
  CHECK(in.sign_up_as("eve@stadt.example.org").outcome == what::full);
  CHECK(in.mails().size() == 2);
}

TEST_CASE("what is full tells nobody whether an address is registered", "[events]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  const bool whole_event = GENERATE(true, false);
  CAPTURE(whole_event);
  auto changes = nlohmann::json{{"sessions", sessions}, {"waiting_list", false}};
  if (whole_event) changes["capacity"] = 1;
  registration_fixture in(changes);
  in.sign_up(least_form());
  for (const auto* email : {"ada@stadt.example.org", "eve@stadt.example.org"}) {
    CAPTURE(email);
    const auto form = with(least_form(email), "idempotency_key", std::string("key-") + email);
    for (int i = 0; i < 2; ++i) {  // sent again, too
      const auto answer = in.sign_up(form);
      CHECK(answer.outcome == what::full);
      CHECK(answer.full_session == (whole_event ? "" : "forum-1"));
      CHECK(answer.public_id.empty());
      CHECK(answer.reference.empty());
    }
  }
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM idempotency") == 0);
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE recipient = 'eve@stadt.example.org'") == 0);
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'registration-known'") == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a full event without waiting list stores nothing", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  in.sign_up(least_form());
  const auto form = with(with(least_form("eve@stadt.example.org"), "idempotency_key", "key-3"),
                         "consent.newsletter", "yes");
  const auto full = in.sign_up(form);
  CHECK(full.outcome == what::full);
  CHECK(full.full_session.empty());
  CHECK(full.public_id.empty());
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM idempotency") == 0);
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(in.mails().size() == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a full session without waiting list is named and nothing is stored", "[events][S4]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  registration_fixture in(nlohmann::json{{"sessions", sessions}, {"waiting_list", false}});
  in.sign_up(least_form());
  const auto full = in.sign_up_as("eve@stadt.example.org");
  CHECK(full.outcome == what::full);
  CHECK(full.full_session == "forum-1");
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.wrong_counters().empty());
  CHECK(in.sign_up_as("eve@stadt.example.org", "forum-2").outcome == what::made);
}

TEST_CASE("a full event with waiting list takes who wants to wait, without a place", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 1}});
  in.sign_up(least_form());
  const auto second = in.sign_up_as("b@stadt.example.org");
  const auto third = in.sign_up_as("c@stadt.example.org");
  CHECK(second.status == status::waiting);
  CHECK(in.find(second.public_id)->waiting_position == 1);
  CHECK(in.find(third.public_id)->waiting_position == 2);
  CHECK(in.booked(third.public_id) == "plenary waiting, forum-1 waiting");
  CHECK(in.mails().back() == "registration-waiting > c@stadt.example.org");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a full session with waiting list is waited for while the rest is booked",
          "[events][S4]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  registration_fixture in(nlohmann::json{{"sessions", sessions}});
  in.sign_up(least_form());
  const auto second = in.sign_up_as("b@stadt.example.org");
  CHECK(second.status == status::confirmed);
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-1 waiting");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("an application takes no place before it is decided", "[events][S3]") {
  registration_fixture in(nlohmann::json{{"approval", true}, {"capacity", 1}});
  const auto first = in.sign_up(least_form());
  const auto second = in.sign_up_as("b@stadt.example.org");
  CHECK(first.status == status::applied);
  CHECK(second.status == status::applied);
  CHECK(in.number("SELECT taken FROM event") == 0);
  CHECK(in.mails().front() == "registration-applied > ada@stadt.example.org");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("an address that must be confirmed holds its place meanwhile", "[events]") {
  registration_fixture in(
      nlohmann::json{{"capacity", 1}, {"registration", {{"verify_email", true}}}});
  const auto made = in.sign_up(least_form());
  CHECK(made.status == status::unverified);
  CHECK(in.mails() == texts{"registration-verify > ada@stadt.example.org"});
  CHECK(in.sign_up_as("b@stadt.example.org").status == status::waiting);

  const auto verify = [&](const std::string& public_id) {
    return in.db->write([&](schema::transaction& tx) {
      return in.registrar.verify(tx, public_id, signing_up + 1h);
    });
  };
  CHECK(verify(made.public_id));
  CHECK(in.find(made.public_id)->status == status::confirmed);
  CHECK(in.mails().back() == "registration-confirmed > ada@stadt.example.org");
  CHECK(verify(made.public_id));  // the link is opened twice
  CHECK(in.mails().size() == 3);
  CHECK_FALSE(verify("nobody"));
  in.cancel(made.public_id);
  CHECK_FALSE(verify(made.public_id));
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who has cancelled may register again", "[events]") {
  registration_fixture in;
  const auto first = in.sign_up(least_form());
  in.cancel(first.public_id);
  const auto again = in.sign_up(least_form());
  CHECK(again.outcome == what::made);
  CHECK(again.public_id != first.public_id);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("an event says why it takes no registrations", "[events]") {
  registration_fixture in(nlohmann::json{
      {"registration", {{"opens_at", "2030-03-01T08:00"}, {"closes_at", "2030-05-01T08:00"}}},
      {"capacity", 2},
      {"waiting_list", false}});
  auto of = *in.of;
  const auto why = [&](const std::string& local, std::int64_t taken = 0) {
    events::occupancy now_taken;
    now_taken.taken = taken;
    const auto at = local_to_instant(local, "Europe/Berlin").value();
    const auto found = events::why_closed(of, now_taken, at);
    CHECK((!found || found->field.empty()));
    return found ? found->code : "";
  };
  CHECK(why("2030-03-01T07:59") == "not_yet_open");
  CHECK(why("2030-03-01T08:00").empty());
  CHECK(why("2030-04-30T08:00").empty());
  CHECK(why("2030-05-01T08:00") == "closed");
  CHECK(why("2030-05-15T16:00") == "over");
  CHECK(why("2030-04-01T08:00", 1).empty());
  CHECK(why("2030-04-01T08:00", 2) == "full");
  of.waiting_list = true;
  CHECK(why("2030-04-01T08:00", 2).empty());
  of.status = events::event_status::draft;
  CHECK(why("2030-04-01T08:00") == "not_published");
  of.status = events::event_status::cancelled;
  CHECK(why("2030-04-01T08:00") == "cancelled");
  const auto opens = events::why_closed(*in.of, {}, in.of->opens_at.value() - 1h);
  CHECK(opens.value().arguments.at("when") == "2030-03-01 08:00");
}
