// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/http_server.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <thread>

#include "server/configuration.hpp"
#include "server/connection.hpp"

namespace zusage::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr auto longest_farewell = 10s;  // what is running may take this long after a stop

std::size_t network_threads(const configuration& config) {
  if (config.threads > 0) return std::size_t(config.threads);
  return std::max(2u, std::thread::hardware_concurrency());
}

std::runtime_error cannot_listen(const configuration& config,
                                 const boost::system::error_code& error) {
  return std::runtime_error("cannot listen on " + config.listen_address + ":" +
                            std::to_string(config.listen_port) + ": " + error.message());
}

tcp::acceptor bound(asio::io_context& context, const configuration& config) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(
      config.listen_address == "localhost" ? "127.0.0.1" : config.listen_address, error);
  if (error)
    throw std::runtime_error("server.listen: " + config.listen_address +
                             " is not a network address");
  const tcp::endpoint endpoint(address, config.listen_port);
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint, error);
  if (error) throw cannot_listen(config, error);
  return acceptor;
}

}  // namespace

void require_free_address(const configuration& config) {
  asio::io_context context;
  bound(context, config);
}

// Declared in the order that destruction needs: what coroutines use outlives the io contexts, whose
// destructors destroy the frames that are still suspended.
struct http_server::parts {
  const configuration& config;
  worker_pools pools;
  connection_context context;
  std::vector<std::unique_ptr<network_thread>> threads;
  std::unique_ptr<tcp::acceptor> acceptor;
  std::unique_ptr<asio::signal_set> signals;
  std::atomic<bool> stopping{false};

  parts(const configuration& with, dispatcher& to, schema::writer& writes)
      : config(with),
        context{with,
                to,
                writes,
                pools,
                {with.limits.connections, with.limits.connections_per_address}} {
    if (with.database_is_remote()) pools.reading.emplace(std::size_t(with.database_connections));
    for (std::size_t i = 0; i < network_threads(with); ++i)
      threads.push_back(std::make_unique<network_thread>());
    bind();
  }

  void bind() {
    acceptor = std::make_unique<tcp::acceptor>(bound(threads.front()->context, config));
    boost::system::error_code error;
    acceptor->listen(4096, error);
    if (error) throw cannot_listen(config, error);
  }

  void begin_stop() {
    if (stopping.exchange(true)) return;
    asio::post(threads.front()->context, [this] {
      boost::system::error_code ignored;
      acceptor->close(ignored);
      signals->cancel(ignored);
    });
    for (auto& one : threads) {
      asio::post(one->context, [thread = one.get()] { thread->stop_when_idle(longest_farewell); });
    }
  }
};

namespace {

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, connection_context& context,
                                         std::vector<std::unique_ptr<network_thread>>& threads) {
  for (std::size_t next = 0; acceptor.is_open(); ++next) {
    auto& thread = *threads[next % threads.size()];
    boost::system::error_code error;
    tcp::socket socket = co_await acceptor.async_accept(
        thread.context, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || !acceptor.is_open()) co_return;
    if (error) {
      // Out of descriptors or memory: the connection stays in the queue, asking at once would spin.
      spdlog::warn("cannot accept a connection: {}", error.message());
      asio::steady_timer pause(acceptor.get_executor(), 200ms);
      co_await pause.async_wait(asio::use_awaitable);
      continue;
    }
    start_connection(std::move(socket), thread, context);
  }
}

}  // namespace

http_server::http_server(const configuration& config, dispatcher& to, schema::writer& writes)
    : parts_(std::make_unique<parts>(config, to, writes)) {}

http_server::~http_server() = default;

std::uint16_t http_server::port() const {
  return parts_->acceptor->local_endpoint().port();
}

void http_server::run() {
  auto& p = *parts_;
  auto& first = p.threads.front()->context;
  p.signals = std::make_unique<asio::signal_set>(first, SIGINT, SIGTERM);
  p.signals->async_wait([&p](const boost::system::error_code& error, int) {
    if (!error) p.begin_stop();
  });
  asio::co_spawn(first, accept_connections(*p.acceptor, p.context, p.threads), asio::detached);
  std::vector<std::thread> running;
  for (auto& one : p.threads) running.emplace_back([thread = one.get()] { thread->run(); });
  for (auto& one : running) one.join();
  p.pools.join();
}

void http_server::stop() {
  parts_->begin_stop();
}

}  // namespace zusage::server
