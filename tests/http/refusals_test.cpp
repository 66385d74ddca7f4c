// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "schema/sql.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/small_disk.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

finished serve(const installation& site, const std::map<std::string, std::string>& changed) {
  return run_program({"serve", "--config", site.config_file()}, "", changed);
}

// It could not be done, and one line says why.
void check_refused(const finished& result, const std::string& words) {
  CHECK(result.exit_code == 1);
  CHECK(result.output.empty());
  CHECK_THAT(result.errors, Contains(words));
  CHECK(std::count(result.errors.begin(), result.errors.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("a server that cannot listen has made nothing", "[commands]") {
  auto& running = shared_installation();
  installation second;
  const auto port = std::to_string(running.port());
  check_refused(serve(second, {{"ZUSAGE_SERVER_LISTEN", "127.0.0.1:" + port}}),
                "cannot listen on 127.0.0.1:" + port);
  check_refused(serve(second, {{"ZUSAGE_SERVER_LISTEN", "192.0.2.1:8080"}}), "cannot listen on");
  check_refused(serve(second, {{"ZUSAGE_SERVER_LISTEN", "somewhere:8080"}}),
                "is not a network address");
  CHECK(files_in(second.folder().path("")) == std::set<std::string>{"zusage.toml"});
}

TEST_CASE("a directory that is missing or no directory is said, and nothing is made",
          "[commands]") {
  installation site;
  const auto folder = site.folder().path("");
  check_refused(serve(site, {{"ZUSAGE_DATABASE_URL", "sqlite:" + folder + "/none/zusage.db"}}),
                "mkdir -p " + folder + "/none");
  check_refused(serve(site, {{"ZUSAGE_SECURITY_KEY_FILE", folder + "/none/key"}}),
                "mkdir -p " + folder + "/none");
  check_refused(
      serve(site, {{"ZUSAGE_DATABASE_URL", "sqlite:" + site.config_file() + "/zusage.db"}}),
      "the directory " + site.config_file());
  check_refused(serve(site, {{"ZUSAGE_SECURITY_KEY_FILE", site.config_file() + "/key"}}),
                "key file " + site.config_file() + "/key");
  check_refused(serve(site, {{"ZUSAGE_SERVER_SPEED", "fast"}, {"ZUSAGE_SERVER_THREADS", "0.5"}}),
                "ZUSAGE_SERVER_THREADS");
  CHECK(files_in(folder) == std::set<std::string>{"zusage.toml"});
}

TEST_CASE("a directory that cannot be written to is said, and nothing is made", "[commands]") {
  small_disk disk(2);
  if (!disk.is_there()) {
    WARN("skipped: a file system cannot be mounted here");
    return;
  }
  installation site;
  disk.make_read_only();
  check_refused(serve(site, {{"ZUSAGE_DATABASE_URL", "sqlite:" + disk.path("zusage.db")}}),
                "cannot be written to (Read-only file system)");
  check_refused(serve(site, {{"ZUSAGE_SECURITY_KEY_FILE", disk.path("key")}}),
                "cannot be made (Read-only file system)");
  CHECK(files_in(site.folder().path("")) == std::set<std::string>{"zusage.toml"});
}

TEST_CASE("a database of a newer program is left as it is by every command", "[commands]") {
  installation site;
  site.import(sample_event_file().dump());
  {
    schema::connection raw(site.database_url(), schema::connection::access::read_write);
    raw.script("INSERT INTO schema_version (number, name, ran_at) VALUES (9999, 'future', 0)");
  }
  const auto file = site.folder().path("zusage.db");
  const auto before = content_of(file);
  const auto words = "has version 9999";
  check_refused(serve(site, {}), words);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"migrate"},
           {"check"},
           {"consent", "verify"},
           {"import", "events", site.folder().path("events.json")},
           {"export", "registrations", "--event", "kick-off"}}) {
    INFO(command.front());
    check_refused(site.command(command), words);
  }
  CHECK((content_of(file) == before));  // not shown when it differs: it is long
}

TEST_CASE("a file that is no database is left as it is", "[commands]") {
  installation site;
  const auto file = site.folder().path("zusage.db");
  const std::string text(5000, 'x');
  std::ofstream(file) << text;
  check_refused(serve(site, {}), file);
  check_refused(serve(site, {}), "name another file in database.url");
  check_refused(site.command({"check"}), file);
  CHECK((content_of(file) == text));
  CHECK_FALSE(files_in(site.folder().path("")).count("key"));
}

TEST_CASE("a key file that is wrong is said before anything is made", "[commands]") {
  installation site;
  const auto key = site.folder().path("key");
  std::ofstream(key) << "not a key\n";
  std::filesystem::permissions(key, std::filesystem::perms::owner_read);
  check_refused(serve(site, {}), "does not hold 64 hex digits");
  std::filesystem::permissions(key, std::filesystem::perms(0644));
  check_refused(serve(site, {}), "chmod 600");
  CHECK(files_in(site.folder().path("")) == std::set<std::string>{"key", "zusage.toml"});
}
