// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "events/export_presets.hpp"
#include "events/print_people.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The list of an event as a file with columns by choice, and what is printed from it.
namespace zusage::server {

std::span<const route> exports_routes();

namespace export_limits {
inline constexpr std::size_t purpose = 200;      ///< code points of what an export is for
inline constexpr std::size_t on_one_page = 500;  ///< people of a page that is printed
}  // namespace export_limits

/// The form of an export as it was typed; what is not text is empty.
struct export_form {
  std::string format;  ///< csv, excel-de, xlsx, json
  std::vector<std::string> columns;
  std::string who, session;
  std::string purpose;                                          ///< of this export
  std::string list_text, list_status, list_session, list_kind;  ///< what the list was narrowed to
  std::string name;                                             ///< of a preset
  bool every_event = false;
};

// admin_export_form.cpp

export_form typed_export(const request& of);
/// The form as a preset fills it.
export_form preset_form(const events::export_preset& of);
/// A form that nobody has filled in: a sheet of everybody, with the columns that most lists need.
export_form usual_form();
/// The same as a link from the list of attendees asks for it: `format`, and what the list is
/// narrowed to (`list.q`, `list.status`, `list.session`, `list.kind`).
export_form form_from_list(const request& of);

/// What the list was narrowed to; nothing where it shows everybody. What is unknown counts as not
/// said.
std::optional<events::attendee_filter> list_filter(const export_form& typed,
                                                   const events::event& at);

/// What the form asks for. Faults at `format`, `columns`, `who` and `session`: those of
/// events::check_export, and `unknown_option`.
checked<events::export_preset> check_export_form(const request& of, const schema::reader& db,
                                                 services& with, const events::event& at,
                                                 const export_form& typed);

/// Faults at `purpose`: `required_purpose`, `too_long`, `not_utf8`, `control_characters`.
checked<std::string> check_purpose(const std::string& typed);

// admin_export_page.cpp

response export_page(int status, const request& of, const schema::reader& db, services& with,
                     const export_form& typed, const faults& wrong);

// admin_export.cpp

/// The file, streamed. Who takes it away is the caller's to record first.
response export_file(const request& of, services& with,
                     const std::shared_ptr<const events::event>& at,
                     const events::export_preset& what, bool all_columns = false);

// admin_export_presets.cpp

decision post_export_preset(const request& of, const schema::reader& db, services& with);
decision post_remove_export_preset(const request& of, const schema::reader& db, services& with);

// admin_export_print.cpp, admin_certificates.cpp

response show_print_list(const request& of, services& with);
response show_badges(const request& of, services& with);
response show_certificates(const request& of, services& with);

/// The people of one of the pages that are printed, and what surrounds them.
struct printed_part {
  std::shared_ptr<const events::event> at;
  std::vector<events::printed_person> people;
  nlohmann::json data;  ///< title, breadcrumb, event, `paging`
};
/// Reads the people that the query asks for (`session`, `reference`, `page`), `who` by default, and
/// records that they are taken away as `what`; nothing: there is no such event.
std::optional<printed_part> print_part(const request& of, services& with, const std::string& what,
                                       events::export_who who);

}  // namespace zusage::server
