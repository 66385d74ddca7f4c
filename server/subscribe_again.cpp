// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/ask_anew.hpp"
#include "server/event_view.hpp"
#include "server/link_evidence.hpp"
#include "server/personal_pages.hpp"
#include "server/subscribe_again.hpp"

namespace zusage::server {

std::optional<consent::offer> offer_again(const schema::reader& db, services& with,
                                          const consent::standing& of,
                                          const std::string& language) {
  if (of.now != consent::state::withdrawn) return {};
  const auto known = with.ledger.contact_of(db, of.principal_id, of.purpose_id);
  if (!known || known->email.empty()) return {};  // erased
  const auto offers = consent::offers_of_organiser(db, of.organiser_id, language);
  const auto found = std::find_if(offers.begin(), offers.end(), [&](const consent::offer& one) {
    return one.purpose_id == of.purpose_id;
  });
  if (found == offers.end() || !events::can_be_asked_anew(db, *found)) return {};
  return *found;
}

// POST /u/{token}/again: a new request, by today's notice, which the mail then confirms.
decision post_subscribe_again(const request& of, const schema::reader& db, services& with) {
  const auto id = with.links.public_id(link_purpose::revoke, of.capture("token"));
  const auto standing = id ? with.ledger.find(db, *id) : std::nullopt;
  if (!standing) return error_page(404, of, with, "error.not_found");
  return action(
      [of = std::make_shared<const request>(of), id = *id, &with](schema::transaction& tx) {
        const auto& language = of->language->language();
        const auto back = "/u/" + of->capture("token");
        const auto now = with.ledger.find(tx, id);
        const auto offer = now ? offer_again(tx, with, *now, language) : std::nullopt;
        // Pressed a second time: the one mail is on its way, and no other is sent.
        if (now && now->now == consent::state::requested)
          return see_other(link_to(*of, back + "?done=again"));
        // Given by another way meanwhile, or not to be had any more: the page says how it stands.
        if (!offer) return see_other(link_to(*of, back));
        // What was shown is what is agreed to.
        if (of->form.get("notice") != std::to_string(offer->notice_id))
          return see_other(link_to(*of, back + "?done=notice_changed"));
        const auto contact = with.ledger.contact_of(tx, now->principal_id, now->purpose_id);
        auto by = evidence_by_link(*of);
        by.email = contact->email;
        by.name = contact->name;
        by.box = "pressed by the person after revoking";
        const events::asking_tools asks{{with.keys.lookup, with.keys.people}, with.outbox};
        if (events::was_asked_lately(tx, asks, *offer, by.email, of->at))
          return see_other(link_to(*of, back + "?done=paused"));
        events::ask_anew(tx, asks, *offer, {now->organiser_id, "undo", by, language}, of->at);
        return see_other(link_to(*of, back + "?done=again"));
      });
}

}  // namespace zusage::server
