// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/maildir.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "mailer/check.hpp"

namespace zusage::mailer {
namespace {

class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  ~descriptor() { close(); }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const { return number_; }
  bool close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const std::string& path) {
  const descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

// Time, process and a number that grows: no two files of one machine have the same name.
std::string unique_name() {
  static std::atomic<unsigned> number{0};
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name(host.data());
  for (auto& c : name) {
    if (c == '/' || c == ':') c = '_';
  }
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  return std::to_string(micros / 1'000'000) + ".M" + std::to_string(micros % 1'000'000) + "P" +
         std::to_string(::getpid()) + "Q" + std::to_string(number++) + "." +
         (name.empty() ? "localhost" : name);
}

delivery failure(const std::string& where) {
  return {outcome::deferred, phase::file, 0, where + ": " + std::strerror(errno), true};
}

// Until it is in new/, nobody has got the message. What ended it, if something did.
std::optional<delivery> move_in(const outgoing& what, const std::string& from,
                                const std::string& to) {
  std::optional<delivery> failed;
  try {
    const bool started = begin_if_permitted(what, [&] {
      if (::rename(from.c_str(), to.c_str()) != 0) failed = failure(from);
    });
    if (!started) return delivery{outcome::withheld, phase::file, 0, {}, false};
  } catch (...) {
    ::unlink(from.c_str());
    throw;
  }
  return failed;
}

}  // namespace

maildir_transport::maildir_transport(std::string path) : path_(std::move(path)) {}

delivery maildir_transport::hand_over(const outgoing& what) {
  if (auto refusal = why_not_sendable(what)) return *refusal;
  for (const auto* part : {"/tmp", "/new", "/cur"}) {
    std::error_code failed;
    std::filesystem::create_directories(path_ + part, failed);
    if (failed)
      return {outcome::deferred, phase::file, 0, path_ + part + ": " + failed.message(), true};
  }
  const auto name = unique_name();
  const auto temporary = path_ + "/tmp/" + name, final = path_ + "/new/" + name;
  descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return failure(temporary);
  if (!write_all(file.get(), what.bytes) || ::fsync(file.get()) != 0 || !file.close()) {
    auto failed = failure(temporary);
    ::unlink(temporary.c_str());
    return failed;
  }
  if (auto ended = move_in(what, temporary, final)) {
    ::unlink(temporary.c_str());
    return *ended;
  }
  if (!sync_folder(path_ + "/new")) {
    auto failed = failure(path_ + "/new");
    failed.what = outcome::uncertain;  // it is there, but might not be after a power cut
    return failed;
  }
  return {outcome::sent, phase::file, 0, final, false};
}

}  // namespace zusage::mailer
