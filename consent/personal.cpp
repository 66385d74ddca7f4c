// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/personal.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "consent/chain.hpp"

namespace zusage::consent {
namespace {

constexpr std::size_t most_bytes = 1000;  // of one member

constexpr auto members = std::to_array<std::pair<const char*, std::string evidence::*>>({
    {"email", &evidence::email},
    {"name", &evidence::name},
    {"source", &evidence::source},
    {"box", &evidence::box},
    {"network_address", &evidence::network_address},
    {"user_agent", &evidence::user_agent},
    {"message_id", &evidence::message_id},
    {"server_reply", &evidence::server_reply},
    {"token_hash", &evidence::token_hash},
    {"actor", &evidence::actor},
    {"reason", &evidence::reason},
    {"given_at", &evidence::given_at},
});

std::string named(std::string_view what, const record_place& place) {
  std::string text(what);
  text.append(place.organiser_key).append(":").append(std::to_string(place.sequence));
  return text;
}

}  // namespace

std::string to_json_text(const evidence& by) {
  auto object = nlohmann::json::object();
  for (const auto& [name, member] : members) {
    if (!(by.*member).empty()) object[name] = (by.*member).substr(0, most_bytes);
  }
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

evidence evidence_from(std::string_view json_text) {
  evidence by;
  const auto object = nlohmann::json::parse(json_text, nullptr, false);
  if (!object.is_object()) return by;
  for (const auto& [name, member] : members) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_string()) by.*member = found->get<std::string>();
  }
  return by;
}

std::string salt_of(const key32& key, const record_place& place) {
  return keyed_hash_hex(key, named("salt of ", place));
}

sealed_evidence seal(const std::optional<key32>& key, const record_place& place,
                     const evidence& by) {
  if (!key) return {{}, commitment_of(to_hex(random_bytes(32)), "{}")};
  const auto text = to_json_text(by);
  return {encrypt(*key, text, named("", place)), commitment_of(salt_of(*key, place), text)};
}

std::optional<std::string> unseal(const key32& key, const record_place& place,
                                  std::string_view personal) {
  return decrypt(key, personal, named("", place));
}

}  // namespace zusage::consent
