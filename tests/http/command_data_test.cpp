// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

TEST_CASE("what is stored of a person is shown, exported and erased at the command line",
          "[commands][requests]") {
  installation site;
  site.import(sample_event_file().dump());
  site.start();
  auto values = filled_form("erika@stadt.example.org");
  values.emplace_back("consent.newsletter", "yes");
  REQUIRE(site.browser().post("/e/kick-off/register", values).status == 303);
  REQUIRE(site.stop() == 0);
  const auto data = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"data"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return site.command(arguments);
  };
  const std::string erika = "Erika@stadt.example.org";

  const auto shown = data({"show", erika});
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.output, Contains("sit – Stadt-IT Verbund") && Contains("Strategie-Auftakt") &&
                               Contains("Rundbrief"));
  const auto exported = data({"export", erika, "--organiser", "sit", "--language", "en"});
  REQUIRE(exported.exit_code == 0);
  const auto file = nlohmann::json::parse(exported.output);
  CHECK(file.at("format") == "zusage-data-2");
  CHECK(file.at("language") == "en");
  CHECK(file.at("organisers").at(0).at("registrations").size() == 1);

  // Neither looking nor forgetting --yes erases anything.
  const auto asked = data({"erase", erika, "--dry-run"});
  CHECK(asked.exit_code == 0);
  CHECK_THAT(asked.output, Contains("Das wird gelöscht") && Contains("Das bleibt, und warum") &&
                               Contains("Art. 17 Abs. 3 Buchst. b und e DSGVO"));
  const auto unsure = data({"erase", erika});
  CHECK(unsure.exit_code == 1);
  CHECK_THAT(unsure.errors, Contains("--yes"));
  CHECK_THAT(data({"show", erika}).output, Contains("Strategie-Auftakt"));

  const auto erased = data({"erase", erika, "--organiser", "sit", "--yes"});
  CHECK(erased.exit_code == 0);
  CHECK_THAT(erased.errors, Contains("erased at sit, request "));
  CHECK_THAT(data({"show", erika}).output, !Contains("Strategie-Auftakt"));
  CHECK(site.command({"consent", "verify"}).exit_code == 0);

  CHECK_THAT(data({"erase", "nobody@stadt.example.org", "--yes"}).errors,
             Contains("nothing is stored of nobody@stadt.example.org"));
  CHECK_THAT(data({"show", "no address"}).errors, Contains("is not an e-mail address"));
  CHECK_THAT(data({"show", erika, "--organiser", "none"}).errors,
             Contains("there is no organiser none"));
  CHECK(data({"erase"}).exit_code == 2);
}
