// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/chain.hpp"

#include "base/crypto.hpp"

namespace zusage::consent {
namespace {

void add(std::string& text, std::string_view field) {
  text += std::to_string(field.size());
  text += ':';
  text += field;
  text += ',';
}

void add(std::string& text, std::int64_t number) {
  add(text, std::to_string(number));
}

template <class... Fields>
std::string netstrings(const Fields&... fields) {
  std::string text;
  text.reserve(512);
  (add(text, fields), ...);
  return text;
}

// A new meaning of any field gets a new tag, so that old records stay verifiable by the old one.
constexpr std::string_view record_tag = "zusage-consent-1";
constexpr std::string_view notice_tag = "zusage-notice-1";
constexpr std::string_view ending_notice_tag = "zusage-notice-2";  // says how its consents end
constexpr std::string_view timed_notice_tag = "zusage-notice-3";   // and after how many months

}  // namespace

std::string canonical_text(const record_content& r) {
  return netstrings(record_tag, r.previous_hash, r.organiser_key, r.sequence, r.principal,
                    r.purpose_key, r.channel, r.notice_hash, r.event, r.method, r.at, r.commitment);
}

std::string record_hash(const record_content& record) {
  return sha256_hex(canonical_text(record));
}

std::string canonical_text(const notice_content& n) {
  if (n.valid_months != 0) {
    return netstrings(timed_notice_tag, n.organiser_key, n.purpose_key, n.version, n.language,
                      n.channel, n.title, n.text, n.controller, n.recipients, n.created_at, n.ends,
                      n.valid_months);
  }
  if (!n.ends.empty()) {
    return netstrings(ending_notice_tag, n.organiser_key, n.purpose_key, n.version, n.language,
                      n.channel, n.title, n.text, n.controller, n.recipients, n.created_at, n.ends);
  }
  return netstrings(notice_tag, n.organiser_key, n.purpose_key, n.version, n.language, n.channel,
                    n.title, n.text, n.controller, n.recipients, n.created_at);
}

std::string notice_hash(const notice_content& notice) {
  return sha256_hex(canonical_text(notice));
}

std::string commitment_of(std::string_view salt, std::string_view personal) {
  return sha256_hex(std::string(salt).append(personal));
}

}  // namespace zusage::consent
