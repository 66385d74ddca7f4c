// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/postfix.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/program.hpp"

namespace zusage::tests {
namespace {

namespace fs = std::filesystem;

void run(const std::string& command, const std::string& log) {
  if (std::system((command + " >>" + log + " 2>&1").c_str()) == 0) return;
  std::ifstream file(log);
  throw std::runtime_error("failed: " + command + "\n" +
                           std::string(std::istreambuf_iterator<char>(file), {}));
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned block = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      block = block * 256 + (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      result += i + j <= bytes.size() ? digits[(block >> (18 - 6 * j)) & 63] : '=';
    }
  }
  return result;
}

void send_text(int socket, const std::string& text) {
  [[maybe_unused]] const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

// The side of Dovecot in its authentication protocol (doc.dovecot.org, auth_protocol): Postfix asks
// here whether a name and password are right.
void answer_one_client(int socket) {
  send_text(socket,
            "VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\n"
            "COOKIE\t0123456789abcdef0123456789abcdef\nDONE\n");
  const auto right = base64(std::string("\0", 1) + postfix::username + '\0' + postfix::password);
  std::string buffer;
  char bytes[4096];
  for (ssize_t got = 0; (got = ::recv(socket, bytes, sizeof bytes, 0)) > 0;) {
    buffer.append(bytes, static_cast<std::size_t>(got));
    for (std::size_t end = 0; (end = buffer.find('\n')) != std::string::npos;) {
      const auto line = buffer.substr(0, end);
      buffer.erase(0, end + 1);
      // Name and password come with AUTH, or in a CONT of their own when they are asked for.
      const auto space = line.find('\t');
      const auto verb = line.substr(0, space);
      if (verb != "AUTH" && verb != "CONT") continue;
      const auto id = line.substr(space + 1, line.find('\t', space + 1) - space - 1);
      if (verb == "AUTH" && line.find("\tresp=") == std::string::npos) {
        send_text(socket, "CONT\t" + id + "\t\n");
        continue;
      }
      const auto end_of_line = line.size() >= right.size() ? line.size() - right.size() : 0;
      const bool ok = line.substr(end_of_line) == right;
      send_text(socket, (ok ? "OK\t" : "FAIL\t") + id + "\tuser=" + postfix::username + "\n");
    }
  }
}

constexpr const char* main_cf = R"(compatibility_level = 3.6
queue_directory = @/queue
data_directory = @/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = @/log
maillog_file_prefixes = @
myhostname = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = example.com
virtual_mailbox_base = @/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
default_transport = error:nothing leaves this test
smtpd_tls_cert_file = @/server.pem
smtpd_tls_key_file = @/server.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = @/sign-in
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
message_size_limit = 10240000
)";

constexpr const char* master_cf = R"(PORT inet n - n - - smtpd
TLSPORT inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
)";

std::string with_replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

}  // namespace

postfix::postfix() : port_(free_port()), tls_port_(free_port()) {
  if (!fs::exists("/usr/sbin/postfix")) {
    throw std::runtime_error("Postfix is missing: apt-get install postfix (./test does it)");
  }
  if (::geteuid() != 0) throw std::runtime_error("this test starts Postfix, which needs root");
  fs::permissions(folder_.path(), fs::perms(0755));
  make_certificates(folder_.path(), "DNS:localhost");
  configure();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  folder_.path("sign-in").copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  sign_in_socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(sign_in_socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(sign_in_socket_, 16) != 0) {
    throw std::runtime_error("no socket for sign-ins");
  }
  fs::permissions(folder_.path("sign-in"), fs::perms(0666));
  sign_ins_ = std::thread([this] { answer_sign_ins(); });
  try {
    run("/usr/sbin/postfix -c " + folder_.path("etc") + " start", folder_.path("start.log"));
  } catch (...) {
    ::shutdown(sign_in_socket_, SHUT_RDWR);
    sign_ins_.join();
    ::close(sign_in_socket_);
    throw;
  }
}

postfix::~postfix() {
  [[maybe_unused]] const int ignored = std::system(
      ("/usr/sbin/postfix -c " + folder_.path("etc") + " stop >/dev/null 2>&1").c_str());
  ::shutdown(sign_in_socket_, SHUT_RDWR);
  sign_ins_.join();
  ::close(sign_in_socket_);
}

void postfix::configure() const {
  const auto etc = folder_.path("etc");
  for (const auto* part : {"etc", "queue", "data", "mail"})
    fs::create_directory(folder_.path(part));
  run("chown postfix " + folder_.path("data"), folder_.path("start.log"));
  run("chown 65534:65534 " + folder_.path("mail"), folder_.path("start.log"));
  write_file(etc + "/main.cf", with_replaced(main_cf, "@", folder_.path()));
  auto services = with_replaced(master_cf, "TLSPORT", "127.0.0.1:" + std::to_string(tls_port_));
  write_file(etc + "/master.cf",
             with_replaced(services, "PORT", "127.0.0.1:" + std::to_string(port_)));
}

void postfix::answer_sign_ins() {
  std::vector<std::thread> clients;
  std::vector<int> sockets;
  for (int socket = 0;
       (socket = ::accept4(sign_in_socket_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    sockets.push_back(socket);
    clients.emplace_back(answer_one_client, socket);
  }
  for (const int socket : sockets) ::shutdown(socket, SHUT_RDWR);
  for (auto& client : clients) client.join();
  for (const int socket : sockets) ::close(socket);
}

std::string postfix::delivered(std::size_t number) const {
  for (int i = 0; i < 300; ++i) {
    std::vector<fs::path> files;
    std::error_code missing;
    for (const auto& one : fs::directory_iterator(folder_.path("mail/inbox/new"), missing)) {
      files.push_back(one.path());
    }
    if (files.size() >= number) {
      std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
        return fs::last_write_time(a) < fs::last_write_time(b);
      });
      return read_file(files[number - 1]);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return {};
}

std::string postfix::log() const {
  return read_file(folder_.path("log"));
}

}  // namespace zusage::tests
