// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <variant>

#include "server/connection.hpp"
#include "server/turn.hpp"

namespace zusage::server {

/// A request with its answer. Shared with the writer or a worker, which may outlast the connection.
struct exchange {
  request of;
  const route* to = nullptr;  ///< null: answered already, no handler is to run
  std::variant<response, action, dispatcher::work> begun;
  action run;
  response made;
  schema::write_outcome outcome;
};

/// Runs the handlers of one connection where they belong: at once, on the pool that waits for a
/// database, on the writer, or on a worker. All but the work itself on the connection's thread.
class handler_runner {
 public:
  handler_runner(connection_context& with, boost::asio::any_io_executor on)
      : context_(with), executor_(std::move(on)) {}

  /// Ends when `current->made` is the answer.
  boost::asio::awaitable<void> run(std::shared_ptr<exchange> current);

  /// What was not begun is not done, and is answered 503. What was begun is waited for: whether a
  /// commit happened must never be guessed.
  void give_up();

 private:
  boost::asio::awaitable<void> write_to_database(std::shared_ptr<exchange> current);
  template <class Job>
  boost::asio::awaitable<bool> run_on(boost::asio::thread_pool& pool, const Job& job);
  response too_late(const request& of);

  connection_context& context_;
  boost::asio::any_io_executor executor_;
  std::function<void()> give_up_;  // what is waited for
};

}  // namespace zusage::server
