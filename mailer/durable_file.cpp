// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <utility>

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

}  // namespace

std::string unique_file_name(std::chrono::system_clock::time_point at) {
  static std::atomic<unsigned> number{0};
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name(host.data());
  for (auto& c : name) {
    if (c == '/' || c == ':') c = '_';
  }
  constexpr std::int64_t second = 1'000'000;
  const auto micros =
      std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
  // All seven digits of the larger number but the first: zeros in front are kept.
  const auto part = std::to_string(second + micros % second).substr(1);
  return std::to_string(micros / second) + ".M" + part + "P" + std::to_string(::getpid()) + "Q" +
         std::to_string(number++) + "." + (name.empty() ? "localhost" : name);
}

bool write_new_file(const std::string& path, std::string_view bytes) {
  descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return false;
  if (write_all(file.get(), bytes) && ::fsync(file.get()) == 0 && file.close()) return true;
  const int why = errno;
  ::unlink(path.c_str());
  errno = why;
  return false;
}

bool sync_folder(const std::string& path) {
  const descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

}  // namespace zusage::mailer
