// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/consent_import.hpp"
#include "organisers/audit.hpp"

/// How lists from elsewhere are written.
namespace zusage::events {

/// In one write, so that sign-ups need not wait long behind it.
inline constexpr std::size_t rows_at_a_time = 100;

/// The first of a kind are named (`most_lines_named`).
inline void name_line(std::vector<std::size_t>& lines, std::size_t line) {
  if (lines.size() < most_lines_named) lines.push_back(line);
}

/// Calls `piece(tx, from, to, counts)` for some of so many rows in each transaction. A transaction
/// may run again, and then counts anew. `progress` may be empty.
template <class Counts, class Piece>
Counts in_small_writes(schema::database& db, const std::function<void(std::size_t)>& progress,
                       std::size_t rows, const Piece& piece) {
  Counts done;
  std::size_t at = 0;
  do {
    const auto end = std::min(at + rows_at_a_time, rows);
    Counts counts;
    db.write([&](schema::transaction& tx) {
      counts = done;
      piece(tx, at, end, counts);
    });
    done = std::move(counts);
    at = end;
    if (progress) progress(at);
  } while (at < rows);
  return done;
}

/// Calls `step(tx, row, counts)` for every row, and `finish(tx, counts, last)` at the end of each
/// transaction.
template <class Counts, class Step, class Finish>
Counts in_small_writes(const import_tools& with, const consent_list& list, const Step& step,
                       const Finish& finish) {
  return in_small_writes<Counts>(
      with.db, with.progress, list.rows.size(),
      [&](schema::transaction& tx, std::size_t from, std::size_t to, Counts& counts) {
        for (auto i = from; i < to; ++i) step(tx, list.rows[i], counts);
        finish(tx, counts, to == list.rows.size());
      });
}

/// An import that breaks off has left rows behind; the line of its end is then missing.
inline void record_begin(const import_tools& with, const importer& by, std::string_view action,
                         const std::string& subject, const consent_list& list, instant now) {
  with.db.write([&](schema::transaction& tx) {
    organisers::record(tx,
                       {by.scope.organiser_id(),
                        by.scope.staff_id(),
                        std::string(action),
                        subject,
                        {{"rows", list.rows.size()}}},
                       now);
  });
}

}  // namespace zusage::events
