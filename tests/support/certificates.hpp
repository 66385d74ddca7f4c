// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace zusage::tests {

/// Makes in `folder` an authority (`ca.pem`) and a server's key and certificate by it
/// (`server.key`, `server.pem`) for `names` (`DNS:localhost`), valid for two days.
/// @throws std::runtime_error with what openssl said
void make_certificates(const std::string& folder, const std::string& names);

}  // namespace zusage::tests
