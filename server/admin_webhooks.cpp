// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_webhooks.hpp"

#include "mailer/web_address.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using organisers::permission;

constexpr std::size_t small_form = 4096;

nlohmann::json rows(const request& of, const std::vector<events::webhook>& all) {
  const auto& in = *of.language;
  auto list = nlohmann::json::array();
  for (const auto& one : all) {
    auto kinds = nlohmann::json::array();
    for (const auto& kind : one.kinds) kinds.push_back(webhook_kind_words(kind, in));
    list.push_back({{"host", mailer::host_of_web_address(one.url)},
                    {"url", admin_link(of, "/webhooks/" + one.public_id)},
                    {"kinds", std::move(kinds)},
                    {"state", webhook_state_words(one, in)},
                    {"waiting", in.number(one.waiting)}});
  }
  return list;
}

response webhooks_page(int status, const request& of, const schema::reader& db, services& with,
                       const faults& wrong) {
  const auto& in = *of.language;
  auto data = webhook_page_data(of, db, in.text("webhooks.title"));
  const auto all = events::list_webhooks(db, *of.scope);
  data["rows"] = rows(of, all);
  data["none"] = all.empty();
  data["action"] = admin_link(of, "/webhooks");
  data["fields"] = webhook_fields(of, typed_webhook(of));
  data["deleted"] = of.query.get("done") == "deleted";
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_webhooks", std::move(data));
}

}  // namespace

// GET /admin/{organiser}/webhooks
response show_webhooks(const request& of, const schema::reader& db, services& with) {
  return webhooks_page(200, of, db, with, {});
}

// POST /admin/{organiser}/webhooks
decision post_webhook(const request& of, const schema::reader& db, services& with) {
  auto checked = events::check_webhook(typed_webhook(of), with.config.webhooks_allow_private);
  if (!checked) return webhooks_page(422, of, db, with, checked.error());
  return action([of, what = std::move(*checked), &with](schema::transaction& tx) {
    const auto made = events::make_webhook(tx, *of.scope, with.keys.sessions, what, of.at);
    if (!made) return webhooks_page(409, of, tx, with, made.error());
    return webhook_secret_page(of, tx, with, *made);
  });
}

std::span<const route> webhook_routes() {
  static constexpr auto owner = staff_with(permission::manage_staff);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/webhooks", owner, show_webhooks},
      {"POST", "/admin/{organiser}/webhooks", owner, post_webhook, small_form},
      {"GET", "/admin/{organiser}/webhooks/{webhook}", owner, show_webhook},
      {"POST", "/admin/{organiser}/webhooks/{webhook}", owner, post_webhook_change, small_form},
      {"POST", "/admin/{organiser}/webhooks/{webhook}/state", owner, post_webhook_state,
       small_form},
      {"POST", "/admin/{organiser}/webhooks/{webhook}/test", owner, post_webhook_test, small_form},
      {"POST", "/admin/{organiser}/webhooks/{webhook}/again", owner, post_webhook_again,
       small_form},
      {"POST", "/admin/{organiser}/webhooks/{webhook}/secret", owner, post_webhook_secret,
       small_form},
      {"POST", "/admin/{organiser}/webhooks/{webhook}/delete", owner, post_webhook_delete,
       small_form},
  };
  return routes;
}

}  // namespace zusage::server
