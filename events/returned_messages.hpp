// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// Messages that came back, and what they say about an address.
namespace zusage::events {

/// A message that came back for now.
struct returned_for_now {
  instant left_at{};
  instant first_report_at{};
};

inline constexpr std::size_t enough_for_now = 3;          ///< messages
inline constexpr std::chrono::days long_enough{14};       ///< since the first of their reports
inline constexpr std::chrono::days still_remembered{60};  ///< an address may be full now and then

/// Whether an address that takes mail back for now counts as gone: when the latest messages that
/// came back, three or more, are reported of for two weeks. Then the time when the earliest of the
/// fewest that show it left; a consent given after that was given by somebody who was reached.
/// `all`: in the order in which they left.
std::optional<instant> lasting_since(std::span<const returned_for_now> all, instant now);

/// Those to an address (as `email_key`) of an organiser, reported of within `still_remembered`, in
/// the order in which they left; the last 50.
std::vector<returned_for_now> returned_for_now_of(const schema::reader& db,
                                                  std::int64_t organiser_id,
                                                  const std::string& recipient_key, instant now);

/// References of an event's registrations whose address, as it is now, cannot be reached: a message
/// about it came back for good, and what left after the report came back as well, or nothing did.
std::set<std::string> references_unreachable(const schema::reader& db, const organisers::scope& of,
                                             std::int64_t event_id);

/// The message that says so of one registration: its row; the newest.
std::optional<std::int64_t> message_that_came_back(const schema::reader& db,
                                                   const organisers::scope& of,
                                                   std::int64_t registration_id);

/// The SQL of the three above, in this order; for tests of how it is carried out.
std::vector<std::string_view> questions_about_returned();

}  // namespace zusage::events
