// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/handler_runner.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "server/asynchronous.hpp"

namespace zusage::server {

namespace asio = boost::asio;

asio::awaitable<void> handler_runner::run(std::shared_ptr<exchange> current) {
  if (!current->to) co_return;  // not found: answered already
  if (auto at_once = context_.to.answer_at_once(current->of, *current->to)) {
    current->made = std::move(*at_once);
    co_return;
  }
  auto begin = [current, &to = context_.to] {
    current->begun = to.begin(current->of, *current->to);
  };
  bool in_time = true;
  if (context_.pools.reading) {
    in_time = co_await run_on(*context_.pools.reading, begin);
  } else {
    begin();
  }
  if (!in_time) {
    current->made = too_late(current->of);
  } else if (auto* answer = std::get_if<response>(&current->begun)) {
    current->made = std::move(*answer);
  } else if (auto* job = std::get_if<action>(&current->begun)) {
    current->run = std::move(*job);
    co_await write_to_database(current);
  } else {
    auto work = [current] { current->made = std::get<dispatcher::work>(current->begun)(); };
    auto& pool = takes_a_file(*current->to) ? context_.pools.files : context_.pools.work;
    in_time = co_await run_on(pool, work);
    if (!in_time) current->made = too_late(current->of);
  }
}

void handler_runner::give_up() {
  if (give_up_) give_up_();
}

response handler_runner::too_late(const request& of) {
  return context_.to.refuse(503, of, "error.busy").with("Retry-After", "5");
}

namespace {

// Sign-ups for one event, by whichever address they come.
const std::string& written_together(const request& of) {
  const auto& slug = of.capture("slug");
  return slug.empty() ? of.path : slug;
}

}  // namespace

asio::awaitable<void> handler_runner::write_to_database(std::shared_ptr<exchange> current) {
  auto whose = std::make_shared<turn>();
  auto submit = [this, current, whose](const std::function<void()>& resume) {
    give_up_ = [current, whose, resume] {
      if (!whose->give_up()) return;
      current->outcome = {schema::write_outcome::state::expired, {}};
      resume();
    };
    context_.writes.submit([current](schema::transaction& tx) { current->made = current->run(tx); },
                           [current, whose, resume](const schema::write_outcome& outcome) {
                             if (!whose->begin()) return;  // answered already
                             current->outcome = outcome;
                             resume();
                           },
                           current->to->registers ? written_together(current->of) : std::string(),
                           [whose] { return whose->begin(); });
  };
  co_await wait_until_resumed(executor_, submit);
  give_up_ = nullptr;
  current->made =
      context_.to.finish(current->of, *current->to, current->outcome, std::move(current->made));
}

// Runs `job`, which does not throw, on the pool; goes on when it is done. False: it was not begun.
template <class Job>
asio::awaitable<bool> handler_runner::run_on(asio::thread_pool& pool, const Job& job) {
  auto whose = std::make_shared<turn>();
  auto submit = [this, &job, &pool, whose](const std::function<void()>& resume) {
    give_up_ = [whose, resume] {
      if (whose->give_up()) resume();
    };
    asio::post(pool, [job, resume, whose] {
      if (!whose->begin()) return;
      job();
      resume();
    });
  };
  co_await wait_until_resumed(executor_, submit);
  give_up_ = nullptr;
  co_return !whose->is_given_up();
}

}  // namespace zusage::server
