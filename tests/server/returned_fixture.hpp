// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "server/returned_spool.hpp"
#include "tests/support/services.hpp"

namespace zusage::tests {

/// A folder of returned mails that is not there yet.
struct spool_fixture {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zusage-spool-" + new_public_id());
  server::returned_spool spool{folder.string()};
  ~spool_fixture() { std::filesystem::remove_all(folder); }
  std::size_t in(const char* part) const;
};

/// A program with such a folder, and one message that was sent.
struct watched : spool_fixture {
  test_services with;
  std::string id;  ///< the message's

  watched();
  std::int64_t returned() { return with.count("SELECT COUNT(*) FROM message WHERE returned = 2"); }
};

/// A report that a message with this Message-ID cannot be delivered for good.
std::string report_about(const std::string& message_id);

/// Another mail to the same address.
inline constexpr auto no_report = "From: ina@example.org\r\n\r\nIch bin im Urlaub.\r\n";

/// What the log says while it lives, level and text by line.
class kept_log {
 public:
  kept_log();
  ~kept_log();
  kept_log(const kept_log&) = delete;
  kept_log& operator=(const kept_log&) = delete;
  std::string text() const;
  std::size_t count(const std::string& part) const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

/// Waits until it is so, at most half a minute.
template <class F>
bool comes_true(F what) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!what() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return what();
}

}  // namespace zusage::tests
