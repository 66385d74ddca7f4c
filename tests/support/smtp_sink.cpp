// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/smtp_sink.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "tests/support/program.hpp"

namespace zusage::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* program = "/usr/sbin/smtp-sink";

// The last line of a mail of ours ends its outermost multipart: whatever was cut off has none.
bool is_whole(std::string_view mail) {
  while (!mail.empty() && (mail.back() == '\n' || mail.back() == '\r')) mail.remove_suffix(1);
  const auto line = mail.substr(mail.rfind('\n') + 1);
  return line.size() > 4 && line.substr(0, 2) == "--" && line.substr(line.size() - 2) == "--";
}

std::string message_id_of(std::string_view mail) {
  constexpr std::string_view name = "\nMessage-ID: <";
  const auto at = mail.find(name);
  if (at == std::string_view::npos) return {};
  const auto from = at + name.size();
  return std::string(mail.substr(from, mail.find('>', from) - from));
}

}  // namespace

bool listens(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool there = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return there;
}

smtp_sink::smtp_sink() : port_(free_port()) {
  if (!fs::exists(program))
    throw std::runtime_error("smtp-sink is missing: apt-get install postfix (./test does it)");
  fs::create_directory(folder_.path("mails"));
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::permissions(folder_.path("mails"), fs::perms(0777));
  const auto address = "127.0.0.1:" + std::to_string(port_);
  const auto dump = folder_.path("mails") + "/mail.";
  const bool root = ::geteuid() == 0;
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("smtp-sink cannot be started");
  if (process_ == 0) {
    if (root) {
      ::execl(program, program, "-u", "nobody", "-d", dump.c_str(), address.c_str(), "128",
              nullptr);
    } else {
      ::execl(program, program, "-d", dump.c_str(), address.c_str(), "128", nullptr);
    }
    ::_exit(127);
  }
  for (int i = 0; i < 200 && !listens(port_); ++i) std::this_thread::sleep_for(50ms);
  if (!listens(port_)) throw std::runtime_error("smtp-sink does not start");
}

smtp_sink::~smtp_sink() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::map<std::string, int> smtp_sink::received() const {
  std::map<std::string, int> found;
  for (const auto& one : fs::directory_iterator(folder_.path("mails"))) {
    std::ifstream file(one.path(), std::ios::binary);
    const std::string mail{std::istreambuf_iterator<char>(file), {}};
    if (is_whole(mail)) ++found[message_id_of(mail)];
  }
  return found;
}

}  // namespace zusage::tests
