// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/postgresql.hpp"

extern char** environ;

namespace zusage::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 90s;  // sanitizers on a busy machine are slow

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Starts the program with its three streams at files; the process id.
pid_t spawn(const std::vector<std::string>& arguments, const std::array<std::string, 3>& streams,
            const std::map<std::string, std::string>& environment) {
  std::vector<std::string> words = {ZUSAGE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> envp;  // the first of a name counts
  for (auto& one : variables) envp.push_back(one.data());
  for (char** one = environ; *one; ++one) envp.push_back(*one);
  envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, streams[0].c_str(), O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, streams[1].c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, streams[2].c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  pid_t process = -1;
  const int error =
      ::posix_spawn(&process, ZUSAGE_PROGRAM, &actions, nullptr, argv.data(), envp.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("the program cannot be started");
  return process;
}

int wait_for(pid_t process) {
  int status = 0;
  if (::waitpid(process, &status, 0) != process) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool answers(std::uint16_t port) {
  try {
    return browser_like(port).get("/healthz").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

finished run_program(const std::vector<std::string>& arguments, const std::string& input,
                     const std::map<std::string, std::string>& environment) {
  const temporary_folder folder;
  write_file(folder.path("in"), input);
  const auto process =
      spawn(arguments, {folder.path("in"), folder.path("out"), folder.path("err")}, environment);
  finished result;
  result.exit_code = wait_for(process);
  result.output = read_file(folder.path("out"));
  result.errors = read_file(folder.path("err"));
  return result;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    ::close(socket);
    throw std::runtime_error("no free port");
  }
  ::close(socket);
  return ntohs(address.sin_port);
}

namespace {

std::string configuration_text(const installation::shared& with, std::uint16_t port,
                               const std::string& mail) {
  return "[server]\nlisten = \"127.0.0.1:" + std::to_string(port) +
         "\"\nbase_url = \"http://localhost:" + std::to_string(with.public_port) +
         "\"\n[database]\nurl = \"" + with.database_url + "\"\n[mail]\n" + mail +
         "from = \"Zusage <zusage@example.org>\"\n[security]\nkey_file = \"" + with.folder +
         "/key\"\n";
}

std::string maildir_in(const std::string& folder) {
  return "transport = \"maildir:" + folder + "/mail\"\n";
}

}  // namespace

installation::installation(const shared& with)
    : data_(with.folder), database_url_(with.database_url), port_(free_port()) {
  write_file(config_file(), configuration_text(with, port_, maildir_in(data_)) +
                                "[limits]\nregistrations_per_minute = 1000000\n"
                                "posts_per_minute = 1000000\n");
}

installation::installation(std::string extra, std::string mail)
    : data_(folder_.path()),
      database_url_(is_over_postgresql() ? shared_cluster().new_database()
                                         : "sqlite:" + folder_.path("zusage.db")),
      port_(free_port()) {
  if (mail.empty()) mail = maildir_in(data_);
  write_file(config_file(), configuration_text({database_url_, data_, port_}, port_, mail) + extra);
}

installation::~installation() {
  if (running()) kill();
}

void installation::start() {
  process_ = spawn({"serve", "--config", config_file()},
                   {"/dev/null", folder_.path("out"), folder_.path("log")}, environment_);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!answers(port_)) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      throw std::runtime_error("the server ended:\n" + log());
    }
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error("the server does not answer:\n" + log());
    std::this_thread::sleep_for(20ms);
  }
}

void installation::start_mailer() {
  process_ = spawn({"mailer", "--config", config_file()},
                   {"/dev/null", folder_.path("out"), folder_.path("log")}, environment_);
}

int installation::stop() {
  ::kill(process_, SIGTERM);
  const int code = wait_for(process_);
  process_ = -1;
  return code;
}

void installation::kill() {
  ::kill(process_, SIGKILL);
  wait_for(process_);
  process_ = -1;
}

finished installation::command(std::vector<std::string> arguments, const std::string& input) const {
  arguments.emplace_back("--config");
  arguments.push_back(config_file());
  return run_program(arguments, input, environment_);
}

std::string installation::import(const std::string& event_file_text) {
  write_file(folder_.path("events.json"), event_file_text);
  const auto result = command({"import", "events", folder_.path("events.json")});
  if (result.exit_code != 0) throw std::runtime_error("the import failed: " + result.errors);
  return result.errors;
}

std::string installation::log() const {
  return read_file(folder_.path("log"));
}

std::vector<std::string> installation::mails() const {
  std::vector<std::string> found;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(data_ + "/mail/new", missing)) {
    found.push_back(read_file(entry.path().string()));
  }
  return found;
}

std::vector<std::string> installation::wait_for_mails(std::size_t count, int seconds) const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  auto found = mails();
  while (found.size() < count && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(50ms);
    found = mails();
  }
  return found;
}

}  // namespace zusage::tests
