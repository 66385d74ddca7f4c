// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>

namespace zusage::schema {

/// What is published when anything may have changed.
inline constexpr const char* every_topic = "";

/// Tells who keeps copies that something they show has changed. A transaction announces topics
/// (`event/17`); they are published after its commit and before anybody learns of its success, so
/// that who got an answer sees the change at the next look. Topics of what was rolled back are
/// forgotten. Safe to use from several threads.
class announcements {
 public:
  using listener = std::function<void(const std::string& topic)>;

  /// Ends when it is destroyed, waiting for a call that is under way. Outlived by announcements.
  class subscription {
   public:
    subscription() = default;
    subscription(subscription&& other) noexcept;
    subscription& operator=(subscription&& other) noexcept;
    ~subscription();

   private:
    friend class announcements;
    subscription(announcements& at, std::list<listener>::iterator place)
        : at_(&at), place_(place) {}
    announcements* at_ = nullptr;
    std::list<listener>::iterator place_;
  };

  /// Calls `who` for every topic from now on, on the thread that publishes; it must be quick and
  /// must not throw, write, or subscribe.
  [[nodiscard]] subscription subscribe(listener who);

  void publish(const std::string& topic);

  /// False while the changes of other processes may go unheard: no copy is to be given out then.
  bool is_complete() const { return complete_; }
  void set_complete(bool complete);

 private:
  std::atomic<bool> complete_{true};
  std::mutex mutex_;
  std::list<listener> listeners_;
};

}  // namespace zusage::schema
