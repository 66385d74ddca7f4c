// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/program.hpp"

using namespace zusage::tests;
using Catch::Contains;

namespace {

// What `zusage migrate` says with this URL and these lines of [database].
struct configured {
  temporary_folder folder;
  std::map<std::string, std::string> environment;

  finished migrate(const std::string& url, const std::string& more = {}) const {
    std::ofstream(folder.path("zusage.toml"))
        << "[server]\nlisten = \"127.0.0.1:8080\"\nbase_url = \"http://localhost:8080\"\n"
        << "[database]\nurl = \"" << url << "\"\n"
        << more << "[mail]\ntransport = \"maildir:" << folder.path("mail")
        << "\"\nfrom = \"Zusage <zusage@example.org>\"\n[security]\nkey_file = \""
        << folder.path("key") << "\"\n";
    return run_program({"migrate", "--config", folder.path("zusage.toml")}, "", environment);
  }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path(name)) << text;
    std::filesystem::permissions(folder.path(name), std::filesystem::perms(0600));
    return folder.path(name);
  }
};

std::string without_password(std::string url) {
  const std::string part = ":s3cret%20word";
  return url.erase(url.find(part), part.size());
}

}  // namespace

TEST_CASE("the password of PostgreSQL comes from a file of ours or of libpq", "[commands]") {
  auto& cluster = shared_cluster();
  const auto url = without_password(cluster.new_database());
  configured at;
  const std::string password = postgresql_cluster::password();

  const auto none = at.migrate(url);
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.errors, Contains("no password supplied"));

  const auto wrong = at.migrate(url, "password_file = \"" + at.file("wrong", "guess\n") + "\"\n");
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.errors, Contains("authentication failed") && !Contains("guess"));

  const auto missing = at.migrate(url, "password_file = \"" + at.folder.path("nothing") + "\"\n");
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.errors, Contains("database.password_file"));

  CHECK(at.migrate(url, "password_file = \"" + at.file("right", password + "\n") + "\"\n")
            .exit_code == 0);

  at.environment["PGPASSFILE"] = at.file(
      "pgpass", "127.0.0.1:" + std::to_string(cluster.port()) + ":*:zusage:" + password + "\n");
  CHECK(at.migrate(url).exit_code == 0);
  cluster.drop(url);
}

TEST_CASE("the server of the database is verified where the URL says so", "[commands]") {
  postgresql_cluster cluster;
  const auto url = cluster.new_database();
  const configured at;
  const auto unencrypted = at.migrate(url + "?sslmode=verify-full");
  CHECK(unencrypted.exit_code == 1);
  CHECK_THAT(unencrypted.errors, Contains("SSL"));

  const auto authority = cluster.require_tls();
  const auto plain = at.migrate(url + "?sslmode=disable");
  CHECK(plain.exit_code == 1);
  CHECK_THAT(plain.errors, Contains("no encryption"));
  CHECK(at.migrate(url + "?sslmode=verify-full&sslrootcert=" + authority).exit_code == 0);

  const auto other = at.file("other.pem", "");
  const auto foreign = at.migrate(url + "?sslmode=verify-full&sslrootcert=" + other);
  CHECK(foreign.exit_code == 1);
  CHECK_THAT(foreign.errors, Contains("certificate"));
}
