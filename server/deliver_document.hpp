// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/paper.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// The document of a paper as a file to keep (`Content-Disposition: attachment`), under the name
/// and with the type that it is stored with. Not for the network's thread: it reads the database.
response deliver_document(const events::stored_document& what, services& with);

}  // namespace zusage::server
