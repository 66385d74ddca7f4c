// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/personal.hpp"

#include <nlohmann/json.hpp>

#include "consent/chain.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::consent;
using zusage::tests::key_of;

TEST_CASE("evidence comes back from its JSON as it was, without its empty members", "[consent]") {
  evidence by;
  by.email = "ada@example.org";
  by.name = "Ada \"Müßig\"";
  by.reason = "line\nbreak";
  const auto text = to_json_text(by);
  CHECK(nlohmann::json::parse(text).size() == 3);
  const auto back = evidence_from(text);
  CHECK(back.email == by.email);
  CHECK(back.name == by.name);
  CHECK(back.reason == by.reason);
  CHECK(back.source.empty());
}

TEST_CASE("evidence takes broken UTF-8 and endless user agents", "[consent]") {
  evidence by;
  by.user_agent = std::string(5000, 'x');
  by.server_reply = "250 \xff\xfe";
  const auto object = nlohmann::json::parse(to_json_text(by));
  CHECK(object["user_agent"].get<std::string>().size() == 1000);
  CHECK(object["server_reply"] == "250 \xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("what is no JSON object is no evidence", "[consent]") {
  for (const auto* text : {"", "[]", "{", "3", "{\"email\":3}"})
    CHECK(evidence_from(text).email.empty());
}

TEST_CASE("a personal part opens only with its key and in its place", "[consent]") {
  evidence by;
  by.email = "ada@example.org";
  const auto sealed = seal(key_of(5), {"sit", 7}, by);
  REQUIRE(sealed.personal);
  CHECK(unseal(key_of(5), {"sit", 7}, *sealed.personal) == to_json_text(by));
  CHECK_FALSE(unseal(key_of(6), {"sit", 7}, *sealed.personal));
  CHECK_FALSE(unseal(key_of(5), {"sit", 8}, *sealed.personal));
  CHECK_FALSE(unseal(key_of(5), {"kdz", 7}, *sealed.personal));
  auto altered = *sealed.personal;
  altered[40] = altered[40] == 'A' ? 'B' : 'A';
  CHECK_FALSE(unseal(key_of(5), {"sit", 7}, altered));
}

TEST_CASE("a commitment can be computed again from the salt, which needs the person's key",
          "[consent]") {
  const auto sealed = seal(key_of(5), {"sit", 7}, {});
  CHECK(sealed.commitment == commitment_of(salt_of(key_of(5), {"sit", 7}), "{}"));
  CHECK(salt_of(key_of(5), {"sit", 7}) != salt_of(key_of(6), {"sit", 7}));
  CHECK(salt_of(key_of(5), {"sit", 7}) != salt_of(key_of(5), {"sit", 8}));
}

TEST_CASE("without a key nothing personal is kept and commitments cannot be compared",
          "[consent]") {
  evidence by;
  by.email = "ada@example.org";
  const auto one = seal({}, {"sit", 7}, by), other = seal({}, {"sit", 7}, by);
  CHECK_FALSE(one.personal);
  CHECK(one.commitment.size() == 64);
  CHECK(one.commitment != other.commitment);
}
