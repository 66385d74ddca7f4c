// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_editor.hpp"

namespace zusage::server {

std::span<const route> editor_routes() {
  constexpr auto editors = staff_with(organisers::permission::manage_events);
  // Texts of 20,000 characters in several languages, lists of thousands of municipalities.
  constexpr std::size_t most_of_form = 512 * 1024;
  // A file of 1 MiB, in base64 once it is confirmed.
  constexpr std::size_t most_of_upload = 2 * 1024 * 1024;
  // A document of 50 MiB, and what its form says besides.
  constexpr std::size_t most_of_document = events::file_limits::document + 64 * 1024;
  static const route routes[] = {
      {"GET", "/admin/{organiser}/new-event", editors, show_new_event},
      {"POST", "/admin/{organiser}/new-event", editors, post_new_event},
      {"GET", "/admin/{organiser}/import-event", editors, show_import_event},
      {"POST", "/admin/{organiser}/import-event", editors, post_import_event, most_of_upload},
      {"GET", "/admin/{organiser}/events/{slug}/edit", editors, show_editor},
      {"GET", "/admin/{organiser}/events/{slug}/edit/{section}", editors, show_editor_part},
      {"POST", "/admin/{organiser}/events/{slug}/edit/{section}", editors, post_editor_part,
       most_of_form},
      {"GET", "/admin/{organiser}/events/{slug}/edit/{section}/{item}", editors, show_editor_part},
      {"POST", "/admin/{organiser}/events/{slug}/edit/{section}/{item}", editors, post_editor_part,
       most_of_form},
      {"GET", "/admin/{organiser}/events/{slug}/edit/paper/document", editors,
       show_document_of_paper},
      {"POST", "/admin/{organiser}/events/{slug}/edit/paper/document", editors,
       post_document_of_paper, most_of_document},
      {"POST", "/admin/{organiser}/events/{slug}/publish", editors, post_publish, 4096},
      {"POST", "/admin/{organiser}/events/{slug}/unpublish", editors, post_unpublish, 4096},
      {"POST", "/admin/{organiser}/events/{slug}/call-off", editors, post_call_off, 4096},
      {"GET", "/admin/{organiser}/events/{slug}/event.json", editors, show_event_file},
  };
  return routes;
}

}  // namespace zusage::server
