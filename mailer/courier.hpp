// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>

#include "mailer/claim.hpp"
#include "mailer/delivery.hpp"
#include "mailer/settings.hpp"
#include "mailer/worker.hpp"
#include "schema/database.hpp"

/// What one thread does with one claimed message.
namespace zusage::mailer {

class courier {
 public:
  /// All that is referred to must outlive it.
  courier(schema::database& db, const composer& compose, const clock_source& clock, mailbox from,
          std::unique_ptr<transport> by);

  struct done {
    settled what;
    /// Said by the transport: the next message would fail too.
    bool transport_failed = false;
  };

  /// Expired? Compose, render, build, ask for the consent at the last moment, hand over. Never
  /// throws.
  done handle(const message& of);

 private:
  done try_to_handle(const message& of);
  done hand_over(const message& of, const content& with);

  schema::database& db_;
  const composer& compose_;
  const clock_source& clock_;
  mailbox from_;
  std::unique_ptr<transport> by_;
};

}  // namespace zusage::mailer
