// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

namespace {

const std::string good =
    "Bestellnummer;Status;E-Mail;Teilnehmername;Programm\n"
    "ABC12;bezahlt;ada@stadt.example.org;Ada Muster;Forum 1: Register\n"
    "ABC13;storniert;ben@stadt.example.org;Ben Muster;\n"
    "ABC14;ausstehend;cem@stadt.example.org;Cem Muster;\n";

struct importing : installation {
  importing() { import(sample_event_file().dump()); }

  finished run(const std::string& text, std::vector<std::string> more = {},
               const std::string& slug = "kick-off") {
    const auto file = folder().path("people.csv");
    std::ofstream(file, std::ios::binary) << text;
    std::vector<std::string> arguments = {"import", "registrations", file,    "--event",
                                          slug,     "--from",        "pretix"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return command(arguments);
  }
};

}  // namespace

TEST_CASE("registrations of another system are taken over once, and a dry run takes nobody",
          "[commands][reg_import]") {
  importing site;
  const auto dry = site.run(good, {"--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK_THAT(dry.errors, Contains("nothing is changed; it would be: 1 with a place") &&
                             Contains("columns that are not taken: Bestellnummer, Programm"));
  const auto taken = site.run(good, {"--column", "Programm=sessions"});
  CHECK(taken.exit_code == 0);
  CHECK_THAT(taken.errors,
             Contains("1 with a place, 0 beyond the capacity, 0 waiting, 1 cancelled") &&
                 Contains("1 left out because they are open"));
  CHECK_THAT(site.run(good).errors, Contains("2 were registered already"));
  const auto exported =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "csv"});
  CHECK_THAT(exported.output,
             Contains("confirmed,") && Contains("forum-1") && Contains("cancelled,"));
}

TEST_CASE("what is wrong with a list of registrations is named, and nothing is taken",
          "[commands][reg_import]") {
  importing site;
  const auto broken = good + "ABC15;bezahlt;kein;Dora Muster;\n";
  const auto refused = site.run(broken);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.errors, Contains("line 5, E-Mail: 'kein': Not an e-mail address.") &&
                                 Contains("nothing was imported; --only-good takes the other 2"));
  CHECK(site.run(broken, {"--only-good"}).exit_code == 0);
  CHECK_THAT(site.run("Bestellnummer\nABC\n").errors,
             Contains("no column that is known as the e-mail"));
  CHECK_THAT(site.run(good, {"--column", "Nichts=email"}).errors,
             Contains("has no column 'Nichts'"));
  CHECK_THAT(site.run(good, {"--column", "Status=phase"}).errors,
             Contains("a column can be one of"));
  CHECK_THAT(site.run(good, {}, "none").errors, Contains("there is no event none"));
  CHECK(site.command({"import", "registrations", "x.csv", "--event", "kick-off"}).exit_code == 2);
}
