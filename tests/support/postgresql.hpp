// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/support/database.hpp"

/// PostgreSQL for tests: Debian's package, a cluster in a folder of its own on a free port.
namespace zusage::tests {

/// Whether this run of the tests is over PostgreSQL (`ZUSAGE_TEST_ENGINE=postgresql`).
bool is_over_postgresql();

/// A server that ends with this process, however that ends. Clients sign in with a password.
class postgresql_cluster {
 public:
  /// What is acknowledged outlives a power cut, or only the end of the server: not waiting for the
  /// disk takes half the time.
  enum class durability { power_cut, process };

  /// Started. @throws std::runtime_error with the server's log.
  explicit postgresql_cluster(durability kept = durability::power_cut);
  ~postgresql_cluster();
  postgresql_cluster(const postgresql_cluster&) = delete;
  postgresql_cluster& operator=(const postgresql_cluster&) = delete;

  void start();           ///< until it takes connections
  void stop_immediate();  ///< as after a power cut: nothing is finished (pg_ctl -m immediate)

  std::string url(const std::string& database) const;
  std::uint16_t port() const { return port_; }

  static const char* password();

  /// The URL of a new database: empty, or migrated. A cluster that need not outlive a power cut
  /// lets clients of the migrated one in without a password.
  std::string new_database();
  std::string new_migrated_database();
  /// A new one with everything that is in the one of `url`, which nobody may be connected with.
  std::string copy_of(const std::string& url);
  void drop(const std::string& url);

  /// From now on only TLS, with a new certificate. The file of the authority that signed it.
  std::string require_tls();

  /// Runs SQL in the maintenance database.
  void run(const std::string& sql) const;

 private:
  std::string next_name();
  std::string quick_url(const std::string& database) const;

  durability kept_;
  temporary_folder folder_;
  std::uint16_t port_;
  pid_t server_ = -1;
  bool has_template_ = false;
  int named_ = 0;
};

/// The cluster of the whole run, started when it is first needed.
postgresql_cluster& shared_cluster();

}  // namespace zusage::tests
