// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mailer/pace.hpp"
#include "mailer/retry.hpp"
#include "mailer/worker.hpp"
#include "schema/sql.hpp"

/// The rows of the outbox on their way: claimed, settled, taken up again. Each claim has a number
/// of its own in the rows it took, so that writing an outcome twice, after a commit of which nobody
/// knows whether it is stored, does nothing the second time.
namespace zusage::mailer {

/// What a message became; written back together with the others of its claim.
struct settled {
  struct attempt {
    instant at{};
    std::string outcome, phase, reply;
    int code = 0;
  };
  std::int64_t message = 0;
  verdict becomes;
  bool counts = true;  ///< as an attempt; false: given back untried
  std::optional<attempt> evidence;
  std::optional<std::int64_t> permitted_by;
};

/// How long a claim keeps its messages without being renewed. Where several processes send, who
/// dies gives them back so.
inline constexpr std::chrono::seconds lease{60};

/// At most `most` messages that are due, what people wait for first, now in state `sending`; of
/// newsletters those whose turn it is. Messages of a newsletter that pauses stay where they are.
std::vector<message> claim_due(schema::transaction& tx, std::int64_t claim, std::size_t most,
                               instant now, const pace_limits& pace = {});

/// The same without newsletters.
std::vector<message> claim_awaited(schema::transaction& tx, std::int64_t claim, std::size_t most,
                                   instant now);

/// Gives back what `claim` took, if it took anything.
void release_claim(schema::transaction& tx, std::int64_t claim);

/// False: the row does not belong to `claim` any more, so that nothing was written.
bool settle(schema::transaction& tx, std::int64_t claim, const settled& what, instant now);

/// When the next message is due, if any waits.
std::optional<instant> next_due(const schema::reader& db);
/// The same without newsletters.
std::optional<instant> next_awaited(const schema::reader& db);

/// Whatever is in state `sending` although nobody sends it: where several processes send, what has
/// no lease any more, else everything (at the start). How many there were.
std::int64_t take_up_interrupted(schema::transaction& tx, instant now);

/// Lets all claims from `first` to `last` keep their messages until `until`.
void renew_leases(schema::transaction& tx, std::int64_t first, std::int64_t last, instant until);

/// Whether `claim` still has the message; renews its lease.
bool renew_lease(schema::transaction& tx, std::int64_t claim, std::int64_t message, instant until);

}  // namespace zusage::mailer
