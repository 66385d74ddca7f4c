// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/certificate.hpp"

#include "base/crypto.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pdf_text.hpp"
#include "tests/support/text.hpp"
#include "web/pdf.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const instant made_at = from_iso("2030-05-16T10:00:00Z").value();

web::certificate sample() {
  web::certificate of;
  of.organisers = "Stadt-IT Verbund";
  of.person = "Jörg Łukasz";
  of.about_person = {"Leitung", "Stadt Musterhausen"};
  of.event = "Praxistag Musterverwaltung";
  of.period = "Mittwoch, 15. Mai 2030, 9:00–16:00 Uhr";
  of.place = "Rathaus, Musterhausen";
  of.sessions = {{"Plenum", "9:00–12:00 Uhr · 3 Std."}, {"Forum 1", "13:00–15:00 Uhr · 2 Std."}};
  of.total = "Zusammen: 5 Std.";
  of.issued = "Musterhausen, 16. Mai 2030";
  of.reference = "7K3-M9Q-2XC";
  of.check = "1F0A-93BC";
  return of;
}

std::string pdf_of(const web::certificate& of, const std::string& language = "de",
                   instant at = made_at) {
  return web::certificate_pdf(of, web::find_locale(language), at);
}

// 1 × 1, red.
std::string small_png() {
  return from_hex(
             "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de000"
             "0000c49444154789c6338c0c00000024400c1938c68220000000049454e44ae426082")
      .value();
}

}  // namespace

TEST_CASE("a certificate says who attended what, when, and how it can be checked",
          "[web][certificates]") {
  const auto text = pdf_text(pdf_of(sample()));
  for (const auto* part : {"Teilnahmebescheinigung", "Jörg Łukasz", "Leitung", "Stadt Musterhausen",
                           "Praxistag Musterverwaltung", "Mittwoch, 15. Mai 2030, 9:00–16:00 Uhr",
                           "Rathaus, Musterhausen", "Plenum", "9:00–12:00 Uhr · 3 Std.",
                           "Zusammen: 5 Std.", "Veranstaltet von: Stadt-IT Verbund",
                           "Musterhausen, 16. Mai 2030", "7K3-M9Q-2XC", "1F0A-93BC"})
    CHECK(contains(text, part));
  CHECK(contains(pdf_text(pdf_of(sample(), "en")), "Certificate of attendance"));
  CHECK(contains(pdf_text(pdf_of(sample(), "nl")), "controlecode 1F0A-93BC"));
}

TEST_CASE("a certificate has title, language, tags and its fonts in it", "[web][certificates]") {
  const auto pdf = pdf_of(sample(), "en");
  const auto facts = pdf_facts(pdf);
  CHECK(contains(facts, "Certificate of attendance – Praxistag Musterverwaltung"));
  CHECK(contains(facts, "Tagged:          yes"));
  CHECK(contains(facts, "Page size:       595.276 x 841.89 pts (A4)"));
  CHECK(contains(facts,
                 "Document\n  P (block)\n    \"Stadt-IT Verbund\"\n  H1 (block)\n    \"Certificate "
                 "of attendance\""));
  CHECK(contains(facts, "L (block)\n    LI (block)\n      LBody (block)\n        \"Plenum\""));
  CHECK(contains(pdf, "/Lang (en)"));
  CHECK(contains(pdf, "/DisplayDocTitle true"));
  CHECK(contains(pdf, "/FontFile2"));
}

TEST_CASE("the same certificate is the same file, and only its time changes it",
          "[web][certificates]") {
  const auto first = pdf_of(sample()),
             later = pdf_of(sample(), "de", made_at + std::chrono::hours(1));
  CHECK(first == pdf_of(sample()));
  CHECK(first != later);
  CHECK(contains(first, "(20300516100000Z"));
  CHECK(contains(later, "(20300516110000Z"));
}

TEST_CASE("long names are wrapped and many sessions go on on a second page",
          "[web][certificates]") {
  auto of = sample();
  of.person = std::string("Anna-") + std::string(150, 'x') + "ende Muster";
  for (int i = 0; i < 60; ++i) of.sessions.push_back({"Sitzung " + std::to_string(i), "1 Std."});
  const auto pdf = pdf_of(of);
  const auto text = pdf_text(pdf), facts = pdf_facts(pdf);
  // On the page, not beyond its edge: the end of a word that was broken stands on a line of its
  // own.
  CHECK(contains(text, "ende Muster"));
  CHECK_FALSE(contains(text, std::string(150, 'x')));
  CHECK(contains(text, "Sitzung 59"));
  CHECK_FALSE(contains(facts, "Pages:           1\n"));
  CHECK(contains(facts, "\"Sitzung 59\""));
}

TEST_CASE("a logo is drawn when it is a PNG, and anything else is left out",
          "[web][certificates]") {
  const auto without = pdf_of(sample());
  auto of = sample();
  of.logo = small_png();
  const auto with = pdf_of(of);
  CHECK(contains(with, "/Subtype /Image"));
  CHECK_FALSE(contains(without, "/Subtype /Image"));
  of.logo = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
  CHECK(pdf_of(of) == without);
  of.logo = small_png().substr(0, 50);
  CHECK(pdf_of(of) == without);
  // A few bytes that say they are a picture of 65,535 by 65,535.
  of.logo = small_png().replace(16, 8, std::string("\0\0\xff\xff\0\0\xff\xff", 8));
  CHECK(pdf_of(of) == without);
}
