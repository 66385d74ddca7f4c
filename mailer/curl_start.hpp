// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace zusage::mailer {

/// Prepares libcurl, once in the process: its own preparing is not safe beside other threads.
/// @throws std::runtime_error when it cannot be used
void start_curl();

}  // namespace zusage::mailer
