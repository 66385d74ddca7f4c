// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_program.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "events/event_file.hpp"
#include "organisers/api_tokens.hpp"
#include "organisers/audit.hpp"
#include "server/api_sign_up.hpp"
#include "server/bounded_json.hpp"
#include "server/etag.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t longest_key = 100;
constexpr std::size_t etag_digits = 32;

bool is_json(const request& of) {
  const auto type = lower_ascii(of.content_type.substr(0, of.content_type.find(';')));
  return cleaned(type) == "application/json";
}

std::string fingerprint(const request& of) {
  return sha256_hex(of.method + "\n" + of.path + "\n" + of.body);
}

std::string stored(const response& made) {
  auto headers = nlohmann::json::array();
  for (const auto& [name, value] : made.headers) headers.push_back({name, value});
  return nlohmann::json{{"headers", std::move(headers)}, {"body", made.body}}.dump();
}

// What only an event file can have wrong has words in English alone.
std::string in_words_of_file(fault what) {
  what.field.clear();
  return events::describe(what);
}

response repeated(std::int64_t status, const std::string& answer) {
  const auto kept = nlohmann::json::parse(answer);
  response made;
  made.status = int(status);
  made.content_type = "application/json";
  made.body = kept.at("body").get<std::string>();
  for (const auto& one : kept.at("headers"))
    made.with(one.at(0).get<std::string>(), one.at(1).get<std::string>());
  return made;
}

}  // namespace

response api_refused(int status, const faults& wrong, const request& of) {
  const auto title = of.language->text("error." + std::to_string(status) + ".title");
  auto errors = api_errors(wrong, *of.language);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    if (!of.language->has("fault." + wrong[i].code))
      errors[i]["message"] = in_words_of_file(wrong[i]);
  }
  return problem(status, title, errors);
}

response api_refused(int status, std::string_view field, std::string_view code, const request& of) {
  return api_refused(status, {{std::string(field), std::string(code)}}, of);
}

std::variant<response, nlohmann::json> read_api_object(const request& of, std::size_t deepest) {
  if (!is_json(of)) return api_refused(415, "", "bad_content_type", of);
  auto body = parse_bounded(of.body, deepest);
  if (!body) return api_refused(422, body.error(), of);
  if (!body->is_object()) return api_refused(422, "", "bad_json", of);
  return std::move(*body);
}

std::string etag_of(const nlohmann::json& body) {
  const auto text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return "\"" + sha256_hex(text).substr(0, etag_digits) + "\"";
}

response answer_with_etag(const request& of, const nlohmann::json& body, const std::string& etag) {
  if (names_etag(of.if_none_match, etag)) {
    response unchanged;
    unchanged.status = 304;
    return unchanged.with("ETag", etag);
  }
  return json_response(200, body).with("ETag", etag);
}

std::optional<response> refuse_unread(const request& of, std::string_view now) {
  if (of.if_match.empty()) return api_refused(428, "If-Match", "if_match_missing", of);
  const bool weak = of.if_match.find("W/") != std::string::npos;
  if (!weak && names_etag(of.if_match, now)) return {};
  return api_refused(412, "If-Match", "version_changed", of);
}

std::optional<response> refuse_bad_key(const request& of) {
  const auto& key = of.idempotency_key;
  const bool visible =
      std::all_of(key.begin(), key.end(), [](char c) { return c > 32 && c < 127; });
  if (visible && key.size() <= longest_key) return {};
  return api_refused(422, "Idempotency-Key", "bad_idempotency_key", of);
}

response once(const request& of, schema::transaction& tx,
              const std::function<response(schema::transaction&)>& act) {
  if (of.idempotency_key.empty()) return act(tx);
  const auto token = of.scope->token_id();
  const auto key = sha256_hex("api key\n" + of.idempotency_key), print = fingerprint(of);
  const bool is_new =
      tx.execute(
          "INSERT INTO api_answer (token_id, key_hash, request, status, answer, created_at)"
          " VALUES (:1, :2, :3, 0, '', :4)"
          " ON CONFLICT (token_id, key_hash) DO UPDATE"
          "  SET request = excluded.request, status = 0, answer = '',"
          "  created_at = excluded.created_at"
          "  WHERE api_answer.created_at <= :5",
          token, key, print, of.at, of.at - organisers::token_limits::answers_kept) == 1;
  if (is_new) {
    auto made = act(tx);
    if (made.status < 300) {
      tx.execute(
          "UPDATE api_answer SET status = :1, answer = :2 WHERE token_id = :3 AND key_hash = :4",
          made.status, stored(made), token, key);
    } else {
      tx.execute("DELETE FROM api_answer WHERE token_id = :1 AND key_hash = :2", token, key);
    }
    return made;
  }
  const auto first = tx.one<std::string, std::int64_t, std::string>(
      "SELECT request, status, answer FROM api_answer WHERE token_id = :1 AND key_hash = :2", token,
      key);
  if (!first || std::get<0>(*first) != print)
    return api_refused(422, "Idempotency-Key", "key_reused", of);
  return repeated(std::get<1>(*first), std::get<2>(*first));
}

void record_program(schema::transaction& tx, const request& of, const std::string& act,
                    const std::string& subject) {
  organisers::record(tx,
                     {of.scope->organiser_id(),
                      of.scope->staff_id(),
                      act,
                      subject,
                      {{"token", of.scope->token_id()}}},
                     of.at);
}

}  // namespace zusage::server
