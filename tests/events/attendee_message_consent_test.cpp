// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/attendee_message_fixture.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

using people = std::vector<std::string>;

TEST_CASE("advertising reaches only attendees whose consent stands",
          "[events][attendee_messages][newsletter]") {
  attendee_message_fixture f;
  f.add("yes@example.com");
  f.add("no@example.com");
  f.add("revoked@example.com");
  f.add("gone@example.com", "cancelled");
  f.consent("yes@example.com");
  f.consent("revoked@example.com");
  f.consent("gone@example.com");
  f.consent("elsewhere@example.com");  // and not registered
  f.revoke("revoked@example.com");
  f.write(f.draft("advertising"));
  CHECK(f.shown() == 1);
  f.schedule(f.now);
  CHECK(f.run() == people{"yes@example.com"});
  CHECK(f.issue().figures.recipients == 1);
  f.check_sum();
}

TEST_CASE("advertising without anybody's consent goes to nobody and is over",
          "[events][attendee_messages][newsletter]") {
  attendee_message_fixture f;
  f.add_people(5);
  f.send_out(f.draft("advertising"));
  CHECK(f.run().empty());
  CHECK(f.issue().finished_at);
  CHECK(f.issue().figures.recipients == 0);
  CHECK(f.value("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("a revocation between queueing and sending stops advertising",
          "[events][attendee_messages][newsletter]") {
  attendee_message_fixture f;
  for (const auto* one : {"ada@example.com", "ben@example.com"}) {
    f.add(one);
    f.consent(one);
  }
  f.send_out(f.draft("advertising"));
  f.steps();
  CHECK(f.value("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 2);
  f.revoke("ada@example.com");
  CHECK(f.run() == people{"ben@example.com"});
  const auto figures = f.issue().figures;
  CHECK(figures.sent == 1);
  CHECK(figures.revoked == 1);
  f.check_sum();
}

TEST_CASE("each message of advertising needs the consent of its purpose when it is handed over",
          "[events][attendee_messages][newsletter]") {
  attendee_message_fixture f;
  f.add("ada@example.com");
  f.consent("ada@example.com");
  f.send_out(f.draft("advertising"));
  f.send_out(f.draft());
  f.steps();
  const auto count = [&](const std::string& where) {
    return f.value("SELECT COUNT(*) FROM message WHERE " + where);
  };
  CHECK(count("template = 'newsletter' AND needs_consent = 1 AND principal_id IS NOT NULL"
              " AND purpose_id = (SELECT id FROM purpose WHERE key = 'newsletter')") == 1);
  CHECK(count("template = 'attendee-message' AND needs_consent = 0 AND purpose_id IS NULL"
              " AND registration_id IS NOT NULL") == 1);
  CHECK(count("1 = 1") == 2);
}
