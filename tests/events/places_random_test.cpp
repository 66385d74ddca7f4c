// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>
#include <random>

#include "events/check_group.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// One registration as the rows tell it: `waiting`, and for each session `forum-1 waiting`.
struct seats_now {
  std::string status;
  std::map<std::string, std::string> sessions;

  bool operator==(const seats_now&) const = default;
};

struct waiting_entry {
  std::int64_t registration = 0, since = 0, needs = 1;
};

// Everything that the rules are about, at one moment.
struct snapshot {
  std::map<std::int64_t, seats_now> registrations;
  std::map<std::int64_t, int> mails;                          // by registration
  std::map<std::string, std::vector<waiting_entry>> waiting;  // by session key; "" the event
};

nlohmann::json sessions_with(std::int64_t forum_1, std::int64_t forum_2) {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = forum_1;
  sessions[2]["capacity"] = forum_2;
  return sessions;
}

class random_event {
 public:
  random_event(std::uint32_t seed, std::int64_t offer_hours) : random_(seed) {
    rules_ = {{"capacity", 10}, {"sessions", sessions_with(4, 4)}};
    rules_["choices"] = sample_event_file()["events"][0]["choices"];
    rules_["choices"][0]["second_choice"] = true;
    if (offer_hours > 0) rules_["offer_hours"] = offer_hours;
    in_.of = add_event(in_.db, rules_);
  }

  void step() {
    // A mail that still waits tells of what happens meanwhile too, so all are sent first.
    in_.db->write([](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = 'sent' WHERE state = 'queued'");
    });
    before_ = take();
    at_ += std::chrono::minutes(1 + pick(90));
    const auto what = pick(20);
    if (known_.empty() || what < 8) {
      sign_up();
    } else if (what < 11) {
      change();
    } else if (what < 14) {
      in_.cancel(any(), at_);
    } else if (what < 16) {
      in_.accept(any(), at_);
    } else if (what < 18) {
      in_.lapse(at_);
    } else {
      resize();
    }
    check(take());
  }

  int met_together() const { return met_together_; }

 private:
  std::size_t pick(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most - 1)(random_);
  }
  const std::string& any() { return known_[pick(known_.size())].first; }

  events::typed_fields form_for(const std::string& address) {
    const auto* first = pick(2) == 0 ? "forum-1" : "forum-2";
    const auto* second = std::string_view(first) == "forum-1" ? "forum-2" : "forum-1";
    auto form = replaced(least_form(address), "session", first);
    return pick(2) == 0 ? with(form, "second.forums", second) : form;
  }

  std::string some_address() { return "p" + std::to_string(pick(80)) + "@stadt.example.org"; }

  // Alone, or with up to three others.
  void sign_up() {
    auto form = form_for(some_address());
    const auto others = pick(3) == 0 ? 1 + pick(3) : 0;
    for (std::size_t i = 0; i < others; ++i) {
      const auto person = "person." + std::to_string(i + 2) + ".";
      form.emplace_back(person + "given_name", "Kim");
      form.emplace_back(person + "family_name", "Muster");
      form.emplace_back(person + "email", some_address());
    }
    if (pick(4) == 0) form.emplace_back("takes_fewer", "yes");
    const auto checked = events::check_group_sign_up(*in_.of, form);
    if (!checked) return;  // one address twice
    in_.db->write([&](schema::transaction& tx) {
      in_.registrar.register_one(tx, *in_.of, *checked, in_.from, at_);
      tx.each<std::string, std::string>(
          "SELECT public_id, email FROM registration WHERE registered_at = :1",
          [&](std::string public_id, std::string address) {
            known_.emplace_back(std::move(public_id), std::move(address));
          },
          at_);
    });
  }

  void change() {
    const auto& [public_id, address] = known_[pick(known_.size())];
    (void)in_.change(public_id, form_for(address), at_);
  }

  // Up and down; an import moves up who waits.
  void resize() {
    rules_["capacity"] = 4 + pick(20);
    rules_["sessions"] = sessions_with(std::int64_t(2 + pick(4)), std::int64_t(2 + pick(4)));
    in_.import_again(rules_, at_);
    resized_ = true;
  }

  snapshot take() {
    snapshot now;
    in_.db->read([&](const schema::reader& db) {
      db.each<std::int64_t, std::string>("SELECT id, status FROM registration",
                                         [&](std::int64_t id, std::string status) {
                                           now.registrations[id].status = std::move(status);
                                         });
      db.each<std::int64_t, std::string, std::string>(
          "SELECT b.registration_id, s.key, b.status FROM registration_session b"
          " JOIN event_session s ON s.id = b.session_id WHERE b.status <> 'cancelled'",
          [&](std::int64_t id, const std::string& key, std::string status) {
            now.registrations[id].sessions[key] = std::move(status);
          });
      db.each<std::int64_t, std::int64_t>(
          "SELECT registration_id, COUNT(*) FROM message GROUP BY registration_id",
          [&](std::int64_t id, std::int64_t count) { now.mails[id] = int(count); });
      db.each<std::int64_t, std::int64_t>(
          "SELECT id, needs FROM registration WHERE status = 'waiting' ORDER BY id",
          [&](std::int64_t id, std::int64_t needs) {
            now.waiting[""].push_back({id, 0, needs});
          });
      db.each<std::string, std::int64_t, std::int64_t, std::int64_t>(
          "SELECT s.key, b.registration_id, b.since, b.needs FROM registration_session b"
          " JOIN event_session s ON s.id IN (b.session_id, b.second_id)"
          " WHERE b.status = 'waiting' ORDER BY b.since, b.registration_id",
          [&](const std::string& key, std::int64_t id, std::int64_t since, std::int64_t needs) {
            now.waiting[key].push_back({id, since, needs});
          });
    });
    return now;
  }

  void check(const snapshot& now) {
    CAPTURE(in_.mails().back());
    REQUIRE(wrong_counters() == texts{});
    REQUIRE(waiting_in_vain(now) == texts{});
    REQUIRE(overtaken(now) == texts{});
    REQUIRE(torn_groups() == texts{});
    REQUIRE(wrongly_told(now) == texts{});
    resized_ = false;
  }

  // Lowering a capacity takes nobody's place, so more may be in than there are places; but nobody
  // new gets in then.
  texts wrong_counters() {
    auto wrong = in_.wrong_counters();
    std::erase_if(wrong, [&](const std::string& one) { return one.ends_with(" oversold"); });
    in_.db->read([&](const schema::reader& db) {
      db.each<std::string, std::int64_t, std::int64_t>(
          "SELECT '', taken, capacity FROM event"
          " UNION ALL SELECT key, taken, capacity FROM event_session WHERE capacity IS NOT NULL",
          [&](const std::string& key, std::int64_t taken, std::int64_t capacity) {
            const auto& before = taken_before_[key];
            if (taken > capacity && taken > before && !resized_) wrong.push_back(key + " oversold");
            taken_before_[key] = taken;
          });
    });
    return wrong;
  }

  texts waiting_in_vain(const snapshot& now) {
    texts wrong;
    in_.db->read([&](const schema::reader& db) {
      db.each<std::string, std::int64_t>(
          "SELECT '', capacity - taken FROM event"
          " UNION ALL SELECT key, capacity - taken FROM event_session WHERE capacity IS NOT NULL",
          [&](const std::string& key, std::int64_t free) {
            const auto line = now.waiting.find(key);
            if (line == now.waiting.end()) return;
            for (const auto& one : line->second) {
              if (one.needs <= free) wrong.push_back("waits in vain for '" + key + "'");
            }
          });
    });
    return wrong;
  }

  // Who waits for a session with others waits with as many as it says.
  texts torn_groups() {
    texts wrong;
    in_.db->read([&](const schema::reader& db) {
      db.each<std::int64_t, std::int64_t, std::int64_t>(
          "SELECT MIN(b.needs), MAX(b.needs), COUNT(*) FROM registration_session b"
          " JOIN registration r ON r.id = b.registration_id"
          " WHERE b.status = 'waiting' AND b.needs > 1"
          " GROUP BY r.group_id, b.session_id, b.second_id, b.since",
          [&](std::int64_t least, std::int64_t most, std::int64_t count) {
            ++met_together_;
            if (least != count || most != count) wrong.push_back("torn apart in a session");
          });
    });
    return wrong;
  }

  // Nobody got ahead of somebody who had stood before them in the same line and still does.
  texts overtaken(const snapshot& now) {
    texts wrong;
    for (const auto& [key, line] : before_.waiting) {
      const auto& still = now.waiting.find(key);
      for (std::size_t i = 0; still != now.waiting.end() && i < line.size(); ++i) {
        const bool waits = stands_in(still->second, line[i]);
        for (std::size_t j = i + 1; waits && j < line.size(); ++j) {
          if (line[j].needs < line[i].needs) continue;
          if (!stands_in(still->second, line[j]) && got_in(now, key, line[j].registration))
            wrong.push_back("overtaken at '" + key + "'");
        }
      }
    }
    return wrong;
  }

  static bool stands_in(const std::vector<waiting_entry>& line, const waiting_entry& who) {
    return std::any_of(line.begin(), line.end(), [&](const waiting_entry& one) {
      return one.registration == who.registration && one.since == who.since;
    });
  }

  static bool got_in(const snapshot& now, const std::string& key, std::int64_t id) {
    const auto& who = now.registrations.at(id);
    if (key.empty()) return who.status != "waiting" && who.status != "cancelled";
    const auto booked = who.sessions.find(key);
    return booked != who.sessions.end() && booked->second != "waiting" &&
           booked->second != "wanted";
  }

  // Whatever changed for somebody was told in one mail, and nothing was told that did not change.
  // What comes to a place that is only offered yet is told when it is accepted.
  texts wrongly_told(const snapshot& now) {
    texts wrong;
    for (const auto& [id, is] : now.registrations) {
      const auto old = before_.registrations.find(id);
      const bool changed = old == before_.registrations.end() || !(old->second == is);
      const auto was_told = before_.mails.find(id);
      const auto told = now.mails.count(id) == 0 ? 0 : now.mails.at(id);
      const int mails = told - (was_told == before_.mails.end() ? 0 : was_told->second);
      const bool still_offered = changed && old != before_.registrations.end() &&
                                 old->second.status == "offered" && is.status == "offered";
      if (still_offered ? mails > 1 : changed && mails != 1)
        wrong.push_back(std::to_string(mails) + " mails to " + std::to_string(id));
      // A form that brings nothing new, or an address that is known, may cause a mail of its own.
      if (!changed && mails > 1) wrong.push_back("told of nothing");
    }
    return wrong;
  }

  std::mt19937 random_;
  nlohmann::json rules_;
  registration_fixture in_;
  instant at_ = signing_up;
  std::vector<std::pair<std::string, std::string>> known_;  // public id, address
  snapshot before_;
  std::map<std::string, std::int64_t> taken_before_;
  bool resized_ = false;
  int met_together_ = 0;  // how often groups were seen waiting together for a session
};

}  // namespace

TEST_CASE("thousands of random steps leave no place empty, nobody overtaken and nobody untold",
          "[events]") {
  for (const std::int64_t offer_hours : {0, 6}) {
    CAPTURE(offer_hours);
    int met_together = 0;
    for (const std::uint32_t seed : {1U, 20300515U}) {
      CAPTURE(seed);
      random_event at(seed, offer_hours);
      for (int i = 0; i < 700; ++i) at.step();
      met_together += at.met_together();
    }
    CHECK(met_together > 0);
  }
}
