// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/password_reset.hpp"

#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"

namespace zusage::organisers {

std::optional<asked_reset> ask_reset(schema::transaction& tx, std::string_view email_key,
                                     instant now) {
  const auto who = find_staff(tx, email_key);
  if (!who) return {};
  const auto works_for = organisers_of(tx, who->id);
  if (works_for.empty()) return {};
  return asked_reset{make_staff_token(tx, {"reset", who->email}, now), who->email,
                     works_for.front()};
}

faults reset_password(schema::database& db, std::string_view public_id, std::string_view wanted,
                      const sign_in_settings& with, instant now) {
  const fault over{"", "reset_over"};
  const auto email =
      db.read([&](const schema::reader& view) { return find_reset(view, public_id, now); });
  if (!email) return {over};
  const auto password = check_password(wanted, *email);
  if (!password) return password.error();
  const auto hash = hash_password(*password, with.cost);
  return db.write([&](schema::transaction& tx) -> faults {
    const auto who = find_staff(tx, *email);
    if (!who || !use_staff_token(tx, public_id, "reset", now)) return {over};
    set_password(tx, who->id, hash, now, "staff.password_reset");
    if (with.tell) with.tell(tx, who->id);
    return {};
  });
}

}  // namespace zusage::organisers
