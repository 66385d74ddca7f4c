// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_name.hpp"

#include "tests/support/catch.hpp"

using namespace zusage::events;

TEST_CASE("a paper has mails of its own, and their names lead back", "[events]") {
  for (const auto* what : {"confirmed", "verify", "known", "changed", "cancelled", "promoted"}) {
    const auto ordinary = std::string("registration-") + what, own = std::string("paper-") + what;
    CHECK(mail_name_for_paper(ordinary) == own);
    CHECK(ordinary_mail_name(own) == ordinary);
    CHECK(ordinary_mail_name(ordinary) == ordinary);
  }
}

TEST_CASE("what a paper has no mail for keeps its name", "[events]") {
  for (const auto* name : {"registration-offer", "registration-waiting", "consent-confirm", ""})
    CHECK(mail_name_for_paper(name) == name);
  for (const auto* name : {"paper-offer", "consent-confirm", "paper"})
    CHECK(ordinary_mail_name(name) == name);
}
