// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "server/handler.hpp"
#include "server/services.hpp"

/// Certificates of attendance as PDF: by mail to whoever was here, and to be fetched.
namespace zusage::server {

std::span<const route> certificates_routes();

decision post_send_certificates(const request& of, const schema::reader& db, services& with);
decision post_send_certificate(const request& of, const schema::reader& db, services& with);
response show_certificate_file(const request& of, services& with);
response show_own_certificate(const request& of, services& with);

}  // namespace zusage::server
