// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/link_evidence.hpp"

#include "base/crypto.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {

consent::evidence evidence_of(const request& of) {
  const auto from = origin_of(of);
  consent::evidence by;
  by.source = from.source;
  by.network_address = from.network_address;
  by.user_agent = from.user_agent;
  by.actor = "the person";
  return by;
}

consent::evidence evidence_by_link(const request& of) {
  constexpr std::size_t kind = 2;  // `/c`
  auto by = evidence_of(of);
  by.source = of.path.substr(0, kind);
  by.token_hash = sha256_hex(of.capture("token"));
  return by;
}

}  // namespace zusage::server
