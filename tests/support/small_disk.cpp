// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/small_disk.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace zusage::tests {

small_disk::small_disk(int megabytes) {
  const auto size = "size=" + std::to_string(megabytes) + "m";
  mounted_ = ::mount("tmpfs", folder_.path("").c_str(), "tmpfs", 0, size.c_str()) == 0;
}

small_disk::~small_disk() {
  if (mounted_) ::umount2(folder_.path("").c_str(), MNT_DETACH);
}

void small_disk::fill() {
  const int file = ::open(path("filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("the small disk cannot be filled");
  static constexpr std::array<char, 4096> piece{};
  for (auto size = piece.size(); size > 0;) {
    if (::write(file, piece.data(), size) < 0) size /= 2;
  }
  ::close(file);
}

void small_disk::make_room() {
  ::unlink(path("filler").c_str());
}

void small_disk::make_read_only() {
  if (::mount(nullptr, folder_.path("").c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
    throw std::runtime_error("the small disk cannot be made read-only");
}

}  // namespace zusage::tests
