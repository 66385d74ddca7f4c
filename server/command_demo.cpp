// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "base/crypto.hpp"
#include "base/embedded.hpp"
#include "events/demo.hpp"
#include "events/demo_newsletter.hpp"
#include "events/demo_ring.hpp"
#include "organisers/staff.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

constexpr const char* demo_address = "demo@example.org";
constexpr const char* demo_ring = "vergleichsringe-digitalisierung";
constexpr const char* demo_publisher = "rathaus-praxis";
constexpr const char* demo_event = "loesungstage-digitale-verwaltung";  // of the same
constexpr const char* demo_members = "s3-members.csv";

configuration demo_configuration(const demo_options& options) {
  const auto folder = std::filesystem::absolute(options.directory).string();
  const auto colon = options.listen.rfind(':');
  const auto port = colon == std::string::npos ? "8080" : options.listen.substr(colon + 1);
  const std::string toml =
      "[server]\nlisten = \"" + options.listen + "\"\nbase_url = \"http://localhost:" + port +
      "\"\n[database]\nurl = \"sqlite:" + folder +
      "/zusage.db\"\n[mail]\ntransport = \"maildir:" + folder +
      "/mail\"\nfrom = \"Zusage <zusage@example.org>\"\n[security]\nkey_file = \"" + folder +
      "/key\"\n";
  auto config = parse_configuration(toml, process_environment());
  config.demo = true;
  return config;
}

// Key, mails and data lie in it. One that exists stays as it is.
void make_private_folder(const std::string& path) {
  auto folder = std::filesystem::absolute(path).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  std::filesystem::create_directories(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
  throw std::runtime_error("the directory " + folder.string() + " cannot be made (" +
                           std::strerror(errno) + "); name another with --directory");
}

// The documents of papers lie beside the event files.
std::shared_ptr<const std::string> embedded_document(const std::string& name, std::size_t) {
  for (const auto& file : embedded::demo_files()) {
    if (file.path == name) return std::make_shared<const std::string>(file.content);
  }
  return nullptr;
}

// So that the pages of a ring show what they are there for.
void fill_ring(services& with) {
  const auto table = embedded_document(demo_members, 0);
  with.db.write([&](schema::transaction& tx) {
    const auto ring = tx.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", demo_ring);
    events::fill_demo_ring(tx, ring.value(), *table, {with.registrar, with.ledger, with.outbox},
                           now());
  });
}

// The sign-in is made with the data and printed this once.
void fill(services& with) {
  auto& db = with.db;
  const auto count = db.read([](const schema::reader& reader) {
    return *reader.value<std::int64_t>("SELECT COUNT(*) FROM event");
  });
  if (count > 0) {
    std::cerr
        << "The sign-in was printed when these data were made; a new --directory makes new ones.\n";
    return;
  }
  for (const auto& file : embedded::demo_files()) {
    if (!file.path.ends_with(".json")) continue;
    const auto shifted = events::shifted_to_future(nlohmann::json::parse(file.content), now());
    spdlog::info("{}: {}", file.path,
                 import_events_text(db, shifted.dump(), with.registrar, embedded_document));
  }
  fill_ring(with);
  with.db.write([](schema::transaction& tx) {
    events::write_demo_newsletter(tx, demo_publisher, now());
    events::write_demo_message(tx, demo_event, now());
  });
  const auto password = to_base64url(random_bytes(12));
  const auto organisers = db.read([](const schema::reader& reader) {
    return reader.all<std::string>("SELECT key FROM organiser ORDER BY key");
  });
  for (const auto& [key] : organisers) {
    const auto added = organisers::add_user(db, {demo_address, key, "owner", password}, now());
    if (!added) throw std::runtime_error("the demonstration's sign-in could not be made");
  }
  std::cerr << "Organiser's side: " << with.config.base_url << "/admin  " << demo_address
            << "  password " << password << "\n";
}

}  // namespace

void demonstrate(const demo_options& options) {
  make_private_folder(options.directory);
  const auto config = demo_configuration(options);
  set_up_log(config);
  application program(config);
  fill(program.parts());
  std::cerr << "Pages: " << config.base_url << "/   Mails: " << config.base_url << "/demo/mail\n";
  program.run();
}

}  // namespace zusage::server
