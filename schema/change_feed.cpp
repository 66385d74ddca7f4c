// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/change_feed.hpp"

#include <poll.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <system_error>
#include <utility>

#include "base/crypto.hpp"
#include "schema/engine.hpp"

namespace zusage::schema {
namespace {

constexpr int look_after = 10'000;          // ms; to notice a server that went without a word
constexpr int retry_after = 500;            // ms
constexpr int gather = 20;                  // ms; what is announced meanwhile goes out together
constexpr std::size_t most_waiting = 1000;  // topics; more are told as "everything"

}  // namespace

// One connection that listens. @throws soci::soci_error, error
class change_feed::line {
 public:
  explicit line(const std::string& url) {
    postgresql_engine().open(session_, url, false);
    postgresql_engine().script(session_, "LISTEN zusage");
  }

  int socket() { return PQsocket(connection()); }

  void send(const std::string& payload) {
    session_ << "SELECT pg_notify('zusage', :1)", soci::use(payload), soci::into(ignored_);
  }

  void ask() { postgresql_engine().script(session_, "SELECT 1"); }

  template <class Hear>
  void take_in(Hear&& hear) {
    if (PQconsumeInput(connection()) == 0) throw soci::soci_error("the connection was lost");
    while (PGnotify* one = PQnotifies(connection())) {
      const std::string payload = one->extra;
      PQfreemem(one);
      hear(payload);
    }
  }

 private:
  PGconn* connection() {
    return static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_;
  }

  soci::session session_;
  std::string ignored_;
};

change_feed::change_feed(std::string url, announcements& told)
    : url_(std::move(url)), own_mark_(to_hex(random_bytes(8)) + " "), told_(told) {
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  told_.set_complete(false);
  thread_ = std::thread([this] { work(); });
}

change_feed::~change_feed() {
  stopping_ = true;
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof one) < 0) stopping_ = true;  // full: it is awake anyway
  thread_.join();
  ::close(wake_);
}

void change_feed::tell(const std::string& topic) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    if (waiting_.size() >= most_waiting) waiting_ = {every_topic};
    waiting_.insert(topic);
  }
  const std::uint64_t one = 1;
  if (first && ::write(wake_, &one, sizeof one) < 0) return;  // full: it is awake anyway
}

std::set<std::string> change_feed::take_waiting() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

void change_feed::hear(const std::string& payload) {
  if (payload.compare(0, own_mark_.size(), own_mark_) == 0) return;
  const auto space = payload.find(' ');
  told_.publish(space == std::string::npos ? every_topic : payload.substr(space + 1));
}

// False: stop.
bool change_feed::rest() {
  pollfd one{wake_, POLLIN, 0};
  if (!stopping_) ::poll(&one, 1, retry_after);
  return !stopping_;
}

void change_feed::work() {
  do {
    try {
      line with(url_);
      told_.set_complete(true);
      // What was announced while nobody listened: the others are told of everything.
      tell(every_topic);
      while (!stopping_) exchange(with);
      return;
    } catch (const std::exception&) {  // logged by who needs the database; tried again
      told_.set_complete(false);
    }
  } while (rest());
}

void change_feed::exchange(line& with) {
  pollfd both[] = {{with.socket(), POLLIN, 0}, {wake_, POLLIN, 0}};
  const int ready = ::poll(both, 2, look_after);
  if (ready == 0) with.ask();
  with.take_in([this](const std::string& payload) { hear(payload); });
  if (both[1].revents == 0 || stopping_) return;
  std::uint64_t count = 0;
  if (::read(wake_, &count, sizeof count) < 0) return;
  ::poll(nullptr, 0, gather);
  for (const auto& topic : take_waiting()) with.send(own_mark_ + topic);
  // Sending has read what came meanwhile off the socket, which therefore would not wake us.
  with.take_in([this](const std::string& payload) { hear(payload); });
}

}  // namespace zusage::schema
