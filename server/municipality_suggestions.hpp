// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/handler.hpp"

namespace zusage::server {

/// GET /api/v1/municipalities: at most eight that a beginning (`q`) may mean, the likeliest first.
/// The same for everybody until another directory is imported.
response api_municipalities(const request&, const schema::reader&, services&);

}  // namespace zusage::server
