// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// bare_signup PORT DATABASE MIGRATION RESPONSE_BYTES [consent]: takes forms by HTTP, writes their
// rows and answers after the commit. As many threads and the same group commit as `zusage serve`,
// and nothing else: what the machine allows.
#include <sys/prctl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <deque>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

#include "bench/bare_rows.hpp"

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t batch_size = 512;  // as schema::writer

struct job {
  std::string_view form;
  std::function<void()> done;
};

// Takes what waits, commits once, then completes them all.
class group_commit {
 public:
  explicit group_commit(bare::database& to) : database_(to) {}

  void submit(job one) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(one));
    wake_.notify_one();
  }

  [[noreturn]] void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return !waiting_.empty(); });
      std::deque<job> batch;
      while (!waiting_.empty() && batch.size() < batch_size) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
      }
      lock.unlock();
      database_.begin();
      for (const auto& one : batch) database_.insert(one.form);
      database_.commit();
      for (const auto& one : batch) one.done();
      lock.lock();
    }
  }

 private:
  bare::database& database_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<job> waiting_;
};

class connection : public std::enable_shared_from_this<connection> {
 public:
  connection(tcp::socket socket, group_commit& to, const std::string& answer)
      : socket_(std::move(socket)), writer_(to), answer_(answer) {}

  void read() {
    parser_.emplace();
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](const error_code& error, std::size_t) {
                       if (!error) self->store();
                     });
  }

 private:
  void store() {
    writer_.submit({parser_->get().body(), [self = shared_from_this()] {
                      asio::post(self->socket_.get_executor(), [self] { self->write(); });
                    }});
  }

  void write() {
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  tcp::socket socket_;
  group_commit& writer_;
  const std::string& answer_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
};

class server {
 public:
  server(std::uint16_t port, group_commit& to, std::string answer)
      : writer_(to), answer_(std::move(answer)) {
    const auto count = std::max(2u, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < count; ++i) contexts_.push_back(std::make_unique<asio::io_context>(1));
    acceptor_ = std::make_unique<tcp::acceptor>(
        *contexts_.front(), tcp::endpoint(asio::ip::address_v4::loopback(), port));
  }

  void run() {
    accept();
    std::vector<std::thread> threads;
    for (auto& one : contexts_) {
      threads.emplace_back([&context = *one] {
        const auto busy = asio::make_work_guard(context);
        context.run();
      });
    }
    for (auto& one : threads) one.join();
  }

 private:
  void accept() {
    auto& context = *contexts_[next_++ % contexts_.size()];
    acceptor_->async_accept(context, [this, &context](const error_code& error, tcp::socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true));
        auto made = std::make_shared<connection>(std::move(socket), writer_, answer_);
        asio::post(context, [made] { made->read(); });
      }
      accept();
    });
  }

  group_commit& writer_;
  std::string answer_;
  std::vector<std::unique_ptr<asio::io_context>> contexts_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  std::size_t next_ = 0;
};

// A redirection as long as the one that it stands for.
std::string answer_of(std::size_t bytes) {
  std::string answer =
      "HTTP/1.1 303 See Other\r\nLocation: /r/made\r\nContent-Length: 0\r\nX-Padding: ";
  constexpr std::size_t end = 4;
  if (bytes > answer.size() + end) answer.append(bytes - answer.size() - end, 'x');
  return answer + "\r\n\r\n";
}

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error(std::string("cannot read ") + path);
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: bare_signup PORT DATABASE MIGRATION RESPONSE_BYTES [consent]\n";
    return 2;
  }
  try {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the benchmark
    bare::database database(argv[2], read_file(argv[3]), argc > 5);
    group_commit writer(database);
    std::thread([&writer] { writer.work(); }).detach();
    server(std::uint16_t(std::stoi(argv[1])), writer, answer_of(std::stoul(argv[4]))).run();
  } catch (const std::exception& e) {
    std::cerr << "bare_signup: " << e.what() << "\n";
    return 1;
  }
}
