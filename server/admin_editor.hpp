// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "events/publish_check.hpp"
#include "server/admin_view.hpp"
#include "server/editor_parts.hpp"

/// The editor of an event on the organiser's side: everything that an event file can say of it,
/// section by section. Forms carry the version that they were made from; who comes later than
/// somebody else is shown both and nothing is overwritten.
namespace zusage::server {

std::span<const route> editor_routes();

response show_editor(const request& of, const schema::reader& db, services& with);
response show_editor_part(const request& of, const schema::reader& db, services& with);
decision post_editor_part(const request& of, const schema::reader& db, services& with);
decision post_publish(const request& of, const schema::reader& db, services& with);
decision post_unpublish(const request& of, const schema::reader& db, services& with);
decision post_call_off(const request& of, const schema::reader& db, services& with);
response show_new_event(const request& of, const schema::reader& db, services& with);
decision post_new_event(const request& of, const schema::reader& db, services& with);
response show_document_of_paper(const request& of, services& with);
response post_document_of_paper(const request& of, services& with);
response show_event_file(const request& of, const schema::reader& db, services& with);
response show_import_event(const request& of, const schema::reader& db, services& with);
response post_import_event(const request& of, services& with);

// What the pages have in common.

/// `/admin/<organiser>/events/<slug><rest>`
std::string editor_link(const request& of, const std::string& slug, const std::string& rest);

/// With the breadcrumb up to the task list, or, with a title, one step further.
nlohmann::json editor_page(const request& of, const events::event& at, const std::string& title);

/// `editor.section.<section>` in words.
std::string section_words(const std::string& section, const web::locale& in);

/// „Somebody@… changed it on …“
std::string changed_words(const schema::reader& db, const events::event& of, const web::locale& in);

/// Where a fault lies that no field of the page has: `Programmpunkt „Forum 1“`.
std::string place_words(const std::string& place, const nlohmann::json& entry,
                        const web::locale& in);

/// Faults of an entry for a page without fields.
faults without_fields(const faults& wrong, const nlohmann::json& entry, const web::locale& in);

/// What a form of a part shows.
struct shown_part {
  editor_part part;
  fields sent;
  faults wrong = {};
  bool moved = false;     ///< somebody else has changed the event since
  bool previews = false;  ///< of Markdown
};
response part_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, shown_part shown);

/// The document of a paper with the form that takes another one.
nlohmann::json document_view(const request& of, const schema::reader& db, const editing& at);

// editor_members.cpp

/// Faults at a line of a list say which line it is and what stands there (`line` {line, typed,
/// text}).
faults name_lines(faults wrong, const nlohmann::json& entry, const web::locale& in);

/// Members that are given by name, by their keys, as the directory knows them; what is no name of
/// it stays. Faults at the lines: `editor_member_ambiguous` {choices}.
faults find_members(const schema::reader& db, nlohmann::json& entry);

/// What is missing before publishing, in words.
std::string finding_words(const events::publish_finding& one, const web::locale& in);

/// What people learn of a change, or lose; no words when it concerns nobody.
struct change_consequences {
  std::string words;
  bool tells = false;  ///< people get a mail, unless staff say no
};
change_consequences consequences(const request& of, const schema::reader& db, const editing& at,
                                 const events::event& after);

/// Asks with these words; saying yes sends the form to `path` again, with `edit` without doing it.
response ask_first(const request& of, services& with, const editing& at, const std::string& path,
                   const change_consequences& what, const faults& wrong = {});

/// What was said to those concerned on the page that asks: `tell`, where it was offered, and
/// `words`. Faults at `words` as of checked_text.
events::change_notice notice_in(const request& of, faults& wrong);

/// The field for it (web/templates/_field_textarea.html).
nlohmann::json notice_field(const request& of, const std::string& label, const std::string& hint,
                            const faults& wrong);

/// The lists of a section with what can be done to each element (programme, questions, mails), or
/// to the purposes; null when it has none.
nlohmann::json section_lists(const request& of, const editor_part& part, const editing& at);

/// A list page, with what was not done.
response list_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, const editor_part& part, const faults& wrong);

/// `do` = `up`, `down` or `remove` on the element `key` of `list`.
decision change_list(const request& of, const schema::reader& db, services& with, const editing& at,
                     const editor_part& part);

}  // namespace zusage::server
