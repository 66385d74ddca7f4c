// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zusage::events {

/// UTF-8 from Windows-1252 (WHATWG Encoding Standard, index windows-1252), in which spreadsheets on
/// Windows save CSV. Nothing for the five bytes that are no character there: then it is something
/// else.
std::optional<std::string> from_windows_1252(std::string_view bytes);

}  // namespace zusage::events
