// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/write_queue.hpp"

#include <future>

#include "tests/support/catch.hpp"

using namespace zusage;
using state = schema::write_outcome::state;
using numbers = std::vector<std::uint64_t>;

namespace {

struct queue_of_jobs {
  std::vector<std::string> heard;
  std::vector<state> ended;
  schema::write_queue queue;

  explicit queue_of_jobs(const schema::writer::limits& bounds = {},
                         schema::write_queue::portion at_once = {1, 3})
      : queue(bounds, at_once, [this](const std::string& topic) { heard.push_back(topic); }) {}

  bool put(const std::string& group, schema::write_claim claim = {}) {
    return queue.put([](schema::transaction&) {},
                     [this](const schema::write_outcome& o) { ended.push_back(o.what); }, group,
                     std::move(claim));
  }
};

numbers numbers_of(const schema::write_batch& batch) {
  numbers found;
  for (const auto& one : batch.jobs) found.push_back(one.number);
  return found;
}

}  // namespace

TEST_CASE("jobs of a group are taken together and in order, the others one by one", "[schema]") {
  queue_of_jobs q;
  for (const auto* group : {"a", "", "b", "a", "", "a", "a"}) q.put(group);
  auto first = q.queue.take();
  CHECK(numbers_of(first) == numbers{0, 3, 5});  // three at the most
  CHECK(first.group == "a");
  CHECK(numbers_of(q.queue.take()) == numbers{1});
  auto other = q.queue.take();
  CHECK(numbers_of(other) == numbers{2});
  CHECK(numbers_of(q.queue.take()) == numbers{4});
  CHECK(q.queue.waiting() == 1);  // a's last, while a is taken
  q.queue.complete(other);
  q.queue.complete(first);
  CHECK(numbers_of(q.queue.take()) == numbers{6});
  CHECK(q.queue.waiting() == 0);
}

TEST_CASE("a group that is taken keeps the others from nothing and is waited for", "[schema]") {
  queue_of_jobs q;
  q.put("a");
  auto first = q.queue.take();
  q.put("a");
  auto second = std::async(std::launch::async, [&] { return q.queue.take(); });
  CHECK(second.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  q.put("b");
  auto b = second.get();
  CHECK(b.group == "b");
  auto third = std::async(std::launch::async, [&] { return q.queue.take(); });
  q.queue.complete(first);
  CHECK(numbers_of(third.get()) == numbers{1});
}

TEST_CASE("the bound of the queue is over all groups", "[schema]") {
  queue_of_jobs q({.queue = 3});
  CHECK(q.put("a"));
  CHECK(q.put("b"));
  CHECK(q.put(""));
  CHECK_FALSE(q.put("c"));
  CHECK(q.ended == std::vector{state::refused});
  CHECK(q.queue.counted().refused == 1);
}

TEST_CASE("what nobody waits for any more is left out, and frees its group", "[schema]") {
  queue_of_jobs q;
  int asked = 0;
  q.put("a", [&] {
    ++asked;
    return false;
  });
  q.put("");
  CHECK(numbers_of(q.queue.take()) == numbers{1});
  CHECK(asked == 1);
  CHECK(q.ended == std::vector{state::expired});
  q.put("a", [] { return true; });
  CHECK(numbers_of(q.queue.take()) == numbers{2});
  CHECK(q.queue.counted().jobs == 0);
}

TEST_CASE("a job that waited longer than patience lasts is left out", "[schema]") {
  queue_of_jobs q({.patience = std::chrono::milliseconds(-1)});
  q.put("a");
  q.put("");
  q.queue.close();
  CHECK(q.queue.take().jobs.empty());
  CHECK(q.ended == std::vector{state::expired, state::expired});
}

TEST_CASE("a closed queue is emptied by all that take", "[schema]") {
  queue_of_jobs q;
  for (int i = 0; i < 5; ++i) q.put("a");
  std::vector<std::future<std::size_t>> takers;
  for (int t = 0; t < 3; ++t) {
    takers.push_back(std::async(std::launch::async, [&] {
      std::size_t count = 0;
      for (auto batch = q.queue.take(); !batch.jobs.empty(); batch = q.queue.take()) {
        count += batch.jobs.size();
        batch.jobs.clear();
        q.queue.complete(batch);
      }
      return count;
    }));
  }
  q.queue.close();
  std::size_t all = 0;
  for (auto& one : takers) all += one.get();
  CHECK(all == 5);
  CHECK_FALSE(q.put("a"));
}

TEST_CASE("what may be stored is told once for a batch, what is not is not told", "[schema]") {
  queue_of_jobs q;
  for (int i = 0; i < 3; ++i) q.put("a");
  auto batch = q.queue.take();
  for (auto& one : batch.jobs) one.announced = {"event/1"};
  batch.jobs[0].announced.push_back("event/2");
  batch.jobs[1].announced.push_back("event/3");
  batch.jobs[1].outcome.what = state::failed;
  batch.jobs[2].outcome.what = state::commit_failed;
  q.queue.complete(batch);
  CHECK(q.heard == std::vector<std::string>{"event/1", "event/2"});
  CHECK(q.ended == std::vector{state::committed, state::failed, state::commit_failed});
  CHECK(q.queue.counted().jobs == 3);
  CHECK(q.queue.counted().failed == 2);
}
