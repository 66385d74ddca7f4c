// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

/// The description of the interface (OpenAPI 3.1), in parts by theme.
namespace zusage::server {

/// JSON objects as they stand in the document; every part adds members that no other has.
struct description_part {
  std::string_view paths;
  std::string_view components;  ///< by kind: `schemas`, `responses`, `parameters`, …
};

description_part public_description();         ///< what everybody may call
description_part events_description();         ///< with a token: the organiser and its events
description_part registrations_description();  ///< with a token: who is registered

}  // namespace zusage::server
