// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_parts.hpp"
#include "events/invitation.hpp"

namespace zusage::events {
namespace {

invitation_entry parse_invitation(const nlohmann::json& from, const std::string& place,
                                  const event& of, fault_list& wrong) {
  object_reader in(from, place, wrong);
  invitation_entry parsed;
  parsed.code = in.text("code", presence::required, {file_limits::key});
  if (!parsed.code.empty() && code_key(parsed.code).empty()) wrong.add(in.at("code"), "empty_code");
  parsed.uses = in.integer("uses", 1, file_limits::capacity);
  parsed.seats = in.integer("seats", 0, file_limits::capacity).value_or(0);
  parsed.until = in.time("until", presence::optional, of.time_zone);
  if (parsed.seats > 0 && !of.capacity) wrong.add(in.at("seats"), "seats_without_capacity");
  if (parsed.uses && parsed.seats > *parsed.uses) wrong.add(in.at("seats"), "seats_above_uses");
  return parsed;
}

}  // namespace

void parse_invitations(object_reader& from, event& into) {
  admission made;
  std::int64_t seats = 0;
  unique_keys keys(from.wrong());
  from.list("invitations", presence::optional, file_limits::invitations,
            [&](const nlohmann::json& one, const std::string& place) {
              made.entries.push_back(parse_invitation(one, place, into, from.wrong()));
              keys.add(code_key(made.entries.back().code), place + ".code");
              seats += made.entries.back().seats;
            });
  if (into.capacity && seats > *into.capacity) {
    from.wrong().add(from.at("invitations"), "seats_above_capacity");
  }
  made.invited_only = into.admission && into.admission->invited_only;
  made.has_codes = !made.entries.empty();
  if (made.invited_only || made.has_codes) {
    into.admission = std::make_shared<const admission>(std::move(made));
  }
}

}  // namespace zusage::events
