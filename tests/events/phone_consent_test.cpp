// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/phone_consent.hpp"

#include "events/export.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string old_number = "+49 30 1", new_number = "+49 30 2";

struct phone_fixture : registration_fixture {
  const events::typed_fields form = with(least_form(), "phone", old_number);
  events::registered made = sign_up(with(form, "consent.calls", "yes"));

  consent::standing standing() {
    return db->read([&](const schema::reader& r) {
      return ledger.find_by_email(r, of->by.id, "ada@stadt.example.org").at(0);
    });
  }
  std::string state() { return std::string(consent::to_text(standing().now)); }
  std::string method() {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT method FROM consent_record ORDER BY id DESC LIMIT 1")
          .value();
    });
  }
  // The cells of the export, in the order of registration.
  texts cells(const events::event& at) {
    std::string text;
    db->read([&](const schema::reader& r) {
      events::export_registrations(r, organisers::scope::of_operator(at.by.id), at,
                                   {ledger, events::export_format::json, false},
                                   [&](std::string_view piece) {
                                     text += piece;
                                     return true;
                                   });
    });
    texts found;
    for (const auto& row : nlohmann::json::parse(text)) found.push_back(row.at("consent.calls"));
    return found;
  }
};

}  // namespace

TEST_CASE("a consent to calls names the number that was typed with it", "[events][consent]") {
  phone_fixture in;
  CHECK(in.standing().by.box == "ticked by the person, for the number " + old_number);
  CHECK(events::covers_number(in.standing().by, old_number));
  CHECK_FALSE(events::covers_number(in.standing().by, new_number));
  CHECK_FALSE(events::covers_number(in.standing().by, ""));
  const auto proof = in.db->read([&](const schema::reader& r) {
    return in.ledger.proof(r, in.of->by.id, "ada@stadt.example.org").dump();
  });
  CHECK(proof.find("for the number " + old_number) != std::string::npos);
}

TEST_CASE("changing or removing the number ends the consent to calls", "[events][consent]") {
  for (const auto& number : {new_number, std::string()}) {
    for (const bool by_mail : {true, false}) {
      INFO(number << " " << by_mail);
      phone_fixture in;
      const auto form = number.empty() ? least_form() : with(least_form(), "phone", number);
      REQUIRE(in.change(in.made.public_id, form, signing_up + 1h, by_mail).has_value());
      CHECK(in.state() == "withdrawn");
      CHECK(in.method() == "number-changed");
      CHECK(in.cells(*in.of) == texts{"revoked 2030-04-01T09:00:00Z"});
      in.db->read([&](const schema::reader& r) {
        CHECK(in.ledger.verify(r, in.of->by.id).problems.empty());
      });
    }
  }
}

TEST_CASE("a change that leaves the number leaves the consent to calls", "[events][consent]") {
  phone_fixture in;
  REQUIRE(in.change(in.made.public_id, replaced(in.form, "given_name", "Bea")).has_value());
  CHECK(in.state() == "given");
  CHECK(in.cells(*in.of) == texts{"given 2030-04-01T08:00:00Z"});
}

TEST_CASE("the same number written otherwise is the same number", "[events][consent]") {
  consent::evidence by;
  by.box = events::box_with_number("ticked", "phone", "+49 30 12-34");
  CHECK(events::covers_number(by, "+49 (30) 1234"));
  CHECK_FALSE(events::covers_number(by, "030 1234"));
}

TEST_CASE("a consent to calls stands beside its own number alone", "[events][consent]") {
  phone_fixture in;
  const auto other = add_event(in.db, {{"slug", "second"}});
  in.of = other;
  in.sign_up(with(least_form(), "phone", new_number));
  CHECK(in.cells(*other) == texts{""});
}

TEST_CASE("a form that anybody can fill in ends no consent to calls", "[events][consent]") {
  phone_fixture in;
  in.of = add_event(in.db, {{"slug", "second"}});
  auto form = with(least_form(), "phone", new_number);
  for (const auto& offer : in.of->offers_in("de")) {
    if (offer.key == "calls") form = with(form, "notice.calls", std::to_string(offer.notice_id));
  }
  in.sign_up(with(form, "consent.calls", "yes"), signing_up + 1h);
  CHECK(in.state() == "given");
  CHECK(in.standing().by.box == "ticked by the person, for the number " + old_number);
  // What was typed there is not covered, and nobody is told that something else stands.
  CHECK(in.cells(*in.of) == texts{""});
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 1);
}

TEST_CASE("after their consent to calls has ended, people agree to another number by mail",
          "[events][consent]") {
  phone_fixture in;
  REQUIRE(in.change(in.made.public_id, with(least_form(), "phone", new_number), signing_up + 1h)
              .has_value());
  REQUIRE(in.state() == "withdrawn");
  in.of = add_event(in.db, {{"slug", "second"}});
  auto form = with(least_form(), "phone", new_number);
  for (const auto& offer : in.of->offers_in("de")) {
    if (offer.key == "calls") form = with(form, "notice.calls", std::to_string(offer.notice_id));
  }
  in.sign_up(with(form, "consent.calls", "yes"), signing_up + 1h);
  CHECK(in.state() == "requested");
  CHECK(in.cells(*in.of) == texts{"requested 2030-04-01T09:00:00Z"});
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'") == 1);
  in.db->write([&](schema::transaction& tx) {
    in.ledger.confirm(tx, in.standing().public_id, {}, signing_up + 2h);
  });
  CHECK(in.cells(*in.of) == texts{"given 2030-04-01T10:00:00Z"});
}

TEST_CASE("whoever typed a foreign address ends no consent to a number that they do not know",
          "[events][consent]") {
  phone_fixture in;
  in.of = add_event(in.db, {{"slug", "second"}});
  const auto strange = in.sign_up(with(least_form(), "phone", "+49 30 3"));
  REQUIRE(in.change(strange.public_id, least_form(), signing_up + 1h, false).has_value());
  CHECK(in.state() == "given");
}

TEST_CASE("whoever typed a foreign address and its number ends no consent of its owner",
          "[events][consent]") {
  phone_fixture in;
  in.of = add_event(in.db, {{"slug", "second"}});
  const auto strange = in.sign_up(in.form, signing_up + 1h);
  REQUIRE(in.change(strange.public_id, least_form(), signing_up + 2h, false).has_value());
  CHECK(in.state() == "given");
}

TEST_CASE("a consent that names no number ends by the mailed link alone", "[events][consent]") {
  phone_fixture in;
  const auto before = in.standing();
  in.db->write([&](schema::transaction& tx) {
    in.ledger.withdraw(tx, before.public_id, "link", {}, signing_up);
    consent::consent_request what{before.organiser_id, before.purpose_id, 0, "phone", {}};
    what.notice_id = tx.value<std::int64_t>("SELECT notice_id FROM consent_record WHERE id = :1",
                                            before.record_id)
                         .value();
    what.by.email = "ada@stadt.example.org";
    what.by.box = "ticked by the person";
    in.ledger.request(tx, what, signing_up);
    in.ledger.confirm(tx, before.public_id, what.by, signing_up);
  });
  CHECK(events::covers_number(in.standing().by, new_number));
  const bool by_mail = GENERATE(true, false);
  REQUIRE(in.change(in.made.public_id, least_form(), signing_up + 1h, by_mail).has_value());
  CHECK(in.state() == (by_mail ? "withdrawn" : "given"));
}
