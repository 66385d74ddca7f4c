// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <signal.h>
#include <spdlog/spdlog.h>

#include "events/mails.hpp"
#include "mailer/worker.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/key_file.hpp"

namespace zusage::server {
namespace {

// Blocked before any thread is started, so that all inherit it and only `wait` sees them.
class stop_signals {
 public:
  stop_signals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int signal = 0;
    ::sigwait(&set_, &signal);
  }

 private:
  sigset_t set_{};
};

}  // namespace

void run_mailer(const configuration& config) {
  if (!config.database_is_remote()) {
    throw std::runtime_error(
        "with SQLite one process does everything, and `zusage serve` sends the mails; a mailer of "
        "its own needs PostgreSQL (database.url)");
  }
  if (config.mail.connections == 0)
    throw std::runtime_error("mail.connections is 0: this mailer would send nothing");
  const stop_signals signals;
  set_up_log(config);
  schema::database db(database_options(config));
  const auto keys = keys_beside(db, config.key_file);
  const links with(keys.links, config.base_url);
  events::catalogue catalogue;
  mailer::worker worker(db, mail_settings_of(config, keys),
                        events::make_composer(catalogue, with, mail_texts()));
  worker.start();
  spdlog::info("sending mails with {} connections", config.mail.connections);
  signals.wait();
  spdlog::info("stopping");
  worker.stop();
  db.stop_writing();
}

}  // namespace zusage::server
