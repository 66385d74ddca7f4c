// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/multipart.hpp"

#include "server/read_request.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::server;
using namespace std::string_literals;

namespace {

const std::string type = "multipart/form-data; boundary=----x";

std::string part(const std::string& name, const std::string& value, const std::string& more = {}) {
  return "------x\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" +
         value + "\r\n";
}

}  // namespace

TEST_CASE("fields and files of a multipart form come with their bytes as they are", "[server]") {
  const auto bytes = "\xff\xfe\x00\r\n--not the boundary\r\n\x00"s;
  const auto body = part("csrf", "abc") +
                    part("file", bytes, "; filename=\"liste.csv\"\r\nContent-Type: text/csv") +
                    part("empty", "") + part("two", "1") + part("two", "2") +
                    part("a%22b", "quoted") + "------x--\r\n";
  for (const auto& header : {type, "Multipart/Form-Data; charset=utf-8; Boundary=\"----x\""s}) {
    const auto read = parse_multipart(header, body);
    REQUIRE(read);
    CHECK(read->get("csrf") == "abc");
    CHECK(read->get("file") == bytes);
    CHECK(read->get("file.filename") == "liste.csv");
    CHECK_FALSE(read->has("csrf.filename"));
    CHECK(read->has("empty"));
    CHECK(read->values("two") == std::vector<std::string>{"1", "2"});
    CHECK(read->get("a\"b") == "quoted");
  }
  CHECK(parse_multipart(type, "------x--")->all().empty());
}

TEST_CASE("a file is known by its name without the folder it lay in", "[server]") {
  const auto named = [](const std::string& name) {
    const auto read =
        parse_multipart(type, part("file", "x", "; filename=\"" + name + "\"") + "------x--\r\n");
    return read ? read->get("file.filename") : "none";
  };
  CHECK(named("C:\\Texte\\Konzept.pdf") == "Konzept.pdf");
  CHECK(named("/home/a/b.odt") == "b.odt");
  CHECK(named("Maße %22neu%22.md") == "Maße \"neu\".md");
  CHECK(named("").empty());  // none was chosen
}

TEST_CASE("what is no well-formed multipart form is not read", "[server]") {
  const auto good = part("a", "b") + "------x--";
  REQUIRE(parse_multipart(type, good));
  CHECK_FALSE(parse_multipart("multipart/form-data", good));
  CHECK_FALSE(parse_multipart("multipart/form-data; boundary=" + std::string(71, 'x'), good));
  CHECK_FALSE(parse_multipart("multipart/form-data; boundary=y", good));
  CHECK_FALSE(parse_multipart(type, ""));
  CHECK_FALSE(parse_multipart(type, part("a", "b")));
  CHECK_FALSE(parse_multipart(type, "------x\r\n\r\nb\r\n------x--"));
  CHECK_FALSE(parse_multipart(type, part("", "b") + "------x--"));
  CHECK_FALSE(parse_multipart(type, "------x\r\nno colon\r\n\r\nb\r\n------x--"));
  CHECK_FALSE(parse_multipart(type, part("a", "b", std::string(5000, ' ')) + "------x--"));
  std::string many;
  for (int i = 0; i < 4; ++i) many += part("a", "b");
  CHECK(parse_multipart(type, many + "------x--", 4));
  CHECK_FALSE(parse_multipart(type, many + "------x--", 3));
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {
    INFO(i);
    CHECK_FALSE(parse_multipart(type, good.substr(0, i)));
  }
}

TEST_CASE("a multipart body becomes the fields that handlers see", "[server]") {
  request of;
  of.content_type = type;
  CHECK(take_body(part("lang", "en") + part("csrf", "abc") + "------x--\r\n", of));
  CHECK(of.form.get("csrf") == "abc");
  CHECK(of.language->language() == "en");
  CHECK(of.body.empty());
  CHECK_FALSE(take_body("nonsense", of));
}
