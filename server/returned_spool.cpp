// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/returned_spool.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "mailer/durable_file.hpp"
#include "server/configuration.hpp"

namespace zusage::server {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& where) {
  throw std::runtime_error("the mail cannot be kept in " + where + ": " + std::strerror(errno));
}

// That the folder exists is on the disk too when this returns, whichever process has made it. An
// older folder may lie in one that cannot be read; it was written long ago.
void make_folder(const std::string& path) {
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) fail(path);
  const auto parent = fs::path(path).parent_path().string();
  if (!mailer::sync_folder(parent.empty() ? "." : parent) && (made || errno != EACCES)) fail(path);
}

std::vector<std::string> names_in(const std::string& folder, std::size_t most) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());  // they begin with the time
  if (names.size() > most) names.resize(most);
  return names;
}

// A name begins with the seconds since 1970.
void remove_older(const std::string& folder, std::chrono::system_clock::time_point than) {
  for (const auto& name : names_in(folder, std::string::npos)) {
    const std::chrono::seconds made(std::strtoll(name.c_str(), nullptr, 10));
    std::error_code failed;
    if (made < than.time_since_epoch()) fs::remove(fs::path(folder) / name, failed);
  }
}

}  // namespace

returned_spool::returned_spool(std::string folder) : folder_(std::move(folder)) {}

std::string returned_spool::folder_of(const configuration& config) {
  constexpr std::string_view sqlite = "sqlite:";
  if (config.database_is_remote()) return "";
  return config.database_url.substr(sqlite.size()) + ".returned";
}

void returned_spool::keep(std::string_view bytes) const {
  for (const auto* part : {"", "/tmp", "/new", "/failed"}) make_folder(folder_ + part);
  if (names_in(folder_ + "/new", most_waiting).size() >= most_waiting)
    throw std::runtime_error("too many mails wait in " + folder_ + "; is the server running?");
  const auto name = mailer::unique_file_name();
  const auto temporary = folder_ + "/tmp/" + name, final = folder_ + "/new/" + name;
  if (!mailer::write_new_file(temporary, bytes.substr(0, most_bytes))) fail(temporary);
  if (std::rename(temporary.c_str(), final.c_str()) != 0 || !mailer::sync_folder(folder_ + "/new"))
    fail(final);
}

std::vector<std::string> returned_spool::list(std::size_t most) const {
  return names_in(folder_ + "/new", most);
}

std::optional<std::string> returned_spool::read(const std::string& name, std::size_t most) const {
  std::ifstream file(folder_ + "/new/" + name, std::ios::binary);
  std::string bytes(most, '\0');
  file.read(bytes.data(), std::streamsize(most));
  if (!file.is_open() || file.bad()) return {};
  bytes.resize(std::size_t(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

void returned_spool::remove(const std::string& name) const {
  std::error_code failed;
  fs::remove(folder_ + "/new/" + name, failed);
}

bool returned_spool::set_aside(const std::string& name) {
  const auto aside = folder_ + "/failed";
  if (!aside_) {
    const auto names = names_in(aside, std::string::npos);
    aside_.emplace(names.begin(), names.end());
  }
  std::error_code failed;
  fs::create_directory(aside, failed);
  fs::rename(folder_ + "/new/" + name, aside + "/" + name, failed);
  if (failed) return false;
  aside_->insert(name);
  while (aside_->size() > most_aside) {
    fs::remove(aside + "/" + *aside_->begin(), failed);
    aside_->erase(aside_->begin());
  }
  return true;
}

void returned_spool::forget_old(std::chrono::system_clock::time_point now) const {
  remove_older(folder_ + "/failed", now - kept_aside);
  remove_older(folder_ + "/tmp", now - half_written_kept);
}

}  // namespace zusage::server
