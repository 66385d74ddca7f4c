// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/handler.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// The page of the attendee whom the route names, with what was wrong with a form on it; 404 when
/// there is none at this event.
response attendee_page(int status, const request& of, const schema::reader& db, services& with,
                       const events::event& at, const faults& wrong);

}  // namespace zusage::server
