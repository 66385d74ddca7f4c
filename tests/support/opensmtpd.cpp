// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/opensmtpd.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/smtp_sink.hpp"

namespace zusage::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const std::string unpacked = std::string(ZUSAGE_SOURCE_DIR) + "/build/opensmtpd";

constexpr const char* configuration = R"(table anyone { "@example.com" = "nobody" }
listen on 127.0.0.1 port PORT
action "keep" maildir "FOLDER/mail" virtual <anyone>
match from any for domain "example.com" action "keep"
)";

// Users and paths are compiled into it; nothing of this is seen outside these mounts.
constexpr const char* start_script = R"(set -e
mount --make-rprivate /
cp /etc/passwd FOLDER/passwd
cp /etc/group FOLDER/group
for name in opensmtpd opensmtpq; do
  grep -q "^$name:" FOLDER/passwd && continue
  number=$((${number:-64990} + 1))
  echo "$name:x:$number:$number::/var/lib/opensmtpd/empty:/usr/sbin/nologin" >>FOLDER/passwd
  echo "$name:x:$number:" >>FOLDER/group
done
mount --bind FOLDER/passwd /etc/passwd
mount --bind FOLDER/group /etc/group
for path in /var/spool /var/lib /run; do mount -t tmpfs -o mode=755 tmpfs $path; done
mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd
chmod 711 /var/spool/smtpd
mkdir -p /usr/libexec
mount --bind UNPACKED/usr/libexec /usr/libexec
exec UNPACKED/usr/sbin/smtpd -d -v -f FOLDER/smtpd.conf
)";

std::string filled(std::string text, const std::string& folder, int port) {
  for (const auto& [what, with] : {std::pair("FOLDER", folder), std::pair("UNPACKED", unpacked),
                                   std::pair("PORT", std::to_string(port))}) {
    const std::string name = what;
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += with.size()) {
      text.replace(at, name.size(), with);
    }
  }
  return text;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

opensmtpd::opensmtpd() : port_(free_port()) {
  if (!fs::exists(unpacked + "/usr/sbin/smtpd"))
    throw std::runtime_error(
        "OpenSMTPD is missing: tools/install test unpacks it (./test does it)");
  if (::geteuid() != 0) throw std::runtime_error("this test starts OpenSMTPD, which needs root");
  fs::permissions(folder_.path(), fs::perms(0755));
  std::ofstream(folder_.path("smtpd.conf")) << filled(configuration, folder_.path(), port_);
  std::ofstream(folder_.path("start")) << filled(start_script, folder_.path(), port_);
  fs::create_directory(folder_.path("mail"));
  if (::chown(folder_.path("mail").c_str(), 65534, 65534) != 0)
    throw std::runtime_error("no Maildir for OpenSMTPD");
  const auto command = "unshare --mount --pid --fork --kill-child sh " + folder_.path("start") +
                       " >" + folder_.path("log") + " 2>&1 & echo $! >" + folder_.path("pid");
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  for (int i = 0; i < 200 && !listens(port_); ++i) std::this_thread::sleep_for(50ms);
  if (!listens(port_)) throw std::runtime_error("OpenSMTPD does not start:\n" + log());
}

bool opensmtpd::can_be_isolated() {
  return std::system(
             "unshare --mount --pid --fork --kill-child"
             " sh -c 'mount --make-rprivate / && mount -t tmpfs tmpfs /var/spool'"
             " >/dev/null 2>&1") == 0;
}

opensmtpd::~opensmtpd() {
  // Its processes end with the first one of their own numbers.
  const auto command = "kill -KILL $(cat " + folder_.path("pid") + ")";
  [[maybe_unused]] const int ignored = std::system(command.c_str());
}

std::string opensmtpd::delivered(std::size_t number) const {
  std::string all;
  for (int i = 0; i < 300; ++i) {
    std::size_t found = 0;
    all.clear();
    std::error_code missing;
    for (const auto& one : fs::directory_iterator(folder_.path("mail/new"), missing)) {
      all += read_file(one.path());
      ++found;
    }
    if (found >= number) return all;
    std::this_thread::sleep_for(100ms);
  }
  return all;
}

std::string opensmtpd::log() const {
  return read_file(folder_.path("log"));
}

}  // namespace zusage::tests
