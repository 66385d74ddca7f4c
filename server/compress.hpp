// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "server/handler.hpp"

namespace zusage::server {

/// RFC 1952. @throws std::runtime_error when zlib has no memory.
std::string gzipped(const std::string& text);

/// The answer, with its page compressed besides for who accepts that. Pages of signed-in people
/// stay as they are: they carry a secret (the token of their forms) beside words that a link
/// elsewhere can put in (a search), and from lengths alone an eavesdropper could tell when the
/// words guess it.
response compressed_for(const request& of, response made);

}  // namespace zusage::server
