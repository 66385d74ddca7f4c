// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace zusage::server {

/// Everything in a file that was named at the command line. @throws std::runtime_error with one
/// line
std::string read_given_file(const std::string& path);

}  // namespace zusage::server
