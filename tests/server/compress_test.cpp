// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/compress.hpp"

#include "server/dispatcher.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::header_of;
using tests::visitor;

namespace {

const std::string form_path = "/e/kick-off/register";

server::request asking(const visitor& v, bool accepts) {
  auto of = v.with.request("GET", form_path);
  of.accepts_gzip = accepts;
  return of;
}

}  // namespace

TEST_CASE("the form travels compressed to who accepts that", "[server]") {
  visitor v;
  const auto plain = v.with.send(asking(v, false));
  const auto packed = v.with.send(asking(v, true));
  REQUIRE(packed.shared_gzip);
  CHECK(packed.shared_gzip->starts_with("\x1f\x8b"));
  CHECK(packed.shared_gzip->size() < plain.body.size() / 2);
  CHECK(packed.shared_body->find("<form") != std::string::npos);
  CHECK(packed.personal);
  CHECK_FALSE(plain.shared_gzip);
  for (const auto* answer : {&plain, &packed})
    CHECK(header_of(*answer, "Vary") == "Accept-Encoding");
}

TEST_CASE("a page of the signed-in, or what is no page, is never compressed", "[server]") {
  server::request of;
  of.accepts_gzip = true;
  const auto page = server::html(200, std::string(5000, 'a'));
  CHECK(server::compressed_for(of, page).shared_gzip);
  CHECK_FALSE(server::compressed_for(of, server::html(200, "short")).shared_gzip);
  CHECK_FALSE(server::compressed_for(of, server::see_other("/")).shared_gzip);
  auto list = page;
  list.content_type = "application/json";
  CHECK_FALSE(server::compressed_for(of, list).shared_gzip);
  of.staff_id = 7;
  CHECK_FALSE(server::compressed_for(of, page).shared_gzip);
}
