// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>

#include "consent/verify.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Verifies the chains of all organisers by and by, each once a day: a little at a time and each
/// time in a snapshot of its own, so that neither the writer nor the file waits for a large one.
class chain_verification {
 public:
  explicit chain_verification(services& with) : with_(with) {}

  /// Goes on for about `budget`. Whether a chain is under way.
  bool go_on(instant now, std::chrono::milliseconds budget);

 private:
  bool begin(instant now);

  services& with_;
  std::optional<consent::verifier> running_;
  std::int64_t organiser_id_ = 0;
};

/// The whole chain of one organiser at once, for who asks for it now. Nothing when one began a
/// moment ago.
std::optional<consent::verification> verify_now(services& with, std::int64_t organiser_id,
                                                instant now);

}  // namespace zusage::server
