// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/invitation.hpp"

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr std::size_t code_length = 10;

using invitation_columns =
    std::tuple<std::int64_t, std::string, std::optional<std::int64_t>, std::int64_t, std::int64_t,
               std::int64_t, std::optional<instant>, std::optional<instant>>;

invitation from_row(const invitation_columns& row) {
  invitation found;
  std::tie(found.id, found.what.code, found.what.uses, found.used, found.what.seats,
           found.seats_left, found.what.until, found.ended_at) = row;
  return found;
}

}  // namespace

std::string code_key(std::string_view code) {
  std::string key;
  if (!is_utf8(code)) return key;
  for (const char c : folded(cleaned(code))) {
    if (c != ' ' && c != '-' && c != '_' && c != '.') key += c;
  }
  return key;
}

std::string new_code() {
  std::string code;
  for (const char c : random_bytes(code_length)) {
    if (code.size() == 4 || code.size() == 9) code += '-';
    code += alphabet[static_cast<unsigned char>(c) % alphabet.size()];
  }
  return code;
}

std::string why_unusable(const invitation& of, std::int64_t count, instant now) {
  if (of.ended_at || (of.what.until && *of.what.until <= now)) return "code_ended";
  if (of.what.uses && of.used + count > *of.what.uses) return "code_used_up";
  return {};
}

std::optional<invitation> find_invitation(const schema::reader& db, std::int64_t event_id,
                                          std::string_view code) {
  const auto row =
      db.one<std::int64_t, std::string, std::optional<std::int64_t>, std::int64_t, std::int64_t,
             std::int64_t, std::optional<instant>, std::optional<instant>>(
          "SELECT id, code, uses, used, seats, seats_left, until, ended_at"
          " FROM invitation"
          " WHERE event_id = :1 AND code_key = :2",
          event_id, code_key(code));
  if (!row) return {};
  return from_row(*row);
}

std::vector<invitation> list_invitations(const schema::reader& db, const organisers::scope& whose,
                                         std::int64_t event_id) {
  std::vector<invitation> all;
  if (!whose.reaches(event_id)) return all;
  for (const auto& row :
       db.all<std::int64_t, std::string, std::optional<std::int64_t>, std::int64_t, std::int64_t,
              std::int64_t, std::optional<instant>, std::optional<instant>>(
           "SELECT id, code, uses, used, seats, seats_left, until, ended_at"
           " FROM invitation"
           " WHERE event_id = :1 AND organiser_id = :2"
           " ORDER BY id",
           event_id, whose.organiser_id())) {
    all.push_back(from_row(row));
  }
  return all;
}

}  // namespace zusage::events
