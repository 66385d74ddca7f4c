// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;

namespace {

// What is wrong with the sample when its newsletter has so many months; "" when nothing is.
std::string faults_with(const nlohmann::json& months) {
  auto file = tests::sample_event_file();
  file["purposes"][0]["valid_months"] = months;
  const auto parsed = events::parse_event_file(file.dump());
  std::string all;
  if (parsed.has_value()) return all;
  for (const auto& one : parsed.error()) all += events::describe(one) + "\n";
  return all;
}

}  // namespace

TEST_CASE("a purpose of a file says for how many months its consents are good",
          "[events][purposes]") {
  CHECK(faults_with(1).empty());
  CHECK(faults_with(120).empty());
  CHECK(faults_with(nullptr).empty());
  CHECK(faults_with(0) == "purposes[0].valid_months: must be between 1 and 120\n");
  CHECK(faults_with(121) == "purposes[0].valid_months: must be between 1 and 120\n");
  CHECK_FALSE(faults_with("12").empty());
  CHECK_FALSE(faults_with(1.5).empty());
}

TEST_CASE("another number of months in a file is a new version for everybody who asks from then on",
          "[events][purposes]") {
  tests::test_database db;
  const auto number = [&](const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  };
  auto file = tests::sample_event_file();
  tests::import_file(db, file);
  const auto before = number("SELECT version FROM event");
  file["purposes"][0]["valid_months"] = 24;
  tests::import_file(db, file);
  CHECK(number("SELECT version FROM purpose WHERE key = 'newsletter'") == 2);
  CHECK(number("SELECT COUNT(*) FROM notice WHERE version = 2 AND valid_months = 24") == 2);
  CHECK(number("SELECT version FROM event") > before);
  tests::import_file(db, file);
  CHECK(number("SELECT version FROM purpose WHERE key = 'newsletter'") == 2);
}
