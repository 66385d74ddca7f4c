// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace zusage::mailer {

/// Whether a host of a URL is this machine: `localhost`, `[::1]` or an address of 127.0.0.0/8. An
/// address, not a name that begins like one: 127.example.org may be anywhere.
bool is_loopback(const std::string& host);

}  // namespace zusage::mailer
