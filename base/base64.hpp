// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zusage {

/// RFC 4648, 4: the standard alphabet, with padding. In URLs of ours stands to_base64url
/// (crypto.hpp).
std::string to_base64(std::string_view bytes);
/// Nothing if it is not exactly that.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace zusage
