// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

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

// A server of another version, as far as a client sees before it asks for anything: it takes every
// password and every command (PostgreSQL documentation, 55.2 and 55.7).
class server_of_version {
 public:
  explicit server_of_version(std::string version) : version_(std::move(version)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::listen(listening_, 1) != 0) {
      throw std::runtime_error("no socket to listen on");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~server_of_version() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }

  std::string url() const {
    return "postgresql://zusage@127.0.0.1:" + std::to_string(port_) + "/zusage?sslmode=disable";
  }

 private:
  static std::string number(std::size_t value) {
    std::string bytes(4, '\0');
    for (int i = 3; i >= 0; --i, value >>= 8) bytes[std::size_t(i)] = char(value & 0xff);
    return bytes;
  }
  static std::string message(char type, const std::string& content) {
    return type + number(content.size() + 4) + content;
  }

  // What stands behind a length; nothing when the client has gone.
  static std::optional<std::string> receive(int client) {
    unsigned char head[4];
    if (::recv(client, head, 4, MSG_WAITALL) != 4) return {};
    const std::size_t length = (std::size_t(head[2]) << 8) + head[3];
    std::string content(length - 4, '\0');
    const auto got = ::recv(client, content.data(), content.size(), MSG_WAITALL);
    if (got != ssize_t(content.size())) return {};
    return content;
  }

  void serve() const {
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const auto ready = message('Z', "I");
    const auto parameter = std::string("server_version") + '\0' + version_ + '\0';
    std::string answer = message('R', number(0)) + message('S', parameter) + ready;
    if (receive(client)) {
      char type = 'Q';
      while (type == 'Q' && ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL) > 0 &&
             ::recv(client, &type, 1, MSG_WAITALL) == 1 && receive(client)) {
        answer = message('C', std::string("SET") + '\0') + ready;
      }
    }
    ::close(client);
  }

  const std::string version_;
  int listening_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a server that is too old is refused in one line", "[commands]") {
  const server_of_version old("12.20");
  const configured at;
  const auto refused = at.migrate(old.url());
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.errors, Contains("has version 12, PostgreSQL 13 or newer is needed"));
}

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
