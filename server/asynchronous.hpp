// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "schema/writer.hpp"

/// The three places where the connection waits for something that is not the network. Each resumes
/// on the connection's own thread.
namespace zusage::server {

/// Calls `start(resume)` (a copy of it: g++ 12 destroys a closure twice that is a parameter by
/// value beside co_await); the coroutine goes on when `resume()` has been called once, from any
/// thread.
template <class Start>
boost::asio::awaitable<void> wait_until_resumed(boost::asio::any_io_executor on,
                                                const Start& start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      [on, start](auto handler) {
        // std::function wants something that can be copied; a handler can only be moved.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        start([on, kept] { boost::asio::post(on, [kept] { std::move (*kept)(); }); });
      },
      boost::asio::use_awaitable);
}

/// Hands pieces of a body from a worker to the connection, one at a time: the worker waits until
/// the network has taken the last one, so that memory does not grow with the body.
class chunk_channel {
 public:
  /// For the worker. False: nobody reads any more.
  bool put(std::string_view piece);
  void finish(bool complete);

  /// For the connection: calls `resume` as soon as there is a piece or the end.
  void when_ready(std::function<void()> resume);
  /// The piece, or nothing at the end; `complete` tells whether the end is as it should be.
  bool take(std::string& piece, bool& complete);
  void close();

 private:
  static constexpr std::size_t enough = 32 * 1024;  // smaller pieces are gathered
  bool hand_over(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable taken_;
  std::string gathered_, ready_;
  bool full_ = false, finished_ = false, complete_ = false, closed_ = false;
  std::function<void()> resume_;
};

}  // namespace zusage::server
