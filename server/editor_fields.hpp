// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/editor_parts.hpp"

/// The fields of one kind of element or section, as `part_fields` puts them together.
namespace zusage::server {

/// Options whose texts are `<key><value>`.
named_options word_options(const std::vector<std::string>& values, const std::string& key,
                           const web::locale& in);

entry_fields invitation_fields(const editor_part& part);
entry_fields ring_fields(const editing& at);
entry_fields group_fields(const editor_part& part, const web::locale& in);
entry_fields indicator_fields(const web::locale& in);
entry_fields partner_fields(const editing& at);

/// The groups that a meeting can belong to: those of the file, and the one that it has.
named_options group_options(const editor_part& part, const editing& at);

}  // namespace zusage::server
