// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/returned_fixture.hpp"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

namespace zusage::tests {

namespace fs = std::filesystem;

std::size_t spool_fixture::in(const char* part) const {
  std::error_code none;
  return std::size_t(
      std::distance(fs::directory_iterator(folder / part, none), fs::directory_iterator()));
}

watched::watched() {
  with.config().database_url = "sqlite:" + fs::path(folder).replace_extension("db").string();
  folder = server::returned_spool::folder_of(with.config());
  spool = server::returned_spool(folder.string());
  mailer::new_message m;
  m.organiser_id = with.database().add_organiser("returns");
  m.template_name = "registration-confirmed";
  m.language = "de";
  m.recipient = "ada@example.org";
  with->db.write([&](schema::transaction& tx) {
    id = with->outbox.enqueue(tx, m, with.time()).value();
    tx.execute("UPDATE message SET state = 'sent' WHERE message_id = :1", id);
  });
}

std::string report_about(const std::string& message_id) {
  return "From: MAILER-DAEMON@relay.example.net\r\nTo: bounces@example.org\r\n"
         "Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
         "Reporting-MTA: dns; relay.example.net\r\n\r\n"
         "Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
         "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
         "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
         message_id + ">\r\n\r\n--b--\r\n";
}

struct kept_log::parts {
  static constexpr std::size_t most_lines = 1000;
  std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> lines =
      std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(most_lines);
  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
};

kept_log::kept_log() : parts_(std::make_unique<parts>()) {
  const auto logger = std::make_shared<spdlog::logger>("kept", parts_->lines);
  logger->set_pattern("%l %v");
  spdlog::set_default_logger(logger);
}

kept_log::~kept_log() {
  spdlog::set_default_logger(parts_->before);
}

std::string kept_log::text() const {
  std::string all;
  for (const auto& line : parts_->lines->last_formatted()) all += line;
  return all;
}

std::size_t kept_log::count(const std::string& part) const {
  const auto all = text();
  std::size_t found = 0;
  for (std::size_t at = 0; (at = all.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

}  // namespace zusage::tests
