// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr std::int64_t an_hour = 5;

/// Somebody who typed a foreign address and wants it to get many mails.
struct flood_fixture : registration_fixture {
  mailer::outbox limited{"zusage.example.org", {an_hour}};
  events::registrar by{ledger, limited};
  std::string victim = "ada@stadt.example.org";

  events::registered sign_up_again() {
    const auto what = checked(with(least_form(victim), "consent.newsletter", "yes"));
    return db->write(
        [&](schema::transaction& tx) { return by.register_one(tx, *of, what, from, signing_up); });
  }
  void change(const std::string& public_id, int round, bool by_mail = false) {
    const auto what = checked(replaced(least_form(victim), "family_name", std::to_string(round)));
    db->write([&](schema::transaction& tx) {
      return by.change(tx, *of, {public_id, by_mail}, what, signing_up).has_value();
    });
  }
  void cancel_by_browser(const std::string& public_id) {
    db->write([&](schema::transaction& tx) {
      return by.cancel(tx, catalogue, {public_id, false}, signing_up);
    });
  }
  /// The mailer takes what is due.
  void send(instant until = signing_up) {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "UPDATE message SET state = 'sent', attempts = 1"
          " WHERE state = 'queued' AND due_at <= :1",
          until);
    });
  }
  std::int64_t sent() { return number("SELECT COUNT(*) FROM message WHERE state = 'sent'"); }
  std::int64_t queued() { return number("SELECT COUNT(*) FROM message WHERE state = 'queued'"); }
};

}  // namespace

TEST_CASE("the browser's link is no way to flood an address", "[events][flood]") {
  flood_fixture in;
  const auto made = in.sign_up_again();
  for (int i = 0; i < 100; ++i) {
    in.change(made.public_id, i);
    in.send();
  }
  CHECK(in.sent() == an_hour);
  CHECK(in.queued() == 1);  // and tells the newest, when it may
  in.send(signing_up + 1h);
  CHECK(in.sent() == an_hour + 1);
}

TEST_CASE("nor are signing up and cancelling in turns", "[events][flood]") {
  flood_fixture in;
  for (int i = 0; i < 100; ++i) {
    in.cancel_by_browser(in.sign_up_again().public_id);
    in.send();
  }
  CHECK(in.sent() == an_hour);
  CHECK(in.queued() <= 3);  // one of each kind
}

TEST_CASE("nor is signing up a known address again and again", "[events][flood]") {
  flood_fixture in;
  for (int i = 0; i < 100; ++i) {
    in.sign_up_again();
    in.send();
  }
  CHECK(in.sent() == an_hour);
  CHECK(in.queued() == 1);
}

TEST_CASE("who has used the mailed link hears of everything at once", "[events][flood]") {
  flood_fixture in;
  const auto made = in.sign_up_again();
  for (int i = 0; i < 2 * an_hour; ++i) in.change(made.public_id, i, true);
  in.send();
  CHECK(in.sent() == 2 + 2 * an_hour);
}
