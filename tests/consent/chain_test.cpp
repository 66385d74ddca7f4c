// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/chain.hpp"

#include "base/crypto.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::consent;

namespace {

record_content sample() {
  return {no_previous_hash, "sit",       1,      "AAAA",           "newsletter", "email",
          "ab12",           "requested", "form", 1800000000123456, "cd34"};
}

}  // namespace

TEST_CASE("the canonical text of a record is a row of netstrings", "[consent]") {
  CHECK(canonical_text(sample()) ==
        "16:zusage-consent-1,64:0000000000000000000000000000000000000000000000000000000000000000,"
        "3:sit,1:1,4:AAAA,10:newsletter,5:email,4:ab12,9:requested,4:form,16:1800000000123456,4:"
        "cd34,");
}

TEST_CASE("the hash of a record is what others compute from the document", "[consent]") {
  // Computed with sha256sum from the text above.
  CHECK(record_hash(sample()) ==
        "481f902b70fa81e50c217ebb30a0495531c0d19b9b626b10c894d26086e7ebfc");
}

TEST_CASE("the hash of a notice covers every byte that was shown", "[consent]") {
  const notice_content notice{"sit",       "newsletter",    2,    "de", "email",
                              "Rundbrief", "Ja, für mich.", "{}", "[]", 1800000000123456};
  CHECK(canonical_text(notice) ==
        "15:zusage-notice-1,3:sit,10:newsletter,1:2,2:de,5:email,9:Rundbrief,14:Ja, für "
        "mich.,2:{},2:[],"
        "16:1800000000123456,");
  CHECK(notice_hash(notice) == "fb80ca827d9a9b33e91de3489ccce4be670205a7c275924545dad2ad8d40175e");
}

TEST_CASE("moving a character from one field into the next changes the hash", "[consent]") {
  auto one = sample(), other = sample();
  one.event = "requested";
  one.method = "form";
  other.event = "requestedf";
  other.method = "orm";
  CHECK(record_hash(one) != record_hash(other));
  other = sample();
  other.organiser_key = "si,1:t";
  CHECK(record_hash(one) != record_hash(other));
}

TEST_CASE("a commitment is SHA-256 of the salt followed by the personal part", "[consent]") {
  CHECK(commitment_of("aa", "{}") == sha256_hex("aa{}"));
  CHECK(commitment_of("aa", "{}") != commitment_of("ab", "{}"));
  CHECK(commitment_of("aa", "{}") != commitment_of("aa", "{ }"));
}
