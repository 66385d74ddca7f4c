// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/program.hpp"

/// Clients that sign up, revoke and cancel while everything around them is killed, and remember
/// what they were told.
namespace zusage::tests {

/// What clients were told; nothing of it may be missing afterwards.
struct ledger_of_clients {
  std::mutex mutex;
  std::map<std::string, std::string> registered;  ///< address → path of its page
  std::set<std::string> cancelled;                ///< addresses
  std::set<std::string> revoked;                  ///< addresses
  std::vector<std::string> complaints;            ///< answers that no client should get

  void complain(const std::string& what);
  void add(const std::string& address, const std::string& page);
};

/// Where clients knock, and what is needed to make the links that their mails carry.
struct door {
  std::uint16_t port = 0;
  std::string database_url, key_file;

  browser_like browser() const { return browser_like(port); }
};

/// Threads of clients, from the moment of making until `finish`.
class crowd {
 public:
  crowd(const door& at, int clients, ledger_of_clients& ledger);
  ~crowd();
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;
  void finish();

 private:
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

/// The sample event (tests/support/events.hpp) with so many places and no limits of sessions.
nlohmann::json event_with_seats(std::int64_t seats);

/// Compares what clients were told with the export of the event (JSON) and its mails; fails the
/// test where something acknowledged is missing or a seat was sold twice. A sentence that counts.
std::string check_against(const ledger_of_clients& told, const nlohmann::json& exported,
                          std::int64_t seats, const std::vector<std::string>& mails);

/// 20 in the ordinary run, 200 with `./test --long`.
std::size_t rounds_of_kills();

}  // namespace zusage::tests
