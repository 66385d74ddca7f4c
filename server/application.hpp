// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>

#include "events/mails.hpp"
#include "events/registration.hpp"
#include "mailer/worker.hpp"
#include "server/configuration.hpp"
#include "server/dispatcher.hpp"
#include "server/http_server.hpp"
#include "server/mail_watch.hpp"
#include "server/maintenance.hpp"
#include "server/newsletter_sender.hpp"
#include "server/page_cache.hpp"
#include "server/services.hpp"
#include "server/webhook_sender.hpp"

namespace zusage::server {

/// The whole program behind `zusage serve`: its parts, built in the order in which they need each
/// other; they end in the opposite order.
class application {
 public:
  /// Opens the database, binds the socket; nothing runs yet. @throws std::exception with one line.
  explicit application(configuration with);
  ~application();

  /// Serves and mails until a signal or `stop()`.
  void run();
  void stop();

  std::uint16_t port() const { return http_.port(); }
  schema::database& db() { return db_; }
  const events::registrar& registrar() const { return registrar_; }
  services& parts() { return services_; }

 private:
  configuration config_;
  schema::database db_;
  secrets keys_;
  links links_;
  consent::ledger ledger_;
  mailer::outbox outbox_;
  events::registrar registrar_;
  events::catalogue catalogue_;
  page_cache pages_{db_.announced()};
  mailer::worker mailer_;
  services services_;
  dispatcher dispatcher_;
  http_server http_;
  maintenance maintenance_;
  newsletter_sender newsletters_;
  mail_watch mail_watch_;
  webhook_sender webhooks_;
};

/// How a database is opened for a configuration.
schema::database::options database_options(const configuration& config);

/// The settings of the mailer with what its keys make: marks of what comes back, and a line in the
/// log, at most one a minute, for a message that cannot be made.
mailer::mail_settings mail_settings_of(const configuration& config, const secrets& keys);

/// What events' mails need from web (events does not link it).
events::mail_texts mail_texts();

}  // namespace zusage::server
