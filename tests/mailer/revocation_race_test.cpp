// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// After the commit of a revocation no message of that purpose starts.
#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "mailer/claim.hpp"
#include "mailer/courier.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using std::chrono::steady_clock;

namespace {

constexpr unsigned couriers = 4, revokers = 2;
constexpr std::array methods{"link", "one-click", "preferences", "page", "staff", "bounce"};

std::size_t how_many() {
  const auto* everything = std::getenv("ZUSAGE_LONG");
  return everything && *everything ? 5000 : 600;
}

using times = std::map<std::string, steady_clock::time_point>;

/// Those whose message has arrived at its last moment: who revokes now races with it.
class arrivals {
 public:
  /// How long a revocation takes from its arrival on; messages take about as long.
  std::atomic<std::int64_t> micros{2000};

  void add(std::string address) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(std::move(address), steady_clock::now());
    changed_.notify_one();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  using arrived = std::pair<std::string, steady_clock::time_point>;
  /// Nothing: nobody comes any more.
  std::optional<arrived> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return {};
    auto first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<arrived> waiting_;
  bool ended_ = false;
};

/// A server that takes its time before it asks for the content; notes when each message started. A
/// start takes a moment and is noted at its end, so that a commit which did not wait would be
/// before.
struct noting : transport {
  std::mutex& mutex;
  times& started;
  arrivals& coming;
  std::minstd_rand random;
  noting(std::mutex& m, times& s, arrivals& c, unsigned seed)
      : mutex(m), started(s), coming(c), random(seed) {}
  delivery hand_over(const outgoing& what) override {
    if (random() % 2 == 0) coming.add(what.recipient);
    const auto most = std::size_t(2 * coming.micros + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % most));
    const bool left = begin_if_permitted(what, [&] {
      std::this_thread::sleep_for(1ms);
      const std::lock_guard lock(mutex);
      started[what.recipient] = steady_clock::now();
    });
    if (!left) return {outcome::withheld, phase::data, 0, {}, false};
    return {outcome::sent, phase::end, 250, "250 ok", false};
  }
};

struct race : ledger_fixture {
  std::int64_t purpose_id = store(purpose("newsletter"), sit);
  outbox mails{"example.org"};
  std::size_t people = how_many();
  std::map<std::string, std::string> public_ids;
  arrivals coming;
  std::mutex mutex;
  times started, revoked;
  std::atomic<std::int64_t> last_claim{0};
  composer compose = [](const schema::reader&, const message&) {
    return std::optional(some_content());
  };
  clock_source clock = [] { return tests::start + std::chrono::hours(1); };

  static std::string address(std::size_t number) {
    return "p" + std::to_string(number) + "@example.com";
  }

  race() {
    for (std::size_t done = 0; done < people; done += 100) {
      db->write([&](schema::transaction& tx) {
        for (auto i = done; i < std::min(people, done + 100); ++i) add(tx, i);
      });
    }
  }
  void add(schema::transaction& tx, std::size_t number) {
    const auto notice = tx.value<std::int64_t>("SELECT MAX(id) FROM notice").value();
    consent::consent_request what{sit, purpose_id, notice, "email", {}};
    what.by.email = address(number);
    const auto given = ledger.give_by_link(tx, what, "page", tests::start);
    public_ids[address(number)] = given.public_id;
    new_message m;
    m.organiser_id = sit;
    m.template_name = "registration-known";
    m.language = "de";
    m.recipient = address(number);
    m.principal_id = given.principal_id;
    m.purpose_id = purpose_id;
    m.needs_consent = true;
    m.urgency = priority::newsletter;
    mails.enqueue(tx, m, tests::start);
  }

  void send(unsigned which) {
    courier by(db.get(), compose, clock, mailbox{"Zusage", "events@example.org"},
               std::make_unique<noting>(mutex, started, coming, which + 1));
    while (true) {
      const auto claim = ++last_claim;
      const auto claimed =
          db->write([&](schema::transaction& tx) { return claim_due(tx, claim, 8, clock()); });
      if (claimed.empty()) return;
      std::vector<settled> done;
      for (std::size_t i = 0; i < claimed.size(); ++i)
        done.push_back(by.handle(std::span(claimed).subspan(i)).what);
      db->write([&](schema::transaction& tx) {
        for (const auto& one : done) settle(tx, claim, one, clock());
      });
    }
  }

  void revoke() {
    std::size_t number = 0;
    while (const auto next = coming.next()) {
      const auto& [address, arrived_at] = *next;
      db->write([&, &id = public_ids.at(address)](schema::transaction& tx) {
        ledger.withdraw(tx, id, methods[number % methods.size()], {},
                        tests::start + std::chrono::minutes(5));
      });
      const auto committed = steady_clock::now();
      ++number;
      const auto took =
          std::chrono::duration_cast<std::chrono::microseconds>(committed - arrived_at);
      coming.micros = std::min<std::int64_t>((coming.micros + took.count()) / 2, 20'000);
      const std::lock_guard lock(mutex);
      revoked[address] = committed;
    }
  }

  void run() {
    std::vector<std::thread> sending, revoking;
    for (unsigned i = 0; i < couriers; ++i) sending.emplace_back([this, i] { send(i); });
    for (unsigned i = 0; i < revokers; ++i) revoking.emplace_back([this] { revoke(); });
    for (auto& one : sending) one.join();
    coming.end();
    for (auto& one : revoking) one.join();
  }

  std::int64_t count(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
};

}  // namespace

TEST_CASE("after the commit of a revocation no message of that purpose starts",
          "[consent][mailer][faults]") {
  race of;
  of.run();
  std::size_t after_commit = 0, before_commit = 0;
  for (const auto& [address, committed] : of.revoked) {
    const auto found = of.started.find(address);
    if (found == of.started.end()) continue;
    ++(found->second > committed ? after_commit : before_commit);
  }
  CHECK(after_commit == 0);
  CHECK(of.revoked.size() > of.people / 3);
  // Both happened, or the race proves nothing.
  CHECK(before_commit > 0);
  CHECK(before_commit < of.revoked.size());
  const auto sent = of.count("SELECT COUNT(*) FROM message WHERE state = 'sent'");
  const auto withheld = of.count("SELECT COUNT(*) FROM message WHERE state = 'cancelled'");
  CHECK(std::size_t(sent) == of.started.size());
  CHECK(std::size_t(sent + withheld) == of.people);
  CHECK(of.count("SELECT COUNT(*) FROM message m JOIN consent_record r ON r.id = m.permitted_by"
                 " AND r.principal_id = m.principal_id AND r.event = 'given'"
                 " WHERE m.state = 'sent'") == sent);
  CHECK(of.count("SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'withheld'") == withheld);
}
