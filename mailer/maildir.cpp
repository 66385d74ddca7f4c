// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/maildir.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "mailer/check.hpp"
#include "mailer/durable_file.hpp"

namespace zusage::mailer {
namespace {

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
  const auto name = unique_file_name();
  const auto temporary = path_ + "/tmp/" + name, final = path_ + "/new/" + name;
  if (!write_new_file(temporary, what.bytes)) return failure(temporary);
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
