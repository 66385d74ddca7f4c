// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/time.hpp"

/// The token in the address of a sign-up form that comes in steps: 128 random bits, when it was
/// made, and a MAC over both and the event, so that making one writes nothing.
namespace zusage::server {

/// For whom a token is made.
struct draft_place {
  std::int64_t event_id = 0;
  std::string_view remote_address;
};

std::string new_draft_token(const key32& key, const draft_place& at, instant now);

struct opened_draft_token {
  instant made_at{};
  /// It was made for the same network. From any other, somebody else may have made it and passed it
  /// on in order to read along: nothing is shown of what it opens, and another one is taken.
  bool at_home = false;
};

/// Nothing: it was made up, damaged, or made for another event.
std::optional<opened_draft_token> open_draft_token(const key32& key, const draft_place& at,
                                                   std::string_view token);

}  // namespace zusage::server
