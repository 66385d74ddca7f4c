// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/durable_file.hpp"

#include "tests/support/catch.hpp"

using namespace zusage::mailer;
using namespace std::chrono_literals;

TEST_CASE("names of files sort by time within a second too", "[mailer][durable]") {
  const std::chrono::system_clock::time_point second(1'800'000'000s);
  const auto first = unique_file_name(second + 5us), second_one = unique_file_name(second + 40us),
             third = unique_file_name(second + 999'999us), next = unique_file_name(second + 1s);
  CHECK_THAT(first, Catch::StartsWith("1800000000.M000005P"));
  CHECK_THAT(third, Catch::StartsWith("1800000000.M999999P"));
  CHECK(first < second_one);
  CHECK(second_one < third);
  CHECK(third < next);
}

TEST_CASE("two names of the same moment differ", "[mailer][durable]") {
  const std::chrono::system_clock::time_point moment(1'800'000'000s);
  CHECK(unique_file_name(moment) != unique_file_name(moment));
}
