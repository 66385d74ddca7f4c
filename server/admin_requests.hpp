// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "events/data_requests.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Requests of people on the organiser's side: the list, each one, and what is done about it.
namespace zusage::server {

// admin_requests.cpp
response show_requests(const request&, services&);
response show_new_request(const request&, const schema::reader&, services&);
decision post_new_request(const request&, const schema::reader&, services&);

// admin_request.cpp
response show_request(const request&, services&);
response export_request(const request&, services&);
response post_request_done(const request&, services&);
response post_request_refuse(const request&, services&);
response post_request_extend(const request&, services&);

// admin_request_sheet.cpp
response show_request_sheet(const request&, services&);
decision post_request_link(const request&, const schema::reader&, services&);

// admin_request_erase.cpp
response show_request_erase(const request&, services&);
response post_request_erase(const request&, services&);

// admin_request_rectify.cpp
response show_request_rectify(const request&, services&);
response post_request_rectify(const request&, services&);

/// The one of the route's `{request}`, if it is the organiser's own; its words until they are
/// erased.
struct own_request {
  events::data_request row;
  std::optional<events::data_request_words> words;
};
std::optional<own_request> find_own_request(const request& of, const schema::reader& db,
                                            services& with);

events::data_tools request_tools(services& with);

/// `/admin/<organiser>/requests/<reference><rest>`
std::string request_link(const request& of, const events::data_request& row,
                         const std::string& rest = {});

/// Navigation and breadcrumb down to the list, and to `row` if there is one; the page itself is the
/// last step.
nlohmann::json requests_page_data(const request& of, const schema::reader& db,
                                  const std::string& title,
                                  const events::data_request* row = nullptr);

/// `offen, noch 5 Tage`, `überfällig seit 3 Tagen`, `abgelehnt`.
std::string request_state_words(const events::data_request& row, instant now,
                                const web::locale& in);

/// The page of a request; `wrong` at the fields `answer`, `reason`, `extension`, or of the whole.
response request_page(int status, const request& of, const schema::reader& db, services& with,
                      const own_request& own, const faults& wrong = {});

/// A decision about a request. What answers it shows everything stored, decrypted, so neither the
/// network's thread nor the writer renders it.
struct request_act {
  /// Why it is not even tried; nothing: it is.
  std::function<std::optional<response>(const schema::reader&)> refusal;
  std::function<bool(schema::transaction&)> act;  ///< false: it came too late
  std::function<response(const schema::reader&)> too_late;
  const char* done;  ///< behind the link of the request, to which it leads then
};
response act_on_request(const request& of, services& with, const request_act& what);

/// What stands in a field of the form, to be shown again; "" for what is no text.
std::string typed_text(const request& of, const char* field);

}  // namespace zusage::server
