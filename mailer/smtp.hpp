// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <memory>

#include "mailer/delivery.hpp"
#include "mailer/worker.hpp"

/// SMTP through libcurl: one easy handle, whose connection is kept from message to message.
namespace zusage::mailer {

class smtp_transport : public transport {
 public:
  /// `give_up` is asked about once a second while waiting; true ends the conversation.
  /// @throws std::runtime_error when libcurl cannot be used.
  smtp_transport(const mail_settings& settings, std::function<bool()> give_up);
  ~smtp_transport() override;
  smtp_transport(const smtp_transport&) = delete;
  smtp_transport& operator=(const smtp_transport&) = delete;

  delivery hand_over(const outgoing& what) override;

 private:
  struct parts;
  delivery try_once(const outgoing& what, bool on_new_connection);

  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::mailer
