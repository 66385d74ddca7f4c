// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/timed_id.hpp"

#include <algorithm>
#include <set>

#include "base/crypto.hpp"
#include "base/link.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;

namespace {

const instant noon = from_iso("2027-01-31T12:00:00Z").value();

std::int64_t milliseconds_in(const std::string& bytes) {
  std::int64_t read = 0;
  for (std::size_t i = 0; i < 6; ++i) read = read * 256 + static_cast<unsigned char>(bytes[i]);
  return read;
}

std::size_t different(const std::string& a, const std::string& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < 5; ++i) count += a[i] != b[i] ? 1U : 0U;  // XXX-X
  return count;
}

}  // namespace

TEST_CASE("a timed id begins with its milliseconds", "[base]") {
  const auto later = noon + 1234567us;
  const auto id = new_timed_id(later);
  CHECK(id.size() == 22);
  CHECK(milliseconds_in(from_base64url(id).value()) == to_micros(noon) / 1000 + 1234);
  const auto key = new_message_key(later);
  CHECK(key.size() == 32);
  CHECK(milliseconds_in(from_hex(key).value()) == to_micros(noon) / 1000 + 1234);
  CHECK(new_message_key(noon) < new_message_key(noon + 1ms));
}

TEST_CASE("timed ids of one millisecond begin alike and are all different", "[base]") {
  std::set<std::string> ids, keys;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = new_timed_id(noon), key = new_message_key(noon);
    CHECK(ids.insert(id).second);
    CHECK(keys.insert(key).second);
    CHECK(id.substr(0, 8) == ids.begin()->substr(0, 8));
    CHECK(key.substr(0, 12) == keys.begin()->substr(0, 12));
  }
}

TEST_CASE("every one of the 80 bits behind the time of a timed id is random", "[base]") {
  constexpr int tries = 200;
  std::string all_set(16, '\xff'), any_set(16, '\0');
  for (int i = 0; i < tries; ++i) {
    const auto bytes = from_base64url(new_timed_id(noon)).value();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      all_set[at] = char(all_set[at] & bytes[at]);
      any_set[at] = char(any_set[at] | bytes[at]);
    }
  }
  CHECK(all_set.substr(6) == std::string(10, '\0'));
  CHECK(any_set.substr(6) == std::string(10, '\xff'));
}

TEST_CASE("a token over a timed id opens what it was made for and nothing else", "[base]") {
  const links ours(random_key(), "https://zusage.example");
  const auto id = new_timed_id(noon), other = new_timed_id(noon);
  const auto token = ours.token(link_purpose::registration, id);
  CHECK(ours.public_id(link_purpose::registration, token) == id);
  CHECK_FALSE(ours.public_id(link_purpose::browser, token));
  CHECK_FALSE(ours.public_id(link_purpose::registration, other + token.substr(22)));
}

TEST_CASE("references of one second begin alike, those of the next one do not", "[base]") {
  std::set<std::string> first_halves, seen;
  for (int i = 0; i < 300; ++i) {
    const auto at = noon + std::chrono::seconds(i);
    const auto reference = new_timed_reference(at);
    CHECK(read_reference(reference) == reference);
    CHECK(new_timed_reference(at + 999ms).substr(0, 5) == reference.substr(0, 5));
    CHECK(different(reference, new_timed_reference(at + 1s)) >= 3);
    CHECK(first_halves.insert(reference.substr(0, 5)).second);
  }
  for (int i = 0; i < 100; ++i) seen.insert(new_timed_reference(noon));
  CHECK(seen.size() > 95);  // of 923,521
}

TEST_CASE("the seconds of a day all begin differently", "[base]") {
  constexpr int seconds = 86'400;
  std::set<std::string> seen;
  for (int i = 0; i < seconds; ++i) {
    seen.insert(new_timed_reference(noon + std::chrono::seconds(i)).substr(0, 5));
  }
  CHECK(seen.size() == std::size_t(seconds));
}
