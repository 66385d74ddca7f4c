// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/delivery.hpp"

#include "base/text.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using mailer::as_evidence;

TEST_CASE("what a server said is kept on one line of at most 500 characters", "[mailer]") {
  CHECK(as_evidence("550 5.1.1 no\r\nsuch\tuser\x1b[31m\r\n") == "550 5.1.1 no  such user [31m");
  CHECK(as_evidence("not \xff UTF-8") == "not ? UTF-8");
  CHECK(as_evidence(std::string(500, 'x')) == std::string(500, 'x'));
  CHECK(as_evidence(std::string(5000, 'x')) == std::string(499, 'x') + "…");
}
