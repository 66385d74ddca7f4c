// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "schema/sql.hpp"

/// Sessions of signed-in staff: 256 random bits in a cookie, of which only the hash is stored.
namespace zusage::organisers {

namespace session_limits {
inline constexpr std::chrono::hours idle{12};
inline constexpr std::chrono::hours absolute{7 * 24};
inline constexpr std::chrono::minutes touch_every{5};  // writing on every click would be waste
}  // namespace session_limits

struct session_info {
  std::int64_t staff_id = 0;
  std::string email;
  std::string csrf;        ///< what the forms of this session carry: a keyed hash of its token
  bool touch_due = false;  ///< `touch_session` is to be called so that it does not end as idle
};

/// Where a session was begun, for its owner to know it again.
struct session_origin {
  std::string_view user_agent = {};       ///< cut to 200 characters
  std::string_view network_address = {};  ///< of which the network is kept (base/network.hpp)
};

/// Begins a session; its token, which is known nowhere else.
std::string start_session(schema::transaction& tx, std::int64_t staff_id, instant now,
                          const session_origin& from = {});

/// The session behind the token of a cookie, unless it has ended or was idle for too long.
std::optional<session_info> find_session(const schema::reader& db, std::string_view token,
                                         const key32& csrf_key, instant now);

/// The person is still there.
void touch_session(schema::transaction& tx, std::string_view token, instant now);

void end_session(schema::transaction& tx, std::string_view token);
void end_sessions(schema::transaction& tx, std::int64_t staff_id);

struct own_session {
  std::string id;  ///< names it to its owner; no token
  instant begun_at{}, seen_at{};
  std::string user_agent, network;  ///< "" from before they were noted
  bool here = false;                ///< that of the token
};

/// Those of a person that have not ended, the one seen last first.
std::vector<own_session> sessions_of(const schema::reader& db, std::int64_t staff_id,
                                     std::string_view token, instant now);

/// Ends one of the person's own; whether there was such a one.
bool end_own_session(schema::transaction& tx, std::int64_t staff_id, std::string_view id);

/// Ends all but that of the token.
void end_other_sessions(schema::transaction& tx, std::int64_t staff_id, std::string_view token);

/// Removes what has ended by itself; how many.
std::int64_t remove_ended_sessions(schema::transaction& tx, instant now);

}  // namespace zusage::organisers
