// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/data_requests.hpp"
#include "events/mails.hpp"

/// What people are told of their requests, and officers of deadlines.
namespace zusage::events {

struct request_mail {
  const data_request& about;
  std::string email;
  std::string template_name;  ///< data-done, data-refused, data-extended, data-erased
  nlohmann::json data = nlohmann::json::object();
};

/// Queues it to the person, in the language of the request.
void tell_person(schema::transaction& tx, const mailer::outbox& mails, const request_mail& what,
                 instant now);

/// How long before its deadline officers are reminded of a request.
inline constexpr std::chrono::days reminded_before{7};

/// Queues `data-due` to those who look after data protection (organisers::officers_of), for at most
/// so many requests: once `reminded_before` its deadline, and once when that is over. An extension
/// begins anew. How many requests they were.
std::int64_t remind_of_requests(schema::transaction& tx, const mailer::outbox& mails, instant now,
                                std::int64_t most);

bool is_request_mail(std::string_view template_name);

/// Composes the mails above. Nothing for a reminder of what was answered meanwhile, and for a
/// request whose words are gone.
std::optional<mailer::content> compose_request_mail(const schema::reader& db,
                                                    const mailer::message& message,
                                                    const links& with, const mail_texts& texts);

}  // namespace zusage::events
