// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/connection.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/network.hpp"
#include "server/asynchronous.hpp"
#include "server/configuration.hpp"
#include "server/framing.hpp"
#include "server/handler_runner.hpp"
#include "server/large_body.hpp"
#include "server/piecewise.hpp"
#include "server/read_request.hpp"
#include "server/response_head.hpp"

namespace zusage::server {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using parser_type = http::request_parser<http::string_body>;

namespace {

constexpr auto longest_write = 60s;  // for one piece of an answer
constexpr auto longest_drain = 2s;   // for what a refused client still sends
constexpr auto after_abort = 2s;     // for what was broken off at the end to unwind
constexpr std::size_t first_read = 4096;
constexpr std::size_t most_buffered =
    64 * 1024;  // beside a header: what one read brings at the most
constexpr std::size_t most_drained = 1 << 20;

}  // namespace

class connection : public std::enable_shared_from_this<connection> {
 public:
  connection(tcp::socket socket, network_thread& on, connection_context& with, std::string address)
      : socket_(std::move(socket)),
        thread_(on),
        context_(with),
        address_(std::move(address)),
        runner_(with, socket_.get_executor()),
        buffer_(std::size_t(with.config.limits.header_bytes) + most_buffered) {
    place_ = thread_.connections.insert(thread_.connections.end(), this);
  }

  ~connection() {
    thread_.connections.erase(place_);
    context_.count.leave(address_);
  }

  static asio::awaitable<void> serve(std::shared_ptr<connection> self) {
    try {
      while (co_await self->answer_one()) {
      }
      co_await self->drain();
    } catch (const std::exception& e) {
      spdlog::debug("a connection ended: {}", e.what());
    }
  }

  /// Once a second. An idle or stuck client goes; a slow sender is told so; so is who has waited
  /// too long for the work to be begun.
  void look_at_deadline(clock::time_point now) {
    const bool over = now > deadline_;
    if (phase_ == phase::idle && (over || thread_.stopping)) close();
    if (phase_ == phase::writing && over) close();
    if (phase_ == phase::working && over) runner_.give_up();
    if (phase_ == phase::reading && over) {
      timed_out_ = true;  // at every look: a read that was just ending would miss the first
      error_code ignored;
      socket_.cancel(ignored);
    }
  }

  /// The server ends and waits no longer: nothing of this connection may keep it.
  void abort() {
    close();
    if (streaming_) streaming_->close();
  }

 private:
  enum class phase { idle, reading, working, writing };

  void enter(phase next, clock::duration longest) {
    phase_ = next;
    deadline_ = clock::now() + longest;
  }

  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

  auto token(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

  // One request and its answer; whether another may follow on the connection.
  asio::awaitable<bool> answer_one() {
    error_code error;
    if (buffer_.size() == 0) {
      enter(phase::idle, std::chrono::seconds(context_.config.limits.idle_seconds));
      const auto count =
          co_await socket_.async_read_some(buffer_.prepare(first_read), token(error));
      buffer_.commit(count);
      if (error) co_return false;
    }
    // The deadline of the whole request: nothing that arrives later sets it anew.
    enter(phase::reading, std::chrono::seconds(context_.config.limits.request_seconds));
    parser_type parser;
    parser.header_limit(std::uint32_t(context_.config.limits.header_bytes));
    parser.body_limit(boost::none);
    co_await http::async_read_header(socket_, buffer_, parser, token(error));
    auto current = std::make_shared<exchange>();
    current->of.language = &web::find_locale("");
    if (error) {
      if (error == http::error::end_of_stream) co_return false;
      co_return co_await refuse_broken(*current, error);
    }
    const bool wanted = co_await read_body(parser, *current);
    if (wanted) {
      enter(phase::working, std::chrono::seconds(context_.config.limits.patience_seconds));
      co_await runner_.run(current);
    }
    const auto version = int(parser.get().version());
    const bool again = wanted && parser.get().keep_alive() && !thread_.stopping;
    const bool is_head = parser.get().method() == http::verb::head;
    const head_options how{version, again, false, {}};
    co_return co_await write(current, how, is_head);
  }

  // Header checks, then the body. False: `made` holds the refusal and the connection is to be
  // closed.
  asio::awaitable<bool> read_body(parser_type& parser, exchange& current) {
    const http::request_header<>& header = parser.get();
    auto& to = context_.to;
    if (!framing_fault(header).empty()) {
      current.made = to.refuse(400, current.of, "error.bad_request");
      co_return false;
    }
    const bool readable = take_header(header, context_.config, address_, current.of);
    const bool probe = current.of.path == "/healthz" || current.of.path == "/readyz" ||
                       current.of.path == "/metrics";
    const std::string_view host = header[http::field::host];
    if (!probe && !is_own_host(host, context_.config.authority())) {
      current.made = to.refuse(400, current.of, "error.host");
      co_return false;
    }
    if (!readable) {
      current.made = to.refuse(400, current.of, "error.bad_request");
      co_return false;
    }
    auto match = to.find(header.method_string(), current.of.path);
    if (!match.found) {
      current.made = to.not_found(current.of, match);
      co_return is_without_body(parser);
    }
    current.to = match.found;
    current.of.captured = std::move(match.captured);
    co_return co_await read_body_of(parser, current);
  }

  static bool is_without_body(const parser_type& parser) {
    return !parser.chunked() && parser.content_length().value_or(0) == 0;
  }

  asio::awaitable<bool> read_body_of(parser_type& parser, exchange& current) {
    auto& to = context_.to;
    const std::uint64_t limit = body_limit_of(*current.to, context_.config.limits.body_bytes);
    // Beast looks at the length when the header ends, before the route was known; chunks it counts.
    parser.body_limit(limit);
    error_code error;
    const large_body room(parser.content_length().value_or(parser.chunked() ? limit : 0));
    if (parser.content_length().value_or(0) > limit) {
      error = http::error::body_limit;
    } else if (room.has_room()) {
      if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(socket_, asio::buffer(go_on), token(error));
      }
      co_await http::async_read(socket_, buffer_, parser, token(error));
    }
    if (error == http::error::body_limit || error == http::error::buffer_overflow) {
      current.made = to.refuse(413, current.of, "error.too_large");
    } else if (!room.has_room()) {
      current.made = to.refuse(503, current.of, "error.busy").with("Retry-After", "5");
    } else if (timed_out_) {
      current.made = to.refuse(408, current.of, "error.timeout");
    } else if (error || !take_body(std::move(parser.get().body()), current.of)) {
      current.made = to.refuse(400, current.of, "error.bad_request");
    } else {
      co_return true;
    }
    current.to = nullptr;
    co_return false;
  }

  asio::awaitable<bool> refuse_broken(exchange& current, error_code error) {
    int status = 400;
    std::string_view reason = "error.bad_request";
    if (timed_out_) {
      status = 408;
      reason = "error.timeout";
    } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      status = 431;
      reason = "error.header_too_large";
    } else if (error.category() != http::make_error_code(http::error::end_of_stream).category()) {
      co_return false;  // the network, not the request
    }
    auto answer = std::make_shared<exchange>();
    answer->made = context_.to.refuse(status, current.of, reason);
    const head_options how{11, false, false, {}};
    co_return co_await write(answer, how, false);
  }

  asio::awaitable<bool> write(std::shared_ptr<exchange> current, head_options how, bool is_head) {
    response& made = current->made;
    if (made.stream) co_return co_await write_stream(current, how, is_head);
    const bool zipped = made.shared_gzip && current->of.accepts_gzip;
    std::string_view body = made.body;
    if (!made.static_body.empty()) body = made.static_body;
    if (made.shared_body) body = zipped ? *made.shared_gzip : *made.shared_body;
    how.gzip = zipped;
    how.length = body.size();
    const auto head = make_head(made, context_.common_headers, how);
    if (is_head || made.status == 304 || made.status == 204) body = {};
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                                  asio::buffer(body.data(), body.size())};
    enter(phase::writing, longest_write);
    error_code error;
    co_await asio::async_write(socket_, parts, token(error));
    co_return how.keep_alive && !error;
  }

  asio::awaitable<bool> write_stream(std::shared_ptr<exchange> current, head_options how,
                                     bool is_head) {
    if (how.version == 10) how.keep_alive = false;
    const auto head = make_head(current->made, context_.common_headers, how);
    enter(phase::writing, longest_write);
    error_code error;
    co_await asio::async_write(socket_, asio::buffer(head), token(error));
    if (error || is_head) co_return how.keep_alive && !error;
    const bool chunked = how.version == 11;
    const bool whole = current->made.stream.target<piecewise>()
                           ? co_await write_pieces(current, chunked)
                           : co_await write_channel(current, chunked);
    if (!whole) close();  // an answer that is cut off must not look whole
    co_return how.keep_alive&& whole;
  }

  // What can stop between two pieces is made piece by piece among the other work.
  asio::awaitable<bool> write_pieces(std::shared_ptr<exchange> current, bool chunked) {
    const auto next = std::make_shared<next_piece>();
    while (true) {
      phase_ = phase::working;
      auto make = [current, next, this](std::function<void()> resume) {
        asio::post(context_.pools.work, [current, next, resume = std::move(resume)] {
          next->make(*current->made.stream.target<piecewise>());
          resume();
        });
      };
      co_await wait_until_resumed(socket_.get_executor(), make);
      const bool more = next->piece.has_value();
      if (next->failed || (!more && !chunked)) co_return !next->failed;
      const bool written = co_await write_frame(framed(next->piece.value_or(""), chunked));
      if (!written || !more) co_return written;
    }
  }

  asio::awaitable<bool> write_frame(std::string frame) {
    enter(phase::writing, longest_write);
    error_code error;
    co_await asio::async_write(socket_, asio::buffer(frame), token(error));
    co_return !error;
  }

  asio::awaitable<bool> write_channel(std::shared_ptr<exchange> current, bool chunked) {
    auto channel = std::make_shared<chunk_channel>();
    streaming_ = channel;
    asio::post(context_.pools.streams, [current, channel] {
      bool complete = true;
      try {
        current->made.stream([channel](std::string_view piece) { return channel->put(piece); });
      } catch (const std::exception& e) {
        spdlog::error("an answer broke off: {}", e.what());
        complete = false;
      }
      channel->finish(complete);
    });
    const bool whole = co_await write_chunks(*channel, chunked);
    channel->close();
    streaming_.reset();
    co_return whole;
  }

  asio::awaitable<bool> write_chunks(chunk_channel& channel, bool chunked) {
    std::string piece;
    bool complete = false;
    while (true) {
      phase_ = phase::working;
      auto ready = [&channel](std::function<void()> resume) {
        channel.when_ready(std::move(resume));
      };
      co_await wait_until_resumed(socket_.get_executor(), ready);
      const bool more = channel.take(piece, complete);
      if (!more && (!complete || !chunked)) co_return complete;
      if (!more) piece.clear();
      const bool written = co_await write_frame(framed(piece, chunked));
      if (!written || !more) co_return written;
    }
  }

  // Closing while the client still sends would reset the connection and lose our answer.
  asio::awaitable<void> drain() {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    enter(phase::writing, longest_drain);
    std::size_t drained = 0;
    while (!error && drained < most_drained) {
      buffer_.clear();
      drained += co_await socket_.async_read_some(buffer_.prepare(first_read), token(error));
    }
  }

  tcp::socket socket_;
  network_thread& thread_;
  connection_context& context_;
  std::string address_;
  handler_runner runner_;
  // Bounded: Beast takes in whole lines before it looks at any limit, also those of chunk headers
  // and trailers.
  boost::beast::flat_buffer buffer_;
  std::list<connection*>::iterator place_;
  phase phase_ = phase::idle;
  clock::time_point deadline_ = clock::now() + 1min;
  bool timed_out_ = false;
  std::shared_ptr<chunk_channel> streaming_;  // while an answer is made piece by piece
};

void network_thread::run() {
  sweep_later();
  context.run();
}

void network_thread::sweep_later() {
  sweep.expires_after(stopping ? 50ms : 1000ms);
  sweep.async_wait([this](const error_code& error) {
    if (error && !stopping) return;
    const auto now = clock::now();
    for (auto one = connections.begin(); one != connections.end();) (*one++)->look_at_deadline(now);
    if (stopping && now > stop_until) {
      for (auto* one : connections) one->abort();
    }
    if (stopping && (connections.empty() || now > stop_until + after_abort)) {
      context.stop();
      return;
    }
    sweep_later();
  });
}

void network_thread::stop_when_idle(std::chrono::seconds longest) {
  stopping = true;
  stop_until = clock::now() + longest;
  sweep.cancel();
}

void start_connection(tcp::socket socket, network_thread& on, connection_context& with) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto address = plain_address(peer.address().to_string());
  if (!with.count.enter(address)) {
    static constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: "
        "close\r\n\r\n";
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(full), error);
    return;
  }
  socket.set_option(tcp::no_delay(true), error);
  asio::post(
      on.context, [socket = std::move(socket), &on, &with, address = std::move(address)]() mutable {
        auto made = std::make_shared<connection>(std::move(socket), on, with, std::move(address));
        asio::co_spawn(on.context, connection::serve(std::move(made)), asio::detached);
      });
}

}  // namespace zusage::server
