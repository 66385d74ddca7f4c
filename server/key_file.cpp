// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/key_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace zusage::server {
namespace {

[[noreturn]] void refuse_key_file(const std::string& path, const std::string& why) {
  throw std::runtime_error("key file " + path + ": " + why);
}

bool is_missing(const std::string& path) {
  std::error_code ignored;
  return !std::filesystem::exists(path, ignored);
}

bool was_used_with_keys(schema::database& db) {
  return db.read([](const schema::reader& reader) {
    return reader.value<std::int64_t>("SELECT id FROM registration LIMIT 1") ||
           reader.value<std::int64_t>("SELECT organiser_id FROM consent_record LIMIT 1");
  });
}

}  // namespace

void require_key_file(const std::string& path) {
  if (!is_missing(path)) {
    secrets::from_file(path);
    return;
  }
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(folder, ignored)) {
    refuse_key_file(path,
                    "its directory does not exist; make it with: mkdir -p " + folder.string());
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    refuse_key_file(path, std::string("cannot be made (") + std::strerror(errno) + ")");
  }
}

secrets keys_beside(schema::database& db, const std::string& path) {
  if (is_missing(path) && was_used_with_keys(db)) {
    refuse_key_file(path,
                    "is missing, but the database has registrations or consents that were made "
                    "with it; put it back from the backup, or name the right one in "
                    "security.key_file");
  }
  return secrets::from_file(path);
}

}  // namespace zusage::server
