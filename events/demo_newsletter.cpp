// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/demo_newsletter.hpp"

#include "events/newsletter_issue.hpp"
#include "events/purpose_use.hpp"

namespace zusage::events {

void write_demo_newsletter(schema::transaction& tx, std::string_view organiser_key, instant now) {
  const auto id =
      tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser_key).value();
  const auto of = organisers::scope::of_operator(id);
  issue_draft draft;
  draft.purpose_key = list_issue_purposes(tx, of).at(0).key;
  draft.subject = {{"de", "Neues aus der Verwaltung"}, {"en", "News from administration"}};
  draft.body = {
      {"de",
       "## Liebe Leserinnen und Leser,\n\ndie nächsten Lösungstage stehen fest. Diesmal geht es "
       "um:\n\n"
       "- den digitalen Posteingang\n- die elektronische Rechnung\n- Anträge ohne Papier\n\n"
       "Alle Termine finden Sie im [Kalender](https://example.org/kalender).\n"},
      {"en",
       "## Dear readers,\n\nthe next solution days are fixed. This time they are about:\n\n"
       "- incoming mail without paper\n- electronic invoices\n- applications without forms\n\n"
       "All dates are in the [calendar](https://example.org/kalender).\n"}};
  add_issue(tx, of, draft, now).value();
}

void write_demo_message(schema::transaction& tx, std::string_view slug, instant now) {
  const auto [event_id, organiser_id] =
      tx.one<std::int64_t, std::int64_t>("SELECT id, organiser_id FROM event WHERE slug = :1", slug)
          .value();
  issue_draft draft;
  draft.event_id = event_id;
  draft.kind = issue_kind::service;
  draft.subject = {{"de", "So nehmen Sie teil"}};
  draft.body = {
      {"de",
       "Guten Tag,\n\nam ersten Tag öffnen wir den Raum eine Viertelstunde früher. Bitte "
       "prüfen Sie vorher:\n\n- Ton und Kopfhörer\n- den Namen, mit dem Sie erscheinen\n\n"
       "Wir freuen uns auf Sie!\n"}};
  add_issue(tx, organisers::scope::of_operator(organiser_id), draft, now).value();
}

}  // namespace zusage::events
