// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <exception>
#include <span>
#include <utility>

#include "mailer/maildir.hpp"
#include "mailer/smtp.hpp"
#include "mailer/worker_parts.hpp"

namespace zusage::mailer {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto poll = 2s;  // messages that nobody said are there
constexpr auto after_a_failed_write = 200ms;
constexpr std::size_t most_claimed = 64;
// Then the rest of a claim goes back, so that what people wait for is next: a server that was quick
// may have become slow.
constexpr auto longest_turn = 1s;
// Claims grow only up to this: whatever is claimed when the program dies is in doubt.
constexpr auto short_turn = 50ms;
constexpr auto between_notes = 5ms;

std::unique_ptr<transport> make_transport(shared_work& shared) {
  const auto to = read_transport(shared.settings.transport);
  if (to && to->what == destination::kind::maildir) {
    return std::make_unique<maildir_transport>(to->path);
  }
  return std::make_unique<smtp_transport>(shared.settings,
                                          [&shared] { return shared.has_to_give_up(); });
}

settled untouched(const message& of) {
  settled result;
  result.message = of.id;
  result.becomes = {message_state::queued, {}};
  result.counts = false;
  return result;
}

}  // namespace

mail_thread::mail_thread(shared_work& shared, bool reserved)
    : shared_(shared),
      reserved_(reserved),
      courier_(shared.db, shared.compose, shared.clock,
               {*read_mailbox(shared.settings.from), shared.settings.back}, make_transport(shared)),
      next_claim_(++shared.last_claim) {}

void mail_thread::run() {
  while (true) {
    const auto seen = shared_.wake_ups();
    const bool stopping = shared_.is_stopping();
    const bool open = shared_.server.left(steady_clock::now()) == 0ms;
    auto wait = std::chrono::milliseconds{0};
    const bool more = !stopping && open && (!settled_.empty() || something_is_due(wait));
    if ((more || !settled_.empty() || next_claim_may_be_stored_) && !exchange(more)) return;
    if (stopping) return;
    if (claimed_.empty()) {
      if (settled_.empty()) wait_for_work(seen);
    } else {
      handle_claimed();
    }
  }
}

// Writes the outcomes back and claims the next messages, in one transaction. Tried until it works,
// or for a while when the worker stops; false then.
bool mail_thread::exchange(bool claim_more) {
  while (!try_to_exchange(claim_more && !shared_.is_stopping())) {
    if (shared_.has_to_give_up()) return false;
    shared_.rest(after_a_failed_write);
  }
  return true;
}

bool mail_thread::try_to_exchange(bool claim_more) {
  const auto now = shared_.clock();
  const auto outcomes = not_yet_written();
  std::vector<message> fresh;
  try {
    shared_.db.write([&](schema::transaction& tx) {
      for (const auto& what : outcomes) settle(tx, claim_, what, now);
      if (next_claim_may_be_stored_) release_claim(tx, next_claim_);
      if (claim_more) {
        const pace_limits pace{shared_.settings.newsletters_per_minute,
                               shared_.settings.newsletters_per_domain_and_minute};
        fresh = reserved_ ? claim_awaited(tx, next_claim_, claim_size_, now)
                          : claim_due(tx, next_claim_, claim_size_, now, pace);
      }
    });
  } catch (const std::exception&) {
    // The commit may be stored all the same. What it settled is not settled again; what it claimed
    // is given back by its number.
    next_claim_may_be_stored_ = true;
    return false;
  }
  for (const auto& what : settled_) shared_.count(what);
  settled_.clear();
  notes_.clear();
  noted_ = 0;
  next_claim_may_be_stored_ = false;
  claim_ = std::exchange(next_claim_, ++shared_.last_claim);
  claimed_ = std::move(fresh);
  claimed_at_ = now;
  return true;
}

// What has happened is written down at once and not waited for, so that little is in doubt when the
// program dies: what the database does not know by then is sent again, or stays uncertain. Writing
// it twice does nothing (claim.hpp), so what becomes of this here need not be known.
void mail_thread::note_outcomes() {
  const auto at = steady_clock::now();
  if (at - last_note_ < between_notes) return;
  last_note_ = at;
  auto note = std::make_shared<noted>();
  note->outcomes.assign(settled_.begin() + std::ptrdiff_t(noted_), settled_.end());
  noted_ = settled_.size();
  notes_.push_back(note);
  shared_.db.writes().submit(
      [note, claim = claim_, now = shared_.clock()](schema::transaction& tx) {
        for (const auto& what : note->outcomes) settle(tx, claim, what, now);
      },
      [note](const schema::write_outcome& done) { note->written = done.ok(); });
}

std::vector<settled> mail_thread::not_yet_written() const {
  std::vector<settled> left;
  for (const auto& note : notes_) {
    if (!note->written) left.insert(left.end(), note->outcomes.begin(), note->outcomes.end());
  }
  left.insert(left.end(), settled_.begin() + std::ptrdiff_t(noted_), settled_.end());
  return left;
}

// Where several processes send, another may have taken what this one was too slow for.
bool mail_thread::still_has(const message& of) {
  if (!shared_.db.is_remote()) return true;
  try {
    return shared_.leases.holds(claim_, of.id, claimed_at_);
  } catch (const std::exception&) {  // not sure, so not sent
    return false;
  }
}

void mail_thread::handle_claimed() {
  const auto began = steady_clock::now();
  const bool was_full = claimed_.size() == claim_size_;
  if (was_full) shared_.wake();  // there is probably more: another thread may help
  for (std::size_t i = 0; i < claimed_.size(); ++i) {
    const bool pause = shared_.is_stopping() || shared_.server.left(steady_clock::now()) > 0ms ||
                       steady_clock::now() - began > longest_turn;
    if (pause || !still_has(claimed_[i])) {
      settled_.push_back(untouched(claimed_[i]));
      continue;
    }
    auto done = courier_.handle(std::span(claimed_).subspan(i));
    if (done.transport_failed) {
      shared_.server.failed(steady_clock::now());
    } else if (done.what.becomes.state == message_state::sent) {
      shared_.server.worked();
    }
    if (!done.unmade.empty() && shared_.settings.on_unmade)
      shared_.settings.on_unmade(claimed_[i], done.unmade);
    settled_.push_back(std::move(done.what));
    note_outcomes();
  }
  claimed_.clear();
  adapt(was_full, steady_clock::now() - began);
}

// Many at once while they go quickly, so that commits do not count; few while a server is slow, so
// that no message waits behind another while threads are idle.
void mail_thread::adapt(bool was_full, steady_clock::duration took) {
  if (took > 1s) {
    claim_size_ = std::max<std::size_t>(1, claim_size_ / 4);
  } else if (!was_full) {
    claim_size_ = std::max<std::size_t>(1, claim_size_ / 2);
  } else if (took < short_turn) {
    claim_size_ = std::min(most_claimed, claim_size_ * 2);
  }
}

bool mail_thread::something_is_due(std::chrono::milliseconds& wait) const {
  wait = poll;
  try {
    const auto due = shared_.db.read(
        [&](const schema::reader& db) { return reserved_ ? next_awaited(db) : next_due(db); });
    if (!due) return false;
    const auto left = *due - shared_.clock();
    if (left.count() <= 0) return true;
    wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(left));
  } catch (const std::exception&) {  // the database cannot be read now: asked again after `poll`
  }
  return false;
}

void mail_thread::wait_for_work(std::uint64_t seen) {
  const auto pause = shared_.server.left(steady_clock::now());
  if (pause > 0ms) return shared_.rest(pause);  // waking does not mend a server that is down
  auto wait = std::chrono::milliseconds{0};
  if (!something_is_due(wait)) shared_.sleep(seen, wait, reserved_);
}

}  // namespace zusage::mailer
