// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <vector>

#include "server/admin.hpp"
#include "server/admin_api_tokens.hpp"
#include "server/admin_attendee_messages.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_certificates.hpp"
#include "server/admin_check_in.hpp"
#include "server/admin_editor.hpp"
#include "server/admin_event_staff.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_people.hpp"
#include "server/admin_registration_import.hpp"
#include "server/admin_start.hpp"
#include "server/admin_webhooks.hpp"
#include "server/api_organiser.hpp"
#include "server/discovery.hpp"
#include "server/handler.hpp"
#include "server/operation.hpp"
#include "server/public.hpp"

namespace zusage::server {

std::span<const route> all_routes() {
  static const auto all = [] {
    std::vector<route> routes;
    for (const auto& part :
         {public_routes(), api_routes(), admin_routes(), attendee_routes(), check_in_routes(),
          exports_routes(), operation_routes(), discovery_routes(), people_routes(), start_routes(),
          api_token_routes(), webhook_routes(), api_organiser_routes(), editor_routes(),
          attendee_message_routes(), registration_import_routes(), event_staff_routes(),
          certificates_routes()}) {
      routes.insert(routes.end(), part.begin(), part.end());
    }
    return routes;
  }();
  return all;
}

}  // namespace zusage::server
