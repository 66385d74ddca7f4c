// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <vector>

#include "server/admin.hpp"
#include "server/discovery.hpp"
#include "server/handler.hpp"
#include "server/operation.hpp"
#include "server/public.hpp"

namespace zusage::server {

std::span<const route> all_routes() {
  static const auto all = [] {
    std::vector<route> routes;
    for (const auto& part :
         {public_routes(), api_routes(), admin_routes(), operation_routes(), discovery_routes()}) {
      routes.insert(routes.end(), part.begin(), part.end());
    }
    return routes;
  }();
  return all;
}

}  // namespace zusage::server
