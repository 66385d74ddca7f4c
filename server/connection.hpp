// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/dispatcher.hpp"

/// One HTTP connection: reads the request, has handler_runner.hpp run the handler, writes the
/// answer.
namespace zusage::server {

struct configuration;
class connection;

/// Counts open connections, all and per network (base/network.hpp).
class connection_count {
 public:
  connection_count(std::int64_t most, std::int64_t most_per_address);
  bool enter(const std::string& address);  ///< false: too many
  void leave(const std::string& address);

 private:
  std::int64_t most_, most_per_address_, open_ = 0;
  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> by_network_;
};

/// Threads off the network's, apart so that slow downloads and large files keep nobody from signing
/// in.
struct worker_pools {
  boost::asio::thread_pool work{4};     ///< hashing, pages that take long
  boost::asio::thread_pool files{2};    ///< routes that take a file (takes_a_file)
  boost::asio::thread_pool streams{4};  ///< downloads
  /// Where handlers wait for a database that is reached over a network; empty: they need not wait.
  std::optional<boost::asio::thread_pool> reading;

  void join();
};

/// What every connection works with.
struct connection_context {
  const configuration& config;
  dispatcher& to;
  schema::writer& writes;
  worker_pools& pools;
  connection_count count;
  std::string common_headers = {};  ///< made at the start of the server

  connection_context(const configuration& c, dispatcher& d, schema::writer& w, worker_pools& p,
                     std::pair<std::int64_t, std::int64_t> limits);
};

/// A thread with its own io_context and the connections that live on it. Deadlines are looked at
/// once a second instead of a timer per operation; everything happens on this one thread.
struct network_thread {
  std::list<connection*> connections;  // before the context, whose end destroys suspended frames
  boost::asio::io_context context{1};
  boost::asio::steady_timer sweep{context};
  bool stopping = false;
  std::chrono::steady_clock::time_point stop_until{};

  void run();
  void stop_when_idle(std::chrono::seconds longest);

 private:
  void sweep_later();
};

void start_connection(boost::asio::ip::tcp::socket socket, network_thread& on,
                      connection_context& with);

}  // namespace zusage::server
