// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/consent/fixture.hpp"

namespace zusage::tests {

/// Ten records of three persons and two purposes; the last but two is of a person who was erased.
struct ten_records : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);

  ten_records() {
    const auto ada = request(ticked(newsletter, "ada@example.org"));         // 1
    confirm(ada.public_id);                                                  // 2
    request(ticked(calls, "ada@example.org", "phone"));                      // 3
    const auto bob = request(ticked(newsletter, "bob@example.org"));         // 4
    confirm(bob.public_id);                                                  // 5
    withdraw(bob.public_id);                                                 // 6
    request(ticked(newsletter, "eve@example.org"));                          // 7
    erase("eve@example.org");                                                // 8
    request(ticked(calls, "bob@example.org", "phone"));                      // 9
    withdraw(request(ticked(calls, "bob@example.org", "phone")).public_id);  // 10
  }
};

}  // namespace zusage::tests
