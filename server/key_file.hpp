// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "base/crypto.hpp"
#include "schema/database.hpp"

namespace zusage::server {

/// Looks whether the key file is right, or can be made; makes nothing. @throws std::runtime_error
/// with a line that says what is wrong and how to mend it.
void require_key_file(const std::string& path);

/// The keys of an installation; makes them with its database: beside one that has registrations or
/// consents a missing key file is lost, and a new one would open none of the links that were sent
/// and prove none of the consents. @throws std::runtime_error that says what to do then.
secrets keys_beside(schema::database& db, const std::string& path);

}  // namespace zusage::server
