// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/phone_consent.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct contacts_fixture : ring_fixture {
  member one = add_member("eins"), two = add_member("zwei");

  contacts_fixture() {
    assign({{one.reference, "a"}, {two.reference, "a"}});
    reload();
  }

  consent::consent_request about(const std::string& purpose, const std::string& email) {
    for (const auto& offer : of->offers_in("de")) {
      if (offer.key != purpose) continue;
      consent::evidence by;
      by.email = email;
      by.source = "/m";
      return {of->by.id, offer.purpose_id, offer.notice_id, offer.channel, by};
    }
    FAIL("no purpose " << purpose);
    return {};
  }

  void give(const std::string& purpose, const std::string& email) {
    const auto what = about(purpose, email);
    db->write([&](schema::transaction& tx) { ledger.give_by_link(tx, what, "page", signing_up); });
  }

  texts shown() {
    return db->read([&](const schema::reader& r) {
      const auto group = events::list_groups(r, of->id).front();
      texts lines;
      for (const auto& line : events::list_contacts(r, ledger, *of, group.id))
        lines.push_back(line.member + " " + line.name + " " + line.email + " " + line.phone);
      return lines;
    });
  }
};

}  // namespace

TEST_CASE("the contact list shows each person as far as they agreed, and no longer",
          "[events][rings][S3]") {
  contacts_fixture in;
  CHECK(in.shown().empty());
  in.give("newsletter", "zwei@stadt.example.org");
  in.give("calls", "eins-2@stadt.example.org");  // the number alone shows nobody
  CHECK(in.shown() == texts{"zwei Person zwei zwei@stadt.example.org "});
  in.give("calls", "zwei@stadt.example.org");
  in.give("newsletter", "eins-2@stadt.example.org");
  CHECK(in.shown() == texts{"eins Person eins-2 eins-2@stadt.example.org +49 30 1234",
                            "zwei Person zwei zwei@stadt.example.org +49 30 1234"});
  const auto withdraw = [&](const std::string& purpose, const std::string& email) {
    in.db->write([&](schema::transaction& tx) {
      const auto what = in.about(purpose, email);
      const auto standing = in.ledger.find_one(tx, in.of->by.id, what.purpose_id, email);
      in.ledger.withdraw(tx, standing.value().public_id, "page", what.by, signing_up + 1h);
    });
  };
  withdraw("calls", "zwei@stadt.example.org");
  withdraw("newsletter", "eins-2@stadt.example.org");
  CHECK(in.shown() == texts{"zwei Person zwei zwei@stadt.example.org "});
  in.set_status(in.two.public_id, "cancelled");
  CHECK(in.shown().empty());
}

TEST_CASE("the contact list shows no number that is not the one agreed to", "[events][rings][S3]") {
  contacts_fixture in;
  in.give("newsletter", "zwei@stadt.example.org");
  auto what = in.about("calls", "zwei@stadt.example.org");
  what.by.box = events::box_with_number("button", what.channel, "+49 30 1234");
  in.db->write(
      [&](schema::transaction& tx) { in.ledger.give_by_link(tx, what, "page", signing_up); });
  CHECK(in.shown() == texts{"zwei Person zwei zwei@stadt.example.org +49 30 1234"});
  in.db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE ring_person SET phone = '+49 30 999' WHERE email = 'zwei@stadt.example.org'");
  });
  CHECK(in.shown() == texts{"zwei Person zwei zwei@stadt.example.org "});
}

TEST_CASE("a consent given on the page is proven with its notice, and so is its end",
          "[events][rings][consent]") {
  contacts_fixture in;
  // Asked for on a form and never confirmed: the page's button settles it.
  in.db->write([&](schema::transaction& tx) {
    in.ledger.request(tx, in.about("newsletter", "eins@stadt.example.org"), signing_up);
  });
  CHECK(in.shown().empty());
  in.give("newsletter", "eins@stadt.example.org");
  in.give("newsletter", "eins@stadt.example.org");
  CHECK(in.shown().size() == 1);
  const auto proof = in.db->read([&](const schema::reader& r) {
    CHECK(in.ledger.verify(r, in.of->by.id).problems.empty());
    return in.ledger.proof(r, in.of->by.id, "eins@stadt.example.org");
  });
  const auto text = proof.dump();
  CHECK(in.number("SELECT COUNT(*) FROM consent_record WHERE event = 'given'") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM consent_record WHERE method = 'page'") == 1);
  CHECK(text.find("\"page\"") != std::string::npos);
  CHECK(text.find("Ich möchte den Rundbrief per E-Mail erhalten") != std::string::npos);
}

TEST_CASE("a purpose whose telephone number nobody has is not asked for", "[events][rings]") {
  contacts_fixture in;
  const auto asked = [&](const std::string& person) {
    return in.db->read([&](const schema::reader& r) {
      texts keys;
      const auto who = events::find_ring_person(r, person).value();
      for (const auto& one : events::consents_of(r, in.ledger, *in.of, who))
        keys.push_back(one.offer.key);
      return keys;
    });
  };
  CHECK(asked(in.one.contact) == texts{"newsletter", "calls"});
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET phone = '' WHERE public_id = :1", in.one.contact);
  });
  CHECK(asked(in.one.contact) == texts{"newsletter"});
}
