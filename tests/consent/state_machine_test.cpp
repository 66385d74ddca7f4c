// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Every sequence of what can happen to a consent, compared step by step with a model that knows
// nothing of the ledger. One transaction goes through all of them, with a savepoint before each
// step.
#include <array>
#include <cstdlib>
#include <set>
#include <span>

#include "consent/import_record.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

enum class step { request, confirm, revoke, expire, renew, erase, import, wait };

constexpr std::array names = {"request", "confirm", "revoke", "expire",
                              "renew",   "erase",   "import", "wait"};
// Longer than any request waits and any consent of the purpose lasts.
constexpr auto long_time = 400 * 24h;
constexpr auto request_waits = 14 * 24h;
constexpr auto consent_lasts =
    300 * 24h;  // at least; no sequence has a time between this and the end
const std::string ada = "ada@example.org";

/// What should be, written down without looking at how it is done.
struct model {
  struct line {
    std::string what;  ///< `given double-opt-in`
    bool readable;
    bool operator==(const line&) const = default;
  };
  std::vector<line> records;
  std::string state;  ///< "" : nothing is known
  instant changed{}, now = start;
  bool known = false, key = false;
  bool erased = false;  ///< with something decided, and not agreed to anew by themselves since

  bool stands() const { return state == "given" || state == "renewed"; }
  bool over() const { return stands() && now - changed > consent_lasts; }
  bool permits() const { return stands() && !over(); }

  void append(const std::string& event, const std::string& method) {
    records.push_back({event + " " + method, key});
    if ((event == "given" && method != "import") || event == "renewed") erased = false;
    state = event;
    changed = now;
  }
  void record_end() {
    if (over()) append("expired", "time");
  }
  bool has(const line& one, const std::set<std::string>& events) const {
    return events.contains(one.what.substr(0, one.what.find(' ')));
  }
  // What a person once decided against an organiser holds against its lists.
  bool closed_to_imports() const {
    bool closed = false;
    for (const auto& one : records) {
      if (has(one, {"withdrawn", "refused", "terminated", "invalidated"})) closed = true;
      if (has(one, {"given", "renewed"}) && one.what != "given import") closed = false;
    }
    return closed || erased;
  }
  bool was_given() const {
    for (const auto& one : records) {
      if (has(one, {"given", "renewed"})) return true;
    }
    return false;
  }
  void run_out() {
    // Nothing is kept of a request that nobody confirmed, back to what the person last decided.
    for (auto one = records.rbegin(); one != records.rend() && has(*one, {"requested"}); ++one) {
      one->readable = false;
    }
    records.push_back({"expired time", false});
    state = "expired";
    changed = now;
    bool any = false;
    for (const auto& one : records) any = any || one.readable;
    key = any;
  }
  void take_away() {
    for (auto& one : records) {
      one.readable = false;
      if (!has(one, {"requested", "expired"})) erased = true;
    }
    key = false;
    if (stands() || state == "requested") append("terminated", "erasure");
  }

  void apply(step what) {
    now += what == step::expire || what == step::wait ? instant::duration(long_time) : 1min;
    switch (what) {
      case step::request:
        known = key = true;
        record_end();
        if (!stands()) append("requested", "form");
        break;
      case step::confirm:
        if (state == "requested" && now - changed <= request_waits)
          append("given", "double-opt-in");
        break;
      case step::revoke:
        if (!state.empty() && state != "withdrawn") append("withdrawn", "link");
        break;
      case step::expire:
        if (state == "requested") run_out();
        record_end();
        break;
      case step::renew:
        if (permits()) append("renewed", "renewal");
        break;
      case step::erase:
        if (key) take_away();
        break;
      case step::import:
        record_end();
        if (stands() || closed_to_imports()) break;
        // Agreed to an hour ago; what ended since then does not come back by it.
        if (state == "expired" && was_given() && now - 1h <= changed) break;
        known = key = true;
        append("given", "import");
        break;
      case step::wait:
        break;
    }
  }
};

class explorer {
 public:
  explorer(ledger_fixture& with, schema::transaction& tx, std::int64_t purpose_id,
           std::span<const step> steps)
      : with_(with), tx_(tx), purpose_id_(purpose_id), steps_(steps) {
    notice_id_ =
        tx.value<std::int64_t>("SELECT id FROM notice WHERE purpose_id = :1 AND language = 'de'",
                               purpose_id)
            .value();
    consent::import_refusal why;
    target_ = consent::find_import_target(tx, with.sit, "timed", why).value();
  }

  void explore(const model& so_far, int left) {
    if (left == 0) {
      ++leaves;
      for (const auto& wrong : with_.ledger.verify(tx_, with_.sit).problems) fail(wrong);
      return;
    }
    const auto name = "s" + std::to_string(left);
    for (const auto one : steps_) {
      path_.push_back(one);
      tx_.execute("SAVEPOINT " + name);
      auto expected = so_far;
      expected.apply(one);
      carry_out(one, expected.now);
      compare(expected);
      explore(expected, left - 1);
      tx_.execute("ROLLBACK TO SAVEPOINT " + name);
      tx_.execute("RELEASE SAVEPOINT " + name);
      path_.pop_back();
    }
  }

  std::int64_t leaves = 0, steps_taken = 0;
  std::vector<std::string> problems;

 private:
  struct state_row {
    std::int64_t principal_id = 0, record_id = 0;
    std::string public_id = "nobody", state;
  };

  state_row state() const {
    const auto row = tx_.one<std::int64_t, std::int64_t, std::string, std::string>(
        "SELECT principal_id, record_id, public_id, state FROM consent_state WHERE purpose_id = :1",
        purpose_id_);
    if (!row) return {};
    const auto& [principal, record, id, now] = *row;
    return {principal, record, id, now};
  }

  void carry_out(step what, instant now) {
    ++steps_taken;
    const auto& ledger = with_.ledger;
    const auto id = state().public_id;
    consent::evidence by;
    by.email = ada;
    switch (what) {
      case step::request:
        ledger.request(tx_, {with_.sit, purpose_id_, notice_id_, "email", by}, now);
        break;
      case step::confirm:
        ledger.confirm(tx_, id, {}, now);
        break;
      case step::revoke:
        ledger.withdraw(tx_, id, "link", {}, now);
        break;
      case step::expire:
        ledger.expire_requests(tx_, now, 10);
        ledger.end_overdue(tx_, now, 10);
        break;
      case step::renew:
        ledger.renew(tx_, id, {state().record_id, notice_id_}, {}, now);
        break;
      case step::erase:
        ledger.erase(tx_, with_.sit, ada, now);
        break;
      case step::import:
        import(now);
        break;
      case step::wait:
        break;
    }
  }

  void import(instant now) {
    consent::imported_row row;
    row.email = ada;
    row.language = "de";
    row.given_at = now - 1h;
    row.source = "Formular";
    row.text = "Ja, gern.";
    const auto people = key_of(2), lookup = key_of(1);
    consent::import_one(tx_, {lookup, people}, target_, row, now);
  }

  void compare(const model& expected) {
    const auto now = state();
    if (now.state != expected.state) fail("state " + now.state + ", not " + expected.state);
    const auto permitting =
        consent::permitting_record(tx_, now.principal_id, purpose_id_, expected.now);
    if (permitting.has_value() != expected.permits()) fail("permits is wrong");
    if (permitting && *permitting != now.record_id) fail("another record permits");
    std::vector<model::line> records;
    tx_.each<std::string, std::string, bool>(
        "SELECT event, method, CASE WHEN personal IS NULL THEN 0 ELSE 1 END"
        " FROM consent_record ORDER BY id",
        [&](const std::string& event, const std::string& method, bool readable) {
          records.push_back({event + " " + method, readable});
        });
    if (records == expected.records) return;
    std::string both = "records";
    for (const auto& one : records) both += ", " + one.what + (one.readable ? "" : " (erased)");
    both += "; expected";
    for (const auto& one : expected.records)
      both += ", " + one.what + (one.readable ? "" : " (erased)");
    fail(both);
  }

  void fail(const std::string& what) {
    if (problems.size() >= 20) return;
    std::string way;
    for (const auto one : path_) way += std::string(names[std::size_t(one)]) + " ";
    problems.push_back(way + "→ " + what);
  }

  ledger_fixture& with_;
  schema::transaction& tx_;
  std::int64_t purpose_id_, notice_id_ = 0;
  std::span<const step> steps_;
  consent::import_target target_;
  std::vector<step> path_;
};

struct machine_fixture : ledger_fixture {
  std::int64_t timed = [this] {
    auto definition = purpose("timed");
    definition.valid_months = 12;
    return store(definition, sit);
  }();

  // The steps of a sequence of this run, of which `often` are usual.
  static int length_of(int often) {
    return often + (std::getenv("ZUSAGE_LONG") ? 1 : 0) - (is_over_postgresql() ? 1 : 0);
  }

  // How many sequences there were; each that differs from the model is a failure.
  std::int64_t explore(std::span<const step> steps, int length) {
    std::int64_t leaves = 0;
    std::vector<std::string> problems;
    db->write([&](schema::transaction& tx) {
      explorer all(*this, tx, timed, steps);
      all.explore({}, length);
      leaves = all.leaves;
      problems = all.problems;
      tx.undo();
    });
    for (const auto& one : problems) FAIL_CHECK(one);
    return leaves;
  }
};

}  // namespace

// Five in every run; six, as in `./test --long`, take minutes with the sanitizers on. Over
// PostgreSQL, where each step goes to another process and back, one less.
TEST_CASE_METHOD(machine_fixture,
                 "every sequence of what happens to a consent is as the model says",
                 "[consent][states]") {
  constexpr std::array steps = {step::request, step::confirm, step::revoke, step::expire,
                                step::renew,   step::erase,   step::import};
  const int length = length_of(5);
  std::int64_t expected = 1;
  for (int i = 0; i < length; ++i) expected *= std::int64_t(steps.size());
  CHECK(explore(steps, length) == expected);
}

TEST_CASE_METHOD(machine_fixture,
                 "every sequence is as the model says also where nobody has looked after it",
                 "[consent][states]") {
  constexpr std::array steps = {step::request, step::confirm, step::revoke, step::expire,
                                step::renew,   step::erase,   step::import, step::wait};
  const int length = length_of(4);
  std::int64_t expected = 1;
  for (int i = 0; i < length; ++i) expected *= std::int64_t(steps.size());
  CHECK(explore(steps, length) == expected);
}
