// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Preloaded into the program, so that the disk fails its database's log on demand. The file that
// ZUSAGE_TEST_FAULT names holds a word: `sync` (what was written cannot be made durable, EIO),
// `write` (writes fail, EIO), `full` (there is no room, ENOSPC); anything else: all is well.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

bool is_log(int file) {
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const auto size = ::readlink(link, path, sizeof path);
  if (size < 4) return false;
  return std::string_view(path, std::size_t(size)).substr(std::size_t(size) - 4) == "-wal";
}

bool is_asked_for(std::string_view fault) {
  const char* name = std::getenv("ZUSAGE_TEST_FAULT");
  const int file = name ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return false;
  char word[16];
  const auto size = ::read(file, word, sizeof word);
  ::close(file);
  return size > 0 && std::string_view(word, std::size_t(size)) == fault;
}

}  // namespace

extern "C" int fdatasync(int file) {
  if (is_log(file) && is_asked_for("sync")) {
    errno = EIO;
    return -1;
  }
  return int(::syscall(SYS_fdatasync, file));
}

extern "C" ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  if (is_log(file)) {
    const bool full = is_asked_for("full");
    if (full || is_asked_for("write")) {
      errno = full ? ENOSPC : EIO;
      return -1;
    }
  }
  return ::syscall(SYS_pwrite64, file, data, size, at);
}
