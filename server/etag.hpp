// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace zusage::server {

/// Whether `If-None-Match` names `etag` (with its quotes), so that the answer is 304: weak
/// comparison, lists, `*` (RFC 9110 13.1.2, 8.8.3.2). What is no list of entity tags names nothing.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace zusage::server
