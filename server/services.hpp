// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <string>

#include "base/crypto.hpp"
#include "base/link.hpp"
#include "base/time.hpp"
#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "events/registration.hpp"
#include "mailer/outbox.hpp"
#include "schema/database.hpp"
#include "server/handler.hpp"
#include "server/write_probe.hpp"

namespace zusage::server {

struct configuration;  // configuration.hpp
class page_cache;      // page_cache.hpp

/// What handlers work with; built in order by main and outliving every request.
struct services {
  const configuration& config;
  schema::database& db;
  const secrets& keys;
  const zusage::links& links;
  const consent::ledger& ledger;
  const mailer::outbox& outbox;
  const events::registrar& registrar;
  events::catalogue& catalogue;
  page_cache& pages;
  clock_source clock;
  std::function<void()> wake_mailer;  ///< called after a commit that queued mail
  write_probe probe = {};             ///< of `/readyz`
};

/// Renders a template inside the layout with what every page has (language switch, footer, assets,
/// signed-in person) beside `data`; `data["title"]` is the page's title.
response page(int status, const request& of, services& with, std::string_view template_name,
              nlohmann::json data);

/// The page for something that went wrong: 404, 405, 409, 413, 429, 500, 503 …; `reason` is the key
/// of a text. In the API a problem+json.
response error_page(int status, const request& of, services& with, std::string_view reason);

}  // namespace zusage::server
