// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"

namespace zusage {

/// What a link in a mail is good for; a token of one purpose opens nothing else.
enum class link_purpose : char {
  registration = 'r',  ///< see, change, cancel a registration; only mails carry it
  browser = 'b',       ///< the same, for whoever signed up, until the mailed one has been used
  confirm = 'c',       ///< confirm a consent (double opt-in)
  revoke = 'u',        ///< revoke a consent
  preferences = 'p',   ///< all purposes of an organiser
  verify = 'v',        ///< verify an address
  data = 'd',          ///< data-subject request
  member = 'm',        ///< the page of somebody who stands for a member of a comparison ring
  document = 'f',      ///< fetch the document of a paper
  renew = 'n',         ///< renew a consent
};

/// Makes and reads the tokens in links: public id plus a keyed MAC over purpose and id, so that a
/// leaked database opens no link and a link can be made again whenever a mail is rendered.
class links {
 public:
  /// `base_url` without a slash at its end; the only source of absolute addresses.
  links(const key32& key, std::string base_url);

  std::string token(link_purpose purpose, std::string_view public_id) const;

  /// The public id, or nothing for a forged, damaged or foreign token.
  std::optional<std::string> public_id(link_purpose purpose, std::string_view token) const;

  /// The same for something that can be asked for anew: a token is of one `round` alone. Those of
  /// round 0 are the tokens above.
  std::string token(link_purpose purpose, std::string_view public_id, std::int64_t round) const;

  /// The public id that a token of any round names; nobody has looked yet whether it is genuine.
  static std::optional<std::string> named_id(std::string_view token);

  /// Whether it is genuine and of this round.
  bool is_of_round(link_purpose purpose, std::string_view token, std::int64_t round) const;

  /// `https://…/r/<token>`; the two links to a registration differ in their token alone.
  std::string url(link_purpose purpose, std::string_view public_id) const;

  const std::string& base_url() const { return base_url_; }

 private:
  key32 key_;
  std::string base_url_;
};

/// 128 random bits, base64url, 22 characters: the public id of a row.
std::string new_public_id();

/// A short reference for reading over the phone: nine characters of Crockford's base 32 in groups
/// of three, the last one a check character: `7K3-M9Q-2XC`.
std::string new_reference();

/// Upper case, O as 0, I and L as 1, hyphens set anew; nothing if the check character is wrong.
std::optional<std::string> read_reference(std::string_view typed);

}  // namespace zusage
