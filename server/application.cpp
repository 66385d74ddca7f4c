// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/application.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <memory>

#include "events/mails.hpp"
#include "events/municipalities.hpp"
#include "server/certificate_view.hpp"
#include "server/key_file.hpp"
#include "server/target.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

mailer::outbox_limits outbox_limits_of(const configuration& config) {
  mailer::outbox_limits limits;
  limits.per_address_and_hour = config.limits.mails_per_hour;
  return limits;
}

// What may happen thousands of times is said once a minute.
class log_pause {
 public:
  bool may_speak() {
    const auto at = std::chrono::steady_clock::now().time_since_epoch().count();
    auto last = last_.load();
    constexpr auto pause = std::chrono::steady_clock::duration(std::chrono::minutes(1)).count();
    return (last == 0 || at - last >= pause) && last_.compare_exchange_strong(last, at);
  }

 private:
  std::atomic<std::chrono::steady_clock::rep> last_{0};
};

// Looks first, so that a program that cannot run has made and migrated nothing.
configuration able_to_run(configuration with) {
  require_free_address(with);
  require_key_file(with.key_file);
  return with;
}

// What works without, and how to have it.
void say_what_is_missing(schema::database& db) {
  const bool there = db.read([](const schema::reader& of) { return events::has_directory(of); });
  if (there) return;
  spdlog::info(
      "there is no directory of municipalities, so that their names are taken as they are typed;"
      " it is imported with: zusage import municipalities FILE --config FILE");
}

}  // namespace

schema::database::options database_options(const configuration& config) {
  schema::database::options options;
  options.url = config.database_url;
  if (!config.database_password.empty()) {
    const char* sign = config.database_url.find('?') == std::string::npos ? "?" : "&";
    options.url += sign + ("password=" + encode_component(config.database_password));
  }
  options.readers = std::size_t(config.database_connections);
  options.limits.connections = std::size_t(config.database_connections);
  options.limits.queue = std::size_t(config.limits.queue);
  options.limits.patience = std::chrono::seconds(config.limits.patience_seconds);
  return options;
}

mailer::mail_settings mail_settings_of(const configuration& config, const secrets& keys) {
  auto settings = config.mail;
  settings.back = mailer::bounce_marks(settings.bounce_address, keys.links);
  const auto said = std::make_shared<log_pause>();
  settings.on_unmade = [said](const mailer::message& of, std::string_view why) {
    if (said->may_speak())
      spdlog::error("message {} ({}) cannot be made and waits: {}", of.message_id, of.template_name,
                    why);
  };
  return settings;
}

events::mail_texts mail_texts() {
  events::mail_texts texts;
  texts.period = [](instant from, instant to, const std::string& zone,
                    const std::string& language) {
    return web::find_locale(language).period(from, to, zone);
  };
  texts.pick = [](const nlohmann::json& of, const std::string& language) {
    return web::pick(of, language);
  };
  texts.date_time = [](instant at, const std::string& zone, const std::string& language) {
    return web::find_locale(language).date_time(at, zone);
  };
  texts.safe_name = [](const std::string& name) { return web::safe_name(name); };
  texts.markdown_html = [](const std::string& text) { return web::markdown_to_html(text); };
  texts.markdown_text = [](const std::string& text) { return web::markdown_to_text(text); };
  texts.date = [](instant at, const std::string& zone, const std::string& language) {
    return web::find_locale(language).date(at, zone);
  };
  texts.cancelled_title = [](const std::string& title, const std::string& language) {
    return web::find_locale(language).text("mail.cancelled_entry", {{"title", title}});
  };
  texts.certificate = [](const events::certificate_facts& of) { return certificate_file(of); };
  texts.filled_html = [](const std::string& text, const placeholder_values& values) {
    return web::markdown_to_html(text, values);
  };
  texts.filled_text = [](const std::string& text, const placeholder_values& values) {
    return web::markdown_to_text(text, values);
  };
  return texts;
}

application::application(configuration with)
    : config_(able_to_run(std::move(with))),
      db_(database_options(config_)),
      keys_(keys_beside(db_, config_.key_file)),
      links_(keys_.links, config_.base_url),
      ledger_(keys_.lookup, keys_.people),
      outbox_(config_.host(), outbox_limits_of(config_)),
      registrar_(ledger_, outbox_),
      mailer_(db_, mail_settings_of(config_, keys_),
              events::make_composer(catalogue_, links_, mail_texts())),
      services_{config_,
                db_,
                keys_,
                links_,
                ledger_,
                outbox_,
                registrar_,
                catalogue_,
                pages_,
                now,
                [this] { mailer_.wake(); }},
      dispatcher_(services_, all_routes()),
      http_(config_, dispatcher_, db_.writes()),
      maintenance_(services_),
      newsletters_(services_),
      mail_watch_(services_),
      webhooks_(services_) {}

application::~application() {
  // What the writer still does may answer connections: it ends before they do.
  mailer_.stop();
  db_.stop_writing();
}

void application::run() {
  say_what_is_missing(db_);
  if (config_.mail.connections > 0) mailer_.start();  // else by `zusage mailer`
  maintenance_.start();
  newsletters_.start();
  mail_watch_.start();
  webhooks_.start();
  spdlog::info("listening on {}:{}, pages at {}", config_.listen_address, port(), config_.base_url);
  http_.run();
  spdlog::info("stopping");
  maintenance_.stop();
  newsletters_.stop();
  mail_watch_.stop();
  webhooks_.stop();
  mailer_.stop();
  db_.stop_writing();
}

void application::stop() {
  http_.stop();
}

}  // namespace zusage::server
