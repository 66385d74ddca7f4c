// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/database.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

namespace {

std::int64_t registrations(const installation& site) {
  schema::database::options beside;
  beside.url = site.database_url();
  beside.writable = false;
  schema::database db(beside);
  return db.read([](const schema::reader& view) {
    return view.value<std::int64_t>("SELECT COUNT(*) FROM registration").value();
  });
}

void let_event_end(const installation& site) {
  schema::database::options options;
  options.url = site.database_url();
  schema::database db(options);
  db.write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET ends_at = 1000000000, starts_at = 900000000");
  });
}

}  // namespace

TEST_CASE("retention is shown by a dry run and carried out by a run", "[commands][retention]") {
  installation site;
  site.import(sample_event_file().dump());
  site.start();
  CHECK(site.browser().post("/e/kick-off/register", filled_form("a@stadt.example.org")).status ==
        303);
  const auto beside = site.command({"retention", "run", "--dry-run"});
  CHECK(beside.exit_code == 0);  // also beside a server
  CHECK(beside.output == "rule\torganiser\tevent\tquestion\trows\n");
  if (!is_over_postgresql()) {
    const auto refused = site.command({"retention", "run"});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.errors, Contains("in use by another zusage process"));
  }
  CHECK(site.stop() == 0);
  let_event_end(site);

  const auto dry = site.command({"retention", "run", "--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK_THAT(dry.output, Contains("registrations\tsit\tkick-off\t-\t1\n"));
  CHECK_THAT(dry.errors, Contains("nothing was changed"));
  CHECK(registrations(site) == 1);

  const auto run = site.command({"retention", "run"});
  CHECK(run.exit_code == 0);
  CHECK(run.output == dry.output);  // what was to be erased, and is
  CHECK_THAT(run.errors, Contains("erased 1 row"));
  CHECK(registrations(site) == 0);
  CHECK(site.command({"retention", "run", "--dry-run"}).output ==
        "rule\torganiser\tevent\tquestion\trows\n");
  CHECK(site.command({"check"}).exit_code == 0);
  CHECK(site.command({"retention"}).exit_code == 2);
}
