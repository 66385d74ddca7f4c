// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/link.hpp"
#include "schema/sql.hpp"

/// The link that confirms a consent. It names the state of person and purpose, and is good for one
/// request: once that was answered or has run out and somebody asks anew, earlier links confirm
/// nothing, since anybody may have asked and an old mail may lie anywhere. As long as a request
/// waits, every mail about it carries the same link.
namespace zusage::events {

/// With the address of the installation, for a mail. @throws std::logic_error without such a state
std::string confirm_url(const schema::reader& db, const links& with,
                        std::string_view state_public_id);

/// The token alone.
std::string confirm_token(const schema::reader& db, const links& with,
                          std::string_view state_public_id);

struct confirm_link {
  std::string state_public_id;
  bool earlier = false;  ///< of a request before the newest one
};

/// Nothing for a forged, damaged or foreign token.
std::optional<confirm_link> read_confirm_token(const schema::reader& db, const links& with,
                                               std::string_view token);

}  // namespace zusage::events
