// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/retention.hpp"
#include "tests/events/ring_fixture.hpp"

namespace zusage::tests {

/// The end of the event `kick-off`.
inline const instant retention_ends = local_to_instant("2030-05-15T16:00", "Europe/Berlin").value();

/// Registrations for it, and what is due and erased of them.
struct retention_fixture : registration_fixture {
  using registration_fixture::registration_fixture;
  retention_fixture() = default;

  organisers::scope whose = organisers::scope::of_operator(of->by.id);

  /// What was erased, as `rule count`.
  texts run(instant at) {
    texts lines;
    const auto id = events::begin_run(db.get(), at);
    for (const auto& one : events::carry_out_run(db.get(), id, at, [] { return false; }).erased) {
      lines.push_back(one.rule + " " + std::to_string(one.count));
    }
    return lines;
  }
  static texts in_words(const events::all_ahead& all) {
    texts lines;
    for (const auto& one : all) {
      lines.push_back(std::string(one.rule) + " " + one.slug + " " + std::to_string(one.count));
    }
    return lines;
  }
  texts due(instant at) {
    return in_words(db->read([&](const schema::reader& r) { return events::list_due(r, at); }));
  }
  events::all_ahead ahead(instant at) {
    return db->read([&](const schema::reader& r) { return events::list_ahead(r, whose, at); });
  }
  void send_all(instant at, const char* state = "sent") {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = :1, finished_at = :2", state, at);
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT id, 1, 'sent', 'end', 250, '250 ok for ' || recipient FROM message");
    });
  }
};

}  // namespace zusage::tests
