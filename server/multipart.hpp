// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string_view>

#include "server/handler.hpp"

namespace zusage::server {

/// Reads multipart/form-data (RFC 7578), as browsers send a form with a file: the value of each
/// field by its name, of a file its bytes as they are and, as `<name>.filename`, what it is called
/// on the sender's machine (not to be trusted: without a folder, but with any characters). Nothing
/// for anything malformed: no boundary or one longer than 70 characters (RFC 2046 5.1.1), a part
/// without a name, heads of more than 4 KiB, more than `most` parts, a last boundary that is
/// missing.
std::optional<fields> parse_multipart(std::string_view content_type, std::string_view body,
                                      std::size_t most = 2000);

}  // namespace zusage::server
