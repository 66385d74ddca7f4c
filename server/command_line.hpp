// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace zusage::server {

/// The command line of the contract. Returns the exit code: 0 done; 1 it could not be done, one
/// line on standard error says what and how to mend it; 2 wrong usage.
int run_command_line(int argc, char** argv);

}  // namespace zusage::server
