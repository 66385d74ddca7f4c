// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

TEST_CASE("wrong usage is told apart from what could not be done", "[commands]") {
  CHECK(run_program({}).exit_code == 2);
  CHECK(run_program({"fly"}).exit_code == 2);
  CHECK(run_program({"serve"}).exit_code == 2);
  CHECK(run_program(
            {"user", "add", "a@b.example", "--config", "x", "--organiser", "k", "--role", "king"})
            .exit_code == 2);
  const auto version = run_program({"--version"});
  CHECK(version.exit_code == 0);
  CHECK_THAT(version.output, Contains("zusage"));
  const auto help = run_program({"--help"});
  CHECK(help.exit_code == 0);
  for (const auto* command :
       {"serve", "demo", "migrate", "check", "backup", "import", "export", "user", "consent"}) {
    CHECK_THAT(help.output, Contains(command));
  }
  const auto missing = run_program({"serve", "--config", "/nonexistent/zusage.toml"});
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.errors, Contains("/nonexistent/zusage.toml"));
}

TEST_CASE("a command that does not exist is told which do", "[commands]") {
  CHECK_THAT(run_program({"fly"}).errors,
             Contains("'fly' is no command") && Contains("serve, mailer, demo"));
  CHECK_THAT(run_program({}).errors,
             Contains("a command is missing") && Contains("serve, mailer, demo"));
  const auto group = run_program({"consent", "burn"});
  CHECK(group.exit_code == 2);
  CHECK_THAT(group.errors, Contains("'burn' is no command") && Contains("verify, proof, revoke"));
  CHECK_THAT(run_program({"consent"}).errors,
             Contains("a command is missing") && Contains("verify, proof, revoke"));
  CHECK_THAT(run_program({"serve"}).errors, Contains("--config"));
  CHECK_THAT(run_program({"--fly"}).errors, !Contains("is no command"));
}

TEST_CASE("a configuration file that is missing is said with what to do", "[commands]") {
  const auto result = run_program({"check", "--config", "/nonexistent/zusage.toml"});
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.errors, Contains("/nonexistent/zusage.toml") && Contains("--config") &&
                                Contains("No such file"));
}

TEST_CASE("what only checks makes no key file", "[commands]") {
  installation site;
  REQUIRE(site.command({"migrate"}).exit_code == 0);
  const auto key = site.folder().path("key");
  for (const auto& command : {std::vector<std::string>{"check"},
                              {"consent", "verify"},
                              {"consent", "proof", "a@stadt.example.org"}}) {
    INFO(command.back());
    const auto result = site.command(command);
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.errors, Contains(key + ": is missing") && Contains("security.key_file"));
  }
  struct stat info {};
  CHECK(::stat(key.c_str(), &info) != 0);
}

TEST_CASE("a lost key file is not replaced beside registrations", "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  const auto key = site.folder().path("key"), kept = site.folder().path("kept");
  // Beside events alone a new one harms nobody.
  REQUIRE(std::rename(key.c_str(), kept.c_str()) == 0);
  site.start();
  REQUIRE(site.browser().post("/e/kick-off/register", filled_form("a@stadt.example.org")).status ==
          303);
  REQUIRE(site.stop() == 0);
  REQUIRE(std::rename(key.c_str(), kept.c_str()) == 0);
  std::ofstream(site.folder().path("events.json")) << sample_event_file().dump();
  for (const auto& command : {std::vector<std::string>{"serve"},
                              {"import", "events", site.folder().path("events.json")}}) {
    INFO(command.front());
    const auto result = site.command(command);
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.errors, Contains(key + ": is missing") && Contains("from the backup"));
  }
  struct stat info {};
  CHECK(::stat(key.c_str(), &info) != 0);
  REQUIRE(std::rename(kept.c_str(), key.c_str()) == 0);
  site.start();
  CHECK(site.stop() == 0);
}

TEST_CASE("all faults of a configuration are reported together", "[commands]") {
  temporary_folder folder;
  std::ofstream(folder.path("a.toml"))
      << "[server]\nlisten = 5\nbase_url = \"ftp://x\"\nspeed = 1\n[databse]\nurl = \"x\"\n"
         "[database]\nurl = \"mysql://x\"\n[mail]\ntransport = \"pigeon://\"\nfrom = \"nobody\"\n"
         "connections = 99\n[log]\nlevel = \"loud\"\n";
  const auto result = run_program({"check", "--config", folder.path("a.toml")});
  CHECK(result.exit_code == 1);
  for (const auto* place :
       {"server.listen", "server.base_url", "server.speed", "databse", "database.url",
        "mail.transport", "mail.from", "mail.connections", "log.level", "security.key_file"}) {
    CHECK_THAT(result.errors, Contains(place));
  }
  std::ofstream(folder.path("b.toml")) << "[server\n";
  CHECK_THAT(run_program({"check", "--config", folder.path("b.toml")}).errors, Contains("line 1"));
}

TEST_CASE("a mailer of its own is refused where one process does everything",
          "[commands][sqlite]") {
  installation site;
  const auto result = site.command({"mailer"});
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.errors, Contains("needs PostgreSQL"));
  CHECK_THAT(
      run_program({"check", "--config", site.config_file()}, "", {{"ZUSAGE_MAIL_CONNECTIONS", "0"}})
          .errors,
      Contains("needs PostgreSQL"));
}

TEST_CASE("an installation is copied with its consents, and goes on where it was copied to",
          "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  site.start();
  auto form = filled_form("a@stadt.example.org");
  form.emplace_back("consent.newsletter", "yes");
  CHECK(site.browser().post("/e/kick-off/register", form).status == 303);
  CHECK(site.stop() == 0);
  const auto target = is_over_postgresql() ? "sqlite:" + site.folder().path("copy.db")
                                           : shared_cluster().new_database();
  const auto copied = site.command({"copy", "--to", target});
  INFO(copied.errors);
  CHECK(copied.exit_code == 0);
  CHECK_THAT(copied.errors,
             Contains("registration: 1 rows") && Contains("consent chains compared"));
  CHECK_THAT(site.command({"copy", "--to", target}).errors, Contains("has data already"));
  site.set_environment("ZUSAGE_DATABASE_URL", target);
  site.start();
  CHECK(site.browser().post("/e/kick-off/register", filled_form("b@stadt.example.org")).status ==
        303);
  CHECK(site.stop() == 0);
  const auto beside = std::map<std::string, std::string>{{"ZUSAGE_DATABASE_URL", target}};
  const auto checked = run_program({"check", "--config", site.config_file()}, "", beside);
  CHECK(checked.exit_code == 0);
  CHECK_THAT(checked.output, Contains("sit: 1 consent records"));
}

TEST_CASE("the environment overrides the file, and its faults are reported too", "[commands]") {
  installation site;
  const auto wrong = run_program({"check", "--config", site.config_file()}, "",
                                 {{"ZUSAGE_LIMITS_CONNECTIONS", "many"}});
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.errors, Contains("ZUSAGE_LIMITS_CONNECTIONS"));
}

TEST_CASE("a directory that is missing and a port in use are said clearly", "[commands]") {
  auto& running = shared_installation();
  installation second;
  const auto port = std::to_string(running.port());
  const auto taken = run_program({"serve", "--config", second.config_file()}, "",
                                 {{"ZUSAGE_SERVER_LISTEN", "127.0.0.1:" + port}});
  CHECK(taken.exit_code == 1);
  CHECK_THAT(taken.errors, Contains("cannot listen on 127.0.0.1:" + port));
  const auto missing = run_program({"serve", "--config", second.config_file()}, "",
                                   {{"ZUSAGE_DATABASE_URL", "sqlite:/nonexistent/zusage.db"}});
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.errors, Contains("mkdir -p"));
}

TEST_CASE("while a server runs, what only reads works and what writes is refused", "[commands]") {
  auto& site = shared_installation();
  CHECK(site.command({"check"}).exit_code == 0);
  CHECK(site.command({"consent", "verify"}).exit_code == 0);
  CHECK(site.command({"backup", site.folder().path("copy.db")}).exit_code == 0);
  const auto refused = site.command(
      {"user", "add", "x@y.example", "--organiser", "sit", "--role", "dpo"}, "a long password\n");
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.errors, Contains("in use by another zusage process"));
  CHECK(site.command({"migrate"}).exit_code == 1);
}

TEST_CASE("the next edition is made from the command line", "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  const auto copy = [&](const std::string& slug, const std::string& to, const std::string& day) {
    return site.command({"event", "copy", slug, "--to", to, "--starts", day});
  };
  const auto made = copy("kick-off", "kick-off-2031", "2031-05-14");
  INFO(made.errors);
  CHECK(made.exit_code == 0);
  CHECK_THAT(made.errors, Contains("kick-off-2031 is made as a draft"));
  CHECK(site.command({"export", "registrations", "--event", "kick-off-2031"}).exit_code == 0);
  const auto wrong = copy("kick-off", "kick-off-2031", "2029-05-14");
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.errors, Contains("--to: there is an event with this slug already") &&
                               Contains("--starts: lies not after the start"));
  const auto none = copy("nothing", "x", "2031-05-14");
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.errors, Contains("there is no event nothing"));
  CHECK(site.command({"event", "copy", "kick-off", "--to", "x"}).exit_code == 2);
}

TEST_CASE("an event file is imported whole or not at all", "[commands]") {
  installation site;
  auto file = sample_event_file();
  file["events"].push_back(file["events"][0]);
  file["events"][1]["slug"] = "second";
  file["events"][1]["ends_at"] = "2020-01-01T10:00";
  std::ofstream(site.folder().path("wrong.json")) << file.dump();
  const auto result = site.command({"import", "events", site.folder().path("wrong.json")});
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.errors, Contains("events[1].ends_at"));
  CHECK(site.command({"export", "registrations", "--event", "kick-off"}).exit_code == 1);
  site.import(sample_event_file().dump());
  CHECK_THAT(site.import(sample_event_file().dump()), Contains("nothing has changed"));
  CHECK(site.command({"export", "registrations", "--event", "kick-off"}).exit_code == 0);
}

TEST_CASE("the directory is imported from a table, and a wrong one leaves the old one as it is",
          "[commands]") {
  installation site;
  const std::string heading =
      "ags,name,title,kind,district_ags,district,state,population,postal_code\n";
  const std::string olpe = "05966024,Olpe,Stadt,Stadt,05966,Olpe,Nordrhein-Westfalen,25000,57462\n";
  const auto import_table = [&](const std::string& name, const std::string& content) {
    std::ofstream(site.folder().path(name)) << content;
    return site.command({"import", "municipalities", site.folder().path(name)});
  };
  for (int i = 0; i < 2; ++i) {
    const auto done = import_table("right.CSV", heading + olpe);
    CHECK(done.exit_code == 0);
    CHECK_THAT(done.errors, Contains("2 municipalities and counties"));
  }
  const auto wrong = import_table("wrong.csv", heading + olpe + "0596,x\n" + olpe);
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.errors, Contains("line 3: has 2 cells instead of 9") &&
                               Contains("line 4: the AGS 05966024 is there twice"));
  const auto columns = import_table("columns.csv", "ags,people\n05966024,1\n");
  CHECK(columns.exit_code == 1);
  CHECK_THAT(columns.errors, Contains("line 1: a directory has no column people") &&
                                 Contains("line 1: the column name is missing"));
  CHECK_THAT(import_table("quote.csv", heading + "\"0").errors, Contains("line 2: a quote"));
  CHECK_THAT(import_table("table.txt", heading + olpe).errors,
             Contains("is no record of a directory GV100AD"));
  schema::database db({.url = site.database_url(), .writable = false});
  CHECK(db.read([](const schema::reader& r) {
    return r.value<std::int64_t>("SELECT COUNT(*) FROM municipality").value();
  }) == 2);
}

TEST_CASE("an event that is imported with a new time tells those who are registered",
          "[commands][S3]") {
  installation site;
  auto file = sample_event_file();
  site.import(file.dump());
  site.start();
  REQUIRE(site.browser().post("/e/kick-off/register", filled_form("a@stadt.example.org")).status ==
          303);
  REQUIRE(site.wait_for_mails(1).size() == 1);
  REQUIRE(site.stop() == 0);
  file["events"][0]["starts_at"] = "2030-05-15T08:30";
  site.import(file.dump());
  CHECK_THAT(site.import(file.dump()), Contains("nothing has changed"));
  site.start();
  const auto mails = site.wait_for_mails(2);
  REQUIRE(mails.size() == 2);
  const auto told = std::find_if(mails.begin(), mails.end(), [](const std::string& mail) {
    return mail_header(mail, "Subject").starts_with("Geändert: ");
  });
  REQUIRE(told != mails.end());
  CHECK_THAT(mail_part(*told, "text/plain"),
             Contains("8:30") && Contains("(bisher: ") && Contains("9:00"));
  const auto calendar = mail_part(*told, "text/calendar");
  CHECK_THAT(calendar, Contains("SEQUENCE:1") && Contains("METHOD:PUBLISH"));
  CHECK(site.stop() == 0);
}

TEST_CASE("a user needs an organiser that exists and a password that is not easily guessed",
          "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  const auto add = [&](const std::string& organiser, const std::string& password) {
    return site.command(
        {"user", "add", "eva@sit.example.org", "--organiser", organiser, "--role", "owner"},
        password + "\n");
  };
  CHECK(add("none", "correct horse 42").exit_code == 1);
  CHECK(add("sit", "short").exit_code == 1);
  CHECK(add("sit", "passwort123").exit_code == 1);
  CHECK(add("sit", "correct horse 42").exit_code == 0);
}

TEST_CASE("a consent is revoked and proven at the command line", "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  site.start();
  auto values = filled_form("erika@stadt.example.org");
  values.emplace_back("consent.newsletter", "yes");
  REQUIRE(site.browser().post("/e/kick-off/register", values).status == 303);
  REQUIRE(site.stop() == 0);
  CHECK(site.command({"consent", "revoke", "erika@stadt.example.org", "--purpose", "newsletter"})
            .exit_code == 0);
  const auto proof = site.command({"consent", "proof", "Erika@stadt.example.org"});
  CHECK_THAT(proof.output, Contains("withdrawn"));
  CHECK_THAT(proof.output, Contains("command line"));
  CHECK(site.command({"consent", "revoke", "nobody@stadt.example.org", "--purpose", "newsletter"})
            .exit_code == 1);
  CHECK(site.command({"consent", "proof", "no address"}).exit_code == 1);
  const auto nothing = site.command({"consent", "proof", "nobody@stadt.example.org"});
  CHECK(nothing.exit_code == 0);
  CHECK(nothing.output == "[]\n");

  // What somebody kept of the chain still is in it, or the program says that it is not.
  const auto verified = site.command({"consent", "verify"});
  REQUIRE(verified.exit_code == 0);
  const auto head = verified.output.substr(verified.output.find("head ") + 5, 64);
  const auto kept = [&](const std::string& what) {
    return site.command({"consent", "verify", "--kept", what});
  };
  CHECK(kept("sit:2:" + head).exit_code == 0);
  CHECK(kept("sit:1:" + head).exit_code == 1);
  CHECK_THAT(kept("sit:2:" + std::string(64, '0')).errors, Contains("has not the hash"));
  CHECK_THAT(kept("sit").errors, Contains("KEY:NUMBER:HASH"));
  CHECK_THAT(kept("sit:two:" + head).errors, Contains("is no number"));
}
