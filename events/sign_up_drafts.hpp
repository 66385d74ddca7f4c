// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "events/registration.hpp"

/// What somebody has typed into a form that comes in steps, until it is sent.
namespace zusage::events {

/// So long it is kept at most: nothing that nobody has sent stays (GDPR 5(1)(e)).
inline constexpr std::chrono::hours draft_period{24};

/// Names and values together, in bytes: what a form of one page may bring.
inline constexpr std::size_t most_of_draft = std::size_t(64) * 1024;

/// Open and sent forms together; one more is answered 503. With most_of_draft it is what they can
/// take of the disk.
inline constexpr std::int64_t most_drafts = 20'000;

/// Whether it can be stored at all.
bool fits_draft(const typed_fields& typed);

/// Of what was typed that which a form of `to` asks: known fields, no more values of one than it
/// can have (of a single one the first), and of a text that is far too long as much as shows the
/// check that it is too long.
typed_fields fit_for_draft(const event& to, const typed_fields& typed);

/// Whether one form more may be begun. Counts; for who stores the first step.
bool has_room_for_draft(const schema::reader& db);

/// One form, known by the token in its address. `key` is one of the installation: a row is opened
/// by the token and that key together.
class sign_up_draft {
 public:
  sign_up_draft(const key32& key, std::int64_t event_id, std::string_view token);

  struct state {
    typed_fields typed;
    bool sent = false;
    std::string public_id;  ///< of the registration that was made; empty: nothing to be shown
  };

  /// Nothing: nothing is stored, or its time is over.
  std::optional<state> find(const schema::reader& db, instant now) const;

  /// As find; and until the transaction ends nobody else changes it.
  std::optional<state> hold(schema::transaction& tx, instant now) const;

  /// Stores what was typed; `started_at` is when the form was asked for. False: it has been sent.
  bool store(schema::transaction& tx, const typed_fields& typed, instant started_at) const;

  /// Takes it for sending: of two who send it one gets true, and the other waits until it is clear
  /// what came of it.
  bool claim(schema::transaction& tx) const;
  /// Nothing came of it: it can be changed and sent again.
  void release(schema::transaction& tx) const;
  /// What was typed is erased; only where it led is kept, so that a repetition leads there too.
  void finish(schema::transaction& tx, std::string_view public_id) const;

 private:
  std::string encrypted(std::string_view content) const;

  std::int64_t event_id_;
  std::string id_;
  key32 key_;
};

/// Erases drafts whose time is over, at most so many. How many.
std::int64_t erase_drafts(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
