// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/form_view.hpp"
#include "server/registration_view.hpp"

namespace zusage::server {

/// The page of one's registration with its form for changes; `wrong` and `typed` after an error.
response registration_page(int status, const own_registration& own, const schema::reader& db,
                           services& with, const events::typed_fields& typed, const faults& wrong);

}  // namespace zusage::server
