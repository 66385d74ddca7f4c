// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/discovery.hpp"

namespace zusage::server {

std::span<const route> discovery_routes() {
  static const route routes[] = {
      {.method = "GET", .path = "/embed", .by = anyone, .handler = &show_embed, .kept = true},
      {.method = "GET",
       .path = "/sitemap.xml",
       .by = anyone,
       .handler = &show_sitemap,
       .kept = true},
      {"GET", "/robots.txt", anyone, at_once{&show_robots}},
  };
  return routes;
}

}  // namespace zusage::server
