// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/check_form.hpp"
#include "events/invitation.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"
#include "server/registration_page.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

// What the form for changes does not ask for comes from the registration: the address is its
// identity, and who is in already need not show the invitation's code again.
events::typed_fields completed(const own_registration& own, const request& of) {
  events::typed_fields typed;
  for (auto& [name, value] : typed_fields_of(of)) {
    const bool fixed = name == "email" || name == "lang" || name == "code" ||
                       (own.of->ring && name == "municipality");
    // The form shows a name, which several municipalities may have.
    const bool same = name == "municipality" && !own.row.ags.empty() &&
                      cleaned(value) == cleaned(own.row.municipality);
    if (same) value = own.row.ags;
    if (!fixed) typed.emplace_back(std::move(name), std::move(value));
  }
  if (own.of->ring) {
    typed.emplace_back("municipality", own.row.ags.empty() ? own.row.municipality : own.row.ags);
  }
  typed.emplace_back("email", own.row.email);
  typed.emplace_back("lang", own.row.language);
  if (!own.of->audience.code.empty()) typed.emplace_back("code", own.of->audience.code);
  return typed;
}

}  // namespace

// POST /r/{token}
decision post_registration(const request& of, const schema::reader& db, services& with) {
  auto found = find_own(of, db, with, link_purpose::registration);
  if (!found) return opens_nothing(of, db, with);
  const auto own = std::make_shared<const own_registration>(std::move(*found));
  auto typed = completed(*own, of);
  if (!can_change(own->row, *own->of, of.at)) {
    return registration_page(409, *own, db, with, typed, {{"", "registration_ended"}});
  }
  auto checked =
      events::check_changed_form(db, *own->of, typed, events::is_invited(db, own->row.id));
  if (!checked) return registration_page(422, *own, db, with, typed, checked.error());
  return action([own, typed = std::move(typed), form = std::move(*checked),
                 to = link_to(of, own_path(*own, with) + "?done=changed"),
                 &with](schema::transaction& tx) {
    const auto done = with.registrar.change(tx, *own->of, own->by, form, own->in.at);
    if (done) return see_other(to);
    // The link was replaced meanwhile: what this page would show is no longer the sender's.
    if (done.error().front().code == "unknown_registration")
      return opens_nothing(own->in, tx, with);
    return registration_page(409, *own, tx, with, typed, done.error());
  });
}

}  // namespace zusage::server
