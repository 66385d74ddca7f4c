// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/registration_view.hpp"

namespace zusage::server {

// GET /v/{token}: only a page with a button, because mail scanners open every link.
response show_verify(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::verify);
  if (!own) return error_page(404, of, with, "error.not_found");
  using status = events::registration_status;
  const auto& in = *own->in.language;
  const auto now = own->row.status;
  const auto registration =
      "/r/" + with.links.token(link_purpose::registration, own->row.public_id);
  auto data = about(*own->of, own->in,
                    {{"title", in.text("registration.verify")},
                     {"email", own->row.email},
                     {"waiting", now == status::unverified},
                     {"verified", now == status::confirmed},
                     {"ended", now != status::unverified && now != status::confirmed},
                     {"action", link_to(own->in, "/v/" + of.capture("token"))},
                     {"registration_url", link_to(own->in, registration)},
                     {"look", look_view(db, own->in, own->of->by.id)},
                     {"no_index", true}});
  return page(200, own->in, with, "verify", std::move(data));
}

// POST /v/{token}
decision post_verify(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::verify);
  if (!own) return error_page(404, of, with, "error.not_found");
  const auto token = with.links.token(link_purpose::registration, own->row.public_id);
  return action([id = own->row.public_id, at = of.at,
                 done = link_to(of, "/r/" + token + "?done=verified"),
                 back = link_to(of, "/v/" + of.capture("token")), &with](schema::transaction& tx) {
    return see_other(with.registrar.verify(tx, id, at) ? done : back);
  });
}

}  // namespace zusage::server
