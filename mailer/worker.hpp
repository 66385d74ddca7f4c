// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "mailer/bounce_mark.hpp"
#include "mailer/calendar.hpp"
#include "mailer/outbox.hpp"
#include "schema/database.hpp"

/// The mailer: claims due messages through the writer, composes and renders them, hands them to a
/// transport, writes the outcomes back.
namespace zusage::mailer {

/// A row of the outbox as the worker holds it.
struct message {
  std::int64_t id = 0, organiser_id = 0, attempts = 0;
  std::string message_id, template_name, language, recipient, recipient_name;
  nlohmann::json data;
  std::optional<std::int64_t> registration_id, event_id, principal_id, purpose_id;
  bool needs_consent = false;
  priority urgency = priority::confirmation;
  instant created_at{}, expires_at{};
  // Of newsletters: mailer/pace.hpp.
  std::int64_t domain = 0, pace = 0;
  instant due_at{};
};

/// A file that comes with a mail.
struct attachment {
  std::string name;        ///< ASCII without quotes, as RFC 2183 takes it as it is
  std::string media_type;  ///< `application/pdf`
  std::string content;
};

/// What a composer adds to a message: everything the templates show, looked up when it is sent.
struct content {
  nlohmann::json data;                   ///< for the templates and the subject
  std::vector<calendar_entry> calendar;  ///< attached when there are any
  calendar_method method = calendar_method::publish;
  std::vector<attachment> attachments = {};
  std::string reply_to;         ///< the organiser's contact
  std::string unsubscribe_url;  ///< set: newsletters' List-* headers (RFC 2369, RFC 8058)
  std::string list_id;          ///< RFC 2919
};

/// Looks up what a message tells. Nothing: it has nothing to tell any more and is cancelled.
/// Called on a mailer thread.
using composer = std::function<std::optional<content>(const schema::reader&, const message&)>;

struct mail_settings {
  std::string transport;  ///< smtp://host:port, smtps://host:port, maildir:/path
  std::string from;       ///< `Name <a@b.de>`
  std::string username, password;
  bool tls_required = true;
  std::string ca_file;  ///< besides the system's certificates; for tests
  int connections = 8;
  std::int64_t newsletters_per_minute = 6000, newsletters_per_domain_and_minute = 600;  ///< 0: any
  std::chrono::seconds reply_timeout{600};  ///< RFC 5321 4.5.3.2.6
  std::chrono::seconds connect_timeout{30};
  std::string bounce_address;  ///< whither what comes back goes; "": to `from`
  bounce_marks back;           ///< of that address, once the keys are known
  /// Told of each message that could not be made, on a thread of the mailer: by its Message-ID, its
  /// template and why. It waits meanwhile and is tried again.
  std::function<void(const message&, std::string_view why)> on_unmade;
};

/// One line per fault, empty when the settings can be used.
std::vector<std::string> check_settings(const mail_settings& settings);

class worker {
 public:
  worker(schema::database& db, mail_settings settings, composer compose, clock_source clock = now);
  ~worker();  ///< as stop()
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// What was being sent when the program ended last becomes *uncertain* (and confirmations are
  /// sent again); then starts the threads.
  void start();

  /// Says that there may be something to send; cheap, from any thread.
  void wake();

  /// Finishes the messages that are being handed over, then stops.
  void stop();

  struct figures {
    std::uint64_t sent = 0, deferred = 0, failed = 0, uncertain = 0, cancelled = 0;
  };
  figures counted() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::mailer
