// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "base/time_zone.hpp"
#include "mailer/web_address.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/admin_webhooks.hpp"
#include "server/configuration.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using events::webhook;

constexpr std::int64_t shown_calls = 100;

std::string answer_words(const events::webhook_log_line& one, const web::locale& in) {
  if (!one.tried_at) return "–";
  if (one.status == 0) return in.text("webhooks.problem." + one.answer);
  const auto status = "HTTP " + std::to_string(one.status);
  return one.answer.empty() ? status : status + ": " + one.answer;
}

nlohmann::json call_rows(const request& of, const std::vector<events::webhook_log_line>& all) {
  const auto& in = *of.language;
  auto list = nlohmann::json::array();
  for (const auto& one : all) {
    list.push_back({{"id", std::to_string(one.id)},
                    {"message_id", one.message_id},
                    {"at", in.date_time(one.at, home_zone)},
                    {"kind", webhook_kind_words(one.kind, in)},
                    {"state", in.text("webhooks.call." + one.state)},
                    {"attempts", in.number(one.attempts)},
                    {"answer", answer_words(one, in)},
                    {"next", one.next_at ? in.date_time(*one.next_at, home_zone) : "–"},
                    {"can_again", one.state == "done" || one.state == "failed"}});
  }
  return list;
}

std::string done_words(const request& of) {
  const auto& in = *of.language;
  for (const auto* one : {"changed", "paused", "active", "test", "no_test", "again"}) {
    if (of.query.get("done") == one) return in.text("webhooks.done." + std::string(one));
  }
  return {};
}

response webhook_page(int status, const request& of, const schema::reader& db, services& with,
                      const faults& wrong) {
  const auto one = events::find_webhook(db, *of.scope, of.capture("webhook"));
  if (!one) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  auto data = webhook_page_data(
      of, db, in.text("webhooks.one_title", {{"host", mailer::host_of_web_address(one->url)}}));
  const auto calls =
      events::list_webhook_calls(db, *of.scope, with.keys.sessions, *one, shown_calls);
  data["state"] = webhook_state_words(*one, in);
  data["active"] = one->active;
  data["done"] = done_words(of);
  data["rows"] = call_rows(of, calls);
  data["none"] = calls.empty();
  data["action"] = admin_link(of, "/webhooks/" + one->public_id);
  for (const auto* act : {"state", "test", "again", "secret", "delete"}) {
    data[std::string(act) + "_action"] = admin_link(of, "/webhooks/" + one->public_id + "/" + act);
  }
  data["fields"] =
      webhook_fields(of, wrong.empty() ? events::webhook_choice{one->url, one->kinds, one->personal}
                                       : typed_webhook(of));
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_webhook", std::move(data));
}

std::string back_to(const request& of, const char* done) {
  return admin_link(of, "/webhooks/" + of.capture("webhook") + "?done=" + done);
}

// What an action does with the endpoint of the path; 404 when it is another organiser's.
template <class Act>
decision at_webhook(const request& of, const schema::reader& db, services& with, Act act) {
  if (!events::find_webhook(db, *of.scope, of.capture("webhook")))
    return error_page(404, of, with, "error.not_found");
  return action([of, act, &with](schema::transaction& tx) -> response {
    const auto one = events::find_webhook(tx, *of.scope, of.capture("webhook"));
    if (!one) return error_page(404, of, with, "error.not_found");
    return act(tx, *one);
  });
}

decision ask(const request& of, const schema::reader& db, services& with, const char* what) {
  const auto one = events::find_webhook(db, *of.scope, of.capture("webhook"));
  if (!one) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const std::string key = "webhooks.ask_" + std::string(what);
  const auto title = in.text(key, {{"host", mailer::host_of_web_address(one->url)}});
  const auto path = "/webhooks/" + one->public_id;
  return confirm_page(of, with, webhook_page_data(of, db, title),
                      {in.text(key + "_text"),
                       in.text(key + "_submit"),
                       admin_link(of, path + "/" + what),
                       admin_link(of, path),
                       {}});
}

}  // namespace

// GET /admin/{organiser}/webhooks/{webhook}
response show_webhook(const request& of, const schema::reader& db, services& with) {
  return webhook_page(200, of, db, with, {});
}

// POST /admin/{organiser}/webhooks/{webhook}
decision post_webhook_change(const request& of, const schema::reader& db, services& with) {
  auto checked = events::check_webhook(typed_webhook(of), with.config.webhooks_allow_private);
  if (!checked) return webhook_page(422, of, db, with, checked.error());
  return at_webhook(of, db, with,
                    [of, what = std::move(*checked)](schema::transaction& tx, const webhook& one) {
                      events::change_webhook(tx, *of.scope, one, what, of.at);
                      return see_other(back_to(of, "changed"));
                    });
}

// POST /admin/{organiser}/webhooks/{webhook}/state
decision post_webhook_state(const request& of, const schema::reader& db, services& with) {
  const bool pause = of.form.get("state") == "paused";
  return at_webhook(of, db, with, [of, pause](schema::transaction& tx, const webhook& one) {
    if (pause) {
      events::pause_webhook(tx, *of.scope, one, of.at);
    } else {
      events::resume_webhook(tx, *of.scope, one, of.at);
    }
    return see_other(back_to(of, pause ? "paused" : "active"));
  });
}

// POST /admin/{organiser}/webhooks/{webhook}/test
decision post_webhook_test(const request& of, const schema::reader& db, services& with) {
  return at_webhook(of, db, with, [of](schema::transaction& tx, const webhook& one) {
    const bool queued = events::queue_webhook_test(tx, *of.scope, one, of.at);
    return see_other(back_to(of, queued ? "test" : "no_test"));
  });
}

// POST /admin/{organiser}/webhooks/{webhook}/again
decision post_webhook_again(const request& of, const schema::reader& db, services& with) {
  const auto& text = of.form.get("call");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return at_webhook(of, db, with, [of, id, &with](schema::transaction& tx, const webhook& one) {
    if (!events::send_webhook_again(tx, *of.scope, one, id, of.at))
      return webhook_page(422, of, tx, with, {{"", "webhook_call_unknown"}});
    return see_other(back_to(of, "again"));
  });
}

// POST /admin/{organiser}/webhooks/{webhook}/secret
decision post_webhook_secret(const request& of, const schema::reader& db, services& with) {
  if (!is_confirmed(of)) return ask(of, db, with, "secret");
  return at_webhook(of, db, with, [of, &with](schema::transaction& tx, const webhook& one) {
    const auto secret =
        events::rotate_webhook_secret(tx, *of.scope, with.keys.sessions, one, of.at);
    return webhook_secret_page(of, tx, with, {one.public_id, secret});
  });
}

// POST /admin/{organiser}/webhooks/{webhook}/delete
decision post_webhook_delete(const request& of, const schema::reader& db, services& with) {
  if (!is_confirmed(of)) return ask(of, db, with, "delete");
  return at_webhook(of, db, with, [of](schema::transaction& tx, const webhook& one) {
    events::delete_webhook(tx, *of.scope, one, of.at);
    return see_other(admin_link(of, "/webhooks?done=deleted"));
  });
}

}  // namespace zusage::server
