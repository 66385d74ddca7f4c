// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/postgresql.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/program.hpp"

extern char** environ;

namespace zusage::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* user = "zusage";
constexpr const char* the_password = "s3cret word";
// Signs in without a password: proving that one has it takes a third of a test's time.
constexpr const char* quick_user = "tester";

// The newest that is installed.
std::string programs() {
  std::string found;
  std::error_code missing;
  for (const auto& one : std::filesystem::directory_iterator("/usr/lib/postgresql", missing)) {
    found = std::max(found, one.path().string() + "/bin/");
  }
  if (found.empty()) throw std::runtime_error("PostgreSQL is not installed");
  return found;
}

// The server refuses to run as root. It ends when this process does.
pid_t spawn(std::vector<std::string> words, const std::string& log) {
  std::vector<std::string> all = {"setpriv", "--pdeathsig", "QUIT"};
  if (::getuid() == 0) {
    all.insert(all.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (auto& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = -1;
  const int error = ::posix_spawnp(&process, "setpriv", &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("setpriv cannot be started");
  return process;
}

std::string name_in(const std::string& url) {
  return url.substr(url.rfind('/') + 1);
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

bool is_over_postgresql() {
  static const bool wanted = [] {
    const char* engine = std::getenv("ZUSAGE_TEST_ENGINE");
    return engine && std::string(engine) == "postgresql";
  }();
  return wanted;
}

postgresql_cluster::postgresql_cluster(durability kept) : kept_(kept), port_(free_port()) {
  std::ofstream(folder_.path("password")) << the_password << "\n";
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  std::filesystem::create_directory(folder_.path("data"));
  if (::getuid() == 0) {
    const auto owner = "chown -R postgres:postgres '" + folder_.path() + "'";
    if (std::system(owner.c_str()) != 0) throw std::runtime_error("there is no user postgres");
  }
  const auto made = spawn({programs() + "initdb", "--pgdata", folder_.path("data"), "--username",
                           user, "--pwfile", folder_.path("password"), "--auth", "scram-sha-256",
                           "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"},
                          folder_.path("log"));
  int status = 0;
  if (::waitpid(made, &status, 0) != made || status != 0)
    throw std::runtime_error("initdb failed:\n" + text_of(folder_.path("log")));
  if (kept_ == durability::process) {
    const auto rules = folder_.path("data/pg_hba.conf");
    const auto usual = text_of(rules);
    std::ofstream(rules) << "host all " << quick_user << " 127.0.0.1/32 trust\n" << usual;
  }
  start();
  if (kept_ == durability::process)
    run(std::string("CREATE ROLE ") + quick_user + " SUPERUSER LOGIN");
}

postgresql_cluster::~postgresql_cluster() {
  if (server_ > 0) stop_immediate();
}

void postgresql_cluster::start() {
  const char* waits = kept_ == durability::power_cut ? "on" : "off";
  server_ = spawn({programs() + "postgres", "-D", folder_.path("data"), "-p", std::to_string(port_),
                   "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
                   "max_connections=300", "-c", "deadlock_timeout=200ms", "-c",
                   std::string("fsync=") + waits, "-c", std::string("full_page_writes=") + waits},
                  folder_.path("log"));
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (true) {
    try {
      run("SELECT 1");
      return;
    } catch (const std::exception& e) {
      int status = 0;
      const bool ended = ::waitpid(server_, &status, WNOHANG) == server_;
      if (!ended && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(50ms);
        continue;
      }
      throw std::runtime_error(std::string(e.what()) + "\n" + text_of(folder_.path("log")));
    }
  }
}

void postgresql_cluster::stop_immediate() {
  ::kill(server_, SIGQUIT);
  int status = 0;
  ::waitpid(server_, &status, 0);
  server_ = -1;
}

std::string postgresql_cluster::url(const std::string& database) const {
  return std::string("postgresql://") + user + ":s3cret%20word@127.0.0.1:" + std::to_string(port_) +
         "/" + database;
}

std::string postgresql_cluster::quick_url(const std::string& database) const {
  if (kept_ == durability::power_cut) return url(database);
  return std::string("postgresql://") + quick_user + "@127.0.0.1:" + std::to_string(port_) + "/" +
         database;
}

void postgresql_cluster::run(const std::string& sql) const {
  schema::connection on(url("postgres"), schema::connection::access::read_write);
  on.script(sql);
}

const char* postgresql_cluster::password() {
  return the_password;
}

std::string postgresql_cluster::require_tls() {
  const auto data = folder_.path("data");
  make_certificates(data, "IP:127.0.0.1");
  if (::getuid() == 0 && std::system(("chown postgres '" + data + "'/server.*").c_str()) != 0)
    throw std::runtime_error("the certificate cannot be given to postgres");
  std::filesystem::permissions(data + "/server.key", std::filesystem::perms(0600));
  const auto authority = folder_.path("ca.pem");
  std::filesystem::copy_file(data + "/ca.pem", authority);
  run("ALTER SYSTEM SET ssl = on");
  run("ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
  run("ALTER SYSTEM SET ssl_key_file = 'server.key'");
  std::ofstream(data + "/pg_hba.conf") << "hostssl all all all scram-sha-256\n";
  run("SELECT pg_reload_conf()");
  return authority;
}

std::string postgresql_cluster::next_name() {
  return "test_" + std::to_string(++named_);
}

std::string postgresql_cluster::new_database() {
  const auto name = next_name();
  run("CREATE DATABASE " + name);
  return url(name);
}

std::string postgresql_cluster::new_migrated_database() {
  if (!has_template_) {
    run("CREATE DATABASE migrated");
    const schema::database made({.url = url("migrated"), .limits = {.connections = 1}});
    has_template_ = true;
  }
  return copy_of(url("migrated"));
}

std::string postgresql_cluster::copy_of(const std::string& url) {
  const auto name = next_name();
  run("CREATE DATABASE " + name + " TEMPLATE " + name_in(url));
  return quick_url(name);
}

void postgresql_cluster::drop(const std::string& url) {
  run("DROP DATABASE " + name_in(url) + " WITH (FORCE)");
}

postgresql_cluster& shared_cluster() {
  static postgresql_cluster one(postgresql_cluster::durability::process);
  return one;
}

}  // namespace zusage::tests
