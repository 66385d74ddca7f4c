// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/database.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "schema/change_feed.hpp"
#include "schema/engine.hpp"
#include "schema/group_writer.hpp"
#include "schema/migrations.hpp"
#include "schema/pooled_writer.hpp"
#include "schema/sqlite_file.hpp"

namespace zusage::schema {
namespace {

// Who asks for a page does not want to wait longer for a connection.
constexpr std::chrono::seconds longest_wait{5};

}  // namespace

database::borrowed::borrowed(database& from, std::unique_ptr<connection> on)
    : from_(from), connection_(std::move(on)) {}

database::borrowed::~borrowed() {
  try {
    connection_->commit();
  } catch (...) {
    connection_.reset();  // a connection in an unknown state is not used again
  }
  from_.give_back(std::move(connection_));
}

// An idle one, or none when a new one may be made; counts it as lent.
std::unique_ptr<connection> database::take_idle() {
  std::unique_lock lock(mutex_);
  if (is_remote()) {
    const bool free =
        given_back_.wait_for(lock, longest_wait, [this] { return lent_ < options_.readers; });
    if (!free) throw error(error::kind::busy, "all connections to the database are taken");
  }
  ++lent_;
  if (idle_.empty()) return nullptr;
  auto found = std::move(idle_.back());
  idle_.pop_back();
  return found;
}

void database::give_back(std::unique_ptr<connection> on) {
  const std::lock_guard lock(mutex_);
  --lent_;
  if (on && idle_.size() < options_.readers) idle_.push_back(std::move(on));
  given_back_.notify_one();
}

// A kept connection may have died since it was used: then all kept ones have, mostly.
std::unique_ptr<connection> database::begun(std::unique_ptr<connection> on, gate_number gate) {
  const auto begin = [&] { gate ? on->begin_starting(*gate) : on->begin_reading(); };
  try {
    if (on) {
      begin();
      return on;
    }
  } catch (const error& e) {
    if (e.what_kind() != error::kind::away) throw;
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }
  on = std::make_unique<connection>(options_.url, connection::access::read_only);
  begin();
  return on;
}

database::borrowed database::borrow(gate_number gate) {
  auto on = take_idle();
  try {
    return {*this, begun(std::move(on), gate)};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

database::database(options with) : options_(std::move(with)) {
  if (options_.writable) {
    open_for_writing();
    return;
  }
  if (!is_remote() && !std::filesystem::exists(database_path(options_.url))) {
    throw error(error::kind::other, "there is no database at " + database_path(options_.url));
  }
  connection first(options_.url, connection::access::read_only);
  require_current_version(first);
}

void database::open_for_writing() {
  if (!is_remote()) {
    const auto path = database_path(options_.url);
    if (!std::filesystem::exists(path) && !options_.create) {
      throw error(error::kind::other, "there is no database at " + path);
    }
    require_writable(path);
    lock_ = std::make_unique<file_lock>(path);
  }
  {
    connection first(options_.url, connection::access::read_write);
    if (options_.create) migrate(first);
    require_current_version(first);
  }
  if (is_remote()) {
    feed_ = std::make_unique<change_feed>(options_.url, announcements_);
    auto tell = [this](const std::string& topic) {
      announcements_.publish(topic);
      feed_->tell(topic);
    };
    writer_ = std::make_unique<pooled_writer>(options_.url, options_.limits, std::move(tell));
    return;
  }
  const auto path = database_path(options_.url);
  if (::chmod(path.c_str(), 0600) != 0) {
    throw error(error::kind::other, "cannot restrict access to " + path);
  }
  writer_ = std::make_unique<group_writer>(options_.url, options_.limits, announcements_, gate_);
}

database::~database() {
  idle_.clear();
  writer_.reset();  // before the lock, and before what it tells
}

void database::stop_writing() {
  if (writer_) writer_->stop();
}

bool database::is_remote() const {
  return engine_of(options_.url).is_remote();
}

}  // namespace zusage::schema
