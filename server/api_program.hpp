// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the calls of programs with a token have in common.
namespace zusage::server {

/// RFC 9457 with these faults; fields are members of the body.
response api_refused(int status, const faults& wrong, const request& of);
response api_refused(int status, std::string_view field, std::string_view code, const request& of);

/// The JSON object of the body, or why not: 415, 422.
std::variant<response, nlohmann::json> read_api_object(const request& of, std::size_t deepest = 8);

/// An entity tag (RFC 9110 8.8.3) of what has no version of its own.
std::string etag_of(const nlohmann::json& body);

/// 200 with `ETag`, or 304 when `If-None-Match` names it.
response answer_with_etag(const request& of, const nlohmann::json& body, const std::string& etag);

/// A change is made only to what its sender has read: 428 (RFC 6585 3) without `If-Match`, 412
/// when that does not name `now` by strong comparison.
std::optional<response> refuse_unread(const request& of, std::string_view now);

/// 422 for an `Idempotency-Key` that is none: more than 100 characters, or others than visible
/// ASCII.
std::optional<response> refuse_bad_key(const request& of);

/// Does `act` once: the same request with the same `Idempotency-Key` of this token gets the first
/// answer for 24 hours (organisers::token_limits). The key with another request: 422 `key_reused`.
/// What was refused is not remembered. Answers must hold nothing personal.
response once(const request& of, schema::transaction& tx,
              const std::function<response(schema::transaction&)>& act);

/// In the audit trail: that the program's token did `act` to `subject`.
void record_program(schema::transaction& tx, const request& of, const std::string& act,
                    const std::string& subject);

}  // namespace zusage::server
