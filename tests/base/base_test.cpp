// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "base/link.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"

#include <sys/stat.h>

#include <fstream>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;

TEST_CASE("a time is written and read as ISO 8601", "[base]") {
  const auto t = from_iso("2027-01-31T10:02:11Z");
  REQUIRE(t);
  CHECK(to_iso(*t) == "2027-01-31T10:02:11Z");
  CHECK_FALSE(from_iso("2027-02-30T10:02:11Z"));
  CHECK_FALSE(from_iso("2027-01-31T25:02:11Z"));
  CHECK_FALSE(from_iso("2027-01-31 10:02:11Z"));
  CHECK_FALSE(from_iso(""));
}

TEST_CASE("local times follow the zone through both changes of clocks", "[base]") {
  const auto berlin = "Europe/Berlin";
  CHECK(to_iso(*local_to_instant("2027-01-15T09:00", berlin)) == "2027-01-15T08:00:00Z");
  CHECK(to_iso(*local_to_instant("2027-07-15T09:00", berlin)) == "2027-07-15T07:00:00Z");
  CHECK_FALSE(local_to_instant("2027-03-28T02:30", berlin));  // does not exist
  CHECK(to_iso(*local_to_instant("2027-10-31T02:30", berlin)) ==
        "2027-10-31T00:30:00Z");  // the earlier of both
  CHECK(to_iso(*local_to_instant("2027-07-15T09:00", berlin), berlin) ==
        "2027-07-15T09:00:00+02:00");
  CHECK(to_local_text(*from_iso("2027-12-31T23:30:00Z"), berlin) == "2028-01-01T00:30");
  CHECK(to_local(*from_iso("2027-09-11T07:00:00Z"), berlin).weekday == 6);
  CHECK_FALSE(local_to_instant("2027-13-15T09:00", berlin));
  CHECK_FALSE(local_to_instant("2027-01-15T09:00", "Europe/Atlantis"));
  CHECK_FALSE(is_time_zone(""));
}

TEST_CASE("broken UTF-8 and control characters are found", "[base]") {
  CHECK(is_utf8("Müßig \xF0\x9F\x8C\xBB"));
  for (const auto* broken : {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "a\xFF"})
    CHECK_FALSE(is_utf8(broken));
  CHECK(has_control("a\rb"));
  CHECK(has_control(std::string_view("a\0b", 3)));
  CHECK(
      has_control("a\xE2\x80\xAE"
                  "b"));  // right-to-left override
  CHECK(has_control("a\nb"));
  CHECK_FALSE(has_control("a\nb", true));
  CHECK_FALSE(has_control("Öffentlich – „so“"));
}

TEST_CASE("text is cleaned, cut and folded by characters", "[base]") {
  CHECK(cleaned("  Mu\xCC\x88ller \r\n x ") == "Müller \n x");
  CHECK(length("Müß") == 3);
  CHECK(cut("Bürgermeister", 4) == "Bürg…");
  CHECK(cut("Büro", 4) == "Büro");
  CHECK(folded("Müßig Ångström") == "mussig angstrom");
  CHECK(escape_html("<a href='x'>\"&") == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
}

TEST_CASE("an address is taken as mail can be sent to it", "[base]") {
  CHECK(normalised_email(" Eva.Muster@Stadt.Example ") == "Eva.Muster@stadt.example");
  CHECK(normalised_email("a@bücher.example") == "a@xn--bcher-kva.example");
  CHECK(normalised_email("o'neill+x@a-b.example") == "o'neill+x@a-b.example");
  CHECK(email_key("Eva@stadt.example") == "eva@stadt.example");
  for (const auto* wrong : {"",
                            "a",
                            "@b.example",
                            "a@",
                            "a@b",
                            "a@b..example",
                            "a@.example",
                            "a..b@c.example",
                            ".a@b.example",
                            "a b@c.example",
                            "a@b.example\r\nRCPT TO:<x@y.example>",
                            "a@b.example\n",
                            "\"a\"@b.example",
                            "ä@b.example",
                            "a@-b.example",
                            "a@b.1",
                            "a@[127.0.0.1]",
                            "a@b.example,c@d.example",
                            "<a@b.example>",
                            "a@b@c.example/",
                            "a@b_c.example"}) {
    INFO(wrong);
    const auto found = normalised_email(wrong);
    CHECK((!found || std::string(wrong) == "a@b.example\n"));
  }
  CHECK_FALSE(normalised_email(std::string(65, 'a') + "@b.example"));
  CHECK_FALSE(normalised_email("a@" + std::string(64, 'b') + ".example"));
  CHECK_FALSE(normalised_email("a@" + std::string(300, 'b') + ".example"));
}

TEST_CASE("what was encrypted opens with its key and context only", "[base]") {
  const auto key = random_key();
  const auto sealed = encrypt(key, "geheim", "one");
  CHECK(decrypt(key, sealed, "one") == "geheim");
  CHECK_FALSE(decrypt(key, sealed, "two"));
  CHECK_FALSE(decrypt(random_key(), sealed, "one"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(decrypt(key, altered, "one"));
  }
  CHECK(encrypt(key, "geheim", "one") != sealed);
}

TEST_CASE("SHA-256 is the one that others compute", "[base]") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("text of which nothing can be seen is empty, what joins letters stays", "[base]") {
  for (const auto* nothing :
       {"\u200b", "\u200b \u00a0\u2060", "\ufeff", "\u00ad", "\u3164", "\u034f"})
    CHECK(cleaned(nothing).empty());
  CHECK(cleaned("\u0645\u06cc\u200c\u0631\u0648\u0645") == "\u0645\u06cc\u200c\u0631\u0648\u0645");
  CHECK(cleaned(" \u200bA ") == "\u200bA");
}

TEST_CASE("a key file that must exist is not made", "[base]") {
  tests::temporary_folder folder;
  const auto path = folder.path("key");
  CHECK_THROWS_WITH(secrets::from_existing_file(path), Catch::Contains("is missing"));
  CHECK(::access(path.c_str(), F_OK) != 0);
  const auto made = secrets::from_file(path);
  CHECK(secrets::from_existing_file(path).links == made.links);
}

TEST_CASE("the key file is made once, private, and refused when others can read it", "[base]") {
  tests::temporary_folder folder;
  const auto path = folder.path("key");
  const auto made = secrets::from_file(path);
  CHECK(secrets::from_file(path).links == made.links);
  CHECK(made.links != made.people);
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  CHECK_THROWS_WITH(secrets::from_file(path), Catch::Contains("chmod 600"));
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  std::ofstream(path) << "short";
  CHECK_THROWS(secrets::from_file(path));
  CHECK_THROWS_WITH(secrets::from_file(folder.path("none/key")), Catch::Contains("cannot be made"));
}

TEST_CASE("a token of one purpose opens nothing else", "[base]") {
  const links ours(random_key(), "https://zusage.example");
  const links theirs(random_key(), "https://zusage.example");
  const auto id = new_public_id();
  const auto token = ours.token(link_purpose::registration, id);
  CHECK(ours.public_id(link_purpose::registration, token) == id);
  CHECK_FALSE(ours.public_id(link_purpose::revoke, token));
  CHECK_FALSE(theirs.public_id(link_purpose::registration, token));
  CHECK(ours.url(link_purpose::registration, id) == "https://zusage.example/r/" + token);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'x' ? 'y' : 'x';
    CHECK_FALSE(ours.public_id(link_purpose::registration, altered));
  }
  CHECK_FALSE(ours.public_id(link_purpose::registration, ""));
  CHECK_FALSE(ours.public_id(link_purpose::registration, token + "x"));
}

TEST_CASE("a reference survives being read over the phone, and a slip is noticed", "[base]") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto reference = new_reference();
    CHECK(seen.insert(reference).second);
    CHECK(read_reference(reference) == reference);
    CHECK(read_reference(lower_ascii(reference)) == reference);
    for (std::size_t place = 0; place < reference.size(); ++place) {
      if (reference[place] == '-') continue;
      auto wrong = reference;
      wrong[place] = wrong[place] == '7' ? '8' : '7';
      CHECK_FALSE(read_reference(wrong));
    }
  }
  CHECK_FALSE(read_reference(""));
}
