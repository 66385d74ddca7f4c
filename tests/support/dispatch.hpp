// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "schema/database.hpp"
#include "server/dispatcher.hpp"

namespace zusage::tests {

/// A request on its whole way from the route table to the answer, without a network.
server::response dispatch(server::dispatcher& through, schema::database& db, server::request of);

}  // namespace zusage::tests
