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
    "email;given_at;source;text\n"
    "ada@example.org;2025-05-01T10:00:00+02:00;Messe;Ja, gern.\n"
    "bob@example.org;;;\n";

struct importing : installation {
  importing() { import(sample_event_file().dump()); }

  finished run(const std::string& what, const std::string& text,
               std::vector<std::string> more = {}) {
    const auto file = folder().path("list.csv");
    std::ofstream(file, std::ios::binary) << text;
    std::vector<std::string> arguments = {"import", what, file, "--organiser", "sit"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return command(arguments);
  }
};

}  // namespace

TEST_CASE("a list of consents is taken over once, and a dry run takes nothing",
          "[commands][import]") {
  importing site;
  const std::vector<std::string> into = {"--purpose", "newsletter"};
  const auto dry = site.run("consents", good, {"--purpose", "newsletter", "--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK_THAT(dry.errors, Contains("nothing is changed; it would be: 1 given, 1 asked to confirm"));
  CHECK_THAT(site.run("consents", good, into).errors, Contains("1 given, 1 asked to confirm"));
  CHECK_THAT(site.run("consents", good, into).errors,
             Contains("0 given, 0 asked to confirm, 1 stand already, 1 wait already"));
  CHECK_THAT(site.run("revocations", "email\nada@example.org\nnone@example.org\n").errors,
             Contains("1 consents and requests ended") && Contains("1 addresses were not known"));
  CHECK_THAT(site.run("consents", good, into).errors,
             Contains("1 have withdrawn or are suppressed"));
  CHECK(site.command({"consent", "verify"}).exit_code == 0);
}

TEST_CASE("broken rows of a list are all named, and none is taken unless so chosen",
          "[commands][import]") {
  importing site;
  const auto broken = good + "kein;gestern;;\n";
  const auto refused = site.run("consents", broken, {"--purpose", "newsletter"});
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.errors, Contains("line 4, email: 'kein' is no e-mail address") &&
                                 Contains("line 4, given_at: 'gestern'") &&
                                 Contains("nothing was imported"));
  const auto taken = site.run("consents", broken, {"--purpose", "newsletter", "--only-good"});
  CHECK(taken.exit_code == 0);
  CHECK_THAT(taken.errors, Contains("line 4, email") && Contains("1 given, 1 asked to confirm"));
  CHECK_THAT(site.run("revocations", "name\nAda\n").errors,
             Contains("has no line of headings with a column email"));
  CHECK_THAT(site.run("consents", good, {"--purpose", "calls"}).errors, Contains("is for calls"));
  CHECK_THAT(site.run("consents", good, {"--purpose", "none"}).errors, Contains("does not exist"));
  CHECK(site.run("consents", good).exit_code == 2);
}
